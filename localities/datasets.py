"""What our lists say: which columns, and a row for each place.  How they are written down is the house's business."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Exists, Prefetch, QuerySet

import czech
from evidence.models import AsOf, Source, recently
from evidence.models.prepared import Alongside, Answer, Prepared, among
from formats.sheet import SheetRow
from localities.inhabitants import inhabitants
from localities.models import (
    MAIN_PLANS,
    Discrepancy,
    FormerRegistration,
    Locality,
    LocalityKind,
    Membership,
    Municipality,
    MunicipalityStatus,
    Plan,
    PlanChange,
    PopulationCount,
    SupportChange,
)

_FIRST_DAY = "první den platnosti; u údaje známého na měsíc, období nebo rok první den této doby"
_ATTESTED = "poslední den, pro který to některý zdroj říká"
_REGISTERED = "podle registru ke dni, k němuž tabulka platí"
#: (name, title, kind) of each column, and what the cover says of it where the title does not tell; the kinds are
#: those that exports can write.
LOCALITY_COLUMNS = (
    ("name", "Lokalita", "text"),
    ("support", "Druh podpory", "text"),
    ("support_since", "Od kdy", "text"),
    ("support_on", "První den", "date", _FIRST_DAY),
    ("attestation", "Jak je podpora doložena", "text"),
    ("attested_on", "Podpora doložena k", "date", _ATTESTED),
    ("confirmed_by", "Podporu potvrzuje", "text"),
    ("municipalities", "Počet obcí", "integer"),
    ("members", "Obce", "text", _REGISTERED),
    ("districts", "Okres", "text", _REGISTERED),
    ("population", "Obyvatel", "integer"),
    ("population_of", "Obyvatel ke dni", "text"),
    ("plan", "Strategický plán", "text"),
    ("plan_attested_on", "Plán doložen k", "date", _ATTESTED),
    ("plan_confirmed_by", "Plán potvrzuje", "text"),
    ("source", "Zdroj údaje o podpoře", "text"),
    ("passage", "Pasáž zdroje", "text"),
)
MUNICIPALITY_COLUMNS = (
    ("code", "Kód obce", "text"),
    ("name", "Název", "text", _REGISTERED),
    ("status", "Postavení", "text", _REGISTERED),
    ("district", "Okres", "text", _REGISTERED),
    ("orp", "ORP", "text", f"obec s rozšířenou působností, {_REGISTERED}"),
    ("population", "Obyvatel", "integer"),
    ("counted_on", "Obyvatel ke dni", "date"),
    ("formerly", "Dřívější názvy", "text"),
    ("locality", "Lokalita", "text"),
    ("support", "Druh podpory", "text"),
    ("attestation", "Jak je podpora doložena", "text"),
    ("attested_on", "Podpora doložena k", "date", _ATTESTED),
    ("also", "Další lokality", "text"),
    ("source", "Zdroj", "text"),
)
DISCREPANCY_COLUMNS = (
    ("locality", "Lokalita", "text"),
    ("title", "V čem se zdroje liší", "text"),
    ("claim", "Co zdroj tvrdí", "text"),
    ("held", "S čím pracujeme", "text"),
    ("reason", "Proč", "text"),
    ("state", "Stav", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Pasáž zdroje", "text"),
)
UNKNOWN = "neuvedeno"


def _states(at: AsOf, localities: Any) -> Iterator[Prefetch[Any]]:
    """What is told with each locality: its state of support, its members and its plans on the day."""
    support = SupportChange.objects.public().filter(among("locality", localities)).state(at)
    support = support.with_confirmations(at).select_related("kind", "source")
    yield Prefetch("support_changes", support, to_attr="support_states")
    members = Membership.objects.public().filter(among("locality", localities)).members(at)
    members = members.with_municipalities(at).by_name(at)
    yield Prefetch("memberships", members, to_attr="member_states")
    changes = PlanChange.objects.public().filter(among("plan__locality", localities)).state(at).with_confirmations(at)
    changes = changes.filter(plan__kind__in=MAIN_PLANS).select_related("source")
    states = Prefetch("changes", changes, to_attr="states")
    yield Prefetch("plans", Plan.objects.prefetch_related(states), to_attr="held_plans")


_with_states = Alongside(Locality, _states)


def locality_rows(localities: Iterable[Any], at: AsOf) -> list[SheetRow]:
    """Rows for localities, with their states on the day: five queries for all."""
    return [_locality_row(locality) for locality in _with_states([*localities], at)]


def _locality_row(locality: Any) -> SheetRow:
    support = next(iter(locality.support_states), None)
    members = [membership.municipality for membership in locality.member_states]
    states = [state for plan in locality.held_plans for state in plan.states]
    plan = max(states, key=attrgetter("rank"), default=None)
    people = inhabitants(members)
    return {
        "slug": locality.slug,
        "name": locality.name,
        "support": support.kind.name if support else UNKNOWN,
        "support_code": support.kind.code if support else "",
        "support_since": support.since if support else "",
        "support_on": support.effective_on if support else None,
        "attestation": support.attestation if support else "",
        "attested_on": support.attested_on if support else None,
        "confirmed_by": support.confirmed_by if support else "",
        "municipalities": len(members),
        "members": ", ".join(member.name for member in members),
        "districts": czech.joined(sorted({member.district for member in members}, key=czech.order)),
        "population": None if people.unknown else people.count,
        "population_of": "" if people.unknown else people.dated,
        "plan": plan.statement if plan else UNKNOWN,
        "plan_fact": plan,
        "plan_attested_on": plan.attested_on if plan else None,
        "plan_confirmed_by": plan.confirmed_by if plan else "",
        "source": support.source.title if support else "",
        "passage": support.passage if support else "",
        "fact": support,
    }


_SUPPORT, _PLAN = "podpora", "strategický plán"


def old_in_locality(row: SheetRow) -> Iterator[str]:
    """Which of the states of a listed locality are only the last known ones."""
    states = ((_SUPPORT, row["fact"]), (_PLAN, row["plan_fact"]))
    return (name for name, state in states if state is not None and state.is_last_known)


def localities_last_known(old: Mapping[str, int]) -> str:
    """How many of the listed states are only the last known ones; empty where all are attested of late."""
    names = [name for name in (_SUPPORT, _PLAN) if old.get(name)]
    return _only_last_known([f"{name} u {czech.count(old[name], 'lokality', 'lokalit', 'lokalit')}" for name in names])


def old_in_municipality(row: SheetRow) -> tuple[str, ...]:
    """The same of a municipality."""
    return (_SUPPORT,) if row["is_last_known"] else ()


def municipalities_last_known(old: Mapping[str, int]) -> str:
    """The same of municipalities: how many of them are supported only by what was known last."""
    count = old.get(_SUPPORT, 0)
    return _only_last_known([f"{_SUPPORT} u {czech.count(count, 'obce', 'obcí', 'obcí')}"] if count else [])


def _only_last_known(told: list[str]) -> str:
    return f"poslední známý stav, nedoložený {recently()}: {czech.joined(told)}" if told else ""


@Prepared
def _supported(at: AsOf, localities: list[int]) -> QuerySet[SupportChange]:
    return SupportChange.objects.public().filter(among("locality", localities)).state(at).select_related("kind")


@Prepared
def _members(at: AsOf, codes: list[str]) -> QuerySet[Membership]:
    members = Membership.objects.public().filter(among("municipality", codes)).each_member(at)
    places = ("locality__slug", "locality__name", "locality__kind", "locality__name_key")
    return members.select_related("locality").only("municipality", *places)


@Prepared
def _counted(at: AsOf, codes: list[str]) -> QuerySet[PopulationCount, tuple[str, int, date]]:
    """The last count of each, found for all at once: one by one a small table would be read whole for each."""
    counts = PopulationCount.objects.filter(among("municipality", codes)).by(at)
    last = counts.order_by("municipality", "-counted_on").distinct("municipality")
    return last.values_list("municipality", "count", "counted_on")


@Prepared
def _titles(at: AsOf, pks: list[int]) -> QuerySet[Source, tuple[int, str]]:
    return Source.objects.public().known(at).filter(among("pk", pks)).values_list("pk", "title")


@Prepared
def _former(at: AsOf) -> QuerySet[FormerRegistration, tuple[str, str]]:
    return FormerRegistration.objects.before(at).values_list("municipality", "name")


def municipality_rows(towns: Iterable[dict[str, Any]], at: AsOf) -> list[SheetRow]:
    """Rows for municipalities that a ``MunicipalityFilter`` gave, each with the locality that it is or belongs to on

    the day; five queries for all.

    A town that is a locality by itself is told with the state of its own, and of a micro-region after it.
    """
    listed = list(towns)
    codes = [town["code"] for town in listed]
    counted = {code: {"population": count, "counted_on": day} for code, count, day in _counted(at, codes)}
    places: dict[str, list[Locality]] = defaultdict(list)
    for membership in _members(at, codes):
        places[membership.municipality_id].append(membership.locality)
    told = {place.pk for belongs in places.values() for place in belongs}
    states = {state.locality_id: state for state in _supported(at, [*told])}
    titles = dict(_titles(at, [*{town["then_source"] for town in listed}]))
    formerly = former_names(at)
    statuses = dict(MunicipalityStatus.choices)
    return [
        {
            "code": town["code"],
            "name": town["then_name"],
            "status": statuses[town["then_status"]],
            "district": town["then_district"],
            "orp": town["then_orp"],
            **counted.get(town["code"], _UNCOUNTED),
            "formerly": ", ".join(name for name in formerly.get(town["code"], ()) if name != town["then_name"]),
            "source": titles.get(town["then_source"], ""),
            **(_belonging(places[town["code"]], states) if town["code"] in places else _NOWHERE),
        }
        for town in listed
    ]


def _belonging(localities: Iterable[Locality], states: Mapping[int, SupportChange]) -> SheetRow:
    """What the row of a municipality says of the localities that it belongs to."""
    own, *others = own_first(localities)
    state = states.get(own.pk)
    return {
        "slug": own.slug,
        "locality": own.name,
        "support": state.kind.name if state else "",
        "support_code": state.kind.code if state else "",
        "attestation": state.attestation if state else "",
        "attested_on": state.attested_on if state else None,
        "is_last_known": state is not None and state.is_last_known,
        "also": "; ".join(_also(other, states.get(other.pk)) for other in others),
    }


_UNCOUNTED: SheetRow = {"population": None, "counted_on": None}
#: The same of one that belongs to none, as most do.
_NOWHERE: SheetRow = {
    **dict.fromkeys(("slug", "locality", "support", "support_code", "attestation", "also"), ""),
    "attested_on": None,
    "is_last_known": False,
}


def former_names(at: AsOf) -> dict[str, list[str]]:
    """What municipalities were called before the day, the latest first, each name once."""
    names: dict[str, list[str]] = defaultdict(list)
    for code, name in _former(at):
        if name not in names[code]:
            names[code].append(name)
    return names


def registered_by(source: Source) -> list[str]:
    """What the register of municipalities has from the source, in words; one query."""
    rows: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("kódy, názvy, postavení, okresy a ORP obcí", Municipality.objects.filter(source=source)),
        ("IČO obcí", Municipality.objects.filter(ico_source=source)),
        ("počty obyvatel", PopulationCount.objects.filter(source=source)),
        ("dřívější zápisy obcí", FormerRegistration.objects.filter(source=source)),
    )
    held = Source.objects.filter(pk=source.pk).values_list(*(Exists(found) for _, found in rows)).get()
    return [words for (words, _), is_held in zip(rows, held, strict=True) if is_held]


def own_first(localities: Iterable[Locality]) -> list[Locality]:
    """Localities of one municipality: the one that it is by itself before micro-regions that it belongs to."""
    return sorted(localities, key=lambda place: (place.kind != LocalityKind.MUNICIPALITY, place.name_key, place.slug))


def _also(locality: Locality, state: SupportChange | None) -> str:
    """„mikroregion Lhotsko: spolupráce ukončena“."""
    said = state.kind.name if state else UNKNOWN
    return f"{locality.get_kind_display()} {locality.name}: {said}"


def discrepancies(at: AsOf) -> Answer:
    """The public discrepancies as they are listed, each with what its sources say."""
    return _discrepancies.pages(at)


@Prepared
def _discrepancies(at: AsOf) -> QuerySet[Discrepancy]:
    return Discrepancy.objects.public().known(at).with_claims(at).select_related("locality")


def keys_of_discrepancies(at: AsOf) -> list[str]:
    """The keys of the same, in the same order."""
    return [*Discrepancy.objects.public().known(at).values_list("key", flat=True)]


def discrepancy_rows(listed: Iterable[Any]) -> list[SheetRow]:
    """A row for each claim of discrepancies that came ``with_claims``; one also where no claim may be told."""
    rows: list[SheetRow] = []
    for discrepancy in listed:
        conclusion = discrepancy.conclusion
        contradiction = {
            "locality": discrepancy.locality.name if discrepancy.locality else "spolupráce jako celek",
            "title": discrepancy.title,
            "held": conclusion.held if conclusion else "",
            "reason": conclusion.reason if conclusion else "",
            "state": "zdroje se rozcházejí" if conclusion is None or conclusion.is_open else "vyřešeno",
        }
        claims = [(claim.claim, claim.source.title, claim.passage) for claim in discrepancy.public_claims]
        for claim, source, passage in claims or [("", "", "")]:
            rows.append(contradiction | {"claim": claim, "source": source, "passage": passage})
    return rows
