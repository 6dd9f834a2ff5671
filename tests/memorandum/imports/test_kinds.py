"""Every kind of table: what it takes in and what it refuses."""

import datetime

import pytest

from evidence.models import Source
from funding.models import Amount
from localities.models import Locality, Municipality, Plan, PlanChange, PopulationCount
from memorandum.imports.kinds import KINDS
from tests import builders as b
from tests.memorandum.imports.tables import HEAD, ROW, bring, csv, perform, support, text, xlsx

pytestmark = pytest.mark.django_db


def test_each_kind_is_taken_in(world, editor, report):
    b.municipality("Lhota", code="900900")
    plan = Plan.objects.create(key="plan", locality=world, kind="spsz", title="Plán Lhoty")
    tables = {
        "obce": [
            ("Kód obce", "Název", "Postavení", "Okres", "ORP", "IČO"),
            (900901, "Ves", "město", "O", "P", 673439),
        ],
        "obyvatele": [("Obec", "Rok počtu obyvatel", "Počet obyvatel"), (900900, 2024, 120)],
        "lokality": [("Název", "Druh"), ("Velká Ves", "mikroregion")],
        "clenstvi": [("Lokalita", "Obec", "Od kdy", "Zdroj"), ("Lhota", 900900, 2014, "zprava")],
        "plany": [("Lokalita", "Druh", "Název", "Období od", "Období do"), ("Lhota", "spsz", "Nový plán", 2016, 2018)],
        "zmeny-planu": [
            ("Plán", "Stav", "Od kdy", "Zdroj"),
            ("Plán Lhoty", "schválen", "nejpozději 30. 8. 2016", "zprava"),
        ],
        "castky": [
            ("Lokalita", "Plán", "Druh částky", "Částka v Kč", "Od kdy", "Zdroj"),
            ("Lhota", "plan", "alokace", "77 839 844,- Kč", "nejpozději 30. 8. 2016", "zprava"),
        ],
        "zdroje": [("Druh", "Název", "Číslo", "Datum"), ("usnesení", "Usnesení o Lhotě", "12/16", "1. 2. 2016")],
        "podpora": [HEAD, ROW],
    }
    assert tables.keys() == KINDS.keys()
    for kind, rows in tables.items():
        seen = bring(editor, kind, (f"{kind}.xlsx", xlsx(*rows)))
        assert "1 nový řádek" in text(seen), kind
        assert "Import je proveden" in text(perform(editor, seen)), kind
    assert Municipality.objects.get(pk="900901").ico == "00673439"
    assert PopulationCount.objects.get().counted_on == datetime.date(2024, 1, 1)
    assert not Locality.objects.get(slug="velka-ves").is_public
    assert Plan.objects.exclude(pk=plan.pk).get().key == "lhota-spsz-2016"
    assert PlanChange.objects.get().precision == "no_later"
    assert Amount.objects.get().amount == 77839844
    assert Source.objects.get(number="12/16").is_public, "as a source entered by hand"


def test_an_empty_cell_changes_nothing(editor):
    town = b.municipality("Lhota", code="900900", ico="00000001")
    seen = bring(editor, "obce", ("obce.xlsx", xlsx(("Kód obce", "Název", "IČO"), ("900900", None, None))))
    assert "není co zapsat" in text(seen)
    town.refresh_from_db()
    assert (town.name, town.ico) == ("Lhota", "00000001")


def test_a_new_record_needs_what_the_record_needs(editor):
    seen = text(bring(editor, "obce", ("obce.csv", csv(("Kód obce", "Název"), ("900900", "Lhota")))))
    assert "Nový záznam bez této hodnoty zapsat nelze" in seen
    for heading in ("Postavení", "Okres", "ORP"):
        assert f"({heading})" in seen


def test_the_plan_must_be_of_the_locality(world, editor):
    other = b.locality("Ves", slug="ves")
    Plan.objects.create(key="plan", locality=other, kind="spsz", title="Plán Vsi")
    head = ("Lokalita", "Plán", "Druh částky", "Částka", "Od kdy", "Zdroj")
    row = ("Lhota", "Plán Vsi", "alokace", "1000", "2016", "zprava")
    assert "Dokument patří jiné lokalitě" in text(bring(editor, "castky", ("c.csv", csv(head, row))))


@pytest.mark.parametrize("amount", ["-5", "0", "１０００", "١٠٠٠", "1.234", "tisíc", "1e9", "∞", "NaN", "=1+1"])
def test_odd_amounts_are_refused(world, editor, amount):
    head = ("Lokalita", "Druh částky", "Částka", "Od kdy", "Zdroj")
    seen = bring(editor, "castky", ("c.csv", csv(head, ("Lhota", "alokace", amount, "2016", "zprava"))))
    assert "1 chybný" in text(seen)
    assert "apply-form" not in text(seen)


@pytest.mark.parametrize(
    "amount",
    [
        "77839844",
        "77 839 844",
        "77\xa0839\xa0844",
        "77\u202f839\u202f844",
        "77 839 844,- Kč",
        "77.839.844",
        77839844.0,
    ],
)
def test_amounts_as_people_write_them(world, editor, amount):
    head = ("Lokalita", "Druh částky", "Částka", "Od kdy", "Zdroj")
    perform(editor, bring(editor, "castky", ("c.xlsx", xlsx(head, ("Lhota", "alokace", amount, "2016", "zprava")))))
    assert Amount.objects.get().amount == 77839844


@pytest.mark.parametrize("when", ["1. 1. 1900", "31. 12. 9999", "30. 2. 2016", datetime.date(9999, 12, 31), 1, "0"])
def test_impossible_days_are_refused(world, editor, when):
    assert "1 chybný" in text(bring(editor, "podpora", support((*ROW[:2], when, *ROW[3:]))))
