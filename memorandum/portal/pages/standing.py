"""Pages that stand whatever the record says: what the portal is, accessibility, privacy; and what robots read."""

import contextlib
import datetime
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError, ProgrammingError, connections, router, transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path, reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.defaults import page_not_found, server_error
from psycopg.errors import InsufficientPrivilege

import czech
from council.models import Paper
from evidence.history import formerly
from evidence.models import AsOf, Event, Misunderstood, Source, WrongDay
from evidence.models.prepared import Prepared, among
from evidence.recorded import version
from formats.rendering import TABLE_FORMATS
from localities.models import Locality, SupportChange
from localities.models.support import SupportChangeQuerySet
from memorandum.papers import verified
from memorandum.portal import condition
from memorandum.portal.templatetags.meta import DATA_FORMATS

_SECURITY_TXT_HOLDS = datetime.timedelta(days=180)
COME_AGAIN = 10  # seconds, when the database is away


class StateAsOf(NamedTuple):
    """What a locality's state of support was, as told when asked like this."""

    at: AsOf
    change: SupportChange


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html", {"example": _hindsight(), "operator": settings.OPERATOR})


def accessibility(request: HttpRequest) -> HttpResponse:
    operator = settings.OPERATOR
    email = operator["accessibility_email"] or operator["email"]
    return render(request, "portal/accessibility.html", {"operator": operator, "email": email})


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"operator": settings.OPERATOR})


def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read all pages and the data that pages advertise; documents are made for people who want them."""
    lines = [
        "User-agent: *",
        f"Disallow: {settings.STAFF_PATH}",
        *(f"Disallow: /*/export.{extension}" for extension in TABLE_FORMATS if extension not in DATA_FORMATS),
        "Disallow: /*/sestava.",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), "text/plain; charset=utf-8")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where holes are told (RFC 9116); 404 where nobody would read it.  It holds for half a year from today."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    until = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + _SECURITY_TXT_HOLDS
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {until.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: cs, en",
        f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), "text/plain; charset=utf-8")


def _hindsight() -> list[StateAsOf]:
    """What the latest public paper said of a locality, what we know today of that same day, and how it is today.

    A locality of which paper and knowledge say different things; nothing where there is none.
    """
    now = AsOf.now()
    paper = next(iter(_latest_paper(now)), None)
    if paper is None:
        return []
    then = AsOf(paper.session.held_on, paper.session.held_on)
    later = AsOf(then.day, now.known)
    told = _said(then, paper.source_id)
    known = {change.locality_id: change for change in _states(later, [said.locality_id for said in told])}
    for said in told:
        change = known.get(said.locality_id, said)
        if change.kind_id != said.kind_id:
            current = [StateAsOf(now, state) for state in _current(now, said.locality_id)]
            return [StateAsOf(then, said), StateAsOf(later, change), *current]
    return []


@Prepared
def _latest_paper(at: AsOf) -> QuerySet[Paper]:
    return Paper.objects.public().filter(source__is_public=True).select_related("session")[:1]


def _holding(at: AsOf, localities: Q) -> SupportChangeQuerySet:
    return SupportChange.objects.public().filter(localities).state(at).select_related("locality", "kind", "source")


@Prepared
def _states(at: AsOf, localities: list[int]) -> QuerySet[SupportChange]:
    return _holding(at, among("locality", localities))


@Prepared
def _said(at: AsOf, source: int) -> QuerySet[SupportChange]:
    named = SupportChange.objects.public().filter(source=source).values("locality")
    return _holding(at, Q(locality__in=named)).filter(source=source).order_by("locality__name_key")


@Prepared
def _current(at: AsOf, locality: int) -> QuerySet[SupportChange]:
    return _holding(at, Q(locality=locality))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A question we do not understand gets a sentence, and never the answer to another question."""
    if isinstance(exception, DisallowedHost):  # a page with whole addresses would need the very name
        return render(None, "foreign_name.html", status=400)
    context: dict[str, Any] = {"is_day": isinstance(exception, WrongDay)}
    if isinstance(exception, Misunderstood):
        context["message"] = str(exception)
    if isinstance(exception, WrongDay):
        context |= {"typed_day": exception.typed[AsOf.DAY], "typed_known": exception.typed[AsOf.KNOWN]}
    return render(request, "400.html", context, status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours; when the database is away, keeps a question waiting too long, or is being changed, it is told
    what it is.

    Neither page asks for anything that may be away.
    """
    problem = sys.exc_info()[1]
    is_away = isinstance(problem, (OperationalError, InterfaceError)) or _are_views_away(request, problem)
    return unavailable(request) if is_away else server_error(request)


def _are_views_away(request: HttpRequest, problem: BaseException | None) -> bool:
    """While a release changes tables, the views stand away, and what stands behind them is not the public role's.

    Of staff, the same refusal of the database is a fault of ours.
    """
    is_refused = isinstance(problem, ProgrammingError) and isinstance(problem.__cause__, InsufficientPrivilege)
    return is_refused and not request.path_info.startswith(settings.STAFF_PATH)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The record cannot be asked now; when to come again."""
    response = render(None, "unavailable.html", {"sent": request.method == "POST"}, status=503)
    response["Retry-After"] = str(COME_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is called otherwise by now is found where it went, and capital letters lead to small ones, if such a page
    may be; the rest gets a search and ways on."""
    match = request.resolver_match
    for name, called, records in _RENAMED if match else ():
        if match and match.url_name == name and called in match.kwargs:
            record = records().filter(pk=formerly(records().model, called, match.kwargs[called])).first()
            if record is not None:
                address = reverse(name, kwargs=match.kwargs | {called: getattr(record, called)})
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    small = request.path.lower()
    is_staffs = request.path.startswith(settings.STAFF_PATH)
    if small != request.path and not is_staffs and request.method in ("GET", "HEAD") and is_valid_path(small):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(iri_to_uri(f"{small}?{query}" if query else small))
    return page_not_found(request, exception)


_Called = tuple[str, str, Callable[[], Any]]
#: By what addresses call records that staff may rename: (name of the address, its column, what everybody may see).
_RENAMED: list[_Called] = [
    *((name, "slug", Locality.objects.public) for name in ("locality-detail", "locality-embed", "locality-feed")),
    ("source-detail", "key", Source.objects.public),
    ("paper-detail", "key", Paper.objects.public),
]


_WAIT_FOR_NOBODY = "SELECT set_config('lock_timeout', '300ms', true), set_config('statement_timeout', '2s', true)"
_NOW = {"Cache-Control": "no-store"}  # a watch wants to know how it is, not how it was


def health(request: HttpRequest) -> HttpResponse:
    """For the operator's watch: the portal answers and its database too, without waiting for anybody.

    Without the database ``/zdravi/zije``.
    """
    with contextlib.ExitStack() as asked:
        # What is public, and what the server that is written to says of it, may be asked over two connections.
        for alias in {router.db_for_read(Locality), router.db_for_read(Event, written_to=True)}:
            asked.enter_context(transaction.atomic(alias))
            asked.enter_context(connections[alias].cursor()).execute(_WAIT_FOR_NOBODY)
        count = Locality.objects.public().count()
        checked, (moment, event) = verified.last(), version()
    lines = [
        f"v pořádku, {czech.count(count, 'lokalita', 'lokality', 'lokalit')}",
        checked.sentence if checked else "vydané písemnosti dosud neověřeny",
        condition.of_the_record(moment, event),
        *(condition.of_the_server() if condition.may_know(request.META) else ()),
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), "text/plain; charset=utf-8", headers=_NOW)
