"""The register of municipalities: what held on a day, who existed then, how many people there were."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.models import AsOf, today
from localities.inhabitants import inhabitants
from localities.models import FormerRegistration, Membership, Municipality, PopulationCount
from tests import builders as b

pytestmark = pytest.mark.django_db
D = datetime.date


def at(day, known=None):
    return AsOf(day, known or day)


def on(day, known=None):
    return Municipality.objects.on(at(day, known)).get(code="900001")


@pytest.fixture
def lhota():
    """Called Lhotka until 2009, then Lhota in another district until 2014."""
    town = b.municipality("Nová Lhota", code="900001", status="mesto")
    b.former(town, D(2014, 12, 31), name="Lhota", status="mestys", district="Jiný okres")
    b.former(town, D(2009, 12, 31), name="Lhotka", status="obec", district="Jiný okres")
    return town


@pytest.mark.parametrize(
    ("day", "known", "name", "status", "district"),
    [
        (D(1990, 1, 1), today(), "Lhotka", "obec", "Jiný okres"),
        (D(2009, 12, 31), today(), "Lhotka", "obec", "Jiný okres"),
        (D(2010, 1, 1), today(), "Lhota", "mestys", "Jiný okres"),
        (D(2014, 12, 31), today(), "Lhota", "mestys", "Jiný okres"),
        (D(2015, 1, 1), today(), "Nová Lhota", "mesto", "Okres"),
        (D(2020, 1, 1), D(2012, 1, 1), "Lhota", "mestys", "Jiný okres"),
        (D(2012, 1, 1), D(2005, 1, 1), "Lhotka", "obec", "Jiný okres"),
    ],
)
def test_what_held_is_that_of_the_earlier_of_the_two_days(lhota, day, known, name, status, district):
    found = on(day, known)
    assert (found.name, found.status, found.district, found.orp) == (name, status, district, "ORP")
    assert Municipality.objects.on(at(day, known)).filter(then_name=name, then_district=district).count() == 1


def test_members_bear_the_names_of_the_day_and_are_ordered_by_them(lhota):
    place = b.locality(kind="microregion")
    for town in (lhota, b.municipality("Maršov")):
        b.member(place, town, D(2001, 1, 1), D(2001, 1, 1))

    def names(day):
        members = Membership.objects.public().members(at(day)).with_municipalities(at(day)).by_name(at(day))
        return [member.municipality.name for member in members]

    assert names(D(2005, 1, 1)) == ["Lhotka", "Maršov"]
    assert names(D(2016, 1, 1)) == ["Maršov", "Nová Lhota"]


def test_one_is_found_by_all_its_names(lhota):
    for name in ("Lhotka", "lhota", "nova lhota"):
        assert list(Municipality.objects.called(name)) == [lhota]
    assert lhota in Municipality.objects.like("lhotk")
    assert not Municipality.objects.called("Lho").exists()


def test_lists_leave_out_what_was_not_yet_and_what_is_no_more():
    place = b.locality(kind="microregion")
    ended, begun = b.municipality(ended_on=D(2015, 12, 31)), b.municipality(founded_on=D(2016, 1, 1))
    for town in (ended, begun):
        b.member(place, town)
    for day, expected in ((D(2015, 12, 31), ended), (D(2016, 1, 1), begun)):
        assert list(Municipality.objects.existing(at(day))) == [expected]
        assert [member.municipality for member in Membership.objects.members(at(day))] == [expected]
        assert expected.existed(at(day))
    assert not ended.existed(at(D(2016, 1, 1)))
    assert ended.existed(at(D(2020, 1, 1), known=D(2015, 12, 31))), "its end was still to come"


def test_the_last_count_by_the_day_is_told_with_its_day(lhota):
    for people, day in ((100, D(2011, 3, 26)), (0, D(2014, 1, 1)), (120, D(2020, 1, 1))):
        b.counted(lhota, people, day)
    assert (on(D(2011, 3, 25)).population, on(D(2011, 3, 25)).counted_on) == (None, None)
    assert (on(D(2012, 1, 1)).population, on(D(2012, 1, 1)).counted_on) == (100, D(2011, 3, 26))
    assert on(D(2015, 1, 1)).population == 0, "a count of nobody is a count"
    assert on(D(2026, 1, 1), known=D(2015, 1, 1)).population == 0


def test_unknown_is_not_zero_and_counts_of_several_days_say_so(lhota):
    other = b.municipality()
    assert inhabitants(Municipality.objects.on(at(D(2016, 1, 1)))).count is None
    assert inhabitants(Municipality.objects.on(at(D(2016, 1, 1)))).dated == ""
    b.counted(lhota, 10, D(2015, 1, 1))
    some = inhabitants(Municipality.objects.on(at(D(2016, 1, 1))))
    assert (some.count, some.unknown, some.dated) == (10, 1, "k\xa01.\xa01.\xa02015")
    b.counted(other, 5, D(2011, 3, 26))
    both = inhabitants(Municipality.objects.on(at(D(2016, 1, 1))))
    assert (both.count, both.unknown) == (15, 0)
    assert both.dated.replace("\xa0", " ") == "od 26. 3. 2011 do 1. 1. 2015"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"founded_on": D(2016, 1, 1), "ended_on": D(2015, 12, 31)}, "zaniknout dřív, než vznikla"),
        ({"merged_into_id": "900002"}, "doplňte den zániku"),
        ({"merged_into_id": "900001", "ended_on": D(2015, 1, 1)}, "sebe samé"),
    ],
)
def test_the_database_refuses_what_cannot_be(lhota, change, why):
    b.municipality(code="900002")
    for name, value in change.items():
        setattr(lhota, name, value)
    with pytest.raises(ValidationError, match=why):
        lhota.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        lhota.save()


@pytest.mark.parametrize(
    ("model", "values", "why"),
    [
        (FormerRegistration, {"until": D(2014, 12, 31)}, "do tohoto dne už u obce je"),
        (FormerRegistration, {"until": D(1, 1, 1)}, "Není to překlep"),
        (PopulationCount, {"counted_on": D(2011, 3, 26), "count": 5}, "k tomuto dni už evidence má"),
        (PopulationCount, {"counted_on": D(1, 1, 1), "count": 5}, "Není to překlep"),
        (PopulationCount, {"counted_on": D(2012, 1, 1), "count": -5}, "větší nebo rovna"),
    ],
)
def test_one_end_and_one_count_a_day_and_only_of_true_days(lhota, model, values, why):
    b.counted(lhota, 100, D(2011, 3, 26))
    row = lhota.former(D(2000, 1, 1)) if model is FormerRegistration else PopulationCount(municipality=lhota)
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=why):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_nobody_was_counted_on_a_day_to_come(lhota):
    row = PopulationCount(municipality=lhota, count=1, counted_on=today() + datetime.timedelta(days=1))
    with pytest.raises(ValidationError, match="ještě nenastal"):
        row.full_clean()
