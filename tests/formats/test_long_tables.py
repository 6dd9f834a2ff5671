"""Tables of any length: none is held in memory, and what a file cannot hold is refused by a sentence."""

import dataclasses
import json
import re
import tracemalloc
from decimal import Decimal

import pytest

from formats import xlsx
from formats.limits import rows_of_document
from formats.refusals import TooLong
from formats.rendering import PAPER_FORMATS, Rendering
from formats.sheet import SheetColumn
from tests.formats.test_sheet import RALSKO, as_csv, as_json, as_xlsx, read_csv, read_xlsx, sheet, written, xml


def numbered(count):
    return ({**RALSKO, "name": f"Ralsko {number}", "count": number} for number in range(count))


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
def test_a_longer_table_takes_no_more_memory(extension, tmp_path, monkeypatch):
    """But for what is looked at first of any workbook: so both are longer than that."""
    monkeypatch.setattr("formats.sheet.KEPT_IN_MEMORY", 100_000)

    def peak(count):
        with (tmp_path / "file").open("w+b") as file:
            tracemalloc.start()
            try:
                Rendering(folder=str(tmp_path)).write(sheet(*(), rows=numbered(count)), extension, file)
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    peak(10)  # loads the library
    assert peak(24_000) < peak(12_000) + 500_000


@pytest.mark.parametrize("count", [9_999, 10_000, 10_001, 12_345])
def test_no_row_is_lost_where_parts_meet(count):
    made = list(numbered(count))
    assert [row[0] for row in read_csv(as_csv(sheet(*made)))[1:]] == [row["name"] for row in made]
    assert [row["count"] for row in json.loads(as_json(sheet(*made)))["radky"]] == list(range(count))
    book = read_xlsx(as_xlsx(sheet(*made)))
    assert [row[3] for row in book["Data"][1:]] == list(range(count))
    assert {row[0]: row[1] for row in book["O tabulce"]}["Počet řádků"] == count
    assert f'<autoFilter ref="A1:G{count + 1}"' in xml(as_xlsx(sheet(*made)), "xl/worksheets/sheet2.xml")


def test_what_comes_later_than_a_column_is_looked_at_is_shown_all_the_same(monkeypatch):
    """A fraction among whole numbers and a large number among small ones: neither is rounded, nor hard to read."""
    monkeypatch.setattr(xlsx, "_LOOKED_AT", 2)
    columns = (SheetColumn("n", "N", "integer"), SheetColumn("a", "A", "money"))
    rows = [{"n": 5, "a": Decimal(5)}] * 3 + [{"n": 50_000, "a": Decimal("0.50")}]
    made = as_xlsx(sheet(*rows, columns=columns))
    styles = dict(re.findall(r'<c r="(\w+)" s="(\d+)"><v>', xml(made, "xl/worksheets/sheet2.xml")))
    assert styles["A2"] == styles["A3"] == styles["A4"] != styles["A5"]
    assert styles["B2"] == styles["B3"] == styles["B4"] != styles["B5"]
    assert read_xlsx(made)["Data"][4] == [50_000, 0.5]
    formats = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', xml(made, "xl/styles.xml")))
    cells = re.findall(r'<xf numFmtId="(\d+)"', xml(made, "xl/styles.xml").partition("<cellXfs")[2])
    assert formats[cells[int(styles["B5"])]] == "#,##0.00 &quot;Kč&quot;"
    assert formats[cells[int(styles["A5"])]] == "#,##0"


def test_what_is_to_be_said_of_all_rows_is_asked_when_they_were_read():
    seen = []

    def rows():
        for number in range(3):
            seen.append(number)
            yield {**RALSKO, "count": number}

    table = sheet(rows=rows(), notes=lambda: f"poslední známý stav: {len(seen)}")
    assert json.loads(as_json(table))["filtr"] == "okres Česká Lípa; poslední známý stav: 3"
    seen.clear()
    cover = read_xlsx(as_xlsx(dataclasses.replace(table, rows=rows())))["O tabulce"]
    assert ["Výběr", "okres Česká Lípa; poslední známý stav: 3"] in [row[:2] for row in cover]


@pytest.mark.parametrize(("columns", "rows"), [(1, 13_000), (9, 1_400), (17, 700)])
@pytest.mark.parametrize("extension", PAPER_FORMATS)
def test_a_document_has_a_most_that_its_columns_decide(columns, rows, extension, monkeypatch):
    assert rows_of_document(columns) == rows
    monkeypatch.setattr("formats.sheet.rows_of_document", lambda columns: 3)
    table = [RALSKO] * 3
    assert written(sheet(*table), extension)
    with pytest.raises(TooLong, match="Tabulka v dokumentu může mít nejvýš 3\xa0řádky, tato má víc"):
        written(sheet(*table, RALSKO), extension)


def test_a_workbook_has_as_many_rows_as_excel_can_show(monkeypatch):
    for name in ("MOST_ROWS_OF_WORKBOOK", "_LOOKED_AT"):
        monkeypatch.setattr(xlsx, name, 3)
    assert as_xlsx(sheet(*[RALSKO] * 3))
    with pytest.raises(TooLong, match="v sešitu pro Excel"):
        as_xlsx(sheet(*[RALSKO] * 4))
