"""What the public may read, as views of the database: ``published.evidence_source`` beside ``evidence_source``.

Public pages read over connections whose search path begins with the schema ``published``, under a role that may read
nothing else.  So a page that forgets to ask for what is public still gets nothing else: the view is made of the very
queryset that pages ask (``public()`` of the model), compiled to SQL.  Each room says in ``published.py`` of its models
which rows and columns are shown; a test looks that no model is forgotten.

The views are made anew by ``manage.py migrate`` whenever their text is another one.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Case, F, Field, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.db.models.sql.constants import LOUTER

from evidence.models import (
    Body,
    BodyChange,
    BodyConfirmation,
    Entry,
    Event,
    Fact,
    Import,
    ImportFile,
    LoadedKey,
    Reference,
    Source,
    Verdict,
)
from evidence.models.events import TRACKED
from evidence.recorded import shadow, unshadow

SCHEMA = "published"
#: The function that puts the record of a moment before the views.
GO_BACK = f"{SCHEMA}.go_back"

#: Columns of models that stand on sources.
CITED = ("id", "key", "source", "passage")
ENTRY = (*CITED, "recorded_at")
CONFIRMATION = (*ENTRY, "fact", "holds_on", "note")
_CORRECTION = ("corrected_on", "correction", "correction_source", "correction_recorded_at")
FACT = (*ENTRY, "effective_on", "precision", "known_on", "restarts", "note", *_CORRECTION)
#: What a source that is not public corrects stands as if nothing had been said.
CORRECTED = {"correction_source": _CORRECTION}
#: Words of papers and points are public whatever they come from; of a hidden source they do not say that.
QUOTED = {"source": ("source", "passage")}


@dataclass(frozen=True)
class Published:
    """Which ``rows`` of a model the public may read, and which of its ``columns``; the others are there and empty.

    ``behind`` names relations, each with the columns that are told only where what it leads to is public, or leads to
    nothing.  ``only`` gives conditions for single columns.
    """

    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, Q] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def pk(self) -> str:
        pk = self.model._meta.pk
        assert pk is not None
        return f'"{pk.column}"'

    @property
    def kept_back(self) -> list[str]:
        """The columns that nobody outside may read."""
        columns: Any = self.model._meta.concrete_fields
        return [column.column for column in columns if column.name not in self.columns]

    def sql(self) -> tuple[str, str]:
        """The columns of the view, and the query for them."""
        columns = self.model._meta.concrete_fields
        names = ", ".join(f'"{column.column}"' for column in columns)
        query = self.rows().order_by().values_list(*map(self._shown, columns)).query
        _join_outer_first(query)
        compose: Any = connection.ops
        return names, compose.compose_sql(*query.get_compiler(connection.alias).as_sql())

    def _shown(self, column: Field[Any, Any]) -> str | Combinable:
        if column.name not in self.columns:
            return _empty(column)
        conditions = [
            Q(**{relation: None}) | Q(**{f"{relation}__is_public": True})
            for relation, along in self.behind.items()
            if column.name in along
        ]
        if column.name in self.only:
            conditions.append(self.only[column.name])
        told: str | Combinable = column.attname
        for condition in conditions:
            told = Case(When(condition, then=F(told) if isinstance(told, str) else told), default=_empty(column))
        return told


def _join_outer_first(query: Any) -> None:
    """Put what the rows only name (``behind``) before what they stand on.

    Pages join what they stand on once more.  PostgreSQL sees that it is the same and joins it once, but only where no
    outer join lies between the two.
    """
    first, *joined = query.alias_map
    outer = [name for name in joined if query.alias_map[name].join_type == LOUTER]
    outer = [name for name in outer if query.alias_map[name].parent_alias == first]
    query.alias_map = {name: query.alias_map[name] for name in dict.fromkeys((first, *outer, *joined))}


def _empty(column: Field[Any, Any]) -> Combinable:
    """Nothing, as a value of the column's type; of a text that is never NULL the empty one."""
    plain: Any = getattr(column, "target_field", column)
    is_text = plain.get_internal_type() in ("CharField", "TextField", "SlugField", "URLField") and not column.null
    return Cast(Value("" if is_text else None), plain)


def cited(model: Any, *columns: str, **behind: tuple[str, ...]) -> Published:
    """A model that stands on sources: what is ``public()`` of it, with its own ``columns``."""
    told = FACT if issubclass(model, Fact) else ENTRY if issubclass(model, Entry) else CITED
    along = (CORRECTED if issubclass(model, Fact) else {}) | behind
    return Published(model, model._default_manager.public, (*told, *columns), along)


def confirmation(model: Any) -> Published:
    return Published(model, model._default_manager.public, CONFIRMATION)


# --- History --------------------------------------------------------------------------------------------------------


def _history(published: Iterable[Published]) -> str:
    """Events of records that are public now, and were when they were written; without what is kept back of them."""
    seen, rows = [], []
    for each in published:
        if each.table in TRACKED:
            keys = f"SELECT {each.pk}::text FROM {SCHEMA}.{each.table}"
            seen.append(f"\"table\" = '{each.table}' AND record IN ({keys})")
            rows.append(f"WHEN '{each.table}' THEN {_row(each)}")
    return (
        f'CREATE VIEW {SCHEMA}.{Event._meta.db_table} AS SELECT id, at, operation, "table", record,'
        f' CASE "table" {" ".join(rows)} END AS "row", NULL::jsonb AS context FROM {Event._meta.db_table}'
        f" WHERE ({' OR '.join(seen)}) AND \"row\" ->> 'is_public' IS DISTINCT FROM 'false'"
    )


def _row(published: Published) -> str:
    told = '"row"'
    if away := [*published.kept_back, *published.only]:
        told += f" - '{{{','.join(away)}}}'::text[]"
    for relation, along in published.behind.items():
        column: Any = published.model._meta.get_field(relation)
        fields: list[Any] = [published.model._meta.get_field(name) for name in along]
        names = ",".join(field.column for field in fields)
        keys = f"SELECT id FROM {SCHEMA}.{column.related_model._meta.db_table}"
        is_hidden = f"(\"row\" ->> '{column.column}')::bigint NOT IN ({keys})"
        told += f" - CASE WHEN {is_hidden} THEN '{{{names}}}'::text[] ELSE '{{}}' END"
    return told


# --- The record of a moment -----------------------------------------------------------------------------------------


def _go_back(published: Iterable[Published]) -> str:
    """The function by which public pages go back to a moment.

    It is the one that ``portal.recorded`` says.  The rows as they were lie in temporary tables that nobody but the
    owner may read; before them stand the same views as before the tables.
    """
    models = [TRACKED[table][0] for table in sorted(TRACKED)]  # in one order, whatever a process imports first
    shown = [each for each in published if each.table in TRACKED]
    tables = "|".join(sorted(TRACKED))
    lines = [
        f"IF to_regclass('pg_temp.then_{shown[0].table}') IS NOT NULL THEN",
        *(f'DROP VIEW pg_temp."{each.table}";' for each in shown),
        *(f"{unshadow(model, f'then_{model._meta.db_table}')};" for model in models),
        "END IF;",
        *(f"{shadow(model, f'then_{model._meta.db_table}')};" for model in models),
    ]
    for each in shown:
        names, query = each.sql()
        query = re.sub(rf'"({tables})"', r'"then_\1"', query)
        lines.append(f'CREATE TEMP VIEW "{each.table}" ({names}) AS {query};')
        lines.append(f'GRANT SELECT ON pg_temp."{each.table}" TO PUBLIC;')
    body = "\n".join(lines)
    return (
        f"CREATE FUNCTION {GO_BACK}() RETURNS void LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp SET client_min_messages = warning AS $go_back$\nBEGIN\n{body}\nEND\n"
        f"$go_back$; REVOKE EXECUTE ON FUNCTION {GO_BACK}() FROM PUBLIC"
    )


# --- Of this room ---------------------------------------------------------------------------------------------------

PUBLISHED = (
    Published(Body, Body.objects.all, ("id", "key", "kind", "name", "short_name", "parent", "number_pattern")),
    Published(
        Source,
        Source.objects.public,
        (
            *("id", "key", "kind", "title", "issuer", "issuer_name", "number", "issued_on", "precision", "read_on"),
            *("known_on", "url", "text", "has_text", "is_long", "note", "is_public"),
        ),
    ),
    cited(BodyChange, "body", "name", "parent", "placement"),
    confirmation(BodyConfirmation),
    cited(Reference, "kind", "later", "earlier"),
)
#: Work of staff, and history, whose view is made of all the others.
NOT_PUBLISHED: tuple[type[Model], ...] = (LoadedKey, Import, ImportFile, Verdict)


# --- Made -----------------------------------------------------------------------------------------------------------


def statements(published: Iterable[Published]) -> list[str]:
    """All that makes the schema, in order."""
    every = list(published)
    made = [f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"]
    for each in every:
        names, query = each.sql()
        made.append(f"CREATE VIEW {SCHEMA}.{each.table} ({names}) AS {query}")
    return [*made, _history(every), _go_back(every)]


def digest(made: Iterable[str]) -> str:
    """What tells these views from those of another release; it is kept as the comment of the schema."""
    return hashlib.sha256("\n".join(made).encode()).hexdigest()


def found() -> str:
    """The digest of the views that are there; empty where there are none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [SCHEMA])
        row = cursor.fetchone()
    return (row[0] or "") if row else ""
