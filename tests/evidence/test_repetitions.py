"""Sources mostly repeat: what is repeated is refused as a change, and kept as a confirmation."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence import actions
from evidence.models import AsOf, Repetition
from localities.models import SupportChange, SupportConfirmation
from tests.builders import D, kind, locality, source, support

LATE = AsOf(D(2020, 1, 1), D(2020, 1, 1))


@pytest.fixture
def place(db):
    return locality()


@pytest.fixture
def since_2014(place):
    return support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1), precision="year")


def another(place, code, year, **values):
    return SupportChange(
        locality=place, kind=kind(code), effective_on=D(year, 1, 1), known_on=D(2019, 1, 1), source=source(), **values
    )


def refused(fact):
    with pytest.raises(ValidationError) as refusal:
        fact.full_clean()
    [problem] = refusal.value.error_dict["__all__"]
    assert isinstance(problem, Repetition)
    with pytest.raises(IntegrityError, match="jen opakuje"), transaction.atomic():
        fact.save()
    return problem


def test_what_holds_already_is_refused_and_the_sentence_says_since_when(place, since_2014):
    problem = refused(another(place, "intensive", 2018))
    assert problem.held == since_2014
    assert "Týž údaj už evidence má od 2014." in problem.message
    assert "potvrzení" in problem.message


def test_an_earlier_beginning_of_the_same_is_refused_as_a_matter_of_correction(place, since_2014):
    problem = refused(another(place, "intensive", 2012))
    assert "Evidence má týž údaj až od 2014." in problem.message
    assert "opravte" in problem.message


def test_a_new_period_of_the_same_is_said_to_be_new(place, since_2014):
    fact = another(place, "intensive", 2018, restarts=True)
    fact.full_clean()
    fact.save()
    assert SupportChange.objects.state(LATE).get() == fact


def test_between_two_equal_ones_nothing_may_be_taken_away(place, since_2014):
    between = support(place, "remote", D(2016, 1, 1), D(2016, 1, 1))
    support(place, "intensive", D(2018, 1, 1), D(2018, 1, 1))
    for change in (
        {"corrected_on": D(2019, 1, 1), "correction": "omyl", "correction_source": source()},
        {"struck_why": "omyl"},
    ):
        with pytest.raises(IntegrityError, match=r"1\. 1\. 2018 jen opakuje"), transaction.atomic():
            SupportChange.objects.filter(pk=between.pk).update(**change)
    with pytest.raises(IntegrityError, match="jen opakuje"), transaction.atomic():
        between.delete()


def test_a_correction_between_two_equal_ones_makes_a_confirmation_of_the_later(place, since_2014, admin_user):
    between = support(place, "remote", D(2016, 1, 1), D(2016, 1, 1))
    report = source(issued_on=D(2018, 6, 1))
    later = support(place, "intensive", D(2018, 1, 1), D(2018, 6, 1), source=report, passage="i v roce 2018")
    SupportConfirmation.objects.create(fact=later, source=source(), holds_on=D(2019, 1, 1))
    wrong = {"fact": between, "new": None, "reason": "omyl", "source": report, "on": D(2019, 1, 1), "by": admin_user}
    with pytest.raises(IntegrityError, match="jen opakuje"), transaction.atomic():
        actions.correct(**wrong)
    actions.correct(**wrong, repeats=[later])
    state = SupportChange.objects.state(LATE).get()
    assert (state, state.attested_on) == (since_2014, D(2019, 1, 1))
    assert [(c.source, c.holds_on, c.passage) for c in since_2014.confirmations.order_by("holds_on")] == [
        (report, D(2018, 6, 1), "i v roce 2018"),
        (since_2014.confirmations.order_by("holds_on").last().source, D(2019, 1, 1), ""),
    ]
    later.refresh_from_db()
    assert later.struck_at
    assert "potvrzení" in later.struck_why


def test_a_source_confirms_and_moves_nothing(place, since_2014, admin_user):
    report = source(issued_on=D(2019, 2, 1))
    actions.confirm(fact=since_2014, source=report, passage="", holds_on=D(2018, 12, 31), by=admin_user)
    state = SupportChange.objects.public().state(LATE).get()
    assert (state, state.since, state.attested_on) == (since_2014, "od 2014", D(2018, 12, 31))
    before = SupportChange.objects.public().state(AsOf(D(2020, 1, 1), D(2019, 1, 31))).get()
    assert before.attested_on == D(2014, 1, 1), "the report was not known yet"
    with pytest.raises(ValidationError, match="už je údaj k tomuto dni potvrzen"):
        actions.confirm(fact=since_2014, source=report, passage="", holds_on=D(2018, 12, 31), by=admin_user)
    with pytest.raises(ValidationError, match="jeho začátku předchází"):
        actions.confirm(fact=since_2014, source=source(), passage="", holds_on=D(2013, 12, 31), by=admin_user)
    with pytest.raises(IntegrityError, match="jeho začátku předchází"), transaction.atomic():
        SupportConfirmation.objects.update(holds_on=D(2013, 12, 31))


def test_what_repeats_nothing_is_turned_into_no_confirmation(place, since_2014):
    for fact in (another(place, "remote", 2018), another(place, "intensive", 2010)):
        with pytest.raises(ValidationError) as refusal:
            actions.turn_into_confirmation(fact=fact)
        assert refusal.value.code == "no_repetition"
    assert not SupportConfirmation.objects.exists()


def test_a_hidden_confirmation_attests_nothing_in_public(place, since_2014):
    SupportConfirmation.objects.create(fact=since_2014, source=source(is_public=False), holds_on=D(2019, 1, 1))
    assert SupportChange.objects.public().state(LATE).get().attested_on == D(2014, 1, 1)
    assert SupportChange.objects.state(LATE).get().attested_on == D(2019, 1, 1)


def test_a_dated_source_speaks_for_its_day_an_undated_one_for_the_beginning_only(place):
    support(place, "intensive", D(2014, 1, 1), D(2016, 8, 30), source=source(issued_on=D(2016, 8, 30)))
    other = locality()
    support(other, "intensive", D(2014, 1, 1), D(2026, 1, 1), source=source(read_on=D(2026, 1, 1)))
    at = AsOf(D(2026, 6, 1), D(2026, 6, 1))
    attested = dict(SupportChange.objects.state(at).values_list("locality", "attested_on"))
    assert attested == {place.pk: D(2016, 8, 30), other.pk: D(2014, 1, 1)}


def test_a_correction_by_a_hidden_source_changes_nothing_in_public(place, since_2014, admin_user):
    hidden = source(is_public=False)
    new = another(place, "remote", 2014)
    new.source = hidden
    actions.correct(fact=since_2014, new=new, reason="vnitřní důvod", source=hidden, on=D(2019, 1, 1), by=admin_user)
    assert SupportChange.objects.public().state(LATE).get() == since_2014
    assert [fact.stands for fact in SupportChange.objects.public().told(LATE)] == [True]
    assert SupportChange.objects.state(LATE).get().kind.code == "remote"


def test_what_was_a_mistake_is_struck_out_and_stays(place, since_2014, admin_user):
    actions.strike_out(entry=since_2014, reason="zapsáno k jiné obci", by=admin_user)
    assert not SupportChange.objects.state(LATE).exists()
    assert not SupportChange.objects.public().exists()
    since_2014.refresh_from_db()
    assert since_2014.struck_at >= since_2014.recorded_at
    with pytest.raises(ValidationError, match="už někdo vyškrtl"):
        actions.strike_out(entry=since_2014, reason="znovu", by=admin_user)


def test_moments_are_said_by_the_database_alone(place, since_2014):
    recorded = since_2014.recorded_at
    past = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    SupportChange.objects.update(recorded_at=past, struck_at=past, correction_recorded_at=past)
    since_2014.refresh_from_db()
    assert (since_2014.recorded_at, since_2014.struck_at, since_2014.correction_recorded_at) == (recorded, None, None)
    reason = {"corrected_on": D(2019, 1, 1), "correction": "omyl", "correction_source": source()}
    SupportChange.objects.update(**reason, recorded_at=past, correction_recorded_at=past)
    since_2014.refresh_from_db()
    assert since_2014.recorded_at == recorded
    assert since_2014.correction_recorded_at >= recorded
