"""The region's own names are found as people type them: measured, and held here."""

import random

import pytest

from czech.letters import fold
from czech.sought import Sought
from czech.typos import _COSTS
from evidence.models import AsOf
from localities.models import Municipality
from localities.names import meant
from memorandum.portal.searching import MOST

TYPED = 1_000
FOUND = 0.97


@pytest.fixture
def towns(db):
    return sorted(Municipality.objects.values_list("name", "code"))


def test_each_name_finds_its_municipality_first_and_no_other_name(towns):
    at = AsOf.now()
    assert len(towns) == 215
    for name, code in towns:
        found = meant(Sought(name), at).municipalities
        assert code in {place.key for place in found}, name
        assert {place.name for place in found} == {name}, "homonyms only"


def mistyped(name, chance):
    """The name with one mistake of a finger, or without its accents."""
    at = chance.randrange(len(name))
    kind = chance.choice(["left out", "twice", "swapped", "key", "accents"])
    if kind == "left out":
        return name[:at] + name[at + 1 :]
    if kind == "twice":
        return name[: at + 1] + name[at:]
    if kind == "swapped":
        at = chance.randrange(len(name) - 1)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == "key":
        beside = sorted(other for one, other in _COSTS if one == fold(name[at]))
        return name[:at] + chance.choice(beside or ["x"]) + name[at + 1 :]
    return fold(name)


def test_mistyped_names_are_found_on_the_first_page(towns):
    at, chance = AsOf.now(), random.Random(20161130)
    lost = []
    for _ in range(TYPED):
        name, code = chance.choice(towns)
        typed = mistyped(name, chance)
        if code not in {place.key for place in meant(Sought(typed), at).municipalities[:MOST]}:
            lost.append((name, typed))
    assert len(lost) <= TYPED * (1 - FOUND), lost


def first(client, q):
    groups = client.get("/hledat/", {"q": q}).context["groups"]
    return groups[0].answers[0].url if groups else None


@pytest.mark.parametrize(
    ("q", "url"),
    [
        ("Hrádek nad Nisou", "/obce/564095/"),
        ("v Tanvaldu", "/lokality/tanvald/"),
        ("město Turnov", "/obce/577626/"),
        ("statutární město Liberec", "/lokality/liberec/"),
        ("Jablonec n. N.", "/lokality/jablonec-nad-nisou/"),
        ("Frýdlant", "/obce/564028/"),
        ("Frýdlatsko", "/lokality/frydlantsko/"),
        ("Nového Boru", "/lokality/novy-bor/"),
        ("Dsená", "/lokality/desna/"),
        ("Raslko", "/lokality/ralsko/"),
        ("kolik dostalo Ralsko a kdo to říká", "/lokality/ralsko/"),
        ("00262978", "/obce/563889/"),
        ("563889", "/obce/563889/"),
        ("1145/16", "/zdroje/usneseni-rk-1145-16/"),
        ("usnesení č. 1145 z roku 2016", "/zdroje/usneseni-rk-1145-16/"),
        ("usnesení vlády č. 85/2008", "/zdroje/usneseni-vlady-85-2008/"),
        ("Strouhal", "/informace/2016-7/"),
        ("lenka kadlecova", "/informace/2016-7/"),
        ("Vaclav Strohal", "/informace/2016-7/"),
        ("IROP", "/finance/?program=irop"),
        ("Centrum bydlení Liberec", "/lokality/liberec/"),
        ("memorandum 2019", "/memorandum/#memorandum-2019"),
    ],
)
def test_the_right_thing_comes_first(client, db, q, url):
    assert first(client, q) == url
