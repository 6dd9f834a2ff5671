"""The third clock: the record as it was at a moment, read from its history.

``as_recorded`` puts before each tracked table a temporary one of the same name, filled from history with the rows as
they were at the moment.  So each question of the portal is answered from that moment without being asked in another
way: names, notes and addresses that were mended since are as they were, not only facts.

What is hidden today is hidden at every moment: permanent addresses must not bring back what was withdrawn.
"""

import contextlib
import datetime
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.db import connection, connections, models, router, transaction

from evidence.models.events import TRACKED, Event

#: For caches of the process only: what was read as of a moment is not what is so now.
_moment: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)


def moment() -> datetime.datetime | None:
    """The moment as of which the record is being read; None for now."""
    return _moment.get()


def latest() -> datetime.datetime | None:
    """The last moment of the record to which nothing can be added any more; None while the record is empty.

    An address that asks for it is answered alike for ever, whoever is writing now.
    """
    return version()[0]


def version() -> tuple[datetime.datetime | None, int | None]:
    """That moment, and the number of the last event that can be seen, which moves also while others still write."""
    with connections[router.db_for_read(Event, written_to=True)].cursor() as cursor:
        cursor.execute("SELECT latest_moment(), last_event()")
        moment, event = cursor.fetchone()
    return moment, event


@contextlib.contextmanager
def as_recorded(at: datetime.datetime) -> Iterator[None]:
    """Until the end, whatever is asked of the record is answered as of that moment.  Nothing may be written.

    Within an answer as of one moment another may be asked about; then the former stands again.  Where the public asks,
    the database itself goes back (``evidence.published``): it may read no history.
    """
    alias = router.db_for_read(Event, as_recorded=True)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('portal.recorded', %s, true), to_regproc('go_back') IS NOT NULL", [at.isoformat()]
        )
        if cursor.fetchone()[1]:
            cursor.execute("SELECT go_back()")
        else:
            if moment() is not None:
                cursor.execute("; ".join(unshadow(model) for model, _ in TRACKED.values()))
            cursor.execute("; ".join(shadow(model) for model, _ in TRACKED.values()))
        token = _moment.set(at)
        try:
            yield
        finally:
            _moment.reset(token)
            transaction.set_rollback(True, using=alias)  # takes the temporary tables back, and whatever was written


@contextlib.contextmanager
def one_state() -> Iterator[None]:
    """Until the end all questions are answered from one state of the record, whatever is written meanwhile.

    Long answers are read through cursors, which plan to give all of their rows and not only the first.
    """
    alias = router.db_for_read(Event)
    if connections[alias].in_atomic_block:  # of a moment, which nobody changes any more
        yield
        return
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL cursor_tuple_fraction = 1;"
            " SET LOCAL statement_timeout = '5min'"
        )
        yield


def shadow(model: type[models.Model], name: str = "") -> str:
    """What stands before the table of the model, under another name if one is given.

    Large contents that never change are looked at, not copied.
    """
    name = name or model._meta.db_table
    pk = model._meta.pk
    assert pk is not None
    if _is_looked_at(model):
        return f'CREATE TEMP VIEW "{name}" AS {_rows(model)}'
    return (
        f'CREATE TEMP TABLE "{name}" AS {_rows(model)};'
        f' CREATE INDEX ON pg_temp."{name}" ("{pk.column}"); ANALYZE pg_temp."{name}"'
    )


def unshadow(model: type[models.Model], name: str = "") -> str:
    return f'DROP {"VIEW" if _is_looked_at(model) else "TABLE"} pg_temp."{name or model._meta.db_table}"'


def _is_looked_at(model: type[models.Model]) -> bool:
    left_out = TRACKED[model._meta.db_table][1]
    return any(column.name in left_out and not column.generated for column in model._meta.concrete_fields)


def _rows(model: type[models.Model]) -> str:
    """The query for the rows of a tracked model as they were at the moment set for the transaction."""
    table = model._meta.db_table
    left_out = TRACKED[table][1]
    columns = model._meta.concrete_fields
    kept = ", ".join(f'"{column.column}" {_type(column)}' for column in columns if column.name not in left_out)
    shown = ", ".join(_shown(column, is_left_out=column.name in left_out) for column in columns)
    return (
        f"SELECT {shown} FROM ("
        'SELECT DISTINCT ON (record) operation AS _operation, "row" AS _row FROM evidence_event'
        f" WHERE \"table\" = '{table}' AND at <= current_setting('portal.recorded')::timestamptz"
        f" ORDER BY record, id DESC) AS _last, jsonb_to_record(_row) AS r({kept}) WHERE _operation <> 'DELETE'"
    )


def _type(column: models.Field[Any, Any]) -> str:
    return str(column.rel_db_type(connection) if column.is_relation else column.db_type(connection))


def _shown(column: models.Field[Any, Any], *, is_left_out: bool) -> str:
    """The column as it was; one that history leaves out is computed anew, or is one that never changes."""
    name = f'"{column.column}"'
    pk = column.model._meta.pk
    assert pk is not None
    live = f'FROM {column.model._meta.db_table} AS live WHERE live."{pk.column}" = r."{pk.column}"'
    if isinstance(column, models.GeneratedField):
        sql = connection.ops.compose_sql(*column.generated_sql(connection))  # type: ignore[attr-defined]
        collation = getattr(column.output_field, "db_collation", None)
        return f"({sql}){f' COLLATE "{collation}"' if collation else ''} AS {name}"
    if is_left_out:
        return f"(SELECT live.{name} {live}) AS {name}"
    if column.name == "is_public":
        return f"({name} AND EXISTS (SELECT {live} AND live.{name})) AS {name}"
    if not column.null and isinstance(column, (models.CharField, models.TextField, models.BooleanField)):
        # A row that was written before the column was added does not hold it.
        return f"coalesce({name}, {_first_value(column)}) AS {name}"
    return name


def _first_value(column: models.Field[Any, Any]) -> str:
    if isinstance(column, models.BooleanField):
        return str(column.default is True)
    return f"'{column.default if isinstance(column.default, str) else ''}'"
