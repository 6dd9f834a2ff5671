"""Rows of which the database says every cell itself: no object is made of any, so a million of them take seconds."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Case, F, Func, Model, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from czech import NBSP
from evidence.models import Precision
from evidence.models.prepared import Answer

_IN_CSV = {  # an empty text would be put in quotes
    "text": "nullif({}, '')",
    "date": "to_char({}, 'FMDD.FMMM.FMYYYY')",
    "integer": "{}",
    "number": "replace({}::text, '.', ',')",
    "money": "replace({}::text, '.', ',')",
}


@dataclass(frozen=True, slots=True)
class CellsAsked:
    """A question that says every cell of its rows; empty where nothing can be asked for, so the database is not.

    ``beside`` are the names of what it says after the columns.  ``rows_of`` is a model of which it tells each row at
    most once, where its first rows take as long as all of them.
    """

    sql: str
    params: tuple[Any, ...] = ()
    alias: str = ""
    beside: tuple[str, ...] = ()
    rows_of: type[Model] | None = None

    @classmethod
    def of(cls, rows: QuerySet[Any, Any] | Answer) -> "CellsAsked":
        """That of rows that are told by their cells."""
        if not isinstance(rows, QuerySet):
            return cls(*rows.compiled())
        try:
            sql, params = rows.query.get_compiler(rows.db).as_sql()
        except EmptyResultSet:
            return cls("")
        return cls(sql, tuple(params), rows.db)

    def iterator(self, size: int) -> Iterator[tuple[Any, ...]]:
        """The rows, by so many at a time; more than that through a cursor, which plans anew."""
        if not self.sql:
            return
        if not self._may_be_more(size):
            with connections[self.alias].cursor() as cursor:
                cursor.execute(f"{self.sql} LIMIT {size + 1:d}", self.params)
                first = cursor.fetchall()
            if len(first) <= size:
                yield from first
                return
            del first
        with connections[self.alias].chunked_cursor() as cursor:
            cursor.execute(self.sql, self.params)
            yield from chain.from_iterable(iter(lambda: cursor.fetchmany(size), []))

    def _may_be_more(self, size: int) -> bool:
        """Whether there are more rows to be told of, so that the first ones are not asked for by themselves."""
        if self.rows_of is None:
            return False
        with connections[self.alias].cursor() as cursor:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{self.rows_of._meta.db_table}" OFFSET {size:d})')
            return bool(cursor.fetchone()[0])

    def copied(self, kinds: Sequence[str]) -> Iterator[bytes]:
        """The rows as lines of CSV that PostgreSQL writes: semicolons, days as 30.8.2016, decimal commas.

        ``kinds`` are those of its first columns: text, date, integer, number or money; what follows them is left out.
        Of texts nothing is mended or defused.
        """
        if not self.sql:
            return
        connection: Any = connections[self.alias]
        asked = connection.ops.compose_sql(self.sql, self.params)
        names = [f"c{number}" for number, _ in enumerate(kinds)]
        cells = ", ".join(_IN_CSV[kind].format(name) for name, kind in zip(names, kinds, strict=True))
        told = f"SELECT {cells} FROM ({asked}) AS told ({', '.join([*names, *self.beside])})"
        sql = f"COPY ({told}) TO STDOUT (FORMAT csv, DELIMITER ';')"
        with connection.cursor() as cursor, cursor.copy(sql) as lines:
            yield from lines


def day_told(day: Combinable, pattern: str) -> Func:
    """The day as a text, by a pattern of ``to_char``."""
    return Func(day, Value(pattern), function="to_char", output_field=TextField())


def span_told(column: str, precisions: Iterable[Precision], words: Callable[[datetime.date, Precision], str]) -> Case:
    """What ``words`` say of the day in the column, by its precision: as files have it, with plain spaces.

    ``words`` end with the day, or with the year before which they say the month or the season.
    """
    day, some_day = F(column), datetime.date(2000, 1, 1)
    firsts = {Precision.MONTH: range(1, 13), Precision.SEASON: (3, 6, 9, 12), Precision.YEAR: (1,)}

    def told(on: datetime.date, precision: Precision, pattern: str, end: str) -> Concat:
        said = words(on, precision).replace(NBSP, " ")
        assert said.endswith(end), said
        return Concat(Value(said.removesuffix(end)), day_told(day, pattern), output_field=TextField())

    whens = []
    for precision in precisions:
        is_said = Q(precision=precision, **{f"{column}__isnull": False})
        if precision in firsts:
            whens += [
                When(
                    is_said & Q(**{f"{column}__month": month}),
                    then=told(some_day.replace(month=month), precision, "FMYYYY", "2000"),
                )
                for month in firsts[precision]
            ]
        else:
            whens.append(When(is_said, then=told(some_day, precision, "FMDD. FMMM. FMYYYY", "1. 1. 2000")))
    return Case(*whens, default=Value(""), output_field=TextField())
