"""The rules about papers of past sessions."""

import pytest

from evidence.models import AsOf
from localities.models import LocalityKind, Plan, Stage, SupportChange
from memorandum.findings import BY_SLUG, findings
from tests import builders as b
from tests.builders import D
from tests.memorandum.findings.world import AT, DAY, EARLY, amount, found, paper, plan, sentence

pytestmark = pytest.mark.django_db


HELD = AsOf(EARLY, EARLY)


def test_a_plan_without_support_now_and_in_a_paper(lhota):
    paper()
    plan(lhota, "in_preparation", D(2016, 1, 1), D(2016, 1, 1))
    both = [f.sentence.replace("\xa0", " ") for f in findings(AT, rules=[BY_SLUG["plan-bez-podpory"]])]
    assert {said.split(" strategický")[0] for said in both} == {"písemnost k 30. 8. 2016 uvádí", "má"}
    late = b.support(lhota, "intensive", D(2016, 6, 1), D(2018, 1, 1))
    assert sentence("plan-bez-podpory").startswith("písemnost k 30. 8. 2016 uvádí"), "learned after the session"
    SupportChange.objects.filter(pk=late.pk).update(known_on=EARLY)
    assert found("plan-bez-podpory") == []


def test_a_plan_whose_period_is_over_asks_for_no_support(lhota):
    plan(lhota, "approved")
    assert found("plan-bez-podpory") == ["Lhota"]
    Plan.objects.update(year_to=2019)
    assert found("plan-bez-podpory") == []


def test_an_older_source_had_told_more(lhota):
    b.kind("considering", Stage.BEFORE, position=1)
    b.kind("agreed", Stage.BEFORE, position=2)
    paper()
    b.support(lhota, "considering", EARLY, EARLY)
    assert found("zastaraly-stav") == []
    late = b.support(lhota, "agreed", D(2016, 8, 1), D(2017, 1, 1))
    assert sentence("zastaraly-stav").startswith("podle zdroje"), "the paper could not know"
    SupportChange.objects.filter(pk=late.pk).update(known_on=EARLY)
    assert len(found("zastaraly-stav")) == 2
    assert len(found("zastaraly-stav", HELD)) == 2


def test_whoever_ended_may_consider_anew(lhota):
    b.kind("considering", Stage.BEFORE, position=1)
    b.kind("ended", Stage.AFTER, position=9)
    b.support(lhota, "intensive", D(2012, 1, 1), D(2012, 1, 1))
    b.support(lhota, "ended", D(2014, 1, 1), D(2014, 1, 1))
    b.support(lhota, "considering", EARLY, EARLY)
    paper()
    assert found("zastaraly-stav") == []


def test_what_was_learned_after_the_session(lhota):
    b.kind("considering", Stage.BEFORE)
    b.support(lhota, "considering", D(2016, 1, 1), D(2016, 1, 1))
    late = b.support(lhota, "intensive", D(2016, 8, 30), D(2016, 8, 31))
    assert found("pisemnost-prekonana") == [], "no paper, nothing overtaken"
    paper()
    assert sentence("pisemnost-prekonana") == (
        "písemnost k 30. 8. 2016 neuvádí „intensive“ od 30. 8. 2016, což tehdy nebylo známo; místo toho „considering“"
    )
    SupportChange.objects.filter(pk=late.pk).update(known_on=EARLY)
    assert found("pisemnost-prekonana") == [], "it was known on the day itself"
    SupportChange.objects.filter(pk=late.pk).update(known_on=DAY, effective_on=D(2016, 8, 31))
    assert found("pisemnost-prekonana") == [], "it began after the session"


def test_what_only_says_the_same_more_exactly_overtakes_nothing(lhota):
    paper()
    b.support(lhota, "intensive", D(2016, 1, 1), D(2016, 1, 1), precision="year")
    b.support(lhota, "intensive", D(2016, 3, 1), D(2018, 1, 1), precision="month", restarts=True)
    assert found("pisemnost-prekonana") == []


def test_what_a_later_fact_covers_overtakes_nothing(lhota):
    paper()
    b.support(lhota, "remote", D(2016, 7, 1), D(2016, 7, 1))
    b.support(lhota, "intensive", D(2014, 1, 1), D(2018, 1, 1))
    assert found("pisemnost-prekonana") == []


def test_what_was_corrected_after_the_session(lhota):
    paper()
    b.support(lhota, "intensive", D(2016, 1, 1), D(2016, 1, 1))
    b.support(lhota, "remote", D(2016, 7, 1), D(2016, 7, 1), corrected_on=D(2018, 1, 1), correction="omyl")
    assert sentence("pisemnost-prekonana") == (
        "písemnost k 30. 8. 2016 vychází z údaje „remote“, který byl 1. 1. 2018 opraven"
    )
    assert found("pisemnost-prekonana", AsOf(DAY, D(2017, 12, 31))) == []


def test_what_was_learned_is_no_mistake_before_it_was_found_to_be_one(lhota):
    paper()
    b.support(lhota, "intensive", D(2016, 1, 1), D(2017, 1, 1), corrected_on=D(2018, 1, 1), correction="omyl")
    said = sentence("pisemnost-prekonana", AsOf(DAY, D(2017, 12, 31)))
    assert said == "písemnost k 30. 8. 2016 neuvádí „intensive“ od 1. 1. 2016, což tehdy nebylo známo"
    assert found("pisemnost-prekonana") == []


def test_a_fact_names_the_latest_of_its_papers_only(lhota):
    paper(D(2016, 3, 30), "prvni")
    paper(D(2016, 6, 30), "druha")
    b.support(lhota, "intensive", D(2016, 1, 1), D(2016, 8, 1))
    assert "písemnost k 30. 6. 2016" in sentence("pisemnost-prekonana")
    assert found("pisemnost-prekonana", AsOf(D(2016, 5, 1), DAY)) == ["Lhota"]


def test_amounts_plans_and_members_overtake_papers_too(lhota):
    paper()
    amount(lhota, on=D(2016, 1, 1), known=D(2017, 1, 1))
    plan(lhota, "approved", D(2016, 1, 1), D(2017, 1, 1))
    region = b.locality("Lhotsko", kind=LocalityKind.MICROREGION)
    b.member(region, b.municipality("Horní Lhota"), D(2016, 1, 1), D(2017, 1, 1))
    assert found("pisemnost-prekonana") == ["Lhota", "Plán Lhoty", "Lhotsko"]
