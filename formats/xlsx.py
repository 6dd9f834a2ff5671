"""A sheet as an XLSX workbook: first a cover that says what the table is, then the data with typed cells.

Text is written as text whatever it looks like: `00673439` keeps its zeros, `1145/16/RK` is no date, `=1+1` is no
formula.

A table may have as many rows as Excel can show.  Its rows are never held: they go straight into the file
(`xlsx_rows`), and the library makes all the rest of the workbook: before them to know what stands around them, and
after them to tell how many they were.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import batched, islice
from textwrap import wrap
from typing import IO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from formats.limits import MOST_ROWS_OF_WORKBOOK
from formats.refusals import TooLong
from formats.sheet import AT_ONCE, NUMERIC, CellValue, ColumnKind, Sheet, SheetColumn, groups
from formats.xlsx_rows import EXACT_LIMIT, EXCEL_BEGINS, HIGHEST, LINE_HEIGHT, ColumnLook, WorkbookRows, fitting, lines

COVER = "O tabulce"
DATA = "Data"

_KINDS: dict[ColumnKind, str] = {
    "text": "text",
    "number": "číslo",
    "integer": "celé číslo",
    "money": "částka v Kč",
    "date": "datum",
}
_NARROWEST, _WIDEST = 8, 32  # characters; longer text goes on below, so that a printed page stays readable
_LONGEST_WORD = 40
_ABOVE_RULE = 4  # points
_COVER_WIDTHS = (26, 16, 90)  # characters

_LOOKED_AT = 10_000  # rows
_FAST, _WELL = 1, 6  # how hard is packed: the rows are nearly all markup
_FIRST_PARTS, _DATA_PART = ("[Content_Types].xml", "_rels/.rels"), "xl/worksheets/sheet2.xml"
_PATTERN_ROW = 1_000  # far from the heading, of whose row it would change how far it goes
_NUMERIC_LOOK = {"align": "right", "indent": 1}
#: How cells may look, by their kinds or by the patterns of their numbers.
_LOOKS: dict[str, dict[str, object]] = {
    "text": {"text_wrap": True},
    # When somebody edits a text that looks like a formula, Excel takes it for one, unless the cell says it is text.
    "quoted": {"text_wrap": True, "quote_prefix": True},
    "date": {"num_format": "d. m. yyyy", "align": "left"},
    **{
        pattern: {"num_format": pattern, **_NUMERIC_LOOK}
        for pattern in ("0", "#,##0", "#,##0.00", '#,##0 "Kč"', '#,##0.00 "Kč"')
    },
}


def write(sheet: Sheet, file: IO[bytes]) -> None:
    """Write the workbook; the same sheet gives the same bytes.  Raise TooLong for more rows than Excel can show.

    How wide a column is, and how its numbers look, its first ten thousand rows decide.
    """
    cells = sheet.cells()
    first = [*islice(cells, _LOOKED_AT)]
    columns = [(column, [row[index] for row in first]) for index, column in enumerate(sheet.columns)]
    widths = [column.width or _width(column, values) for column, values in columns]
    around = _package(sheet, widths, 0)
    head, looks, _ = _around_rows(around.read(_DATA_PART).decode())
    rows = WorkbookRows(
        [_look(column, values, looks) for column, values in columns], quoted=looks["quoted"], widths=widths
    )
    begun = rows.xml(first)
    # Of a part that is this large the entry is another one, and that must be said before.
    is_large = len(first) == _LOOKED_AT and len(begun) // _LOOKED_AT * MOST_ROWS_OF_WORKBOOK > 2**30
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as package:
        for name in _FIRST_PARTS:  # by which programs know what it is; the same whatever the rows are
            _add(package, name, around.read(name))
        with package.open(_DATA_PART, "w", force_zip64=is_large) as data:
            data.write(head.encode())
            data.write(begun)
            for part in batched(cells, AT_ONCE):
                if rows.count + len(part) > MOST_ROWS_OF_WORKBOOK:
                    raise TooLong.of(MOST_ROWS_OF_WORKBOOK, "v sešitu pro Excel")
                data.write(rows.xml(part))
            around = _package(sheet, widths, rows.count)
            data.write(_around_rows(around.read(_DATA_PART).decode())[2].encode())
        for name in around.namelist():
            if name not in (*_FIRST_PARTS, _DATA_PART):
                _add(package, name, around.read(name))


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, _WELL)


def _package(sheet: Sheet, widths: list[int], count: int) -> zipfile.ZipFile:
    """The workbook of a table with so many rows, which it has not."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        recorded = sheet.recorded or dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the oldest time that ZIP can hold
        recorded = recorded.astimezone(dt.UTC) if recorded.tzinfo else recorded
        workbook.set_properties({"title": fitting(sheet.title)[:255], "created": recorded.replace(tzinfo=None)})
        _write_cover(workbook, sheet, count)
        _write_data(workbook, sheet, widths, count)
    return zipfile.ZipFile(buffer)


def _around_rows(data: str) -> tuple[str, dict[str, int], str]:
    """What stands in the part before the rows and after them, and the numbers of the looks."""
    head, pattern = data.split(f'<row r="{_PATTERN_ROW}"')
    pattern, end = pattern.split("</sheetData>")
    numbers = map(int, re.findall(r'<c r="\w+" s="(\d+)"/>', pattern))
    # How far the rows go nobody knows yet, and nobody has to be told.
    head = re.sub('<dimension ref="[^"]*"/>', "", head)
    return head, dict(zip(_LOOKS, numbers, strict=True)), f"</sheetData>{end}"


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
        case _ if -EXACT_LIMIT < value < EXACT_LIMIT:
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


def _write_data(workbook: Workbook, sheet: Sheet, widths: list[int], count: int) -> None:
    """The sheet of the data, but for the rows; in their place one far below that has a cell of each look."""
    page = workbook.add_worksheet(DATA)
    look = {"bold": True, "bottom": 1, "bg_color": "#EDEDED", "text_wrap": True, "valign": "top"}
    head, numeric_head = workbook.add_format(look), workbook.add_format({**look, "align": "right", "indent": 1})
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, widths[index])
        page.write_string(0, index, fitting(column.title), numeric_head if column.kind in NUMERIC else head)
    titles = (len(wrap(column.title, max(1, width - 3))) for column, width in zip(sheet.columns, widths, strict=True))
    page.set_row(0, LINE_HEIGHT * max(1, *titles) + _ABOVE_RULE)
    for index, how in enumerate(_LOOKS.values()):
        page.write_blank(_PATTERN_ROW - 1, index, None, workbook.add_format({"valign": "top", **how}))
    last = max(count, 1), len(sheet.columns) - 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, *last)
    page.ignore_errors({"number_stored_as_text": xl_range(1, 0, *last)})
    page.repeat_rows(0)
    _set_up_print(page, sheet)


def _look(column: SheetColumn, values: Sequence[CellValue], numbers: dict[str, int]) -> ColumnLook:
    """How the column looks, by its first values and the numbers of the formats."""
    match column.kind:
        case "text" | "date":
            return ColumnLook(*[numbers[column.kind]] * 3)
        case "integer":
            return ColumnLook(numbers["#,##0" if groups(column, values) else "0"], numbers["#,##0"], numbers["0"])
        case "number" | "money":
            crowns = ' "Kč"' if column.kind == "money" else ""
            whole, exact = numbers[f"#,##0{crowns}"], numbers[f"#,##0.00{crowns}"]
            is_whole = all(value == value.to_integral_value() for value in values if isinstance(value, Decimal))
            return ColumnLook(whole, whole, exact) if is_whole else ColumnLook(exact, exact, exact)


def _width(column: SheetColumn, values: Iterable[CellValue]) -> int:
    title = max(map(len, column.title.split(" "))) + 3  # the arrow of the filter stands beside it
    if column.kind == "text":
        texts = [value for value in values if isinstance(value, str)]
        longest = max(map(len, texts), default=0)
        word = min(max((len(word) for text in texts for word in text.split(" ")), default=0), _LONGEST_WORD)
        return max(_NARROWEST, title, word + 2, min(longest + 2, _WIDEST))
    shown = max((len(str(value)) * 4 // 3 + 5 for value in values if value is not None), default=0)
    return max(_NARROWEST, title, min(shown, _WIDEST))


def _set_height(page: Worksheet, line: int, texts: Iterable[tuple[str, int]]) -> None:
    """Let the row show all of its texts, each as wide as so many characters."""
    height = max((lines(text, width) for text, width in texts), default=1)
    if height > 1:
        page.set_row(line, LINE_HEIGHT * min(height, HIGHEST))


def _set_up_print(page: Worksheet, sheet: Sheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.set_header("&L" + fitting(sheet.title)[:100].replace("&G", "&\u2060G").replace("&", "&&"))
    page.set_footer("&Cstrana &P z &N")
