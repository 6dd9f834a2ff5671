"""What our lists say: which columns, and a row for each amount.  Amounts of two kinds never meet in one sum."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any

import czech
from evidence.models import recently
from formats.sheet import SheetRow
from funding.models import Amount, AmountKind
from funding.totals import Coverage, Missing, PlaceMoney
from localities.models import Locality

AMOUNT_COLUMNS = (
    ("kind", "Druh částky", "text"),
    ("locality", "Lokalita", "text"),
    ("amount", "Částka v Kč", "money"),
    ("programme", "Program", "text"),
    ("plan", "Strategický dokument", "text"),
    ("since", "Platí", "text"),
    ("attested_on", "Doloženo k", "date", "poslední den, pro který to některý zdroj říká"),
    ("confirmed_by", "Potvrzuje", "text"),
    ("exactness", "Přesnost částky", "text"),
    ("share", "Podíl", "text", "o jakých penězích zdroj mluví: podíl EU, nebo celkové výdaje"),
    ("designation", "O které peníze jde", "text"),
    ("note", "Z čeho vychází, proč chybí", "text"),
    ("source", "Zdroj", "text"),
    ("passage", "Pasáž zdroje", "text"),
)
UNKNOWN = "neuvedeno"
#: The kind of which every supported locality should have an amount.
EXPECTED = AmountKind.ALLOCATED


def by_kind(places: Iterable[PlaceMoney], missing: Missing) -> list[Coverage]:
    """Part what amounts come to by kind, in the order of the kinds; ``missing`` belongs to the allocations."""
    told = list(places)
    kinds = [
        Coverage(kind, [place for place in told if place.kind == kind], missing if kind == EXPECTED else [])
        for kind in AmountKind
    ]
    return [kind for kind in kinds if kind.places or kind.missing]


def in_order(amounts: Iterable[Amount], missing: Missing) -> Iterator[Amount | tuple[Locality, str]]:
    """The same amounts and lacking ones, one after another: those that lack one follow those that have it."""
    expected, lacking = [*AmountKind].index(EXPECTED), iter(missing)
    for kind, own in groupby(amounts, key=attrgetter("kind")):
        if [*AmountKind].index(AmountKind(kind)) > expected:
            yield from lacking
        yield from own
    yield from lacking


class Listed(Sequence[Any]):
    """The same, of which only what is looked at is read.

    ``kinds`` say how many there are of each locality; ``read`` gives the amounts of a kind and of some localities.
    """

    def __init__(self, kinds: list[Coverage], read: Callable[[AmountKind, list[int]], Any]) -> None:
        self._kinds, self._read = kinds, read

    def __len__(self) -> int:
        return sum(kind.amounts + len(kind.missing) for kind in self._kinds)

    def __getitem__(self, rows: Any) -> list[Any]:
        start, stop, _ = rows.indices(len(self))
        found: list[Any] = []
        for kind in self._kinds:
            found += self._amounts(kind, max(start, 0), min(stop, kind.amounts))
            start, stop = start - kind.amounts, stop - kind.amounts
            found += kind.missing[max(start, 0) : max(stop, 0)]
            start, stop = start - len(kind.missing), stop - len(kind.missing)
        return found

    def _amounts(self, kind: Coverage, start: int, stop: int) -> Iterable[Amount]:
        """Those from one place to another, asked for with all of their localities."""
        if start >= stop:
            return []
        ends = [*accumulate(place.amounts for place in kind.places)]
        first, last = bisect_right(ends, start), bisect_left(ends, stop)
        before = ends[first] - kind.places[first].amounts
        amounts = self._read(kind.kind, [place.locality.pk for place in kind.places[first : last + 1]])
        read: Iterable[Amount] = amounts[start - before : stop - before]
        return read


def amount_rows(listed: Iterable[Amount | tuple[Locality, str]]) -> Iterator[SheetRow]:
    """A row for each amount and for each that is not known, told with its reason and never as zero."""
    return (_row(each) if isinstance(each, Amount) else missing_row(EXPECTED, *each) for each in listed)


_AMOUNT = "částka"


def old_in_amount(row: SheetRow) -> tuple[str, ...]:
    """Whether a listed amount is only the last known one."""
    return (_AMOUNT,) if row["is_last_known"] else ()


def amounts_last_known(old: Mapping[str, int]) -> str:
    """How many of the amounts are only the last known ones; empty where all are attested of late."""
    if not (count := old.get(_AMOUNT, 0)):
        return ""
    return f"poslední známý údaj, nedoložený {recently()}: {czech.count(count, 'částka', 'částky', 'částek')}"


def _row(amount: Amount) -> SheetRow:
    return {
        "kind": amount.get_kind_display(),
        "locality": amount.locality.name,
        "amount": amount.amount,
        "programme": amount.programme.abbreviation if amount.programme else UNKNOWN,
        "plan": amount.plan.title if amount.plan else "",
        "since": amount.since,
        "attested_on": amount.attested_on,
        "confirmed_by": amount.confirmed_by,
        "exactness": amount.get_exactness_display(),
        "share": amount.get_share_display(),
        "designation": amount.designation,
        "note": "; ".join(filter(None, (amount.basis, amount.note))),
        "source": amount.source.title,
        "passage": amount.passage,
        "is_last_known": amount.is_last_known,
    }


def missing_row(kind: AmountKind, locality: Locality, reason: str) -> SheetRow:
    empty = dict.fromkeys((column[0] for column in AMOUNT_COLUMNS), "")
    told = {"kind": kind.label, "locality": locality.name, "amount": UNKNOWN, "note": reason}
    return empty | told | {"attested_on": None, "is_last_known": False}
