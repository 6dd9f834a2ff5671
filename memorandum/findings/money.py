"""Rules about strategic plans and the money that stands on them."""

from django.db.models import Exists, F, OuterRef, Q

from evidence.models import AsOf
from evidence.models.precision import Precision
from funding.models import Amount, AmountKind, Operation
from localities.models import IN_FORCE, MAIN_PLANS, Locality, Plan, PlanChange, PlanState, SupportChange
from memorandum.findings.rule import CLOCK, Arm, FindingDetails, FindingRule, Weight, money, when

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


def _amounts_without(at: AsOf, to_field: str, where: Q) -> list[Arm]:
    return [Arm(Amount.objects.state(at).filter(where), to_field, "locality__name", _AMOUNT)]


def _say_amount(details: FindingDetails, lacks: str) -> str:
    return f"{AmountKind(details['kind']).label} {money(details['amount'])} {lacks}"


def _without_allocation(at: AsOf) -> list[Arm]:
    """Where the totals expect an allocation, as ``Coverage`` does: support goes on, or there is a strategic plan."""
    planned = PlanChange.objects.state(at).filter(plan__kind__in=MAIN_PLANS).exclude(state=PlanState.EXPIRED)
    expected = Q(pk__in=SupportChange.objects.ongoing(at).values("locality"))
    expected |= Q(pk__in=planned.values("plan__locality"))
    allocated = Amount.objects.state(at).filter(kind=AmountKind.ALLOCATED).values("locality")
    lacking = Locality.objects.filter(expected).exclude(pk__in=allocated)
    lacking = lacking.annotate(planned=Exists(planned.filter(plan__locality=OuterRef("pk"))))
    adds = f"funding.amount?kind={AmountKind.ALLOCATED}&locality="
    return [Arm(lacking, "amount", "name", {"planned": F("planned")}, adds=adds)]


def _counted_twice(at: AsOf) -> list[Arm]:
    states = Amount.objects.state(at)
    divided = states.filter(locality=OuterRef("locality"), kind=OuterRef("kind")).exclude(programme=None)
    return [Arm(states.filter(Exists(divided), programme=None), "programme", "locality__name", _AMOUNT)]


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
        "castka-dvakrat",
        "Částka s programem i bez něj",
        "Lokalita má částku téhož druhu rozdělenou do programů a ještě jednu bez programu. Je-li to táž částka,"
        " počítá se dvakrát: opravte celkovou podle zdroje, který ji dělí.",
        Weight.ERROR,
        _counted_twice,
        lambda details: _say_amount(details, "je bez programu, další částky téhož druhu program mají"),
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
