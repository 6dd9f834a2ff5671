"""What changed between two days, in sentences made from facts.

There are two clocks, so there are two answers: what began to hold between the days, and what the record learned or
corrected between them.  Each change says what was there before and what came after it.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import models
from django.db.models import CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import Exact
from django.urls import reverse

import czech
from council.models import MemorandumChange, MemorandumState
from czech import days
from evidence.models import AsOf, Fact, said
from funding.models import Amount, AmountKind
from localities.models import Discrepancy, Locality, LocalityKind, Membership, PlanChange, PlanState, SupportChange
from localities.models.plans import PlanKind

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
    locality: Locality | None
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
        """How the state before is introduced: earlier in time, or held to be true until now."""
        return {BEGAN: "dříve", LEARNED: "dosud", CORRECTED: "uvedeno"}[self.happened]

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
    locality: Locality | None = None
    only: tuple[type[Any], ...] = ()

    def rows(self) -> QuerySet[Any, dict[str, Any]]:
        """The changes, the latest first, as (happened, day, model, pk): one query, to be cut into pages."""
        parts = [part for kind in _KINDS for part in self._of_kind(kind)]
        if self.by_knowledge and not self.only:
            parts.append(self._discrepancies())
        first, *others = parts
        return first.union(*others, all=True).order_by("-day", "place", "model", "pk", "happened")

    def _of_kind(self, kind: "_Kind") -> list[QuerySet[Any, dict[str, Any]]]:
        if (self.locality is not None and not kind.locality) or (self.only and kind.model not in self.only):
            return []
        facts = kind.model._default_manager.public().filter(effective_on__lte=self.at.day, **kind.where)
        if self.locality is not None:
            facts = facts.filter(**{kind.locality: self.locality})
        if not self.by_knowledge:
            return [_columns(facts.believed(self.at.known), kind, BEGAN, "effective_on", self.since, self.until)]
        until = min(self.until, self.at.known)
        # What was never held to be true is told as corrected only.
        held = facts.filter(Q(corrected_on=None) | Q(corrected_on__gt=F("known_on")))
        return [
            _columns(held, kind, LEARNED, "known_on", self.since, until),
            _columns(facts.filter(known_on__lte=until), kind, CORRECTED, "corrected_on", self.since, until),
        ]

    def _discrepancies(self) -> QuerySet[Any, dict[str, Any]]:
        found = Discrepancy.objects.public().known(self.at)
        if self.locality is not None:
            found = found.filter(locality=self.locality)
        return _columns(found, _DISCREPANCY, LEARNED, "known_on", self.since, self.until)

    def changes(self, rows: Iterable[Mapping[str, Any]]) -> list[Change]:
        """The changes behind the rows, in their order; one query for each kind of fact among them."""
        asked = list(rows)
        facts: dict[tuple[str, int], Any] = {}
        for kind in (*_KINDS, _DISCREPANCY):
            pks = {row["pk"] for row in asked if row["model"] == kind.name}
            if pks:
                found = kind.model._default_manager.filter(pk__in=pks).select_related(*kind.related)
                if issubclass(kind.model, Fact):
                    others = _others(kind, by_knowledge=self.by_knowledge, at=self.at)
                    found = found.annotate(word=kind.word, **others)
                facts |= {(kind.name, fact.pk): fact for fact in found}
        return [_change(row["happened"], facts[row["model"], row["pk"]]) for row in asked]


def _columns(
    facts: Any, kind: "_Kind", happened: str, day: str, since: datetime.date, until: datetime.date
) -> QuerySet[Any, dict[str, Any]]:
    place = f"{kind.locality}__name_key" if kind.locality else None
    between = {f"{day}__gt": since, f"{day}__lte": until}
    rows: QuerySet[Any, dict[str, Any]] = (
        facts.filter(**between)
        .order_by()
        .values(
            "pk",
            happened=Value(happened, CharField()),
            day=Cast(F(day), DateField()),
            model=Value(kind.name, CharField()),
            place=F(place) if place else Value("", models.TextField()),
        )
    )
    return rows


# --- What was there before -----------------------------------------------------------------------------------------


def _others(kind: "_Kind", *, by_knowledge: bool, at: AsOf) -> dict[str, Any]:
    """For each fact the state before it (``earlier``) and, if it was corrected, the one in its place (``instead``)."""
    same = kind.model._default_manager.public().filter(*_same_subject(kind.model))
    by_then = same.filter(effective_on__lte=OuterRef("effective_on"))
    if not by_knowledge:
        before = Q(effective_on__lt=OuterRef("effective_on")) | Q(
            Q(known_on__lt=OuterRef("known_on")) | Q(known_on=OuterRef("known_on"), pk__lt=OuterRef("pk")),
            effective_on=OuterRef("effective_on"),
        )
        return {"earlier": _state(kind, by_then.believed(at.known).filter(before))}
    held = Q(corrected_on=None) | Q(corrected_on__gte=OuterRef("known_on"))
    stands = Q(corrected_on=None) | Q(corrected_on__gt=OuterRef("corrected_on"))
    return {
        "earlier": _state(kind, by_then.filter(held, known_on__lt=OuterRef("known_on"))),
        "instead": _state(kind, by_then.filter(stands, known_on__lte=OuterRef("corrected_on"))),
    }


def _same_subject(model: type[Fact]) -> list[Exact]:
    """Conditions for facts about the same thing; nothing equals nothing here, other than in SQL."""
    return [
        Exact(Coalesce(F(column), 0), Coalesce(OuterRef(column), 0))
        if model._meta.get_field(column.removesuffix("_id")).null
        else Exact(F(column), OuterRef(column))
        for column in model.SUBJECT
    ]


def _state(kind: "_Kind", facts: Any) -> Subquery:
    last = facts.order_by("-effective_on", "-known_on", "-pk")
    told = JSONObject(word=kind.word, day=F("effective_on"), precision=F("precision"))
    return Subquery(last.values(told=told)[:1])


# --- The words -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of fact that changes: the way to its locality, the expression of its state, and how to say it.

    ``say`` takes the state, the day and its precision: „vzdálená podpora od 1. 7. 2016“.  ``about`` goes before it.
    """

    model: type[Any]
    locality: str
    related: tuple[str, ...]
    word: Combinable
    say: Callable[[Any, str, datetime.date, str], str]
    about: Callable[[Any], str] = lambda fact: ""
    where: Mapping[str, Any] = MappingProxyType({})

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)


#: Kinds of support that are a moment and not a time: a memorandum is approved on a day, not since a day.
MOMENTS = ("applied", "selected", "agreed", "ended")


def _say_support(fact: Any, word: str, day: datetime.date, precision: str) -> str:
    code, _, name = word.partition(" ")
    return f"{name} {days.when(day, precision) if code in MOMENTS else days.since(day, precision)}"


def _say_membership(fact: Any, word: str, day: datetime.date, precision: str) -> str:
    return f"{'patří' if word == 'true' else 'nepatří'} do lokality {days.since(day, precision)}"


def _say_plan(fact: Any, word: str, day: datetime.date, precision: str) -> str:
    state = PlanState(word)
    feminine = fact.plan.kind == PlanKind.EXIT and state != PlanState.IN_PREPARATION
    dated = days.since(day, precision) if state == PlanState.IN_PREPARATION else days.when(day, precision)
    return f"{state.label}{'a' if feminine else ''} {dated}"


def _about_plan(fact: Any) -> str:
    main = fact.plan.kind in (PlanKind.SPSZ, PlanKind.SPLP)
    name = "strategický plán" if main else fact.plan.get_kind_display()
    return f"{name} {fact.plan.period}".strip()


def _say_amount(fact: Any, word: str, day: datetime.date, precision: str) -> str:
    return f"{czech.money(Decimal(word))} {days.since(day, precision)}"


def _about_amount(fact: Any) -> str:
    name = "záměr požádat o" if fact.kind == AmountKind.INTENDED else fact.get_kind_display()
    return f"{name} {fact.programme.abbreviation}" if fact.programme else str(name)


def _say_memorandum(fact: Any, word: str, day: datetime.date, precision: str) -> str:
    return f"{MemorandumState(word).label} {days.when(day, precision)}"


_KINDS = (
    _Kind(
        SupportChange, "locality", ("locality", "kind", "source"), said("kind__code", " ", "kind__name"), _say_support
    ),
    _Kind(
        Membership,
        "locality",
        ("locality", "municipality", "source"),
        Cast("joined", CharField()),
        _say_membership,
        lambda fact: f"obec {fact.municipality.name}",
        # That a municipality belongs to the locality that it is by itself is no news.
        MappingProxyType({"locality__kind": LocalityKind.MICROREGION}),
    ),
    _Kind(
        PlanChange, "plan__locality", ("plan__locality", "source"), Cast("state", CharField()), _say_plan, _about_plan
    ),
    _Kind(
        Amount,
        "locality",
        ("locality", "programme", "source"),
        Cast("amount", CharField()),
        _say_amount,
        _about_amount,
    ),
    _Kind(
        MemorandumChange,
        "",
        ("memorandum", "body", "resolution", "source"),
        Cast("state", CharField()),
        _say_memorandum,
    ),
)
_DISCREPANCY = _Kind(Discrepancy, "locality", ("locality",), F("title"), lambda fact, word, day, precision: word)
_BY_MODEL = {kind.model: kind for kind in (*_KINDS, _DISCREPANCY)}


def _change(happened: str, fact: Any) -> Change:
    if isinstance(fact, Discrepancy):
        return _of_discrepancy(fact)
    kind = _BY_MODEL[type(fact)]
    about = kind.about(fact)
    state = kind.say(fact, fact.word, fact.effective_on, fact.precision)
    whole = f"{about} {state}".strip()
    earlier, instead = (_told(kind, fact, name) for name in ("earlier", "instead"))
    if happened == CORRECTED:
        before, after = state, instead
        # What was found to be wrong on the day it became known was never held to be true.
        became = "opraven" if fact.corrected_on > fact.known_on else "nepřevzat"
        statement = f"údaj „{whole}“ {became}{f', k témuž dni platí: {after}' if after else ''}"
    else:
        before, after = earlier, state
        statement = whole + _decided(fact)
    day = {BEGAN: fact.effective_on, LEARNED: fact.known_on, CORRECTED: fact.corrected_on}[happened]
    locality = _locality(fact)
    return Change(
        happened=happened,
        day=day,
        dated=fact.when if happened == BEGAN else czech.day(day),
        subject=locality.name if locality else str(fact.memorandum),
        subject_url=locality.get_absolute_url() if locality else f"{reverse('memorandum')}#{fact.memorandum.key}",
        locality=locality,
        statement=statement,
        before=before,
        after=after,
        reason=fact.correction if happened == CORRECTED else "",
        fact=fact,
    )


def _of_discrepancy(fact: Discrepancy) -> Change:
    return Change(
        happened=LEARNED,
        day=fact.known_on,
        dated=czech.day(fact.known_on),
        subject=fact.locality.name if fact.locality else "Spolupráce jako celek",
        subject_url=fact.locality.get_absolute_url() if fact.locality else reverse("discrepancy-list"),
        locality=fact.locality,
        statement=f"zdroje se rozcházejí: „{fact.title}“",
        before="",
        after=fact.held,
        reason=fact.reason,
        fact=fact,
    )


def _told(kind: _Kind, fact: Any, name: str) -> str:
    """The other state in words, empty when there is none: it is told as the fact itself is."""
    other = getattr(fact, name, None)
    if other is None:
        return ""
    return kind.say(fact, other["word"], datetime.date.fromisoformat(other["day"]), other["precision"])


def _decided(fact: Any) -> str:
    """By whom and by which resolution a memorandum was decided about; a hidden resolution is not named."""
    if not isinstance(fact, MemorandumChange):
        return ""
    by = f", {fact.body.name}" if fact.body else ""
    public = fact.resolution is not None and fact.resolution.is_public and fact.resolution.number
    return f"{by}{f', usnesení č. {fact.resolution.number}' if public and fact.resolution else ''}"


def _locality(fact: Any) -> Locality | None:
    plan = getattr(fact, "plan", None) if isinstance(fact, PlanChange) else None
    return plan.locality if plan is not None else getattr(fact, "locality", None)
