"""The small pages for other sites: framed by anybody, as quiet as all others, and the only ones of their kind."""

import html
import re

import pytest

from tests import canaries
from tests.builders import D, locality, member, municipality, support
from tests.surfaces import PAGES

EMBEDS = ["/mapa/vlozit/", "/lokality/lhota/vlozit/"]
each = pytest.mark.parametrize("path", EMBEDS)


@pytest.fixture
def place(db):
    place = locality("Lhota", slug="lhota")
    member(place, municipality("Lhota", code="900001", lat="50.1", lon="15.1"))
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    support(place, "remote", D(2016, 7, 1), D(2016, 7, 1))
    return place


def framable(response):
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    return policy["frame-ancestors"] == "*" and "X-Frame-Options" not in response


@each
def test_anybody_may_frame_it_and_nothing_else_is_loosened(client, place, path):
    response, usual = client.get(path), client.get("/")
    assert framable(response)
    assert (
        response["Content-Security-Policy"].replace("frame-ancestors *", "frame-ancestors 'none'")
        == usual["Content-Security-Policy"]
    )
    assert not response.cookies


@each
def test_a_wrong_day_is_explained_inside_the_frame(client, place, path):
    response = client.get(path, {"ke_dni": "2016-02-30"})
    assert response.status_code == 400
    assert framable(response)


def test_no_other_page_may_be_framed(client, db):
    canaries.public_world()
    may = {surface.path for surface in PAGES if framable(client.get(surface.path))}
    assert may == {"/mapa/vlozit/", "/lokality/tanvald/vlozit/"}


@each
def test_every_link_leaves_the_frame_and_keeps_the_two_days(client, place, path):
    text = client.get(path, {"ke_dni": "2016-06-30", "znamo_k": "2016-08-30"}).content.decode()
    assert '<base target="_top">' in text
    links = [html.unescape(link) for link in re.findall(r'<a [^>]*href="([^"#]*)', text)]
    assert links
    assert all(link.endswith("?ke_dni=2016-06-30&znamo_k=2016-08-30") for link in links), links
    assert "30.\xa06.\xa02016" in text
    assert 'class="support look-outline stage-during">intensive</span>' in text
    assert "remote" not in text


@pytest.mark.parametrize(("page", "embed"), [("/", "/mapa/vlozit/"), ("/lokality/lhota/", "/lokality/lhota/vlozit/")])
def test_the_page_gives_the_code_that_embeds_it(client, place, page, embed):
    [code] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", client.get(page).content.decode(), re.DOTALL)
    [address] = re.findall(r'^<iframe src="http://testserver([^"]*)" title="[^"]+"', html.unescape(code))
    assert address == embed
    assert client.get(address).status_code == 200


def test_a_locality_that_is_not_public_has_no_frame(client, db):
    locality("Kanárov", slug="kanarov", is_public=False)
    assert client.get("/lokality/kanarov/vlozit/").status_code == 404
