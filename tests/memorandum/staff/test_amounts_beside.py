"""An amount beside another is asked about in every way of entry: no total changes but by what was answered."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evidence.models import AsOf, Source
from funding import relations
from funding.models import Amount, AmountConfirmation, Programme
from funding.relations import Relation
from funding.totals import OVERDRAWN, allocations
from localities.models import Plan
from tests import builders as b
from tests.builders import D
from tests.forms import filled
from tests.memorandum.findings.world import found
from tests.memorandum.imports.tables import bring, perform, xlsx

pytestmark = pytest.mark.django_db
WHOLE = 87_572_870
DAY = D(2019, 5, 1)
LATE = AsOf(D(2026, 1, 1), D(2026, 1, 1))


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def place():
    b.municipality("Dolní Lhota")
    return b.locality("Dolní Lhota")


@pytest.fixture
def plan(place):
    return Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán Lhoty")


@pytest.fixture
def programmes():
    names = {"opz": "OPZ", "irop": "IROP", "opvvv": "OP VVV"}
    return {
        name: Programme.objects.create(code=code, abbreviation=name, name=name, year_from=2014, year_to=2020)
        for code, name in names.items()
    }


@pytest.fixture
def held(place, plan):
    return amount(place, WHOLE, plan=plan)


def amount(place, crowns, **values):
    known = {"effective_on": D(2016, 8, 30), "precision": "no_later", "known_on": D(2016, 8, 30)}
    values = {"kind": "allocated", "source": b.source(issued_on=D(2016, 8, 30))} | known | values
    return Amount.objects.create(locality=place, amount=crowns, **values)


def money():
    """(total, whether some of it has no programme, by programme)."""
    sums = allocations(LATE)
    return sums.total, sums.without_programme, {str(p): crowns for p, _, crowns in sums.by_programme}


# --- The four ways -----------------------------------------------------------------------------------------------


def by_form(client, place, crowns, programme="", answer="", **more):
    """The plain form, with the plan left empty, as it is offered."""
    page = reverse("admin:funding_amount_add")
    typed = {"locality": place.pk, "kind": "allocated", "amount": str(crowns), "effective_on": "nejpozději 1. 5. 2019"}
    typed |= {"source": _report(crowns).pk, "programme": _programme(programme), "again": answer} | more
    return client.post(page, filled(client.get(page), "amount_form") | typed, follow=True)


def by_row(client, place, crowns, programme="", answer="", **more):
    """A row of the locality's screen."""
    page = reverse("admin:localities_locality_change", args=[place.pk])
    typed = {"kind": "allocated", "amount": str(crowns), "effective_on": "nejpozději 1. 5. 2019", "plan": ""}
    typed |= {"programme": _programme(programme), "again": answer} | more
    form = filled(client.get(page), "locality_form") | {"page_source": _report(crowns).pk}
    return client.post(page, form | {f"amounts-0-{name}": value for name, value in typed.items()}, follow=True)


def by_table(client, place, crowns, programme="", answer="", **more):
    """A table; what is repeated is confirmed without a question."""
    label = Relation(answer).label if answer in Relation.values else None
    head = ["Lokalita", "Druh částky", "Částka v Kč", "Program", "Od kdy", "Zdroj", "Vztah k dosavadní částce"]
    line = [place.name, "alokace", crowns, programme or None, "nejpozději 1. 5. 2019", _report(crowns).title, label]
    if "designation" in more:
        head, line = [*head, "O které peníze jde"], [*line, more["designation"]]
    if "plan" in more:
        head, line = [*head, "Strategický dokument"], [*line, Plan.objects.get(pk=more["plan"]).title]
    seen = bring(client, "castky", ("castky.xlsx", xlsx(tuple(head), tuple(line))))
    return perform(client, seen) if "apply-form" in words(seen) else seen


def by_paper(client, place, crowns, programme="", answer="", **more):
    """A paper that is read; buttons answer, or the form of the proposal."""
    figure = f"{crowns:,}".replace(",", " ")
    source = _report(crowns)
    source.text = f"{place.name} má {f'z {programme} ' if programme else ''}alokaci {figure} Kč."
    source.save()
    page = reverse("admin:reading", args=[source.key])
    card = words(client.get(page)).split("<article")[-1]
    proposal = re.search(r'name="navrh" value="(\w+)"', card)[1]
    decide, said = reverse("admin:reading-decide", args=[source.key]), {"navrh": proposal}
    if not answer:
        return client.post(decide, said | {"akce": "prijmout"}, follow=True)
    if not more:
        word = "prijmout" if answer == "potvrzeni" else answer
        return client.post(decide, said | {"akce": word}, follow=True)
    form = filled(client.get(f"{page}?upravit={proposal}"))
    changed = {f"z-{name}": value for name, value in ({"again": answer} | more).items()}
    return client.post(decide, form | said | {"akce": "upravit"} | changed, follow=True)


def _report(crowns):
    title = f"Zpráva o {crowns}"
    return Source.objects.filter(title=title).first() or b.source(title=title, issued_on=DAY)


def _programme(name):
    return Programme.objects.get(abbreviation=name).pk if name else ""


WAYS = pytest.mark.parametrize("enter", [by_form, by_row, by_table, by_paper])


# --- The trials --------------------------------------------------------------------------------------------------


@WAYS
def test_the_same_allocation_from_a_later_report_is_a_confirmation(admin_client, place, held, enter):
    enter(admin_client, place, WHOLE, answer="potvrzeni")
    assert Amount.objects.get() == held
    made = AmountConfirmation.objects.get()
    assert (made.fact, made.source.title, made.holds_on) == (held, f"Zpráva o {WHOLE}", DAY)
    assert money() == (WHOLE, True, {"None": WHOLE})


@WAYS
def test_it_is_asked_and_nothing_is_written(admin_client, place, held, programmes, enter):
    asked = words(enter(admin_client, place, 90_000_000, "OPZ"))
    assert "U lokality Dolní Lhota evidence už má: alokace 87 572 870 Kč nejpozději od 30. 8. 2016." in asked
    assert "Nahrazuje dosavadní částku (změna od dne), je její částí (program), nebo je to jiná částka?" in asked
    for relation in (Relation.REPLACES, Relation.PART, Relation.OTHER):
        assert relation.label in asked
    assert Amount.objects.get() == held


@WAYS
def test_a_newer_amount_of_a_programme_takes_the_place_of_the_undivided(admin_client, place, held, programmes, enter):
    enter(admin_client, place, 90_000_000, "OPZ", "nahrazuje")
    assert money() == (90_000_000, False, {"OPZ": 90_000_000})
    then = allocations(AsOf(D(2017, 1, 1), D(2026, 1, 1)))
    assert then.total == WHOLE, "before it, what was so before"
    assert {made.plan_id for made in Amount.objects.all()} == {held.plan_id}


@WAYS
def test_a_newer_amount_is_a_change(admin_client, place, held, enter):
    enter(admin_client, place, 90_000_000, "", "nahrazuje")
    assert money() == (90_000_000, True, {"None": 90_000_000})
    assert Amount.objects.count() == 2


@WAYS
def test_a_split_changes_no_total(admin_client, place, held, programmes, enter):
    parts = {"OPZ": 40_000_000, "IROP": 30_000_000, "OP VVV": WHOLE - 70_000_000}
    for name, crowns in parts.items():
        enter(admin_client, place, crowns, name, "cast")
    assert money() == (WHOLE, False, parts)
    assert {made.plan_id for made in Amount.objects.all()} == {held.plan_id}


@WAYS
def test_parts_above_the_whole_have_no_sum_and_are_found(admin_client, place, held, programmes, enter):
    enter(admin_client, place, 90_000_000, "OPZ", "cast")
    sums = allocations(LATE)
    assert (sums.total, [reason for _, reason in sums.unclear]) == (None, [OVERDRAWN])
    assert found("castka-bez-souctu", LATE) == ["Dolní Lhota"]


@WAYS
def test_a_part_needs_its_programme(admin_client, place, held, enter):
    answer = words(enter(admin_client, place, 5_000_000, "", "cast"))
    assert "Část celku se pozná podle programu. Vyberte ho." in answer
    assert Amount.objects.get() == held


@WAYS
def test_other_money_needs_its_name(admin_client, place, held, enter):
    answer = words(enter(admin_client, place, 5_000_000, "", "jine"))
    assert "Napište, o které peníze jde, nebo vyberte jiný dokument." in answer
    assert Amount.objects.get() == held
    enter(admin_client, place, 5_000_000, "", "jine", designation="druhá výzva")
    assert money()[0] == WHOLE + 5_000_000


@WAYS
def test_of_more_plans_one_must_be_chosen(admin_client, place, held, enter):
    other = Plan.objects.create(key="plan-2", locality=place, kind="mpi", title="Druhý plán")
    amount(place, 10_000_000, plan=other)
    answer = words(enter(admin_client, place, 90_000_000, "", "nahrazuje"))
    if enter is by_paper:  # it names the main plan by itself
        assert money()[0] == Decimal(100_000_000)
        return
    assert "Vyberte dokument, ke kterému tato částka patří." in answer
    assert Amount.objects.count() == 2


@WAYS
def test_what_had_no_plan_comes_to_the_money_of_the_new_one(admin_client, place, programmes, enter):
    amount(place, 80_000_000, effective_on=D(2015, 1, 1), known_on=D(2015, 1, 1))
    amount(place, WHOLE)
    own = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán Lhoty")
    enter(admin_client, place, 40_000_000, "OPZ", "cast", plan=own.pk)
    assert money() == (WHOLE, True, {"OPZ": 40_000_000, "None": WHOLE - 40_000_000})
    assert {made.plan for made in Amount.objects.all()} == {own}


@WAYS
def test_a_whole_behind_its_parts(admin_client, place, plan, programmes, enter):
    amount(place, 40_000_000, plan=plan, programme=programmes["OPZ"])
    asked = words(enter(admin_client, place, WHOLE))
    assert Relation.WHOLE.label in asked
    assert Relation.PART.label not in asked
    enter(admin_client, place, WHOLE, "", "celek")
    assert money() == (WHOLE, True, {"OPZ": 40_000_000, "None": WHOLE - 40_000_000})


@WAYS
def test_nothing_is_asked_where_there_is_nothing_beside(admin_client, place, plan, enter):
    amount(place, 1_000_000, kind="requested")
    amount(b.locality("Jinde"), WHOLE)
    enter(admin_client, place, WHOLE)
    assert place.amounts.filter(kind="allocated").get().amount == WHOLE


def test_another_part_beside_parts_is_no_question(admin_client, place, plan, programmes):
    amount(place, 40_000_000, plan=plan, programme=programmes["OPZ"])
    by_form(admin_client, place, 30_000_000, "IROP", plan=plan.pk)
    assert money()[0] == 70_000_000


def test_another_basis_is_no_question(admin_client, place, plan):
    amount(place, WHOLE, plan=plan, share="eu")
    by_form(admin_client, place, 99_000_000, plan=plan.pk, share="total")
    assert Amount.objects.count() == 2


@pytest.mark.parametrize(("answer", "programme"), [("cast", "OPZ"), ("nahrazuje", "OPZ"), ("nahrazuje", "")])
def test_the_same_table_again_writes_nothing(admin_client, place, held, programmes, answer, programme):
    by_table(admin_client, place, 50_000_000, programme, answer)
    before = money()
    assert "není co zapsat" in words(by_table(admin_client, place, 50_000_000, programme, answer))
    assert money() == before
    assert not AmountConfirmation.objects.exists()


def test_the_question_leads_to_a_correction(admin_client, place, held):
    asked = words(by_form(admin_client, place, 90_000_000))
    assert "Byl-li dosavadní údaj chybný" in asked
    assert reverse("admin:funding_amount_correct", args=[held.pk]) in asked


def test_all_at_once_leaves_out_what_must_be_asked(admin_client, place, held, programmes):
    source = b.source(text="Dolní Lhota má z OPZ alokaci 90 000 000 Kč.", issued_on=DAY)
    admin_client.post(reverse("admin:reading-decide", args=[source.key]), {"akce": "vse"})
    assert Amount.objects.get() == held


def test_an_answer_that_makes_no_sense_is_refused(place, plan, held, programmes):
    """Whoever answers; forms offer no such thing."""
    new = Amount(locality=place, amount=1, kind="allocated", plan=plan, programme=programmes["OPZ"], share="")
    [beside] = relations.beside([new])
    assert Relation.WHOLE not in beside.offered
    with pytest.raises(ValidationError) as refused:
        beside.settle(Relation.WHOLE)
    assert refused.value.code == "relation"
