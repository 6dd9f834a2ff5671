"""Somebody limited to Lhota meets nothing of other localities: not on a page, not in a table, not by any question."""

import io
import zipfile

import pytest
from django.db import transaction
from django.test import Client

from memorandum.imports import kinds as intake
from tests.memorandum.staff import world as w
from tests.memorandum.staff.permissions.matrix import (
    FOREIGN,
    HOME,
    KINDS,
    OF_RECORDS,
    OF_SITE,
    PAGES,
    REGISTERED,
    SITE,
    address,
    content_type,
    filled_in,
    of,
    sent,
)


@pytest.mark.parametrize("route", OF_SITE, ids=lambda route: route or "index")
def test_no_other_page_names_what_belongs_to_others(world, clients, route):
    for person in ("limited", "roleless"):
        content = clients[person].get(HOME + filled_in(world, SITE[route][0])).content
        assert "kuka" not in content.decode(errors="ignore").lower()


@pytest.mark.parametrize("kind", intake.KINDS)
def test_no_table_holds_what_belongs_to_others(world, clients, kind):
    """Neither the one with data nor the empty one, which offers names to choose from."""
    held = {}
    for person in ("limited", "editor"):
        for path in (f"tabulka/{kind}.xlsx", f"import/vzor/{kind}.xlsx"):
            answer = clients[person].get(HOME + path)
            if answer.status_code == 200:
                with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                    text = "".join(archive.read(name).decode() for name in archive.namelist())
                held.setdefault(person, []).append("kuka" in text.lower())
    assert not any(held["limited"])
    assert any(held["editor"]) is (intake.KINDS[kind].model._meta.label_lower in FOREIGN)


each_local = pytest.mark.parametrize("label", FOREIGN)
OF_ONE = [page for page in PAGES if page.startswith("<path")]


def test_the_world_has_a_foreign_row_of_every_kind(world):
    assert set(world.foreign) == set(world.foreign_gone) == set(FOREIGN)


@each_local
def test_what_belongs_to_others_is_not_there(world, ask, label):
    """Whoever may not do a thing at all is refused before anybody looks whether the record is there."""
    row, kind = world.foreign[label], KINDS[label]
    for page in (page for page in OF_ONE if (label, page) in OF_RECORDS):
        refused = 404 if kind.lets("limited", PAGES[page].view) else 403
        for method in ("GET", "POST"):
            assert ask("limited", method, address(label, page, row)) == (refused, False), (page, method)
            assert ask("editor", method, address(label, page, row))[0] != 404, (page, method)
    gone = {"event": world.foreign_gone[label].pk}
    refused = 404 if kind.lets("limited", "add") else 403
    assert ask("limited", "POST", of(label, "smazane/"), gone) == (refused, False)


@each_local
def test_actions_do_not_reach_what_belongs_to_others(world, ask, label):
    own, foreign = world.rows[label].pk, world.foreign[label].pk
    assert not ask("limited", "POST", of(label), sent(world, None, label, "", world.foreign[label], None))[1]
    both = {"action": "delete_selected", "_selected_action": [own, foreign], "post": "yes", "select_across": "1"}
    with transaction.atomic():
        clients_post(world, "limited", of(label), both | {"index": "0"})
        assert REGISTERED[label].model.objects.filter(pk=foreign).exists()
        transaction.set_rollback(True)


def clients_post(world, person, address, data):
    client = Client()
    client.force_login(world.people[person])
    return client.post(address, data)


def references(label):
    """The columns of the model that lead to what belongs to a locality."""
    columns = [column for column in REGISTERED[label].opts.concrete_fields if column.many_to_one]
    return [column for column in columns if column.related_model._meta.label_lower in FOREIGN]


@pytest.mark.parametrize(
    "label", [label for label in sorted(KINDS) if references(label) and REGISTERED[label].model.LOCALITY]
)
def test_nothing_can_be_moved_or_tied_to_what_belongs_to_others(world, forms, ask, label):
    own = world.rows[label]
    for column in references(label):
        other = world.foreign[column.related_model._meta.label_lower].pk
        edit = sent(world, forms, label, "<path:object_id>/change/", own, None) | {column.name: other}
        assert ask("limited", "POST", of(label, f"{own.pk}/change/"), edit) == (200, False)
        new = sent(world, forms, label, "add/", own, None) | {column.name: other}
        assert ask("limited", "POST", of(label, "add/"), new) == (200, False)
        for value in (other, 999_999_999, "x", "1' OR 1=1"):
            assert ask("limited", "GET", of(label, f"add/?{column.name}={value}&_popup=1"))[0] == 404
        mine = getattr(own, column.attname) or world.rows[column.related_model._meta.label_lower].pk
        assert ask("limited", "GET", of(label, f"add/?{column.name}={mine}"))[0] == 200


@each_local
def test_questions_to_a_list_find_nothing_of_others(world, clients, without_menu, label):
    path, foreign = REGISTERED[label].model.LOCALITY, world.foreign[label]
    place = foreign
    for step in path.replace("pk", "").split("__"):
        place = getattr(place, step) if step else place
    ways = (path, f"{path}__exact", f"{path}__id__exact", f"{path}__in", "pk", "id__in", "e", "o", "all")
    for question in ways:
        answer = clients["limited"].get(of(label), {question: foreign.pk if "pk" in question else place.pk})
        if answer.status_code == 200:
            assert w.CANARY not in answer.content.decode(), question
        else:
            assert answer.status_code in (302, 400), question
    found = clients["limited"].get(of(label), {"q": w.CANARY[:4]})
    assert found.context_data["cl"].result_count == 0
    assert clients["superuser"].get(of(label), {"q": w.CANARY[:4]}).context_data["cl"].result_count > 0


@pytest.mark.parametrize(("label", "part"), OF_RECORDS, ids=lambda part: part or "list")
def test_no_page_names_what_belongs_to_others(world, clients, without_menu, label, part):
    """Also not where shared records tell what stands on them."""
    rows = [world.rows[label]]
    for foreign in world.foreign.values() if label not in FOREIGN else ():
        columns = [column for column in foreign._meta.concrete_fields if column.many_to_one]
        rows += [getattr(foreign, c.name) for c in columns if c.related_model._meta.label_lower == label]
    for row in filter(None, rows if "<" in part else rows[:1]):
        assert "kuka" not in clients["limited"].get(address(label, part, row)).content.decode().lower()


def test_the_canary_sings_for_others(world, clients):
    for label in FOREIGN:
        assert "kuka" in clients["editor"].get(of(label)).content.decode().lower(), label


def test_looking_up_finds_nothing_of_others(world, clients):
    asked = 0
    for label in KINDS:
        app, model = label.split(".")
        for column in references(label):
            asking = {"app_label": app, "model_name": model, "field_name": column.name}
            for term in ("", w.CANARY):
                answer = clients["limited"].get(f"{HOME}autocomplete/", asking | {"term": term})
                assert answer.json()["results"] == [] if term else w.CANARY not in str(answer.json())
                assert w.CANARY in str(clients["editor"].get(f"{HOME}autocomplete/", asking | {"term": term}).json())
                asked += 1
    assert asked >= 20


@each_local
def test_no_address_tells_where_others_are(world, ask, label):
    kind = content_type(label)
    assert ask("limited", "GET", f"{HOME}r/{kind}/{world.foreign[label].pk}/")[0] == 404
    has_page = hasattr(world.rows[label], "get_absolute_url")
    assert ask("limited", "GET", f"{HOME}r/{kind}/{world.rows[label].pk}/")[0] == (302 if has_page else 404)
