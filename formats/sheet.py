"""Columns and rows, written the way people open them. Nothing here knows what a municipality is.

Each format brings the form its readers want: CSV as Czech Excel opens it by double click, XLSX with typed cells and a
cover (`formats.xlsx`), JSON for programs, DOCX and PDF for the council (by way of `outline`).
"""

import csv
import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import batched, chain, islice, repeat
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

from django.utils import timezone

import czech
from czech import NBSP
from formats.limits import KEPT_IN_MEMORY, rows_of_document
from formats.outline import Details, Outline, Part, Remark, Run, Table, clean
from formats.refusals import TooLong

type ColumnKind = Literal["text", "number", "money", "date", "integer"]
type SheetRow = Mapping[str, Any]
type CellValue = str | Decimal | int | dt.date | None

AT_ONCE = 2_000  #: rows that are held while a table of any length is written

NUMERIC: frozenset[ColumnKind] = frozenset({"number", "money", "integer"})

#: What the cover says of columns that any list may have.
MEANINGS = {
    "source": "dokument, ze kterého údaj pochází",
    "passage": "slova tohoto dokumentu, o která se údaj opírá; kde jeho znění evidence nemá, obsah sdělení",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: the key in each row, the title people read, and what its values are.

    Values are str for text, date for date, int for integer, int or Decimal for number and for money (Czech crowns).
    None is an empty cell of any kind; text in a column of another kind („neuvedeno“) is written as text. `width` is
    in characters, for XLSX; without it the values decide.  `says` is what the column holds where its title does not
    tell, for the cover.
    """

    name: str
    title: str
    kind: ColumnKind = "text"
    width: int | None = None
    says: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _plain(self.title))

    @property
    def meaning(self) -> str:
        """What the column holds, for the cover; empty when the title says it."""
        return self.says or MEANINGS.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what must be said about it: what was asked for, as of when, and from which state of the record.

    `filters` is a sentence in Czech. `at` is the day the facts hold on and the day they were known by. `recorded` is
    the moment of the last change of the record that the table tells, never that of its making: the same record gives
    the same bytes, whenever they are asked for. `filename` has no extension. Each row has a value under the name of
    every column; more are left out. Rows are read once, one after another, and may be any number; `notes` is asked
    when they have been read, for what is to be said of all of them. `copied` gives the same rows in another way, where
    the database can say every cell as CSV does: each a line of CSV with semicolons, days as there.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: Iterable[SheetRow]
    filters: str
    at: tuple[dt.date, dt.date]
    recorded: dt.datetime | None
    filename: str
    notes: Callable[[], str] = str
    copied: Callable[[], Iterable[bytes]] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _plain(self.title))
        object.__setattr__(self, "filters", _plain(self.filters))

    def cells(self) -> Iterator[list[CellValue]]:
        """Read the rows: the cells of each as plain values, one-line text with ordinary spaces, exact numbers, days.

        Raise KeyError when a row lacks a column, ValueError for a number that is not finite.
        """
        names = [column.name for column in self.columns]
        for row in self.rows:
            # Most are told as they are, and asking each by a call would take longer than all the rest.
            yield [
                value
                if (kind := type(value)) in _AS_IT_IS
                else plain
                if kind is str and (plain := value.replace(NBSP, " ")).isprintable()
                else _value(value)
                for value in map(row.__getitem__, names)
            ]

    @property
    def told(self) -> str:
        """What was asked for and what is to be said of the rows that were read."""
        return "; ".join(filter(None, (self.filters, _plain(self.notes()))))

    def facts(self, count: int) -> list[tuple[str, CellValue | dt.datetime]]:
        """Return what the cover says of a table with so many rows, as labels and values."""
        day, known = self.at
        return [
            ("Výběr", self.told or "bez omezení"),
            ("Platilo ke dni", day),
            ("Podle poznatků ke dni", known),
            *([("Stav evidence", _local(self.recorded))] if self.recorded else []),
            ("Počet řádků", count),
        ]


_AS_IT_IS = frozenset({type(None), int, dt.date})


def _value(value: Any) -> CellValue:
    match value:
        case None:
            return None
        case bool():
            return "ano" if value else "ne"
        case float() | Decimal():
            exact = value if isinstance(value, Decimal) else Decimal(str(value))
            if not exact.is_finite():
                raise ValueError(f"not a finite number: {value!r}")
            return exact
        case dt.datetime():
            return _local(value).date()
        case int() | dt.date():
            return value
        case _:
            return _plain(str(value))


def _plain(text: str) -> str:
    # No-break spaces are for paper; in data they only keep people from finding what they see.
    return text if text.isprintable() else clean(text).replace(NBSP, " ")


def _local(moment: dt.datetime) -> dt.datetime:
    local = timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment
    return local.replace(microsecond=0)


# --- CSV ---------------------------------------------------------------------------------------------------------

# Where spreadsheets start to reckon. Some look past white space, invisible characters and quotes, and take
# full-width signs for plain ones.
_FORMULA = re.compile("[\\s\"'`„“”‘’\x00-\x20\u200b-\u200f\u2060\ufeff]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n]")


def defused(text: str) -> str:
    """Return the text with an apostrophe before it if a spreadsheet would take it for a formula.

    Only for text: a negative number is a number and needs no defusing.
    """
    return "'" + text if text and not text[0].isalnum() and _FORMULA.match(text) else text


def write_csv(sheet: Sheet, file: IO[bytes]) -> None:
    """Write CSV for Czech Excel: UTF-8 with BOM, semicolons, CRLF, decimal comma, days as 30.8.2016.

    Days are written as people in Czechia type them, without spaces: that is what Excel and LibreOffice with Czech
    settings read as a day, and what a reader without them understands. For programs there is JSON, with ISO days.
    CSV has no types: Excel drops leading zeros of a code such as 00673439; the XLSX keeps them.
    """
    head = [column.title for column in sheet.columns]
    for part in _copied_parts(sheet, head) if sheet.copied else _csv_parts(head, sheet.cells()):
        file.write(part)


def csv_file(head: Iterable[str], rows: Iterable[Iterable[CellValue]]) -> bytes:
    """Return a heading and rows as CSV for Czech Excel, see `write_csv`; text that looks like a formula is defused."""
    return b"".join(_csv_parts(head, rows))


def copied_lines(rows: Iterable[Iterable[CellValue]]) -> Iterator[bytes]:
    """Rows as lines that a database would copy: of texts nothing is mended or defused yet."""
    for row in rows:
        buffer = io.StringIO(newline="")
        cells = [value if isinstance(value, str) else _csv(value) for value in row]
        csv.writer(buffer, delimiter=";", lineterminator="\n").writerow(cells)
        yield buffer.getvalue().encode()


def _csv_parts(head: Iterable[str], rows: Iterable[Iterable[CellValue]]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _csv_part([[defused(title) for title in head]])
    for part in batched(rows, AT_ONCE):
        yield _csv_part(
            [value if type(value) is str and (not value or value[0].isalnum()) else _csv(value) for value in row]
            for row in part
        )


def _csv_part(rows: Iterable[Iterable[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


# Bytes by what they may mean: a sign that a formula begins with (=), what may stand before it in its cell or ends the
# cell before (a space), what needs a closer look as some of its characters nobody sees (?), or nothing (a letter).
_MEANINGS = bytes(
    ord("=" if byte in b"=+@-" else " " if byte in b";\n\"' `\x98\x99\x9c\x9d\x9e" else "?" if is_rare else "a")
    for byte in range(256)
    for is_rare in (byte < 0x20 or byte in (0x7F, 0xC2) or byte >= 0xC6,)
)
_WIDE = b"\xef"  # with which full-width signs begin


def _copied_parts(sheet: Sheet, head: list[str]) -> Iterator[bytes]:
    """The lines that the database wrote; only parts in which something is odd are looked at cell by cell."""
    yield from _csv_parts(head, ())
    assert sheet.copied is not None
    texts = [column.kind == "text" for column in sheet.columns]
    for part in batched(sheet.copied(), AT_ONCE):
        lines = b"".join(part)
        if lines.count(b"\n") == len(part) and _is_plain(lines):
            yield lines.replace(b"\n", b"\r\n")
        else:
            rows = csv.reader(io.StringIO(lines.decode(), newline=""), delimiter=";")
            cells = (zip(row, texts, strict=True) for row in rows)
            yield _csv_part([defused(_plain(cell)) if is_text else cell for cell, is_text in row] for row in cells)


def _is_plain(lines: bytes) -> bool:
    """Whether no cell is to be mended or defused; sometimes no although none is."""
    told = b" " + lines.translate(_MEANINGS)
    if b" =" in told or _WIDE in lines:
        return False
    return b"?" not in told or lines.decode().replace("\n", "").isprintable()


def _csv(value: CellValue) -> str:
    match value:
        case str():
            return defused(value)
        case None:
            return ""
        case dt.date():
            return f"{value.day}.{value.month}.{value.year}"
        case _:
            return f"{Decimal(value):f}".replace(".", ",")


# --- JSON --------------------------------------------------------------------------------------------------------


def write_json(sheet: Sheet, file: IO[bytes], folder: str | None = None) -> None:
    """Write the rows as JSON with what the cover of a table says; days in ISO form, None as null.

    A number is a JSON number; one that a double cannot hold exactly is a string. How many rows there are stands before
    them, so they wait in the folder until they have been counted.
    """
    names = [json.dumps(column.name, ensure_ascii=False).replace("%", "%%") for column in sheet.columns]
    cells = ",\n".join(f"   {name}: %s" for name in names)
    pattern = f"\n  {{\n{cells}\n  }}"
    count = 0
    with SpooledTemporaryFile(KEPT_IN_MEMORY, dir=folder) as waiting:
        for rows in batched(sheet.cells(), AT_ONCE):
            told = ",".join(repeat(pattern, len(rows))) % _json_cells(rows)
            waiting.write(("," * bool(count) + told).encode())
            count += len(rows)
        day, known = sheet.at
        content: dict[str, Any] = {
            "nazev": sheet.title,
            "filtr": sheet.told,
            "platilo_ke_dni": day.isoformat(),
            "podle_poznatku_ke_dni": known.isoformat(),
            "stav_evidence": sheet.recorded.isoformat(timespec="seconds") if sheet.recorded else None,
            "radku": count,
            "radky": [],
        }
        head, _, end = json.dumps(content, ensure_ascii=False, indent=1).rpartition("]")
        file.write(head.encode())
        waiting.seek(0)
        shutil.copyfileobj(waiting, file)
        file.write(f"{'\n ' * bool(count)}]{end}".encode())


def _json_cells(rows: Iterable[Iterable[CellValue]]) -> tuple[str, ...]:
    """Each cell of the rows as JSON; all are written by one call, with what no JSON holds between them."""
    told = _CELLS.encode([*chain.from_iterable(rows)])
    return tuple(told[1:-1].split(_BETWEEN))


def _json_told(value: Any) -> str | int | float:
    """A day or a number, which JSON has none of, by what JSON has."""
    match value:
        case dt.date():
            return value.isoformat()
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Decimal() if Decimal(str(float(value))) == value:
            return float(value)
    return str(value)


_BETWEEN = "\0"
_CELLS = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(_BETWEEN, ""), default=_json_told)


# --- Documents ---------------------------------------------------------------------------------------------------


def outline(sheet: Sheet) -> Outline:
    """Return the sheet as a paper with one table: days `30. 8. 2016`, amounts `77 839 844,- Kč`, None as a dash.

    Raise TooLong for more rows than a paper may have.
    """
    most = rows_of_document(len(sheet.columns))
    rows = [*islice(sheet.cells(), most + 1)]
    if len(rows) > most:
        raise TooLong.of(most, "v dokumentu")
    grouped = [groups(column, [row[index] for row in rows]) for index, column in enumerate(sheet.columns)]
    blocks: list[Part] = [
        Details(tuple((f"{label}:", ((Run(_shown(value)),),)) for label, value in sheet.facts(len(rows)))),
        Table(
            caption=f"{sheet.title} ke dni {czech.day(sheet.at[0])}",
            head=tuple(column.title for column in sheet.columns),
            rows=tuple(
                tuple(
                    (Run(_set(value, column.kind, group=group)),)
                    for value, column, group in zip(row, sheet.columns, grouped, strict=True)
                )
                for row in rows
            ),
            numeric=frozenset(index for index, column in enumerate(sheet.columns) if column.kind in NUMERIC),
        ),
    ]
    explained = [f"„{column.title}“ – {column.meaning}" for column in sheet.columns if column.meaning]
    if explained:
        blocks.append(Remark((Run(f"Sloupce: {', '.join(explained)}."),)))
    return Outline(
        kicker="",
        dateline="",
        title=sheet.title,
        description="{}: stav ke dni {} podle poznatků ke dni {}".format(sheet.title, *map(czech.day, sheet.at)),
        blocks=tuple(blocks),
        filename=sheet.filename,
        made_at=sheet.recorded,
        landscape=len(sheet.columns) > 4,
    )


def groups(column: SheetColumn, values: Iterable[CellValue]) -> bool:
    """Tell whether the column's numbers are parted by thousands: years and other numbers below 10 000 are not."""
    return column.kind != "integer" or any(isinstance(value, int) and abs(value) >= 10_000 for value in values)


def _shown(value: CellValue | dt.datetime) -> str:
    return czech.moment(value) if isinstance(value, dt.datetime) else _set(value, "integer", group=True)


def _set(value: CellValue, kind: ColumnKind, *, group: bool) -> str:
    match value:
        case None:
            return "–"
        case str():
            return value
        case dt.date():
            return czech.day(value)
        case _ if kind == "money":
            return czech.paper_money(value)
        case _:
            return czech.number(value) if group else str(value)
