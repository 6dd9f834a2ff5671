"""Sums of money: ``sql/totals.sql`` is the one place that adds amounts up, this one says what its sums mean.

An amount without a programme is the whole of its money, amounts with a programme are its parts.  Where sources give
the whole, it is what counts, else the sum of the parts; never both.  What cannot be told apart is not added up, and
the reason is said.  However many amounts there are, what is read is a row for each kind and locality.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import QuerySet

from evidence.models import AsOf, recent_since
from evidence.models.prepared import Answer, Prepared, among, read_by
from funding.models import Amount, AmountKind, Exactness, Programme, Share, why_no_allocation
from localities.models import MAIN_PLANS, Locality, PlanChange, PlanState, SupportChange

type Missing = list[tuple[Locality, str]]

OVERDRAWN = "části podle programů dávají dohromady víc než celek"
UNCLEAR = "není zřejmé, zda se částky týkají týchž peněz"
OTHER_SHARE = "částka je uvedena z jiného základu ({})"

_TOTALS = (Path(__file__).parent / "sql/totals.sql").read_text()


@dataclass(frozen=True, slots=True)
class PlaceMoney:
    """All money of one kind of one locality.  ``unclear`` says why it cannot be added up; empty where it can.

    ``rest`` is what of the wholes is in no part, ``shares`` what falls to each programme (its primary key), in crowns.
    """

    kind: AmountKind
    locality: Locality
    amounts: int
    total: Decimal
    """In crowns; it must not be shown where it is unclear."""
    unclear: str
    is_undivided: bool
    """Whether of some of it no source says from which programme it is."""
    rest: Decimal
    is_of_parts: bool
    """Whether some whole is given by no source, and the total takes the sum of its parts."""
    has_last_known: bool
    shares: tuple[tuple[int, Decimal], ...]
    rounded: tuple[Exactness, ...]
    """How exactly sources give what they do not give to the crown; of very many only the first."""


def places(at: AsOf, amounts: "QuerySet[Any, Any] | Answer") -> list[PlaceMoney]:
    """What amounts that hold on the day come to, in Czech order of localities; they are asked for ``in_brief``."""
    rows = [_SumsRow(*row) for row in read_by(_TOTALS, amounts, recent_since(at.day))]
    named = {row.locality: row for row in rows}
    localities = {
        pk: Locality(pk=pk, name=row.name, slug=row.slug, name_key=row.name_key) for pk, row in named.items()
    }
    return [_place(row, localities[row.locality]) for row in rows]


class _SumsRow(NamedTuple):
    """What ``sql/totals.sql`` says of a kind and a locality."""

    kind: str
    locality: int
    name: str
    slug: str
    name_key: str
    amounts: int
    crowns: Decimal
    is_overdrawn: bool
    is_unclear: bool
    other_share: str | None
    has_rest: bool
    rest: Decimal
    is_of_parts: bool
    has_last_known: bool
    programmes: list[int] | None
    shares: list[Decimal] | None
    rounded: list[str]


def _place(row: _SumsRow, locality: Locality) -> PlaceMoney:
    return PlaceMoney(
        kind=AmountKind(row.kind),
        locality=locality,
        amounts=row.amounts,
        total=row.crowns,
        unclear=_why_unclear(row),
        is_undivided=row.has_rest,
        rest=row.rest,
        is_of_parts=row.is_of_parts,
        has_last_known=row.has_last_known,
        shares=tuple(zip(row.programmes or (), row.shares or (), strict=True)),
        rounded=tuple(map(Exactness, row.rounded)),
    )


def _why_unclear(row: _SumsRow) -> str:
    if row.is_overdrawn:
        return OVERDRAWN
    if row.is_unclear:
        return UNCLEAR
    return OTHER_SHARE.format(Share(row.other_share).label) if row.other_share else ""


class Coverage:
    """What the amounts of one kind come to, and what of what is expected the total covers.

    ``missing`` are the localities that should have such an amount and have none, each with the reason; ``unclear``
    those that have amounts which cannot be added up, likewise.
    """

    def __init__(self, kind: AmountKind, places: Iterable[PlaceMoney], missing: Missing) -> None:
        self.kind = kind
        self.missing = missing
        self.places = [*places]
        self.unclear: Missing = [(place.locality, place.unclear) for place in self.places if place.unclear]
        self._counted = [place for place in self.places if not place.unclear]

    @property
    def amounts(self) -> int:
        """How many amounts there are."""
        return sum(place.amounts for place in self.places)

    @property
    def total(self) -> Decimal | None:
        """In crowns; None where nothing can be added up."""
        return sum((place.total for place in self._counted), Decimal()) if self._counted else None

    @property
    def covered(self) -> int:
        """How many localities the total covers."""
        return len(self._counted)

    @property
    def last_known(self) -> int:
        """Of how many of them the total takes an amount that is only the last known one."""
        return sum(place.has_last_known for place in self._counted)

    @property
    def expected(self) -> int:
        return len(self.places) + len(self.missing)

    @cached_property
    def by_programme(self) -> list[tuple[Programme | None, int, Decimal]]:
        """(programme, how many localities, crowns) of what the total covers; None for what no source divides."""
        shares: dict[int, list[Decimal]] = defaultdict(list)
        for place in self._counted:
            for programme, crowns in place.shares:
                shares[programme].append(crowns)
        known = _programmes() if shares else {}
        ordered = sorted(shares, key=lambda pk: (known[pk].year_from, known[pk].abbreviation, pk))
        told = [(known[pk], len(shares[pk]), sum(shares[pk], Decimal())) for pk in ordered]
        rests = [place.rest for place in self._counted if place.rest]
        return [*told, (None, len(rests), sum(rests, Decimal()))] if rests else [*told]

    @property
    def without_programme(self) -> bool:
        """Whether of some of the money no source says from which programme it is."""
        return any(place.is_undivided for place in self._counted)

    @property
    def undivided(self) -> list[Locality]:
        """The localities of some of whose money no source says from which programme it is."""
        return [place.locality for place in self.places if place.is_undivided]

    @property
    def is_summed_from_parts(self) -> bool:
        """Whether some whole is given by no source, and the total takes the sum of its parts."""
        return any(place.is_of_parts for place in self._counted)

    @cached_property
    def rounded(self) -> list[tuple[Locality, Exactness]]:
        """How exactly sources give what they do not give to the crown: a total is no more exact than that."""
        return [(place.locality, exactness) for place in self.places for exactness in place.rounded]


def _lacking(have: Container[int], plans: Iterable[PlanChange], ongoing: Iterable[SupportChange]) -> Missing:
    planned = {plan.plan.locality: plan for plan in plans if plan.state != PlanState.EXPIRED}
    lacking = {place for place in {change.locality for change in ongoing} | planned.keys() if place.pk not in have}
    ordered = sorted(lacking, key=lambda locality: locality.name_key)
    return [(locality, why_no_allocation(planned.get(locality))) for locality in ordered]


def allocations(
    at: AsOf, ongoing: Iterable[SupportChange] | None = None, plans: Iterable[PlanChange] | None = None
) -> Coverage:
    """The allocations that hold on the day, and which localities have none and why.

    One is expected where the locality is supported or has a strategic plan.  Who has asked already which support is
    ongoing, or for the states of strategic plans, gives them.
    """
    allocated = places(at, _allocated.pages(at))
    have = [place.locality.pk for place in allocated]
    planned = _plans(at, have) if plans is None else plans
    missing = _lacking({*have}, planned, _ongoing(at, have) if ongoing is None else ongoing)
    return Coverage(AmountKind.ALLOCATED, allocated, missing)


def of_locality(at: AsOf, locality: int) -> Coverage:
    """What the allocations of one locality come to."""
    return Coverage(AmountKind.ALLOCATED, places(at, _of_locality.pages(at, locality)), [])


def without_allocation(at: AsOf, have: Iterable[int] | None = None) -> Missing:
    """Which localities have none that holds on the day, and why; ``allocations`` says it too, with all amounts.

    Who knows already which of them ``have`` one (primary keys) says so.
    """
    found = _with_allocation(at) if have is None else [*have]
    return _lacking({*found}, _plans(at, found), _ongoing(at, found))


@Prepared
def _with_allocation(at: AsOf) -> QuerySet[Amount, int]:
    return Amount.objects.public().allocated(at).order_by().values_list("locality", flat=True).distinct()


@Prepared
def _allocated(at: AsOf) -> QuerySet[Any, Any]:
    return Amount.objects.public().filter(kind=AmountKind.ALLOCATED).in_brief(at)


@Prepared
def _of_locality(at: AsOf, locality: int) -> QuerySet[Any, Any]:
    return Amount.objects.public().filter(kind=AmountKind.ALLOCATED, locality=locality).in_brief(at)


def _programmes() -> Mapping[int, Programme]:
    return {programme.pk: programme for programme in _known_programmes(AsOf.now())}


@Prepared
def _known_programmes(at: AsOf) -> QuerySet[Programme]:
    return Programme.objects.order_by()


# Of localities that have an allocation nothing more is asked: facts of a record of many are mostly theirs.


@Prepared
def _plans(at: AsOf, have: list[int]) -> QuerySet[PlanChange]:
    changes = PlanChange.objects.public().filter(~among("plan__locality", have), plan__kind__in=MAIN_PLANS)
    return changes.state(at).order_by("effective_on").select_related("plan__locality", "source")


@Prepared
def _ongoing(at: AsOf, have: list[int]) -> QuerySet[SupportChange]:
    return SupportChange.objects.public().filter(~among("locality", have)).ongoing(at).select_related("locality")
