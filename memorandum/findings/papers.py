"""Rules about papers of past sessions: what they left out, what they could have said, what was learned since.

A paper says what was known on the day of its session.  Each rule asks of a fact which papers it concerns, and names
the latest of them: the fact is one thing to do, however many papers were written meanwhile.
"""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, JSONObject

from evidence.models import AsOf, label, said, same_subject
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
from memorandum.findings import told
from memorandum.findings.rule import CLOCK, Ahead, Arm, FindingDetails, FindingRule, Weight, day, since

_ANY = Q()
_MAIN = Q(plan__kind__in=MAIN_PLANS)


def _arm(facts: Any, ahead: Ahead, details: FindingDetails, to_field: str, called: str, **beside: Any) -> Arm:
    """The facts with the latest of the papers that they concern, and what of the fact beside them is told, too."""
    found = told.in_papers(facts, ahead)
    mark = Concat(Cast("pk", TextField()), Value(":"), KT("in_paper__pk"), output_field=TextField())
    other = facts.model.objects.filter(pk=OuterRef("beside"))
    further = {name: Subquery(other.annotate(told=each).values("told")[:1]) for name, each in beside.items()}
    return Arm(found, to_field, called, {"paper": F("in_paper"), **further, **details}, mark, ahead=ahead)


# --- What was learned since ----------------------------------------------------------------------------------------


def _overtaken(at: AsOf) -> list[Arm]:
    """What we know today of a session's day differs from what was known then: a fact came later, or was corrected."""
    member, town = (
        Case(When(joined=True, then=Value("patří")), default=Value("nepatří")),
        said("obec ", "municipality__name"),
    )
    state, kind = label("state", PlanState), label("kind", AmountKind)
    is_told = Q(state__in=[PlanState.IN_PREPARATION, *IN_FORCE])
    microregion = Q(locality__kind=LocalityKind.MICROREGION)
    return [
        *_differing(SupportChange, at, F("kind__name"), Value(""), "locality__name"),
        *_differing(PlanChange, at, state, Value("strategický plán"), "plan__title", is_told),
        *_differing(Amount, at, said("amount", " Kč"), kind, "locality__name"),
        *_differing(Membership, at, member, town, "locality__name", microregion),
    ]


def _differing(
    model: type[Any], at: AsOf, word: Combinable, about: Combinable, called: str, where: Q = _ANY
) -> list[Arm]:
    facts = model.objects.filter(where)
    details = {"word": word, "about": about, **CLOCK}
    corrected = {"corrected": F("corrected_on"), **details}
    return [
        _arm(facts, told.learned(model, at), details, "effective_on", called, was=word),
        _arm(facts, told.gone(model, at), corrected, "corrected_on", called),
    ]


def _say_overtaken(details: FindingDetails) -> str:
    paper, what = details["paper"], f"{details['about']} {details['word']}".strip()
    held = day(paper["held"])
    if "corrected" in details:
        return f"písemnost k {held} vychází z údaje „{what}“, který byl {day(details['corrected'])} opraven"
    was = f" místo toho „{details['was']}“" if details["was"] else ""
    return f"písemnost k {held} neuvádí „{what}“ {since(details)}, což tehdy nebylo známo{';' + was if was else ''}"


# --- What could be known -------------------------------------------------------------------------------------------


def _stale(at: AsOf) -> list[Arm]:
    """A locality is told to be at the beginning, although an older source had already told more.

    The state before counts, unless it says that the cooperation ended: after that a locality may consider anew.
    """
    early = Q(kind__stage=Stage.BEFORE)
    details = {"kind": F("kind__name"), "source": F("source__title")}
    other = JSONObject(kind=F("kind__name"), source=F("source__title"), known=F("known_on"))

    def reached(before: Any) -> dict[str, Any]:
        return {name: Subquery(before.values(f"kind__{name}")[:1]) for name in ("stage", "position")}

    of_papers = SupportChange.objects.filter(known_on__lte=at.known)
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
        _arm(of_papers, told.behind(at), details, *place, other=other),
    ]


def _say_stale(details: FindingDetails) -> str:
    paper = details.get("paper")
    other = details["other"]
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

    of_papers = PlanChange.objects.filter(known_on__lte=at.known)
    ongoing = SupportChange.objects.ongoing(at).values("locality")
    now = going_on.filter(pk__in=PlanChange.objects.state(at).values("pk")).exclude(plan__locality__in=ongoing)
    return [Arm(now, *place, details), _arm(of_papers, told.unsupported(at), details, *place)]


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
