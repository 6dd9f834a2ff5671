"""Facts that cannot both hold, and about which no discrepancy is recorded.

Two standing facts about the same thing contradict each other when

- they hold since the same day and say different things (kinds of support that go on or have ended, amounts,
  memberships of a micro-region, counts in one unit), or
- they tell the same change twice, at times that cannot be the same (a support of one kind begins, a plan or a
  memorandum comes into one state), with nothing else between them.

Times can be the same when one span holds the other („2016“ and „leden 2016“), and „nejpozději“ fits whatever came
before it.  The contradiction is told where both facts are linked to claims of one discrepancy, or where a discrepancy
about the same locality has a claim for either source (two claims, where one source says both): whoever wrote that has
seen them both.
"""

from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import JSONObject, Lag, Lead

from council.models import MemorandumChange
from evidence.models import AsOf, label, said, same_subject
from evidence.models.precision import MONTHS, Precision
from evidence.models.subjects import outer
from funding.models import Amount
from localities.models import (
    DiscrepancyClaim,
    Disputed,
    LocalityKind,
    Membership,
    NationalCount,
    PlanChange,
    PlanState,
    Stage,
    SupportChange,
)
from localities.models.discrepancies import CountUnit
from memorandum.findings.rule import CLOCK, Ahead, Arm, FindingDetails, FindingRule, Weight, when

_ANY = Q()


def ends() -> Combinable:
    """The first moment after the span in which the source puts the change."""
    months = Case(*(When(precision=p, then=Value(n)) for p, n in MONTHS.items()), default=Value(0))
    days = Case(When(precision__in=MONTHS, then=Value(0)), default=Value(1), output_field=IntegerField())
    span = Func(Value(0), months, Value(0), days, function="make_interval", output_field=DateTimeField())
    return CombinedExpression(F("effective_on"), "+", span, output_field=DateTimeField())


def _is_recorded(at: AsOf, locality: str | None) -> Exists:
    """Whether a discrepancy names the sources of both facts; to stand in the query of the earlier one."""
    about = {"discrepancy__locality": OuterRef(locality)} if locality else {"discrepancy__locality": None}
    known = Q(discrepancy__known_on__lte=at.known)
    second = DiscrepancyClaim.objects.filter(
        discrepancy=OuterRef("discrepancy"), source=OuterRef(OuterRef(OuterRef("source")))
    ).exclude(pk=OuterRef("pk"))
    return Exists(DiscrepancyClaim.objects.filter(known, Exists(second), source=OuterRef("source"), **about))


def _others(model: type[Any], at: AsOf) -> QuerySet[Any]:
    recorded = _is_recorded(at, getattr(model, "LOCALITY", None))
    others: QuerySet[Any] = model.objects.counting(at).filter(*same_subject(model)).exclude(recorded)
    return others.exclude(_is_linked(at)) if issubclass(model, Disputed) else others


def _is_linked(at: AsOf) -> Exists:
    """Whether both facts are claims of one discrepancy; to stand in the query of the earlier one."""
    known = Q(discrepancy__known_on__lte=at.known)
    second = DiscrepancyClaim.objects.filter(
        discrepancy=OuterRef("discrepancy"), pk=OuterRef(OuterRef(OuterRef("claim")))
    )
    return Exists(DiscrepancyClaim.objects.filter(known, Exists(second), pk=OuterRef("claim")))


def _arm(
    facts: QuerySet[Any], suspects: Ahead, others: QuerySet[Any], what: Combinable, called: str | Combinable
) -> Arm:
    """The later facts, each with the latest of those that it contradicts."""
    other = others.order_by("-effective_on", "-pk").values(
        details=JSONObject(what=what, source=F("source__title"), **CLOCK)
    )
    found = facts.filter(pk__in=suspects.rows).annotate(against=other[:1]).filter(against__isnull=False)
    details = {"what": what, "source": F("source__title"), "against": F("against"), **CLOCK}
    return Arm(found, "effective_on", called, details, ahead=suspects)


def _suspects(model: type[Any], at: AsOf, value: str) -> Ahead:
    """The facts that may contradict an earlier one: one of their day stands beside them, or one of their value before.

    Only they are compared with all others of their subject.
    """
    order: dict[str, Any] = {"partition_by": [*map(F, model.SUBJECT)], "order_by": ["effective_on", "known_on", "pk"]}
    facts = model.objects.counting(at).alias(
        day_before=Window(Lag("effective_on"), **order),
        day_after=Window(Lead("effective_on"), **order),
        before=Window(Lag(value), **order),
    )
    found = facts.filter(Q(day_before=F("effective_on")) | Q(day_after=F("effective_on")) | Q(before=F(value)))
    return Ahead.of(f"suspects_of_{model._meta.model_name}", found)


def _since_one_day(
    model: type[Any], at: AsOf, value: str, what: Combinable, called: str | Combinable, where: Q = _ANY
) -> Arm:
    others = _others(model, at).filter(where, effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk"))
    others = others.filter(precision=OuterRef("precision")).exclude(**{value: OuterRef(value)})
    return _arm(model.objects.filter(where), _suspects(model, at, value), others, what, called)


def _twice(model: type[Any], at: AsOf, value: str, what: Combinable, called: str | Combinable, where: Q = _ANY) -> Arm:
    between = model.objects.counting(at).filter(
        *same_subject(model), effective_on__gte=OuterRef("effective_on"), effective_on__lte=outer("effective_on", 2)
    )
    between = between.exclude(**{value: OuterRef(value)})
    earlier = _others(model, at).filter(**{value: OuterRef(value)}).alias(ends=ends())
    earlier = earlier.filter(~Exists(between), ends__lte=OuterRef("effective_on"))
    again = model.objects.filter(where).exclude(precision=Precision.NO_LATER)
    return _arm(again, _suspects(model, at, value), earlier, what, called)


def _contradictions(at: AsOf) -> list[Arm]:
    kind = F("kind__name")
    exact = Q(precision__in=[Precision.DAY, Precision.NO_LATER])
    begun = Q(kind__stage__in=[Stage.DURING, Stage.AFTER])
    microregion = Q(locality__kind=LocalityKind.MICROREGION)
    member = said("municipality__name", Case(When(joined=True, then=Value(" patří")), default=Value(" nepatří")))
    return [
        _since_one_day(SupportChange, at, "kind_id", kind, "locality__name", begun & exact),
        _since_one_day(Amount, at, "amount", said("amount", " Kč"), "locality__name"),
        _since_one_day(Membership, at, "joined", member, "locality__name", microregion),
        _since_one_day(NationalCount, at, "value", said("value", " "), label("unit", CountUnit), exact),
        _twice(SupportChange, at, "kind_id", kind, "locality__name", Q(kind__stage=Stage.DURING)),
        _twice(
            PlanChange,
            at,
            "state",
            label("state", PlanState),
            "plan__title",
            ~Q(state=PlanState.REVISED),  # a plan may be revised again and again
        ),
        _twice(Membership, at, "joined", member, "locality__name", microregion),
        _twice(MemorandumChange, at, "state", F("state"), said(Value("Memorandum "), "memorandum__year")),
    ]


def _say(details: FindingDetails) -> str:
    against = details["against"]
    what, other = (str(each["what"]).strip() for each in (details, against))
    return (
        f"„{what}“ {when(details)} ({details['source']}), ale „{other}“ {when(against)} ({against['source']});"
        " rozpor není zapsán"
    )


RULES = (
    FindingRule(
        "rozpor-nezapsan",
        "Údaje si odporují a rozpor není zapsán",
        "Dva platné údaje nemohou být zároveň správně. Změnilo se to, nebo byl jeden z nich chybný? Chybný opravte"
        " podle druhého zdroje; opakuje-li jeden zdroj jen to, co říká druhý, zapište ho jako potvrzení. Nejde-li to"
        " rozhodnout, zapište rozpor s tvrzeními obou zdrojů.",
        Weight.ERROR,
        _contradictions,
        _say,
    ),
)
