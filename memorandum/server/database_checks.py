"""What the portal needs of its database server and of its role there; asked before anything is changed in it."""

import contextlib
import threading
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.db.utils import NotSupportedError
from psycopg import OperationalError

from memorandum.server.database_roles import are_views_current
from memorandum.server.postgresql import server

#: Members of these roles read and write files of the server or run programs on it, as superusers do.
_AS_SUPERUSERS = ("pg_execute_server_program", "pg_write_server_files", "pg_read_server_files")
_ASK = """
    SELECT current_setting('server_encoding') = 'UTF8',
           current_setting('server_encoding')::text,
           current_user::text,
           role.rolsuper OR role.rolbypassrls OR role.rolreplication OR role.rolcreaterole,
           pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
           coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
               AND has_database_privilege(current_database(), 'CREATE')
               OR to_regclass('django_migrations') IS NOT NULL,
           (SELECT min(strong.rolname::text) FROM pg_roles strong
             WHERE (strong.rolsuper OR strong.rolbypassrls OR strong.rolname = ANY(%s))
               AND pg_has_role(session_user, strong.oid, 'MEMBER'))
      FROM pg_roles role WHERE role.rolname = current_user"""


_TAG = "memorandum_database"


@register(Tags.database, _TAG)
def database_can_be_used(app_configs: Any, databases: Any = None, **kwargs: Any) -> Iterator[CheckMessage]:
    """The server answers, is young enough, keeps every letter, and its role may do no more than it needs.

    Asked for by ``serve``, ``prepare``, ``migrate`` and ``check --database default``.
    """
    if not databases:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ASK, [list(_AS_SUPERUSERS)])
            is_utf8, encoding, role, is_mighty, is_read_only, may_create, through = cursor.fetchone()
    except NotSupportedError as problem:
        told = f"Server databáze je na portál příliš starý: {_first_line(problem)}."
        yield checks.Error(told, hint="Portál potřebuje PostgreSQL 15 nebo novější.", id="memorandum.E023")
        return
    except (Error, ImproperlyConfigured, OSError) as problem:
        told = f"K databázi se nejde připojit: {_first_line(problem)}."
        hint = "Zkontrolujte, že server běží a že souhlasí adresa, jméno, heslo a databáze v DATABASE_URL."
        if "EMBEDDED" in connection.settings_dict:
            hint = "Vlastní server portálu má data i zprávy (server.log) ve složce pg18 ve VAR_DIR."
        yield checks.Error(told, hint=hint, id="memorandum.E022")
        return
    if not is_utf8:
        told = f"Databáze je v kódování {encoding}, kterým nejde zapsat každé písmeno."
        hint = "Založte ji znovu: CREATE DATABASE portal ENCODING 'UTF8' TEMPLATE template0."
        yield checks.Error(told, hint=hint, id="memorandum.E024")
    if settings.IS_PUBLIC:
        yield from _public_role_is_only_that(role)
        return
    if is_read_only:
        hint = "Nastavte v DATABASE_URL hlavní server a roli bez default_transaction_read_only."
        yield checks.Error("Do databáze se nedá zapisovat, jen číst.", hint=hint, id="memorandum.E025")
    if not may_create and not settings.OWNER_DATABASE:
        told = f"Role {role} nesmí v databázi zakládat tabulky."
        hint = f"Ať jí databáze patří: ALTER DATABASE portal OWNER TO {role}."
        yield checks.Error(told, hint=hint, id="memorandum.E026")
    if "EMBEDDED" not in connection.settings_dict and (is_mighty or through):
        told = f"Role {role}, pod kterou se portál připojuje, smí na serveru víc než portál potřebuje"
        told += f" (je členem role {through})." if not is_mighty else "."
        hint = "Dejte portálu roli, které patří jen jeho databáze: NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE."
        yield checks.Error(told, hint=hint, id="memorandum.E027")


#: What a role may that is not the public one: read a table of the record, make something, or write.
_SEES_MORE = """
    SELECT has_database_privilege(current_database(), 'CREATE') OR has_schema_privilege('public', 'CREATE')
           OR EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')
                       AND CASE WHEN relnamespace = 'public'::regnamespace
                                THEN has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE')
                                     OR has_table_privilege(oid, 'DELETE, TRUNCATE')
                                WHEN relnamespace = to_regnamespace('published')
                                THEN has_any_column_privilege(oid, 'INSERT, UPDATE')
                                     OR has_table_privilege(oid, 'DELETE, TRUNCATE')
                                ELSE FALSE END)"""


def _public_role_is_only_that(role: str) -> Iterator[CheckMessage]:
    """A process that shows only what is public reads views of it, and could read or change nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(_SEES_MORE)
        (sees_more,) = cursor.fetchone()
    if sees_more:
        told = f"Veřejný portál (PORTAL=public) se připojuje pod rolí {role}, která smí víc než číst zveřejněné."
        hint = "Dejte mu v PUBLIC_DATABASE_URL roli, která v databázi nic nevlastní; práva jí dá ./run prepare."
        yield checks.Error(told, hint=hint, id="memorandum.E028")
    elif not are_views_current():
        told = "Databáze neukazuje veřejnosti to, co toto vydání portálu čeká."
        hint = (
            "Spusťte nejprve ./run prepare téhož vydání pod rolí vlastníka (OWNER_DATABASE_URL, jinak DATABASE_URL)."
        )
        yield checks.Error(told, hint=hint, id="memorandum.E029")


_VALUES_ARE_KEPT = """
    SELECT current_setting('log_min_error_statement') NOT IN ('log', 'fatal', 'panic')
        OR current_setting('log_error_verbosity') <> 'terse'
        OR current_setting('log_statement') <> 'none'
        OR current_setting('log_min_duration_statement') <> '-1'"""


@register(Tags.database)
def server_log_keeps_no_values(app_configs: Any, databases: Any = None, **kwargs: Any) -> Iterator[CheckMessage]:
    """The embedded server is started so; of another one its administrator decides."""
    if not databases or "EMBEDDED" in connection.settings_dict:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_VALUES_ARE_KEPT)
            is_kept = cursor.fetchone()[0]
    except (Error, ImproperlyConfigured, OSError):  # told above
        return
    if is_kept:
        yield checks.Warning(
            "Server databáze si do svého logu píše i hodnoty, které odmítl, nebo celé dotazy.",
            hint="Jak ho nastavit, říká docs/operations.md, oddíl What the logs say.",
            id="memorandum.W011",
        )


def _first_line(problem: BaseException) -> str:
    """What went wrong, as the server says it; the lines below are advice to programmers."""
    return (str(problem).strip() or type(problem).__name__).splitlines()[0].rstrip(".")


def _wake_up() -> None:
    if embedded := settings.DATABASES["default"].get("EMBEDDED"):
        with contextlib.suppress(OperationalError):  # told by the check, which asks again
            server.use(**embedded)


class WithDatabase(BaseCommand):
    """A command that changes the database, and before anything else looks whether it can."""

    def check(self, *args: Any, **kwargs: Any) -> None:
        # The embedded server takes as long to start as the pages to be imported, which every check of theirs needs.
        awake = threading.Thread(target=_wake_up, name="wake-up")
        awake.start()
        import_module(settings.ROOT_URLCONF)
        awake.join()
        # First and alone: other checks ask the server about itself, and would end in its refusal.
        super().check(tags=[_TAG], databases=["default"])
        super().check(*args, **kwargs)
