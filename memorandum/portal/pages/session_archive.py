"""What a session had before it, to take away in one file."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from council import datasets
from council.models import AgendaItem, Session
from evidence.models import AsOf
from evidence.recorded import one_state
from formats.attachments import file_response
from formats.outline import Citing
from formats.sheet import Sheet
from memorandum.papers import office_template
from memorandum.papers.archive import archive
from memorandum.portal.documents import site_of
from memorandum.portal.in_turn import in_turn
from memorandum.portal.lists import LISTS, Everything, PublicList
from memorandum.portal.pages.sessions import addressed


@in_turn
def session_bundle(request: HttpRequest, **address: Any) -> HttpResponse:
    """Everything as of the session's day, as it was known then; ``znamo_k`` asks for what is known otherwise."""
    asked = AsOf.from_query(request.GET)
    session, _ = addressed(Session.objects.public(), **address)
    known = asked.known if AsOf.KNOWN in request.GET else min(session.held_on, asked.today)
    at = asked.on(session.held_on, known)
    rendering = office_template.rendering(site=site_of(request), citing=Citing.BY_SOURCE)
    name = f"podklady-{session.body.key}-{session.held_on.isoformat()}-znamo-{at.known.isoformat()}.zip"
    with one_state():
        return file_response(archive(session, at, _tables(session, at), rendering), name)


def _tables(session: Session, at: AsOf) -> Iterator[tuple[str, Sheet]]:
    """The session's agenda, then every list of the portal; none says when it was made: same data, same bytes."""
    items = AgendaItem.objects.public().known(at).filter(session=session).in_order()
    agenda = PublicList(
        title=f"Program: {session.title}",
        filename="program",
        columns=datasets.AGENDA_COLUMNS,
        asked=partial(Everything, words=str(session.body)),
        found=lambda asked: datasets.with_documents([*items.select_related("session__body", "source")], asked.at),
        rows=lambda found, _: datasets.agenda_rows(found),
    )
    for listed in (agenda, *LISTS):
        yield listed.filename, listed.sheet(QueryDict(), at, recorded=None)
