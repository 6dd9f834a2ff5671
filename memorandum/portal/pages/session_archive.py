"""What a session had before it, in one file: its papers and all tables as of its day, with their hashes."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

import czech
from council import datasets
from council.models import AgendaItem, Session
from evidence.models import AsOf
from formats import files
from formats.sheet import WRITERS, Row, Sheet
from memorandum.papers import office_template
from memorandum.papers.compose import compose
from memorandum.papers.issue import file_name
from memorandum.portal import lists
from memorandum.portal.lists import Listing

MANIFEST, README = "MANIFEST.sha256", "PRECTETE-ME.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the oldest time that ZIP can hold
_FORMATS = ("xlsx", "csv")


def session_bundle(request: HttpRequest, **address: Any) -> HttpResponse:
    """Everything as of the session's day, as it was known then; ``znamo_k`` asks for what is known otherwise.

    The same data are the same bytes, whenever they are asked for.
    """
    asked = AsOf.from_query(request.GET)
    session = _found(**address)
    known = asked.known if AsOf.KNOWN in request.GET else min(session.held_on, asked.today)
    at = AsOf(session.held_on, known)
    buffer = io.BytesIO()
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # One file after another: never more than one of them is held beside the archive.
        for name, content in _contents(session, at, request.build_absolute_uri("/")[:-1]):
            hashes[name] = hashlib.sha256(content).hexdigest()
            _add(archive, name, content)
        _add(archive, MANIFEST, "".join(f"{value}  {name}\n" for name, value in hashes.items()).encode())
    name = f"podklady-{session.body.key}-{session.held_on.isoformat()}-znamo-{at.known.isoformat()}.zip"
    response = files.attached(buffer.getvalue(), "application/zip", name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(year: int = 0, number: int = 0, held_on: Any = None, body: str = "") -> Any:
    sessions = Session.objects.public()
    asked = sessions.of_day(held_on, body) if held_on else sessions.numbered(year, number)
    for session in asked.select_related("source"):
        if body in ("", session.body.key):
            return session
    raise Http404


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.external_attr = 0o644 << 16  # else those who unpack it may not read it
    archive.writestr(info, content, zipfile.ZIP_DEFLATED)


def _contents(session: Any, at: AsOf, site: str) -> Iterator[tuple[str, bytes]]:
    yield README, _readme(session, at).replace(czech.NBSP, " ").encode()
    yield from _papers(session, at, site)
    for listing in [_agenda(session, at), *(lister(QueryDict(), at) for lister in lists.LISTERS)]:
        rows = [*listing.rows]
        for extension in _FORMATS:
            yield f"tabulky/{listing.filename}.{extension}", WRITERS[extension].write(_sheet(listing, rows, at))


def _sheet(listing: Listing, rows: list[Row], at: AsOf) -> Sheet:
    return lists.sheet_of(replace(listing, rows=rows), at, None)


def _papers(session: Any, at: AsOf, site: str) -> Iterator[tuple[str, bytes]]:
    """The papers as they were issued, byte for byte; others as they can be composed as of these days."""
    papers = (
        session.papers.public().known(at).addressed().select_related("issued__docx", "issued__pdf", "issued__xlsx")
    )
    for paper in papers.order_by("pk"):
        issued = getattr(paper, "issued", None)
        if issued is not None:
            for extension, file in issued.files.items():
                yield f"pisemnosti/{file_name(paper)}.{extension}", bytes(file.content)
        elif outline := compose(at, paper):
            for extension in ("docx", "pdf"):
                template = office_template.in_use() if extension == "docx" else None
                content = files.rendered(outline, extension, template=template, with_notes=True, site=site)
                yield f"pisemnosti/{file_name(paper)}.{extension}", content


def _agenda(session: Session, at: AsOf) -> Listing:
    items = AgendaItem.objects.public().known(at).filter(session=session).in_order()
    rows = datasets.agenda_rows(datasets.with_documents(items, at))
    return Listing(f"Program: {session.title}", "program", datasets.AGENDA_COLUMNS, rows, str(session.body))


def _readme(session: Session, at: AsOf) -> str:
    return f"""\
{session.title.capitalize()}, {session.body.name}, {czech.day(session.held_on)}

Podklady z portálu: co o spolupráci platilo ke dni {czech.day(at.day)} podle poznatků ke dni {czech.day(at.known)}.

pisemnosti/   písemnosti k zasedání; vydané tak, jak byly vydány, ostatní složené z evidence
tabulky/      všechny seznamy portálu: XLSX pro Excel (na prvním listu je, co tabulka obsahuje) a CSV
{MANIFEST}   otisky SHA-256 všech souborů

Že se soubory nezměnily, ověří ve složce s rozbaleným archivem příkaz

    sha256sum -c {MANIFEST}

Z týchž údajů vznikne kdykoli stejný archiv. Archiv podle poznatků ke dni zasedání se změní jen tehdy, přibude-li do
evidence údaj, který tehdy už znám byl.
"""
