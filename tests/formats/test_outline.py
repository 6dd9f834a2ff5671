"""What a paper says, apart from how it looks."""

import dataclasses
import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from czech import NBSP
from formats import outline
from formats.outline import Details, Heading, Note, Paragraph, Run, Table, clean
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


def test_columns_share_the_whole_line_and_amounts_get_the_room_they_need():
    table = Table(
        "",
        ("Lokalita", "Popis", "Částka"),
        (((Run("Ralsko"),), (Run("dlouhý popis " * 50),), (Run("77 839 844,- Kč"),)),),
        numeric=frozenset({2}),
    )
    (lokalita, popis, castka), is_tight = outline.widths(table, 90)
    assert not is_tight
    assert lokalita + popis + castka == pytest.approx(1)
    assert castka >= 15 / 90
    assert popis > castka > lokalita


@given(st.lists(st.lists(st.text(max_size=200), min_size=3, max_size=3), max_size=4), st.integers(10, 200))
def test_no_column_vanishes(rows, room):
    table = Table("", ("a", "", "c" * 50), tuple(tuple((Run(text),) for text in row) for row in rows))
    sizes, _ = outline.widths(table, room)
    assert sum(sizes) == pytest.approx(1)
    assert min(sizes) > 0.02


def test_a_table_too_wide_for_its_words_says_so():
    table = Table("", ("a",) * 9, (((Run("nejnepravděpodobnější"),),) * 9,))
    assert outline.widths(table, 90).is_tight
    assert not outline.widths(table, 9 * 24).is_tight


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
