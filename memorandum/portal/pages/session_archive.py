"""What a session had before it, to take away in one file."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from council import datasets
from council.models import AgendaItem, Session
from evidence.models import AsOf
from formats.attachments import file_response
from memorandum.papers import office_template
from memorandum.papers.archive import archive
from memorandum.portal.documents import site_of
from memorandum.portal.lists import LISTERS, Listing, sheet_of


def session_bundle(request: HttpRequest, **address: Any) -> HttpResponse:
    """Everything as of the session's day, as it was known then; ``znamo_k`` asks for what is known otherwise."""
    asked = AsOf.from_query(request.GET)
    session = _found(**address)
    known = asked.known if AsOf.KNOWN in request.GET else min(session.held_on, asked.today)
    at = AsOf(session.held_on, known)
    # The archive never says when it was made: the same data are the same bytes.
    tables = ((listing.filename, sheet_of(listing, at, made_at=None)) for listing in _listings(session, at))
    rendering = office_template.rendering(site=site_of(request), with_notes=True)
    name = f"podklady-{session.body.key}-{session.held_on.isoformat()}-znamo-{at.known.isoformat()}.zip"
    return file_response(archive(session, at, tables, rendering), name)


def _found(year: int = 0, number: int = 0, held_on: Any = None, body: str = "") -> Session:
    sessions = Session.objects.public()
    asked = sessions.of_day(held_on, body) if held_on else sessions.numbered(year, number)
    fitting = (session for session in asked.select_related("source") if body in ("", session.body.key))
    found: Session | None = next(fitting, None)
    if found is None:
        raise Http404
    return found


def _listings(session: Session, at: AsOf) -> Iterator[Listing]:
    """The session's agenda, then every list of the portal."""
    items = AgendaItem.objects.public().known(at).filter(session=session).in_order()
    rows = datasets.agenda_rows(datasets.with_documents(items, at))
    yield Listing(f"Program: {session.title}", "program", datasets.AGENDA_COLUMNS, rows, str(session.body))
    for lister in LISTERS:
        yield lister(QueryDict(), at)
