"""Amounts of one kind as bars, a bar for each locality."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, groupby

import czech
from funding.models import Amount
from localities.models import Locality

WIDTH = 640  # units of the drawing, not pixels: the page scales it
ROW = 58
BARE_ROW = 36  # of a locality without an amount: its name alone
FOOT = 34
TICKS = 4


@dataclass(frozen=True, slots=True)
class BarRow:
    """One locality.  ``width`` is 0 where no source gives an amount; ``reason`` then says why."""

    locality: Locality
    amounts: tuple[Amount, ...]
    total: Decimal
    reason: str
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis; where they stand close a narrow screen leaves out the minor ones."""

    x: float
    label: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawing ``width`` × ``height`` of the amounts of one kind; the axis lies at ``base`` and is in ``unit``."""

    code: str
    kind: str
    unit: str
    rows: tuple[BarRow, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    base: int


def amount_bars(amounts: Iterable[Amount], missing: Iterable[tuple[Locality, str]] = ()) -> Bars | None:
    """Draw amounts with their localities, in Czech order of names: this is not a league table.

    ``missing`` are localities that are expected to have an amount and have none, each with the reason.  Several
    amounts of one locality are added up.  None without any amount.  Raises ValueError for amounts of two kinds:
    those are never set side by side in one picture.
    """
    ordered = sorted(amounts, key=lambda amount: (amount.locality.name_key, amount.locality.slug, amount.pk))
    if not ordered:
        return None
    kinds = {amount.kind for amount in ordered}
    if len(kinds) > 1:
        raise ValueError(f"amounts of two kinds in one picture: {', '.join(sorted(kinds))}")
    grouped = [tuple(group) for _, group in groupby(ordered, key=lambda amount: amount.locality_id)]
    entries = [(group[0].locality, group, "") for group in grouped]
    entries += [(locality, (), reason) for locality, reason in missing]
    entries.sort(key=lambda entry: (entry[0].name_key, entry[0].slug))
    totals = [sum((amount.amount for amount in group), Decimal()) for _, group, _ in entries]
    step = _nice_step(max(totals))
    top = step * math.ceil(max(totals) / step)
    scale = WIDTH / float(top)
    unit, divisor = _unit(step)
    heights = [ROW if group else BARE_ROW for _, group, _ in entries]
    *tops, base = accumulate(heights, initial=0)
    return Bars(
        code=ordered[0].kind,
        kind=ordered[0].get_kind_display(),
        unit=unit,
        rows=tuple(
            BarRow(locality, group, total, reason, y, round(float(total) * scale, 1))
            for (locality, group, reason), total, y in zip(entries, totals, tops, strict=True)
        ),
        ticks=tuple(
            Tick(round(float(step) * i * scale, 1), czech.number((step * i / divisor).normalize() + 0))
            for i in range(int(top / step) + 1)
        ),
        width=WIDTH,
        height=base + FOOT,
        base=base,
    )


def _nice_step(largest: Decimal) -> Decimal:
    """1, 2, 2.5 or 5 times a power of ten, so that about four steps reach the largest amount."""
    raw = largest / TICKS
    magnitude = Decimal(10) ** raw.adjusted()
    return next(magnitude * nice for nice in map(Decimal, ("1", "2", "2.5", "5", "10")) if magnitude * nice >= raw)


def _unit(step: Decimal) -> tuple[str, int]:
    for size, name in ((10**9, "mld. Kč"), (10**6, "mil. Kč"), (10**3, "tis. Kč")):
        if step >= size:
            return name, size
    return "Kč", 1
