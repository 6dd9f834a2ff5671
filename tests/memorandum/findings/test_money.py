"""The rules about strategic plans and money."""

import datetime

import pytest

from evidence.models import AsOf, SourceKind
from funding.models import Amount, AmountKind, Operation, OperationLink
from funding.totals import UNCLEAR, allocations
from localities.models import Plan
from memorandum.findings import BY_SLUG, findings
from tests import builders as b
from tests.builders import D
from tests.memorandum.findings.world import AT, DAY, EARLY, amount, found, plan, programme, sentence

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "on", "precision", "expected"),
    [
        ("approved", EARLY, "day", []),
        ("approved", EARLY, "no_later", ["Plán Lhoty"]),
        ("approved", D(2016, 8, 1), "month", ["Plán Lhoty"]),
        ("revised", D(2016, 1, 1), "year", ["Plán Lhoty"]),
        ("in_preparation", EARLY, "no_later", []),
    ],
)
def test_a_plan_approved_nobody_knows_which_day(lhota, state, on, precision, expected):
    plan(lhota, state, on, precision=precision)
    assert found("plan-bez-data") == expected


def test_a_plan_approved_by_which_resolution(lhota):
    change = plan(lhota, "approved")
    assert found("plan-bez-usneseni") == ["Plán Lhoty"]
    (finding,) = findings(AT, rules=[BY_SLUG["plan-bez-usneseni"]])
    assert finding.url == f"/sprava/localities/planchange/{change.pk}/change/#id_resolution"
    change.resolution = b.source(kind=SourceKind.RESOLUTION)
    change.save()
    assert found("plan-bez-usneseni") == []


def test_a_plan_without_its_period(lhota):
    plan(lhota, "approved")
    assert found("plan-bez-obdobi") == []
    Plan.objects.update(year_to=None)
    assert found("plan-bez-obdobi") == ["Plán Lhoty"]


def test_an_amount_without_programme_or_basis(lhota):
    amount(lhota, programme=programme(), basis="podíl EU")
    assert found("castka-bez-programu") == found("castka-bez-zakladu") == []
    amount(lhota, AmountKind.REQUESTED)
    assert sentence("castka-bez-programu") == "požadováno 1 000 Kč nemá program"
    assert found("castka-bez-zakladu") == ["Lhota"]


def test_support_or_a_plan_without_an_allocation(lhota):
    b.support(lhota, "intensive", EARLY, EARLY)
    assert sentence("lokalita-bez-alokace") == "má podporu, alokace není uvedena"
    planned = b.locality("Planá")
    plan(planned, "in_preparation")
    assert found("lokalita-bez-alokace") == ["Lhota", "Planá"]
    amount(lhota)
    amount(planned, AmountKind.INTENDED)
    assert found("lokalita-bez-alokace") == ["Planá"], "a wish is no allocation"
    plan(planned, "expired", DAY, DAY)
    assert found("lokalita-bez-alokace") == []


def test_parts_above_the_whole(lhota):
    amount(lhota, crowns=1000)
    amount(lhota, AmountKind.REQUESTED, crowns=5000, programme=programme("irop"))
    amount(lhota, crowns=600, programme=programme("opz"))
    assert found("castka-bez-souctu") == [], "a part of it"
    amount(lhota, crowns=500, programme=programme("irop-2"))
    assert sentence("castka-bez-souctu") == (
        "alokace 1 000 Kč je méně než její části podle programů (1 100 Kč): "
        "části podle programů dávají dohromady víc než celek"
    )
    assert found("castka-bez-souctu", AsOf(EARLY - datetime.timedelta(1), DAY)) == []


def test_amounts_that_may_be_one_money(lhota):
    planned = plan(lhota, "approved").plan
    amount(lhota, crowns=1000, plan=planned)
    assert found("castka-bez-souctu") == []
    amount(b.locality("Planá"), crowns=2000)
    assert found("castka-bez-souctu") == [], "each locality by itself"
    loose = amount(lhota, crowns=2000)
    assert sentence("castka-bez-souctu") == (
        "alokace 2 000 Kč stojí vedle jiné částky téhož druhu: není zřejmé, zda se částky týkají týchž peněz"
    )
    assert allocations(AT).unclear == [(lhota, UNCLEAR)], "what is found is what the total leaves out"
    Amount.objects.filter(pk=loose.pk).update(designation="druhá výzva")
    assert found("castka-bez-souctu") == []
    assert allocations(AT).unclear == []


def test_an_amount_of_another_share_than_the_others(lhota):
    amount(lhota, crowns=1000)
    amount(b.locality("Planá"), crowns=2000)
    other = b.locality("Ves")
    amount(other, crowns=500, share="eu")
    assert found("castka-z-jineho-zakladu") == ["Ves"]
    assert sentence("castka-z-jineho-zakladu") == (
        "alokace 500 Kč je uvedena z jiného základu (podíl EU) než většina částek tohoto druhu (neuvedeno)"
    )
    assert [place for place, _ in allocations(AT).unclear] == [other], "what is found is what the total leaves out"
    amount(b.locality("Horka"), crowns=1, share="eu")
    amount(b.locality("Dolní"), crowns=1, share="eu")
    assert found("castka-z-jineho-zakladu") == ["Lhota", "Planá"]
    assert [place.name for place, _ in allocations(AT).unclear] == ["Lhota", "Planá"]
    amount(lhota, AmountKind.REQUESTED, crowns=1, share="total")
    assert found("castka-z-jineho-zakladu") == ["Lhota", "Planá"], "each kind by itself"


def test_a_project_of_no_locality(lhota):
    project = Operation.objects.create(
        registration_number="CZ.1", name="Projekt", programme=programme(), source=b.source(), recipient="Obec Lhota"
    )
    assert sentence("projekt-bez-lokality") == "není přiřazen žádné lokalitě (příjemce Obec Lhota)"
    OperationLink.objects.create(key="odkaz", operation=project, locality=lhota, made_by="hand")
    assert found("projekt-bez-lokality") == []
