"""What our lists say: which columns, and a row for each amount.  Amounts of two kinds never meet in one sum."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet

import czech
from evidence.models import AsOf, recently
from evidence.models.prepared import Prepared, among
from formats.sheet import SheetRow
from funding.models import Amount, AmountKind
from funding.totals import Coverage, Missing, of_one_place
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
_EXPECTED = AmountKind.ALLOCATED


def by_kind(amounts: Iterable[Amount], missing: Missing) -> list[Coverage]:
    """Part the amounts by kind, in the order of the kinds; ``missing`` belongs to the allocations."""
    told = list(amounts)
    kinds = [
        Coverage(kind, [amount for amount in told if amount.kind == kind], missing if kind == _EXPECTED else [])
        for kind in AmountKind
    ]
    return [kind for kind in kinds if kind.amounts or kind.missing]


def in_order(amounts: Iterable[Amount], missing: Missing) -> Iterator[Amount | tuple[Locality, str]]:
    """The same amounts and lacking ones, one after another as they are listed: kind after kind, place after place.

    However many there are, never more than those of one place are held.
    """
    expected, lacking = [*AmountKind].index(_EXPECTED), iter(missing)
    for kind, own in groupby(amounts, key=attrgetter("kind")):
        if [*AmountKind].index(AmountKind(kind)) > expected:
            yield from lacking
        for _, of_place in groupby(own, key=attrgetter("locality_id")):
            for money in of_one_place(of_place):
                yield from money.amounts
    yield from lacking


def amount_rows(listed: Iterable[Amount | tuple[Locality, str]]) -> Iterator[SheetRow]:
    """A row for each amount and for each that is not known, told with its reason and never as zero."""
    return (_row(each) if isinstance(each, Amount) else _missing_row(_EXPECTED, *each) for each in listed)


def with_sources(amounts: Iterable[Amount]) -> list[Amount]:
    """Amounts that were read in brief, with what a page tells of each beside the sum; one query."""
    brief = {amount.pk: amount for amount in amounts}
    whole = {amount.pk: amount for amount in _whole(AsOf.now(), [*brief])} if brief else {}
    for pk, amount in whole.items():
        amount.attested_on, amount.asked_on = brief[pk].attested_on, brief[pk].asked_on
    return [whole[pk] for pk in brief]


@Prepared
def _whole(at: AsOf, pks: list[int]) -> QuerySet[Amount]:
    return Amount.objects.filter(among("pk", pks)).select_related("locality", "programme", "plan", "source")


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


def _missing_row(kind: AmountKind, locality: Locality, reason: str) -> SheetRow:
    empty = dict.fromkeys((column[0] for column in AMOUNT_COLUMNS), "")
    told = {"kind": kind.label, "locality": locality.name, "amount": UNKNOWN, "note": reason}
    return empty | told | {"attested_on": None, "is_last_known": False}
