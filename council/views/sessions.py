from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council import datasets, icalendar, permanent
from council.filters import SessionFilter
from council.models import AsOf, Session, Source

PER_PAGE = 100


def session_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = SessionFilter(request.GET, at=at)
    page = Paginator(datasets.with_papers(narrowed.found, at), PER_PAGE).get_page(request.GET.get("strana"))
    return render(request, "council/session_list.html", {"at": at, "filter": narrowed, "page": page})


def session_detail(request: HttpRequest, year: int, number: int, body: str = "") -> HttpResponse:
    at = AsOf.from_query(request.GET)
    numbered = Session.objects.public().numbered(year, number).select_related("source")
    sessions = list(datasets.with_papers(numbered, at))
    session = next((session for session in sessions if body in ("", session.body.key)), None)
    if session is None:
        raise Http404
    decided = Source.objects.public().known(at).resolutions().filter(issuer=session.body, issued_on=session.held_on)
    of_body = Session.objects.public().known(at).filter(body=session.body).select_related("body")
    context = {
        "at": at,
        "session": session,
        "lasting_path": session.get_absolute_url(),
        "others": [other for other in sessions if other != session],
        "resolutions": decided.defer("text").order_by("number"),
        "previous": of_body.filter(held_on__lt=session.held_on).order_by("-held_on").first(),
        "next": of_body.filter(held_on__gt=session.held_on).order_by("held_on").first(),
    }
    return render(request, "council/session_detail.html", context)


def paper_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    page = Paginator(datasets.papers(at), PER_PAGE).get_page(request.GET.get("strana"))
    return render(request, "council/paper_list.html", {"at": at, "page": page})


def session_calendar(request: HttpRequest) -> HttpResponse:
    """All sessions, also the coming ones, for calendars that subscribe to them."""
    at = AsOf.from_query(request.GET)
    known = Session.objects.public().known(at).select_related("body").order_by("held_on", "pk")
    sessions: QuerySet[Any] = known.annotate(changed_at=Max("events__pgh_created_at"))
    region = permanent.region()
    events = [
        icalendar.Event(
            uid=str(permanent.name(region, "zasedani", session.key)),
            day=session.held_on,
            summary=f"{session.body.name}: {session.number}. zasedání",
            description="\n".join(f"{p.get_kind_display().capitalize()}: {p.subject}" for p in session.known_papers),
            url=request.build_absolute_uri(session.get_absolute_url()),
            changed_at=session.changed_at or timezone.now(),
        )
        for session in datasets.with_papers(sessions, at)
    ]
    content = icalendar.calendar("Zasedání", events)
    return HttpResponse(
        content, icalendar.CONTENT_TYPE, headers={"Content-Disposition": 'inline; filename="zasedani.ics"'}
    )
