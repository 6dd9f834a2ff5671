"""Questions that are built and compiled once per process: pages ask the same ones again and again, about other days.

Building a queryset and compiling it takes Django longer than PostgreSQL needs to answer it.  ``Prepared`` does both
at the first call, with blanks in place of the days and values; each later call sends the same text with others in it.
The text names tables without a schema and holds nothing that was read, so it goes on being right after a migration,
in another database, and where a temporary table stands before a real one (``evidence.recorded``).

A blank is no date and no number: Python that would reckon with it (``min(at.day, at.known)``) fails at the first call.
What Python works out of the two days is a property of ``AsOf``; a question whose shape hangs on what is asked cannot
be prepared.  This is the only module that reaches into Django's compiler; tests compare every question that it
prepares with the plain queryset, for days in every order.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import batched
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateField, Prefetch, Q, QuerySet, Value

from evidence.models.asof import AsOf

type Filled = tuple[Any, ...]


class Blank(Value):
    """What is filled in when the question is asked: ``value`` finds it in what is asked about."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class _Day(Blank):
    """A day of an AsOf; it stands in a text many times."""


class _Several(Blank):
    """A list of values, one of which the column before it equals."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "ANY(%s)", [self]


def _day(name: str) -> Any:
    return _Day(lambda filled: getattr(filled[0], name), DateField())


def _value(place: int) -> Blank:
    return Blank(lambda filled: filled[place])


def among(column: str, values: Any) -> Q:
    """The condition that the column holds one of the values, of which a prepared question does not know how many."""
    return Q(**{column: _Several(values.value)}) if isinstance(values, Blank) else Q(**{f"{column}__in": values})


def worked_out(function: Callable[..., Any], *values: Any) -> Any:
    """What Python makes of the values of a question when it is asked."""
    if not any(isinstance(value, Blank) for value in values):
        return function(*values)

    def known(filled: Filled) -> list[Any]:
        return [value.value(filled) if isinstance(value, Blank) else value for value in values]

    return Blank(lambda filled: function(*known(filled)))


class _SomeDays(AsOf):
    """Days that are not known yet."""

    register_day = _day("register_day")
    horizon = _day("horizon")
    today = _day("today")


_SOME_DAYS = _SomeDays(_day("day"), _day("known"))


class Prepared:
    """``build`` makes a queryset of an AsOf and further values; a call gives its rows, as a list.

    The queryset may be ordered, cut, joined by ``union``, made of ``values``, and may prefetch by ``Prefetch`` with
    a queryset.  A value that is a list goes through ``among``.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._statement: _Statement | None = None

    def __call__(self, at: AsOf, *values: Any) -> list[Any]:
        return self._compiled(len(values)).rows((at, *values))

    def pages(self, at: AsOf, *values: Any) -> "Answer":
        """The rows, not read yet, for a Paginator to count and to cut; the queryset itself must not be cut."""
        return Answer(self._compiled(len(values)), (at, *values))

    def _compiled(self, values: int) -> "_Statement":
        # Two threads may both compile it; they come to the same.
        if self._statement is None:
            self._statement = _Statement(self.build(_SOME_DAYS, *map(_value, range(1, 1 + values))))
        return self._statement


class Answer:
    """Rows that are read when they are needed: all, some of them, or only how many they are."""

    def __init__(self, statement: "_Statement", filled: Filled) -> None:
        self._statement, self._filled = statement, filled

    def __iter__(self) -> Iterator[Any]:
        return iter(self._statement.rows(self._filled))

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        """The rows read by so many at a time, as those of a queryset are: never all of them are held."""
        return self._statement.each(self._filled, chunk_size)

    def __getitem__(self, rows: slice) -> list[Any]:
        return self._statement.rows(self._filled, cut=rows) if (rows.start or 0) < rows.stop else []

    def count(self) -> int:
        return sum(self._statement.counts(self._filled).values())

    def counts(self, column: str) -> dict[Any, int]:
        """How many rows there are with each value of the column."""
        return self._statement.counts(self._filled, column)

    def compiled(self) -> tuple[str, Filled, str]:
        """Its text, the values in it, and over which connection it is asked."""
        return self._statement.sql, _fill(self._statement.params, self._filled), self._statement.queryset.db


def read_by(sql: str, rows: "QuerySet[Any, Any] | Answer", *values: Any) -> list[tuple[Any, ...]]:
    """What an SQL statement makes of rows: ``{asked}`` in it is the question for them, ``values`` come after it."""
    if isinstance(rows, QuerySet):
        try:
            asked, params = rows.query.get_compiler(rows.db).as_sql()
        except EmptyResultSet:
            return []  # what is asked for cannot be, so the database is not asked
        alias = rows.db
    else:
        asked, params, alias = rows.compiled()
    with connections[alias].cursor() as cursor:
        cursor.execute(sql.replace("{asked}", asked), (*params, *values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def in_parts(rows: Any, size: int) -> Iterator[tuple[Any, ...]]:
    """Rows that a queryset, an Answer or anything else gives one after another, by so many at a time.

    Those of the database are read as they are needed, within one transaction (``evidence.recorded.one_state``).
    """
    return batched(rows.iterator(size) if hasattr(rows, "iterator") else rows, size)


class Alongside:
    """What is fetched with rows that were read by any question: ``build`` makes each ``Prefetch`` of an AsOf and of
    the keys of these rows, as they go through ``among``.

    A ``Prefetch`` narrows what comes out; a question that works out states is told the keys before, or it would work
    out those of all the others, too.
    """

    def __init__(self, model: type[Any], build: Callable[[AsOf, Any], Iterable[Prefetch[Any]]]) -> None:
        self.model, self.build = model, build
        self._parts: list[_Fetched] | None = None

    def __call__(self, rows: list[Any], at: AsOf) -> list[Any]:
        """The same rows, each with what belongs to it."""
        if self._parts is None:
            self._parts = [_Fetched(self.model, lookup) for lookup in self.build(_SOME_DAYS, _value(1))]
        for part in self._parts:
            part.fetch(rows, (at,))
        return rows


class _Statement:
    """A queryset as it was compiled, with the statements of what it prefetches."""

    def __init__(self, queryset: Any) -> None:
        self.parts = [_Fetched(queryset.model, lookup) for lookup in queryset._prefetch_related_lookups]
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.params = self.compiler.as_sql()
        self.named = _by_name(self.sql, self.params)
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def rows(self, filled: Filled, cut: slice | None = None) -> list[Any]:
        start, stop = (cut.start or 0, cut.stop) if cut else (0, 0)
        only = f" LIMIT {stop - start:d} OFFSET {start:d}" if cut else ""
        rows = list(self.queryset._iterable_class(self._asked(filled, only)))
        self._fetch(rows, filled)
        return rows

    def each(self, filled: Filled, size: int) -> Iterator[Any]:
        """The rows one after another, by so many at a time; more than that through a cursor, which plans anew."""
        first = self.rows(filled, cut=slice(0, size + 1))
        if len(first) <= size:
            yield from first
            return
        del first
        asked = self.queryset._iterable_class(self._asked(filled), chunked_fetch=True, chunk_size=size)
        for part in batched(asked, size):
            self._fetch(list(part), filled)
            yield from part

    def _fetch(self, rows: list[Any], filled: Filled) -> None:
        for part in self.parts:
            part.fetch(rows, filled)

    def _asked(self, filled: Filled, only: str = "") -> Any:
        """What Django's iterables of rows ask a queryset for; ``only`` cuts them."""
        sql, params = self.named[0] + only, _fill_names(self.named[1], filled)
        compiler, query = _twin(self.compiler), _twin(self.queryset.query)
        compiler.using = self.queryset.db  # this question may be asked over another connection than the one before
        compiler.connection = connections[compiler.using]  # each thread has its own
        compiler.as_sql = lambda *_, **__: (sql, params)
        compiler.get_converters = lambda _: self.converters
        query.get_compiler = lambda *_, **__: compiler
        return SimpleNamespace(
            query=query,
            db=compiler.using,
            model=self.queryset.model,
            _fields=self.queryset._fields,
            _fetch_mode=self.queryset._fetch_mode,
            _known_related_objects=self.queryset._known_related_objects,
        )

    def counts(self, filled: Filled, column: str = "") -> dict[Any, int]:
        sql, params = self._unordered
        connection = connections[self.queryset.db]
        by = (f"{connection.ops.quote_name(column)}, ", "GROUP BY 1") if column else ("NULL, ", "")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {by[0]}COUNT(*) FROM ({sql}) AS counted {by[1]}", _fill_names(params, filled))
            return dict(cursor.fetchall())

    @cached_property
    def _unordered(self) -> tuple[str, dict[str, Any]]:
        return _by_name(*self.queryset.order_by().query.get_compiler(self.queryset.db).as_sql())


def _fill(params: Iterable[Any], filled: Filled) -> Filled:
    return tuple(param.value(filled) if isinstance(param, Blank) else param for param in params)


def _fill_names(params: dict[str, Any], filled: Filled) -> dict[str, Any]:
    return {name: param.value(filled) if isinstance(param, Blank) else param for name, param in params.items()}


def _by_name(sql: str, params: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """The text with a name for each value, and the values by their names: a day that stands in it thirty times is sent

    once.  Only days are: of any other value PostgreSQL takes the type from the place where it stands.
    """
    names: dict[Any, str] = {}
    values: dict[str, Any] = {}
    coming = iter(params)

    def named(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        param = next(coming)
        name = names.setdefault(param.value if isinstance(param, _Day) else object(), f"v{len(names)}")
        values[name] = param
        return f"%({name})s"

    return re.sub("%[%s]", named, sql), values


def _twin(original: Any) -> Any:
    """Another object with the same attributes; what ``copy.copy`` makes, without asking how."""
    twin = object.__new__(type(original))
    twin.__dict__.update(original.__dict__)
    return twin


class _Fetched:
    """What is fetched with the rows by a ``Prefetch`` with a queryset: one query for all of them."""

    def __init__(self, model: type[Any], lookup: Prefetch[Any]) -> None:
        *self.path, name = lookup.prefetch_through.split("__")
        for step in self.path:
            model = model._meta.get_field(step).related_model
        relation: Any = model._meta.get_field(name)
        self.is_forward = relation.concrete
        self.field: Any = relation if self.is_forward else relation.field
        self.keeps = lookup.to_attr or ""
        assert self.is_forward or self.keeps, f"{lookup.prefetch_through}: say to which attribute"
        column = "pk" if self.is_forward else self.field.name
        queryset: Any = lookup.queryset
        self.statement = _Statement(queryset.filter(among(column, Blank(lambda filled: filled[-1]))))

    def fetch(self, rows: list[Any], filled: Filled) -> None:
        for step in self.path:
            rows = [getattr(row, step) for row in rows]
        if self.is_forward:
            self._fetch_named(rows, filled)
        else:
            self._fetch_naming(rows, filled)

    def _fetch_named(self, rows: list[Any], filled: Filled) -> None:
        """The row that each row names in its column."""
        keys = {key for row in rows if (key := getattr(row, self.field.attname)) is not None}
        found = {other.pk: other for other in self._others(keys, filled)}
        for row in rows:
            other = found.get(getattr(row, self.field.attname))
            if self.keeps:
                setattr(row, self.keeps, other)
            else:
                row._state.fields_cache[self.field.name] = other

    def _fetch_naming(self, rows: list[Any], filled: Filled) -> None:
        """The rows that name each row in their column."""
        by_key = {row.pk: row for row in rows}
        found: dict[Any, list[Any]] = defaultdict(list)
        for other in self._others(by_key, filled):
            key = getattr(other, self.field.attname)
            found[key].append(other)
            if not self.field.is_cached(other):
                setattr(other, self.field.name, by_key[key])
        for row in rows:
            setattr(row, self.keeps, found.get(row.pk, []))

    def _others(self, keys: Iterable[Any], filled: Filled) -> list[Any]:
        asked = list(keys)
        return self.statement.rows((*filled, asked)) if asked else []
