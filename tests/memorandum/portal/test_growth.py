"""A record of a country in small: what a page shows and asks does not grow with it."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import databases, plain
from bench.growth import LISTS, addresses
from bench.national import Size
from council.filters import SourceFilter
from evidence.changed_rows import LAST, MANY, SOME, Clock
from evidence.changes import Between
from evidence.models import AsOf, Source, news_models
from funding.models import Amount, Operation
from localities.models import Discrepancy, Locality, Municipality, SupportChange
from memorandum.portal.pages.changes import _place
from memorandum.portal.pictures.land import MOST_MUNICIPALITIES
from memorandum.portal.sitemaps import SitemapSection
from memorandum.portal.topics import ranks
from tests.builders import D
from tests.worlds import built_once

SIZE = Size(municipalities=1_100, localities=80, sources=500, sessions=110, discrepancies=70, memoranda=3, changes=6)
QUERIES, KILOBYTES = 20, 160


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup, django_db_blocker):
    yield from _country(django_db_blocker)


def _country(blocker):
    with built_once(lambda: databases.fill(SIZE), blocker):
        yield


@pytest.fixture(autouse=True)
def _asked(db):
    """Each test reads it."""


def test_the_record_is_the_same_each_time_and_has_everything():
    assert Locality.objects.count() == 80
    assert Municipality.objects.count() == 1_100 > MOST_MUNICIPALITIES
    assert SupportChange.objects.filter(corrected_on__isnull=False).exists()
    assert Locality.objects.order_by("slug").first().name == "Nebvice"


@pytest.mark.parametrize("path", [path for path in LISTS if not path.startswith("/informace/sestava")])
def test_a_page_of_a_large_record_is_no_heavier_than_one_of_a_small_one(client, path):
    _light(client, path)


def test_the_fullest_page_of_each_kind_is_light_too(client):
    for called, path in addresses().items():
        if called not in LISTS:
            _light(client, path)


def _light(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, path
    assert len(asked) <= QUERIES, path
    assert len(answer.content) <= 1024 * KILOBYTES, path


@pytest.mark.parametrize("of_place", [False, True])
def test_what_the_list_of_changes_is_measured_beside_asks_for_the_same_rows(of_place):
    at, since = AsOf.now(), D(2000, 1, 1)
    place = Locality.objects.order_by("slug").first() if of_place else None
    sql, values = plain.changes(since, at.day, place=place.slug if place else "", most=None)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = [(rank, day, model, pk) for rank, day, _, model, pk, *_ in cursor.fetchall()]
    listed = Between(since, at.day, at, locality=place, ranks=ranks()).rows()
    assert rows == [(row["rank"], row["day"], row["model"], row["pk"]) for row in listed]
    assert rows


def test_what_the_list_of_sources_is_measured_beside_asks_for_the_same_rows():
    at = AsOf.now()
    with connection.cursor() as cursor:
        cursor.execute(plain.SOURCES[0], {"kind": "", "skip": 50, "day": at.day})
        rows = [key for key, *_ in cursor.fetchall()]
    assert rows == [source.key for source in SourceFilter.listed(at)[50:100]]


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize("of_place", [False, True])
def test_pages_of_changes_joined_are_the_one_ordered_list(clock, of_place):
    at = AsOf.now()
    locality = Locality.objects.order_by("slug").first() if of_place else None
    asked = Between(D(2000, 1, 1), at.day, at, clock=clock, locality=locality, ranks=ranks())
    whole = [*asked.rows()]
    assert len(whole) > (40 if of_place else 10 * SOME)
    for start in (-1, len(whole) // 3, len(whole) - 60, len(whole) - 2):
        if start >= len(whole) or start < -1:
            continue
        joined, place = [], asked.place(whole[start]) if start >= 0 else None
        while len(rows := asked.some(place)) == SOME and len(joined) < 3 * SOME:
            joined += rows[: SOME - 1]
            place = asked.place(joined[-1])
        found = joined + rows
        assert found == whole[start + 1 :][: len(found)]
        assert len(found) > 3 * SOME or len(found) == len(whole) - start - 1
    back, place = [], asked.place(whole[-1])
    while len(rows := asked.some(place, before=True)) == SOME and len(back) < 3 * SOME:
        back = rows[1:] + back
        place = asked.place(back[0])
    found = rows + back
    assert found == whole[:-1][-len(found) :]


def test_the_pages_of_changes_lead_to_one_another(client):
    first = client.get("/zmeny/", {"od": "2009-01-01", "podle": "poznatku"}).content.decode()
    assert 'rel="prev"' not in first
    after = re.search(r'rel="next" href="([^"]*)"', first)[1].replace("&amp;", "&")
    second = client.get(f"/zmeny/{after}").content.decode()
    before = re.search(r'rel="prev" href="([^"]*)"', second)[1].replace("&amp;", "&")
    told = re.compile(r'<div class="change">.*?</div>', re.DOTALL)
    assert told.findall(client.get(f"/zmeny/{before}").content.decode()) == told.findall(first)
    assert not set(told.findall(second)) & set(told.findall(first))
    assert client.get("/zmeny/", {"od": "2009-01-01", "podle": "poznatku", "strana": 2}).content.decode().count(
        'class="change"'
    ) == second.count('class="change"')


@pytest.mark.parametrize("side", ["po", "pred"])
@pytest.mark.parametrize(
    "token",
    [
        *("x", "1_2_3", "0_2016-08-30_amount_x_began", "0_2016-99-30_amount_1_began", "1_2016-08-30_user_1_began"),
        *(f"3_2016-08-30_amount_{2**63 - 1}_{happened}" for happened in ("corrected", "learned")),
    ],
)
def test_a_place_that_is_none_is_refused_with_a_sentence(client, token, side):
    answer = client.get("/zmeny/", {"od": "2009-01-01", "podle": "poznatku", side: token})
    assert answer.status_code == 400
    assert "za kterou změnou" in answer.content.decode()


def test_so_many_changes_are_not_counted_to_the_last(client):
    page = client.get("/zmeny/", {"od": "2009-01-01", "podle": "poznatku"}).content.decode()
    counts = Between(D(2009, 1, 1), AsOf.now().day, AsOf.now(), clock=Clock.KNOWLEDGE, ranks=ranks()).counts()
    assert max(counts.values()) > MANY
    assert f"více než {MANY} změn" in page.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_map_draws_districts_and_leads_to_their_localities(client):
    page = client.get("/").content.decode()
    circles = re.findall(r'<a href="([^"]*okres=[^"]*)"[^>]*><title>([^:]*): (\d+)', page)
    assert len(circles) == page.count('class="cluster"') > 3
    assert sum(int(count) for *_, count in circles) == 80
    address, _, count = circles[0]
    listed = client.get(address.replace("&amp;", "&")).content.decode()
    assert f"{count} lokalit" in listed.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_map_of_the_site_is_a_list_of_maps_with_every_address_once(client, monkeypatch):
    monkeypatch.setattr(SitemapSection, "limit", 400)
    maps = _locations(client.get("/sitemap.xml"))
    assert any("/sitemap-obce.xml?p=3" in address for address in maps)
    found = [address for each in maps for address in _locations(client.get(each.replace("http://testserver", "")))]
    assert len(found) == len(set(found))
    assert sum("/obce/" in address and address.count("/") == 5 for address in found) == 1_100
    assert sum("/zdroje/" in address and address.count("/") == 5 for address in found) == 500


def test_a_part_of_the_map_that_is_not_there_is_not_found(client):
    assert client.get("/sitemap-nic.xml").status_code == 404


def _locations(answer):
    assert answer.status_code == 200
    return [each.text for each in ElementTree.fromstring(answer.content).iter() if each.tag.endswith("}loc")]


def test_each_passage_of_a_long_document_is_led_to(client):
    source = Source.objects.get(key="dokument-0")
    assert source.is_long
    cited = [*Amount.objects.filter(source=source).select_related("source")[:40:8]]
    for fact in cited:
        assert f"?udaj={fact.anchor}#{fact.anchor}" in fact.citation_url
        page = client.get(fact.citation_url).content.decode()
        assert f'<span id="{fact.anchor}">' in page
        assert f'id="udaj-{fact.anchor}"' in page


def test_the_parts_of_a_long_document_are_the_whole_of_it_with_each_passage_once(client):
    source = Source.objects.get(key="dokument-0")
    text, anchors, number = "", [], 1
    while True:
        page = client.get(source.get_absolute_url(), {"strana": number}).content.decode()
        shown = re.search(r'<div class="source-text"[^>]*>(.*?)</div>', page, re.DOTALL)[1]
        anchors += re.findall(r'<span id="([^"]*)">', shown)
        text += re.sub(r"<[^>]*>", "", shown)
        if 'rel="next"' not in page:
            break
        number += 1
    assert number > 2
    assert len(anchors) == len(set(anchors))
    facts = Amount.objects.filter(source=source).values_list("key", flat=True)
    assert {f"amount-{key}" for key in facts} <= set(anchors)
    assert text.replace("\n", "").startswith(source.text.replace("\n", "")[:200])


@pytest.mark.parametrize("asked", ["po", "pred"])
@pytest.mark.parametrize("podle", ["platnosti", "poznatku", "zapisu"])
@pytest.mark.parametrize("span", [{}, {"od": "1900-01-01", "do": "1900-01-02"}])
def test_a_list_goes_on_after_any_place_also_where_nothing_comes(client, asked, podle, span):
    at = "1900-01-01T00:00:00Z" if podle == "zapisu" else "1900-01-01"
    for model in news_models():
        place = f"3_{at}_{model._meta.model_name}_1_began"
        assert client.get("/zmeny/", {asked: place, "podle": podle, **span}).status_code == 200, place


NO_PLACES = [
    *("x", "____", "2_2016-08-30_amount_1_x", "2_2016-08-30_amount_1_\0", "2_2016-13-30_amount_1_began"),
    *("2_2016-08-30_amount_-1_began", f"2_2016-08-30_amount_{'9' * 5000}_began", "x_2016-08-30_amount_1_began"),
]


@pytest.mark.parametrize("asked", ["po", "pred"])
@pytest.mark.parametrize("place", NO_PLACES)
def test_what_is_no_place_of_a_change_gets_a_sentence(client, asked, place):
    answer = client.get("/zmeny/", {asked: place, "podle": "platnosti"})
    assert answer.status_code == 400
    assert "za kterou změnou seznam pokračuje" in answer.content.decode()


def test_an_address_tells_nothing_of_where_a_hidden_locality_stands():
    """The place of a change that is not public is as if nobody had it, so its order cannot be asked for bit by bit."""
    hidden = SupportChange.objects.first()
    asked = Between(D(2000, 1, 1), D(2030, 1, 1), AsOf.now())
    place = f"0_2016-08-30_supportchange_{hidden.pk}_began"
    assert _place(asked, place).subject == hidden.locality.name_key
    Locality.objects.filter(pk=hidden.locality_id).update(is_public=False)
    assert _place(asked, place).subject == LAST


def test_a_discrepancy_is_led_to_on_whichever_page_it_stands(client):
    for discrepancy in Discrepancy.objects.all()[::20]:
        page = client.get(discrepancy.get_absolute_url()).content.decode()
        assert f'id="{discrepancy.key}"' in page
        assert page.count('class="discrepancy"') <= 30


def test_a_locality_with_thousands_of_amounts_and_projects_shows_the_latest_of_them(client):
    databases.fill_heavy(3_000, with_triggers=True)
    place = Locality.objects.order_by("slug")[0]
    assert Operation.objects.of_locality(place).count() >= 300
    _light(client, place.get_absolute_url())
    page = client.get(place.get_absolute_url()).content.decode()
    assert "jsou jen nejnovější" in page.replace("&nbsp;", " ")
    latest = Amount.objects.filter(locality=place, designation__startswith="výzva")
    last = latest.order_by("-effective_on", "-known_on", "-pk")[0]
    assert f"#{last.anchor}" in page
    _light(client, "/finance/")
    _light(client, "/zmeny/?od=2009-01-01")


def test_the_list_of_money_has_every_amount_on_one_of_its_pages(client):
    shown = []
    for number in range(1, 30):
        page = client.get("/finance/", {"strana": number}).content.decode()
        shown += re.findall(r"#(amount-udaj-\d+)", page.partition("<main")[2].partition("Poznámky")[0])
        if 'rel="next"' not in page:
            break
    told = {f"amount-{key}" for key in Amount.objects.public().state(AsOf.now()).values_list("key", flat=True)}
    assert told <= set(shown)
