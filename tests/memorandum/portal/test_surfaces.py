"""Every surface of the register, walked with hostile questions over a hostile record."""

import io
import json
import mimetypes
import re
import subprocess
import unicodedata
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from evidence.models import AsOf
from funding.models import Amount
from memorandum.portal import region
from tests import canaries
from tests.builders import locality, member, municipality, source, support
from tests.surfaces import FACTS, PAGES, SURFACES

ODD = [
    "-1",
    "999999999999999999999",
    "x" * 10_000,
    "a\x00b",
    "%",
    "_",
    "' OR 1=1 --",
    "\u202edne\u200f",
    "\uffff",
    "</script><b>",
    "٣",
]
DAYS = (AsOf.DAY, AsOf.KNOWN, "od", "do")
ODD_DAYS = ["2016-02-30", "9999-12-31", "0001-01-01", "2016-8-30"]
each = pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.route or "home")
each_lasting = pytest.mark.parametrize(
    "surface", [surface for surface in PAGES if surface.lasting], ids=lambda surface: surface.route or "home"
)
each_with_facts = pytest.mark.parametrize("surface", FACTS, ids=lambda surface: surface.route or "home")


@pytest.fixture
def world(db):
    return canaries.public_world()


@pytest.fixture
def hidden(world):
    canaries.hidden_world(world)


@pytest.fixture
def late(world):
    canaries.late_world(world)


def folded(text):
    """Small letters without accents and spaces, so that no way of writing hides a word or an amount."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[\u0300-\u036f\s]|&nbsp;", "", plain)


def words(response):
    """All that a reader of the answer can find in it, whatever its format."""
    return told(response.get("Content-Type", ""), response.content)


def told(kind, content):
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(
                told(mimetypes.guess_type(name)[0] or "", archive.read(name)) for name in archive.namelist()
            )
    if "officedocument" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return folded(" ".join(re.sub(r"<[^>]*>", "", part) + part for part in parts))
    if kind == "application/pdf":
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        return folded(done.stdout.decode())
    return folded(content.decode())


def routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_every_public_address_is_in_the_register_and_nothing_else():
    public = {route for route in routes(get_resolver().url_patterns) if not route.startswith("sprava/")}
    assert public == {surface.route for surface in SURFACES}
    assert len(SURFACES) == len(public), "a route is in the register twice"


@each
def test_an_example_is_of_its_route(surface):
    assert {resolve(path).route for path in surface.paths} == {surface.route}
    assert surface.queries <= (75 if surface.path.endswith(".zip") else 12)  # an archive holds nine lists and a paper
    assert surface.kilobytes <= (150 if surface.route.startswith("obce/") else 60)


@each
def test_answers_without_cookies_and_without_asking_too_much(client, late, surface, django_assert_max_num_queries):
    region.current()  # read once a minute, so it is no page that pays for it
    for path in surface.paths:
        with django_assert_max_num_queries(surface.queries):
            response = client.get(path)
        assert response.status_code == 200, path
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "unsafe" not in response["Content-Security-Policy"]


@each
def test_more_records_cost_no_more_queries(client, world, surface):
    with CaptureQueriesContext(connection) as few:
        client.get(surface.cheapest)
    for number in range(20):
        other = locality(f"Lhotka {number}")
        member(other, municipality(f"Lhotka {number}"))
        paper = source()
        support(other, "intensive", canaries.LONG_AGO, canaries.LONG_AGO, source=paper)
        Amount.objects.create(
            locality=other,
            kind="allocated",
            amount=1 + number,
            source=paper,
            effective_on=canaries.LONG_AGO,
            known_on=canaries.LONG_AGO,
        )
    with CaptureQueriesContext(connection) as many:
        client.get(surface.cheapest)
    assert len(many) <= len(few)


@each
def test_an_empty_record_is_no_obstacle(client, db, surface):
    status = client.get(surface.cheapest).status_code
    assert status in (200, 404) if "<" in surface.route or surface.formats else status == 200


@each
def test_what_is_not_public_is_nowhere(client, hidden, surface):
    for path in surface.paths:
        found = words(client.get(path))
        assert "kanar" not in found, path
        assert str(canaries.HIDDEN_AMOUNT) not in found, path
        with_municipalities = surface.route.startswith(("obce/", "sitemap")) or path.endswith(".zip")
        assert "ptac" not in found or with_municipalities, path


@each
def test_a_record_that_is_not_public_has_no_address_of_its_own(client, hidden, surface):
    addresses = {re.sub(r"<slug:\w+>", slug, surface.route) for slug in ("kanar", "kanar-zdroj", "kanar-pismo")}
    for address in addresses - {surface.route}:
        assert client.get(f"/{address}").status_code == 404, address


@each_with_facts
def test_what_was_not_known_yet_is_nowhere(client, late, surface):
    for path in surface.paths:
        found = words(client.get(path, {AsOf.KNOWN: canaries.BEFORE.isoformat()}))
        assert "pozdni" not in found, path
        assert str(canaries.LATE_AMOUNT) not in found, path


@pytest.mark.parametrize("surface", [s for s in FACTS if s.by_day], ids=lambda surface: surface.route or "home")
def test_what_had_not_begun_yet_is_nowhere(client, late, surface):
    for path in surface.paths:
        found = words(client.get(path, {AsOf.DAY: canaries.BEFORE.isoformat()}))
        assert "pristi" not in found, path
        assert str(canaries.LATE_AMOUNT + 1) not in found, path


def test_what_is_known_and_has_begun_is_told(client, late):
    """The counterpart of the two tests above: these canaries can sing."""
    then = {AsOf.DAY: canaries.TURN.isoformat(), AsOf.KNOWN: canaries.TURN.isoformat()}
    found = "".join(words(client.get(surface.cheapest, then)) for surface in FACTS)
    for told in ("pozdniplan", "pristiplan", "pristipoznamka", "pozdnioprava", str(canaries.LATE_AMOUNT)):
        assert told in found


@each_with_facts
@pytest.mark.parametrize("name", [AsOf.DAY, AsOf.KNOWN])
def test_a_wrong_day_gets_a_sentence_and_no_data(client, world, surface, name):
    for path in surface.paths:
        response = client.get(path, {name: "2016-02-30"})
        assert response.status_code == 400, path
        assert "Content-Disposition" not in response
        text = response.content.decode()
        assert "Takový den v\xa0kalendáři není" in text
        assert 'value="2016-02-30"' in text, "what was typed stays to be mended"
        assert "Lhota" not in text
        assert 'class="support' not in text


@each
def test_odd_questions_are_answered(client, world, surface):
    for name in (*surface.params, AsOf.DAY, AsOf.KNOWN, "\x00"):
        for value in (*ODD, *(ODD_DAYS if name in DAYS else ())):
            response = client.get(surface.cheapest, {name: value})
            assert response.status_code in (200, 400, 404), (name, value)
            if response.status_code == 400:
                assert "nerozumíme" in response.content.decode(), (name, value)


@each
def test_odd_addresses_are_answered(client, world, surface):
    for value in ("0", "neni", "٣", "%00", "..%2f", "x" * 10_000, "%E2%80%AE", "-", "99999999999999999999"):
        address = "/" + re.sub(r"<\w+:\w+>", value, surface.route)
        if address != f"/{surface.route}":
            assert client.get(address).status_code == 404, address


@each_lasting
def test_a_page_names_its_lasting_address(client, world, surface):
    text = client.get(surface.path).content.decode()
    lasting = f"http://testserver{surface.known_as or surface.path}"
    assert f'<link rel="canonical" href="{lasting}">' in text
    assert f'<meta property="og:url" content="{lasting}">' in text
    assert "noindex" not in text
    if surface.facts:
        other = client.get(surface.path, {AsOf.DAY: "2016-08-30"}).content.decode()
        assert '<meta name="robots" content="noindex">' in other
        assert "canonical" not in other


@each_lasting
def test_data_for_machines_can_be_read_and_say_no_more_than_the_page(client, hidden, surface):
    text = client.get(surface.path).content.decode()
    for block in re.findall(r'<script type="application/ld.json">(.*?)</script>', text, re.S):
        data = json.loads(block)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] in ("WebSite", "Dataset", "Event")
        assert data["url"] == f"http://testserver{surface.known_as or surface.path}"
        for file in data.get("distribution", ()):
            assert client.get(file["contentUrl"].removeprefix("http://testserver")).status_code == 200
    assert text.count("<script") == len(re.findall("<script type=.application/ld.json.>", text)), "nothing to be run"
