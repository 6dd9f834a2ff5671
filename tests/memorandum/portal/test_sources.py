"""No source is a dead end: its page leads to whatever the record has to do with it."""

import pytest
from django.apps import apps

from evidence.models import Body, BodyKind, Source
from tests import canaries
from tests.builders import D, locality, source, support
from tests.pointing import NOTHING, pointing
from tests.worlds import built_once


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    def build():
        place = canaries.public_world()
        canaries.late_world(place)
        canaries.hidden_world(place)

    with built_once(build, django_db_blocker):
        yield


def page(client, document, **days):
    answer = client.get(f"/zdroje/{document.key}/", days)
    assert answer.status_code == 200, document
    text = answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    return text[text.index("<main") : text.index("</main")]


def test_no_page_says_that_nothing_stands_on_a_source_that_some_record_names(client, world, db):
    told, dead = set(), []
    for document in Source.objects.public():
        found = {*pointing(document)}
        told |= found
        if found and NOTHING in page(client, document):
            dead.append((document.key, found))
    assert dead == []
    assert {"AgendaItem.resolution", "PaperEntry.resolution", "MemorandumChange.resolution", "Reference.later"} <= told


def test_a_resolution_leads_to_its_session_memorandum_chain_and_paper(client, world, db):
    text = page(client, Source.objects.get(key="usneseni-rk-1145-16"))
    for address in (
        "/zastupitelstvo/2016-08-23/vybor-socialnich-veci/",
        "/memorandum/#memorandum-2016",
        "/informace/2016-7/",
        f"/zdroje/{canaries.PAPER}/",
        "/lokality/tanvald/",
    ):
        assert f'href="{address}"' in text, address
    assert '<svg class="chain' in text
    assert "kanár" not in text.lower()


def test_the_source_of_a_paper_leads_to_the_paper_and_its_session(client, world, db):
    text = page(client, Source.objects.get(key=canaries.PAPER))
    assert 'href="/informace/2016-7/"' in text
    assert 'href="/zastupitelstvo/2016/7/"' in text


def test_what_came_later_is_not_named_on_an_earlier_day(client, world, db):
    document = Source.objects.get(key=canaries.PAPER)
    assert "Příští usnesení" in page(client, document)
    assert "Příští" not in page(client, document, ke_dni=str(canaries.BEFORE)).partition('id="udaje"')[0]


def test_a_resolution_finds_the_session_of_its_body_and_day_by_itself(client, db):
    body = Body.objects.create(key="zk-2", kind=BodyKind.ASSEMBLY, name="Zastupitelstvo")
    decided = source(kind="resolution", title="Usnesení 5", number="5", issuer=body, issued_on=D(2018, 5, 2))
    assert "evidence nezná zasedání" in page(client, decided)
    apps.get_model("council.Session").objects.create(body=body, number=4, held_on=D(2018, 5, 2))
    assert 'href="/zastupitelstvo/2018/4/"' in page(client, decided)


def test_a_source_by_which_a_fact_was_corrected_names_it(client, db):
    better = source(title="Lepší zdroj", issued_on=D(2017, 1, 1))
    fact = support(locality("Lhota"), "intensive", D(2016, 1, 1), D(2016, 1, 1))
    assert NOTHING in page(client, better)
    type(fact).objects.filter(pk=fact.pk).update(
        corrected_on=D(2017, 1, 1), correction="Jinak.", correction_source=better
    )
    assert "Podle něj opravené údaje" in page(client, better)
    assert "Podle něj opravené údaje" not in page(client, better, znamo_k="2016-12-31")
