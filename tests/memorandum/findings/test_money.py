"""The rules about strategic plans and money."""

import pytest

from evidence.models import SourceKind
from funding.models import AmountKind, Operation, OperationLink
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


def test_one_amount_with_programmes_and_without(lhota):
    amount(lhota)
    amount(lhota, AmountKind.REQUESTED, programme=programme("irop"))
    assert found("castka-dvakrat") == []
    amount(lhota, programme=programme())
    assert found("castka-dvakrat") == ["Lhota"]


def test_a_project_of_no_locality(lhota):
    project = Operation.objects.create(
        registration_number="CZ.1", name="Projekt", programme=programme(), source=b.source(), recipient="Obec Lhota"
    )
    assert sentence("projekt-bez-lokality") == "není přiřazen žádné lokalitě (příjemce Obec Lhota)"
    OperationLink.objects.create(key="odkaz", operation=project, locality=lhota, made_by="hand")
    assert found("projekt-bez-lokality") == []
