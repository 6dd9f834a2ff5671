"""Sums of money: the one place that adds amounts up.

An amount without a programme is the whole of its money, amounts with a programme are its parts.  Where sources give
the whole, it is what counts, else the sum of the parts; never both.  What cannot be told apart is not added up, and
the reason is said.
"""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import QuerySet

from evidence.models import AsOf
from evidence.models.prepared import Prepared
from funding.models import Amount, AmountKind, Programme, Share, why_no_allocation
from localities.models import MAIN_PLANS, Locality, PlanChange, PlanState, SupportChange

type Missing = list[tuple[Locality, str]]

OVERDRAWN = "části podle programů dávají dohromady víc než celek"
UNCLEAR = "není zřejmé, zda se částky týkají týchž peněz"
OTHER_SHARE = "částka je uvedena z jiného základu ({})"


@dataclass(frozen=True, slots=True)
class Money:
    """One money of a locality: the whole, where a source gives it, and the parts that fall to programmes."""

    whole: Amount | None
    parts: tuple[Amount, ...]

    @classmethod
    def of(cls, amounts: Iterable[Amount]) -> "Money":
        """Put together amounts that hold for one money on a day; there is one whole of it at the most."""
        ordered = sorted(amounts, key=lambda amount: _programme_order(amount.programme))
        return cls(
            next((amount for amount in ordered if amount.programme_id is None), None),
            tuple(amount for amount in ordered if amount.programme_id is not None),
        )

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The whole first, then its parts."""
        return (self.whole, *self.parts) if self.whole else self.parts

    @property
    def rest(self) -> Decimal:
        """What of the whole is in no part, in crowns; below zero where the parts exceed it."""
        return self.whole.amount - _sum(self.parts) if self.whole else Decimal()

    @property
    def crowns(self) -> Decimal:
        return self.whole.amount if self.whole else _sum(self.parts)


@dataclass(frozen=True, slots=True)
class PlaceMoney:
    """All money of one kind of one locality.  ``unclear`` says why it cannot be added up; empty where it can."""

    locality: Locality
    moneys: tuple[Money, ...]
    unclear: str

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(amount for money in self.moneys for amount in money.amounts)

    @property
    def total(self) -> Decimal:
        """In crowns; it must not be shown where it is unclear."""
        return sum((money.crowns for money in self.moneys), Decimal())


class Coverage:
    """Amounts of one kind, what they come to, and what of what is expected the total covers.

    ``missing`` are the localities that should have such an amount and have none, each with the reason; ``unclear``
    those that have amounts which cannot be added up, likewise.
    """

    def __init__(self, kind: AmountKind, amounts: Iterable[Amount], missing: Missing) -> None:
        self.kind = kind
        self.missing = missing
        self.places = _places(amounts)
        self.unclear: Missing = [(place.locality, place.unclear) for place in self.places if place.unclear]
        self._counted = [money for place in self.places if not place.unclear for money in place.moneys]

    @classmethod
    def of_allocations(
        cls, amounts: Iterable[Amount], plans: Iterable[PlanChange], ongoing: Iterable[SupportChange]
    ) -> "Coverage":
        """Put together what was asked for before: allocations, states of strategic plans, states of support.

        An allocation is expected where the locality is supported or has a strategic plan.
        """
        have = list(amounts)
        return cls(AmountKind.ALLOCATED, have, _lacking({amount.locality_id for amount in have}, plans, ongoing))

    @cached_property
    def amounts(self) -> list[Amount]:
        """All amounts, by locality; of one money the whole first."""
        return [amount for place in self.places for amount in place.amounts]

    @property
    def total(self) -> Decimal | None:
        """In crowns; None where nothing can be added up."""
        return sum((money.crowns for money in self._counted), Decimal()) if self._counted else None

    @property
    def covered(self) -> int:
        """How many localities the total covers."""
        return len(self.places) - len(self.unclear)

    @property
    def last_known(self) -> int:
        """Of how many of them the total takes an amount that is only the last known one."""
        counted = (place for place in self.places if not place.unclear)
        return sum(any(amount.is_last_known for amount in place.amounts) for place in counted)

    @property
    def expected(self) -> int:
        return len(self.places) + len(self.missing)

    @cached_property
    def by_programme(self) -> list[tuple[Programme | None, int, Decimal]]:
        """(programme, how many localities, crowns) of what the total covers; None for what no source divides."""
        shares = [(part.programme, part.locality_id, part.amount) for money in self._counted for part in money.parts]
        shares += [
            (None, money.whole.locality_id, money.rest) for money in self._counted if money.whole and money.rest
        ]
        ordered = sorted(shares, key=lambda share: _programme_order(share[0]))
        groups = [(programme, [*group]) for programme, group in groupby(ordered, key=lambda share: share[0])]
        return [
            (programme, len({place for _, place, _ in group}), sum((crowns for *_, crowns in group), Decimal()))
            for programme, group in groups
        ]

    @property
    def without_programme(self) -> bool:
        """Whether of some of the money no source says from which programme it is."""
        return any(money.rest > 0 for money in self._counted)

    @property
    def undivided(self) -> list[Locality]:
        """The localities of some of whose money no source says from which programme it is."""
        return [
            place.locality
            for place in self.places
            if any(money.whole is not None and money.rest > 0 for money in place.moneys)
        ]

    @property
    def is_summed_from_parts(self) -> bool:
        """Whether some whole is given by no source, and the total takes the sum of its parts."""
        return any(money.whole is None for money in self._counted)

    @property
    def rounded(self) -> list[Amount]:
        """Amounts that their source does not give to the crown: a total with them is no more exact than they are."""
        return [amount for amount in self.amounts if amount.is_rounded]


def _places(amounts: Iterable[Amount]) -> list[PlaceMoney]:
    """The amounts by locality, in Czech order; all that is added up is of one share."""
    ordered = sorted(amounts, key=lambda amount: (amount.locality.name_key, amount.locality_id, amount.pk))
    shares = Counter(amount.share for amount in ordered)
    usual = max(shares, key=lambda share: (shares[share], share == Share.UNKNOWN, share), default=Share.UNKNOWN)
    places = []
    for _, group in groupby(ordered, key=lambda amount: amount.locality_id):
        moneys = of_one_place(group)
        places.append(PlaceMoney(moneys[0].amounts[0].locality, moneys, _why_unclear(moneys, usual)))
    return places


def of_one_place(amounts: Iterable[Amount]) -> tuple[Money, ...]:
    """The amounts of one kind and one locality, put together by what money they are."""
    own = sorted(amounts, key=lambda amount: amount.money)
    return tuple(Money.of(money) for _, money in groupby(own, key=lambda amount: amount.money))


def _lacking(have: Container[int], plans: Iterable[PlanChange], ongoing: Iterable[SupportChange]) -> Missing:
    planned = {plan.plan.locality: plan for plan in plans if plan.state != PlanState.EXPIRED}
    lacking = {place for place in {change.locality for change in ongoing} | planned.keys() if place.pk not in have}
    ordered = sorted(lacking, key=lambda locality: locality.name_key)
    return [(locality, why_no_allocation(planned.get(locality))) for locality in ordered]


def _why_unclear(moneys: tuple[Money, ...], usual: str) -> str:
    if any(money.rest < 0 for money in moneys):
        return OVERDRAWN
    if len(moneys) > 1 and any(not money.amounts[0].is_told_apart for money in moneys):
        return UNCLEAR
    other = next((money.amounts[0] for money in moneys if money.amounts[0].share != usual), None)
    return OTHER_SHARE.format(other.get_share_display()) if other else ""


def _sum(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount.amount for amount in amounts), Decimal())


def _programme_order(programme: Programme | None) -> tuple[bool, int, str]:
    if programme is None:
        return (True, 0, "")
    return (False, programme.year_from, programme.abbreviation)


def allocations(
    at: AsOf, ongoing: Iterable[SupportChange] | None = None, amounts: Iterable[Amount] | None = None
) -> Coverage:
    """The allocations that hold on the day, and which localities have none and why.

    Who has asked already which support is ongoing, or for the amounts, gives them.
    """
    have = _allocated(at) if amounts is None else amounts
    return Coverage.of_allocations(have, _plans(at), _ongoing(at) if ongoing is None else ongoing)


def without_allocation(at: AsOf, have: Container[int] | None = None) -> Missing:
    """Which localities have none that holds on the day, and why; ``allocations`` says it too, with all amounts.

    Who knows already which of them ``have`` one (primary keys) says so.
    """
    return _lacking({*_with_allocation(at)} if have is None else have, _plans(at), _ongoing(at))


@Prepared
def _with_allocation(at: AsOf) -> QuerySet[Amount, int]:
    return Amount.objects.public().allocated(at).order_by().values_list("locality", flat=True).distinct()


@Prepared
def _allocated(at: AsOf) -> QuerySet[Amount]:
    return Amount.objects.public().allocated(at).select_related("programme").order_by("pk")


@Prepared
def _plans(at: AsOf) -> QuerySet[PlanChange]:
    states = PlanChange.objects.public().filter(plan__kind__in=MAIN_PLANS).state(at).order_by("effective_on")
    return states.select_related("plan__locality", "source")


@Prepared
def _ongoing(at: AsOf) -> QuerySet[SupportChange]:
    return SupportChange.objects.public().ongoing(at).select_related("locality")
