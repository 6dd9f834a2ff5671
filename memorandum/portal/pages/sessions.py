import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council import datasets
from council.models import AgendaItem, Paper, PaperEntry, Session
from evidence.models import AsOf, Event, Precision, Reference, Source
from evidence.models.prepared import Prepared, among
from formats import icalendar
from formats.attachments import file_response
from memorandum.portal import references as chains
from memorandum.portal.region import permanent_name
from memorandum.portal.templatetags.meta import SITE

_IN_CALENDAR = 50  # sessions, some years of them


def addressed(
    sessions: Any, year: int = 0, number: int = 0, held_on: datetime.date | None = None, body: str = ""
) -> tuple[Any, list[Any]]:
    """The session of that address, and the others that share its number.

    One that has no number is addressed by its day and body; if it gets a number later it is still found there.
    """
    asked = sessions.of_day(held_on, body) if held_on else sessions.numbered(year, number)
    found = list(asked.select_related("source"))
    session = next((session for session in found if body in ("", session.body.key)), None)
    if session is None:
        raise Http404
    return session, [other for other in found if other != session]


def session_detail(request: HttpRequest, **address: Any) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    session, others = addressed(Session.objects.public(), **address)
    # Its page tells its own day, also where an earlier one is asked about.
    told = at.on(max(at.day, session.held_on), at.known)
    datasets.with_papers([session], told)
    resolutions = decided(told, session.body_id, session.held_on)
    steps, references = _way(session, resolutions, told)
    context = {
        "at": at,
        "session": session,
        "then": at.on(session.held_on),
        "lasting_path": session.get_absolute_url(),
        "others": others,
        "agenda": [step for step in steps if step.session_id == session.pk],
        "steps": steps if len({step.session_id for step in steps}) > 1 else [],
        "resolutions": resolutions,
        "references": references,
        "chain": chains.picture(references, at),
        "previous": next(iter(_before(at, session.body_id, session.held_on)), None),
        "next": next(iter(_after(at, session.body_id, session.held_on)), None),
    }
    return render(request, "portal/session_detail.html", context)


@Prepared
def decided(at: AsOf, body: int, day: datetime.date) -> QuerySet[Source]:
    """The resolutions of the body from that day."""
    resolutions = Source.objects.public().known(at).resolutions()
    return resolutions.filter(issuer=body, issued_on=day, precision=Precision.DAY).defer("text").order_by("number")


def _of_body(at: AsOf, body: int) -> Any:
    return Session.objects.public().known(at).filter(body=body).select_related("body")


@Prepared
def _before(at: AsOf, body: int, day: datetime.date) -> QuerySet[Session]:
    sessions: QuerySet[Session] = _of_body(at, body).filter(held_on__lt=day).order_by("-held_on")[:1]
    return sessions


@Prepared
def _after(at: AsOf, body: int, day: datetime.date) -> QuerySet[Session]:
    sessions: QuerySet[Session] = _of_body(at, body).filter(held_on__gt=day).order_by("held_on")[:1]
    return sessions


def _way(session: Any, resolutions: list[Source], at: AsOf) -> tuple[list[Any], list[Reference]]:
    """How what the session dealt with went through the bodies, and which resolutions stand behind it.

    To its matters belong its papers, the resolutions that its papers give as their reason, and what it resolved.
    """
    behind = {resolution.pk for resolution in resolutions} | set(_named(at, session.pk))
    steps = datasets.with_documents(_steps(at, session.pk, [*behind]), at)
    behind |= {item.resolution_id for item in steps if item.session_id == session.pk}
    return steps, chains.reached(behind, at)


@Prepared
def _named(at: AsOf, session: int) -> QuerySet[Source, int]:
    reasons = PaperEntry.objects.filter(paper__in=_papers(at, session)).values("resolution")
    return Source.objects.public().known(at).filter(pk__in=reasons).values_list("pk", flat=True)


@Prepared
def _steps(at: AsOf, session: int, behind: list[int]) -> QuerySet[AgendaItem]:
    about = Q(session=session) | Q(paper__in=_papers(at, session)) | among("resolution", behind)
    return AgendaItem.objects.public().known(at).filter(about).in_order().select_related("session__body", "source")


def _papers(at: AsOf, session: int) -> Any:
    return Paper.objects.public().known(at).filter(Q(session=session) | Q(agenda_items__session=session))


def session_calendar(request: HttpRequest) -> HttpResponse:
    """The latest sessions, also the coming ones, for calendars that subscribe to them."""
    at = AsOf.from_query(request.GET)
    latest = Session.objects.public().known(at).order_by("-held_on", "-pk").values("pk")[:_IN_CALENDAR]
    known = Session.objects.filter(pk__in=latest).select_related("body").order_by("held_on", "pk")
    last = Event.objects.of(Session).filter(record=Cast(OuterRef("pk"), CharField())).order_by("-pk")
    if at.recorded:
        last = last.filter(at__lte=at.recorded)
    sessions: QuerySet[Any] = known.annotate(changed_at=Subquery(last.values("at")[:1]))
    agenda: dict[int, list[Any]] = {}
    items = AgendaItem.objects.public().known(at).filter(session__in=latest).in_order()
    items = items.select_related("session__body", "source")
    for item in datasets.with_documents([*items], at):
        agenda.setdefault(item.session_id, []).append(item)
    events = [
        icalendar.CalendarEvent(
            uid=str(permanent_name("zasedani", session.key)),
            day=session.held_on,
            summary=f"{session.body.name}: {session.title}",
            description="\n".join(_programme(session, agenda.get(session.pk, []))),
            url=request.build_absolute_uri(session.get_absolute_url()),
            changed_at=session.changed_at or at.recorded or timezone.now(),
        )
        for session in datasets.with_papers([*sessions], at)
    ]
    content = icalendar.calendar(f"{SITE}: zasedání", events)
    return file_response(content, "zasedani.ics", inline=True)


def _programme(session: Any, items: list[Any]) -> Iterator[str]:
    """What is known of the session's programme, line by line; then papers that are on no known point of it."""
    for item in items:
        told = [item.known_resolution.title] if item.known_resolution else []
        if item.known_paper and item.known_paper.withdrawn:
            told.append(f"předložená písemnost byla odvolána: {item.known_paper.title}")
        yield f"{item} ({'; '.join(told)})" if told else f"{item}"
    placed = {item.paper_id for item in items}
    for paper in session.known_papers:
        if paper.pk not in placed:
            yield f"{paper.get_kind_display().capitalize()}: {paper.title}"
