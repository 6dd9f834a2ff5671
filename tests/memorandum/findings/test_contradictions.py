"""Facts that cannot both hold, and those that only look so."""

import pytest

from evidence.models import AsOf
from localities.models import DiscrepancyClaim, LocalityKind, NationalCount, Stage
from tests import builders as b
from tests.builders import D
from tests.memorandum.findings.world import (
    DAY,
    EARLY,
    amount,
    discrepancy,
    found,
    memorandum,
    plan,
    programme,
    sentence,
)

pytestmark = pytest.mark.django_db


def test_two_kinds_of_support_since_one_day(lhota):
    one = b.support(lhota, "remote_complex", EARLY, EARLY, precision="no_later")
    other = b.support(lhota, "remote_partial", EARLY, EARLY, precision="no_later")
    assert "„remote_partial“ nejpozději 30. 8. 2016" in sentence("rozpor-nezapsan")
    discrepancy(lhota, one.source, b.source())
    assert found("rozpor-nezapsan") == ["Lhota"], "the discrepancy is about something else"
    discrepancy(lhota, one.source, other.source, known_on=D(2017, 1, 1))
    assert found("rozpor-nezapsan") == []
    assert found("rozpor-nezapsan", AsOf(DAY, D(2016, 12, 31))) == ["Lhota"], "it was not known then"


def test_steps_of_one_day_are_no_contradiction(lhota):
    b.kind("agreed", Stage.BEFORE)
    b.support(lhota, "agreed", EARLY, EARLY, precision="no_later")
    b.support(lhota, "intensive", EARLY, EARLY, precision="no_later")
    b.support(lhota, "remote", D(2017, 1, 1), DAY, precision="year")
    b.support(lhota, "ended", D(2017, 1, 1), DAY, precision="year")
    assert found("rozpor-nezapsan") == []


def test_what_was_corrected_contradicts_nothing(lhota):
    b.support(lhota, "remote_complex", EARLY, EARLY, corrected_on=DAY, correction="omyl")
    b.support(lhota, "remote_partial", EARLY, EARLY)
    assert found("rozpor-nezapsan") == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((D(2013, 1, 1), "year"), (D(2016, 1, 1), "year"), ["Lhota"]),
        ((D(2016, 1, 1), "year"), (D(2016, 8, 1), "month"), []),
        ((D(2016, 1, 1), "year"), (D(2017, 1, 1), "year"), ["Lhota"]),
        ((D(2016, 1, 1), "year"), (D(2016, 12, 31), "day"), []),
        ((D(2016, 1, 1), "year"), (D(2017, 1, 1), "day"), ["Lhota"]),
        ((D(2016, 8, 1), "month"), (D(2016, 8, 31), "day"), []),
        ((D(2016, 8, 1), "month"), (D(2016, 9, 1), "day"), ["Lhota"]),
        ((D(2016, 12, 1), "season"), (D(2017, 2, 28), "day"), []),
        ((D(2016, 12, 1), "season"), (D(2017, 3, 1), "day"), ["Lhota"]),
        ((D(2014, 1, 1), "year"), (EARLY, "no_later"), []),
        ((EARLY, "no_later"), (D(2017, 1, 1), "day"), ["Lhota"]),
        ((EARLY, "day"), (D(2016, 8, 31), "day"), ["Lhota"]),
        ((EARLY, "day"), (EARLY, "day"), []),
    ],
)
def test_one_support_begins_once(lhota, first, second, expected):
    b.support(lhota, "intensive", first[0], DAY, precision=first[1])
    b.support(lhota, "intensive", second[0], DAY, precision=second[1], restarts=True)
    assert found("rozpor-nezapsan") == expected


def test_a_support_may_begin_again_after_another(lhota):
    b.support(lhota, "intensive", D(2013, 1, 1), DAY)
    b.support(lhota, "ended", D(2015, 1, 1), DAY)
    b.support(lhota, "intensive", D(2016, 1, 1), DAY)
    assert found("rozpor-nezapsan") == []


def test_one_source_that_says_both_needs_two_claims(lhota):
    source = b.source()
    b.support(lhota, "intensive", D(2013, 1, 1), DAY, source=source)
    b.support(lhota, "intensive", D(2016, 1, 1), DAY, source=source, restarts=True)
    made = discrepancy(lhota, source, b.source())
    assert found("rozpor-nezapsan") == ["Lhota"]
    DiscrepancyClaim.objects.create(discrepancy=made, source=source, claim="druhý rok")
    assert found("rozpor-nezapsan") == []


def test_a_discrepancy_of_another_locality_does_not_count(lhota):
    one, other = b.source(), b.source()
    b.support(lhota, "intensive", D(2013, 1, 1), DAY, source=one)
    b.support(lhota, "intensive", D(2016, 1, 1), DAY, source=other, restarts=True)
    discrepancy(b.locality("Jiná"), one, other)
    assert found("rozpor-nezapsan") == ["Lhota"]


def test_other_facts_that_cannot_both_hold(lhota):
    amount(lhota, crowns=1000, precision="no_later")
    amount(lhota, crowns=2000, precision="no_later")
    plan(lhota, "approved", EARLY)
    plan(lhota, "approved", D(2016, 9, 1), restarts=True)
    memorandum(("signed", EARLY), ("signed", D(2016, 9, 1), {"restarts": True}))
    for value in (35, 37):
        NationalCount.objects.create(
            unit="localities", value=value, effective_on=EARLY, known_on=EARLY, source=b.source()
        )
    region = b.locality("Lhotsko", kind=LocalityKind.MICROREGION)
    town = b.municipality("Horní Lhota")
    b.member(region, town, EARLY, EARLY, precision="no_later")
    b.member(region, town, EARLY, EARLY, precision="no_later", joined=False)
    assert sorted(found("rozpor-nezapsan")) == ["Lhota", "Lhotsko", "Memorandum 2016", "Plán Lhoty", "lokality"]


def test_amounts_of_different_programmes_stand_side_by_side(lhota):
    amount(lhota, crowns=1000, programme=programme("opz"))
    amount(lhota, crowns=2000, programme=programme("irop"))
    amount(lhota, crowns=3000, programme=None)
    assert found("rozpor-nezapsan") == []


def test_facts_that_are_claims_of_one_discrepancy_are_settled(lhota):
    """Whatever the discrepancy's locality and sources: the links alone say which facts it is about."""
    one = b.support(lhota, "remote_complex", EARLY, EARLY, precision="no_later")
    other = b.support(lhota, "remote_partial", EARLY, EARLY, precision="no_later")
    about = discrepancy(None, b.source(), b.source(), known_on=D(2017, 1, 1))
    first, second = about.claims.order_by("pk")
    type(one).objects.filter(pk=one.pk).update(claim=first)
    assert found("rozpor-nezapsan") == ["Lhota"], "one of them is"
    type(other).objects.filter(pk=other.pk).update(claim=discrepancy(None, b.source(), b.source()).claims.first())
    assert found("rozpor-nezapsan") == ["Lhota"], "they are of two discrepancies"
    type(other).objects.filter(pk=other.pk).update(claim=second)
    assert found("rozpor-nezapsan") == []
    assert found("rozpor-nezapsan", AsOf(DAY, D(2016, 12, 31))) == ["Lhota"], "it was not known then"
