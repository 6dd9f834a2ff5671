"""Sums of money: never twice, never of what cannot be told apart, and always the same as counted by hand."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence import actions
from evidence.models import AsOf, Repetition
from funding import totals
from funding.constraints import SaidBefore
from funding.models import Amount, AmountConfirmation, AmountKind, Programme
from localities.models import Plan
from tests.builders import D, locality, source, support

THEN, LATER = D(2016, 8, 30), D(2019, 5, 1)
AT = AsOf(D(2026, 1, 1), D(2026, 1, 1))
RALSKO = Decimal(87_572_870)


def programme(code):
    return Programme.objects.create(code=code, abbreviation=code.upper(), name=code, year_from=2014, year_to=2020)


@pytest.fixture
def place(db):
    place = locality("Lhota")
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    return place


@pytest.fixture
def plan(place):
    return Plan.objects.create(key="lhota-spsz", locality=place, kind="spsz", title="Plán Lhoty")


@pytest.fixture
def whole(place, plan):
    return amount(place, RALSKO, plan=plan)


def made(place, crowns, day=THEN, **values):
    defaults = {"kind": "allocated", "source": source(issued_on=day), "effective_on": day, "known_on": day}
    return Amount(locality=place, amount=crowns, **defaults | values)


def amount(place, crowns, day=THEN, **values):
    fact = made(place, crowns, day, **values)
    fact.full_clean()
    fact.save()
    return fact


def coverage():
    return totals.allocations(AT)


def refusal(fact, kind):
    with pytest.raises(ValidationError) as refused:
        fact.full_clean()
    problem = next(problem for problem in refused.value.error_dict["__all__"] if isinstance(problem, kind))
    with pytest.raises(IntegrityError), transaction.atomic():
        fact.save()
    return problem


def test_the_same_amount_from_a_later_report_is_a_confirmation(place, plan, whole, admin_user):
    for values in ({"plan": plan}, {"plan": None}, {"plan": None, "share": "eu"}):
        kind = Repetition if values["plan"] else SaidBefore
        later = made(place, RALSKO, LATER, **values)
        assert refusal(later, kind).held == whole
    actions.confirm(fact=whole, source=later.source, passage="", holds_on=LATER, by=admin_user)
    assert (coverage().total, coverage().covered) == (RALSKO, 1)
    [held] = Amount.objects.public().allocated(AT)
    assert (held, held.attested_on) == (whole, LATER)


def test_other_money_of_the_same_figure_says_which_it_is(place, plan, whole):
    amount(place, RALSKO, LATER, plan=plan, designation="druhá výzva")
    assert coverage().total == 2 * RALSKO


def test_a_split_keeps_the_total_and_shows_the_parts(place, plan, whole):
    parts = {programme("opz"): 40_000_000, programme("irop"): 30_000_000, programme("opvvv"): 17_572_870}
    assert coverage().without_programme
    for part, crowns in parts.items():
        amount(place, crowns, LATER, plan=plan, programme=part)
    found = coverage()
    assert (found.total, found.covered, found.expected, found.unclear) == (RALSKO, 1, 1, [])
    assert not found.without_programme
    assert {part: crowns for part, _, crowns in found.by_programme} == parts
    listed = Amount.objects.public().allocated(AT).in_order_of_money()
    assert [*listed] == sorted(listed, key=lambda amount: amount.order)
    assert [a.programme for a in listed] == [None, *sorted(parts, key=lambda part: part.abbreviation)]


def test_what_no_part_takes_has_no_programme(place, plan, whole):
    opz = programme("opz")
    amount(place, 40_000_000, LATER, plan=plan, programme=opz)
    found = coverage()
    assert found.total == RALSKO
    assert found.without_programme
    assert found.by_programme == [(opz, 1, 40_000_000), (None, 1, RALSKO - 40_000_000)]


def test_parts_above_the_whole_give_no_sum(place, plan, whole):
    amount(place, 90_000_000, LATER, plan=plan, programme=programme("opz"))
    found = coverage()
    assert (found.total, found.covered, found.expected) == (None, 0, 1)
    assert found.unclear == [(place, totals.OVERDRAWN)]


def test_amounts_that_may_be_the_same_money_are_not_added(place, plan, whole):
    other = locality("Ves")
    amount(other, 5_000_000)
    amount(place, 90_000_000, LATER, programme=programme("opz"))
    found = coverage()
    assert (found.total, found.covered, found.expected) == (5_000_000, 1, 2)
    assert found.unclear == [(place, totals.UNCLEAR)]


def test_parts_alone_are_added_and_said_to_be(place, plan):
    for code in ("opz", "irop"):
        amount(place, 1_000_000, plan=plan, programme=programme(code))
    assert (coverage().total, coverage().is_summed_from_parts) == (2_000_000, True)


def test_two_shares_are_never_added(place, whole):
    other, third = locality("Ves"), locality("Hora")
    amount(other, 5_000_000)
    amount(third, 7_000_000, share="eu")
    found = coverage()
    assert found.total == RALSKO + 5_000_000
    assert found.unclear == [(third, "částka je uvedena z jiného základu (podíl EU)")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_total_equals_one_counted_by_hand(db, admin_user, data):
    """Entries, repetitions, splits, corrections and loading again in any order."""
    with transaction.atomic():
        programmes = [None, programme("opz"), programme("irop")]
        places = [locality(name) for name in ("A", "B")]
        plans = {
            place: [None, Plan.objects.create(key=f"p{place.pk}", locality=place, kind="spsz", title="P")]
            for place in places
        }
        entered = []
        days = st.sampled_from([THEN, LATER, D(2020, 1, 1)])
        for _ in range(data.draw(st.integers(1, 9))):
            place = data.draw(st.sampled_from(places))
            fact = made(
                place,
                Decimal(data.draw(st.sampled_from([1, 2, 3, 7]))) * 1_000_000,
                data.draw(days),
                plan=data.draw(st.sampled_from(plans[place])),
                programme=data.draw(st.sampled_from(programmes)),
                designation=data.draw(st.sampled_from(["", "", "", "druhá výzva"])),
                share=data.draw(st.sampled_from(["unknown", "unknown", "unknown", "eu"])),
                exactness=data.draw(st.sampled_from(["crown", "thousand"])),
                precision="no_later",
            )
            _enter(fact, entered, admin_user)
            if data.draw(st.booleans()):
                again = {name: getattr(fact, name) for name in ("plan", "programme", "designation", "share")}
                _enter(made(place, fact.amount, LATER, **again), entered, admin_user)
            if entered and data.draw(st.integers(0, 4)) == 0:
                wrong = entered.pop(data.draw(st.integers(0, len(entered) - 1)))
                try:
                    with transaction.atomic():
                        actions.correct(
                            fact=wrong, new=None, reason="omyl", source=wrong.source, on=AT.known, by=admin_user
                        )
                except IntegrityError:
                    entered.append(wrong)
        found = totals.Coverage(AmountKind.ALLOCATED, totals.places(AT, Amount.objects.in_brief(AT)), [])
        last = {}
        for fact in sorted(entered, key=lambda fact: fact.rank):
            last[fact.subject] = fact
        assert found.total == _counted(last.values())["total"]
        for at in (
            AT,
            AsOf(AT.day, LATER),
            AsOf(LATER, AT.known),
            AsOf(THEN, THEN),
            AsOf(D(2021, 5, 1), D(2020, 6, 1)),
        ):
            found = totals.Coverage(AmountKind.ALLOCATED, totals.places(at, Amount.objects.in_brief(at)), [])
            told = {name: getattr(found, name) for name in TOLD}
            held = Amount.objects.state(at).select_related("locality", "programme")
            assert told == _counted(held, last_known=True), at
        transaction.set_rollback(True)


def _enter(fact, entered, user):
    """As a careful editor does: what is refused as a repetition is written as a confirmation."""
    try:
        fact.full_clean()
    except ValidationError as refused:
        for problem in refused.error_dict.get("__all__", []):
            held = getattr(problem, "held", None)
            day = max(fact.effective_on, held.effective_on) if held else None
            if held and not AmountConfirmation.objects.filter(fact=held, source=fact.source, holds_on=day).exists():
                actions.confirm(fact=held, source=fact.source, passage="", holds_on=day, by=user)
            return
        return
    fact.save()
    entered.append(fact)


TOLD = ("amounts", "total", "covered", "last_known", "by_programme", "undivided", "is_summed_from_parts", "rounded")


def _counted(held, *, last_known=False):
    """What amounts of one kind come to, counted by hand."""
    held = sorted(held, key=lambda amount: (amount.locality.name_key, amount.order))
    shares = [amount.share for amount in held]
    usual = max({*shares}, key=lambda share: (shares.count(share), share == "unknown"), default="")
    told = dict.fromkeys(("amounts", "covered", "last_known"), 0)
    told |= {"amounts": len(held), "total": None, "is_summed_from_parts": False, "undivided": []}
    told["rounded"] = [(amount.locality, amount.exactness) for amount in held if amount.exactness != "crown"]
    divided = {}
    for place in dict.fromkeys(amount.locality for amount in held):
        own = [amount for amount in held if amount.locality == place]
        moneys = {}
        for amount in own:
            moneys.setdefault((amount.plan_id, amount.designation, amount.share), {})[amount.programme] = amount.amount
        wholes = {money: parts.pop(None) for money, parts in moneys.items() if None in parts}
        rests = [crowns - sum(moneys[money].values()) for money, crowns in wholes.items()]
        if any(rest > 0 for rest in rests):
            told["undivided"].append(place)
        is_told_apart = len(moneys) == 1 or all(plan or designation for plan, designation, _ in moneys)
        if not is_told_apart or any(rest < 0 for rest in rests) or any(share != usual for *_, share in moneys):
            continue
        told["covered"] += 1
        told["last_known"] += last_known and any(amount.is_last_known for amount in own)
        told["total"] = (told["total"] or 0) + sum(
            wholes.get(money, sum(parts.values())) for money, parts in moneys.items()
        )
        told["is_summed_from_parts"] |= len(wholes) < len(moneys)
        for parts in [*moneys.values(), {None: sum(rests)} if sum(rests) else {}]:
            for programme, crowns in parts.items():
                divided.setdefault(programme, []).append((place, crowns))
    ordered = sorted(divided, key=lambda programme: (programme is None, programme and programme.abbreviation))
    told["by_programme"] = [
        (part, len({place for place, _ in divided[part]}), sum(crowns for _, crowns in divided[part]))
        for part in ordered
    ]
    return told
