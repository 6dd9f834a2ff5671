"""The two days in the query string."""

import datetime

import pytest
from django.http import QueryDict

from evidence.models import AsOf, WrongDay, today

D = datetime.date


def test_no_parameter_is_now():
    assert AsOf.from_query(QueryDict("")) == AsOf(today(), today()) == AsOf.now()
    assert AsOf.from_query(QueryDict("ke_dni=&znamo_k=")).is_today


def test_each_clock_is_set_on_its_own():
    assert AsOf.from_query(QueryDict("ke_dni=2016-08-30")) == AsOf(D(2016, 8, 30), today())
    assert AsOf.from_query(QueryDict("znamo_k=2016-08-30")) == AsOf(today(), D(2016, 8, 30))


def test_a_link_asks_for_the_same_again():
    at = AsOf(D(2016, 8, 30), D(2017, 1, 1))
    assert AsOf.from_query(QueryDict(at.query())) == at
    assert AsOf.now().query() == ""


@pytest.mark.parametrize(
    "typed",
    [
        "2016-02-30",
        "2016-13-01",
        "30. 2. 2016",
        "31. 4. 2016",
        "30. 13. 2016",
        "0. 8. 2016",
        "30. 8.",
        "30. 8. 16",
        "30/8/2016",
        "30 8 2016",
        "30. 8. 2016 30. 8. 2016",
        "３０. 8. 2016",
        "20160830",
        "2016-W35-2",
        "2016-8-30",
        "0000-01-01",
        "10000-01-01",
        "dnes",
        "２０１６-08-30",
        "2016-08-30T00:00",
        "2016-08-30\n2016-08-30",
        "2016-08-30\x00",
        "x" * 10_000,
    ],
)
@pytest.mark.parametrize("name", ["ke_dni", "znamo_k"])
def test_what_is_no_day_is_refused_with_a_sentence(name, typed):
    query = QueryDict(mutable=True)
    query[name] = typed
    with pytest.raises(WrongDay, match="Takový den v kalendáři není") as refusal:
        AsOf.from_query(query)
    assert len(str(refusal.value)) < 250
    assert refusal.value.typed[name] == typed.strip()


@pytest.mark.parametrize(
    "typed", ["30. 8. 2016", "30.8.2016", "30. 08. 2016", "30.08.2016", "30.\u00a08.\u00a02016", " 30. 8.2016 "]
)
def test_a_day_is_understood_as_czechs_write_it(typed):
    query = QueryDict(mutable=True)
    query.update({"ke_dni": typed, "znamo_k": typed})
    at = AsOf.from_query(query)
    assert at == AsOf(D(2016, 8, 30), D(2016, 8, 30))
    assert at.query() == "ke_dni=2016-08-30&znamo_k=2016-08-30", "links are written in one way"


def test_today_is_prague_not_utc(monkeypatch, settings):
    late = datetime.datetime(2016, 8, 30, 22, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert today() == D(2016, 8, 31)
