"""Rules about strategic plans and the money that stands on them."""

from typing import Any

from django.db.models import Case, Count, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from evidence.models import AsOf
from evidence.models.precision import Precision
from funding.models import Amount, AmountKind, Operation, Share
from funding.totals import OVERDRAWN, UNCLEAR
from localities.models import IN_FORCE, MAIN_PLANS, Locality, Plan, PlanChange, PlanState, SupportChange
from memorandum.findings.rule import CLOCK, Ahead, Arm, FindingDetails, FindingRule, Weight, money, when

_AMOUNT = {"kind": F("kind"), "amount": F("amount")}


def _approved(at: AsOf, to_field: str, where: Q) -> list[Arm]:
    approved = PlanChange.objects.counting(at).filter(where, state__in=IN_FORCE)
    details = {**CLOCK, "state": F("state")}
    return [Arm(approved, to_field, "plan__title", details)]


def _say_state(details: FindingDetails) -> str:
    return f"stav „{PlanState(details['state']).label}“ ({when(details)})"


def _without_period(at: AsOf) -> list[Arm]:
    known = PlanChange.objects.counting(at).values("plan")
    plans = Plan.objects.filter(Q(year_from=None) | Q(year_to=None), pk__in=known, kind__in=MAIN_PLANS)
    return [Arm(plans, "year_from", "title")]


def _states(at: AsOf) -> tuple[Any, Ahead]:
    """The amounts that are states: most rules about money look at all of them."""
    ahead = Ahead.states(Amount, at)
    return Amount.objects.filter(pk__in=ahead.rows), ahead


def _amounts_without(at: AsOf, to_field: str, where: Q) -> list[Arm]:
    states, ahead = _states(at)
    return [Arm(states.filter(where), to_field, "locality__name", _AMOUNT, ahead=ahead)]


def _say_amount(details: FindingDetails, lacks: str) -> str:
    return f"{AmountKind(details['kind']).label} {money(details['amount'])} {lacks}"


def _without_allocation(at: AsOf) -> list[Arm]:
    """Where the totals expect an allocation, as ``Coverage`` does: support goes on, or there is a strategic plan."""
    planned = PlanChange.objects.state(at).filter(plan__kind__in=MAIN_PLANS).exclude(state=PlanState.EXPIRED)
    expected = Q(pk__in=SupportChange.objects.ongoing(at).values("locality"))
    expected |= Q(pk__in=planned.values("plan__locality"))
    states, ahead = _states(at)
    allocated = states.filter(kind=AmountKind.ALLOCATED).values("locality")
    lacking = Locality.objects.filter(expected).exclude(pk__in=allocated)
    lacking = lacking.annotate(planned=Exists(planned.filter(plan__locality=OuterRef("pk"))))
    adds = f"funding.amount?kind={AmountKind.ALLOCATED}&locality="
    return [Arm(lacking, "amount", "name", {"planned": F("planned")}, adds=adds, ahead=ahead)]


def _not_added_up(at: AsOf) -> list[Arm]:
    """What the totals leave out: parts that exceed their whole, and amounts that may be one money said twice."""
    states, ahead = _states(at)
    states = states.annotate(of=Coalesce("plan_id", 0))
    beside = states.filter(locality=OuterRef("locality"), kind=OuterRef("kind"))
    own = Q(of=OuterRef("of"), designation=OuterRef("designation"), share=OuterRef("share"))
    parts = beside.filter(own).exclude(programme=None).order_by().values("locality").annotate(sum=Sum("amount"))
    overdrawn = (
        states.filter(programme=None).annotate(parts=Subquery(parts.values("sum"))).filter(parts__gt=F("amount"))
    )
    unclear = states.filter(Exists(beside.exclude(own)), plan=None, designation="")
    return [
        Arm(overdrawn, "amount", "locality__name", {**_AMOUNT, "parts": F("parts")}, ahead=ahead),
        Arm(unclear, "plan", "locality__name", {**_AMOUNT, "parts": Value(None, DecimalField())}, ahead=ahead),
    ]


def _of_other_share(at: AsOf) -> list[Arm]:
    """What the totals leave out as it is of another share than most amounts of its kind, as ``Coverage`` does."""
    states, ahead = _states(at)
    # Of each kind once: a question for each amount would look at all of its kind every time.
    usual = Case(*(When(kind=kind, then=_usual_share(states.filter(kind=kind))) for kind in AmountKind))
    other = states.annotate(usual=usual).exclude(share=F("usual"))
    return [Arm(other, "share", "locality__name", {**_AMOUNT, "share": F("share"), "usual": F("usual")}, ahead=ahead)]


def _usual_share(states: Any) -> Subquery:
    shares = states.order_by().values("share").annotate(of_it=Count("pk"))
    unknown_first = Case(When(share=Share.UNKNOWN, then=0), default=1)
    return Subquery(shares.order_by("-of_it", unknown_first, "-share").values("share")[:1])


def _say_other_share(details: FindingDetails) -> str:
    share, usual = Share(details["share"]).label, Share(details["usual"]).label
    return _say_amount(details, f"je uvedena z jiného základu ({share}) než většina částek tohoto druhu ({usual})")


def _say_not_added_up(details: FindingDetails) -> str:
    if details["parts"] is not None:
        return _say_amount(details, f"je méně než její části podle programů ({money(details['parts'])}): {OVERDRAWN}")
    return _say_amount(details, f"stojí vedle jiné částky téhož druhu: {UNCLEAR}")


def _without_locality(at: AsOf) -> list[Arm]:
    unassigned, adds = Operation.objects.filter(links=None), "funding.operationlink?operation="
    return [Arm(unassigned, "locality", "name", {"of": F("recipient")}, adds=adds)]


RULES = (
    FindingRule(
        "plan-bez-data",
        "Schválený plán bez přesného dne",
        "Den schválení rozhoduje, zda plán v určitý den platil. Zjistěte ho z usnesení nebo zápisu zastupitelstva obce"
        " a údaj opravte podle tohoto zdroje.",
        Weight.MISSING,
        lambda at: _approved(at, "effective_on", ~Q(precision=Precision.DAY)),
        lambda details: f"{_say_state(details)}, přesný den není znám",
    ),
    FindingRule(
        "plan-bez-usneseni",
        "Schválený plán bez usnesení",
        "O schválení plánu má rozhodnout zastupitelstvo obce. Vložte usnesení mezi zdroje a vyberte ho u údaje.",
        Weight.MISSING,
        lambda at: _approved(at, "resolution", Q(resolution=None)),
        lambda details: f"{_say_state(details)}, usnesení není uvedeno",
    ),
    FindingRule(
        "plan-bez-obdobi",
        "Strategický plán bez období",
        "Bez období nejde poznat, zda plán ještě platí. Doplňte první i poslední rok podle plánu.",
        Weight.MISSING,
        _without_period,
        lambda details: "období plánu není celé",
    ),
    FindingRule(
        "castka-bez-programu",
        "Částka bez programu",
        "Bez programu se částka nedá porovnat s jinými ani dohledat. Uvádí-li ho některý zdroj, doplňte ho;"
        " neuvádí-li ho žádný, zůstává „neuvedeno“.",
        Weight.MISSING,
        lambda at: _amounts_without(at, "programme", Q(programme=None)),
        lambda details: _say_amount(details, "nemá program"),
    ),
    FindingRule(
        "castka-bez-zakladu",
        "Částka bez základu",
        "Napište slovy zdroje, z čeho částka vychází: podíl EU nebo celek, které rozhodnutí.",
        Weight.MISSING,
        lambda at: _amounts_without(at, "basis", Q(basis="")),
        lambda details: _say_amount(details, "nemá uvedeno, z čeho vychází"),
    ),
    FindingRule(
        "lokalita-bez-alokace",
        "Podpora nebo plán bez alokace",
        "Lokalita má podporu nebo strategický plán, alokaci ale žádný zdroj neuvádí; v součtu chybí. Najděte zdroj a"
        " přidejte částku. Neznámá částka se nezapisuje jako nula.",
        Weight.MISSING,
        _without_allocation,
        lambda details: f"{'má strategický plán' if details['planned'] else 'má podporu'}, alokace není uvedena",
    ),
    FindingRule(
        "castka-bez-souctu",
        "Částky, které nejde sečíst",
        "Peníze lokality v součtu chybí, dokud není zřejmé, co je celek, co jeho část a co jiné peníze. Opakuje-li"
        " zdroj dosavadní částku, zapište potvrzení. Nahrazuje-li ji, zapište ji k témuž dokumentu a programu; byla-li"
        " dosavadní chybná, opravte ji podle nového zdroje. Je-li to část, doplňte program i týž dokument; jsou-li to"
        " jiné peníze, napište, o které jde.",
        Weight.ERROR,
        _not_added_up,
        _say_not_added_up,
    ),
    FindingRule(
        "castka-z-jineho-zakladu",
        "Částka z jiného základu",
        "Podíl EU a celkové výdaje se nesčítají, proto částka v součtu chybí. Uvádí-li zdroj i částku ze stejného"
        " základu jako ostatní, přidejte ji; neuvádí-li ji žádný, zůstává součet bez ní.",
        Weight.MISSING,
        _of_other_share,
        _say_other_share,
    ),
    FindingRule(
        "projekt-bez-lokality",
        "Projekt bez lokality",
        "Projekt není přiřazen žádné lokalitě, proto se u žádné neukáže. Přiřaďte ho, nebo ho vezměte na vědomí.",
        Weight.NOTICE,
        _without_locality,
        lambda details: f"není přiřazen žádné lokalitě{' (příjemce ' + details['of'] + ')' if details['of'] else ''}",
    ),
)
