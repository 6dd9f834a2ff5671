"""What the register of municipalities says has days: no surface tells a name, a place or a count before its time."""

from evidence.models import AsOf
from tests import canaries
from tests.memorandum.portal.surfaces.asking import each_by_day, each_with_facts, words
from tests.surfaces import FACTS

BEFORE, TURN = canaries.BEFORE.isoformat(), canaries.TURN.isoformat()
THEN = [{AsOf.DAY: BEFORE}, {AsOf.KNOWN: BEFORE}, {AsOf.DAY: TURN, AsOf.KNOWN: BEFORE}]
#: Pages that also tell what held earlier, and that it held earlier.
HISTORY = {"obce/<slug:code>/", "obce/export.<table:extension>"}
#: Those that tell of a municipality that has ended when it joined.
JOINED = {"zmeny/", "zmeny/export.<table:extension>", "zmeny/atom.xml", "lokality/<slug:slug>/atom.xml"}


def asked(client, surface, query):
    more = {"od": "1990-01-01"} if surface.route.startswith("zmeny/") else {}
    return words(client.get(surface.cheapest, query | more))


@each_with_facts
def test_what_the_register_said_only_later_is_nowhere(client, register, surface):
    for query in THEN:
        found = asked(client, surface, query)
        assert [word for word in canaries.LATER if word in found] == [], query


@each_by_day
def test_what_the_register_no_longer_says_is_not_told_of_now(client, register, surface):
    found = asked(client, surface, {})
    told = [word for word in canaries.FORMERLY if word in found]
    assert told == [] or surface.route in HISTORY or (told == ["zaniklaves"] and surface.route in JOINED)


def test_what_told_the_former_words_tells_the_later_ones_now(client, register):
    """The counterpart of the two tests above: these canaries can sing."""
    surfaces = [surface for surface in FACTS if surface.by_day]
    said_then = {surface.route: asked(client, surface, {AsOf.DAY: BEFORE}) for surface in surfaces}
    says_now = {surface.route: asked(client, surface, {}) for surface in surfaces}
    for then, now in zip(canaries.FORMERLY, canaries.LATER, strict=True):
        before = {route for route, text in said_then.items() if then in text}
        after = {route for route, text in says_now.items() if now in text}
        assert before == after, (then, now)
        assert "obce/" in after or now == "statutarnimesto"
    names = {"", "lokality/", "lokality/<slug:slug>/", "lokality/<slug:slug>/vlozit/", "mapa/vlozit/", "zmeny/"}
    told = {route for route, text in says_now.items() if "pozdnives" in text}
    assert names | {"informace/sestava/", "obce/<slug:code>/"} <= told


def test_a_source_names_a_municipality_as_it_was_called(client, register):
    path = f"/zdroje/{canaries.PAPER}/"
    assert "davnaves" in words(client.get(path, {AsOf.DAY: BEFORE}))
    assert "pozdnives" in words(client.get(path))


def test_the_page_of_what_has_ended_says_so_and_into_what_it_merged(client, register):
    now, before = (words(client.get("/obce/900011/", query)) for query in ({}, {AsOf.DAY: BEFORE}))
    assert "obecpodleregistruneexistovala:zanikla1.1.2020astalasesoucastiobce" in now
    assert "pozdnives" in now
    assert "neexistovala" not in before
    assert "pozdnives" not in before
    assert "neexistovala" in words(client.get("/obce/900012/", {AsOf.DAY: BEFORE}))
    assert "neexistovala" not in words(client.get("/obce/900012/"))


def test_a_municipality_is_found_by_what_it_was_called(client, register):
    for query in ({"q": "Dávná Ves"}, {"q": "davna ves", AsOf.DAY: BEFORE}):
        assert "/obce/563820/" in client.get("/obce/", query).content.decode()
        assert "/lokality/tanvald/" in client.get("/lokality/", query).content.decode()


def test_lists_are_narrowed_and_ordered_by_what_held_on_the_day(client, register):
    def codes(**query):
        return [row["code"] for row in client.get("/obce/export.json", query).json()["radky"]]

    for name, then, now in (
        ("okres", "Dávný okres", "Pozdní okres"),
        ("orp", "Dávný ORP", "Pozdní ORP"),
        ("postaveni", "mestys", "statutarni-mesto"),
    ):
        assert codes(**{name: then, AsOf.DAY: BEFORE}) == codes(**{name: now}) == ["563820"]
        assert client.get("/obce/export.json", {name: then}).status_code == 400
        assert client.get("/obce/export.json", {name: now, AsOf.DAY: BEFORE}).status_code == 400
    assert codes(**{AsOf.DAY: BEFORE}) == ["563820", "900011"]
    assert codes() == ["563820", "900012"]
    assert codes(razeni="-nazev") == ["900012", "563820"]
