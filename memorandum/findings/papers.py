"""Rules about papers of past sessions: what they left out, what they could have said, what was learned since.

A paper says what was known on the day of its session.  Each rule asks of a fact which papers it concerns, and names
the latest of them: the fact is one thing to do, however many papers were written meanwhile.
"""

import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from council.models import Paper
from evidence.models import AsOf, label, said, same_subject
from evidence.models.subjects import outer
from funding.models import Amount, AmountKind
from localities.models import (
    IN_FORCE,
    MAIN_PLANS,
    LocalityKind,
    Membership,
    PlanChange,
    PlanState,
    Stage,
    SupportChange,
)
from memorandum.findings.rule import CLOCK, Arm, FindingDetails, FindingRule, Weight, day, since

_ANY = Q()
_HELD = "session__held_on"
_MAIN = Q(plan__kind__in=MAIN_PLANS)


def _papers(at: AsOf, *, learned: bool) -> QuerySet[Paper]:
    """The papers in whose time the fact outside held; ``learned``: only later, else already then."""
    papers = Paper.objects.filter(session__held_on__lte=at.day, session__held_on__gte=OuterRef("effective_on"))
    if learned:
        return papers.filter(session__held_on__lt=OuterRef("known_on"))
    never = Value(datetime.date.max)
    return papers.filter(
        session__held_on__gte=OuterRef("known_on"), session__held_on__lt=Coalesce(OuterRef("corrected_on"), never)
    )


def _then(facts: Any) -> Any:
    """Of the facts those that counted on the day of the paper outside, the last one first."""
    held = OuterRef(_HELD)
    stands = Q(corrected_on=None) | Q(corrected_on__gt=held)
    return facts.filter(stands, known_on__lte=held, effective_on__lte=held).in_order().reverse()


def _follows() -> Q:
    """That a fact comes after the one two queries further out, in the order that decides which is the state."""
    on, known, pk = (outer(name, 2) for name in ("effective_on", "known_on", "pk"))
    return Q(effective_on__gt=on) | Q(Q(known_on__gt=known) | Q(known_on=known, pk__gt=pk), effective_on=on)


def _arm(facts: Any, papers: QuerySet[Paper], details: FindingDetails, to_field: str, called: str, **then: Any) -> Arm:
    """The facts with the latest of the papers that they concern."""
    latest = papers.order_by("-session__held_on", "-pk").values(details=JSONObject(pk=F("pk"), held=F(_HELD), **then))
    found = facts.annotate(in_paper=Subquery(latest[:1])).filter(in_paper__isnull=False)
    mark = Concat(Cast("pk", TextField()), Value(":"), KT("in_paper__pk"), output_field=TextField())
    return Arm(found, to_field, called, {"paper": F("in_paper"), **details}, mark)


# --- What was learned since ----------------------------------------------------------------------------------------


def _overtaken(at: AsOf) -> list[Arm]:
    """What we know today of a session's day differs from what was known then: a fact came later, or was corrected."""
    member, town = (
        Case(When(joined=True, then=Value("patří")), default=Value("nepatří")),
        said("obec ", "municipality__name"),
    )
    state, kind = label("state", PlanState), label("kind", AmountKind)
    in_papers = _MAIN & Q(state__in=[PlanState.IN_PREPARATION, *IN_FORCE])
    microregion = Q(locality__kind=LocalityKind.MICROREGION)
    return [
        *_differing(SupportChange, at, "kind_id", F("kind__name"), Value(""), "locality__name"),
        *_differing(PlanChange, at, "state", state, Value("strategický plán"), "plan__title", in_papers),
        *_differing(Amount, at, "amount", said("amount", " Kč"), kind, "locality__name", Q(kind=AmountKind.ALLOCATED)),
        *_differing(Membership, at, "joined", member, town, "locality__name", microregion),
    ]


def _differing(
    model: type[Any], at: AsOf, value: str, word: Combinable, about: Combinable, called: str, where: Q = _ANY
) -> list[Arm]:
    facts = model.objects.filter(where, effective_on__lte=at.day)
    believed = model.objects.believed(at.known).filter(*same_subject(model, 2))
    now = believed.filter(effective_on__lte=OuterRef(_HELD)).in_order().reverse()
    then = _then(model.objects.filter(*same_subject(model, 2)))
    details = {"word": word, "about": about, "corrected": F("corrected_on"), **CLOCK}

    learned = _papers(at, learned=True).filter(~Exists(now.filter(_follows())))
    learned = learned.alias(then=Subquery(then.values(value)[:1])).filter(~Q(then=OuterRef(value)) | Q(then=None))
    was = Subquery(then.annotate(said=word).values("said")[:1])

    # What was found to be wrong since, and what stands in its place was known already then.
    gone = _papers(at, learned=False).filter(~Exists(then.filter(_follows())))
    gone = gone.alias(now=Subquery(now.values(value)[:1]), known_since=Subquery(now.values("known_on")[:1]))
    gone = gone.filter(~Q(now=OuterRef(value)) | Q(now=None), Q(known_since__lte=F(_HELD)) | Q(known_since=None))
    corrected = facts.filter(corrected_on__lte=at.known)
    return [
        _arm(facts.believed(at.known), learned, details, "effective_on", called, was=was),
        _arm(corrected, gone, details, "corrected_on", called),
    ]


def _say_overtaken(details: FindingDetails) -> str:
    paper, what = details["paper"], f"{details['about']} {details['word']}".strip()
    held = day(paper["held"])
    if details["corrected"]:
        return f"písemnost k {held} vychází z údaje „{what}“, který byl {day(details['corrected'])} opraven"
    was = f" místo toho „{paper['was']}“" if paper["was"] else ""
    return f"písemnost k {held} neuvádí „{what}“ {since(details)}, což tehdy nebylo známo{';' + was if was else ''}"


# --- What could be known -------------------------------------------------------------------------------------------


def _stale(at: AsOf) -> list[Arm]:
    """A locality is told to be at the beginning, although an older source had already told more.

    The state before counts, unless it says that the cooperation ended: after that a locality may consider anew.
    """
    early = Q(kind__stage=Stage.BEFORE)
    further = Q(stage__in=[Stage.BEFORE, Stage.DURING], position__gt=OuterRef("kind__position"))
    details = {"kind": F("kind__name"), "source": F("source__title")}
    other = JSONObject(kind=F("kind__name"), source=F("source__title"), known=F("known_on"))

    def reached(before: Any) -> dict[str, Any]:
        return {name: Subquery(before.values(f"kind__{name}")[:1]) for name in ("stage", "position")}

    changes = SupportChange.objects.filter(*same_subject(SupportChange, 2))
    before = _then(changes.filter(effective_on__lte=outer("effective_on", 2)).exclude(pk=outer("pk", 2)))
    papers = _papers(at, learned=False).filter(~Exists(_then(changes).filter(_follows())))
    papers = papers.alias(**reached(before)).filter(further)
    of_papers = SupportChange.objects.filter(early, effective_on__lte=at.day, known_on__lte=at.known)

    counting = SupportChange.objects.counting(at).filter(*same_subject(SupportChange))
    before_now = counting.filter(effective_on__lte=OuterRef("effective_on")).exclude(pk=OuterRef("pk"))
    before_now = before_now.in_order().reverse()
    states = (
        SupportChange.objects.state(at)
        .filter(early)
        .annotate(**reached(before_now), other=Subquery(before_now.values(details=other)[:1]))
    )
    states = states.filter(stage__in=[Stage.BEFORE, Stage.DURING], position__gt=F("kind__position"))
    place = ("kind", "locality__name")
    return [
        Arm(states, *place, {"other": F("other"), **details}),
        _arm(of_papers, papers, details, *place, other=Subquery(before.values(details=other)[:1])),
    ]


def _say_stale(details: FindingDetails) -> str:
    paper = details.get("paper")
    other = paper["other"] if paper else details["other"]
    said = f"zdroj z {day(other['known'])} ({other['source']}) už říkal „{other['kind']}“"
    if paper:
        return f"písemnost k {day(paper['held'])} uvádí „{details['kind']}“, ačkoli {said}"
    return f"podle zdroje {details['source']} „{details['kind']}“, ačkoli {said}"


def _planned_without_support(at: AsOf) -> list[Arm]:
    """A locality has a strategic plan, or prepares one, but is not supported: now, or as a paper told it."""
    going_on = PlanChange.objects.filter(_MAIN).exclude(state=PlanState.EXPIRED)
    going_on = going_on.exclude(plan__year_to__lt=at.day.year)
    details = {"state": F("state")}
    place = ("plan", "plan__locality__name")

    support = _then(SupportChange.objects.filter(locality=outer("plan__locality", 2)))
    plans = PlanChange.objects.filter(*same_subject(PlanChange, 2))
    papers = _papers(at, learned=False).filter(~Exists(_then(plans).filter(_follows())))
    papers = papers.alias(stage=Subquery(support.values("kind__stage")[:1]))
    papers = papers.filter(~Q(stage=Stage.DURING) | Q(stage=None))
    of_papers = PlanChange.objects.filter(_MAIN, known_on__lte=at.known).exclude(state=PlanState.EXPIRED)

    ongoing = SupportChange.objects.ongoing(at).values("locality")
    now = going_on.filter(pk__in=PlanChange.objects.state(at).values("pk")).exclude(plan__locality__in=ongoing)
    return [Arm(now, *place, details), _arm(of_papers, papers, details, *place)]


def _say_planned(details: FindingDetails) -> str:
    plan = f"strategický plán (stav „{PlanState(details['state']).label}“)"
    if paper := details.get("paper"):
        return f"písemnost k {day(paper['held'])} uvádí {plan}, ale neuvádí podporu"
    return f"má {plan}, ale podporu žádný zdroj neuvádí"


RULES = (
    FindingRule(
        "plan-bez-podpory",
        "Plán bez podpory",
        "Lokalita má strategický plán, nebo ho připravuje, ale mezi podporovanými není. Najděte zdroj o podpoře, nebo"
        " zapište rozpor: v písemnosti možná chybí.",
        Weight.NOTICE,
        _planned_without_support,
        _say_planned,
    ),
    FindingRule(
        "zastaraly-stav",
        "Uveden starší stav, než byl znám",
        "Zdroj uvádí lokalitu na začátku jednání, ačkoli dřívější zdroj už říkal víc. Ověřte, co platilo, a údaj"
        " opravte podle nového zdroje, nebo zapište rozpor.",
        Weight.NOTICE,
        _stale,
        _say_stale,
    ),
    FindingRule(
        "pisemnost-prekonana",
        "Písemnost, kterou údaje předstihly",
        "O dni zasedání dnes víme něco jiného, než se vědělo tehdy. Písemnost se nemění; zvažte, zda to orgánu sdělit"
        " v další.",
        Weight.NOTICE,
        _overtaken,
        _say_overtaken,
    ),
)
