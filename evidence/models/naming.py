"""Finding names as people type them, also with mistakes.

The database narrows, by what every answer must hold; ``czech.sought`` then says which names answer and how well.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Least, Left
from django.db.models.lookups import LessThanOrEqual

from czech.sought import Fit, How, Sought
from evidence.models.asof import AsOf
from evidence.models.prepared import Prepared

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


class _Misspelt(NamedTuple):
    """A word or several that were typed, how many letters they have, and in how many a name may differ."""

    typed: Any
    letters: Any
    most: Any


class _Typed(NamedTuple):
    """What the database is asked of a search: values, or what is put in their places in a prepared question."""

    patterns: tuple[tuple[Any, ...], ...]
    names: tuple[_Misspelt, ...]
    parts: tuple[_Misspelt, ...]
    beginnings: tuple[Any, ...]

    @classmethod
    def of(cls, sought: Sought) -> "_Typed":
        names = tuple(_Misspelt(typed, len(typed), most) for typed, most in sought.misspelt)
        parts = tuple(each for each in names if " " not in each.typed)
        return cls(sought.patterns, names, parts, sought.beginnings)

    @property
    def shape(self) -> "_Shape":
        """How many values there are of each kind: questions of one shape are one text."""
        return tuple(map(len, self.patterns)), len(self.names), len(self.parts), len(self.beginnings)

    @property
    def values(self) -> Iterator[Any]:
        return itertools.chain(*self.patterns, *self.names, *self.parts, self.beginnings)

    @classmethod
    def shaped(cls, shape: "_Shape", values: Iterable[Any]) -> "_Typed":
        """The other way round."""
        coming = iter(values)
        of_patterns, names, parts, beginnings = shape

        def some(count: int) -> tuple[Any, ...]:
            return tuple(itertools.islice(coming, count))

        def misspelt(count: int) -> tuple[_Misspelt, ...]:
            return tuple(_Misspelt(*some(3)) for _ in range(count))

        return cls(tuple(map(some, of_patterns)), misspelt(names), misspelt(parts), some(beginnings))


type _Shape = tuple[tuple[int, ...], int, int, int]


def called(sought: Sought, asked: Iterable[NamedRows], *, forgiving: bool = True) -> list[tuple[FoundName, Fit]]:
    """The names that answer, the best first: those that say it, else those that are like it; three queries at most."""
    arms, typed = [*asked], _Typed.of(sought)
    return _answering(sought, lambda narrowed: _joined(arms, narrowed, typed) or (), forgiving=forgiving)


class PreparedNames:
    """The same of names that hang on two days: each question is compiled once for each shape of what may be typed."""

    def __init__(self, asked: Callable[[AsOf], Iterable[NamedRows]]) -> None:
        self._asked = asked
        self._compiled = lru_cache(maxsize=_MOST_SHAPES)(self._compile)

    def __call__(self, sought: Sought, at: AsOf) -> list[tuple[FoundName, Fit]]:
        typed = _Typed.of(sought)

        def rows(narrowed: "_Narrowing") -> Iterable[Any]:
            question = self._compiled(narrowed, typed.shape)
            return question(at, *typed.values) if question else ()

        return _answering(sought, rows)

    def _compile(self, narrowed: "_Narrowing", shape: _Shape) -> Prepared | None:
        if not narrowed(_Typed.shaped(shape, itertools.repeat(Value(1))), "name")[0]:
            return None
        return Prepared(lambda at, *values: _joined([*self._asked(at)], narrowed, _Typed.shaped(shape, values)))


_MOST_SHAPES = 30  # searches of more than a few words come in many shapes; the rest is compiled anew


def _joined(arms: list[NamedRows], narrowed: "_Narrowing", typed: _Typed) -> Any:
    """One question for the rows of all arms; None where nothing can be asked for."""
    asked = [(arm, *narrowed(typed, arm.folded)) for arm in arms]
    if not all(condition for _, condition, _ in asked):
        return None
    first, *others = [arm.where(condition, distances) for arm, condition, distances in asked]
    return first.union(*others, all=True).order_by() if others else first


def _answering(
    sought: Sought, rows: "Callable[[_Narrowing], Iterable[Any]]", *, forgiving: bool = True
) -> list[tuple[FoundName, Fit]]:
    found: list[tuple[FoundName, Fit]] = []
    for narrowed in (_may_hold, _may_be, _may_be_a_part) if forgiving else (_may_hold,):
        mistyped = narrowed is not _may_hold
        names = itertools.starmap(FoundName, rows(narrowed))
        found += [(name, fit) for name in names if (fit := sought.fit(name.name, forgiving=mistyped))]
        if any(fit.how < How.NAMED for _, fit in found):
            break
    return sorted(found, key=lambda pair: pair[1])


type _Narrowed = tuple[Q, list[Combinable]]
"""What a name must meet, and in how many letters it may differ."""
type _Narrowing = Callable[[_Typed, str], _Narrowed]

_MOST_SIMILAR = 100  # names of a kind: the nearest hundred of some thousands that may be meant


def _may_hold(asked: _Typed, folded: str) -> _Narrowed:
    """Names that say all that was typed."""
    condition = Q()
    for patterns in asked.patterns:
        holds = Q()
        for pattern in patterns:
            holds &= Q(**{f"{folded}__like": pattern})
        condition |= holds
    return condition, []


def _may_be(asked: _Typed, folded: str) -> _Narrowed:
    """Names, and beginnings of names, that differ from what was typed in a few letters."""
    condition, distances = Q(), list[Combinable]()
    for typed, letters, most in asked.names:
        for name in (Left(folded, _MOST_LETTERS), Left(folded, letters)):
            distance = _Distance(name, _text(typed), most)
            distances.append(distance)
            condition |= Q(LessThanOrEqual(distance, most))
    return condition, distances


def _may_be_a_part(asked: _Typed, folded: str) -> _Narrowed:
    """Names with a word that differs from the typed one in a few letters, and those that what was typed may say."""
    condition, distances = Q(), list[Combinable]()
    for typed, _, most in asked.parts:
        distance = _DistanceOfWords(F(folded), _text(typed), most)
        distances.append(distance)
        condition |= Q(LessThanOrEqual(distance, most))
    for beginning in asked.beginnings:
        condition |= Q(**{f"{folded}__like": beginning})
    return condition, distances


def _text(typed: Any) -> Any:
    return typed if isinstance(typed, Combinable) else Value(typed)
