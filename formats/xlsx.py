"""A sheet as an XLSX workbook: first a cover that says what the table is, then the data with typed cells.

Text is written as text whatever it looks like: `00673439` keeps its zeros, `1145/16/RK` is no date, `=1+1` is no
formula.
"""

import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal
from textwrap import wrap

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from formats.sheet import NUMERIC, CellValue, ColumnKind, Sheet, SheetColumn, defused, groups

COVER = "O tabulce"
DATA = "Data"

CELL_LIMIT = 32_767  # UTF-16 units in one cell, says Excel
EXCEL_BEGINS = dt.date(1900, 3, 1)  # it counts a day that never was before
CUT = " …(zkráceno)"
_EXACT_LIMIT = 10**15  # a double, which is all that a cell can hold, keeps 15 digits

_KINDS: dict[ColumnKind, str] = {
    "text": "text",
    "number": "číslo",
    "integer": "celé číslo",
    "money": "částka v Kč",
    "date": "datum",
}
_NARROWEST, _WIDEST = 8, 32  # characters; longer text goes on below, so that a printed page stays readable
_LONGEST_WORD = 40
_LINE_HEIGHT = 15  # points
_ABOVE_RULE = 4  # points
_COVER_WIDTHS = (26, 16, 90)  # characters


def render(sheet: Sheet) -> bytes:
    """Return the workbook; the same sheet gives the same bytes."""
    buffer = io.BytesIO()
    rows = sheet.table()
    with new_workbook(buffer) as workbook:
        made_at = sheet.made_at or dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the oldest time that ZIP can hold
        made_at = made_at.astimezone(dt.UTC) if made_at.tzinfo else made_at
        workbook.set_properties({"title": fitting(sheet.title)[:255], "created": made_at.replace(tzinfo=None)})
        _write_cover(workbook, sheet, len(rows))
        _write_data(workbook, sheet, rows)
    return buffer.getvalue()


def new_workbook(buffer: io.BytesIO, *, constant_memory: bool = False) -> Workbook:
    """Begin a workbook in which text is text, whatever it looks like.

    In constant memory rows are written one after another and wait in a file of their own, never in memory.
    """
    return Workbook(
        buffer,
        {
            "constant_memory": constant_memory,
            "in_memory": not constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def write_cell(page: Worksheet, row: int, column: int, value: CellValue | float, look: Format | None = None) -> None:
    """Write a value by its kind; as text what no cell can hold exactly: days before Excel's first, large numbers."""
    match value:
        case None:
            pass
        case str():
            page.write_string(row, column, fitting(value), look)
        case dt.date() if value >= EXCEL_BEGINS:
            page.write_datetime(row, column, value, look)
        case dt.date():
            page.write_string(row, column, f"{value.day}. {value.month}. {value.year}", look)
        case _ if -_EXACT_LIMIT < value < _EXACT_LIMIT:
            page.write_number(row, column, value, look)
        case _:
            page.write_string(row, column, str(value), look)


def _write_cover(workbook: Workbook, sheet: Sheet, count: int) -> None:
    page = workbook.add_worksheet(COVER)
    title = workbook.add_format({"bold": True, "font_size": 14})
    label = workbook.add_format({"bold": True, "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    day = workbook.add_format({"num_format": "d. m. yyyy", "align": "left"})
    moment = workbook.add_format({"num_format": "d. m. yyyy hh:mm", "align": "left"})
    number = workbook.add_format({"num_format": "#,##0", "align": "left"})
    for index, width in enumerate(_COVER_WIDTHS):
        page.set_column(index, index, width)
    page.write_string(0, 0, fitting(sheet.title), title)
    line = 2
    for name, value in sheet.facts(count):
        page.write_string(line, 0, name, label)
        match value:
            case dt.datetime():
                page.write_datetime(line, 1, value, moment)
            case dt.date():
                page.write_datetime(line, 1, value, day)
            case int():
                page.write_number(line, 1, value, number)
            case _:
                page.merge_range(line, 1, line, 2, "", text)
                page.write_string(line, 1, fitting(str(value)), text)
                _set_height(page, line, [(str(value), sum(_COVER_WIDTHS[1:]))])
        line += 1
    line += 1
    head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EDEDED"})
    for index, name in enumerate(("Sloupec", "Druh hodnot", "Co obsahuje")):
        page.write_string(line, index, name, head)
    for column in sheet.columns:
        line += 1
        told = (fitting(column.title), _KINDS[column.kind], column.meaning)
        for index, value in enumerate(told):
            page.write_string(line, index, value, text)
        _set_height(page, line, zip(told, _COVER_WIDTHS, strict=True))
    page.write_string(line + 2, 0, f"Údaje jsou na listu „{DATA}“. Prázdná buňka znamená, že údaj není.")
    _set_up_print(page, sheet)


def _write_data(workbook: Workbook, sheet: Sheet, rows: list[list[CellValue]]) -> None:
    page = workbook.add_worksheet(DATA)
    look = {"bold": True, "bottom": 1, "bg_color": "#EDEDED", "text_wrap": True, "valign": "top"}
    head, numeric_head = workbook.add_format(look), workbook.add_format({**look, "align": "right", "indent": 1})
    # When somebody edits a text that looks like a formula, Excel takes it for one, unless the cell says it is text.
    quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    widths = []
    for index, column in enumerate(sheet.columns):
        values = [row[index] for row in rows]
        widths.append(column.width or _width(column, values))
        page.set_column(index, index, widths[-1])
        page.write_string(0, index, fitting(column.title), numeric_head if column.kind in NUMERIC else head)
        _write_column(page, index, values, _format(workbook, column, values), quoted)
    _set_heights(page, widths, sheet, rows)
    last = max(len(rows), 1), len(sheet.columns) - 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, *last)
    page.ignore_errors({"number_stored_as_text": xl_range(1, 0, *last)})
    page.repeat_rows(0)
    _set_up_print(page, sheet)


def _write_column(page: Worksheet, index: int, values: Iterable[CellValue], look: Format, quoted: Format) -> None:
    for line, value in enumerate(values, start=1):
        is_formula_like = isinstance(value, str) and defused(value) != value
        write_cell(page, line, index, value, quoted if is_formula_like else look)


def _format(workbook: Workbook, column: SheetColumn, values: Iterable[CellValue]) -> Format:
    match column.kind:
        case "text":
            return workbook.add_format({"text_wrap": True, "valign": "top"})
        case "date":
            return workbook.add_format({"num_format": "d. m. yyyy", "valign": "top", "align": "left"})
        case "integer":
            pattern = "#,##0" if groups(column, values) else "0"
        case "number" | "money":
            whole = all(value == value.to_integral_value() for value in values if isinstance(value, Decimal))
            pattern = ("#,##0" if whole else "#,##0.00") + (' "Kč"' if column.kind == "money" else "")
    return workbook.add_format({"num_format": pattern, "valign": "top", "align": "right", "indent": 1})


def _width(column: SheetColumn, values: Iterable[CellValue]) -> int:
    title = max(map(len, column.title.split(" "))) + 3  # the arrow of the filter stands beside it
    if column.kind == "text":
        texts = [value for value in values if isinstance(value, str)]
        longest = max(map(len, texts), default=0)
        word = min(max((len(word) for text in texts for word in text.split(" ")), default=0), _LONGEST_WORD)
        return max(_NARROWEST, title, word + 2, min(longest + 2, _WIDEST))
    shown = max((len(str(value)) * 4 // 3 + 5 for value in values if value is not None), default=0)
    return max(_NARROWEST, title, min(shown, _WIDEST))


def _set_heights(page: Worksheet, widths: list[int], sheet: Sheet, rows: Iterable[Iterable[CellValue]]) -> None:
    """Give rows whose text wraps their height: not every program works it out when it opens the file."""
    titles = (len(wrap(column.title, max(1, width - 3))) for column, width in zip(sheet.columns, widths, strict=True))
    page.set_row(0, _LINE_HEIGHT * max(1, *titles) + _ABOVE_RULE)
    for line, row in enumerate(rows, start=1):
        texts = ((cell, width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str))
        _set_height(page, line, texts)


def _set_height(page: Worksheet, line: int, texts: Iterable[tuple[str, int]]) -> None:
    """Let the row show all of its texts, each as wide as so many characters."""
    lines = max((-(-len(text) * 11 // (10 * width)) for text, width in texts), default=1)
    if lines > 1:
        page.set_row(line, _LINE_HEIGHT * min(lines, 27))  # Excel's highest row has 409 points


def _set_up_print(page: Worksheet, sheet: Sheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.set_header("&L" + fitting(sheet.title)[:100].replace("&G", "&\u2060G").replace("&", "&&"))
    page.set_footer("&Cstrana &P z &N")


def fitting(text: str) -> str:
    """Return the text, visibly cut if a cell cannot hold it."""
    if len(text) * 2 <= CELL_LIMIT:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= CELL_LIMIT:
        return text
    return units[: (CELL_LIMIT - len(CUT)) * 2].decode("utf-16-le", errors="ignore") + CUT
