"""The portal's roles in PostgreSQL: whose the tables are, who works with them, and who reads what is public.

The owner migrates (OWNER_DATABASE_URL; without it the role of DATABASE_URL owns the tables, too).  Staff's processes
read and write rows, make no tables, and can neither change nor delete history and what was issued.  The public role
reads the views of ``evidence.published`` and nothing else; it may not even make a temporary table.

What each may do is settled anew at the end of every ``migrate``, so a table that comes later is forgotten by nobody:
until then only its owner may touch it.  Roles themselves are made by the operator (docs/operations.md), on the
embedded server by the portal.
"""

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, connections, transaction
from django.db.utils import load_backend
from psycopg import sql

from council.guards import FROZEN
from evidence.models import Event
from evidence.published import GO_BACK, SCHEMA, digest, found
from memorandum.published import statements
from memorandum.security.models import SecurityEvent

HISTORY = Event._meta.db_table
#: Tables that only migrations write.
_OF_MIGRATIONS = ("django_migrations",)
_PUBLIC = """
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
    GRANT USAGE ON SCHEMA public, {schema} TO {role};
    GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
    GRANT EXECUTE ON FUNCTION {go_back}() TO {role};
"""
_STAFF = """
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
    GRANT TEMPORARY ON DATABASE {database} TO {role};
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
    REVOKE INSERT, UPDATE, DELETE ON {read} FROM {role};
    REVOKE UPDATE, DELETE ON {frozen} FROM {role};
    GRANT EXECUTE ON FUNCTION forget_security_events(integer) TO {role};
"""
#: A function that works with the rights of its owner must not be hung on a table of somebody's own, nor called.
_EVERYBODY = """
    REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    REVOKE EXECUTE ON FUNCTION keep_history(), forget_security_events(integer) FROM PUBLIC;
"""


_TAKE_AWAY = f"""
    DO $$ DECLARE made name; BEGIN
        FOR made IN
            SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('{SCHEMA}') AND relkind = 'v'
        LOOP
            EXECUTE format('DROP VIEW IF EXISTS {SCHEMA}.%I CASCADE', made);
        END LOOP;
        IF to_regproc('{GO_BACK}') IS NOT NULL THEN
            DROP FUNCTION {GO_BACK}();
            COMMENT ON SCHEMA {SCHEMA} IS NULL;
        END IF;
    END $$
"""


#: What would make them again as they are, in order, and have them tell of what release they are.
_AS_THEY_ARE = f"""
    SELECT format('CREATE VIEW {SCHEMA}.%I AS %s', relname, pg_get_viewdef(oid)) FROM (
        SELECT oid, relname FROM pg_class
         WHERE relnamespace = to_regnamespace('{SCHEMA}') AND relkind = 'v' ORDER BY oid) there
    UNION ALL SELECT pg_get_functiondef(to_regproc('{GO_BACK}')) WHERE to_regproc('{GO_BACK}') IS NOT NULL
    UNION ALL SELECT 'REVOKE EXECUTE ON FUNCTION {GO_BACK}() FROM PUBLIC' WHERE to_regproc('{GO_BACK}') IS NOT NULL
    UNION ALL SELECT format('COMMENT ON SCHEMA {SCHEMA} IS %L',
                            obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace'))
"""


class RoleIsMissing(CommandError):
    """The operator has named a role that the server does not know."""


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Until the end, ``default`` connects as the role that owns the tables."""
    usual = connections["default"]
    if not settings.OWNER_DATABASE or usual.settings_dict["USER"] == settings.OWNER_DATABASE["USER"]:
        yield
        return
    # Whoever it is, nobody waits for a server that says nothing.
    options = usual.settings_dict["OPTIONS"] | settings.OWNER_DATABASE.get("OPTIONS", {})
    complete = usual.settings_dict | settings.OWNER_DATABASE | {"OPTIONS": options}
    backend = load_backend(complete["ENGINE"])
    connections["default"] = backend.DatabaseWrapper(complete, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual


def is_owner() -> bool:
    """Whether the role that is connected may migrate: the tables are its own, or there are none yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
            " WHERE oid = to_regclass('django_migrations')), TRUE)"
        )
        return bool(cursor.fetchone()[0])


def are_views_current() -> bool:
    return found() == digest(statements())


def take_away_views() -> list[str]:
    """Columns that a view shows could not be changed.  Public pages are not answered until they are back.

    The schema stays, and with it who may look into it.  What is returned would ``put_back`` what was there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_AS_THEY_ARE)
        there = [statement for (statement,) in cursor.fetchall() if statement]
        cursor.execute(_TAKE_AWAY)
    return there


def put_back(views: list[str]) -> None:
    """The views as they were, where the tables are again what they were."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in views:
            cursor.execute(statement)
        for reader in _readers():
            grant_to_public(reader)


def settle() -> None:
    """Make the views, unless they are there already, and say what each role may.  Raise RoleIsMissing."""
    made = statements()
    with transaction.atomic(), connection.cursor() as cursor:
        if found() != digest(made):
            take_away_views()
            for statement in made:
                cursor.execute(statement)
            cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{digest(made)}'")
        cursor.execute("SELECT current_user::text")
        (owner,) = cursor.fetchone()
        staff, public = _role("default"), _role("public")
        _grant(_EVERYBODY)
        if staff not in ("", owner):
            grant_to_staff(staff)
        for reader in {public, *_readers()} - {"", owner, staff}:
            grant_to_public(reader)


def _readers() -> list[str]:
    """Who may look into the schema already: a process that migrates need not know of all who read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT grantee::regrole::text FROM pg_namespace, aclexplode(nspacl)"
            " WHERE nspname = %s AND grantee <> 0 AND grantee <> nspowner",
            [SCHEMA],
        )
        return [name.strip('"') for (name,) in cursor.fetchall()]


def grant_to_staff(role: str) -> None:
    _grant(_STAFF, role)


def grant_to_public(role: str) -> None:
    _grant(_PUBLIC, role)


def _role(alias: str) -> str:
    """The role under which the process connects over the alias; empty where the address does not say it."""
    return str(settings.DATABASES.get(alias, {}).get("USER") or "")


def _grant(text: str, role: str = "") -> None:
    with connection.cursor() as cursor:
        if role:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
            if not cursor.fetchone()[0]:
                if not settings.IS_EMBEDDED:
                    raise RoleIsMissing(
                        f"Role {role} na serveru databáze není: CREATE ROLE {role} LOGIN PASSWORD '…';"
                    )
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        names = {
            "role": sql.Identifier(role or "public"),
            "database": sql.Identifier(connection.settings_dict["NAME"]),
            "schema": sql.Identifier(SCHEMA),
            "go_back": sql.SQL(GO_BACK),
            "read": sql.SQL(", ").join(map(sql.Identifier, (HISTORY, *_OF_MIGRATIONS))),
            "frozen": sql.SQL(", ").join(map(sql.Identifier, (*FROZEN, SecurityEvent._meta.db_table))),
        }
        cursor.execute(sql.SQL(text).format(**names))
