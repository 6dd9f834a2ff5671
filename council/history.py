"""What became of a record: every insert, update and delete that its triggers kept, told in Czech.

The same events say which version of a record somebody has read: two people who edit one record are told apart by
the last event that each of them has seen.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import ForeignKey, IntegerField, Max, QuerySet, Value
from django.utils import timezone

from council import czech

OUTSIDE = "mimo aplikaci"

_WHAT = {"insert": "vytvoření", "update": "změna", "delete": "smazání"}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one column; an empty text means that it held nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.  ``own`` tells an event of the record itself from one of a record that is shown with it."""

    model: type[models.Model]
    pk: Any
    event: int
    label: str
    at: datetime.datetime
    who: str
    record: str
    own: bool
    changes: tuple[Change, ...]

    @property
    def what(self) -> str:
        return _WHAT[self.label]


def is_tracked(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_event_model")


def events(model: type[models.Model]) -> QuerySet[Any]:
    """All events of a model, with the context that says who wrote."""
    return model.pgh_event_model._default_manager.select_related("pgh_context")  # type: ignore[attr-defined,no-any-return]


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns whose values are kept; a column computed by the database, or left out on purpose, is not."""
    kept = {column.name for column in model.pgh_event_model._meta.fields}  # type: ignore[attr-defined]
    return [column for column in model._meta.concrete_fields if column.name in kept]


def values(event: Any) -> dict[str, Any]:
    """What the columns of the record held after the event (of a deletion: before it), by attribute name."""
    model = event.pgh_tracked_model
    return {c.attname: getattr(event, c.attname) for c in columns(model) if not c.primary_key}


class History:
    """The events of a record and of the records that are shown with it.

    ``children`` are the models of those records, each with the name of its column that refers to this record.
    """

    def __init__(self, model: type[models.Model], pk: Any, children: Sequence[tuple[type[models.Model], str]] = ()):
        self.model = model
        self._tables = [events(model).filter(pgh_obj_id=pk)]
        self._tables += [events(child).filter(**{column: pk}) for child, column in children if is_tracked(child)]

    def version(self) -> str:
        """What tells this state from every other one: the last event in each table, as „12.0.7“."""
        first, *others = [
            table.order_by()
            .select_related(None)
            .annotate(place=Value(place, IntegerField()))
            .values("place")
            .annotate(last=Max("pgh_id"))
            .values_list("place", "last")
            for place, table in enumerate(self._tables)
        ]
        last = dict(first.union(*others, all=True))
        return ".".join(str(last.get(place, 0)) for place in range(len(self._tables)))

    def entries(self, since: str = "") -> list[Entry]:
        """What became of the record, the latest first; with ``since`` only what came after that version.

        A text that is no version of this record counts as the very first one.
        """
        told = since.split(".")
        known = [int(last) for last in told] if all(map(str.isdecimal, told)) else []
        if len(known) != len(self._tables):
            known = [0] * len(self._tables)
        rows: list[_Row] = []
        for table, last in zip(self._tables, known, strict=True):
            rows += [row for row in _with_previous(table.order_by("pgh_id")) if row.event.pgh_id > last]
        return _told(rows, self.model)


def deleted(rows: QuerySet[Any]) -> list[Entry]:
    """The last events of records that are no more; ``rows`` are events of one model."""
    model = rows.model.pgh_tracked_model
    gone = rows.filter(pgh_label="delete").exclude(pgh_obj_id__in=model._base_manager.values("pk"))
    return _told([_Row(event, None) for event in gone.order_by("-pgh_id")], model)


def latest(tables: Sequence[QuerySet[Any]], count: int) -> list[Entry]:
    """The last events in all the tables together, but for those of commands, the latest first.

    One query finds them, then one for each table that has some.  What changed is not told.
    """
    first, *others = [
        table.exclude(pgh_context__metadata__has_key="command")
        .order_by()
        .select_related(None)
        .annotate(place=Value(place, IntegerField()))
        .values_list("pgh_created_at", "pgh_id", "place")
        for place, table in enumerate(tables)
    ]
    found = first.union(*others, all=True).order_by("-pgh_created_at", "-pgh_id")[:count]
    wanted: dict[int, list[int]] = {}
    for _, event, place in found:
        wanted.setdefault(place, []).append(event)
    rows = [
        _Row(event, event)  # compared with itself, nothing is read of what it refers to but its own name
        for place, pks in wanted.items()
        for event in tables[place].filter(pgh_id__in=pks)
    ]
    return _told(rows, models.Model)


def people(pks: Iterable[Any]) -> dict[Any, str]:
    """Names of users by their keys, as they are called now."""
    users = get_user_model()._default_manager.filter(pk__in=set(pks))
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


# --- Telling -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    event: Any
    previous: Any


def _with_previous(rows: Iterable[Any]) -> Iterator[_Row]:
    """Each event with the one before it of the same record."""
    last: dict[Any, Any] = {}
    for event in rows:
        pk = event.pgh_obj_id
        yield _Row(event, last.get(pk))
        last[pk] = event


def _told(rows: list[_Row], own: type[models.Model]) -> list[Entry]:
    names = _Names(rows)
    contexts = [_context(row.event) for row in rows]
    users = people(context["user"] for context in contexts if context.get("user"))
    entries = [
        Entry(
            model=row.event.pgh_tracked_model,
            pk=row.event.pgh_obj_id,
            event=row.event.pgh_id,
            label=row.event.pgh_label,
            at=row.event.pgh_created_at,
            who=_who(context, users),
            record=names.record(row.event),
            own=row.event.pgh_tracked_model is own,
            changes=tuple(_changes(row, names)),
        )
        for row, context in zip(rows, contexts, strict=True)
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.event), reverse=True)


def _context(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _who(context: dict[str, Any], users: dict[Any, str]) -> str:
    if user := context.get("user"):
        return users.get(user, "smazaný uživatel")
    if command := context.get("command"):
        return f"příkaz {command}"
    return OUTSIDE


def _changes(row: _Row, names: "_Names") -> Iterator[Change]:
    """What the event changed; of a new record what it was filled with, of a deleted one nothing."""
    if row.event.pgh_label == "delete":
        return
    for column in columns(row.event.pgh_tracked_model):
        if column.primary_key or not (column.editable or isinstance(column, ForeignKey)):
            continue
        new = names.value(column, getattr(row.event, column.attname))
        old = names.value(column, getattr(row.previous, column.attname)) if row.previous else ""
        if old != new:
            yield Change(str(column.verbose_name), old, new)


class _Names:
    """Czech names of what columns hold; records they refer to are read at once, one query for each model."""

    def __init__(self, rows: list[_Row]) -> None:
        wanted: dict[type[models.Model], set[Any]] = {}
        for row in rows:
            wanted.setdefault(row.event.pgh_tracked_model, set()).add(row.event.pgh_obj_id)
            for column in columns(row.event.pgh_tracked_model):
                if isinstance(column, ForeignKey):
                    told = (getattr(event, column.attname) for event in (row.event, row.previous) if event)
                    wanted.setdefault(column.related_model, set()).update(pk for pk in told if pk is not None)
        self._names = {model: self._read(model, pks) for model, pks in wanted.items()}

    @staticmethod
    def _read(model: type[models.Model], pks: set[Any]) -> dict[Any, str]:
        relations = [column.name for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
        rows = model._base_manager.filter(pk__in=pks)
        return {row.pk: str(row) for row in (rows.select_related(*relations) if relations else rows)}

    def record(self, event: Any) -> str:
        """„změna podpory: Lhota: intenzivní podpora od 2016“; of a record that is no more its kind alone."""
        model = event.pgh_tracked_model
        name = self._names[model].get(event.pgh_obj_id)
        if name is None:
            name = next((getattr(event, field) for field in ("title", "name", "key") if hasattr(event, field)), "")
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
