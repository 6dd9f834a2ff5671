"""Lists as files: what people open in Excel, what programs read, what the council gets."""

import csv
import dataclasses
import datetime as dt
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from czech import NBSP
from formats import sheet as exports
from formats.rendering import TABLE_FORMATS, Rendering
from formats.sheet import Sheet, SheetColumn, defused
from tests.formats.papers import BROKEN, FOREIGN, LONG_WORD, MARKUP, MENDED

written = Rendering().table
as_csv, as_json, as_xlsx = (partial(written, extension=extension) for extension in ("csv", "json", "xlsx"))
COLUMNS = (
    SheetColumn("name", "Lokalita"),
    SheetColumn("code", "Kód"),
    SheetColumn("since", "První den", "date"),
    SheetColumn("count", "Obcí", "integer"),
    SheetColumn("share", "Podíl", "number"),
    SheetColumn("amount", "Alokace", "money"),
    SheetColumn("source", "Zdroj údaje"),
)
RALSKO = {
    "name": "Ralsko",
    "code": "00673439",
    "since": dt.date(2016, 7, 1),
    "count": 1,
    "share": Decimal("-0.5"),
    "amount": Decimal("87572870"),
    "source": "1145/16/RK",
    "slug": "ralsko",
}
LIBEREC = {**dict.fromkeys(RALSKO), "name": f"Liberec{NBSP}I", "count": 2016, "amount": "neuvedeno"}
RECORDED = dt.datetime(2026, 1, 5, 14, 5, 0, 123_456, tzinfo=ZoneInfo("Europe/Prague"))


def sheet(*rows, columns=COLUMNS, **others):
    usual = {
        "title": "Lokality",
        "columns": columns,
        "rows": iter(rows),
        "filters": "okres Česká Lípa",
        "at": (dt.date(2016, 8, 30), dt.date(2026, 1, 4)),
        "recorded": RECORDED,
        "filename": "lokality-2016-08-30",
    }
    return Sheet(**(usual | others))


def of_texts(*texts):
    return sheet(*({"text": text} for text in texts), columns=(SheetColumn("text", "Text"),))


# --- CSV ---------------------------------------------------------------------------------------------------------


def read_csv(content):
    assert content.startswith(b"\xef\xbb\xbf")
    assert not re.search(rb"(?<!\r)\n", content)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_is_what_czech_excel_opens():
    assert read_csv(as_csv(sheet(RALSKO, LIBEREC))) == [
        ["Lokalita", "Kód", "První den", "Obcí", "Podíl", "Alokace", "Zdroj údaje"],
        ["Ralsko", "00673439", "1.7.2016", "1", "-0,5", "87572870", "1145/16/RK"],
        ["Liberec I", "", "", "2016", "", "neuvedeno", ""],
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "  ", NBSP, '"', "'", '" ', "\u200b", "\ufeff", "„"])
def test_what_looks_like_a_formula_is_defused(before, sign):
    assert defused(f"{before}{sign}1+1").startswith("'")


@pytest.mark.parametrize("text", ["\t1", "\r1", "\n1"])
def test_what_moves_to_another_cell_is_defused(text):
    assert defused(text) == "'" + text
    assert read_csv(as_csv(of_texts(text)))[1] == [" 1"]


@pytest.mark.parametrize(
    "text", ["", "Ralsko", "1145/16/RK", "a=b", "2016–2018", "– neuvedeno", "„Agentura“", "5 - 3"]
)
def test_other_text_stays_as_it_is(text):
    assert defused(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_becomes_a_formula_in_csv(text):
    ((cell,),) = read_csv(as_csv(of_texts(text)))[1:] or [[""]]
    assert not cell.lstrip(" \"'„“”‘’`\u200b\ufeff").startswith(("=", "+", "-", "@")) or cell.startswith("'")


def test_numbers_stay_numbers():
    columns = (SheetColumn("n", "N", "number"),)
    numbers = [-5, Decimal("-1234.50"), 0.1, Decimal("1E+3"), True]
    rows = read_csv(as_csv(sheet(*({"n": number} for number in numbers), columns=columns)))
    assert [row[0] for row in rows[1:]] == ["-5", "-1234,50", "0,1", "1000", "ano"]


# --- XLSX --------------------------------------------------------------------------------------------------------


def read_xlsx(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def xml(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_the_cover_comes_first_and_says_what_the_table_is():
    book = read_xlsx(as_xlsx(sheet(RALSKO, LIBEREC)))
    assert list(book) == ["O tabulce", "Data"]
    cover = {row[0]: row[1] for row in book["O tabulce"] if row[0]}
    assert "Lokality" in cover
    assert cover["Výběr"] == "okres Česká Lípa"
    assert cover["Platilo ke dni"] == dt.date(2016, 8, 30)
    assert cover["Podle poznatků ke dni"] == dt.date(2026, 1, 4)
    assert cover["Stav evidence"] == RECORDED.replace(microsecond=0, tzinfo=None)
    assert cover["Počet řádků"] == 2
    assert ["Zdroj údaje", "text", "dokument, ze kterého údaj pochází"] in [row[:3] for row in book["O tabulce"]]


def test_a_list_that_nothing_narrows_says_so():
    told = dict(sheet(filters="").facts(0))
    assert told["Výběr"] == "bez omezení"


def test_cells_are_typed():
    head, ralsko, liberec = read_xlsx(as_xlsx(sheet(RALSKO, LIBEREC)))["Data"]
    assert head == [column.title for column in COLUMNS]
    assert ralsko == ["Ralsko", "00673439", dt.date(2016, 7, 1), 1, -0.5, 87572870, "1145/16/RK"]
    assert liberec == ["Liberec I", "", "", 2016, "", "neuvedeno", ""]


def test_the_data_are_ready_to_read_and_print():
    data = xml(as_xlsx(sheet(RALSKO, LIBEREC)), "xl/worksheets/sheet2.xml")
    assert '<pane ySplit="1"' in data
    assert '<autoFilter ref="A1:G3"' in data
    assert 'paperSize="9" orientation="landscape" fitToHeight="0"' in data or 'fitToHeight="0" orientation' in data
    assert data.count("<col ") >= 5
    names = xml(as_xlsx(sheet(RALSKO)), "xl/workbook.xml")
    assert "Data!$1:$1" in names  # repeated on every printed page


def test_a_column_may_be_narrow_and_its_title_empty():
    columns = (SheetColumn("name", "", width=1), SheetColumn("code", "Kód obce", width=2))
    assert read_xlsx(as_xlsx(sheet(RALSKO, columns=columns)))["Data"][1] == ["Ralsko", "00673439"]


def test_years_have_no_thousands_but_larger_numbers_do():
    columns = (SheetColumn("year", "Rok", "integer"), SheetColumn("people", "Obyvatel", "integer"))
    made = as_xlsx(sheet({"year": 2016, "people": 103_979}, columns=columns))
    styles = xml(made, "xl/styles.xml")
    assert 'formatCode="#,##0"' in styles
    assert '<xf numFmtId="1"' in styles  # that is 0
    words = exports.outline(sheet({"year": 2016, "people": 103_979}, columns=columns)).blocks[1].rows[0]
    assert [cell[0].text for cell in words] == ["2016", f"103{NBSP}979"]


def test_haléře_are_shown_when_there_are_some():
    columns = (SheetColumn("a", "A", "money"), SheetColumn("b", "B", "money"))
    styles = xml(as_xlsx(sheet({"a": Decimal("1.50"), "b": Decimal(2)}, columns=columns)), "xl/styles.xml")
    assert set(re.findall(r'formatCode="([^"]*Kč[^"]*)"', styles)) == {
        "#,##0.00 &quot;Kč&quot;",
        "#,##0 &quot;Kč&quot;",
    }


def test_no_formula_and_no_link_is_alive():
    texts = [*MARKUP, "=1+1", "@SUM(1)", "https://example.com", "{=1}", "mailto:a@example.com", "_x0041_"]
    made = as_xlsx(of_texts(*texts))
    package = zipfile.ZipFile(io.BytesIO(made))
    for name in package.namelist():
        content = package.read(name).decode()
        assert "<f>" not in content
        assert "<hyperlink" not in content
    assert [row[0] for row in read_xlsx(made)["Data"][1:]] == texts


def test_a_text_too_long_for_a_cell_is_visibly_cut():
    long, emoji = read_xlsx(as_xlsx(of_texts("x" * 40_000, "😀" * 20_000)))["Data"][1:]
    assert long[0].endswith("x …(zkráceno)")
    assert emoji[0].endswith("😀 …(zkráceno)")
    assert len(long[0]) == 32_767
    assert len(emoji[0].encode("utf-16-le")) // 2 <= 32_767
    whole = "y" * 32_767
    assert read_xlsx(as_xlsx(of_texts(whole)))["Data"][1] == [whole]


def test_numbers_and_days_that_excel_cannot_hold_are_text():
    columns = (SheetColumn("n", "N", "integer"), SheetColumn("d", "D", "date"))
    made = as_xlsx(sheet({"n": 10**18 + 1, "d": dt.date(1850, 12, 1)}, columns=columns))
    assert read_xlsx(made)["Data"][1] == ["1000000000000000001", "1. 12. 1850"]


def test_the_same_sheet_is_the_same_workbook():
    assert as_xlsx(sheet(RALSKO)) == as_xlsx(sheet(RALSKO))


def test_all_municipalities_of_the_country_are_written_within_a_second():
    rows = ({**RALSKO, "count": number} for number in range(6_300))
    started = time.process_time()
    made = as_xlsx(sheet(*rows))
    assert time.process_time() - started < 3  # about 0.4 s here; a test machine may be slow
    assert len(read_xlsx(made)["Data"]) == 6_301


# --- JSON --------------------------------------------------------------------------------------------------------


def test_json_says_the_same_to_programs():
    content = json.loads(as_json(sheet(RALSKO, LIBEREC)))
    assert content == {
        "nazev": "Lokality",
        "filtr": "okres Česká Lípa",
        "platilo_ke_dni": "2016-08-30",
        "podle_poznatku_ke_dni": "2026-01-04",
        "stav_evidence": "2026-01-05T14:05:00+01:00",
        "radku": 2,
        "radky": [
            {
                "name": "Ralsko",
                "code": "00673439",
                "since": "2016-07-01",
                "count": 1,
                "share": -0.5,
                "amount": 87572870,
                "source": "1145/16/RK",
            },
            {
                "name": "Liberec I",
                "code": None,
                "since": None,
                "count": 2016,
                "share": None,
                "amount": "neuvedeno",
                "source": None,
            },
        ],
    }


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_amount_is_rounded_in_json(amount):
    columns = (SheetColumn("n", "N", "money"),)
    ((value),) = json.loads(as_json(sheet({"n": amount}, columns=columns)), parse_float=Decimal)["radky"]
    assert Decimal(value["n"]) == amount


# --- Documents ---------------------------------------------------------------------------------------------------


def test_the_word_document_has_the_cover_and_the_table():
    document = python_docx.Document(io.BytesIO(written(sheet(RALSKO, LIBEREC), "docx")))
    cover, table = document.tables
    told = {row.cells[0].text: row.cells[1].text.replace(NBSP, " ") for row in cover.rows}
    assert told == {
        "Výběr:": "okres Česká Lípa",
        "Platilo ke dni:": "30. 8. 2016",
        f"Podle poznatků ke{NBSP}dni:".replace(NBSP, " "): "4. 1. 2026",
        "Stav evidence:": "5. 1. 2026 v 14:05",
        "Počet řádků:": "2",
    }
    assert [cell.text.replace(NBSP, " ") for cell in table.rows[1].cells] == [
        *("Ralsko", "00673439", "1. 7. 2016", "1", "−0,5", "87 572 870,- Kč", "1145/16/RK")
    ]
    assert [cell.text.replace(NBSP, " ") for cell in table.rows[2].cells] == [
        *("Liberec I", "–", "–", "2016", "–", "neuvedeno", "–")
    ]
    assert "„Zdroj údaje“ – dokument, ze kterého údaj pochází" in document.paragraphs[-1].text.replace(NBSP, " ")


def test_the_pdf_says_the_same():
    made = written(sheet(RALSKO, LIBEREC), "pdf")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
    words = " ".join(done.stdout.decode().split())
    assert "Ralsko 00673439 1. 7. 2016 1 −0,5 87 572 870,- Kč 1145/16/RK" in words.replace(NBSP, " ")


# --- Every format ------------------------------------------------------------------------------------------------

LITTLE_ESCAPED = [text.replace("\\", "\\\\").replace('"', '\\"') for text in MARKUP]


@pytest.mark.parametrize("extension", TABLE_FORMATS)
def test_hostile_text_comes_out_as_text(extension):
    hostile = of_texts(*MARKUP, BROKEN, FOREIGN, LONG_WORD, None, "")
    hostile = dataclasses.replace(
        hostile, title=MARKUP[2] + BROKEN, filters=BROKEN, columns=(SheetColumn("text", BROKEN),)
    )
    made = written(hostile, extension)
    match extension:
        case "csv":
            cells = [row[0] if row else "" for row in read_csv(made)]
            assert cells == [MENDED, "'" + MARKUP[0], *MARKUP[1:], MENDED, FOREIGN, LONG_WORD, "", ""]
        case "json":
            cells = [row["text"] for row in json.loads(made)["radky"]]
            assert cells == [*MARKUP, MENDED, FOREIGN, LONG_WORD, None, ""]
        case "xlsx":
            cells = [row[0] for row in read_xlsx(made)["Data"]]
            assert cells[:8] == [MENDED, *MARKUP, MENDED, FOREIGN, LONG_WORD]
        case "docx":
            table = python_docx.Document(io.BytesIO(made)).tables[1]
            cells = [row.cells[0].text.replace(NBSP, " ") for row in table.rows]
            assert cells == [MENDED, *MARKUP, MENDED, FOREIGN, LONG_WORD, "–", ""]
        case "pdf":
            done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=made, capture_output=True, check=True)
            words = re.sub(r"\s|-", "", done.stdout.decode())
            for text in [*MARKUP, MENDED]:
                assert re.sub(r"\s|-", "", text) in words
            assert words.count("x") >= len(LONG_WORD)
        case _:
            pytest.fail(f"no test for {extension}")


@pytest.mark.parametrize("extension", TABLE_FORMATS)
def test_a_list_without_rows_is_a_file_too(extension):
    assert written(sheet(), extension)


@pytest.mark.parametrize("extension", TABLE_FORMATS)
@pytest.mark.parametrize("value", [Decimal("NaN"), float("inf")])
def test_what_is_no_number_is_refused(extension, value):
    with pytest.raises(ValueError, match="not a finite number"):
        written(sheet({**RALSKO, "amount": value}), extension)


@pytest.mark.parametrize("extension", TABLE_FORMATS)
def test_a_row_that_lacks_a_column_is_an_error_not_an_empty_cell(extension):
    with pytest.raises(KeyError):
        written(sheet({"name": "Ralsko"}), extension)


def test_a_format_that_nobody_writes_is_an_error():
    with pytest.raises(ValueError, match="'exe'"):
        written(sheet(), "exe")


def test_no_document_library_is_loaded_before_a_document_is_asked_for():
    program = (
        "import formats.rendering, sys; print(sorted({'docx', 'typst', 'xlsxwriter', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(exports.__file__).parents[1],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"
