"""The paper as an accessible PDF."""

import dataclasses
import re
import subprocess
import time

import pytest
import typst

from czech import NBSP
from formats import outline, pdf
from formats.outline import Paragraph, Run, Table
from tests.formats.papers import FOREIGN, HOSTILE, LONG_WORD, MARKUP, MENDED, PAPER

A4_WIDTH, MARGIN = 595, 65  # points


def poppler(program, content, *options):
    done = subprocess.run([program, *options, "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def info(content):
    done = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True)
    return dict(re.findall(r"^([^:]+): +(.*)$", done.stdout.decode(), re.MULTILINE))


def said(content):
    return " ".join(poppler("pdftotext", content, "-raw").replace(NBSP, " ").split())


def letters(text):
    return re.sub(r"[\s\u200e\u200f-]", "", text)


@pytest.fixture(scope="module")
def paper():
    return pdf.render(PAPER, with_notes=True, site="https://portal.example.cz")


@pytest.fixture(scope="module")
def hostile():
    return pdf.render(HOSTILE, with_notes=True)


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
    for mark in [b"/Marked true", b"/Lang(cs-CZ)", b"/StructTreeRoot", b"<pdfuaid:part>1<", b"<pdfaid:part>2<"]:
        assert mark in paper


def test_without_a_date_it_is_accessible_all_the_same():
    made = pdf.render(dataclasses.replace(PAPER, made_at=None))
    assert b"<pdfuaid:part>1<" in made
    assert b"pdfaid:part" not in made


def test_the_structure_is_tagged(paper):
    done = subprocess.run(["pdfinfo", "-struct", "-"], input=paper, capture_output=True, check=True)
    tags = re.findall(r"^ *(\w+)", done.stdout.decode(errors="replace"), re.MULTILINE)
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
    assert b"https://portal.example.cz/zdroje/12/#p3" in paper
    assert "Zdroje údajů" not in said(pdf.render(PAPER))


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
    assert pdf._soft("CZ.03.2.60/0.0/0.0/16_052", cell=True) == [
        *("CZ.", "03.", "2.", "60/", "0.", "0/", "0.", "0/", "16_", "052")
    ]


def test_the_same_paper_is_the_same_bytes(paper):
    assert pdf.render(PAPER, with_notes=True, site="https://portal.example.cz") == paper


def test_a_large_paper_is_set_in_its_own_process_and_is_the_same(monkeypatch):
    row = tuple((Run(f"buňka {index}"),) for index in range(4))
    large = dataclasses.replace(PAPER, blocks=(Table("Tabulka", ("a",) * 4, (row,) * 1100),))
    started = time.perf_counter()
    apart = pdf.render(large)
    assert time.perf_counter() - started < 20
    assert "Tabulka (řádky 1 001–1 100 z 1 100)" in said(apart)
    monkeypatch.setattr(pdf, "_compiled_apart", pdf._compiled)
    assert pdf.render(large) == apart


def test_what_fails_is_told(monkeypatch):
    monkeypatch.setattr(pdf, "_soft", lambda text, cell=False: 5)  # not a text: the compiler refuses
    with pytest.raises(typst.TypstError):
        pdf.render(PAPER)
    monkeypatch.setattr(pdf, "_LARGE", 0)
    with pytest.raises(RuntimeError, match=r"(?s)the PDF was not made.*TypstError"):
        pdf.render(PAPER)
