"""What our lists say: which columns, and a row for each amount.  Amounts of two kinds never meet in one sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from funding.models import Amount, AmountKind, Exactness, Programme
from localities.models import Locality

type Row = dict[str, Any]
type Missing = list[tuple[Locality, str]]

AMOUNT_COLUMNS = (
    ("kind", "Druh částky", "text"),
    ("locality", "Lokalita", "text"),
    ("amount", "Částka v Kč", "money"),
    ("programme", "Program", "text"),
    ("plan", "Strategický dokument", "text"),
    ("since", "Platí", "text"),
    ("exactness", "Přesnost částky", "text"),
    ("note", "Z čeho vychází, proč chybí", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Znění ve zdroji", "text"),
)
UNKNOWN = "neuvedeno"


@dataclass(frozen=True, slots=True)
class KindOfMoney:
    """All amounts of one kind that were asked for, and the localities that should have one and have none."""

    kind: AmountKind
    amounts: list[Amount]
    missing: Missing

    @property
    def total(self) -> Decimal:
        """In crowns; 0 only when there is no amount at all, and then it must not be shown."""
        return _sum(self.amounts)

    @property
    def covered(self) -> int:
        return len({amount.locality_id for amount in self.amounts})

    @property
    def expected(self) -> int:
        return self.covered + len(self.missing)

    @property
    def by_programme(self) -> list[tuple[Programme | None, int, Decimal]]:
        """(programme, how many localities, sum), None for amounts whose source does not say the programme."""
        ordered = sorted(self.amounts, key=lambda amount: _programme_order(amount.programme))
        groups = [(programme, [*group]) for programme, group in groupby(ordered, key=lambda amount: amount.programme)]
        return [(programme, len({a.locality_id for a in group}), _sum(group)) for programme, group in groups]

    @property
    def without_programme(self) -> bool:
        """Whether some source does not say from which programme its amount is."""
        return any(amount.programme is None for amount in self.amounts)

    @property
    def rounded(self) -> list[Amount]:
        """Amounts that their source does not give to the crown: a total with them is no more exact than they are."""
        return [amount for amount in self.amounts if amount.exactness != Exactness.CROWN]


def by_kind(amounts: Iterable[Amount], missing: Missing) -> list[KindOfMoney]:
    """Part the amounts by kind, in the order of the kinds; ``missing`` belongs to the allocations."""
    found = list(amounts)
    kinds = [
        KindOfMoney(
            kind,
            [amount for amount in found if amount.kind == kind],
            missing if kind == AmountKind.ALLOCATED else [],
        )
        for kind in AmountKind
    ]
    return [kind for kind in kinds if kind.amounts or kind.missing]


def amount_rows(kinds: Iterable[KindOfMoney]) -> list[Row]:
    """A row for each amount and for each that is not known, told with its reason and never as zero."""
    rows = []
    for kind in kinds:
        rows += [_row(amount) for amount in kind.amounts]
        rows += [_missing_row(kind.kind, locality, reason) for locality, reason in kind.missing]
    return rows


def _row(amount: Amount) -> Row:
    return {
        "kind": amount.get_kind_display(),
        "locality": amount.locality.name,
        "amount": amount.amount,
        "programme": amount.programme.abbreviation if amount.programme else UNKNOWN,
        "plan": amount.plan.title if amount.plan else "",
        "since": amount.since,
        "exactness": amount.get_exactness_display(),
        "note": "; ".join(filter(None, (amount.basis, amount.note))),
        "source": amount.source.title,
        "passage": amount.passage,
    }


def _missing_row(kind: AmountKind, locality: Locality, reason: str) -> Row:
    empty = dict.fromkeys((name for name, _, _ in AMOUNT_COLUMNS), "")
    return empty | {"kind": kind.label, "locality": locality.name, "amount": UNKNOWN, "note": reason}


def _sum(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount.amount for amount in amounts), Decimal())


def _programme_order(programme: Programme | None) -> tuple[bool, int, str]:
    if programme is None:
        return (True, 0, "")
    return (False, programme.year_from, programme.abbreviation)
