"""What changed between two days, in sentences made from facts.

There are three clocks, so there are three answers: what began to hold between the days, what could be learned between
them, and what entered the record between them.  Each change says what was there before and what came after it.  Which
records are told, and in which words, their models say (``evidence.models.News``).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

import czech
from evidence.changed_rows import BEGAN, CONFIRMED, CORRECTED, LEARNED, Clock, Place, all_rows, counted_rows, some_rows
from evidence.models import EARLIER, AsOf, Confirmation, Fact, comes, news_models, same_subject
from evidence.models.cited import Among
from evidence.models.prepared import Answer, Prepared, among


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


def _end(day: datetime.date) -> datetime.datetime:
    """The moment at which the day has ended."""
    last = min(day, datetime.date.max - datetime.timedelta(days=1))
    return timezone.make_aware(datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time()))


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
