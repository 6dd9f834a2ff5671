"""The heading of a table, wherever it stands, and the rows below it with their cells by the names of our columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import czech
from formats.refusals import WrongFile
from formats.spreadsheet import Book, Cell, Worksheet, letters
from memorandum.imports.columns import TableColumn
from memorandum.imports.kinds import TableKind
from memorandum.imports.values import folded, shown

_HEAD_WITHIN = 20  # rows; above the heading there may be a title, a date, an empty row
_LONGEST = 100  # characters of a heading


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: rows count from one, as Excel counts them."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = f", list „{self.sheet}“" if self.sheet else ""
        return f"{self.file}{sheet}, řádek {self.row}"


@dataclass(slots=True)
class TableRow:
    """A row of a table: cells by the names of columns, letters of columns in the file, cells that must not be used.

    ``earlier`` is what an official list says that held before, the oldest first: columns of the register, and the
    last day (``until``).
    """

    place: RowPlace
    cells: dict[str, Cell]
    letters: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    earlier: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MatchedHeading:
    """The heading as it was understood.

    ``columns`` are, for people, (letter, what the file says, our heading or empty); ``at`` says in which column of the
    file each of ours stands.
    """

    sheet: Worksheet
    row: int
    columns: list[tuple[str, str, str]]
    at: dict[str, int]


type _Recognised = list[tuple[int, TableColumn]]
"""Columns of the file, by their place, and ours that they are."""


def matched(book: Book, kind: TableKind, sheet_name: str = "") -> MatchedHeading:
    """The sheet and the row in which the heading of this kind stands.  Raises WrongFile when there is none."""
    ours = {name: column for column in reversed(kind.columns) for name in column.names}
    best: tuple[int, Worksheet, int, _Recognised] | None = None
    for sheet in book.sheets:
        if sheet_name and sheet.name != sheet_name:
            continue
        for index, (_, cells) in enumerate(sheet.rows[:_HEAD_WITHIN]):
            recognised = _recognised(cells, ours)
            size = len({column.name for _, column in recognised})
            if recognised and (best is None or size > best[0]):
                best = size, sheet, index, recognised
    have = {column.name for _, column in best[3]} if best else set()
    missing = [column.heading for column in kind.required if column.name not in have]
    if best is None or missing:
        where = f"Na listu „{sheet_name}“" if sheet_name else f"V souboru {book.file}"
        raise WrongFile(
            f"{where} jsme nenašli záhlaví tabulky {kind.title}: chybí"
            f" {czech.joined(f'„{name}“' for name in missing)}. Názvy sloupců má stažitelný vzor."
        )
    _, sheet, index, recognised = best
    number, cells = sheet.rows[index]
    _refuse_twice(recognised, sheet, number)
    headings = {at: column.heading for at, column in recognised}
    understood = [
        (letters(at), shown(cell), headings.get(at, "")) for at, cell in enumerate(cells) if cell is not None
    ]
    return MatchedHeading(sheet, number, understood, {column.name: at for at, column in recognised})


def _recognised(cells: Sequence[Cell], ours: Mapping[str, TableColumn]) -> _Recognised:
    names = ((at, folded(cell)) for at, cell in enumerate(cells) if isinstance(cell, str) and len(cell) < _LONGEST)
    return [(at, ours[name]) for at, name in names if name in ours]


def _refuse_twice(recognised: _Recognised, sheet: Worksheet, number: int) -> None:
    seen: set[str] = set()
    for at, column in recognised:
        if column.name in seen:
            where = f"list „{sheet.name}“, " if sheet.name else ""
            raise WrongFile(
                f"Záhlaví ({where}řádek {number}, sloupec {letters(at)}): sloupec „{column.heading}“ je tu"
                " podruhé. Nechte jen jeden."
            )
        seen.add(column.name)


def lines(book: Book, heading: MatchedHeading) -> list[TableRow]:
    """The rows below the heading."""
    sheet = heading.sheet
    names = {name: letters(index) for name, index in heading.at.items()}
    result = []
    for number, cells in sheet.rows:
        if number <= heading.row:
            continue
        own = {name: cells[index] for name, index in heading.at.items() if index < len(cells)}
        places = ((name, f"{letter}{number}") for name, letter in names.items())
        wrong = {name: sheet.wrong[place] for name, place in places if place in sheet.wrong}
        if wrong or any(cell is not None for cell in own.values()):
            result.append(TableRow(RowPlace(book.file, sheet.name, number), own, names, wrong))
    return result
