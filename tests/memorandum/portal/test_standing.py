"""The standing pages: what the law wants said, contacts that nobody has made up, two clocks by an example."""

import re

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from memorandum.checks import REQUIRED
from tests import canaries

OPERATOR = {
    "name": "Kraj <Lhota>",
    "address": "Náměstí 1, Lhota",
    "email": "portal@lhota.example",
    "accessibility_email": "",
    "data_protection": "poverenec@lhota.example",
}
NOBODY = dict.fromkeys(OPERATOR, "")


def text(client, path):
    return client.get(path).content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


def test_the_statement_of_accessibility_has_every_part_that_the_law_asks_for(client, db):
    found = text(client, "/pristupnost/")
    for part in ("soulad", "nepristupne", "vypracovani", "kontakt", "vymahani"):
        assert f'<h2 id="{part}">' in found
    for words in (
        "č. 99/2019 Sb.",
        "(EU) 2016/2102",
        "http://testserver/",
        "částečně v souladu",
        "Nepřiměřená zátěž",
        "na který se zákon nevztahuje",
        "vypracováno dne",
        "vlastního posouzení",
        "§ 9",
        "Digitální a informační agenturu",
    ):
        assert words in found


@pytest.mark.parametrize("path", ["/pristupnost/", "/ochrana-udaju/", "/o-portalu/"])
def test_a_contact_that_is_not_set_is_not_made_up(client, db, path):
    with override_settings(OPERATOR=NOBODY):
        found = text(client, path)
    assert "kontakt doplní správce portálu" in found
    assert "mailto:" not in found
    with override_settings(OPERATOR=OPERATOR):
        found = text(client, path)
    assert "doplní správce" not in found
    assert 'href="mailto:portal@lhota.example"' in found
    assert "<Lhota>" not in found


def test_accessibility_may_have_a_letter_box_of_its_own(client, db):
    with override_settings(OPERATOR=OPERATOR | {"accessibility_email": "pristupnost@lhota.example"}):
        found = text(client, "/pristupnost/")
    assert "pristupnost@lhota.example" in found
    assert "portal@lhota.example" not in found


def ids():
    return [message.id for message in run_checks() if message.id.startswith("memorandum.W00")]


def test_the_operator_is_asked_for_contacts_when_the_portal_gets_a_public_name(db):
    with override_settings(OPERATOR=NOBODY, ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]"]):
        assert ids() == [], "nothing is missed on a laptop"
    with override_settings(OPERATOR=NOBODY, ALLOWED_HOSTS=["portal.example"]):
        (warning,) = [message for message in run_checks() if message.id == "memorandum.W001"]
        assert all(variable in warning.msg for variable in REQUIRED.values())
        assert warning.hint
    with override_settings(OPERATOR=OPERATOR, ALLOWED_HOSTS=["portal.example"]):
        assert "memorandum.W001" not in ids()


def test_a_mistyped_e_mail_is_found(db):
    with override_settings(OPERATOR=OPERATOR | {"email": "portal(zavináč)lhota.example"}):
        assert ids() == ["memorandum.W002"]


def test_the_two_clocks_are_shown_by_an_example_from_the_record(client, db):
    assert "Příklad:" not in text(client, "/o-portalu/")
    place = canaries.public_world()
    paper = place.support_changes.first().source
    assert "Příklad:" not in text(client, "/o-portalu/"), "nothing has turned out to be different yet"
    place.support_changes.filter(effective_on=canaries.D(2016, 7, 1)).update(
        corrected_on=canaries.D(2017, 1, 1), correction="omyl", correction_source=paper
    )
    found = text(client, "/o-portalu/")
    assert "Příklad: Lhota 30. 8. 2016" in found
    answers = re.findall(r'<span class="support [^"]*">(\w+)</span>', found)
    assert answers == ["remote", "intensive", "intensive"]
    assert paper.title in found
    place.is_public = False
    place.save()
    assert "Lhota" not in text(client, "/o-portalu/")


def test_the_sitemap_lists_what_is_public_with_the_last_day_of_change(client, db):
    place = canaries.public_world()
    canaries.hidden_world(place)
    canaries.late_world(place)
    found = client.get("/sitemap.xml").content.decode()
    entries = dict(re.findall(r"<loc>http://testserver([^<]*)</loc>(?:<lastmod>([^<]*)</lastmod>)?", found))
    assert entries["/lokality/tanvald/"] == "2020-01-02"
    assert entries["/zastupitelstvo/2016/7/"] == "2016-08-30"
    assert {"/", "/obce/563820/", "/pristupnost/", "/zdroje/pisemna-informace-2016-08-30/"} <= entries.keys()
    assert "kanar" not in found
    assert [path for path in entries if client.get(path).status_code != 200] == []
    assert client.get("/sitemap.xml").content.decode() == found


def test_robots_are_told_what_to_leave_alone(client, db):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /sprava/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    barred = [re.escape(line.removeprefix("Disallow: ")).replace(r"\*", ".*") for line in lines if "Disallow" in line]
    advertised = re.findall(r'"contentUrl": ?"http://testserver([^"]+)"', text(client, "/lokality/"))
    assert len(advertised) >= 2
    for address in advertised:
        assert not any(re.match(rule, address) for rule in barred), f"{address} is advertised to robots"
    assert any(re.match(rule, "/lokality/export.pdf") for rule in barred)
