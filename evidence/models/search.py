"""Finding texts as people type them; names: ``evidence.models.naming``.

The database narrows, by what every answer must hold; ``czech.sought`` then says which rows answer and how well.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Collate

from czech.sought import Fit, How, Sought
from czech.stems import words


class Fold(Func):
    """Small letters without accents: „Říčany“ and „ricany“ are one."""

    function = "cs_fold"
    output_field = TextField()


def in_czech(column: str) -> Combinable:
    """What to sort by where a table keeps no key of its own: the column in Czech alphabetical order."""
    return Collate(Func(F(column), function="cs_key", output_field=TextField()), "C")


def without_accents(column: str) -> models.GeneratedField:
    """A stored column to be searched: the other one in small letters without accents."""
    return models.GeneratedField(
        expression=Fold(F(column)), output_field=TextField(), db_persist=True, verbose_name="název pro hledání"
    )


@models.TextField.register_lookup
@models.CharField.register_lookup
class Like(models.Lookup[Any]):
    """SQL's own LIKE: what stands on the right is a pattern."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*params, *more)


@models.TextField.register_lookup
class LikeAll(models.Lookup[Any]):
    """LIKE each of several patterns."""

    lookup_name = "like_all"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} LIKE ALL ({right})", (*params, *more)


class SearchedQuerySet(models.QuerySet[Any]):
    """Rows that may be ordered by how well they answer a search."""

    def by_fit(self, ordered: Iterable[Any]) -> Self:
        """Those of the primary keys, in their order."""
        keys = [str(key) for key in ordered]
        place = Func(Value(keys, ArrayField(TextField())), Cast("pk", TextField()), function="array_position")
        return self.filter(pk__in=keys).order_by(place)


def telling[Rows: QuerySet[Any]](rows: Rows, told: Combinable, likes: Any) -> Rows:
    """Of few rows those that may say what ``likes`` of a search want in the text ``told``, which they come with."""
    return rows.annotate(told=told).alias(told_folded=Fold("told")).filter(told_folded__like_all=likes)


# --- Texts by their words ------------------------------------------------------------------------------------------


class WordsSaid(Func):
    """The words of a folded text; indexed, they are found by their beginnings, however many rows say them."""

    function = "cs_words"
    output_field = SearchVectorField()


@SearchVectorField.register_lookup
class Says(models.Lookup[Any]):
    """Whether the words say what is ``wanted``."""

    lookup_name = "says"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", (*params, *more)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]  # a tsquery, not the words of a row


class Line(Func):
    """Columns as one text, with spaces between; no values go into it, so its index serves prepared questions too."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def wanted(needed: Iterable[Iterable[Iterable[str]]]) -> str:
    """``Sought.needed``, or some of it, as PostgreSQL asks (tsquery)."""

    def one(word: str) -> str:
        bare = word.removesuffix("*")
        return f"'{bare[:_LONGEST]}'{':*' if bare != word else ''}"

    def way(words: Iterable[str]) -> str:
        return f"({' & '.join(map(one, words))})"

    return " & ".join(f"({' | '.join(map(way, ways))})" for ways in needed)


_LONGEST = 30  # letters of a word that ``cs_words`` keeps


class PartedSearch(NamedTuple):
    """What is wanted of rows that are told by a line of their own and by what stands beside them, as who issued them.

    A row says it alone (``whole``), or some of it stands ``beside`` (primary keys) and it says the ``rest``.
    """

    whole: str
    beside: list[int]
    rest: str


def parted(sought: Sought, beside: Iterable[tuple[int, str]], *, forgiving: bool = False) -> PartedSearch:
    """``beside``: all rows that may stand beside, and how they are told."""
    needed = sought.nearly_needed if forgiving else sought.needed
    keys: list[int] = []
    rest = [*needed]
    for key, told in beside:
        said = words(told)
        met = [ways for ways in needed if any(_is_said(way, said) for way in ways)]
        keys += [key] if met else []
        rest = [ways for ways in rest if ways not in met]
    return PartedSearch(wanted(needed), keys, wanted(rest))


def _is_said(way: Iterable[str], said: list[str]) -> bool:
    return all(
        any(word.startswith(wanted[:-1]) for word in said) if wanted.endswith("*") else wanted in said
        for wanted in way
    )


def by_words(
    sought: Sought, rows: Iterable[Any], number: str = "", *, forgiving: bool = False
) -> list[tuple[Any, Fit]]:
    """The rows that came ``telling`` and say every word, the best first, else in their order.

    ``number`` is the attribute that holds a number: the row whose number begins as the typed one is meant.
    """
    found: list[tuple[Any, Fit]] = []
    for row in rows:
        cost = sought.met(row.told, forgiving=forgiving)
        if cost is not None:
            is_meant = number and sought.numbers_begin(getattr(row, number))
            how = How.EXACT if is_meant else How.SIMILAR if forgiving else How.HOLDS
            found.append((row, Fit(how, round(cost, 2))))
    return sorted(found, key=lambda pair: pair[1])
