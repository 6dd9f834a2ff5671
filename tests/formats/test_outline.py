"""What a paper says, apart from how it looks."""

import dataclasses
import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from czech import NBSP
from formats import outline
from formats.outline import Citing, Details, Heading, Note, Paragraph, Run, Table, clean
from tests.formats.papers import BROKEN, HOSTILE, MARKUP, MENDED, PAPER, RESOLUTION, SENTENCE


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_fits_into_any_document(text):
    after = clean(text)
    assert after.encode().decode() == after  # no half of a surrogate pair
    assert not re.search("[\x00-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069\u2028\u2029]", after)
    assert clean(after) == after


def test_clean_says_the_same():
    assert clean(BROKEN) == MENDED
    assert clean("řádek\r\ndruhý\tsloupec") == "řádek druhý sloupec"
    assert Run("sociální  začleňování     a").text == "sociální začleňování a"
    assert clean("Žluťoučký kůň \u200f– 😀") == "Žluťoučký kůň \u200f– 😀"


def test_building_a_block_cleans_and_typesets_it():
    assert Heading("v\x00 obci").text == f"v{NBSP}obci"
    assert Note("č. 85\n", "/zdroje/1/").text == f"č.{NBSP}85 "
    assert Details((("č. j.", ((Run("s. 5"),),)),)).rows == ((f"č.{NBSP}j.", ((Run(f"s.{NBSP}5"),),)),)


def test_words_are_glued_across_runs():
    paragraph = Paragraph((Run("usnesení č. "), Run("85", note=SENTENCE), Run(" a v "), Run("Liberci")))
    assert [run.text for run in paragraph.runs] == ["usnesení č." + NBSP, "85", f" a{NBSP}v{NBSP}", "Liberci"]
    assert paragraph.runs[1].note == SENTENCE


def test_equal_notes_are_one_note_numbered_by_first_appearance():
    assert outline.notes(PAPER) == (RESOLUTION, SENTENCE)


def test_the_text_holds_everything_in_reading_order():
    assert outline.text(PAPER).splitlines() == [
        "PÍSEMNÁ INFORMACE pro 7. zasedání Zastupitelstva kraje",
        "dne 30. 8. 2016",
        "Memorandum o spolupráci",
        "Důvod předložení:",
        "usnesení č. 1145/16/RK",
        "Zpracoval:",
        "Václav Strouhal, DiS.",
        "oddělení sociální práce",
        "Důvodová zpráva",
        "Agentura spolupracuje s 37 lokalitami z celé republiky.",
        "pomáhá obcím,",
        "propojuje subjekty.",
        "Peníze",
        "Alokace",
        "Lokalita; Částka",
        "Frýdlantsko; 77 839 844,- Kč",
        "Ralsko; 87 572 870,- Kč",
        "Celkem; 165 412 714,- Kč",
        "Programy neuvedeny.",
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example/", "zdroje/1/", "", "/a\nb"])
def test_a_note_leads_nowhere_but_to_the_portal(url):
    with pytest.raises(ValueError, match="a path on the portal"):
        Note("zdroj", url)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Heading("a", 1), "level 2 or 3"),
        (lambda: Heading("\n\x00"), "says something"),
        (lambda: Table("", (), ()), "at least one column"),
        (lambda: Table("", ("a", "b"), (((),),)), "row 1 has 1 cells, the head has 2"),
        (lambda: Table("", ("a",), (((),),), ((), ())), "row 2 has 2 cells"),
        (lambda: Table("", ("a",), (), None, frozenset({1})), "numeric columns"),
        (lambda: dataclasses.replace(PAPER, title="\x00 "), "a paper has a title"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(make, reason):
    with pytest.raises(ValueError, match=reason):
        make()


# --- Sources -------------------------------------------------------------------------------------------------------


def cited(*found):
    return dataclasses.replace(PAPER, blocks=(Paragraph(tuple(Run("údaj", note=note) for note in found)),))


def test_each_citation_is_an_entry_of_its_own_unless_they_are_to_be_grouped():
    paper = cited(
        Note("Zpráva: „prvá“", "/zdroje/1/#a", "Zpráva"),
        Note("Usnesení", "/zdroje/2/#b", "Usnesení"),
        Note("Zpráva: „druhá“", "/zdroje/1/#c", "Zpráva"),
        Note("Zpráva: „prvá“", "/zdroje/1/#d", "Zpráva"),
        Note("Zpráva", "/zdroje/1/#e", "Zpráva"),
    )
    each = outline.sources(paper, Citing.EACH)
    assert [source.text for source in each.listed] == [
        *("Zpráva: „prvá“", "Usnesení", "Zpráva: „druhá“", "Zpráva: „prvá“", "Zpráva")
    ]
    assert [*each.marks.values()] == [(number, 0) for number in range(1, 6)]
    grouped = outline.sources(paper, Citing.BY_SOURCE)
    assert [(source.text, source.url) for source in grouped.listed] == [
        ("Zpráva", "/zdroje/1/"),
        ("Usnesení", "/zdroje/2/"),
    ]
    assert grouped.listed[0].passages == (("„prvá“", "/zdroje/1/#a"), ("„druhá“", "/zdroje/1/#c"))
    assert [*grouped.marks.values()] == [(1, 1), (2, 0), (1, 2), (1, 1), (1, 0)]
    assert outline.sources(paper, Citing.NOT) == outline.Sources()


def test_two_sources_of_one_name_stay_two():
    grouped = outline.sources(cited(Note("Zpráva", "/zdroje/1/"), Note("Zpráva", "/zdroje/2/")), Citing.BY_SOURCE)
    assert [source.url for source in grouped.listed] == ["/zdroje/1/", "/zdroje/2/"]


def test_the_passage_is_what_follows_the_title():
    assert Note("Zápis č. 2: „v obci“", "/zdroje/1/", "Zápis č. 2").passage == f"„v{NBSP}obci“"
    assert Note("Zápis č. 2", "/zdroje/1/", "Zápis č. 2").passage == ""
    assert Note("Zápis č. 2: „v obci“", "/zdroje/1/").passage == ""
    with pytest.raises(ValueError, match="does not begin"):
        Note("Zápis č. 2", "/zdroje/1/", "Usnesení")


# --- As a page ----------------------------------------------------------------------------------------------------


def page(paper):
    return render_to_string("paper/outline.html", {"outline": paper})


def test_the_page_has_the_structure_of_the_paper():
    html = re.sub(r"\s*\n\s*", "", page(PAPER)).replace(NBSP, " ")
    for expected in [
        '<h1 class="title">Memorandum o spolupráci</h1>',
        "<h2>Důvodová zpráva</h2>",
        "<h3>Peníze</h3>",
        "<div><dt>Zpracoval:</dt><dd>Václav Strouhal, DiS.</dd><dd>oddělení sociální práce</dd></div>",
        "<li><strong>propojuje subjekty</strong>.</li>",
        '<caption>Alokace</caption><thead><tr><th scope="col">Lokalita</th><th scope="col" class="num">Částka</th>',
        '<th scope="row">Ralsko</th><td class="num">87 572 870,- Kč</td>',
        '<tfoot><tr><th scope="row">Celkem</th>',
        '<p class="remark"><em>Programy neuvedeny.</em></p>',
    ]:
        assert expected in html


def test_every_cited_run_leads_to_its_passage():
    links = re.findall(r'<a class="cited" href="([^"]*)" title="([^"]*)">([^<]*)</a>', page(PAPER))
    assert [(href, text.replace(NBSP, " ")) for href, _, text in links] == [
        ("/zdroje/7/", "1145/16/RK"),
        ("/zdroje/12/#p3", "37 lokalitami"),
        ("/zdroje/12/#p3", "77 839 844,- Kč"),
        ("/zdroje/7/", "165 412 714,- Kč"),
    ]
    assert links[0][1] == RESOLUTION.text


def test_the_page_is_clean_for_a_strict_policy_and_hostile_text_stays_text():
    html = page(HOSTILE)
    assert "<script" not in html
    assert "style=" not in html
    assert html.count("&lt;script&gt;") >= 4
    assert MARKUP[3].replace(" ", "") in html.replace(NBSP, " ").replace(" ", "")
