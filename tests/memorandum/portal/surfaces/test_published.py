"""The public role of the database: the same answers, and no draft even where Python asks for all there is."""

import contextlib
import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from memorandum.portal import region
from memorandum.published import published, undecided
from memorandum.server.database_roles import put_back, take_away_views
from tests import canaries
from tests.database_roles import make_public, reading_in_public, without_filters
from tests.memorandum.portal.surfaces.asking import each, words
from tests.surfaces import SURFACES
from tests.worlds import built_once, gone_back

#: What is there whatever is hidden: registers, and lists of kinds.
REGISTERS = {
    *("evidence.Body", "funding.Programme", "localities.Municipality", "localities.PopulationCount"),
    "localities.SupportKind",
}


@pytest.fixture(scope="module")
def role(hidden_world, django_db_blocker):
    with built_once(make_public, django_db_blocker):
        yield


@pytest.fixture
def world(role, db):
    """What is public, a canary of every kind, and the public role."""


def answers(client, surface, query=""):
    region.forget()
    client.raise_request_exception = False
    return {path: client.get(f"{path}{query}") for path in surface.paths}


def content(response):
    return response.status_code, response.content


@each
def test_the_public_role_is_answered_the_same(client, world, surface, monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    expected = {path: content(response) for path, response in answers(client, surface).items()}
    with reading_in_public():
        found = {path: content(response) for path, response in answers(client, surface).items()}
    for path in surface.paths:
        assert found[path] == expected[path], path


def canaries_in(response):
    found = words(response)
    return [word for word in ("kanar", str(canaries.HIDDEN_AMOUNT)) if word in found]


@each
def test_no_draft_is_told_with_every_filter_of_python_removed(client, world, surface, monkeypatch):
    with without_filters(monkeypatch), reading_in_public():
        found = {path: canaries_in(response) for path, response in answers(client, surface).items()}
    assert not any(found.values()), found


def test_the_same_pages_would_tell_drafts_to_the_owner(client, world, monkeypatch):
    """Or the test before would prove nothing."""
    telling = set()
    with without_filters(monkeypatch):
        for surface in SURFACES:
            if any(canaries_in(response) for response in answers(client, surface).values()):
                telling.add(surface.route)
    assert len(telling) >= 25, telling


def test_of_a_moment_no_draft_is_told_either(client, world, monkeypatch):
    """Permanent addresses are answered from history, which the public role cannot read itself."""
    moment = f"?zapsano_k={timezone.now().isoformat().replace('+', '%2B')}"
    with without_filters(monkeypatch), reading_in_public(), gone_back(moment.partition("=")[2].replace("%2B", "+")):
        for surface in SURFACES:
            for path, response in answers(client, surface, moment if surface.facts else "").items():
                assert not canaries_in(response), path


def test_a_moment_is_told_the_same(client, world, monkeypatch):
    moment = timezone.now()
    paths = [surface.cheapest for surface in SURFACES if surface.facts]
    monkeypatch.setattr(timezone, "now", lambda: moment)
    asked = moment.isoformat().replace("+", "%2B")
    told = []
    for reading in (contextlib.nullcontext, reading_in_public):
        region.forget()
        with reading(), gone_back(moment.isoformat()):
            told.append({path: content(client.get(f"{path}?zapsano_k={asked}")) for path in paths})
    assert told[0] == told[1]


def test_each_model_is_published_or_said_not_to_be():
    assert undecided() == []


def test_what_is_published_names_columns_that_there_are():
    for shown in published():
        known = {column.name for column in shown.model._meta.concrete_fields}
        named = {
            *shown.columns,
            *shown.only,
            *shown.behind,
            *(name for along in shown.behind.values() for name in along),
        }
        assert named <= known, shown.model
        assert {name for along in shown.behind.values() for name in along} <= {*shown.columns}, shown.model


def test_what_a_view_only_names_is_joined_before_what_it_stands_on(world):
    """Else the planner joins what pages and views both ask for twice: an outer join would lie between the two."""
    joins = [
        re.findall(r'(INNER|LEFT OUTER) JOIN .*? ON \("(\w+)"', each.sql()[1].split(" WHERE ")[0])
        for each in published()
    ]
    named = [
        [kind for kind, left in found if left == each.table] for found, each in zip(joins, published(), strict=True)
    ]
    assert any(set(kinds) == {"INNER", "LEFT OUTER"} for kinds in named)
    assert all(kinds == sorted(kinds, reverse=True) for kinds in named)


def test_where_all_is_hidden_the_public_role_sees_registers_alone(world):
    """Each model by itself, whatever pages make of it: what hangs on something hidden is hidden with it."""
    before = visible()
    hidden = [model for model in apps.get_models() if any(field.name == "is_public" for field in model._meta.fields)]
    assert len(hidden) > 3
    for model in hidden:
        model._base_manager.update(is_public=False)
    assert visible() == REGISTERS
    assert len(before) > len(REGISTERS) + 20


def visible():
    """The models of which the public role sees any row."""
    seen = set()
    with reading_in_public(), connection.cursor() as cursor:
        for shown in published():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {shown.table})")
            seen |= {shown.model._meta.label} if cursor.fetchone()[0] else set()
    return seen


def test_while_the_views_are_away_a_page_says_when_to_come_again(client, world):
    """As they are while a release changes tables."""
    views = take_away_views()
    try:
        client.raise_request_exception = False
        region.forget()
        with reading_in_public(), transaction.atomic():
            answer = client.get("/lokality/")
            transaction.set_rollback(True)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "Evidence teď není dostupná" in answer.content.decode()
    finally:
        put_back(views)
    assert len(visible()) > 20


def refused(statement):
    is_refused = pytest.raises(DatabaseError, match=r"permission denied|cannot delete from view")
    with is_refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_public_role_may_do_nothing_but_read_the_views(world):
    tables = connection.introspection.table_names()
    assert len(tables) > 60
    with reading_in_public():
        for table in tables:
            refused(f'SELECT FROM public."{table}"')
        for shown in published():
            refused(f"DELETE FROM {shown.table}")
        refused("INSERT INTO portal_cache VALUES ('a', 'b', now())")
        refused("CREATE TABLE mine (a int)")
        refused("CREATE TABLE public.mine (a int)")
        refused("CREATE TABLE published.mine (a int)")
        refused("CREATE TEMP TABLE mine (a int)")
        refused("SELECT nextval('evidence_event_id_seq')")
