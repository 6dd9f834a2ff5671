"""A source dated no closer than to a month, a season or a year: the cautious day both ways."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.models import AsOf, Source
from localities.models import SupportChange, SupportConfirmation
from tests import builders as b
from tests.builders import D

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("issued_on", "precision", "read_on", "known_on", "words", "in_a_sentence"),
    [
        (D(2019, 3, 1), "day", D(2026, 1, 1), D(2019, 3, 1), "1. 3. 2019", "ze dne 1. 3. 2019"),
        (D(2019, 3, 1), "month", D(2026, 1, 1), D(2019, 3, 31), "březen 2019", "z března 2019"),
        (D(2019, 9, 1), "month", D(2026, 1, 1), D(2019, 9, 30), "září 2019", "ze září 2019"),
        (D(2019, 12, 1), "month", D(2026, 1, 1), D(2019, 12, 31), "prosinec 2019", "z prosince 2019"),
        (D(2019, 3, 1), "season", D(2026, 1, 1), D(2019, 5, 31), "jaro 2019", "z jara 2019"),
        (D(2019, 12, 1), "season", D(2026, 1, 1), D(2020, 2, 29), "zima 2019", "ze zimy 2019"),
        (D(2019, 1, 1), "year", D(2026, 1, 1), D(2019, 12, 31), "2019", "z roku 2019"),
        (D(2026, 1, 1), "year", D(2026, 2, 3), D(2026, 2, 3), "2026", "z roku 2026"),  # read before the year ended
        (None, "day", D(2026, 2, 3), D(2026, 2, 3), "", ""),
    ],
)
def test_it_is_known_for_certain_since_the_last_day_and_told_as_it_is_dated(
    issued_on, precision, read_on, known_on, words, in_a_sentence
):
    made = b.source(issued_on=issued_on, precision=precision, read_on=read_on)
    made.refresh_from_db()
    assert (made.known_on, made.dated_on) == (known_on, known_on), "the database and the unsaved row say the same"
    told = (made.issued.replace("\xa0", " "), made.dated.replace("\xa0", " "))
    assert told == (words, in_a_sentence)
    assert not Source.objects.known(
        AsOf(D(2030, 1, 1), known_on.replace(day=1) if known_on.day > 1 else D(2000, 1, 1))
    )
    assert Source.objects.known(AsOf(D(2030, 1, 1), known_on)).get() == made


def test_what_it_says_is_attested_to_the_first_day_of_its_span():
    place = b.locality()
    spring = b.source(issued_on=D(2019, 3, 1), precision="season")
    fact = b.support(place, "intensive", D(2014, 1, 1), spring.dated_on, source=spring, precision="year")
    late = AsOf(D(2026, 1, 1), D(2026, 1, 1))
    assert SupportChange.objects.state(late).get().attested_on == D(2019, 3, 1)
    year = b.source(issued_on=D(2021, 1, 1), precision="year", read_on=D(2026, 1, 1))
    SupportConfirmation.objects.create(fact=fact, source=year, holds_on=D(2021, 1, 1))
    assert SupportChange.objects.state(late).get().attested_on == D(2021, 1, 1)
    before = AsOf(D(2026, 1, 1), D(2021, 12, 30))
    assert SupportChange.objects.state(before).get().attested_on == D(2019, 3, 1), "not yet out for certain"


@pytest.mark.parametrize(
    ("issued_on", "precision"),
    [(D(2019, 3, 2), "month"), (D(2019, 4, 1), "season"), (D(2019, 2, 1), "year"), (None, "month")],
)
def test_the_day_is_the_first_of_its_span(issued_on, precision):
    made = b.source()
    with pytest.raises(IntegrityError, match="first_day_of_span"), transaction.atomic():
        Source.objects.filter(pk=made.pk).update(issued_on=issued_on, precision=precision)


def test_no_source_is_dated_no_later():
    with pytest.raises(ValidationError):
        Source(key="x", kind="report", title="X", issued_on=D(2019, 3, 1), precision="no_later").full_clean()
