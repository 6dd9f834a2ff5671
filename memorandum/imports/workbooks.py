"""Our tables as workbooks: an empty one to fill in, or the record written so that it reads back as the same."""

import datetime
import io
import itertools
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from formats.spreadsheet import Cell
from memorandum.imports.columns import RowValues
from memorandum.imports.kinds import TableKind
from memorandum.imports.lookups import Lookups

_MOST_OFFERED = 1_000  # items of a drop-down list; longer ones nobody scrolls
_EMPTY_ROWS = 2_000  # of a template that have lists and formats


def template(kind: TableKind, lookups: Lookups) -> bytes:
    """A workbook to fill in: headings, lists to choose from, explanations."""
    return _workbook(kind, [], lookups)


def filled(kind: TableKind, rows: QuerySet[Any], lookups: Lookups) -> bytes:
    """The rows of the query in the same columns; imported back they change nothing."""
    present = {column.attname: column.name for column in kind.model._meta.concrete_fields}
    names = {column.name for column in kind.columns} | {"effective_on", "precision"}  # a day may take two columns
    wanted = [attname for attname, name in present.items() if name in names]
    return _workbook(kind, rows.values(*wanted, **kind.told_aside()).iterator(2_000), lookups)


def _workbook(kind: TableKind, rows: Iterable[RowValues], lookups: Lookups) -> bytes:
    from formats.xlsx import new_workbook, write_cell  # loads the library

    buffer = io.BytesIO()
    with new_workbook(buffer, constant_memory=True) as workbook:
        page = workbook.add_worksheet("Data")
        offered = workbook.add_worksheet("Seznamy")
        explanations = workbook.add_worksheet("Vysvětlivky")
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
                cell = column.write(row, lookups)
                write_cell(page, last, index, cell, _look(cell, looks))
        _offer(page, offered, kind, lookups, max(last, _EMPTY_ROWS))
        _explain(explanations, kind, looks["head"])
    return buffer.getvalue()


def _look(cell: Cell, looks: dict[str, Any]) -> Any:
    match cell:
        case datetime.date():
            return looks["day"]
        case str():
            return looks["text"]
    return None


def _offer(page: Any, offered: Any, kind: TableKind, lookups: Lookups, last: int) -> None:
    """Lists of what may be chosen, on a hidden sheet: a list inside a cell holds only 255 characters.

    What is not on a list may still be typed: there are other names, and records that are newer than the workbook.
    """
    from formats.xlsx_rows import fitting

    offered.hide()
    lists = []
    for index, column in enumerate(kind.columns):
        items = column.choices(lookups)[:_MOST_OFFERED] if column.choices else []
        if items:
            lists.append((index, items))
    for line, row in enumerate(itertools.zip_longest(*(items for _, items in lists), fillvalue="")):
        for place, item in enumerate(row):
            if item:
                offered.write_string(line, place, fitting(item))
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
