"""What a session decided, as documents: the list of its decisions, and an extract for each point of its agenda."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council import datasets
from council.models import AgendaItem, Session
from evidence.models import AsOf
from evidence.models.prepared import Prepared
from formats.outline import Outline
from formats.rendering import PAPER_FORMATS
from memorandum.papers.decisions import decisions, extract
from memorandum.portal.documents import document
from memorandum.portal.links import found_or_404, with_days
from memorandum.portal.pages.sessions import addressed, decided


def decision_list(request: HttpRequest, **address: Any) -> HttpResponse:
    at, session = _asked(request, address)
    return _page(request, _list(session, at), at, session, session.get_decisions_url())


def decision_list_file(request: HttpRequest, extension: str, **address: Any) -> HttpResponse:
    at, session = _asked(request, address)
    return document(request, _list(session, at), extension)


def decision_extract(request: HttpRequest, item: str, **address: Any) -> HttpResponse:
    at, session = _asked(request, address)
    point = _point(session, item, at)
    return _page(request, extract(point, _told(session, at)), at, session, point.get_absolute_url(), point)


def decision_extract_file(request: HttpRequest, item: str, extension: str, **address: Any) -> HttpResponse:
    at, session = _asked(request, address)
    return document(request, extract(_point(session, item, at), _told(session, at)), extension)


def _asked(request: HttpRequest, address: dict[str, Any]) -> tuple[AsOf, Session]:
    at = AsOf.from_query(request.GET)
    session, _ = addressed(Session.objects.public(), **address)
    return at, session


def _told(session: Session, at: AsOf) -> AsOf:
    """A session's documents tell its own day, also where an earlier one is asked about, as its page does."""
    return at.on(max(at.day, session.held_on), at.known)


def _list(session: Session, at: AsOf) -> Outline:
    told = _told(session, at)
    items = datasets.with_documents(_items(told, session.pk), told)
    return decisions(session, items, decided(told, session.body_id, session.held_on), told)


def _point(session: Session, key: str, at: AsOf) -> AgendaItem:
    """The point of that session.  Raises Http404 where there is none that was known."""
    told = _told(session, at)
    item: AgendaItem = found_or_404([item for item in _items(told, session.pk) if item.key == key])
    datasets.with_documents([item], told)
    return item


@Prepared
def _items(at: AsOf, session: int) -> QuerySet[AgendaItem]:
    items = AgendaItem.objects.public().known(at).filter(session=session).in_order()
    return items.select_related("session__body", "source")


def _page(
    request: HttpRequest, outline: Outline, at: AsOf, session: Session, url: str, item: AgendaItem | None = None
) -> HttpResponse:
    files = {extension: with_days(f"{url.removesuffix('/')}.{extension}", at) for extension in PAPER_FORMATS}
    context = {"at": at, "session": session, "item": item, "outline": outline, "files": files, "lasting_path": url}
    return render(request, "portal/decisions.html", context)
