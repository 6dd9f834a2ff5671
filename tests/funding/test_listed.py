"""The list of amounts: one after another, in the same order in which the page has them kind by kind."""

from itertools import combinations

import pytest

from evidence.models import AsOf
from funding import totals
from funding.datasets import Listed, by_kind, in_order
from funding.filters import AmountFilter
from funding.models import Amount, Programme
from localities.models import Plan
from tests.builders import D, locality, source, support

AT = AsOf(D(2026, 1, 1), D(2026, 1, 1))
DAY = D(2016, 8, 30)


def amount(place, kind, crowns, **values):
    told = {"effective_on": DAY, "known_on": DAY, "source": source(issued_on=DAY)}
    return Amount.objects.create(locality=place, kind=kind, amount=crowns, **told | values)


@pytest.fixture
def world(db):
    """Places with a whole and its parts, with amounts of several kinds, of two plans, and with none."""
    programmes = [
        Programme.objects.create(code=code, abbreviation=code, name=code, year_from=year, year_to=2030, fund="ESF")
        for code, year in (("novy", 2021), ("stary", 2014))
    ]
    for number in range(4):
        place = locality(f"Lhota {9 - number}")
        support(place, "intensive", DAY, DAY)
        plans = [
            Plan.objects.create(key=f"plan-{number}-{n}", locality=place, kind="spsz", title=f"Plán {n}")
            for n in (1, 2)
        ]
        amount(place, "drawn", 5)
        if number == 3:
            continue
        for plan in plans:
            for programme in (*programmes, None):
                amount(place, "allocated", 10, plan=plan, programme=programme)
        amount(place, "requested", 7, programme=programmes[0])


@pytest.mark.parametrize(
    "asked", [{}, {"druh": "allocated"}, {"druh": "drawn"}, {"program": "novy"}, {"program": "neuvedeno"}]
)
def test_the_amounts_are_listed_as_the_page_has_them(world, asked):
    narrowed = AmountFilter(asked, at=AT)
    missing = totals.without_allocation(AT) if narrowed.expects_allocations else []
    assert bool(missing) == (not asked or asked == {"druh": "allocated"})
    listed = Listed(by_kind(totals.places(AT, narrowed.in_brief), missing), narrowed.of_places)
    every = [*in_order(narrowed.found, missing)]
    assert len(every) == len(listed) > 2
    for start, stop in combinations(range(len(every) + 1), 2):
        assert listed[start:stop] == every[start:stop]


def test_who_has_no_allocation_is_who_the_total_says(world):
    assert totals.without_allocation(AT) == totals.allocations(AT).missing
    assert [place.name for place, _ in totals.without_allocation(AT)] == ["Lhota 6"]


def test_where_no_kind_comes_after_the_allocations_those_missing_still_do(db):
    place = locality("Lhota")
    support(place, "intensive", DAY, DAY)
    assert [place for place, _ in in_order([], totals.without_allocation(AT))] == [place]
