"""What a table only repeats is written as a confirmation: no beginning moves, no sum changes."""

import datetime
import random

import pytest

from evidence.models import AsOf, Import
from funding.models import Amount, AmountConfirmation
from funding.totals import allocations
from localities.models import SupportChange, SupportConfirmation
from tests import builders as b
from tests.builders import D
from tests.memorandum.findings.world import amount, plan
from tests.memorandum.imports.tables import HEAD, ROW, bring, perform, support, text, xlsx

pytestmark = pytest.mark.django_db

AMOUNTS = ("Lokalita", "Druh částky", "Částka v Kč", "Od kdy", "Zdroj")


def row(since, source="Zpráva o Lhotě", restarts=""):
    return (*ROW[:2], since, source, "", restarts)


def table(*rows):
    return support(*rows, head=(*HEAD, "Začíná nové období"))


@pytest.fixture
def held(world):
    return b.support(world, "intensive", D(2014, 1, 1), D(2014, 6, 1), precision="year")


def test_a_repeated_state_is_offered_and_written_as_a_confirmation(held, editor):
    seen = bring(editor, "podpora", table(row("nejpozději 30. 8. 2016")))
    assert "0 nových řádků" in text(seen)
    assert "1 potvrzení" in text(seen)
    assert "Týž údaj už evidence má od 2014; zapíše se potvrzení: doloženo k 30. 8. 2016." in text(seen)
    assert not SupportConfirmation.objects.exists()
    assert "Potvrzeno: 1" in text(perform(editor, seen))
    confirmation = SupportConfirmation.objects.get()
    assert (confirmation.fact, confirmation.source.key) == (held, "zprava")
    assert confirmation.holds_on == D(2016, 8, 30)
    assert SupportChange.objects.get() == held
    assert Import.objects.get().confirmed == 1


def test_the_same_file_again_confirms_nothing_more(held, editor):
    perform(editor, bring(editor, "podpora", table(row("nejpozději 30. 8. 2016"))))
    assert "není co zapsat" in text(bring(editor, "podpora", table(row("nejpozději 30. 8. 2016"))))
    assert SupportConfirmation.objects.count() == 1


def test_a_new_period_is_a_fact(held, editor):
    perform(editor, bring(editor, "podpora", table(row("2016", restarts="ano"))))
    assert SupportChange.objects.filter(restarts=True).count() == 1
    assert not SupportConfirmation.objects.exists()


def test_a_row_confirms_what_another_row_adds(world, editor):
    seen = bring(editor, "podpora", table(row("2016"), row("2014")))
    assert "1 nový řádek" in text(seen)
    assert "Týž údaj přidává jiný řádek souboru" in text(seen)
    perform(editor, seen)
    assert SupportChange.objects.get().effective_on == D(2014, 1, 1)
    assert SupportConfirmation.objects.get().fact == SupportChange.objects.get()


def test_what_began_earlier_is_asked_about(held, editor):
    seen = text(bring(editor, "podpora", table(row("2012"))))
    assert "Evidence má týž údaj až od 2014." in seen
    assert "apply-form" not in seen


def test_what_is_between_makes_it_a_change(held, world, editor):
    b.support(world, "remote", D(2015, 1, 1), D(2015, 6, 1))
    again = support((*ROW[:2], "2016", "Zpráva o Lhotě", "", "změnilo se to"), head=(*HEAD, "Dosavadní údaj"))
    seen = bring(editor, "podpora", again)
    assert "1 nový řádek" in text(seen)
    perform(editor, seen)
    assert SupportChange.objects.count() == 3


def test_an_undated_source_speaks_for_the_beginning(held, editor):
    b.source(title="Stránka", read_on=D(2026, 1, 1))
    perform(editor, bring(editor, "podpora", table(row("2015", "Stránka"))))
    assert SupportConfirmation.objects.get().holds_on == D(2015, 1, 1)


def test_an_amount_said_again_without_its_plan_changes_no_total(world, editor):
    made = plan(world, "approved").plan
    held = amount(world, crowns=87_572_870, plan=made, on=D(2016, 8, 30), known=D(2016, 8, 30), precision="no_later")
    b.source(title="Pozdější zpráva", issued_on=D(2019, 5, 1))
    before = allocations(AsOf(D(2026, 1, 1), D(2026, 1, 1))).total
    line = ("Lhota", "alokace", 87_572_870, "nejpozději 1. 5. 2019", "Pozdější zpráva")
    seen = bring(editor, "castky", ("castky.xlsx", xlsx(AMOUNTS, line)))
    assert "1 potvrzení" in text(seen), text(seen)
    perform(editor, seen)
    assert Amount.objects.get() == held
    assert AmountConfirmation.objects.get().holds_on == datetime.date(2019, 5, 1)
    assert allocations(AsOf(D(2026, 1, 1), D(2026, 1, 1))).total == before
    assert "není co zapsat" in text(bring(editor, "castky", ("castky.xlsx", xlsx(AMOUNTS, line))))


@pytest.mark.parametrize("seed", range(3))
def test_tables_that_repeat_in_any_order_change_no_total(db, editor, seed):
    """The same amounts from one report after another, some of them twice, rows and reports shuffled."""
    order = random.Random(seed)
    names = ["Lhota", "Horní Lhota", "Dolní Lhota"]
    held = []
    for number, name in enumerate(names, 1):
        place = b.locality(name)
        made = plan(place, "approved", key=f"plan-{number}").plan
        held.append(amount(place, crowns=number * 1_000_000, plan=made, on=D(2016, 1, 1), known=D(2016, 1, 1)))
    reports = [b.source(title=f"Zpráva {year}", issued_on=D(year, 5, 1)) for year in (2017, 2018, 2019)]
    before = allocations(AsOf(D(2026, 1, 1), D(2026, 1, 1))).total
    lines = [
        (name, "alokace", fact.amount, f"nejpozději 1. 5. {report.issued_on.year}", report.title)
        for report in reports
        for name, fact in zip(names, held, strict=True)
    ]
    order.shuffle(lines)
    for part in (lines[:4], lines[4:], order.sample(lines, 5)):
        seen = bring(editor, "castky", ("castky.xlsx", xlsx(AMOUNTS, *part)))
        if "není co zapsat" not in text(seen):
            perform(editor, seen)
        assert allocations(AsOf(D(2026, 1, 1), D(2026, 1, 1))).total == before
    assert set(Amount.objects.all()) == set(held)
    assert [fact.confirmations.count() for fact in held] == [len(reports)] * len(held)
    assert {fact.attested_on for fact in Amount.objects.state(AsOf(D(2026, 1, 1), D(2026, 1, 1)))} == {D(2019, 5, 1)}
