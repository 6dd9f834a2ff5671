"""What a session had before it, in one file: its papers and all tables as of its day, with their hashes."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace

import czech
from council.models import Paper, Session
from evidence.models import AsOf
from formats.rendering import PAPER_FORMATS, Rendering
from formats.sheet import Sheet
from memorandum.papers.compose import compose
from memorandum.papers.issue import file_name

PAPERS, WITHDRAWN = "pisemnosti", "odvolane"
MANIFEST, README = "MANIFEST.sha256", "PRECTETE-ME.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the oldest time that ZIP can hold
_TABLE_FORMATS = ("xlsx", "csv")


def archive(session: Session, at: AsOf, tables: Iterable[tuple[str, Sheet]], rendering: Rendering) -> bytes:
    """The session's papers and the tables, each by the name of its file, as a ZIP with a manifest of their hashes.

    The same data are the same bytes, whenever they are asked for, if the tables say nothing of when they were made.
    """
    buffer = io.BytesIO()
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        # One file after another: never more than one of them is held beside the archive.
        for name, content in _contents(session, at, tables, rendering):
            hashes[name] = hashlib.sha256(content).hexdigest()
            _add(packed, name, content)
        _add(packed, MANIFEST, "".join(f"{value}  {name}\n" for name, value in hashes.items()).encode())
    return buffer.getvalue()


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.external_attr = 0o644 << 16  # else those who unpack it may not read it
    packed.writestr(info, content, zipfile.ZIP_DEFLATED)


def _contents(
    session: Session, at: AsOf, tables: Iterable[tuple[str, Sheet]], rendering: Rendering
) -> Iterator[tuple[str, bytes]]:
    public = session.papers.public().known(at).addressed().order_by("pk")
    papers = list(public.select_related("issued__docx", "issued__pdf", "issued__xlsx"))
    yield README, _readme(session, at, papers).replace(czech.NBSP, " ").encode()
    yield from _papers(papers, at, rendering)
    for name, sheet in tables:
        whole = replace(sheet, rows=[*sheet.rows])  # they are read once for each format
        for extension in _TABLE_FORMATS:
            yield f"tabulky/{name}.{extension}", rendering.table(whole, extension)


def _papers(papers: Iterable[Paper], at: AsOf, rendering: Rendering) -> Iterator[tuple[str, bytes]]:
    """The papers as they were issued, byte for byte, withdrawn ones apart; others as composed as of these days."""
    for paper in papers:
        if paper.is_issued:
            folder = WITHDRAWN if paper.withdrawn else PAPERS
            for extension, file in paper.issued.files.items():
                yield f"{folder}/{file_name(paper)}.{extension}", bytes(file.content)
        elif outline := compose(at, paper):
            for extension in PAPER_FORMATS:
                yield f"{PAPERS}/{file_name(paper)}.{extension}", rendering.paper(outline, extension)


def _folders(papers: Iterable[Paper]) -> str:
    """A line for each folder; that of withdrawn papers is there only when some were, with what they are and why."""
    told = [f"{PAPERS}/   písemnosti k zasedání; vydané tak, jak byly vydány, ostatní složené z evidence"]
    if withdrawn := [f"              {file_name(paper)}: {paper.title}" for paper in papers if paper.withdrawn]:
        told += [f"{WITHDRAWN}/     písemnosti, které byly po vydání odvolány, beze změny:", *withdrawn]
    tables = "všechny seznamy portálu: XLSX pro Excel (na prvním listu je, co tabulka obsahuje) a CSV"
    return "\n".join([*told, f"tabulky/      {tables}"])


def _readme(session: Session, at: AsOf, papers: Iterable[Paper]) -> str:
    return f"""\
{session.title.capitalize()}, {session.body.name}, {czech.day(session.held_on)}

Podklady z portálu: co o spolupráci platilo ke dni {czech.day(at.day)} podle poznatků ke dni {czech.day(at.known)}.

{_folders(papers)}
{MANIFEST}   otisky SHA-256 všech souborů

Že se soubory nezměnily, ověří ve složce s rozbaleným archivem příkaz

    sha256sum -c {MANIFEST}

Z týchž údajů vznikne kdykoli stejný archiv. Archiv podle poznatků ke dni zasedání se změní jen tehdy, přibude-li do
evidence údaj, který tehdy už znám byl.
"""
