"""The heading of a table, wherever it stands, and the rows below it with their cells by the names of our columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import czech
from formats.limits import MOST_ROWS
from formats.refusals import WrongFile
from formats.spreadsheet import Book, Cell, Worksheet, letters
from memorandum.imports.kinds import Kind
from memorandum.imports.values import folded, shown

_HEAD_WITHIN = 20  # rows; above the heading there may be a title, a date, an empty row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: rows count from one, as Excel counts them."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = f", list „{self.sheet}“" if self.sheet else ""
        return f"{self.file}{sheet}, řádek {self.row}"


@dataclass(slots=True)
class Line:
    """A row of a table: cells by the names of columns, letters of columns in the file, cells that must not be used."""

    place: Place
    cells: dict[str, Cell]
    letters: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matched:
    """The heading as it was understood: (letter, what the file says, our heading or empty) of each column."""

    sheet: Worksheet
    row: int
    columns: list[tuple[str, str, str]]


def matched(book: Book, kind: Kind, sheet_name: str = "") -> Matched:
    """The sheet and the row in which the heading of this kind stands.  Raises WrongFile when there is none."""
    candidates = [sheet for sheet in book.sheets if not sheet_name or sheet.name == sheet_name]
    best: tuple[int, Worksheet, int, dict[str, int]] | None = None
    for sheet in candidates:
        for index, (_, cells) in enumerate(sheet.rows[:_HEAD_WITHIN]):
            found = _headings(cells, kind)
            if found and (best is None or len(found) > best[0]):
                best = len(found), sheet, index, found
    wanted = {column.name for column in kind.required}
    if best is None or not wanted <= best[3].keys():
        have = best[3] if best else {}
        missing = [column.heading for column in kind.required if column.name not in have]
        where = f"Na listu „{sheet_name}“" if sheet_name else f"V souboru {book.file}"
        raise WrongFile(
            f"{where} jsme nenašli záhlaví tabulky {kind.title}: chybí"
            f" {czech.joined(f'„{name}“' for name in missing)}. Názvy sloupců má stažitelný vzor."
        )
    _, sheet, index, found = best
    number, cells = sheet.rows[index]
    _refuse_twice(cells, kind, sheet, number)
    by_index = {at: name for name, at in found.items()}
    headings = {column.name: column.heading for column in kind.columns}
    told = [
        (letters(at), shown(cell), headings.get(by_index.get(at, ""), ""))
        for at, cell in enumerate(cells)
        if cell is not None
    ]
    return Matched(sheet, number, told)


def _headings(cells: Sequence[Cell], kind: Kind) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) < 100:
            name = next((column.name for column in kind.columns if folded(cell) in column.names), None)
            if name is not None:
                found.setdefault(name, at)
    return found


def _refuse_twice(cells: Sequence[Cell], kind: Kind, sheet: Worksheet, number: int) -> None:
    seen: set[str] = set()
    for at, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        for column in kind.columns:
            if folded(cell) in column.names:
                if column.name in seen:
                    where = f"list „{sheet.name}“, " if sheet.name else ""
                    raise WrongFile(
                        f"Záhlaví ({where}řádek {number}, sloupec {letters(at)}): sloupec „{column.heading}“ je tu"
                        " podruhé. Nechte jen jeden."
                    )
                seen.add(column.name)


def lines(book: Book, kind: Kind, found: Matched) -> list[Line]:
    """The rows below the heading.  Raises WrongFile when there are too many."""
    sheet = found.sheet
    cells_of_head = next(cells for number, cells in sheet.rows if number == found.row)
    at = _headings(cells_of_head, kind)
    names = {name: letters(index) for name, index in at.items()}
    result = []
    for number, cells in sheet.rows:
        if number <= found.row:
            continue
        own = {name: cells[index] for name, index in at.items() if index < len(cells)}
        wrong = {name: sheet.wrong[f"{names[name]}{number}"] for name in at if f"{names[name]}{number}" in sheet.wrong}
        if wrong or any(cell is not None for cell in own.values()):
            result.append(Line(Place(book.file, sheet.name, number), own, names, wrong))
    if len(result) > MOST_ROWS:
        raise WrongFile("Tabulka má víc než 50 000 řádků. Rozdělte ji na menší.")
    return result
