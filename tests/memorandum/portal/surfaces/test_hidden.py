"""What is not public is nowhere."""

import json
import re

from tests import canaries
from tests.memorandum.portal.surfaces.asking import each, each_lasting, words


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
