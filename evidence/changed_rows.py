"""The rows of what changed between two days: one query over every kind of record, read a page at a time.

Each arm of the query is cut by itself: a page of it holds no more rows of a kind than stand on a page, however many
there are, and an index by the day of each clock gives them in their order.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.fields.tuple_lookups import Tuple
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan
from psycopg.types.numeric import Int8

from evidence.models import AsOf, Confirmation, Entry, Fact, News, news_models
from evidence.models.prepared import Prepared, worked_out

SOME = 51  # rows of a page, and one that tells whether others follow
LAST = "\uffff"  # after every name
LAST_KEY = 2**63 - 1  # beyond every key
MANY = 500  # of more changes it is only told that they are more
#: What can happen: a fact began to hold, became known, was found to be wrong, or was confirmed by another source.
HAPPENED = BEGAN, LEARNED, CORRECTED, CONFIRMED = "began", "learned", "corrected", "confirmed"


class Clock(StrEnum):
    """By which clock it changed; the value is what the address of the page says."""

    EFFECT = "platnosti"
    KNOWLEDGE = "poznatku"
    RECORD = "zapisu"


class Place(NamedTuple):
    """Where a change stands in the list: what the list is ordered by, of one day or moment by what follows it."""

    rank: int
    at: datetime.date | datetime.datetime
    subject: str
    model: str
    pk: int
    happened: str


def _models(*, of_place: bool) -> list[Any]:
    return [model for model in news_models() if model.LOCALITY or not of_place]


def _arms(at: AsOf, asked: tuple[Any, ...], *, of_place: bool) -> "_Arms":
    since, until, known, after, ended, place = asked
    return _Arms(at, since, until, known, after, ended, place if of_place else None)


@cache
def all_rows(clock: Clock, ranks: tuple[tuple[str, int], ...], *, of_place: bool) -> Prepared:
    """All rows in their order, to be cut."""

    def build(at: AsOf, *asked: Any) -> QuerySet[Any, Any]:
        return _arms(at, asked, of_place=of_place).rows(_models(of_place=of_place), clock, dict(ranks))

    return Prepared(build)


@cache
def some_rows(clock: Clock, ranks: tuple[tuple[str, int], ...], *, of_place: bool, before: bool) -> Prepared:
    """The rows after a place, or those before it from the nearest one on."""

    def build(at: AsOf, *asked: Any) -> QuerySet[Any, Any]:
        beside = _Beside(Place(*asked[6:]), before=before)
        return _arms(at, asked[:6], of_place=of_place).rows(_models(of_place=of_place), clock, dict(ranks), beside)

    return Prepared(build)


@cache
def counted_rows(clock: Clock, ranks: tuple[tuple[str, int], ...], *, of_place: bool) -> Prepared:
    """A row with its rank for each change, to be counted; of each kind of record no more than are told exactly."""

    def build(at: AsOf, *asked: Any) -> QuerySet[Any, Any]:
        arms = _arms(at, asked, of_place=of_place)
        places = dict(ranks)
        first, *others = (
            rows.order_by().values(rank=Value(places.get(model._meta.model_name, 0), IntegerField()))[: MANY + 1]
            for model in _models(of_place=of_place)
            for _, rows, _ in arms.of(model, clock)
        )
        return first.union(*others, all=True).order_by()

    return Prepared(build)


@dataclass(frozen=True, slots=True)
class _Beside:
    """On which side of a place the rows are to be, written for each arm of the query: most of it is the arm's own.

    What is so of all rows of an arm (its rank, its model, what happened) is not asked of each: it moves the day and
    the key behind which the arm begins.  So the server has an index to begin at, and does not take the arm for empty.
    """

    place: Any
    before: bool

    def cut(self, rows: QuerySet[Any, Any], happened: str, when: str, rank: int) -> QuerySet[Any, Any]:
        """The rows of an arm on that side, the nearest first."""
        place, subject, model = self.place, _subject(rows.model), str(rows.model._meta.model_name)
        side, earlier = ("lt", "gt") if self.before else ("gt", "lt")
        at = worked_out(lambda other, day: self._day(rank, other, day), place.rank, place.at)
        key = worked_out(lambda *other: self._key((model, happened), *other), place.model, place.happened, place.pk)
        of_subject = self._beyond(subject, place.subject) | Q(Exact(subject, place.subject), **{f"pk__{side}": key})
        begins, follows = Q(**{f"{when}__{earlier}e": at}), Q(**{f"{when}__{earlier}": at}) | of_subject
        by_subject = [] if isinstance(subject, Value) else [subject]
        order = [F(when).desc(), *(each.asc() for each in by_subject), F("pk").asc()]
        if self.before:
            order = [F(when).asc(), *(each.desc() for each in by_subject), F("pk").desc()]
        return rows.filter(begins, follows).order_by(*order)[:SOME]

    def _beyond(self, own: Any, asked: Any) -> Q:
        return Q(LessThan(own, asked) if self.before else GreaterThan(own, asked))

    @staticmethod
    def _day(own: int, rank: int, day: Any) -> Any:
        """Beside which day or moment the rows of a rank are: all of them are on one side of a place of another one."""
        if own == rank:
            return day
        first, last = datetime.date.min, datetime.date.max
        if isinstance(day, datetime.datetime):
            first, last = (datetime.datetime.combine(each, datetime.time(), day.tzinfo) for each in (first, last))
        return last if own > rank else first

    def _key(self, own: tuple[str, str], model: str, happened: str, key: int) -> Int8:
        """Beside which key the rows of the place's day and subject are."""
        if own[0] == model:  # of one key what happened first comes first
            return Int8(key + ((own[1] < happened) if self.before else -(own[1] > happened)))
        return Int8(0 if own[0] > model else LAST_KEY)


def _subject(model: type[News]) -> Any:
    """By what rows of one day are sorted: the name of their locality; where it is empty they come last."""
    if model.LOCALITY is None:
        return Value("", TextField())
    name = F(f"{model.LOCALITY}__name_key")
    return Coalesce(name, Value(LAST), output_field=TextField(db_collation="C"))


@dataclass(frozen=True, slots=True)
class _Arms:
    """What one query asks of each kind of record: the days and the moments that ``Between`` lies between."""

    at: AsOf
    since: datetime.date
    until: datetime.date
    known: datetime.date
    after: datetime.datetime
    ended: datetime.datetime
    place: int | None = None

    def rows(
        self, models: Iterable[type[News]], clock: Clock, ranks: Mapping[str, int], beside: _Beside | None = None
    ) -> QuerySet[Any, dict[str, Any]]:
        arms = (
            _columns(rows, happened, day, ranks.get(str(model._meta.model_name), 0), beside)
            for model in models
            for happened, rows, day in self.of(model, clock)
        )
        first, *others = arms
        moment = ("-moment",) if clock == Clock.RECORD else ()
        order = ("rank", *moment, "-day", "place", "model", "pk", "happened")
        if beside is None:
            return first.union(*others, all=True).order_by(*order)
        if beside.before:
            order = tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order)
        return first.union(*others, all=True).order_by(*order)[:SOME]

    def of(self, model: type[Any], clock: Clock) -> Iterator[tuple[str, QuerySet[Any], str]]:
        """(what happened, to which rows of the model, the column that says when) by the clock that is asked."""
        told = model._default_manager.public().filter(model.NEWS)
        if self.place is not None:
            told = told.filter(**{model.LOCALITY: self.place})
        told = model.on_day(told, self.at)
        if clock == Clock.EFFECT:
            if issubclass(model, Fact):
                began = told.believed(self.at.known)
                yield BEGAN, self._within(began, "effective_on"), "effective_on"
            return
        yield from self._by_knowledge(model, told) if clock == Clock.KNOWLEDGE else self._by_record(model, told)

    def _by_knowledge(self, model: type[Any], told: Any) -> Iterator[tuple[str, QuerySet[Any], str]]:
        if issubclass(model, Fact):
            # What was never held to be true is told as corrected only.
            yield LEARNED, self._within(told.filter(told.standing(F("known_on"))), "known_on"), "known_on"
            seen = told.filter(correction_source__is_public=True, known_on__lte=self.known)
            yield CORRECTED, self._within(seen, "corrected_on"), "corrected_on"
        elif issubclass(model, Confirmation):
            yield CONFIRMED, self._within(told, "source__known_on"), "source__known_on"
        else:
            yield LEARNED, self._within(told, "known_on"), "known_on"

    def _by_record(self, model: type[Any], told: Any) -> Iterator[tuple[str, QuerySet[Any], str]]:
        if not issubclass(model, Entry):
            return
        entered = told.known(self.at)
        happened = CONFIRMED if issubclass(model, Confirmation) else LEARNED
        yield happened, self._recorded(entered, "recorded_at"), "recorded_at"
        if issubclass(model, Fact):
            seen = entered.filter(correction_source__is_public=True, corrected_on__lte=self.at.known)
            yield CORRECTED, self._recorded(seen, "correction_recorded_at"), "correction_recorded_at"

    def _within(self, rows: Any, day: str) -> Any:
        until = self.until if day == "effective_on" else self.known
        return rows.filter(~Q(Exact(F(day), self.since)), _since(day, self.since), **{f"{day}__lte": until})

    def _recorded(self, rows: Any, moment: str) -> Any:
        return rows.filter(_since(moment, self.after), **{f"{moment}__lt": self.ended})


def _since(when: str, since: Any) -> Q:
    """Rows of a day or moment, or of a later one.

    Said of two columns of one table, which an index by the first of them serves all the same: a plan that is made for
    all days takes what lies between two of them for one row of two hundred, and would rather read and sort them all.
    """
    *path, _ = when.split("__")
    return Q(GreaterThanOrEqual(Tuple(F(when), F("__".join([*path, "key"]))), Tuple(since, Value(""))))


def _columns(
    told: QuerySet[Any], happened: str, when: str, rank: int, beside: _Beside | None
) -> QuerySet[Any, dict[str, Any]]:
    """Rows of one model, ready to be joined with those of others."""
    is_moment = when.endswith("_at")
    cut = beside.cut(told, happened, when, rank) if beside else told.order_by()
    return cut.values(
        "pk",
        happened=Value(happened, CharField()),
        day=TruncDate(when) if is_moment else Cast(F(when), DateField()),
        moment=F(when) if is_moment else Cast(Value(None), DateTimeField()),
        model=Value(told.model._meta.model_name, CharField()),
        place=_subject(told.model),
        rank=Value(rank, IntegerField()),
    )
