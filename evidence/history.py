"""What became of a record: every insert, update and delete that its triggers kept, told in Czech.

The same events say which version of a record somebody has read: two people who edit one record are told apart by
the last event that each of them has seen.
"""

import contextlib
import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.models import CharField, ForeignKey, Max, Q
from django.db.models.functions import Cast
from django.utils import timezone
from psycopg.pq import TransactionStatus

import czech
from evidence.models.events import Event, EventKind, EventQuerySet, columns, is_tracked

OUTSIDE = "mimo aplikaci"
STRUCK = "struck_why"
"""The column of entries that no form fills in and history tells: why it was struck out."""

_USABLE = (TransactionStatus.IDLE, TransactionStatus.INTRANS)


@contextlib.contextmanager
def signed(**context: Any) -> Iterator[None]:
    """Until the end, every event says who wrote: ``user`` (a key), ``command``, ``url`` … as the one before it does.

    The words are kept in a setting of the connection, where the trigger finds them; a transaction that is rolled
    back takes them back with it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.context', true)")
        before = cursor.fetchone()[0] or ""
        words = json.dumps((json.loads(before) if before else {}) | context)
        cursor.execute("SELECT set_config('portal.context', %s, false)", [words])
    try:
        yield
    finally:
        # Neither in a transaction that can only be rolled back, nor on a connection that is lost.
        if connection.connection and connection.connection.info.transaction_status in _USABLE:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('portal.context', %s, false)", [before])


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """What became of one column; an empty text means that it held nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event.  ``own`` tells an event of the record itself from one of a record that is shown with it."""

    model: type[models.Model]
    pk: Any
    event: int
    operation: EventKind
    at: datetime.datetime
    who: str
    record: str
    own: bool
    changes: tuple[ColumnChange, ...]

    @property
    def what(self) -> str:
        return str(self.operation.label)

    @property
    def is_deletion(self) -> bool:
        return self.operation == EventKind.DELETE


def events(model: type[models.Model]) -> EventQuerySet:
    """All events of a model."""
    return Event.objects.of(model)


def formerly(model: type[models.Model], column: str, value: str) -> Any:
    """The key of the record whose column held that value last, before it was changed; None where none ever did."""
    event = events(model).filter(row__contains={column: value}).order_by("-pk").first()
    return event.pk_of_record if event else None


def values(event: Event) -> dict[str, Any]:
    """What the columns of the record held after the event (of a deletion: before it), by attribute name."""
    return {column.attname: event.value(column) for column in columns(event.model) if not column.primary_key}


type Columns = dict[str, Any]  # what a record held, by attribute name


@dataclass(frozen=True, slots=True)
class Altered:
    """A record that was written after an event: ``then`` what it held at that event, ``now`` what it holds.

    ``then`` is None of what was not there yet, ``now`` of what is no more.
    """

    model: type[models.Model]
    pk: Any
    then: Columns | None
    now: Columns | None


def altered(
    after: int, records: Iterable[tuple[type[models.Model], Any]], *, recorded: datetime.datetime | None = None
) -> list[Altered]:
    """Those of the records (a model and a key each) that were written after the event, by that moment if one is given.

    One query where none of them was, as is usual; two otherwise.
    """
    wanted: dict[str, set[str]] = {}
    for model, pk in records:
        if is_tracked(model):
            wanted.setdefault(model._meta.db_table, set()).add(str(pk))
    if not wanted:
        return []
    asked = reduce(or_, (Q(table=table, record__in=pks) for table, pks in wanted.items()))
    latest_each = Event.objects.filter(asked).order_by("table", "record", "-pk").distinct("table", "record")
    written = latest_each.filter(pk__gt=after)
    last = list(written.filter(at__lte=recorded) if recorded else written)
    if not last:
        return []
    same = reduce(or_, (Q(table=event.table, record=event.record) for event in last))
    then = {(event.table, event.record): event for event in latest_each.filter(same, pk__lte=after)}
    return [
        Altered(event.model, event.pk_of_record, _held(then.get((event.table, event.record))), _held(event))
        for event in last
    ]


def _held(event: Event | None) -> Columns | None:
    return None if event is None or event.operation == EventKind.DELETE else values(event)


class History:
    """The events of a record and of the records that are shown with it.

    ``parts`` are the models of those records, each with the column by which it belongs to this record, and the keys
    of what that column may name: this record's own, or those of parts between the two.
    """

    def __init__(self, model: type[models.Model], pk: Any, parts: Sequence[tuple[type[models.Model], str, Any]] = ()):
        self.model = model
        own = Q(table=model._meta.db_table, record=pk)
        theirs = (
            Q(table=part._meta.db_table, row__contains={column: key})
            for part, column, keys in parts
            if is_tracked(part)
            for key in keys
        )
        self._events = Event.objects.filter(reduce(or_, theirs, own))

    def version(self) -> str:
        """What tells this state from every other one: the last event."""
        return str(self._events.aggregate(last=Max("pk"))["last"] or 0)

    def entries(self, since: str = "") -> list[HistoryEntry]:
        """What became of the record, the latest first; with ``since`` only what came after that version.

        A text that is no version counts as the very first one.
        """
        known = int(since) if since.isdecimal() else 0
        rows = [row for row in _with_previous(self._events.order_by("pk")) if row.event.pk > known]
        return _told(rows, self.model)

    def last(self) -> HistoryEntry | None:
        """The last entry, without what changed: all that came before need not be read for it."""
        return next(iter(_unchanged(self._events.order_by("-pk")[:1], self.model)), None)


def deleted(rows: EventQuerySet, model: type[models.Model]) -> list[HistoryEntry]:
    """The last events of the model's records that are no more; ``rows`` are events of that model."""
    gone = rows.filter(operation=EventKind.DELETE).exclude(
        record__in=model._base_manager.values_list(Cast("pk", CharField()))
    )
    return _told([_Row(event, None) for event in gone.order_by("-pk")], model)


def latest(rows: EventQuerySet, count: int) -> list[HistoryEntry]:
    """The last of the events, but for those of commands, the latest first.  What changed is not told."""
    return _unchanged(rows.exclude(context__has_key="command").order_by("-pk")[:count], models.Model)


def _unchanged(rows: Iterable[Event], own: type[models.Model]) -> list[HistoryEntry]:
    """The events without what changed: each is compared with itself."""
    return _told([_Row(event, event) for event in rows], own)


def people(pks: Iterable[Any]) -> dict[Any, str]:
    """Names of users by their keys, as they are called now."""
    users = get_user_model()._default_manager.filter(pk__in=set(pks))
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


# --- Telling -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    event: Event
    previous: Event | None


def _with_previous(rows: Iterable[Event]) -> Iterator[_Row]:
    """Each event with the one before it of the same record."""
    last: dict[tuple[str, str], Event] = {}
    for event in rows:
        yield _Row(event, last.get((event.table, event.record)))
        last[event.table, event.record] = event


def _told(rows: list[_Row], own: type[models.Model]) -> list[HistoryEntry]:
    names = _Names(rows)
    contexts = [row.event.context or {} for row in rows]
    users = people(context["user"] for context in contexts if context.get("user"))
    entries = [
        HistoryEntry(
            model=row.event.model,
            pk=row.event.pk_of_record,
            event=row.event.pk,
            operation=EventKind(row.event.operation),
            at=row.event.at,
            who=_who(context, users),
            record=names.record(row.event),
            own=row.event.model is own,
            changes=tuple(_changes(row, names)),
        )
        for row, context in zip(rows, contexts, strict=True)
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.event), reverse=True)


def _who(context: dict[str, Any], users: dict[Any, str]) -> str:
    if user := context.get("user"):
        return users.get(user, "smazaný uživatel")
    if command := context.get("command"):
        return f"příkaz {command}"
    return OUTSIDE


def _changes(row: _Row, names: "_Names") -> Iterator[ColumnChange]:
    """What the event changed; of a new record what it was filled with, of a deleted one nothing."""
    if row.event.operation == EventKind.DELETE:
        return
    for column in columns(row.event.model):
        if column.primary_key or not (column.editable or isinstance(column, ForeignKey) or column.name == STRUCK):
            continue
        new = names.value(column, row.event.value(column))
        old = names.value(column, row.previous.value(column)) if row.previous else ""
        if old != new:
            yield ColumnChange(str(column.verbose_name), old, new)


class _Names:
    """Czech names of what columns hold; records they refer to are read at once, one query for each model."""

    def __init__(self, rows: list[_Row]) -> None:
        wanted: dict[type[models.Model], set[Any]] = {}
        for row in rows:
            wanted.setdefault(row.event.model, set()).add(row.event.pk_of_record)
            for column in columns(row.event.model):
                if isinstance(column, ForeignKey):
                    told = (event.value(column) for event in (row.event, row.previous) if event)
                    wanted.setdefault(column.related_model, set()).update(pk for pk in told if pk is not None)
        self._names = {model: self._read(model, pks) for model, pks in wanted.items()}

    @staticmethod
    def _read(model: type[models.Model], pks: set[Any]) -> dict[Any, str]:
        relations = [column.name for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
        rows = model._base_manager.filter(pk__in=pks)
        return {row.pk: str(row) for row in (rows.select_related(*relations) if relations else rows)}

    def record(self, event: Event) -> str:
        """„změna podpory: Lhota: intenzivní podpora od 2016“; of a record that is no more its kind alone."""
        model = event.model
        name = self._names[model].get(event.pk_of_record)
        if name is None:
            name = next((event.row[column] for column in ("title", "name", "key") if column in event.row), "")
        return f"{model._meta.verbose_name}: {name}" if name else str(model._meta.verbose_name)

    def value(self, column: models.Field[Any, Any], value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(column, ForeignKey):
            return self._names[column.related_model].get(value, f"smazaný záznam {value}")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        match value:
            case bool():
                return "ano" if value else "ne"
            case datetime.datetime():
                return czech.moment(timezone.localtime(value))
            case datetime.date():
                return czech.day(value)
            case Decimal():
                return czech.number(value)
        return str(value)
