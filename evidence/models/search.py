"""Finding names and texts as people type them.

The database narrows, by what every answer must hold; ``czech.sought`` then says which rows answer and how well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Collate, Left
from django.db.models.lookups import LessThanOrEqual

from czech.sought import Fit, How, Sought


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

    def where(self, condition: Q) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = (
            self.rows.filter(condition)
            .order_by()
            .values_list(Value(self.kind, TextField()), Cast(self.target, TextField()), Cast(self.name, TextField()))
        )
        return found


def called(sought: Sought, asked: Iterable[NamedRows], *, forgiving: bool = True) -> list[tuple[FoundName, Fit]]:
    """The names that answer, the best first: those that say it, else those that are like it; three queries at most."""
    arms = [*asked]
    found: list[tuple[FoundName, Fit]] = []
    for narrowed in (_may_hold, _may_be, _may_be_a_part) if forgiving else (_may_hold,):
        conditions = [narrowed(sought, arm.folded) for arm in arms]
        if all(conditions):
            first, *others = [arm.where(condition) for arm, condition in zip(arms, conditions, strict=True)]
            rows: Iterator[FoundName] = (FoundName(*row) for row in first.union(*others, all=True).order_by())
            mistyped = narrowed is not _may_hold
            found += [(name, fit) for name in rows if (fit := sought.fit(name.name, forgiving=mistyped))]
        if any(fit.how < How.NAMED for _, fit in found):
            break
    return sorted(found, key=lambda pair: pair[1])


def _may_hold(sought: Sought, folded: str) -> Q:
    """Names that say all that was typed."""
    condition = Q()
    for patterns in sought.patterns:
        holds = Q()
        for pattern in patterns:
            holds &= Q(**{f"{folded}__like": pattern})
        condition |= holds
    return condition


def _may_be(sought: Sought, folded: str) -> Q:
    """Names, and beginnings of names, that differ from what was typed in a few letters."""
    condition = Q()
    for typed, most in sought.misspelt:
        for name in (Left(folded, _MOST_LETTERS), Left(folded, len(typed))):
            condition |= Q(LessThanOrEqual(_Distance(name, Value(typed), Value(most)), most))
    return condition


def _may_be_a_part(sought: Sought, folded: str) -> Q:
    """Names with a word that differs from the typed one in a few letters, and those that what was typed may say."""
    condition = Q()
    for typed, most in sought.misspelt:
        if " " not in typed:
            distance = _DistanceOfWords(F(folded), Value(typed), Value(most))
            condition |= Q(LessThanOrEqual(distance, most))
    for beginning in sought.beginnings:
        condition |= Q(**{f"{folded}__like": beginning})
    return condition


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


_LEAST_LETTERS = 4  # of a word that may be mistyped in a text: in shorter ones every other word looks alike
_LIKE_ENOUGH = 0.3  # word similarity (pg_trgm) of a word with one mistake, at the least


def telling[Rows: QuerySet[Any]](rows: Rows, sought: Sought, told: Combinable, *, forgiving: bool = False) -> Rows:
    """Those that may say all telling words of the search in the text ``told``, which they come with.

    ``forgiving``: also those that say a longer word with a typing mistake.
    """
    found = rows.annotate(told=told).alias(told_folded=Fold(F("told")))
    for place, (word, like) in enumerate(sought.needed):
        says = Q(told_folded__like=like)
        if forgiving and len(word) >= _LEAST_LETTERS and word.isalpha():
            likeness = TrigramWordSimilarity(word, F("told_folded"))
            found = found.alias(**{f"like_{place}": likeness})
            says |= Q(**{f"like_{place}__gte": _LIKE_ENOUGH})
        found = found.filter(says)
    return found


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
