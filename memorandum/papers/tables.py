"""Whether the tables that hold what was issued are still plain tables, guarded by our triggers and by no others.

Whoever owns the database can put a view, a rule or a child table between a row and who reads it: the rows that are
checked would then not be those that are served.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import connection

from evidence.guards import Guard, Trigger
from evidence.models.constraints import TriggerConstraint

#: What was issued, what it was composed from and where it was put forward.
TABLES = (
    "council_ledgerentry",
    "council_issuedpaper",
    "council_withdrawal",
    "council_paper",
    "council_paperentry",
    "council_block",
    "council_session",
    "evidence_body",
    "evidence_event",
    "evidence_file",
)
_PLAIN, _LASTING = "r", "p"


class _Table(NamedTuple):
    """What PostgreSQL says of a relation under the name of a table of ours."""

    name: str
    kind: str
    persistence: str
    rules: list[str]
    is_inherited: bool
    has_policies: bool


def missing() -> list[str]:
    """Sentences about tables that are not there at all: without them nothing else can be asked."""
    there = _tables()
    return [f"Tabulka {name} v databázi chybí." for name in TABLES if name not in there]


def changed(guards: Iterable[Guard]) -> Iterator[str]:
    """What was done to the tables, as Czech sentences; nothing when they are as migrations made them."""
    tables = _tables()
    for table in map(tables.__getitem__, TABLES):
        if table.kind != _PLAIN:
            yield f"Místo tabulky {table.name} je v databázi něco jiného (pohled nebo cizí tabulka)."
        if table.persistence != _LASTING:
            yield f"Tabulka {table.name} není trvalá: po pádu databáze by byla prázdná."
        for rule in table.rules:
            yield f"Na tabulce {table.name} je pravidlo {rule}, které portál nevytvořil: mění, co se do ní zapíše."
        if table.is_inherited:
            yield f"Tabulka {table.name} dědí z jiné nebo má potomky: řádky mohou být jinde, než se zdá."
        if table.has_policies:
            yield f"Tabulka {table.name} má zapnutá pravidla viditelnosti řádků: nemusí ukazovat všechny."
    yield from _unknown_triggers(guards)


def _tables() -> dict[str, _Table]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relkind::text, c.relpersistence::text,"
            " ARRAY(SELECT r.rulename::text FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'),"
            " EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhparent, i.inhrelid)),"
            " c.relrowsecurity OR c.relforcerowsecurity"
            " FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)",
            [[*TABLES]],
        )
        return {row[0]: _Table(*row) for row in cursor.fetchall()}


def _unknown_triggers(guards: Iterable[Guard]) -> Iterator[str]:
    known = {(guard.table, guard.name) for guard in guards if isinstance(guard, Trigger)}
    for model in apps.get_models():
        rules = (rule for rule in model._meta.constraints if isinstance(rule, TriggerConstraint))
        known |= {(model._meta.db_table, rule.name) for rule in rules}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)"
            " ORDER BY 1, 2",
            [[*TABLES]],
        )
        for table, name in cursor.fetchall():
            if (table, name) not in known:
                yield f"Na tabulce {table} je spoušť {name}, kterou portál nevytvořil."
