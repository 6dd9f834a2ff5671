"""What changed between two days, in sentences made from facts.

There are two clocks, so there are two answers: what began to hold between the days, and what the record learned or
corrected between them.  Each change says what was there before and what came after it.  Which records are told, and
in which words, their models say (``evidence.models.News``).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, DateField, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

import czech
from evidence.models import EARLIER, AsOf, Fact, News, comes, news_models, same_subject

#: What can happen to a fact: it began to hold, it became known, it was found to be wrong.
BEGAN, LEARNED, CORRECTED = "began", "learned", "corrected"


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
    def formerly(self) -> str:
        """How the state before is introduced: earlier in time, or held to be true until now; a correction names it."""
        return {BEGAN: "dříve", LEARNED: "dosud", CORRECTED: ""}[self.happened]

    @property
    def key(self) -> str:
        """What tells the change apart from every other one, for ever."""
        return f"{self.fact._meta.model_name}/{self.fact.key}/{self.happened}"


@dataclass(frozen=True, slots=True)
class Between:
    """A question: what changed after ``since``, up to and including ``until``, as of the two days of ``at``.

    ``by_knowledge`` asks the second clock, ``only`` some kinds of facts.  Nothing is told that does not hold by
    ``at.day`` or was not known by ``at.known``, whatever days are asked about.
    """

    since: datetime.date
    until: datetime.date
    at: AsOf
    by_knowledge: bool = False
    locality: Model | None = None
    only: tuple[type[News], ...] = ()

    def rows(self) -> QuerySet[Any, dict[str, Any]]:
        """The changes, the latest first, as (happened, day, model, pk): one query, to be cut into pages."""
        first, *others = [part for model in news_models() for part in self._of_model(model)]
        return first.union(*others, all=True).order_by("-day", "place", "model", "pk", "happened")

    def _of_model(self, model: type[Any]) -> list[QuerySet[Any, dict[str, Any]]]:
        if (self.locality is not None and not model.LOCALITY) or (self.only and model not in self.only):
            return []
        told = model._default_manager.public().filter(model.NEWS)
        if self.locality is not None:
            told = told.filter(**{model.LOCALITY: self.locality})
        until = min(self.until, self.at.known)
        if not issubclass(model, Fact):
            return [_columns(told, LEARNED, "known_on", self.since, until)] if self.by_knowledge else []
        facts = told.filter(effective_on__lte=self.at.day)
        if not self.by_knowledge:
            return [_columns(facts.believed(self.at.known), BEGAN, "effective_on", self.since, self.until)]
        # What was never held to be true is told as corrected only.
        held = facts.filter(facts.standing(F("known_on")))
        seen = facts.filter(correction_source__is_public=True)
        return [
            _columns(held, LEARNED, "known_on", self.since, until),
            _columns(seen.filter(known_on__lte=until), CORRECTED, "corrected_on", self.since, until),
        ]

    def changes(self, rows: Iterable[Mapping[str, Any]]) -> list[Change]:
        """The changes behind the rows, in their order; one query for each model among them."""
        asked = list(rows)
        read: dict[str, dict[int, Any]] = {}
        for model in news_models():
            name = str(model._meta.model_name)
            if pks := {row["pk"] for row in asked if row["model"] == name}:
                read[name] = {record.pk: record for record in self._with_others(model, pks)}
        return [_change(row["happened"], row["pk"], read[row["model"]]) for row in asked]

    def _with_others(self, model: type[Any], pks: set[int]) -> QuerySet[Any]:
        """The records, and the facts that were there before them or came instead of them, in one query."""
        rows = model._default_manager.select_related(*model.RELATED)
        if not issubclass(model, Fact):
            return rows.filter(pk__in=pks)  # type: ignore[no-any-return]
        others = _others(model, by_knowledge=self.by_knowledge, at=self.at)
        asked = model._default_manager.filter(pk__in=pks).annotate(**others)
        also = (Q(pk__in=asked.values(name)) for name in others)
        return rows.filter(reduce(or_, also, Q(pk__in=pks))).annotate(**others)  # type: ignore[no-any-return]


def _columns(
    told: QuerySet[Any], happened: str, day: str, since: datetime.date, until: datetime.date
) -> QuerySet[Any, dict[str, Any]]:
    """Rows of one model; of one day they are sorted by their localities, those without one first."""
    locality = told.model.LOCALITY
    return (
        told.filter(**{f"{day}__gt": since, f"{day}__lte": until})
        .order_by()
        .values(
            "pk",
            happened=Value(happened, CharField()),
            day=Cast(F(day), DateField()),
            model=Value(told.model._meta.model_name, CharField()),
            place=F(f"{locality}__name_key") if locality else Value("", TextField()),
        )
    )


def _others(model: type[Any], *, by_knowledge: bool, at: AsOf) -> dict[str, Subquery]:
    """For each fact the one before it (``earlier``) and, if it was corrected, the one in its place (``instead``)."""
    same = model._default_manager.public().filter(*same_subject(model))
    by_then = same.filter(effective_on__lte=OuterRef("effective_on"))
    if not by_knowledge:
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


def _change(happened: str, pk: int, records: Mapping[int, Any]) -> Change:
    record = records[pk]
    if not isinstance(record, Fact):
        words = {"statement": record.statement, "before": "", "after": record.held, "reason": record.reason}
    elif happened == CORRECTED:
        words = _corrected(record, _statement(records, record, "instead"))
    else:
        statement = f"{record.about} {record.statement}{record.decision}".strip()
        earlier = _statement(records, record, "earlier")
        words = {"statement": statement, "before": earlier, "after": record.statement, "reason": ""}
    day = getattr(record, {BEGAN: "effective_on", LEARNED: "known_on", CORRECTED: "corrected_on"}[happened])
    return Change(
        happened=happened,
        day=day,
        dated=record.when if happened == BEGAN else czech.day(day),
        subject=record.subject_name,
        subject_url=record.subject_url,
        fact=record,
        **words,
    )


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
