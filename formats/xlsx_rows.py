"""Rows of a workbook as the XML that Excel reads, one part of a long table after another.

A library that makes an object of each cell takes four times as long.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from formats.sheet import CellValue, defused

CELL_LIMIT = 32_767  # UTF-16 units in one cell, says Excel
EXCEL_BEGINS = dt.date(1900, 3, 1)  # it counts a day that never was before
EXACT_LIMIT = 10**15  # a double, which is all that a cell can hold, keeps 15 digits
CUT = " …(zkráceno)"
LINE_HEIGHT = 15  # points
HIGHEST = 27  # lines: Excel's highest row has 409 points
_DAY_0 = dt.date(1899, 12, 30).toordinal()
_MARKUP = re.compile("[&<>]|_x[0-9A-Fa-f]{4}_")
_AS_IT_IS = re.compile(r"[^\W_][^&<>_]*(?<! )")  # short texts that a cell holds without any care, which most are
_SHORT = CELL_LIMIT // 2  # characters


class ColumnLook(NamedTuple):
    """The numbers of the formats in which a column shows its values: as the first rows want it, and where a later

    number is not as those were: a large one among small ones (``parted``), one with a fraction among whole ones.
    """

    usual: int
    parted: int
    fraction: int


class WorkbookRows:
    """The rows below a heading, written in order; ``quoted`` is the format of a text that looks like a formula."""

    def __init__(self, looks: Sequence[ColumnLook], *, quoted: int, widths: Iterable[int]) -> None:
        self.count = 0
        self._quoted = quoted
        self._columns = [
            (xl_col_to_name(index), look, width) for index, (look, width) in enumerate(zip(looks, widths, strict=True))
        ]

    def xml(self, rows: Iterable[Sequence[CellValue]]) -> bytes:
        """The next rows; they are numbered, and their heights are given where a text goes on below."""
        return "".join(map(self._row, rows)).encode()

    def _row(self, row: Sequence[CellValue]) -> str:
        self.count += 1
        number = self.count + 1  # below the heading
        height, cells = 1, ""
        for (name, look, width), value in zip(self._columns, row, strict=True):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if len(value) * 11 > width * 10:
                    height = max(height, lines(value, width))
                if _AS_IT_IS.fullmatch(value) and len(value) < _SHORT:
                    cells += f'<c r="{name}{number}" s="{look.usual}" t="inlineStr"><is><t>{value}</t></is></c>'
                else:
                    style = self._quoted if defused(value) != value else look.usual
                    cells += _text(f"{name}{number}", style, value)
            else:
                cells += _cell(f"{name}{number}", look, value)
        tall = f' ht="{LINE_HEIGHT * min(height, HIGHEST)}" customHeight="1"' if height > 1 else ""
        return f'<row r="{number}"{tall}>{cells}</row>'


def lines(text: str, width: int) -> int:
    """On how many lines the text stands in a column of so many characters."""
    return -(-len(text) * 11 // (10 * width))


def fitting(text: str) -> str:
    """Return the text, visibly cut if a cell cannot hold it."""
    if len(text) * 2 <= CELL_LIMIT:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= CELL_LIMIT:
        return text
    return units[: (CELL_LIMIT - len(CUT)) * 2].decode("utf-16-le", errors="ignore") + CUT


def _text(place: str, look: int, text: str) -> str:
    told = fitting(text)
    if _MARKUP.search(told):
        told = _MARKUP.sub(_escaped, told)
    space = ' xml:space="preserve"' if told[0] == " " or told[-1] == " " else ""
    return f'<c r="{place}" s="{look}" t="inlineStr"><is><t{space}>{told}</t></is></c>'


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _escaped(found: re.Match[str]) -> str:
    """Markup as text; „_x0041_“ would be read as the letter of that number."""
    return _ENTITIES.get(found[0]) or f"_x005F{found[0]}"


def _cell(place: str, look: ColumnLook, value: Decimal | int | dt.date) -> str:
    """A value by its kind; as text what no cell can hold exactly: days before Excel's first, large numbers."""
    match value:
        case dt.date() if value >= EXCEL_BEGINS:
            return f'<c r="{place}" s="{look.usual}"><v>{value.toordinal() - _DAY_0}</v></c>'
        case dt.date():
            return _text(place, look.usual, f"{value.day}. {value.month}. {value.year}")
        case _ if not -EXACT_LIMIT < value < EXACT_LIMIT:
            return _text(place, look.usual, str(value))
        case Decimal() if look.fraction != look.usual and value != value.to_integral_value():
            return f'<c r="{place}" s="{look.fraction}"><v>{float(value):.16G}</v></c>'
        case Decimal():
            return f'<c r="{place}" s="{look.usual}"><v>{float(value):.16G}</v></c>'
        case _:
            return f'<c r="{place}" s="{look.usual if -10_000 < value < 10_000 else look.parted}"><v>{value}</v></c>'
