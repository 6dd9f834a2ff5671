"""How tables lie on a page: widths of columns, and which rows stay together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.outline import Run, Table
from formats.table_layout import laid_out


def rows(*texts):
    return tuple(tuple((Run(text),) for text in row) for row in texts)


def test_columns_share_the_whole_line_and_amounts_get_the_room_they_need():
    table = Table(
        "",
        ("Lokalita", "Popis", "Částka"),
        rows(("Ralsko", "dlouhý popis " * 50, "77 839 844,- Kč")),
        numeric=frozenset({2}),
    )
    layout = laid_out(table, 90)
    lokalita, popis, castka = layout.widths
    assert not layout.is_tight
    assert lokalita + popis + castka == pytest.approx(1)
    assert castka >= 15 / 90
    assert popis > castka > lokalita


@given(st.lists(st.lists(st.text(max_size=200), min_size=3, max_size=3), max_size=4), st.integers(10, 200))
def test_no_column_vanishes(texts, room):
    layout = laid_out(Table("", ("a", "", "c" * 50), rows(*texts)), room)
    assert sum(layout.widths) == pytest.approx(1)
    assert min(layout.widths) > 0.02
    assert len(layout.whole) == len(layout.kept) == len(texts)


def test_a_table_too_wide_for_its_words_says_so():
    table = Table("", ("a",) * 9, rows(("nejnepravděpodobnější",) * 9))
    assert laid_out(table, 90).is_tight
    assert not laid_out(table, 9 * 30).is_tight
    assert laid_out(table, 9 * 18).is_tight
    assert not laid_out(table, 9 * 18).is_head_tight
    assert laid_out(Table("", ("nejnepravděpodobnější",) * 9, ()), 90).is_head_tight


def test_in_a_crowded_table_words_are_broken_to_make_room_for_the_longest_text():
    texts = ("nejnepravděpodobnější", "slovo " * 60)
    crowded = laid_out(Table("", ("a", "b"), rows(texts)), 36).widths
    ample = laid_out(Table("", ("a", "b"), rows(texts)), 140).widths
    assert crowded[0] * 36 < 21 <= ample[0] * 140


def test_a_short_table_stays_on_one_page():
    layout = laid_out(Table("", ("a",), rows(*[("text",)] * 15)), 90)
    assert layout.is_short
    assert layout.kept == (True,) * 14 + (False,)
    assert not laid_out(Table("", ("a",), rows(*[("text",)] * 30)), 90).is_short
    assert not laid_out(Table("", ("a",), rows(*[("text " * 150,)] * 5)), 90).is_short


def test_of_a_long_table_no_row_is_left_behind_alone():
    table = Table("", ("a",), rows(*[("text",)] * 30))
    assert laid_out(table, 90).kept == (True, *[False] * 27, True, False)
    with_foot = Table("", ("a",), rows(*[("text",)] * 30), rows(("celkem",))[0])
    assert laid_out(with_foot, 90).kept == (True, *[False] * 28, True, False)


def test_rows_stay_whole_unless_they_would_leave_half_a_page_empty():
    layout = laid_out(Table("", ("a",), rows(*[("text " * 40,)] * 29, ("text " * 400,))), 90)
    assert layout.whole == (*[True] * 29, False)
    assert layout.kept == (True, *[False] * 29), "the tall one may begin where the row before it ends"


def test_an_empty_table_lies_too():
    layout = laid_out(Table("", ("a", "b"), ()), 90)
    assert (layout.is_short, layout.whole, layout.kept) == (True, (), ())
