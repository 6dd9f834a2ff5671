"""What changed between two days, in sentences made from facts.

There are three clocks, so there are three answers: what began to hold between the days, what could be learned between
them, and what entered the record between them.  Each change says what was there before and what came after it.  Which
records are told, and in which words, their models say (``evidence.models.News``).
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

import czech
from evidence.models import EARLIER, AsOf, Confirmation, Entry, Fact, News, comes, news_models, same_subject
from evidence.models.prepared import Answer, Prepared, among

#: What can happen: a fact began to hold, became known, was found to be wrong, or was confirmed by another source.
BEGAN, LEARNED, CORRECTED, CONFIRMED = "began", "learned", "corrected", "confirmed"


class Clock(StrEnum):
    """By which clock it changed; the value is what the address of the page says."""

    EFFECT = "platnosti"
    KNOWLEDGE = "poznatku"
    RECORD = "zapisu"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.  ``statement`` goes on after the subject; ``before`` and ``after`` are states in words.

    ``before`` is empty where nothing was known before.  ``day`` is what the list is ordered by, ``dated`` says
    it as exactly as the source does.
    """

    happened: str
    day: datetime.date
    dated: str
    subject: str
    subject_url: str
    statement: str
    before: str
    after: str
    reason: str
    fact: Any

    @property
    def sentence(self) -> str:
        """The whole change in one sentence: „Horní Lhota: vzdálená podpora od 1. 7. 2016 (dříve: …)“."""
        told = f"{self.subject}: {self.statement}"
        if self.happened == CORRECTED:
            return f"{told}. Důvod: {self.reason}"
        return f"{told} ({self.formerly}: {self.before})" if self.before else told

    @property
    def undated(self) -> str:
        """The statement without the day, for a list that says it above."""
        if self.happened != BEGAN:
            return self.statement
        return self.statement.removesuffix(f" {self.fact.since}").removesuffix(f" {self.fact.when}")

    @property
    def formerly(self) -> str:
        """How the state before is introduced: earlier in time, or held to be true until now; else not at all."""
        return {BEGAN: "dříve", LEARNED: "dosud"}.get(self.happened, "")

    @property
    def key(self) -> str:
        """What tells the change apart from every other one, for ever."""
        return f"{self.fact._meta.model_name}/{self.fact.key}/{self.happened}"

    @property
    def recorded_at(self) -> datetime.datetime | None:
        """The moment at which the record learned it; None where the record keeps days only."""
        column = "correction_recorded_at" if self.happened == CORRECTED else "recorded_at"
        moment: datetime.datetime | None = getattr(self.fact, column, None)
        return moment


@dataclass(frozen=True, slots=True)
class Between:
    """A question: what changed after ``since``, up to and including ``until``, by a clock, as of the days of ``at``.

    ``ranks`` puts some kinds of records, by the names of their models, before others.  Nothing is told that does not
    hold by ``at.day`` or was not known by ``at.known``, whatever days are asked about.
    """

    since: datetime.date
    until: datetime.date
    at: AsOf
    clock: Clock = Clock.EFFECT
    locality: Model | None = None
    ranks: tuple[tuple[str, int], ...] = ()

    def rows(self) -> Answer:
        """The changes, the latest first, as (happened, day, model, pk, rank): one query, to be cut into pages."""
        days = (self.since, self.until, min(self.until, self.at.known), _end(self.since), _end(self.until))
        place = () if self.locality is None else (self.locality.pk,)
        return _rows(self.clock, self.ranks, of_place=bool(place)).pages(self.at, *days, *place)

    def changes(self, rows: Iterable[Mapping[str, Any]]) -> list[Change]:
        """The changes behind the rows, in their order; one query for each model among them."""
        asked = list(rows)
        read: dict[str, dict[int, Any]] = {}
        for model in news_models():
            name = str(model._meta.model_name)
            if pks := {row["pk"] for row in asked if row["model"] == name}:
                read[name] = {record.pk: record for record in _records(model, self.clock)(self.at, [*pks])}
        return [_change(row["happened"], row["pk"], read[row["model"]], self.clock) for row in asked]


@cache
def _rows(clock: Clock, ranks: tuple[tuple[str, int], ...], *, of_place: bool) -> Prepared:
    models = [model for model in news_models() if model.LOCALITY or not of_place]
    return Prepared(lambda at, *asked: _Arms(at, *asked).rows(models, clock, dict(ranks)))


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
        self, models: Iterable[type[News]], clock: Clock, ranks: Mapping[str, int]
    ) -> QuerySet[Any, dict[str, Any]]:
        arms = (
            _columns(rows, happened, day, ranks.get(str(model._meta.model_name), 0))
            for model in models
            for happened, rows, day in self._arms(model, clock)
        )
        first, *others = arms
        order = ("-moment",) if clock == Clock.RECORD else ()
        return first.union(*others, all=True).order_by("rank", *order, "-day", "place", "model", "pk", "happened")

    def _arms(self, model: type[Any], clock: Clock) -> Iterator[tuple[str, QuerySet[Any], str]]:
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
            dated = told.annotate(learned_on=F("source__known_on"))
            yield CONFIRMED, self._within(dated, "learned_on"), "learned_on"
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
        return rows.filter(**{f"{day}__gt": self.since, f"{day}__lte": until})

    def _recorded(self, rows: Any, moment: str) -> Any:
        return rows.filter(**{f"{moment}__gte": self.after, f"{moment}__lt": self.ended})


@cache
def _records(model: type[Any], clock: Clock) -> Prepared:
    """The records of some keys, and the facts that were there before them or came instead of them, in one query."""

    def with_others(at: AsOf, pks: list[int]) -> QuerySet[Any]:
        rows = model.with_related(model._default_manager.all(), at)
        if not issubclass(model, Fact):
            return rows.filter(among("pk", pks))  # type: ignore[no-any-return]
        others = _others(model, clock, at)
        asked = model._default_manager.filter(among("pk", pks)).annotate(**others)
        # Not by „or“, for which the whole table would be read however few are asked for.
        keys = asked.values("pk").union(*(asked.values(name) for name in others), all=True)
        return rows.filter(pk__in=keys).annotate(**others)  # type: ignore[no-any-return]

    return Prepared(with_others)


def _end(day: datetime.date) -> datetime.datetime:
    """The moment at which the day has ended."""
    last = min(day, datetime.date.max - datetime.timedelta(days=1))
    return timezone.make_aware(datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time()))


def _columns(told: QuerySet[Any], happened: str, when: str, rank: int) -> QuerySet[Any, dict[str, Any]]:
    """Rows of one model; of one day they are sorted by their localities, those without one first."""
    locality = told.model.LOCALITY
    is_moment = when.endswith("_at")
    return told.order_by().values(
        "pk",
        happened=Value(happened, CharField()),
        day=TruncDate(when) if is_moment else Cast(F(when), DateField()),
        moment=F(when) if is_moment else Cast(Value(None), DateTimeField()),
        model=Value(told.model._meta.model_name, CharField()),
        place=F(f"{locality}__name_key") if locality else Value("", TextField()),
        rank=Value(rank, IntegerField()),
    )


def _others(model: type[Any], clock: Clock, at: AsOf) -> dict[str, Subquery]:
    """For each fact the one before it (``earlier``) and, if it was corrected, the one in its place (``instead``)."""
    same = model._default_manager.public().filter(*same_subject(model))
    by_then = same.filter(effective_on__lte=OuterRef("effective_on"))
    if clock == Clock.EFFECT:
        return {"earlier": _last(by_then.believed(at.known).filter(comes(EARLIER)))}
    held = same.standing(OuterRef("known_on")) | Q(corrected_on=OuterRef("known_on"))
    stands = same.standing(OuterRef("corrected_on"))
    return {
        "earlier": _last(by_then.filter(held, known_on__lt=OuterRef("known_on"))),
        "instead": _last(by_then.filter(stands, known_on__lte=OuterRef("corrected_on"))),
    }


def _last(facts: Any) -> Subquery:
    return Subquery(facts.in_order().reverse().values("pk")[:1])


# --- The words -----------------------------------------------------------------------------------------------------


def _change(happened: str, pk: int, records: Mapping[int, Any], clock: Clock) -> Change:
    record = records[pk]
    if not isinstance(record, Fact):
        words = {"statement": record.statement, "before": "", "after": record.held, "reason": record.reason}
    elif happened == CORRECTED:
        words = _corrected(record, _statement(records, record, "instead"))
    else:
        statement = f"{record.about} {record.statement}{record.decision}".strip()
        earlier = _statement(records, record, "earlier")
        words = {"statement": statement, "before": earlier, "after": record.statement, "reason": ""}
    change = Change(
        happened=happened,
        day=datetime.date.min,
        dated="",
        subject=record.subject_name,
        subject_url=record.subject_url,
        fact=record,
        **words,
    )
    if clock == Clock.RECORD and change.recorded_at:
        moment = timezone.localtime(change.recorded_at)
        return replace(change, day=moment.date(), dated=czech.moment(moment))
    day = _known_on(record) if happened in (LEARNED, CONFIRMED) else getattr(record, _DAYS[happened])
    return replace(change, day=day, dated=record.when if happened == BEGAN else czech.day(day))


_DAYS = {BEGAN: "effective_on", CORRECTED: "corrected_on"}


def _known_on(record: Any) -> datetime.date:
    known: datetime.date = record.source.dated_on if isinstance(record, Confirmation) else record.known_on
    return known


def _corrected(fact: Fact, instead: str) -> dict[str, str]:
    whole = f"{fact.about} {fact.statement}".strip()
    # What was found to be wrong on the day it became known was never held to be true.
    became = "opraven" if fact.corrected_on and fact.corrected_on > fact.known_on else "nepřevzat"
    statement = f"údaj „{whole}“ {became}{f', k témuž dni platí: {instead}' if instead else ''}"
    return {"statement": statement, "before": fact.statement, "after": instead, "reason": fact.correction}


def _statement(records: Mapping[int, Any], fact: Fact, name: str) -> str:
    """What the other fact states, empty when there is none."""
    other = records.get(getattr(fact, name))
    return other.statement if other else ""
