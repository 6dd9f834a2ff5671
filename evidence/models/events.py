"""What became of records: one row for every insert, update and delete, written by the database itself."""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

#: The models whose records have a history, by table, each with the columns that are left out of it.
TRACKED: dict[str, tuple[type[models.Model], frozenset[str]]] = {}


def tracked[M: type[models.Model]](*, exclude: Iterable[str] = ()) -> Callable[[M], M]:
    """Decorate a model that people edit: a trigger keeps every insert, update and delete, also by bulk and by SQL.

    The migration that makes its table ends with ``guards.Install``, which makes the trigger.
    """

    def decorate(model: M) -> M:
        TRACKED[model._meta.db_table] = (model, frozenset(exclude))
        return model

    return decorate


def is_tracked(model: type[models.Model]) -> bool:
    return model._meta.db_table in TRACKED


class ExactNumbers(json.JSONDecoder):
    """Amounts are read as they were written: a double would round them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"parse_float": Decimal})


class EventKind(models.TextChoices):
    """What happened, in PostgreSQL's words."""

    INSERT = "INSERT", "vytvoření"
    UPDATE = "UPDATE", "změna"
    DELETE = "DELETE", "smazání"


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, model: type[models.Model], pk: Any = None) -> "EventQuerySet":
        """Those of the model's records, or of one of them."""
        found = self.filter(table=model._meta.db_table)
        return found if pk is None else found.filter(record=pk)


class Event(models.Model):
    """A record was written.  Its rows are only ever added, by the trigger function ``keep_history``.

    ``row`` holds the columns after the event, of a deletion those before it; an amount is an exact number, a day a
    text.  ``context`` says who wrote: ``{"user": 3, "url": "/sprava/…"}``, ``{"command": "import_record"}``, or
    nothing for whoever came round the portal.
    """

    at = models.DateTimeField("kdy")
    operation = models.CharField("co", max_length=6, choices=EventKind)
    table = models.CharField("tabulka", max_length=63)
    record = models.CharField("klíč záznamu", max_length=40)
    row = models.JSONField("sloupce", decoder=ExactNumbers)
    context = models.JSONField("souvislost", null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "událost"
        verbose_name_plural = "události"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_event_operation_is_one",
                condition=Q(operation__in=EventKind.values),
                violation_error_message="Záznam lze vytvořit, změnit, nebo smazat.",
            )
        ]
        indexes = [
            models.Index(fields=["table", "record", "-id"], name="evidence_event_record"),
            models.Index(fields=["at"], name="evidence_event_at"),
            # Whose text may have changed since somebody quoted it.
            models.Index(
                fields=["record"],
                name="evidence_event_source_mended",
                condition=Q(table="evidence_source", operation="UPDATE"),
            ),
            # The parts of a record are found by the column that names it: {"locality_id": 5}.
            GinIndex(OpClass("row", name="jsonb_path_ops"), name="evidence_event_row"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.table} {self.record}"

    @property
    def model(self) -> type[models.Model]:
        return TRACKED[self.table][0]

    @property
    def pk_of_record(self) -> Any:
        pk = self.model._meta.pk
        assert pk is not None
        return pk.to_python(self.record)

    def value(self, column: models.Field[Any, Any]) -> Any:
        """What the column held, as the model holds it; None where it was not there yet."""
        value = self.row.get(column.column)
        return None if value is None else column.to_python(value)


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns whose values are kept; one computed by the database, or left out on purpose, is not."""
    left_out = TRACKED[model._meta.db_table][1]
    return [column for column in model._meta.concrete_fields if column.name not in left_out]
