"""Amounts as the database says them itself are those that we would write, and what is told of all of them as well."""

import dataclasses
import itertools

import pytest
from django.http import QueryDict

from evidence.models import AsOf, Precision
from formats.rendering import Rendering
from funding.models import Amount, AmountConfirmation, AmountKind, Exactness, Programme, Share
from localities.models import Plan
from memorandum.portal import lists
from tests import canaries
from tests.builders import D, locality, source, support
from tests.memorandum.portal import hostile
from tests.memorandum.portal.test_exports import by_itself, rows

NOW, THEN = AsOf.now(), AsOf(D(2016, 8, 30), D(2017, 1, 1))
QUERIES = ("", "druh=allocated", "druh=drawn", "program=opz", "program=neuvedeno", "druh=requested&program=opz")


def amount(place, **values):
    day = D(2015, 1, 1)
    defaults = {"kind": "allocated", "amount": 1, "source": source(), "effective_on": day, "known_on": day}
    return Amount.objects.create(locality=place, **defaults | values)


def days():
    """Of each precision every first day that it may have."""
    for precision in (Precision.DAY, Precision.NO_LATER):
        yield from ((precision, D(2015, 3, day)) for day in (1, 21))
    yield from ((Precision.MONTH, D(2015, month, 1)) for month in range(1, 13))
    yield from ((Precision.SEASON, D(2015, month, 1)) for month in (3, 6, 9, 12))
    yield Precision.YEAR, D(2014, 1, 1)


@pytest.fixture
def amounts(db):
    """Of each kind, day, exactness and share; confirmed, corrected, repeated; with harmful texts."""
    opz = Programme.objects.create(code="opz", abbreviation="OPZ", name="Z", year_from=2014, year_to=2020)
    irop = Programme.objects.create(code="irop", abbreviation="IROP", name="I", year_from=2014, year_to=2020)
    each = zip(days(), *map(itertools.cycle, (AmountKind, Exactness, Share, (None, opz, irop))), strict=False)
    for number, ((precision, on), kind, exactness, share, programme) in enumerate(each):
        place = locality(f"Lhotka {number}")
        plan = (
            Plan.objects.create(key=f"p{number}", locality=place, kind="spsz", title="Plán; 2015")
            if number % 2
            else None
        )
        told = {"exactness": exactness, "share": share, "programme": programme, "plan": plan, "precision": precision}
        made = amount(place, kind=kind, amount=f"{number + 1}000.50", effective_on=on, **told)
        for later in (D(2016, 2, 3), D(2024, 5, 6))[: number % 3]:
            AmountConfirmation.objects.create(fact=made, source=source(issued_on=later), holds_on=later)
    for number, text in enumerate((*hostile.TEXTS, '"', ";", "-5", "a\nb", "ž\xa0ž", " ")):
        said = text.replace("\0", "")
        place = locality(f"Ves {number}")
        amount(place, basis=said[:200], note=said, designation=said[:80], passage=said)
        amount(place, kind="drawn", basis=said[:200])
        support(locality(f"{said[:60]} {number}"), "intensive", D(2015, 1, 1), D(2015, 1, 1))
    first = amount(locality("Opravená"), corrected_on=D(2016, 1, 1), correction="Překlep.", correction_source=source())
    amount(first.locality, amount=2, known_on=D(2016, 1, 1))
    amount(first.locality, amount=3, effective_on=D(2016, 6, 1))
    again = amount(locality("Dvakrát"), effective_on=D(2014, 1, 1))
    amount(again.locality, restarts=True)


@pytest.mark.parametrize("at", [NOW, THEN, AsOf(THEN.known, THEN.day), AsOf(D(2010, 1, 1), D(2010, 1, 1))])
def test_what_the_database_says_of_amounts_is_what_we_would_write(amounts, at):
    for query in QUERIES:
        copied, values, written = by_itself(query, lists.AMOUNTS, at)
        assert copied == values == written, query
    assert at.day.year < 2011 or copied.count(b"\r\n") > 1


def test_amounts_that_are_missing_come_after_those_of_their_kind(amounts):
    kinds = [(row[0], row[2] == "neuvedeno") for row in rows(by_itself("", lists.AMOUNTS)[0])[1:]]
    order = [key for key, _ in itertools.groupby(kinds)]
    assert order[:3] == [("alokace", False), ("alokace", True), ("záměr požádat", False)]
    assert len(order) == len(set(order))


@pytest.mark.parametrize("extension", ["json", "xlsx"])
def test_how_many_are_only_the_last_known_is_said_all_the_same(amounts, extension):
    told = [
        Rendering().table(which.sheet(QueryDict(""), THEN.on(D(2018, 3, 1)), None), extension)
        for which in (lists.AMOUNTS, dataclasses.replace(lists.AMOUNTS, cells=None))
    ]
    assert told[0] == told[1]
    if extension == "json":
        assert "poslední známý údaj" in told[0].decode()


def test_a_long_list_of_them_is_read_through_a_cursor(amounts, monkeypatch):
    whole = by_itself("", lists.AMOUNTS)
    monkeypatch.setattr(lists, "AT_ONCE", 3)
    assert by_itself("", lists.AMOUNTS) == whole


def test_the_public_world_is_told_alike(db):
    canaries.public_world()
    for query in QUERIES[:3]:
        copied, values, written = by_itself(query, lists.AMOUNTS)
        assert copied == values == written
