"""Finding names and texts as people type them.

The database narrows, by what every answer must hold; ``czech.sought`` then says which rows answer and how well.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Collate, Least, Left
from django.db.models.lookups import LessThanOrEqual

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


_MOST_LETTERS = 255  # that PostgreSQL compares; of a longer one it says only that it is too long


class _Distance(Func):
    """In how many letters two words differ, as long as it is not more than the third argument."""

    function = "levenshtein_less_equal"
    output_field = IntegerField()


class _DistanceOfWords(_Distance):
    """The same of the closest word of the first argument."""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        (text, of_text), (typed, of_typed), (most, of_most) = map(compiler.compile, self.get_source_expressions())
        words = f"unnest(string_to_array({text}, ' ')) AS word"
        sql = f"(SELECT min({self.function}(left(word, {_MOST_LETTERS}), {typed}, {most})) FROM {words})"
        return sql, (*of_typed, *of_most, *of_text)


class FoundName(NamedTuple):
    """A name, whose it is (the primary key, as text), and in which of the asked rows it was found."""

    kind: str
    target: str
    name: str


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Rows that hold names: ``name`` and, without accents, ``folded``, of what ``target`` leads to."""

    kind: str
    rows: QuerySet[Any]
    target: str = "pk"
    name: str = "name"
    folded: str = "name_folded"

    def where(self, condition: Q, distances: list[Combinable]) -> QuerySet[Any, Any]:
        """Those that meet it; of many only the nearest, where it says how near they are."""
        rows = self.rows.filter(condition).order_by()
        if distances:
            rows = rows.order_by(Least(*distances) if len(distances) > 1 else distances[0], "pk")[:_MOST_SIMILAR]
        found: QuerySet[Any, Any] = rows.values_list(
            Value(self.kind, TextField()), Cast(self.target, TextField()), Cast(self.name, TextField())
        )
        return found


def called(sought: Sought, asked: Iterable[NamedRows], *, forgiving: bool = True) -> list[tuple[FoundName, Fit]]:
    """The names that answer, the best first: those that say it, else those that are like it; three queries at most."""
    arms = [*asked]
    found: list[tuple[FoundName, Fit]] = []
    for narrowed in (_may_hold, _may_be, _may_be_a_part) if forgiving else (_may_hold,):
        asked_for = [(arm, *narrowed(sought, arm.folded)) for arm in arms]
        if all(condition for _, condition, _ in asked_for):
            first, *others = [arm.where(condition, distances) for arm, condition, distances in asked_for]
            rows: Any = first.union(*others, all=True).order_by() if others else first
            mistyped = narrowed is not _may_hold
            names = itertools.starmap(FoundName, rows)
            found += [(name, fit) for name in names if (fit := sought.fit(name.name, forgiving=mistyped))]
        if any(fit.how < How.NAMED for _, fit in found):
            break
    return sorted(found, key=lambda pair: pair[1])


type _Narrowed = tuple[Q, list[Combinable]]
"""What a name must meet, and in how many letters it may differ."""

_MOST_SIMILAR = 100  # names of a kind: the nearest hundred of some thousands that may be meant


def _may_hold(sought: Sought, folded: str) -> _Narrowed:
    """Names that say all that was typed."""
    condition = Q()
    for patterns in sought.patterns:
        holds = Q()
        for pattern in patterns:
            holds &= Q(**{f"{folded}__like": pattern})
        condition |= holds
    return condition, []


def _may_be(sought: Sought, folded: str) -> _Narrowed:
    """Names, and beginnings of names, that differ from what was typed in a few letters."""
    condition, distances = Q(), list[Combinable]()
    for typed, most in sought.misspelt:
        for name in (Left(folded, _MOST_LETTERS), Left(folded, len(typed))):
            distance = _Distance(name, Value(typed), Value(most))
            distances.append(distance)
            condition |= Q(LessThanOrEqual(distance, most))
    return condition, distances


def _may_be_a_part(sought: Sought, folded: str) -> _Narrowed:
    """Names with a word that differs from the typed one in a few letters, and those that what was typed may say."""
    condition, distances = Q(), list[Combinable]()
    for typed, most in sought.misspelt:
        if " " not in typed:
            distance = _DistanceOfWords(F(folded), Value(typed), Value(most))
            distances.append(distance)
            condition |= Q(LessThanOrEqual(distance, most))
    for beginning in sought.beginnings:
        condition |= Q(**{f"{folded}__like": beginning})
    return condition, distances


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
