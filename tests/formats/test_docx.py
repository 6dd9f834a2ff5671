"""The paper as a Word document."""

import dataclasses
import datetime as dt
import io
import re
import time
import zipfile

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from czech import NBSP
from formats import docx, outline
from formats.outline import Citing, Note, Paragraph, Run, Table
from formats.rendering import TEMPLATE
from tests.formats import papers
from tests.formats.papers import FOREIGN, HOSTILE, LONG_WORD, MARKUP, MENDED, PAPER, RESOLUTION, word


def opened(paper, **options):
    return python_docx.Document(io.BytesIO(word(paper, **options)))


def lines(document):
    """Every paragraph's text in reading order, cells too."""
    paragraphs = document.element.body.iter(qn("w:p"))
    return ["".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in paragraphs]


def part(paper, name, **options):
    return zipfile.ZipFile(io.BytesIO(word(paper, **options))).read(name).decode()


def test_it_says_all_that_the_outline_says():
    said = [line.replace(NBSP, " ") for line in lines(opened(PAPER)) if line]
    expected = [cell for line in outline.text(PAPER).splitlines() for cell in line.split("; ")]
    assert said == expected


def test_styles_carry_the_structure():
    styles = {paragraph.text.replace(NBSP, " "): paragraph.style.name for paragraph in opened(PAPER).paragraphs}
    assert styles["Memorandum o spolupráci"] == "Heading 1"
    assert styles["Důvodová zpráva"] == "Heading 2"
    assert styles["Peníze"] == "Heading 3"
    assert styles["pomáhá obcím,"] == "List Bullet"
    assert styles["Alokace"] == "Caption"
    assert styles["Programy neuvedeny."] == "Poznámka k textu"
    assert styles["PÍSEMNÁ INFORMACE pro 7. zasedání Zastupitelstva kraje"] == "Nadtitul"


def test_nothing_is_formatted_past_the_styles():
    body = part(PAPER, "word/document.xml", citing=Citing.EACH)
    direct = set(re.findall(r"<w:rPr>(.*?)</w:rPr>", body))
    assert direct <= {"<w:b/>", "<w:i/>", '<w:rStyle w:val="OdkazNaZdroj"/>', '<w:rStyle w:val="Hyperlink"/>'}
    assert "<w:jc" not in body


def test_tables_repeat_their_head_and_say_what_they_are():
    details, table = opened(PAPER).tables
    assert [style.style.name for style in (details, table)] == ["Údaje v záhlaví", "Tabulka"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Alokace"
    assert table.rows[1].cells[1].paragraphs[0].style.name == "Číslo v tabulce"
    assert [cell.text.replace(NBSP, " ") for cell in table.rows[-1].cells] == ["Celkem", "165 412 714,- Kč"]


def test_language_properties_and_page_numbers():
    document = opened(PAPER)
    properties = document.core_properties
    assert (properties.title, properties.language, properties.author) == (
        "Memorandum o spolupráci",
        "cs-CZ",
        "Krajský úřad",
    )
    assert properties.created == properties.modified == PAPER.made_at
    assert 'w:lang w:val="cs-CZ"' in part(PAPER, "word/styles.xml")
    footer = part(PAPER, "word/footer1.xml")
    assert re.findall(r'w:instr=" (\w+) "', footer) == ["PAGE", "NUMPAGES"]
    assert "".join(re.findall(r"<w:t[^>]*>([^<]*)", footer)).replace(NBSP, " ") == "strana 1 z 1"
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_a_wide_paper_lies_on_its_side():
    section = opened(dataclasses.replace(PAPER, landscape=True)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_notes_are_numbered_and_lead_to_the_list_of_sources():
    document = opened(PAPER, citing=Citing.EACH, site="https://portal.example.cz/")
    said = [line.replace(NBSP, " ") for line in lines(document)]
    assert "usnesení č. 1145/16/RK1" in said
    assert "Agentura spolupracuje s 37 lokalitami2 z celé republiky." in said
    assert said[-3:] == [
        "Zdroje údajů",
        "Usnesení Rady Libereckého kraje č. 1145/16/RK ze dne 28. 6. 2016 https://portal.example.cz/zdroje/7/",
        "Písemná informace, „Agentura spolupracuje s 37 lokalitami“ https://portal.example.cz/zdroje/12/#p3",
    ]
    body = part(PAPER, "word/document.xml", citing=Citing.EACH)
    bookmarks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]*)"', body)
    anchors = re.findall(r'<w:hyperlink w:anchor="([^"]*)"', body)
    assert bookmarks == ["zdroj_1", "zdroj_2"]
    assert anchors == ["zdroj_1", "zdroj_2", "zdroj_2", "zdroj_1"]


def test_sources_may_stand_together_with_what_is_cited_of_them_below():
    first, second = (Note(f"Zpráva: „slova {n}“", f"/zdroje/1/#{n}", "Zpráva") for n in ("a", "b"))
    blocks = (Paragraph((Run("Údaj", note=first), Run(" a jiný", note=second), Run(" údaj.", note=RESOLUTION))),)
    paper = dataclasses.replace(PAPER, blocks=blocks)
    options = {"citing": Citing.BY_SOURCE, "site": "https://portal.example.cz"}
    said = [line.replace(NBSP, " ") for line in lines(opened(paper, **options))]
    assert "Údaj1 a jiný1 údaj.2" in said
    assert said[-2:] == [
        "Zpráva https://portal.example.cz/zdroje/1/„slova a“; „slova b“",
        "Usnesení Rady Libereckého kraje č. 1145/16/RK ze dne 28. 6. 2016 https://portal.example.cz/zdroje/7/",
    ]
    body = part(paper, "word/document.xml", **options)
    assert re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]*)"', body) == [
        *("zdroj_1", "zdroj_1_1", "zdroj_1_2", "zdroj_2")
    ]
    assert re.findall(r'<w:hyperlink w:anchor="([^"]*)"', body) == ["zdroj_1_1", "zdroj_1_2", "zdroj_2"]
    relations = part(paper, "word/_rels/document.xml.rels", **options)
    assert {f"https://portal.example.cz/zdroje/{path}" for path in ("1/", "1/#a", "1/#b", "7/")} <= {
        *re.findall(r'Target="([^"]*)"', relations)
    }


def kept(table):
    """Of each row from the head on, whether it stays on a page with the next one, and whether it stays whole."""
    return [
        (
            all(paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs),
            row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None,
        )
        for row in table.rows
    ]


def test_tables_break_where_they_may():
    def table(count):
        cells = ((Run("text"),),)
        return Table("Tabulka", ("a",), (cells,) * count)

    short, long = opened(dataclasses.replace(PAPER, blocks=(table(5), table(40)))).tables
    assert kept(short) == [(True, True)] * 5 + [(False, True)]
    assert kept(long) == [(True, True)] * 2 + [(False, True)] * 37 + [(True, True), (False, True)]
    captions = [paragraph for paragraph in opened(PAPER).paragraphs if paragraph.style.name == "Caption"]
    assert all(caption.paragraph_format.keep_with_next for caption in captions), "whatever the office's style says"
    assert captions


def test_without_notes_there_are_neither_numbers_nor_sources():
    assert "Zdroje údajů" not in lines(opened(PAPER))
    assert "hyperlink" not in part(PAPER, "word/document.xml")


@pytest.mark.parametrize("citing", [*Citing])
def test_the_same_paper_is_the_same_bytes_at_any_time(citing, monkeypatch):
    made = word(PAPER, citing=citing)
    tomorrow = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert word(PAPER, citing=citing) == made
    stamps = {info.date_time for info in zipfile.ZipFile(io.BytesIO(made)).infolist()}
    assert stamps == {(2016, 8, 23, 10, 0, 0)}


def test_local_time_is_told_in_utc():
    prague = dt.timezone(dt.timedelta(hours=2))
    local = dataclasses.replace(PAPER, made_at=dt.datetime(2016, 8, 23, 12, 0, tzinfo=prague))
    assert word(local) == word(PAPER)


def test_hostile_text_comes_out_as_text():
    said = [line.replace(NBSP, " ") for line in lines(opened(HOSTILE, citing=Citing.EACH))]
    for text in [*MARKUP, MENDED, LONG_WORD, FOREIGN]:
        assert said.count(text) >= 3


def test_every_cell_has_a_paragraph_and_every_table_is_followed_by_one():
    body = opened(HOSTILE).element.body
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
    assert all(table.getnext().tag == qn("w:p") for table in body.iter(qn("w:tbl")))


def test_a_long_table_takes_time_by_its_length_only():
    row = tuple((Run(f"buňka {index}"),) for index in range(8))
    paper = dataclasses.replace(PAPER, blocks=(Table("", ("a",) * 8, (row,) * 1500),))
    started = time.process_time()
    word(paper)
    assert time.process_time() - started < 5  # about 0.3 s; cell by cell it takes minutes


def test_the_template_has_every_style_and_nothing_else_of_ours():
    shipped = python_docx.Document(str(TEMPLATE))
    assert {style.name for style in shipped.styles} >= docx.STYLES.keys()
    assert not shipped.paragraphs


def test_a_template_saved_by_a_czech_word_still_works(tmp_path, monkeypatch):
    """Word in Czech renames the identifiers of built-in styles when it saves; their names stay."""
    renamed = tmp_path / "paper.docx"
    source = zipfile.ZipFile(TEMPLATE)
    with zipfile.ZipFile(renamed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"Heading2"', b'"Nadpis2"'))
    monkeypatch.setattr(papers, "TEMPLATE", renamed)
    assert '<w:pStyle w:val="Nadpis2"/>' in part(PAPER, "word/document.xml")
    paragraph = next(p for p in opened(PAPER).paragraphs if p.text == "Důvodová zpráva")
    assert paragraph.style.name == "Heading 2"


def test_an_empty_paper_is_a_paper():
    paper = dataclasses.replace(PAPER, kicker="", dateline="", blocks=(Paragraph(()),), made_at=None, author="")
    assert [line for line in lines(opened(paper)) if line] == [f"Memorandum o{NBSP}spolupráci"]
