"""Columns and rows, written the way people open them. Nothing here knows what a municipality is.

Each format brings the form its readers want: CSV as Czech Excel opens it by double click, XLSX with typed cells and a
cover (`formats.xlsx`), JSON for programs, DOCX and PDF for the council (by way of `outline`).
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone

import czech
from czech import NBSP
from formats.outline import Details, Outline, Part, Remark, Run, Table, clean

type ColumnKind = Literal["text", "number", "money", "date", "integer"]
type SheetRow = Mapping[str, Any]
type CellValue = str | Decimal | int | dt.date | None

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
    """A table with what must be said about it: what was asked for, as of when, and when it was made.

    `filters` is a sentence in Czech. `at` is the day the facts hold on and the day they were known by. Without
    `made_at` the file says nothing of its making: the same data are the same bytes, whenever they are asked for.
    `filename` has no extension. Each row has a value under the name of every column; more are left out. Rows are read
    once.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: Iterable[SheetRow]
    filters: str
    at: tuple[dt.date, dt.date]
    made_at: dt.datetime | None
    filename: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _plain(self.title))
        object.__setattr__(self, "filters", _plain(self.filters))

    def table(self) -> list[list[CellValue]]:
        """Return the cells as plain values: one-line text with ordinary spaces, exact numbers, days, None.

        Raise KeyError when a row lacks a column, ValueError for a number that is not finite.
        """
        return [[_value(row[column.name]) for column in self.columns] for row in self.rows]

    def facts(self, count: int) -> list[tuple[str, CellValue | dt.datetime]]:
        """Return what the cover says of a table with so many rows, as labels and values."""
        day, known = self.at
        return [
            ("Výběr", self.filters or "bez omezení"),
            ("Platilo ke dni", day),
            ("Podle poznatků ke dni", known),
            *([("Vytvořeno", _local(self.made_at))] if self.made_at else []),
            ("Počet řádků", count),
        ]


def _value(value: Any) -> CellValue:
    match value:
        case bool():
            return "ano" if value else "ne"
        case float() | Decimal():
            exact = value if isinstance(value, Decimal) else Decimal(str(value))
            if not exact.is_finite():
                raise ValueError(f"not a finite number: {value!r}")
            return exact
        case dt.datetime():
            return _local(value).date()
        case None | int() | dt.date():
            return value
        case _:
            return _plain(str(value))


def _plain(text: str) -> str:
    # No-break spaces are for paper; in data they only keep people from finding what they see.
    return clean(text).replace(NBSP, " ")


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
    return "'" + text if _FORMULA.match(text) else text


def to_csv(sheet: Sheet) -> bytes:
    """Return CSV for Czech Excel: UTF-8 with BOM, semicolons, CRLF, decimal comma, days as 30.8.2016.

    Days are written as people in Czechia type them, without spaces: that is what Excel and LibreOffice with Czech
    settings read as a day, and what a reader without them understands. For programs there is JSON, with ISO days.
    CSV has no types: Excel drops leading zeros of a code such as 00673439; the XLSX keeps them.
    """
    return csv_file([column.title for column in sheet.columns], sheet.table())


def csv_file(head: Iterable[str], rows: Iterable[Iterable[CellValue]]) -> bytes:
    """Return a heading and rows as CSV for Czech Excel, see `to_csv`; text that looks like a formula is defused."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(title) for title in head])
    writer.writerows([_csv(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _csv(value: CellValue) -> str:
    match value:
        case None:
            return ""
        case str():
            return defused(value)
        case dt.date():
            return f"{value.day}.{value.month}.{value.year}"
        case _:
            return f"{Decimal(value):f}".replace(".", ",")


# --- JSON --------------------------------------------------------------------------------------------------------


def to_json(sheet: Sheet) -> bytes:
    """Return the rows as JSON with what the cover of a table says; days in ISO form, None as null.

    A number is a JSON number; one that a double cannot hold exactly is a string.
    """
    names = [column.name for column in sheet.columns]
    rows = [dict(zip(names, map(_json, values), strict=True)) for values in sheet.table()]
    day, known = sheet.at
    content = {
        "nazev": sheet.title,
        "filtr": sheet.filters,
        "platilo_ke_dni": day.isoformat(),
        "podle_poznatku_ke_dni": known.isoformat(),
        "vytvoreno": sheet.made_at.isoformat(timespec="seconds") if sheet.made_at else None,
        "radku": len(rows),
        "radky": rows,
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _json(value: CellValue) -> str | int | float | None:
    match value:
        case dt.date():
            return value.isoformat()
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Decimal():
            return float(value) if Decimal(str(float(value))) == value else str(value)
        case _:
            return value


# --- Documents ---------------------------------------------------------------------------------------------------


def outline(sheet: Sheet) -> Outline:
    """Return the sheet as a paper with one table: days `30. 8. 2016`, amounts `77 839 844,- Kč`, None as a dash."""
    rows = sheet.table()
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
        made_at=sheet.made_at,
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
