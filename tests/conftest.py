"""What all tests share: a database that is migrated once, and no network."""

import gc
import hashlib
import ipaddress
import os
import socket
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate
from django.template import RequestContext, Template
from django.test.signals import template_rendered

from memorandum.portal import region
from memorandum.staff import roles

ROOT = Path(__file__).resolve().parent.parent
#: Parts of the paths of what a database is made from.
MAKING = {"models", "models.py", "migrations", "sql", "guards.py", "published.py", "roles.py", "letters.py"}
LOCK = 1_145_162_018  # any number; the workers wait for the one that migrates

# Playwright keeps an event loop in the thread of the test, and Django would refuse queries there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of a folder together in the random order, so that the world it stands on is built once."""
    place = {}
    for item in items:
        place.setdefault(item.path.parent, len(place))
    items.sort(key=lambda item: place[item.path.parent])
    yield


def pytest_collection_finish():
    """What is loaded by now stays to the end: do not look for garbage in it again and again, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionstart():
    """Bring back the groups of the roles, which migrations made, after a test that commits has emptied all tables."""
    told = [config for config in apps.get_app_configs() if config.models_module is not None]
    post_migrate.connect(_settle_roles, sender=told[-1])


def _settle_roles(**signal):
    roles.settle(apps)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Let each test database be a copy of a migrated one: migrating takes seconds, a copy a tenth of one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = _migrated_database()


def _migrated_database():
    """The name of a database with all migrations applied, made anew when models or migrations have changed."""
    digest = hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes())
    for app in ("evidence", "council", "localities", "funding", "memorandum", "czech"):
        for path in sorted((ROOT / app).rglob("*.*")):
            # What Python compiles appears while the workers read, and each would take another name.
            if path.suffix != ".pyc" and MAKING & set(path.relative_to(ROOT).parts):
                digest.update(path.read_bytes())
    name = f"migrated_{digest.hexdigest()[:16]}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrat%%'")
        found = {row[0] for row in cursor.fetchall()}
        if name not in found:
            for old in found:
                cursor.execute(f"DROP DATABASE {old}")
            cursor.execute("CREATE DATABASE migrating")
            _migrate("migrating")
            cursor.execute(f"ALTER DATABASE migrating RENAME TO {name}")
    return name


def _migrate(database):
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """Refuse every connection that would leave this machine."""

    def connects(method):
        def connect_here(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _refuse_elsewhere(address[0])
            return method(self, address)

        return connect_here

    def resolve_here(host, *args, _resolve=socket.getaddrinfo, **kwargs):
        if host:
            _refuse_elsewhere(host)
        return _resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connects(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", connects(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", resolve_here)
        yield


def _refuse_elsewhere(host):
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    assert here, f"A test must not use the network: {host}"


@pytest.fixture(scope="session", autouse=True)
def _only_pages_are_told(django_test_environment):
    """Tell a test client of the page, not of each template that it includes: copying a context for each of hundreds
    takes a seventh of a page's time.  What the view gave to the page stands in ``response.context`` as ever.
    """

    def render(template, context):
        if context.template is template and isinstance(context, RequestContext):
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def _security_log_is_emptied():
    """A test that commits empties all tables at its end, which the log of security refuses to everybody."""
    from tests.record import REFUSAL

    flush = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        off, on = (f"ALTER TABLE {REFUSAL.format(how)}" for how in ("DISABLE", "ENABLE ALWAYS"))
        return flush(self, [off, *sql_list, on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield


@pytest.fixture(autouse=True)
def _no_region_of_another_test():
    """What a process keeps of the record for a minute outlives the test that wrote it."""
    region.forget()
