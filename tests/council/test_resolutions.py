"""The number of a resolution goes back among the sources: made once, found again, never overwritten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from council.actions import CannotResolve, record_resolution
from council.models import AgendaItem, AgendaState, AgendaStep, Session
from evidence.models import AsOf, Body, Event, Source
from tests.builders import D, source
from tests.issued import publisher

DAY = D(2016, 6, 28)
NUMBER = "1145/16/RK"


@pytest.fixture
def body(db):
    return Body.objects.create(
        key="rk", kind="council", name="Rada Horního kraje", number_pattern="[0-9]+/[0-9]{2}/RK"
    )


@pytest.fixture
def item(body):
    session = Session.objects.create(body=body, number=12, held_on=DAY)
    return AgendaItem.objects.create(session=session, title="Spolupráce")


@pytest.fixture
def person(db):
    return publisher()


def resolution(body, **values):
    return source(**{"kind": "resolution", "number": NUMBER, "issuer": body, "issued_on": DAY} | values)


def test_a_resolution_that_is_not_there_is_made_and_tied(item, person):
    made, is_new = record_resolution(item=item, number=f"  {NUMBER} ", text="Rada schvaluje.\n", by=person)
    assert is_new
    item.refresh_from_db()
    assert item.resolution == made
    assert (made.kind, made.issuer, made.number, made.issued_on) == ("resolution", item.session.body, NUMBER, DAY)
    assert made.title == "Usnesení Rady Horního kraje č. 1145/16/RK"
    assert made.text == "Rada schvaluje."
    assert made.key == "usneseni-rk-114516rk"
    assert Event.objects.of(Source, made.pk).get().context["user"] == person.pk


@pytest.mark.parametrize(
    ("name", "number", "title"),
    [
        ("Zastupitelstvo Horního kraje", "5/16/ZK", "Usnesení Zastupitelstva Horního kraje č. 5/16/ZK"),
        ("Výbor sociálních věcí", "7", "Usnesení Výboru sociálních věcí ze dne 28. června 2016 č. 7"),
        ("Komise pro bydlení", "7", "Usnesení Komise pro bydlení ze dne 28. června 2016 č. 7"),
    ],
)
def test_it_is_called_by_its_body_and_by_its_day_where_the_number_has_no_year(item, person, name, number, title):
    Body.objects.update(name=name)
    assert record_resolution(item=item, number=number, by=person)[0].title == title


def test_said_twice_it_is_one(item, person):
    first, _ = record_resolution(item=item, number=NUMBER, by=person)
    assert record_resolution(item=item, number=NUMBER, by=person) == (first, False)
    assert Source.objects.count() == 1


def test_two_points_may_be_decided_by_one_resolution(item, person):
    other = AgendaItem.objects.create(session=item.session, title="Jiná věc")
    first, _ = record_resolution(item=item, number=NUMBER, by=person)
    assert record_resolution(item=other, number=NUMBER, by=person) == (first, False)


@pytest.mark.parametrize(
    "day", [{"issued_on": None}, {"issued_on": D(2016, 6, 1), "precision": "month"}, {"issued_on": DAY}]
)
def test_one_that_is_there_is_completed_and_keeps_what_it_says(item, body, person, day):
    held = resolution(body, title="Usnesení, jak ho někdo zapsal", note="poznámka", **day)
    found, is_new = record_resolution(item=item, number=NUMBER, text="Rada schvaluje.", by=person)
    assert (found, is_new) == (held, False)
    held.refresh_from_db()
    assert (held.title, held.note, held.text) == ("Usnesení, jak ho někdo zapsal", "poznámka", "Rada schvaluje.")
    assert held.issued_on == (day["issued_on"] or DAY)


def test_words_that_the_record_has_are_not_overwritten(item, body, person):
    held = resolution(body, text="Rada schvaluje.")
    assert record_resolution(item=item, number=NUMBER, text="Rada schvaluje.", by=person)[0] == held
    with pytest.raises(CannotResolve, match="už v evidenci své znění má"):
        record_resolution(item=item, number=NUMBER, text="Rada zamítá.", by=person)
    assert Source.objects.get().text == "Rada schvaluje."


def test_a_number_of_another_day_of_the_year_is_refused_and_nothing_is_written(item, body, person):
    resolution(body, issued_on=D(2016, 1, 5))
    with pytest.raises(CannotResolve, match=r"ze dne 5\.\s1\.\s2016; zasedání bylo"):
        record_resolution(item=item, number=NUMBER, by=person)
    assert Source.objects.count() == 1
    assert AgendaItem.objects.get().resolution is None


def test_the_same_number_of_another_year_is_another_resolution(item, body, person):
    resolution(body, number="85", issued_on=D(2008, 1, 23))
    made, is_new = record_resolution(item=item, number="85", by=person)
    assert is_new
    assert made.issued_on == DAY


def test_the_number_of_another_body_is_another_resolution(item, person):
    resolution(Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo"))
    assert record_resolution(item=item, number=NUMBER, by=person)[1]


def test_a_point_that_has_another_resolution_keeps_it(item, body, person):
    item.resolution = resolution(body, number="1/16/RK")
    item.save()
    with pytest.raises(CannotResolve, match="Bod už má jiné usnesení"):
        record_resolution(item=item, number=NUMBER, by=person)
    assert Source.objects.count() == 1


@pytest.mark.parametrize("number", ["", "   ", "\x00", "1\x00"])
def test_a_number_that_is_none_is_refused(item, person, number):
    with pytest.raises(CannotResolve):
        record_resolution(item=item, number=number, by=person)


@pytest.mark.parametrize("number", ["9" * 61, "\u202e1/16", "<b>1</b>", "'; DROP TABLE", "=1+1", "../../x", "٣"])
def test_an_odd_number_is_kept_as_it_is_or_refused_with_a_sentence(item, person, number):
    if len(number) > 60:
        with pytest.raises(ValidationError, match="60"):
            record_resolution(item=item, number=number, by=person)
        assert not Source.objects.exists()
    else:
        assert record_resolution(item=item, number=number, by=person)[0].number == number


# --- Steps ---------------------------------------------------------------------------------------------------------


def test_a_step_is_told_once(item):
    AgendaStep.objects.create(item=item, state="discussed", happened_on=DAY)
    with pytest.raises(ValidationError, match="Tento krok už bod má"):
        AgendaStep(item=item, state="discussed", happened_on=DAY).full_clean()
    with pytest.raises(IntegrityError):
        AgendaStep.objects.create(item=item, state="discussed", happened_on=DAY)


def test_of_one_day_steps_stand_in_the_order_in_which_points_come_on(item):
    for state in reversed(AgendaState.values):
        AgendaStep.objects.create(item=item, state=state, happened_on=DAY)
    assert [step.state for step in AgendaStep.objects.in_order()] == AgendaState.values


def test_votes_that_nobody_tells_are_told_to_be_unknown_and_none_are_made_up(item):
    step = AgendaStep(item=item, state="adopted", happened_on=DAY)
    assert step.votes == ""
    step.votes_for, step.votes_against = 30, 0
    assert step.votes == "pro 30, proti 0, zdrželo se neuvedeno"
    told = "usnesení přijato 28. 6. 2016; pro 30, proti 0, zdrželo se neuvedeno"
    assert step.statement.replace("\xa0", " ") == told


@pytest.mark.parametrize(("votes", "fits"), [(-1, False), (0, True), (32_767, True), (32_768, False)])
def test_votes_are_counts(item, votes, fits):
    step = AgendaStep(item=item, state="adopted", happened_on=DAY, votes_for=votes)
    if fits:
        step.full_clean()
    else:
        with pytest.raises(ValidationError):
            step.full_clean()


def test_a_step_without_a_source_is_known_since_it_was_taken_and_another_since_its_source(item):
    AgendaStep.objects.create(item=item, state="adopted", happened_on=DAY)
    AgendaStep.objects.create(item=item, state="proposed", happened_on=DAY, source=source(issued_on=D(2020, 1, 1)))

    def known(day):
        return {step.state for step in AgendaStep.objects.public().known(AsOf.now().on(AsOf.now().day, day))}

    assert known(D(2016, 6, 27)) == set()
    assert known(DAY) == {"adopted"}
    assert known(D(2020, 1, 1)) == {"adopted", "proposed"}
    AgendaStep.objects.filter(state="proposed").update(happened_on=D(2999, 1, 1))
    assert AgendaStep.objects.known(AsOf(D(2016, 7, 1), D(2020, 1, 1))).count() == 1


def test_a_step_of_a_hidden_source_or_of_a_hidden_point_is_not_public(item):
    hidden = source(is_public=False)
    AgendaStep.objects.create(item=item, state="adopted", happened_on=DAY, source=hidden)
    AgendaStep.objects.create(item=item, state="noted", happened_on=DAY)
    assert [step.state for step in AgendaStep.objects.public()] == ["noted"]
    AgendaItem.objects.update(source=hidden)
    assert not AgendaStep.objects.public().exists()
