"""Until when sources speak for a state, in words, and since when it is only the last known one."""

import pytest

from evidence.models import AsOf, recent_since, recently
from localities.models import SupportChange, SupportConfirmation
from tests.builders import D, locality, source, support

FAR = D(2030, 1, 1)


def state(day=FAR):
    return SupportChange.objects.public().state(AsOf(day, FAR)).get()


def test_two_years_are_counted_by_the_calendar(settings):
    assert recent_since(D(2026, 11, 28)) == D(2024, 11, 28)
    assert recent_since(D(2024, 2, 29)) == D(2022, 2, 28)
    assert recent_since(D(1, 6, 1)) == D(1, 1, 1)
    assert recently() == "v\xa0posledních dvou letech"
    settings.ATTESTED_YEARS = 5
    assert recent_since(D(2026, 11, 28)) == D(2021, 11, 28)
    assert recently().replace("\xa0", " ") == "v posledních 5 letech"


@pytest.mark.parametrize(
    ("precision", "day", "words"),
    [
        ("year", D(2014, 1, 1), "naposledy doloženo v roce 2014"),
        ("month", D(2014, 8, 1), "naposledy doloženo v srpnu 2014"),
        ("season", D(2014, 9, 1), "naposledy doloženo na podzim 2014"),
        ("day", D(2014, 8, 9), "naposledy doloženo k 9. 8. 2014"),
        ("no_later", D(2014, 8, 9), "naposledy doloženo k 9. 8. 2014"),
    ],
)
def test_an_undated_source_attests_the_beginning_as_exactly_as_it_says_it(db, precision, day, words):
    support(locality(), "intensive", day, day, precision=precision)
    assert state().attestation.replace("\xa0", " ") == words


def test_a_dated_source_speaks_for_its_own_day(db):
    paper = source(issued_on=D(2016, 8, 30))
    support(locality(), "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year", source=paper)
    assert state().attestation.replace("\xa0", " ") == "naposledy doloženo k 30. 8. 2016"
    assert state(D(2018, 8, 30)).attestation.replace("\xa0", " ") == "doloženo k 30. 8. 2016", "two years to the day"
    assert not state(D(2018, 8, 30)).is_last_known
    assert state(D(2018, 8, 31)).is_last_known


def test_a_confirmation_attests_and_the_day_of_entry_does_not(db):
    fact = support(locality(), "intensive", D(2014, 1, 1), D(2026, 11, 23), source=source(read_on=D(2026, 11, 23)))
    assert state().attested_on == D(2014, 1, 1)
    SupportConfirmation.objects.create(fact=fact, source=source(issued_on=D(2019, 3, 1)), holds_on=D(2018, 12, 31))
    assert state().attestation.replace("\xa0", " ") == "naposledy doloženo k 31. 12. 2018"


def test_what_was_corrected_is_attested_by_nothing(db):
    paper = source()
    support(
        locality(), "intensive", D(2014, 1, 1), D(2014, 1, 1), source=paper, corrected_on=D(2015, 1, 1), correction="."
    )
    [told] = SupportChange.objects.public().told(AsOf(FAR, FAR))
    assert (told.attestation, told.attested, told.is_last_known) == ("", "", False)


def test_the_day_on_which_an_undated_page_was_read_attests_nothing(db):
    read = D(2020, 3, 1)
    page = source(read_on=read)
    fact = support(locality(), "intensive", read, read, precision="no_later", source=page)
    told = state(D(2020, 6, 1))
    assert (told.attested_on, told.attestation, told.is_last_known) == (None, "zdroj je bez data", True)
    SupportConfirmation.objects.create(fact=fact, source=source(issued_on=D(2020, 5, 1)), holds_on=D(2020, 5, 1))
    told = state(D(2020, 6, 1))
    assert (told.attestation.replace("\xa0", " "), told.is_last_known) == ("doloženo k 1. 5. 2020", False)
