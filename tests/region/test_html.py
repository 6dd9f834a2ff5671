"""Pages of the region's record, read as strictly as the HTML standard does, and weighed."""

import re
from collections import Counter
from itertools import pairwise

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.models import AsOf
from memorandum.portal.pictures import read_land
from memorandum.portal.region import current
from tests.surfaces import PAGES

THEN = "ke_dni=2016-08-30&znamo_k=2016-08-30"
#: Beside the examples of the register: other days, empty lists, mistakes, and addresses that are none.
MORE = [
    *(f"/{path}?{THEN}" for path in ("", "lokality/", "lokality/frydlantsko/", "informace/sestava/", "obce/563820/")),
    "/lokality/?ke_dni=1990-01-01",
    "/lokality/?q=nic+takového",
    "/lokality/?podpora=neni",
    "/lokality/?ke_dni=2016-02-30",
    "/neni/",
]
LABELLED = {"input", "select", "textarea"}


def tree(text):
    """The page as elements; fails at the first thing that the standard calls a parse error."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    document = parser.parse(text)
    lines = text.splitlines()
    assert [(name, told, lines[line - 1][:200]) for (line, _), name, told in parser.errors] == []
    return document


@pytest.fixture(scope="module")
def ask(loaded, django_db_blocker):
    """What a page answers, and what it asks of the database; each page is asked once."""
    known = {}

    def asked(path):
        if path not in known:
            with django_db_blocker.unblock():
                current()  # read once a minute, so it is no page that pays for it
                read_land(AsOf.now())  # boundaries are drawn once after each import
                with CaptureQueriesContext(connection) as queries:
                    known[path] = (Client().get(path).content, [query["sql"] for query in queries])
        return known[path]

    return asked


@pytest.fixture(scope="module", params=[*(surface.path for surface in PAGES), *MORE])
def document(request, ask):
    """One page after another, each read once: to read so strictly takes longer than to make the page."""
    return tree(ask(request.param)[0].decode())


def name_of(element, by_id):
    """What a screen reader calls a link, a button or a field: roughly as the standard of names computes it."""
    if label := element.get("aria-label") or element.get("title"):
        return label
    if labels := element.get("aria-labelledby"):
        return " ".join("".join(by_id[label].itertext()) for label in labels.split())
    images = [part.get("alt") or part.get("aria-label") or "" for part in element.iter() if part.tag in ("img", "svg")]
    return "".join([*element.itertext(), *images]).strip()


def test_a_page_is_valid_and_everything_has_its_name(document):
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    by_id = {element.get("id"): element for element in elements if element.get("id")}
    assert [name for name, count in ids.items() if count > 1 or not name or re.search(r"\s", name)] == []
    assert document.get("lang") == "cs"
    assert document.find("head/title").text.strip()

    referred = {
        name
        for element in elements
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
        for name in element.get(attribute, "").split()
    }
    referred |= {href[1:] for element in elements if (href := element.get("href", "")).startswith("#") and href != "#"}
    assert referred - by_id.keys() == set()

    fields = [e for e in elements if e.tag in LABELLED and e.get("type") != "hidden"]
    labels = {element.get("for") for element in elements if element.tag == "label"}
    assert [e.get("name") for e in fields if e.get("id") not in labels and not e.get("aria-label")] == []
    nameless = [e for e in elements if e.tag in ("a", "button", "summary") and not name_of(e, by_id)]
    assert [e.attrib for e in nameless] == []
    assert [e.attrib for e in elements if e.tag == "a" and not e.get("href")] == []
    assert [e.attrib for e in elements if e.tag == "img" and e.get("alt") is None] == []
    middle = [child for e in elements if e.tag == "figure" for child in [*e][1:-1] if child.tag == "figcaption"]
    assert middle == [], "the name of a figure stands first or last in it"
    assert [e.attrib for e in elements if e.tag == "th" and not e.get("scope")] == []
    assert [e.attrib for e in elements if "style" in e.attrib or any(name.startswith("on") for name in e.attrib)] == []


def test_headings_lead_from_one_to_the_next(document):
    levels = [int(e.tag[1]) for e in document.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_nothing_stands_between_the_way_to_a_page_and_its_heading(document):
    """Whoever listens hears what the page is before they are asked to which day."""
    main = next(e for e in document.iter("main"))
    before = []
    for element in main.iter():
        if element.tag == "h1":
            break
        before.append(element)
    assert [e.tag for e in before if e.tag in (*LABELLED, "button", "summary", "section")] == []


def test_notes_are_numbered_as_they_are_read_and_each_is_told_below(document):
    """Each list of notes belongs to its paper, or to the rest of the page."""
    papers = [*document.iter("article")] if document.find(".//article[@class='paper']") is not None else []
    within = {element for paper in papers for element in paper.iter()}
    for part in ([*papers[0].iter()] if papers else [], [e for e in document.iter() if e not in within]):
        numbers = [int(e.text) for e in part if e.tag == "sup" and e.get("class") == "cite-number"]
        lists = [e for e in part if e.tag == "details" and e.get("class") == "notes"]
        told = [item for notes in lists for item in notes.iter("li")]
        assert [*dict.fromkeys(numbers)] == [*range(1, len(told) + 1)]
        cited = sum(e.tag == "a" and (e.get("title") or "").startswith("Zdroj: ") for e in part)
        is_embed = document.find("body").get("class") == "embed"  # a picture for another page: no room for notes
        assert papers or is_embed or cited == len(numbers), "whose source can be read only by pointing at it"


def test_no_two_pages_have_one_title(ask):
    titles = Counter(
        re.search("<title>(.*?)</title>", ask(surface.path)[0].decode(), re.S)[1]
        for surface in PAGES
        if not surface.known_as
    )
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("surface", PAGES, ids=lambda surface: surface.route or "home")
def test_a_page_is_no_heavier_than_promised_and_asks_no_more(ask, surface):
    content, queries = ask(surface.path)
    assert len(queries) <= surface.queries, "\n".join(queries)
    assert len(content) <= surface.kilobytes * 1024


@pytest.mark.parametrize("query", ["", "?q=liberec", "?ke_dni=2016-08-30&znamo_k=2016-08-30"])
@pytest.mark.parametrize(
    "path", ["lokality", "obce", "usneseni", "zastupitelstvo", "informace", "zdroje", "rozpory", "finance", "zmeny"]
)
def test_how_many_rows_the_files_have_stands_at_their_links(client, path, query):
    page = client.get(f"/{path}/{query}").content.decode()
    found = re.search(r'Stáhnout tento seznam <span class="soft">\(([\d\xa0]+)\xa0řád', page)
    rows = client.get(f"/{path}/export.json{query}").json()["radky"]
    assert int(found[1].replace("\xa0", "")) == len(rows) if found else not rows
