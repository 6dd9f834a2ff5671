"""Permanent addresses: what they answered once they answer for ever, whatever is written later."""

import datetime
import re

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from council.models import Block, Memorandum, Paper, Session
from evidence import actions, recorded
from evidence.models import Body, Source
from funding.models import Amount
from localities.models import Boundary, Locality, Membership, Municipality, PlanChange, PopulationCount, SupportChange
from memorandum.portal import region
from tests import canaries
from tests.builders import D, discrepancy, former, later, locality, member, municipality, source, support
from tests.surfaces import FACTS
from tests.worlds import gone_back

LATE = D(2020, 6, 1)


def moment():
    now = timezone.now()
    later()
    return now


@pytest.fixture
def world(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.moment', '2020-06-01 12:00:00+02', true)")
    return canaries.public_world()


def many_changes(place, user):
    """More than fifty entries, corrections, confirmations, strikings-out and mends."""
    for number in range(15):
        other = locality(f"Nová {number}")
        member(other, municipality(f"Nová {number}"), LATE, LATE)
        support(other, "intensive", LATE, LATE)
    discrepancy("Nový rozpor", place=place, held="nově", known_on=D(2016, 1, 1))
    for model in (SupportChange, Membership, PlanChange, Amount):
        for fact in model.objects.filter(corrected_on=None)[:3]:
            actions.confirm(fact=fact, source=source(issued_on=D(2017, 1, 1)), passage="", holds_on=LATE, by=user)
    fact = place.support_changes.filter(corrected_on=None).order_by("-effective_on")[0]
    actions.correct(fact=fact, new=None, reason="nový důvod", source=source(), on=LATE, by=user)
    actions.strike_out(entry=Amount.objects.filter(corrected_on=None).first(), reason="omyl", by=user)
    Locality.objects.update(name="Přejmenovaná")
    Municipality.objects.update(name="Přejmenovaná obec")
    PopulationCount.objects.update(count=1, counted_on=D(2015, 1, 1))
    former(Municipality.objects.first(), LATE, name="Zapomenutá")
    Body.objects.update(name="Přejmenovaný orgán")
    Memorandum.objects.update(year=2099)
    for document in Source.objects.all():
        Source.objects.filter(pk=document.pk).update(
            title=f"Jiný název {document.pk}", url="https://example.cz/jinam", note="jiná poznámka"
        )


def another_office():
    """What no history keeps, or what is not of the record: boundaries, the template of papers."""
    Boundary.objects.create(
        kind="district", code="CZ9", name="Okres", rings=[[[15, 50], [16, 50], [16, 51], [15, 50]]], source="Úřad"
    )
    region.forget()


def test_the_same_bytes_after_fifty_changes(client, world, admin_user):
    asked = {"ke_dni": "2016-08-30", "znamo_k": "2019-01-01", "zapsano_k": "2020-06-01T12:00:00+02:00"}
    paths = [path for surface in FACTS for path in surface.paths]
    with gone_back(asked["zapsano_k"]):
        before = {path: client.get(path, asked) for path in paths}
    assert {path: answer.status_code for path, answer in before.items() if answer.status_code != 200} == {}
    now = {path: client.get(path).content for path in ("/", "/lokality/tanvald/", "/finance/", "/rozpory/")}
    moment()
    many_changes(Locality.objects.get(slug="tanvald"), admin_user)
    another_office()
    with gone_back(asked["zapsano_k"]):
        changed = [path for path in paths if client.get(path, asked).content != before[path].content]
    assert changed == []
    assert [path for path in now if client.get(path).content == now[path]] == [], "the changes changed nothing"


def test_a_page_offers_its_permanent_address_and_that_answers_alike_for_ever(client, world, admin_user):
    page = client.get("/lokality/tanvald/?ke_dni=2016-08-30").content.decode()
    url = re.search(r'href="(http://testserver[^"]+zapsano_k[^"]+)"', page)[1].replace("&amp;", "&")
    answer = client.get(url).content
    moment()
    many_changes(Locality.objects.get(slug="tanvald"), admin_user)
    assert client.get(url).content == answer
    text = answer.decode()
    assert "Tato adresa bude ukazovat totéž" in text
    assert f'href="{url}"'.replace("&", "&amp;") in text, "a permanent page names its own address"
    inner = set(re.findall(r'href="(/lokality/[^"#]*\?[^"#]*)"', text))
    assert inner
    assert all("zapsano_k=2020-06-01T10:00:00Z" in link for link in inner), "links lead on through the same moment"


def test_another_day_of_today_changes_nothing(client, world, monkeypatch):
    """First asked on the day of the moment itself, on which a session sits; and of a session that comes only then."""
    body = Body.objects.get(key="zk")
    Session.objects.create(body=body, number=5, held_on=LATE, key="dnesni")
    coming = Session.objects.create(body=body, number=9, held_on=D(2020, 9, 1), key="prijde")
    information = Paper.objects.create(
        key="prijde", session=coming, subject="Přijde", addressee="Zastupitelstva", is_public=True
    )
    Block.objects.create(paper=information, position=1, kind="support", text="Lokality: {}")
    asked = {"zapsano_k": "2020-06-01T12:00:00+02:00"}
    paths = ["/", "/lokality/", "/lokality/tanvald/", "/finance/", "/zmeny/", "/lokality/export.json"]
    paths += ["/zastupitelstvo/2020/9/", "/informace/2020-9/", "/informace/2020-9.json", "/informace/2020-9.xlsx"]
    monkeypatch.setattr("evidence.models.asof.today", lambda: LATE)
    monkeypatch.setattr("council.models.papers.today", lambda: LATE)
    with gone_back(asked["zapsano_k"]):
        before = {path: client.get(path, asked) for path in paths}
    assert {answer.status_code for answer in before.values()} == {200}
    monkeypatch.setattr("evidence.models.asof.today", lambda: datetime.date(2031, 5, 5))
    monkeypatch.setattr("council.models.papers.today", lambda: datetime.date(2031, 5, 5))
    with gone_back(asked["zapsano_k"]):
        assert [path for path in paths if client.get(path, asked).content != before[path].content] == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2999-01-01T00:00:00Z", "ještě nenastal"),
        ("kdysi", "Takový okamžik není"),
        ("2016-13-01T00:00:00Z", "Takový okamžik není"),
        ("0001-01-01T00:00:00+23:59", "Takový okamžik není"),
        ("\x00", "Takový okamžik není"),
    ],
)
def test_a_moment_that_is_none_gets_a_sentence_and_no_data(client, world, typed, sentence):
    answer = client.get("/lokality/", {"zapsano_k": typed})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert "Lhota" not in answer.content.decode()


def test_before_anything_was_written_there_is_nothing(client, world):
    answer = client.get("/lokality/", {"zapsano_k": "2001-01-01T00:00:00Z"})
    assert answer.status_code == 200
    assert "Lhota" not in answer.content.decode()


def test_what_was_withdrawn_from_the_public_stays_withdrawn(client, world):
    asked = {"zapsano_k": "2020-06-01T12:00:00+02:00"}
    assert "Lhota" in client.get("/lokality/", asked).content.decode()
    moment()
    Locality.objects.filter(slug="tanvald").update(is_public=False)
    assert "Lhota" not in client.get("/lokality/", asked).content.decode()
    assert client.get("/lokality/tanvald/", asked).status_code == 404


def test_staff_read_the_record_as_it_is(admin_client, world):
    answer = admin_client.get("/sprava/localities/locality/", {"zapsano_k": "2001-01-01T00:00:00Z"})
    assert answer.status_code == 400  # a list of staff does not know what that is


@pytest.mark.django_db(transaction=True)
def test_a_moment_is_offered_only_when_nothing_can_be_added_to_it():
    """Somebody is still writing: what they write must not appear at a moment that was given out before."""
    locality("Dříve")
    settled = recorded.latest()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE localities_locality SET name = 'Pozdě'")
            with transaction.atomic():
                source(title="Vedle")
            assert recorded.latest() == settled
            cursor.execute("COMMIT")
    finally:
        other.close()
    assert recorded.latest() > settled
