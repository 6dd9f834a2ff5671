"""Days as people say them: what is read, what is refused, and that what is shown is read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.models import SPOKEN_EXAMPLES, Misunderstood, Precision, read_when, spoken
from evidence.models.precision import since, when
from tests.builders import D


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2014", D(2014, 1, 1), "year"),
        ("od 2014", D(2014, 1, 1), "year"),
        ("v roce 2014", D(2014, 1, 1), "year"),
        ("od roku 2014", D(2014, 1, 1), "year"),
        ("rok 2014", D(2014, 1, 1), "year"),
        ("v r. 2014", D(2014, 1, 1), "year"),
        ("během roku 2014", D(2014, 1, 1), "year"),
        ("podzim 2015", D(2015, 9, 1), "season"),
        ("na podzim 2015", D(2015, 9, 1), "season"),
        ("od podzimu 2015", D(2015, 9, 1), "season"),
        ("jaro 2017", D(2017, 3, 1), "season"),
        ("na jaře roku 2017", D(2017, 3, 1), "season"),
        ("léto 2016", D(2016, 6, 1), "season"),
        ("zima 2015", D(2015, 12, 1), "season"),
        ("zima 2015/2016", D(2015, 12, 1), "season"),
        ("v zimě 2015/16", D(2015, 12, 1), "season"),
        ("zima 1999/00", D(1999, 12, 1), "season"),
        ("srpen 2016", D(2016, 8, 1), "month"),
        ("v srpnu 2016", D(2016, 8, 1), "month"),
        ("od září 2016", D(2016, 9, 1), "month"),
        ("červen 2016", D(2016, 6, 1), "month"),
        ("červenec 2016", D(2016, 7, 1), "month"),
        ("od července 2016", D(2016, 7, 1), "month"),
        ("8/2016", D(2016, 8, 1), "month"),
        ("08 / 2016", D(2016, 8, 1), "month"),
        ("8. 2016", D(2016, 8, 1), "month"),
        ("2016-08", D(2016, 8, 1), "month"),
        ("1. 7. 2016", D(2016, 7, 1), "day"),
        ("1.7.2016", D(2016, 7, 1), "day"),
        ("01.07.2016", D(2016, 7, 1), "day"),
        ("od 1. července 2016", D(2016, 7, 1), "day"),
        ("dne 1.7.2016.", D(2016, 7, 1), "day"),
        ("2016-07-01", D(2016, 7, 1), "day"),
        ("29. 2. 2016", D(2016, 2, 29), "day"),
        ("nejpozději 30. 8. 2016", D(2016, 8, 30), "no_later"),
        ("nejpozději od 30. 8. 2016", D(2016, 8, 30), "no_later"),
        ("nejpozději do 30. srpna 2016", D(2016, 8, 30), "no_later"),
        ("nejpozdeji 2016-08-30", D(2016, 8, 30), "no_later"),
        ("  OD\u00a0PODZIMU\u202f2015 ", D(2015, 9, 1), "season"),
        ("v zari 2016", D(2016, 9, 1), "month"),
        ("R\u030ci\u0301jen 2016", D(2016, 10, 1), "month"),
    ],
)
def test_a_day_is_read_as_people_say_it(text, day, precision):
    assert read_when(text) == (day, precision)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "?", "nikdy", "ve srovnání", "31. 2. 2016", "29. 2. 2015", "32. 1. 2016", "1. 7.", "7/1/2016"),
        *("16", "od 16", "1. 7. 16", "13/2016", "0/2016", "srpen", "podzim", "do 2014", "do 1. 7. 2016", "2014 2015"),
        *(
            "2014–2016",
            "2014!",
            "3016",
            "0016",
            "nejpozději",
            "nejpozději 2016",
            "nejpozději v srpnu 2016",
            "20160701",
        ),
        *("podzim 2015/2016", "zima 2015/2017", "jaro-2017", "201²", "٢٠١٤", "od od 2014", "2016-7-1"),
        *("1. 7. 2016 1. 7. 2016", pytest.param("9" * 9000, id="nines"), pytest.param("x" * 100_000, id="xs")),
    ],
)
def test_anything_else_is_refused_in_a_czech_sentence(text):
    with pytest.raises(Misunderstood) as refusal:
        read_when(text)
    assert re.fullmatch(r"[„P].{10,200}\.", str(refusal.value))


def test_a_refusal_says_what_is_wrong():
    for text, words in [
        ("31. 2. 2016", "v kalendáři není"),
        ("1. 7. 16", "rok napište celý"),
        ("nejpozději 2016", "celý den"),
        ("kdysi", "podzim 2015"),
    ]:
        with pytest.raises(Misunderstood, match=words):
            read_when(text)


def test_the_examples_shown_beside_the_field_are_read():
    assert [read_when(example)[1] for example in SPOKEN_EXAMPLES.split(", ")] == [
        *("day", "month", "season", "year", "no_later")
    ]


def first_day(day, precision):
    """The day that stands for its whole span, as the database wants it."""
    match precision:
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.SEASON:
            return day.replace(day=1, month=day.month // 3 * 3 or 3)
        case Precision.YEAR:
            return day.replace(day=1, month=1)
    return day


@given(st.dates(D(1900, 1, 1), D(2099, 12, 31)), st.sampled_from(Precision))
def test_what_is_shown_is_read_back(day, precision):
    told = (first_day(day, precision), precision)
    for words in (spoken, since, when):
        text = words(*told)
        assert read_when(text) == told
        assert read_when(text.upper().replace("\xa0", "  ")) == told
    assert read_when(str(day)) == (day, Precision.DAY)


@given(st.text())
def test_anything_typed_is_read_or_refused(text):
    try:
        day, precision = read_when(text)
    except Misunderstood:
        return
    assert read_when(spoken(day, precision)) == (day, precision)
