"""Our tables as workbooks: an empty one to fill in, or the record written so that it reads back as the same."""

import datetime
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from formats.spreadsheet_apart import Cell
from memorandum.imports.columns import RowValues
from memorandum.imports.kinds import TableKind
from memorandum.imports.lookups import Lookups

_CELL = 32_767  # characters; what is longer Excel refuses
_EXCEL_BEGINS = datetime.date(1900, 3, 1)  # it counts a day that never was before
_MOST_OFFERED = 1_000  # items of a drop-down list; longer ones nobody scrolls
_EMPTY_ROWS = 2_000  # of a template that have lists and formats


def template(kind: TableKind, lookups: Lookups) -> bytes:
    """A workbook to fill in: headings, lists to choose from, explanations."""
    return _workbook(kind, [], lookups)


def filled(kind: TableKind, found: QuerySet[Any], lookups: Lookups) -> bytes:
    """The rows of the query in the same columns; imported back they change nothing."""
    present = {column.attname: column.name for column in kind.model._meta.concrete_fields}
    names = {column.name for column in kind.columns} | ({"effective_on", "precision"} if kind.is_fact else set())
    wanted = [attname for attname, name in present.items() if name in names]
    return _workbook(kind, found.values(*wanted).iterator(2_000), lookups)


def _workbook(kind: TableKind, rows: Iterable[RowValues], lookups: Lookups) -> bytes:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(buffer, options) as workbook:
        page = workbook.add_worksheet("Data")
        offered = workbook.add_worksheet("Seznamy")
        told = workbook.add_worksheet("Vysvětlivky")
        looks = {
            "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": workbook.add_format({"num_format": "@"}),
            "day": workbook.add_format({"num_format": "d. m. yyyy", "align": "left"}),
            "free": workbook.add_format({}),
        }
        for index, column in enumerate(kind.columns):
            look = looks["text" if column.is_text and column.name != "when" else "free"]
            page.set_column(index, index, column.width, look)
            page.write_string(0, index, column.heading, looks["head"])
        page.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, start=1):
            for index, column in enumerate(kind.columns):
                _write(page, last, index, column.write(row, lookups), looks)
        _offer(page, offered, kind, lookups, max(last, _EMPTY_ROWS))
        _explain(told, kind, looks["head"])
    return buffer.getvalue()


def _write(page: Any, row: int, column: int, cell: Cell, looks: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case datetime.date() if cell >= _EXCEL_BEGINS:
            page.write_datetime(row, column, datetime.datetime.combine(cell, datetime.time()), looks["day"])
        case datetime.date():
            page.write_string(row, column, f"{cell.day}. {cell.month}. {cell.year}", looks["text"])
        case int() | float() | Decimal():
            page.write_number(row, column, cell)
        case _:
            page.write_string(row, column, str(cell)[:_CELL], looks["text"])


def _offer(page: Any, offered: Any, kind: TableKind, lookups: Lookups, last: int) -> None:
    """Lists of what may be chosen, on a hidden sheet: a list inside a cell holds only 255 characters.

    What is not on a list may still be typed: there are other names, and records that are newer than the workbook.
    """
    offered.hide()
    lists = []
    for index, column in enumerate(kind.columns):
        items = column.choices(lookups)[:_MOST_OFFERED] if column.choices else []
        if items:
            lists.append((index, items))
    for line in range(max((len(items) for _, items in lists), default=0)):
        for place, (_, items) in enumerate(lists):
            if line < len(items):
                offered.write_string(line, place, items[line][:_CELL])
    for place, (index, items) in enumerate(lists):
        letter = chr(65 + place)
        page.data_validation(
            1,
            index,
            last,
            index,
            {
                "validate": "list",
                "source": f"=Seznamy!${letter}$1:${letter}${len(items)}",
                "error_type": "warning",
                "error_title": "Není v seznamu",
                "error_message": "Tuto hodnotu seznam nenabízí. Opravdu ji použít?",
            },
        )


def _explain(page: Any, kind: TableKind, bold: Any) -> None:
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 12)
    page.set_column(2, 2, 100)
    lines = [
        (kind.title, "", ""),
        (kind.explanation, "", ""),
        ("Vyplňuje se list Data, jeden řádek je jeden záznam. Názvy sloupců neměňte; jejich pořadí může být jiné.",),
        ("Prázdná buňka říká, že hodnotu neznáme nebo neměníme. Před zápisem uvidíte náhled.",),
        (),
        ("Sloupec", "Povinný", "Co do něj patří"),
    ]
    lines += [(c.heading, "ano" if c.required else "", c.explanation) for c in kind.columns]
    for line, cells in enumerate(lines):
        for index, cell in enumerate(cells):
            page.write_string(line, index, cell, bold if line in (0, 5) else None)
