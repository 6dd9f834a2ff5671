"""The rules about localities: of each, what it finds and what it must leave alone."""

import pytest

from evidence.models import AsOf
from localities.models import Stage
from memorandum.findings import BY_SLUG, findings
from tests import builders as b
from tests.builders import D
from tests.memorandum.findings.world import AT, DAY, EARLY, discrepancy, found, sentence

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "expected"), [(D(2020, 6, 29), []), (D(2020, 6, 30), ["Lhota"])])
def test_considering_is_asked_about_after_ninety_days(lhota, asked, expected):
    b.kind("considering", Stage.BEFORE)
    b.support(lhota, "considering", D(2020, 3, 31), D(2020, 3, 31))
    assert (asked - D(2020, 3, 31)).days == (91 if expected else 90)
    assert found("zvazuje-dlouho", AsOf(asked, asked)) == expected


def test_considering_is_over_once_there_is_support(lhota):
    b.kind("considering", Stage.BEFORE)
    b.support(lhota, "considering", EARLY, EARLY)
    b.support(lhota, "intensive", D(2017, 1, 1), D(2017, 1, 1))
    assert found("zvazuje-dlouho") == []
    assert found("zvazuje-dlouho", AsOf(DAY, D(2016, 12, 31))) == ["Lhota"], "as it was known before"


def test_a_locality_of_which_no_support_is_told(lhota):
    assert found("lokalita-bez-podpory") == ["Lhota"]
    (finding,) = findings(AT, rules=[BY_SLUG["lokalita-bez-podpory"]])
    assert finding.url == f"/sprava/localities/supportchange/add/?locality={lhota.pk}#id_kind"
    b.support(lhota, "intensive", EARLY, EARLY)
    assert found("lokalita-bez-podpory") == []


@pytest.mark.parametrize(
    ("on", "precision", "expected"),
    [
        (D(2018, 11, 7), "day", ["Lhota"]),
        (D(2018, 11, 8), "day", []),
        (D(2018, 1, 1), "year", []),
        (D(2017, 1, 1), "year", ["Lhota"]),
        (D(2019, 12, 31), "day", []),
        (D(2020, 1, 1), "day", ["Lhota"]),
    ],
)
def test_a_kind_of_support_out_of_its_time(lhota, on, precision, expected):
    b.kind("remote_partial", valid_from=D(2018, 11, 8), valid_to=D(2019, 12, 31))
    b.support(lhota, "remote_partial", on, DAY, precision=precision)
    assert found("druh-podpory-mimo-dobu") == expected


def test_a_locality_needs_a_municipality_with_a_place(lhota):
    assert found("lokalita-bez-obce") == ["Lhota"]
    assert found("lokalita-bez-polohy") == []
    town = b.municipality("Horní Lhota")
    b.member(lhota, town)
    assert found("lokalita-bez-obce") == []
    assert sentence("lokalita-bez-polohy") == "obec Horní Lhota nemá souřadnice"
    (finding,) = findings(AT, rules=[BY_SLUG["lokalita-bez-polohy"]])
    assert finding.url == f"/sprava/localities/municipality/{town.code}/change/#id_lat"
    other = b.municipality("Dolní Lhota", lat="50.5", lon="15.1")
    b.member(lhota, other)
    assert found("lokalita-bez-polohy") == [], "one place is enough for the map"
    b.member(lhota, other, effective_on=DAY, known_on=DAY, joined=False)
    assert found("lokalita-bez-polohy") == ["Lhota"], "a municipality that left is no place of the locality"


def test_a_locality_that_could_be_let_out():
    hidden = b.locality("Skrytá", is_public=False)
    b.support(hidden, "intensive", EARLY, EARLY, passage="slova")
    assert found("lokalita-nezverejnena") == []
    b.member(hidden, b.municipality())
    assert found("lokalita-nezverejnena") == ["Skrytá"]
    hidden.is_public = True
    hidden.save()
    assert found("lokalita-nezverejnena") == []


@pytest.mark.parametrize(("known_on", "is_open", "expected"), [(0, True, []), (1, True, ["Začátek"]), (1, False, [])])
def test_a_discrepancy_may_stay_open_for_a_year(lhota, known_on, is_open, expected):
    discrepancy(lhota, b.source(), b.source(), known_on=D(2019, 6, 2 - known_on), is_open=is_open)
    assert found("rozpor-otevreny") == expected
