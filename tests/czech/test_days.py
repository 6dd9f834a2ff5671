"""Days as people say them: what is read, what is refused, and that what is shown is read back."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import czech
from czech import NBSP, days
from czech.refusals import Refusal
from evidence.models import Precision
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
    assert days.read(text) == (day, precision)


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
    with pytest.raises(Refusal) as refusal:
        days.read(text)
    assert re.fullmatch(r"[„P].{10,200}\.", str(refusal.value))


def test_a_refusal_says_what_is_wrong():
    for text, words in [
        ("31. 2. 2016", "v kalendáři není"),
        ("1. 7. 16", "rok napište celý"),
        ("nejpozději 2016", "celý den"),
        ("kdysi", "podzim 2015"),
    ]:
        with pytest.raises(Refusal, match=words):
            days.read(text)


def test_the_examples_shown_beside_the_field_are_read():
    assert [days.read(example)[1] for example in days.EXAMPLES.split(", ")] == [
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
    for words in (days.spoken, days.since, days.when):
        text = words(*told)
        assert days.read(text) == told
        assert days.read(text.upper().replace("\xa0", "  ")) == told
    assert days.read(str(day)) == (day, Precision.DAY)


@given(st.text())
def test_anything_typed_is_read_or_refused(text):
    try:
        day, precision = days.read(text)
    except Refusal:
        return
    assert days.read(days.spoken(day, precision)) == (day, precision)


def test_days() -> None:
    session = dt.datetime(2016, 8, 30, 9, 5, tzinfo=dt.UTC)
    assert czech.day(session.date()) == f"30.{NBSP}8.{NBSP}2016"
    assert czech.long_day(session.date()) == f"30.{NBSP}srpna 2016"
    assert czech.moment(session) == f"30.{NBSP}8.{NBSP}2016{NBSP}v{NBSP}9:05"


def test_months_and_seasons() -> None:
    assert [czech.month(index)[0] for index in range(1, 13)] == list("lúbdkččszřlp")
    assert (czech.month(7, "genitive"), czech.month(7, "locative")) == ("července", f"v{NBSP}červenci")
    assert czech.season("spring", "genitive") == "jara"
    assert czech.season("autumn", "locative") == f"na{NBSP}podzim"
    assert [czech.season_of(dt.date(2017, month, 1)) for month in (1, 3, 6, 9, 12)] == [
        *("winter", "spring", "summer", "autumn", "winter")
    ]
    for index in (0, 13, -1):
        with pytest.raises(ValueError, match="not a month"):
            czech.month(index)


@pytest.mark.parametrize("precision", Precision)
def test_every_precision_of_the_record_has_its_words(precision):
    told = (first_day(D(2016, 9, 5), precision), precision)
    assert days.read(days.spoken(*told)) == told


@pytest.mark.parametrize("words", [days.spoken, days.since, days.when])
def test_what_is_no_precision_is_an_error(words):
    with pytest.raises(ValueError, match="not a precision"):
        words(D(2016, 9, 1), "century")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("schváleno dne 23. ledna 2008 usnesením č. 85", (D(2008, 1, 23), "day")),
        ("zasedání 30.8.2016, bod 12", (D(2016, 8, 30), "day")),
        ("Na podzim roku 2015 začala", (D(2015, 9, 1), "season")),
        ("v srpnu\u00a02016", (D(2016, 8, 1), "month")),
        ("od roku 2014", (D(2014, 1, 1), "year")),
        ("dne 31. 2. 2016", None),
        ("dne 1. 1. 1850", None),
        ("č. 116/14/RK", None),
    ],
)
def test_a_day_is_found_in_a_sentence(text, found):
    assert days.search(text) == found
