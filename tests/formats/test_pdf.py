"""The paper as an accessible PDF."""

import dataclasses
import io
import re
import subprocess
import time

import pikepdf
import pytest
import typst

from czech import NBSP
from formats import outline, pdf
from formats.outline import Citing, Note, Paragraph, Run, Table
from tests.formats.checkers import pdf_errors
from tests.formats.papers import FOREIGN, HOSTILE, LONG_WORD, MARKUP, MENDED, PAPER, RESOLUTION

A4_WIDTH, MARGIN = 595, 65  # points


def poppler(program, content, *options):
    done = subprocess.run([program, *options, "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def info(content):
    done = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True)
    return dict(re.findall(r"^([^:]+): +(.*)$", done.stdout.decode(), re.MULTILINE))


def said(content):
    return " ".join(poppler("pdftotext", content, "-raw").replace(NBSP, " ").split())


def unpacked(content):
    """The same file with everything readable as it stands."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return made.getvalue()


def structure(content):
    done = subprocess.run(["pdfinfo", "-struct", "-"], input=content, capture_output=True, check=True)
    return re.findall(r"^( *)(\w+)", done.stdout.decode(errors="replace"), re.MULTILINE)


def letters(text):
    return re.sub(r"[\s\u200e\u200f-]", "", text)


@pytest.fixture(scope="module")
def paper():
    return pdf.render(PAPER, citing=Citing.EACH, site="https://portal.example.cz")


@pytest.fixture(scope="module")
def hostile():
    return pdf.render(HOSTILE, citing=Citing.EACH)


def test_it_says_all_that_the_outline_says():
    words = said(pdf.render(PAPER))
    for line in outline.text(PAPER).splitlines():
        for cell in line.split("; "):
            assert letters(cell) in letters(words)


def test_it_is_tagged_has_a_title_a_language_and_both_standards(paper):
    told = info(paper)
    assert told["Title"] == "Memorandum o spolupráci"
    assert told["Author"] == "Krajský úřad"
    assert told["Tagged"] == "yes"
    assert "2016" in told["CreationDate"]
    for mark in [b"/Marked true", b"/Lang (cs-CZ)", b"/StructTreeRoot", b"<pdfuaid:part>1<", b"<pdfaid:part>2<"]:
        assert mark in unpacked(paper)


def test_without_a_date_it_is_accessible_all_the_same():
    made = pdf.render(dataclasses.replace(PAPER, made_at=None))
    assert b"<pdfuaid:part>1<" in unpacked(made)
    assert b"pdfaid:part" not in unpacked(made)


def test_the_structure_is_tagged(paper):
    tags = [tag for _, tag in structure(paper)]
    for tag in ["H1", "H2", "H3", "L", "LI", "Table", "Caption", "THead", "TH", "TBody", "TFoot", "Link"]:
        assert tag in tags
    assert tags.count("H1") == 1


def test_pages_are_counted_in_czech():
    row = ((Run("Frýdlantsko"),), (Run("1,- Kč"),))
    made = pdf.render(dataclasses.replace(PAPER, blocks=(Table("", ("Lokalita", "Částka"), (row,) * 120),)))
    pages = [page for page in poppler("pdftotext", made).replace(NBSP, " ").split("\f") if page.strip()]
    assert len(pages) == int(info(made)["Pages"]) > 1
    for number, page in enumerate(pages, start=1):
        assert f"strana {number} z {len(pages)}" in page
        assert "Částka" in page  # the head of the table, on every page


def test_notes_are_numbered_and_lead_to_the_list_of_sources(paper):
    words = said(paper)
    assert "37 lokalitami2 z celé republiky" in words
    assert words.count("Zdroje údajů") == 1
    assert "1. Usnesení Rady Libereckého kraje č. 1145/16/RK ze dne 28. 6. 2016" in words
    assert b"https://portal.example.cz/zdroje/12/#p3" in unpacked(paper)
    assert "Zdroje údajů" not in said(pdf.render(PAPER))


def test_sources_may_stand_together_with_what_is_cited_of_them_below():
    first, second = (Note(f"Zpráva: „slova {n}“", f"/zdroje/1/#{n}", "Zpráva") for n in ("prvá", "druhá"))
    blocks = (Paragraph((Run("Údaj", note=first), Run(" a jiný", note=second), Run(" údaj.", note=RESOLUTION))),)
    paper = dataclasses.replace(PAPER, blocks=blocks)
    made = pdf.render(paper, citing=Citing.BY_SOURCE, site="https://portal.example.cz")
    words = said(made)
    assert "Údaj1 a jiný1 údaj.2" in words
    assert "1. Zpráva https://portal.example.cz/zdroje/1/ „slova prvá“; „slova druhá“ 2. Usnesení" in words
    for path in (b"/zdroje/1/)", b"/zdroje/1/#prv", b"/zdroje/1/#druh", b"/zdroje/7/)"):
        assert b"https://portal.example.cz" + path in unpacked(made)
    assert pdf_errors(made) == []


# --- Tables on pages ------------------------------------------------------------------------------------------------


def on_pages(count, above, foot=None):
    """How many rows of the table are on each page, below so many paragraphs."""
    rows = tuple(((Run(f"řádek{row}"),), (Run("1,- Kč"),)) for row in range(count))
    blocks = (*[Paragraph((Run("Odstavec."),))] * above, Table("Tabulka", ("Lokalita", "Částka"), rows, foot))
    text = poppler("pdftotext", pdf.render(dataclasses.replace(PAPER, blocks=blocks)))
    return [found for page in text.split("\f") if (found := len(re.findall(r"řádek\d|Celkem", page)))]


@pytest.mark.parametrize("above", range(8, 34, 5))
def test_a_short_table_stays_on_one_page(above):
    assert on_pages(12, above) == [12]


@pytest.mark.parametrize("foot", [None, ((Run("Celkem"),), (Run("2,- Kč"),))], ids=["rows", "with a total"])
def test_no_row_of_a_long_table_is_left_behind_alone(foot):
    seen = {tuple(on_pages(count, above, foot)) for above in (0, 21, 23) for count in range(24, 66, 4)}
    assert len(seen) > 15
    assert [pages for pages in seen if min(pages) < 2] == []


def test_the_caption_is_in_its_table_wherever_the_page_ends():
    rows = tuple(((Run(f"řádek {row}"),), (Run("1,- Kč"),)) for row in range(40))
    for above in (3, 14, 24, 26):
        table = Table("Tabulka", ("Lokalita", "Částka"), rows)
        blocks = (*[Paragraph((Run("Odstavec."),))] * above, table, dataclasses.replace(table, rows=rows[:5]))
        tags = structure(pdf.render(dataclasses.replace(PAPER, blocks=blocks)))
        above_captions = [tags[place - 1][1] for place, (_, tag) in enumerate(tags) if tag == "Caption"]
        assert above_captions == ["Table", "Table"]


def test_hostile_text_comes_out_as_text(hostile):
    words = letters(said(hostile))
    for text in [*MARKUP, MENDED]:
        assert words.count(letters(text)) >= 3
    assert words.count("x") >= 3 * len(LONG_WORD)


def test_what_no_font_can_draw_is_shown_as_missing():
    words = said(pdf.render(dataclasses.replace(PAPER, blocks=(Paragraph((Run(f"{FOREIGN} \ue000 konec"),)),))))
    assert "□ □ □ konec" in words
    assert "שלום" in words or "םולש" in words  # as drawn or as read


def test_nothing_runs_off_the_page(hostile):
    boxes = re.findall(r'xMin="([\d.-]+)".*xMax="([\d.-]+)"', poppler("pdftotext", hostile, "-bbox"))
    assert len(boxes) > 1000
    assert min(float(left) for left, _ in boxes) >= MARGIN - 2
    assert max(float(right) for _, right in boxes) <= A4_WIDTH - MARGIN + 6  # a comma or a hyphen may hang


def test_a_code_that_breaks_can_still_be_found():
    code = "CZ.03.2.60/0.0/0.0/16_052/0016923"
    words = poppler("pdftotext", pdf.render(dataclasses.replace(PAPER, blocks=(Paragraph((Run(code),)),))))
    assert code in words


def test_words_are_hyphenated_in_cells_and_codes_break_after_their_signs():
    assert (
        pdf._soft("(nejnepravděpodobnější), spolupracovaly).", cell=True)
        == "(nejnepravděpodobnější), spolupracovaly)."
    )
    code = "CZ.03.2.60/0.0/0.0/16_052"
    assert pdf._soft(code, cell=True) == ["CZ.03.", "2.60/", "0.0/0.", "0/16_", "052"]
    assert pdf._soft(code) == ["CZ.03.2.60/0.0/0.0/", "16_052"]  # a line has more room than a cell


def test_the_same_paper_is_the_same_bytes(paper):
    assert pdf.render(PAPER, citing=Citing.EACH, site="https://portal.example.cz") == paper


def test_a_large_paper_is_set_in_its_own_process_and_is_the_same(monkeypatch):
    row = tuple((Run(f"buňka {index}"),) for index in range(4))
    large = dataclasses.replace(PAPER, blocks=(Table("Tabulka", ("a",) * 4, (row,) * 1100),))
    started = time.perf_counter()
    apart = pdf.render(large)
    assert time.perf_counter() - started < 20
    assert "Tabulka (řádky 1 001–1 100 z 1 100)" in said(apart)
    assert len(apart) < 1_100 * 500  # unpacked, each row takes three kilobytes
    monkeypatch.setattr(pdf, "_compiled_apart", pdf._compiled)
    assert pdf.render(large) == apart


def test_what_fails_is_told(monkeypatch):
    monkeypatch.setattr(pdf, "_soft", lambda text, cell=False: 5)  # not a text: the compiler refuses
    with pytest.raises(typst.TypstError):
        pdf.render(PAPER)
    monkeypatch.setattr(pdf, "_LARGE", 0)
    with pytest.raises(RuntimeError, match=r"(?s)the PDF was not made.*TypstError"):
        pdf.render(PAPER)
