"""Pages that stand whatever the record says: what the portal is, accessibility, privacy; and what robots read."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path, reverse
from django.utils.encoding import iri_to_uri
from django.views.defaults import page_not_found

import czech
from council.models import Paper
from evidence.models import AsOf, Misunderstood, WrongDay
from localities.models import Locality, SupportChange
from localities.models.support import SupportChangeQuerySet


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
    """Robots may read all pages; files are made on demand, so they are left to people who want them."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /*/export.",
        "Disallow: /*/sestava.",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), "text/plain; charset=utf-8")


def _hindsight() -> list[StateAsOf]:
    """What the latest public paper said of a locality, what we know today of that same day, and how it is today.

    A locality of which paper and knowledge say different things; nothing where there is none.
    """
    paper = Paper.objects.public().filter(source__is_public=True).select_related("session").first()
    if paper is None:
        return []
    now = AsOf.now()
    then = AsOf(paper.session.held_on, paper.session.held_on)
    later = AsOf(then.day, now.known)
    known = {change.locality_id: change for change in _states(later)}
    for said in _states(then).filter(source=paper.source_id).order_by("locality__name_key"):
        change = known.get(said.locality_id, said)
        if change.kind_id != said.kind_id:
            current = [StateAsOf(now, state) for state in _states(now).filter(locality=said.locality_id)]
            return [StateAsOf(then, said), StateAsOf(later, change), *current]
    return []


def _states(at: AsOf) -> SupportChangeQuerySet:
    return SupportChange.objects.public().state(at).select_related("locality", "kind", "source")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A question we do not understand gets a sentence, and never the answer to another question."""
    context: dict[str, Any] = {"is_day": isinstance(exception, WrongDay)}
    if isinstance(exception, Misunderstood):
        context["message"] = str(exception)
    if isinstance(exception, WrongDay):
        context |= {"typed_day": exception.typed[AsOf.DAY], "typed_known": exception.typed[AsOf.KNOWN]}
    return render(request, "400.html", context, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address written with capital letters leads to the one with small ones, if there may be such a page."""
    small = request.path.lower()
    if small != request.path and request.method in ("GET", "HEAD") and is_valid_path(small):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(iri_to_uri(f"{small}{'?' if query else ''}{query}"))
    return page_not_found(request, exception)


def health(request: HttpRequest) -> HttpResponse:
    """For the operator's watch: the portal answers and its database too."""
    count = Locality.objects.public().count()
    return HttpResponse(
        f"v pořádku, {czech.count(count, 'lokalita', 'lokality', 'lokalit')}\n", "text/plain; charset=utf-8"
    )
