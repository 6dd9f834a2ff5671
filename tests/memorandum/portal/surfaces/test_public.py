"""Hostile questions, and plain ones, over what everybody may see."""

import re

import pytest

from evidence.models import AsOf
from tests.memorandum.portal.surfaces.asking import each, each_lasting, each_with_facts

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


@each_with_facts
@pytest.mark.parametrize("name", [AsOf.DAY, AsOf.KNOWN])
def test_a_wrong_day_gets_a_sentence_and_no_data(client, public, surface, name):
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
def test_odd_questions_are_answered(client, public, surface):
    for name in (*surface.params, AsOf.DAY, AsOf.KNOWN):
        for value in (*ODD, *(ODD_DAYS if name in DAYS else ())):
            response = client.get(surface.cheapest, {name: value})
            assert response.status_code in (200, 400, 404), (name, value)
            if response.status_code == 400:
                assert "nerozumíme" in response.content.decode(), (name, value)


@each
def test_what_nobody_asks_for_is_no_obstacle(client, public, surface):
    """Every odd value, each under an odd name of its own; as none of them means anything, one question asks all."""
    names = ["\x00" * length for length in range(1, len(ODD) + 1)]
    assert client.get(surface.cheapest, dict(zip(names, ODD, strict=True))).status_code == 200


@each
def test_odd_addresses_are_answered(client, public, surface):
    for value in ("0", "neni", "٣", "%00", "..%2f", "x" * 10_000, "%E2%80%AE", "-", "99999999999999999999"):
        address = "/" + re.sub(r"<\w+:\w+>", value, surface.route)
        if address != f"/{surface.route}":
            assert client.get(address).status_code == 404, address


@each_lasting
def test_a_page_names_its_lasting_address(client, public, surface):
    text = client.get(surface.path).content.decode()
    lasting = f"http://testserver{surface.known_as or surface.path}"
    assert f'<link rel="canonical" href="{lasting}">' in text
    assert f'<meta property="og:url" content="{lasting}">' in text
    assert "noindex" not in text
    if surface.facts:
        other = client.get(surface.path, {AsOf.DAY: "2016-08-30"}).content.decode()
        assert '<meta name="robots" content="noindex">' in other
        assert "canonical" not in other
