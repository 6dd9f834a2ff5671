"""What changed between two days, in sentences made from facts.

There are three clocks, so there are three answers: what began to hold between the days, what could be learned between
them, and what entered the record between them.  Each change says what was there before and what came after it.  Which
records are told, and in which words, their models say (``evidence.models.News``).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

import czech
from evidence.changed_rows import BEGAN, CONFIRMED, CORRECTED, LEARNED, Clock, Place, all_rows, counted_rows, some_rows
from evidence.models import EARLIER, AsOf, Confirmation, Fact, News, comes, news_models, same_subject
from evidence.models.cited import Among
from evidence.models.prepared import Answer, Prepared, among, in_parts
from evidence.models.shared import Shared, joined


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
    statement: str
    before: str
    after: str
    reason: str
    fact: Any

    @property
    def subject_url(self) -> str:
        """The page of what it is about."""
        return str(self.fact.subject_url)

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
        return _recorded_at(self.happened, self.fact)


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
        return all_rows(self.clock, self.ranks, of_place=self.locality is not None).pages(self.at, *self._asked)

    def some(self, beside: Place | None = None, *, before: bool = False) -> list[dict[str, Any]]:
        """The first ``SOME`` of the rows; those after the place, or the last ones before it.

        However many there are, no more of each kind of record is read.
        """
        first = datetime.date.min
        nowhere = Place(-1, _end(first) if self.clock == Clock.RECORD else first, "", "", 0, "")
        asked = some_rows(self.clock, self.ranks, of_place=self.locality is not None, before=before)
        rows = asked(self.at, *self._asked, *(beside or nowhere))
        return rows[::-1] if before else rows

    def counts(self) -> dict[int, int]:
        """How many changes have each rank; of each kind of record no more than ``MANY`` and one are counted."""
        asked = counted_rows(self.clock, self.ranks, of_place=self.locality is not None)
        return asked.pages(self.at, *self._asked).counts("rank")

    @property
    def _asked(self) -> tuple[Any, ...]:
        place = None if self.locality is None else self.locality.pk
        known = min(self.until, self.at.known)
        return self.since, self.until, known, _end(self.since), _end(self.until), place

    def place(self, row: Mapping[str, Any]) -> Place:
        """Where the row stands among all."""
        at = row["moment"] if self.clock == Clock.RECORD else row["day"]
        return Place(row["rank"], at, row["place"], row["model"], row["pk"], row["happened"])

    def all(self, at_once: int) -> Iterator[Change]:
        """All changes, however many they are, read by so many at a time."""
        shared = Shared(self.at)
        for part in in_parts(self.rows(), at_once):
            read = {
                str(model._meta.model_name): _read_apart(model, self.clock, self.at, pks, shared)
                for model, pks in _keys(part)
            }
            yield from (_change(row["happened"], row["pk"], read[row["model"]], self.clock) for row in part)

    def changes(self, rows: Iterable[Mapping[str, Any]]) -> list[Change]:
        """The changes behind the rows, in their order; one query for each model among them."""
        asked = list(rows)
        read = {
            str(model._meta.model_name): {record.pk: record for record in _records(model, self.clock)(self.at, pks)}
            for model, pks in _keys(asked)
        }
        return [_change(row["happened"], row["pk"], read[row["model"]], self.clock) for row in asked]


def _keys(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[type[News], list[int]]]:
    """The kinds of records that rows of changes are of, each with their keys."""
    pks = defaultdict(set)
    for row in rows:
        pks[row["model"]].add(row["pk"])
    for model in news_models():
        if asked := pks.get(str(model._meta.model_name)):
            yield model, [*asked]


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
        # As an array, which is made once, whatever the planner takes the length of the union for.
        return rows.filter(Among("pk", ArraySubquery(keys.order_by()))).annotate(**others)  # type: ignore[no-any-return]

    return Prepared(with_others)


def _read_apart(model: type[News], clock: Clock, at: AsOf, pks: list[int], shared: Shared) -> dict[int, Any]:
    """The same as by ``_records``, for very many: no others are looked up for the others, and nothing is joined."""
    rows: Any = model.with_related(model._default_manager.all(), at)
    if any("__" in lookup.prefetch_through for lookup in rows._prefetch_related_lookups):
        return {record.pk: record for record in _records(model, clock)(at, pks)}  # what is joined leads on
    records = {record.pk: record for record in _alone(model, clock)(at, pks)}
    if issubclass(model, Fact):
        others = {pk for record in records.values() for name in _OTHERS if (pk := getattr(record, name, None))}
        if missing := [*others - records.keys()]:
            records |= {record.pk: record for record in _alone(model, None)(at, missing)}
    shared.give(records.values(), joined(rows))
    return records


@cache
def _alone(model: type[Any], clock: Clock | None) -> Prepared:
    """The records of some keys, with nothing that they name; by a clock also the keys of the others of each."""

    def of_keys(at: AsOf, pks: list[int]) -> QuerySet[Any]:
        rows = model.with_related(model._default_manager.filter(among("pk", pks)), at).select_related(None)
        others = _others(model, clock, at) if clock and issubclass(model, Fact) else {}
        return rows.annotate(**others)  # type: ignore[no-any-return]

    return Prepared(of_keys)


def _end(day: datetime.date) -> datetime.datetime:
    """The moment at which the day has ended."""
    last = min(day, datetime.date.max - datetime.timedelta(days=1))
    return timezone.make_aware(datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time()))


_OTHERS = ("earlier", "instead")


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
        after, earlier = record.statement, _statement(records, record, "earlier")
        statement = f"{record.about} {after}{record.decision}".strip()
        words = {"statement": statement, "before": earlier, "after": after, "reason": ""}
    day, dated = _dated(happened, record, clock)
    return Change(happened=happened, day=day, dated=dated, subject=record.subject_name, fact=record, **words)


def _dated(happened: str, record: Any, clock: Clock) -> tuple[datetime.date, str]:
    if clock == Clock.RECORD and (recorded := _recorded_at(happened, record)):
        moment = timezone.localtime(recorded)
        return moment.date(), czech.moment(moment)
    day = _known_on(record) if happened in (LEARNED, CONFIRMED) else getattr(record, _DAYS[happened])
    return day, record.when if happened == BEGAN else czech.day(day)


def _recorded_at(happened: str, record: Any) -> datetime.datetime | None:
    moment: datetime.datetime | None = getattr(
        record, "correction_recorded_at" if happened == CORRECTED else "recorded_at", None
    )
    return moment


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
