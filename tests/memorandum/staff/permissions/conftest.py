"""A world that is built once, people who ask, and what became of it."""

import time
from copy import deepcopy

import pytest
from django.apps import apps
from django.contrib import auth
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.template.backends.django import Template
from django.test import Client

from evidence.models import Event
from memorandum.middleware import SEEN
from memorandum.staff.site import StaffSite
from tests.forms import filled
from tests.memorandum.staff import world as w
from tests.worlds import built_once


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    with built_once(w.build, django_db_blocker) as built:
        yield built


@pytest.fixture(scope="package")
def clients(world):
    found = {"anonymous": Client()}
    for name, user in world.people.items():
        found[name] = Client()
        found[name].force_login(user)
    return found


@pytest.fixture(autouse=True)
def _world(db, clients):
    """``db`` has the test database made."""


@pytest.fixture(scope="package", autouse=True)
def _loaded_once(world, clients):
    """Each person is read once, with all that they may, and so is their session; who is logged in is still for it to
    say."""
    known = {user.pk: User.objects.get(pk=user.pk) for user in world.people.values()}
    sessions = {
        client.session.session_key: client.session.load() for name, client in clients.items() if name in world.people
    }

    def get_user(request):
        return known.get(int(request.session.get(SESSION_KEY, 0)), AnonymousUser())

    def load(session):
        """As it was when they logged in, a moment ago: what a request writes into it is taken back."""
        if session.session_key not in sessions:
            return LOAD(session)
        return deepcopy(sessions[session.session_key]) | {SEEN: int(time.time())}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "get_user", get_user)
        patch.setattr(SessionStore, "load", load)
        yield


LOAD, RENDER = SessionStore.load, Template.render


@pytest.fixture
def unrendered(monkeypatch):
    """Pages without their words: who may see them is decided before a template is met, and templates take long."""
    monkeypatch.setattr(Template, "render", lambda template, context=None, request=None: "")


def no_menu(site, request, app_label=None):
    return []


@pytest.fixture
def without_menu(monkeypatch):
    """Without the menu of all models, on each page; it has tests of its own."""
    monkeypatch.setattr(StaffSite, "get_app_list", no_menu)


APART = ("usersessions", "sessions", "contenttypes", "admin", "security")  # the log also tells of reading
TABLES = [
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label not in APART and model is not Event and not model._meta.proxy
]
FINGERPRINT = " UNION ALL ".join(
    f"(SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t)" for table in TABLES
)


_WRITTEN = " + ".join(f"pg_stat_get_xact_tuples_{what}(t)" for what in ("inserted", "updated", "deleted"))
WRITINGS = f"SELECT sum({_WRITTEN}) FROM unnest(%s::regclass[]) t"
ALL_TABLES = [
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if not model._meta.proxy and model._meta.app_label != "security"
]


def fingerprint():
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return dict(cursor.fetchall())


def writings():
    """How many rows were written in this transaction, also of those that were taken back: cheap to ask."""
    with connection.cursor() as cursor:
        cursor.execute(WRITINGS, [ALL_TABLES])
        return cursor.fetchone()[0]


@pytest.fixture(scope="package")
def untouched(clients):
    return fingerprint()


@pytest.fixture
def ask(clients, untouched, unrendered):
    """Ask as somebody, and take back what was written: the status, and whether anything was."""
    begun, before = connection.savepoint(), writings()

    def asked(person, method, address, data=None):
        nonlocal before
        client = clients[person]
        for value in (data or {}).values():
            if hasattr(value, "seek"):
                value.seek(0)
        session = client.cookies.copy()
        response = client.generic(method, address) if data is None else client.post(address, data)
        client.cookies = session
        after = writings()
        written = after != before and fingerprint() != untouched
        if (
            method == "POST" or after != before
        ):  # whoever sends is also signed for the time, even where nothing is kept
            connection.savepoint_rollback(begun)
        before = after
        return response.status_code, written

    return asked


@pytest.fixture(scope="package")
def forms(world, clients):
    """What the form of a record, or of a new one, holds when it is opened."""
    kept = {}

    def form(address):
        if address not in kept:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Template, "render", RENDER)
                patch.setattr(StaffSite, "get_app_list", no_menu)
                kept[address] = filled(clients["superuser"].get(address))
        return kept[address].copy()

    return form
