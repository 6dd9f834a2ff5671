"""Atom feeds by RFC 4287: lasting names, days, from what to what."""

import datetime
import re
from xml.etree import ElementTree as ET

import pytest
from django.db.models import F
from django.utils import timezone

from localities.models import SupportChange
from tests.builders import D, discrepancy, later, locality, source, support

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client, path="/zmeny/atom.xml", **query):
    response = client.get(path, query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def entries(tree):
    return tree.findall("a:entry", ATOM)


def value(element, name):
    return element.findtext(f"a:{name}", namespaces=ATOM).replace("\xa0", " ")


def moment(element):
    return datetime.datetime.fromisoformat(value(element, "updated"))


@pytest.fixture
def place():
    place = locality("Lhota <&> Lhotka", slug="lhota")
    paper = source(key="zdroj", title="Zpráva <b>")
    support(place, "intensive", D(2014, 1, 1), D(2014, 3, 3), source=paper)
    later()
    support(place, "remote", D(2016, 7, 1), D(2016, 8, 30), source=paper)
    return place


def test_a_feed_has_all_that_the_standard_asks_for(client, place):
    tree = feed(client)
    assert value(tree, "title").startswith("Co se změnilo")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", value(tree, "id"))
    assert moment(tree) == max(SupportChange.objects.values_list("recorded_at", flat=True))
    assert value(tree.find("a:author", ATOM), "name")
    links = {link.get("rel"): link.get("href") for link in tree.findall("a:link", ATOM)}
    assert links == {"self": "http://testserver/zmeny/atom.xml", "alternate": "http://testserver/zmeny/"}
    assert len(entries(tree)) == 2
    for entry in entries(tree):
        assert all(value(entry, name) for name in ("id", "title", "updated", "summary"))
    assert len({value(entry, "id") for entry in entries(tree)}) == 2


def test_an_entry_says_from_what_to_what_and_leads_to_the_words(client, place):
    entry = entries(feed(client))[0]
    assert value(entry, "title") == "Lhota <&> Lhotka: remote od 1. 7. 2016"
    assert value(entry, "summary") == (
        "Dříve: intensive od 1. 1. 2014. Nyní: remote od 1. 7. 2016. Zdroj: Zpráva &lt;b&gt;."
    ), "a summary is HTML, so what a person typed is escaped in it"
    related = entry.find("a:link[@rel='related']", ATOM).get("href")
    assert related.startswith("http://testserver/zdroje/zdroj/#supportchange-")


def test_what_was_not_there_before_is_told_as_unknown(client, place):
    assert value(entries(feed(client))[1], "summary").startswith("Dříve: neuvedeno. Nyní: intensive")


def test_names_of_entries_last_whatever_the_address_and_the_state(client, place):
    before = {value(entry, "id") for entry in entries(feed(client))}
    SupportChange.objects.filter(effective_on=D(2016, 7, 1)).update(
        corrected_on=D(2017, 1, 1), correction="Omyl.", correction_source=F("source")
    )
    response = client.get("/zmeny/atom.xml", headers={"host": "localhost"})
    after = {value(entry, "id"): value(entry, "title") for entry in entries(ET.fromstring(response.content))}
    assert before < after.keys(), "a correction is an entry of its own"
    assert len(after) == 3
    assert sum("opraven" in title for title in after.values()) == 1


def test_a_locality_has_its_own_feed(client, place):
    support(locality("Jiná", slug="jina"), "intensive", D(2015, 1, 1), D(2015, 1, 1))
    discrepancy(place=place, held="Od 2014.", reason="Tak.", known_on=D(2017, 1, 1))
    tree = feed(client, "/lokality/lhota/atom.xml")
    assert len(entries(tree)) == 3
    summary = value(entries(tree)[0], "summary")
    assert summary.startswith("Od 2014. Důvod: Tak. Zdroj: ")
    assert value(tree, "id") != value(feed(client), "id")
    page = client.get("/lokality/lhota/").content.decode()
    assert 'type="application/atom+xml"' in page
    assert 'href="/lokality/lhota/atom.xml"' in page


def test_a_hidden_locality_has_no_feed(client, place):
    locality("Tajná", slug="tajna", is_public=False)
    assert client.get("/lokality/tajna/atom.xml").status_code == 404
    assert client.get("/lokality/neni/atom.xml").status_code == 404


def test_an_empty_feed_is_valid(client):
    tree = feed(client, znamo_k="2000-01-01")
    assert entries(tree) == []
    assert timezone.now() - moment(tree) < datetime.timedelta(minutes=1)


def test_a_feed_tells_only_what_was_known(client, place):
    assert len(entries(feed(client, znamo_k="2016-08-29"))) == 1


def test_characters_that_no_xml_may_hold_do_not_break_the_feed(client, place):
    SupportChange.objects.filter(effective_on=D(2016, 7, 1)).update(
        corrected_on=D(2017, 1, 1), correction="Omyl\x0b\x1b ]]> \ufffe", correction_source=F("source")
    )
    assert "Omyl" in value(entries(feed(client))[0], "summary")


def test_a_long_history_is_cut(client):
    place = locality()
    for number in range(60):
        support(place, "intensive", D(2010, 1, 1), D(2015, 1, 1), note=str(number), restarts=True)
    assert len(entries(feed(client))) == 40
