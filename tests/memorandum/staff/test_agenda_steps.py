"""The steps of a point on its page, and the number of a resolution that goes from there among the sources."""

import pytest
from django.urls import reverse

from council.models import AgendaItem, AgendaStep, Session
from evidence.models import Body, Source
from tests import builders as b
from tests.forms import filled

pytestmark = pytest.mark.django_db
DAY = b.D(2016, 6, 28)


@pytest.fixture
def item():
    council = Body.objects.create(key="rk", kind="council", name="Rada Lhotska", number_pattern="[0-9]+/[0-9]{2}/RK")
    session = Session.objects.create(body=council, number=12, held_on=DAY)
    return AgendaItem.objects.create(session=session, title="Memorandum")


def page(item):
    return reverse("admin:council_agendaitem_change", args=[item.pk])


def enter(client, item, *steps, **fields):
    """Type the steps into empty rows of the page and save it."""
    typed = filled(client.get(page(item))) | {"steps-TOTAL_FORMS": str(len(steps))} | fields
    for row, step in enumerate(steps):
        typed |= {f"steps-{row}-item": item.pk}
        typed |= {f"steps-{row}-{name}": value for name, value in step.items()}
    return client.post(page(item), typed, follow=True)


def words(answer):
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


ADOPTED = {"state": "adopted", "happened_on": "28. 6. 2016"}


def test_the_way_of_a_point_is_entered_with_what_is_known_of_it(admin_client, item):
    discussed = {"state": "discussed", "happened_on": "21. 6. 2016", "body": item.session.body_id}
    enter(admin_client, item, discussed, ADOPTED | {"votes_for": "7", "votes_against": "0"})
    first, second = AgendaStep.objects.in_order()
    assert (first.state, first.body, first.votes) == ("discussed", item.session.body, "")
    assert (second.state, second.votes) == ("adopted", "pro 7, proti 0, zdrželo se neuvedeno")
    assert not Source.objects.exists(), "without a number nothing is made up"


def test_a_number_makes_a_source_and_ties_it_to_the_point(admin_client, item):
    answer = enter(admin_client, item, ADOPTED | {"number": "1145/16/RK", "text": "Rada\r\nschvaluje."})
    made = Source.objects.get()
    item.refresh_from_db()
    assert item.resolution == made
    assert (made.number, made.issued_on, made.text) == ("1145/16/RK", DAY, "Rada\nschvaluje.")
    assert "je nově mezi zdroji" in words(answer)
    assert reverse("admin:evidence_source_change", args=[made.pk]) in answer.content.decode()
    assert "není podle vzoru" not in words(answer)
    shown = filled(admin_client.get(page(item)))
    assert shown["steps-0-number"] == "1145/16/RK", "the form shows which one it was"
    admin_client.post(page(item), shown)
    assert Source.objects.count() == 1


def test_a_number_that_is_there_is_offered_and_not_made_again(admin_client, item):
    held = b.source(kind="resolution", number="MIM-3", issuer=item.session.body, issued_on=DAY)
    answer = enter(admin_client, item, ADOPTED | {"number": "MIM-3"})
    item.refresh_from_db()
    assert item.resolution == held
    assert Source.objects.count() == 1
    assert "už v evidenci bylo" in words(answer)
    assert "není podle vzoru, kterým usnesení čísluje Rada Lhotska" in words(answer)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"state": "rejected", "number": "1/16/RK"}, "tento říká „usnesení nepřijato“"),
        ({"state": "discussed", "number": "1/16/RK"}, "patří ke kroku, kterým bylo přijato"),
        ({"text": "Rada schvaluje."}, "Znění bez čísla nejde zařadit"),
        ({"happened_on": "29. 6. 2016", "number": "1/16/RK"}, "přijímá v den zasedání, 28. 6. 2016"),
        ({"number": "x" * 61}, "nejvýše 60"),
        ({"votes_for": "-1"}, "větší nebo rovna 0"),
        ({"votes_for": "třicet"}, "Zadejte celé číslo"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(admin_client, item, step, sentence):
    answer = enter(admin_client, item, ADOPTED | step)
    assert sentence in words(answer)
    assert not AgendaStep.objects.exists()
    assert not Source.objects.exists()


def test_two_numbers_for_one_point_are_refused(admin_client, item):
    noted = {"state": "noted", "happened_on": "28. 6. 2016", "number": "2/16/RK"}
    answer = enter(admin_client, item, ADOPTED | {"number": "1/16/RK"}, noted)
    assert "Číslo usnesení uveďte jen u jednoho kroku" in words(answer)
    assert not Source.objects.exists()


def test_what_only_the_record_could_refuse_is_said_and_nothing_is_written(admin_client, item):
    b.source(kind="resolution", number="5/16/RK", issuer=item.session.body, issued_on=b.D(2016, 1, 5))
    answer = enter(admin_client, item, ADOPTED | {"number": "5/16/RK"})
    assert "Ověřte číslo" in words(answer)
    assert "5/16/RK" in filled(answer)["steps-0-number"]
    assert not AgendaStep.objects.exists()


def test_the_page_of_the_session_leads_to_the_steps_of_its_points(admin_client, item):
    session = reverse("admin:council_session_change", args=[item.session_id])
    assert page(item) in admin_client.get(session).content.decode()
