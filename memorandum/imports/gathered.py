"""All files of one import, read and understood: which sheet, which heading, which rows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import czech
from formats import spreadsheet
from formats.limits import MOST_BYTES, MOST_ROWS
from formats.refusals import WrongFile
from formats.spreadsheet import Cell
from memorandum.imports import headings, official
from memorandum.imports.headings import TableRow
from memorandum.imports.kinds import MUNICIPALITIES, TableKind
from memorandum.imports.progress import Step, Steps

_SHOWN_ROWS, _SHOWN_COLUMNS, _SHOWN_TEXT = 5, 30, 60

MOST_FILES = 12


@dataclass(frozen=True, slots=True)
class Options:
    """What the person says of the files; what is empty is recognised."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    districts: Sequence[str] = ()


@dataclass(slots=True)
class GatheredRows:
    """``files`` say, for people, how each file was understood."""

    lines: list[TableRow] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def gather(kind: TableKind, files: Sequence[tuple[str, bytes]], options: Options) -> Steps[GatheredRows]:
    """Raises WrongFile, with the name of the file when there are more of them."""
    check_size(files)
    books = []
    for index, (name, content) in enumerate(files):
        yield Step("Čteme soubory", index, len(files))
        try:
            books.append(spreadsheet.read(name, content, encoding=options.encoding, delimiter=options.delimiter))
        except WrongFile as error:
            raise WrongFile(f"{name}: {error}") from error
    gathered = GatheredRows()
    if kind is MUNICIPALITIES and official.recognised(books):
        gathered.lines, gathered.remarks = official.together(books, options.districts)
        gathered.files = [_described(book, book.sheets[0], None) for book in books]
    else:
        for book in books:
            matched = headings.matched(book, kind, options.sheet)
            gathered.lines += headings.lines(book, matched)
            gathered.files.append(_described(book, matched.sheet, matched))
            ignored = [name for _, name, ours in matched.columns if not ours]
            if ignored:
                gathered.remarks.append(
                    f"{book.file}: sloupce, které neznáme, se nečtou: {czech.joined(f'„{name}“' for name in ignored)}."
                )
    if not gathered.lines:
        raise WrongFile("Pod záhlavím není žádný vyplněný řádek.")
    if len(gathered.lines) > MOST_ROWS:
        raise WrongFile("Tabulky mají dohromady víc než 50 000 řádků. Rozdělte je.")
    return gathered


def check_size(files: Sequence[tuple[str, bytes]]) -> None:
    if not files:
        raise WrongFile("Vyberte soubor.")
    if len(files) > MOST_FILES:
        raise WrongFile(f"Najednou lze vložit nejvýše {MOST_FILES} souborů.")
    if sum(len(content) for _, content in files) > MOST_BYTES:
        raise WrongFile("Soubory mají dohromady víc než 10 MB. Rozdělte je na menší.")


def _described(
    book: spreadsheet.Book, sheet: spreadsheet.Worksheet, matched: headings.MatchedHeading | None
) -> dict[str, Any]:
    rows = [row for row in sheet.rows if matched is None or row[0] >= matched.row][: _SHOWN_ROWS + 1]
    width = min(max((len(cells) for _, cells in rows), default=0), _SHOWN_COLUMNS)
    return {
        "name": book.file,
        "format": book.format,
        "encoding": book.encoding,
        "delimiter": book.delimiter,
        "sheets": [each.name for each in book.sheets],
        "sheet": sheet.name,
        "rows": len(sheet.rows),
        "heading": matched.row if matched else 0,
        "columns": matched.columns if matched else [],
        "letters": [spreadsheet.letters(index) for index in range(width)],
        "first": [
            (number, [_shown(cells[index] if index < len(cells) else None) for index in range(width)])
            for number, cells in rows
        ],
    }


def _shown(cell: Cell) -> str:
    text = "" if cell is None else czech.day(cell) if isinstance(cell, datetime.date) else str(cell)
    return text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT] + "…"
