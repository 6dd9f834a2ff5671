"""What the database finds in papers is what the rules say, word for word, of records made by chance."""

import datetime
import random

import pytest

from council.models import Paper
from evidence.models import AsOf
from localities.models import PlanChange, Stage, SupportChange
from memorandum.findings import BY_SLUG, findings
from tests import builders as b
from tests.memorandum.findings.world import paper, plan

pytestmark = pytest.mark.django_db

FIRST, TODAY = datetime.date(2010, 1, 1), datetime.date(2020, 1, 1)
KINDS = [("maybe", Stage.BEFORE), ("agreed", Stage.BEFORE), ("remote", Stage.DURING), ("ended", Stage.AFTER)]
STATES = ["in_preparation", "approved", "revised", "expired"]


def days(chance, count):
    return [FIRST + datetime.timedelta(each) for each in chance.sample(range(3000), count)]


def clocks(chance, on):
    """Known before, on the day or after; some found to be wrong later, maybe before they could hold."""
    known = on + datetime.timedelta(chance.choice([-900, -30, 0, 0, 40, 800]))
    wrong = known + datetime.timedelta(chance.randrange(1, 2500)) if chance.random() < 0.4 else None
    if wrong is None or wrong > TODAY:
        return known, {}
    return known, {"corrected_on": wrong, "correction": "omyl", "correction_source": b.source()}


@pytest.fixture
def record():
    chance = random.Random(7)
    for position, (code, stage) in enumerate(KINDS):
        b.kind(code, stage, position=position)
    for number, held_on in enumerate(days(chance, 14)):
        paper(held_on, f"pisemnost-{number}")
    for number in range(15):
        place = b.locality(f"Lhota {number}", slug=f"lhota-{number}")
        for on in days(chance, chance.randrange(7)):
            known, wrong = clocks(chance, on)
            b.support(place, chance.choice(KINDS)[0], on, known, restarts=True, **wrong)
        for on in days(chance, chance.randrange(4)):
            known, wrong = clocks(chance, on)
            plan(place, chance.choice(STATES), on, known, key=f"plan-{number}", restarts=True, **wrong)


class Said:
    """What is said of one subject, asked about in the plainest way."""

    def __init__(self, facts):
        self.facts = sorted(facts, key=lambda fact: fact.rank)

    def told(self, held):
        """The facts that counted on a session's day by what was known then."""
        return [
            fact
            for fact in self.facts
            if max(fact.known_on, fact.effective_on) <= held and not (fact.corrected_on and fact.corrected_on <= held)
        ]

    def believed(self, held):
        return [fact for fact in self.facts if not fact.corrected_on and fact.effective_on <= held]

    def is_overtaken(self, fact, held):
        told, believed = (some[-1] if some else None for some in (self.told(held), self.believed(held)))
        if not fact.corrected_on:
            is_late = fact == believed and held < fact.known_on
            return is_late and not (told and told.says_the_same_as(fact))
        if told != fact:
            return False
        return believed is None or (believed.known_on <= held and not believed.says_the_same_as(fact))

    def is_behind(self, fact, held):
        before, last = [None, None, *self.told(held)][-2:]
        if last != fact or before is None or fact.kind.stage != Stage.BEFORE:
            return False
        return before.kind.stage in (Stage.BEFORE, Stage.DURING) and before.kind.position > fact.kind.position


def by_hand(facts, subject, holds):
    """Of each fact the latest paper of which it holds, as findings are marked."""
    every = list(facts)
    marks = set()
    for fact in every:
        said = Said([other for other in every if subject(other) == subject(fact)])
        papers = [each for each in papers_in_order() if holds(said, fact, each.session.held_on)]
        marks |= {f"{fact.pk}:{papers[-1].pk}"} if papers else set()
    return marks


def papers_in_order():
    return Paper.objects.select_related("session").order_by("session__held_on", "pk")


def found(slug, model):
    rule = BY_SLUG[slug]
    every = findings(AsOf(TODAY, TODAY), rules=[rule])
    return {each.mark for each in every if each.model == model._meta.label_lower and ":" in each.mark}


def test_what_overtook_papers_is_found_as_the_rule_says(record):
    for model, subject in ((SupportChange, "locality_id"), (PlanChange, "plan_id")):
        told = [fact for fact in model.objects.all() if getattr(fact, "state", "") != "expired"]
        ours = {f"{fact.pk}" for fact in told}
        marks = by_hand(model.objects.all(), lambda fact, name=subject: getattr(fact, name), Said.is_overtaken)
        expected = {mark for mark in marks if mark.partition(":")[0] in ours}
        assert expected, "chance made nothing to find"
        assert found("pisemnost-prekonana", model) == expected


def test_who_was_told_to_be_at_the_beginning_is_found_as_the_rule_says(record):
    changes = SupportChange.objects.select_related("kind")
    expected = by_hand(changes, lambda fact: fact.locality_id, Said.is_behind)
    assert expected, "chance made nothing to find"
    assert found("zastaraly-stav", SupportChange) == expected


def test_plans_told_without_support_are_found_as_the_rule_says(record):
    supports = {}
    for change in SupportChange.objects.select_related("kind"):
        supports.setdefault(change.locality_id, []).append(change)

    def is_alone(said, fact, held):
        if fact.state == "expired" or said.told(held)[-1:] != [fact]:
            return False
        support = Said(supports.get(fact.plan.locality_id, [])).told(held)
        return not (support and support[-1].kind.stage == Stage.DURING)

    expected = by_hand(PlanChange.objects.select_related("plan"), lambda fact: fact.plan_id, is_alone)
    assert expected, "chance made nothing to find"
    assert found("plan-bez-podpory", PlanChange) == expected
