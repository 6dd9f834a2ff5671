"""What sessions dealt with, and how one matter went from body to body."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from council.models import AgendaItem, Paper, PaperEntry, Session
from evidence.models import Body, Reference
from tests.builders import D, source


@pytest.fixture
def assembly(db):
    return Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo kraje")


@pytest.fixture
def council(assembly):
    return Body.objects.create(key="rk", kind="council", name="Rada kraje", number_pattern="[0-9]+/[0-9]{2}/RK")


@pytest.fixture
def session(assembly):
    return Session.objects.create(body=assembly, number=7, held_on=D(2016, 8, 30))


@pytest.fixture
def paper(session):
    return Paper.objects.create(session=session, subject="O spolupráci", addressee="Zastupitelstva", is_public=True)


def text(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


def test_numbering_restarts_every_year_and_each_body_has_its_own(session, assembly, council):
    Session.objects.create(body=assembly, number=7, held_on=D(2017, 8, 29))
    Session.objects.create(body=council, number=7, held_on=D(2016, 8, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(body=assembly, number=7, held_on=D(2016, 12, 31))


def test_a_session_without_a_number_is_found_by_its_day(client, council):
    sitting = Session.objects.create(body=council, held_on=D(2016, 6, 28))
    assert sitting.get_absolute_url() == "/zastupitelstvo/2016-06-28/rk/"
    assert "<h1>Zasedání dne 28. 6. 2016</h1>" in text(client, "/zastupitelstvo/2016-06-28/rk/")
    assert 'href="/zastupitelstvo/2016-06-28/rk/"' in text(client, "/zastupitelstvo/")
    assert client.get("/zastupitelstvo/2016-06-29/rk/").status_code == 404
    assert client.get("/zastupitelstvo/2016-02-30/rk/").status_code == 404
    Session.objects.filter(pk=sitting.pk).update(number=12)
    page = text(client, "/zastupitelstvo/2016-06-28/rk/")
    assert '<link rel="canonical" href="http://testserver/zastupitelstvo/2016/12/rk/">' in page


def test_a_body_has_one_session_without_a_number_a_day(council):
    Session.objects.create(body=council, held_on=D(2016, 6, 28))
    with pytest.raises(ValidationError, match="v tento den zasedání bez čísla"):
        Session(body=council, held_on=D(2016, 6, 28)).full_clean()


def test_a_paper_waits_for_the_number_of_its_session(client, council):
    sitting = Session.objects.create(body=council, held_on=D(2016, 6, 28))
    Paper.objects.create(session=sitting, subject="Předčasná", addressee="Rady", is_public=True)
    for path in ("/informace/", "/zastupitelstvo/2016-06-28/rk/", "/sitemap.xml", "/informace/sestava/", "/"):
        assert "Předčasná" not in text(client, path)
    Session.objects.update(number=12)
    assert "Předčasná" in text(client, "/informace/")


def test_the_agenda_stands_in_its_order_and_what_has_no_place_comes_last(client, session):
    AgendaItem.objects.create(session=session, title="Bez místa")
    AgendaItem.objects.create(session=session, position=10, title="Desátý")
    AgendaItem.objects.create(session=session, position=9, title="Devátý", presented_by="Náměstkyně")
    page = text(client, "/zastupitelstvo/2016/7/")
    places = [
        page.index(words)
        for words in ("bod 9", "Devátý", "Náměstkyně", "bod 10", "Desátý", "bod neuveden", "Bez místa")
    ]
    assert places == sorted(places)


def test_a_session_whose_agenda_nobody_knows_says_so(client, session):
    assert "Program zasedání: neuvedeno" in text(client, "/zastupitelstvo/2016/7/")


def test_places_on_an_agenda_are_taken_once(session):
    AgendaItem.objects.create(session=session, title="a")
    AgendaItem.objects.create(session=session, title="b")
    AgendaItem.objects.create(session=session, position=1, title="c")
    with pytest.raises(ValidationError, match="už na programu zasedání je"):
        AgendaItem(session=session, position=1, title="d").full_clean()
    with pytest.raises(ValidationError, match="číslují od jedné"):
        AgendaItem(session=session, position=0, title="e").full_clean()


def test_a_matter_is_followed_through_the_bodies_to_what_it_rests_on(client, session, paper, council):
    resolution = source(
        kind="resolution", number="1145/16/RK", title="Usnesení 1145", issuer=council, issued_on=D(2016, 6, 28)
    )
    older = source(
        kind="resolution", number="116/14/RK", title="Usnesení 116", issuer=council, issued_on=D(2014, 2, 4)
    )
    oldest = source(kind="resolution", number="85", title="Usnesení 85", issuer_name="Vláda", issued_on=D(2008, 1, 23))
    other = source(kind="resolution", number="9/16/RK", title="Usnesení 9", issuer=council, issued_on=D(2016, 1, 5))
    said = source(issued_on=D(2016, 8, 30))
    for later, earlier in ((resolution, older), (older, oldest), (other, older)):
        Reference.objects.create(kind="follows", later=later, earlier=earlier, source=said)
    PaperEntry.objects.create(paper=paper, role="reason", resolution=resolution)
    sitting = Session.objects.create(body=council, held_on=D(2016, 6, 28))
    AgendaItem.objects.create(session=session, title="Na vědomí", paper=paper)
    AgendaItem.objects.create(session=sitting, title="Ke schválení", resolution=resolution)
    AgendaItem.objects.create(session=sitting, position=2, title="Jiná věc")
    page = text(client, "/zastupitelstvo/2016/7/")
    way = page[page.index("Průběh projednání") : page.index("Na co to navazuje")]
    assert way.index("Ke schválení") < way.index("Na vědomí")
    assert "přijato <a" in way
    assert "usnesení 1145" in way
    assert "Jiná věc" not in page
    behind = page[page.index("Na co to navazuje") :]
    assert "Usnesení 116" in behind
    assert "Usnesení 85" in behind
    assert "Usnesení 9<" not in behind
    assert "Na vědomí" not in text(client, "/zastupitelstvo/2016-06-28/rk/"), "the council did not know of the paper"


def test_what_was_not_known_on_the_day_is_on_no_agenda(client, session):
    late = source(issued_on=D(2020, 1, 1))
    AgendaItem.objects.create(session=session, title="Dodatečně zjištěný bod", source=late)
    assert "Dodatečně" in text(client, "/zastupitelstvo/2016/7/")
    assert "Dodatečně" not in text(client, "/zastupitelstvo/2016/7/", znamo_k="2019-12-31")


def test_the_calendar_tells_the_agenda(client, session, paper, council):
    resolution = source(kind="resolution", title="Usnesení 300/16/ZK", issued_on=D(2016, 8, 30))
    AgendaItem.objects.create(session=session, position=5, title="Na vědomí", paper=paper, resolution=resolution)
    Paper.objects.create(session=session, subject="Mimo program", addressee="Zastupitelstva", is_public=True)
    content = client.get("/zastupitelstvo/kalendar.ics").content.replace(b"\r\n ", b"").decode()
    assert "DESCRIPTION:5. Na vědomí (Usnesení 300/16/ZK)\\nPísemná informace: Mimo program" in content


@pytest.mark.parametrize(
    ("number", "fits"),
    [("1145/16/RK", True), ("1145/16/ZK", False), ("M1145/16/RK", False), ("1145/16/RK/mim", False)],
)
def test_a_resolution_fits_the_pattern_of_its_body_or_does_not(council, number, fits):
    resolution = source(kind="resolution", number=number, issuer=council)
    assert resolution.number_fits is fits


def test_nothing_can_be_said_of_a_number_without_a_pattern(assembly, council):
    assert source(kind="resolution", number="7", issuer=assembly).number_fits is None
    assert source(kind="resolution", number="", issuer=council).number_fits is None
    assert source(kind="resolution", number="85", issuer_name="Vláda").number_fits is None
    assert source(kind="report", number="85", issuer=council).number_fits is None


@pytest.mark.parametrize("pattern", ["[0-9+/RK", "(?P<rok>[0-9]+)/RK", "***:("])
def test_a_pattern_that_is_none_is_refused(council, pattern):
    """Nor one that only some of those who read it can read: a named group is none to the database."""
    council.number_pattern = pattern
    with pytest.raises(ValidationError, match="Tento vzor není regulární výraz"):
        council.full_clean()
