"""Everybody asks for everything: whether a page may be seen is told by its status; whether something may be written
also by the database, which must change exactly when it may.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.memorandum.staff.permissions.matrix import (
    EVERYBODY,
    HOME,
    KINDS,
    OF_RECORDS,
    OF_SITE,
    PAGES,
    SITE,
    address,
    expected,
    filled_in,
    sent,
)


def test_every_address_is_in_the_tables_and_nothing_else():
    assert {label for label, _ in OF_RECORDS} == set(KINDS)
    assert {page for _, page in OF_RECORDS} == set(PAGES)
    assert set(OF_SITE) == set(SITE)


def test_everybody_is_asked():
    assert all(set(people) == set(EVERYBODY) for _, *methods in SITE.values() for people in methods)


@pytest.mark.parametrize(("label", "part"), OF_RECORDS, ids=lambda part: part or "list")
def test_pages_of_records(world, forms, ask, without_menu, label, part):
    kind, row = KINDS[label], world.rows[label]
    data = sent(world, forms, label, part, row, world.gone.get(label))
    found, wanted = {}, {}
    for person in EVERYBODY:
        for method in ("GET", "POST"):
            posted = data if method == "POST" else None
            found[person, method] = ask(person, method, address(label, part, row), posted)
            wanted[person, method] = expected(kind, part, person, method)
    assert {key: value for key, value in found.items() if value != wanted[key]} == {}


@pytest.mark.parametrize("route", OF_SITE, ids=lambda route: route or "index")
def test_other_pages(world, ask, route):
    path, *answers = SITE[route]
    found, wanted = {}, {}
    for method, people in zip(("GET", "POST"), answers, strict=True):
        for person in EVERYBODY:
            answer = people[person]
            found[person, method] = ask(person, method, HOME + filled_in(world, path), typed_in(world, route, method))
            wanted[person, method] = answer if isinstance(answer, tuple) else (answer, False)
    assert {key: value for key, value in found.items() if value != wanted[key]} == {}


def typed_in(world, route, method):
    """What is sent to a page that would write without asking for a form of its own."""
    session = world.rows["council.issuedpaper"].paper.session
    sent = {
        "sestaveni/": {"session": session.pk, "kind": "information", "subject": "Nová"},
        "cteni/": {"title": "Nový", "kind": "paper", "text": "Lhota má plán.", "pasted": "Lhota má plán."},
        "import/": {"kind": "zdroje", "files": SimpleUploadedFile("zdroje.csv", b"nazev;druh\n")},
        "import/<slug:token>/": {"action": "drop"},
    }
    return sent.get(route) if method == "POST" else None
