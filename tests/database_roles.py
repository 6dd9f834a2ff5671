"""The roles of the database in tests: made within the test's transaction, and taken back with it."""

import contextlib
import os

from django.db import connection
from django.db.models.sql import Query
from django.db.models.sql.where import NothingNode, WhereNode

from evidence.models.prepared import _SOME_DAYS, Alongside, Prepared, _Fetched, _Statement, _value
from memorandum.server import database_roles

PUBLIC, STAFF = f"public_{os.getpid()}", "tests_staff"
READING = "tests_public"
_LOCK = 1_145_162_019  # any number; of two workers the second waits for the first


@contextlib.contextmanager
def working_as(role, path="public"):
    """Until the end, the connection may do what the role may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('search_path')")
        before = cursor.fetchone()
        cursor.execute(f"SET ROLE {role}; SET search_path = {path}")
        try:
            yield
        finally:
            # Where a statement was refused, the savepoint around it has been gone back to by now.
            cursor.execute(f"SET ROLE {before[0]}; SET search_path = {before[1]}")


def owning():
    """Until the end, what a test does to tables themselves is done by whom they belong to."""
    return working_as("NONE")


def reading_in_public():
    return working_as(PUBLIC, "published, public")


def make_public():
    """The role of the public; it goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {PUBLIC}")
    database_roles.grant_to_public(PUBLIC)


@contextlib.contextmanager
def without_filters(monkeypatch):
    """Whatever Python asks about ``is_public``, the answer is yes: no queryset and no page leaves anything out."""
    build_filter = Query.build_filter

    def build(self, filter_expr, *args, **options):
        if isinstance(filter_expr, tuple) and str(filter_expr[0]).endswith("is_public"):
            return WhereNode() if filter_expr[1] else WhereNode([NothingNode()]), ()
        return build_filter(self, filter_expr, *args, **options)

    def compiled(self, values):
        return _Statement(self.build(_SOME_DAYS, *map(_value, range(1, 1 + values))))

    def alongside(self, rows, at):
        for lookup in self.build(_SOME_DAYS, _value(1)):
            _Fetched(self.model, lookup).fetch(rows, (at,))
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(Query, "build_filter", build)
        # What was prepared holds the filters, and what is prepared now must not outlive their absence.
        patch.setattr(Prepared, "_compiled", compiled)
        patch.setattr(Alongside, "__call__", alongside)
        yield


def make_staff():
    """The role of staff, made once for all tests: whole folders of tests work under it."""
    _lasting(STAFF, database_roles.grant_to_staff)


def make_reading():
    """A role of the public that stays, for connections of its own."""
    _lasting(READING, database_roles.grant_to_public)


def _lasting(role, grant):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        if not cursor.fetchone()[0]:
            cursor.execute(f"CREATE ROLE {role} LOGIN")
        grant(role)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
