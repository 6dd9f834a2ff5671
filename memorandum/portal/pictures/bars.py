"""Amounts of one kind as bars, a bar for each locality."""

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

import czech
from funding.totals import Coverage
from localities.models import Locality

WIDTH = 640  # units of the drawing, not pixels: the page scales it
ROW = 58
BARE_ROW = 36  # of a locality without an amount: its name alone
FOOT = 34
TICKS = 4
MOST_ROWS = 40
"""So many localities fit into a picture; of more of them a table tells."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One locality.  ``total`` is None where nothing is known or nothing can be added up; ``reason`` says why."""

    locality: Locality
    has_amounts: bool
    total: Decimal | None
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


def amount_bars(coverage: Coverage) -> Bars | None:
    """Draw amounts of one kind with their localities, in Czech order of names: this is not a league table.

    What is expected and not known, and what cannot be added up, has no bar and says why.  None without any amount,
    and of more localities than a picture holds.
    """
    if not coverage.places or coverage.expected > MOST_ROWS:
        return None
    entries = [
        (place.locality, True, None if place.unclear else place.total, place.unclear) for place in coverage.places
    ]
    entries += [(locality, False, None, reason) for locality, reason in coverage.missing]
    entries.sort(key=lambda entry: (entry[0].name_key, entry[0].slug))
    largest = max((total for _, _, total, _ in entries if total), default=Decimal(1))
    step = _nice_step(largest)
    top = step * math.ceil(largest / step)
    scale = WIDTH / float(top)
    unit, divisor = _unit(step)
    heights = [ROW if total else BARE_ROW for _, _, total, _ in entries]
    *tops, base = accumulate(heights, initial=0)
    return Bars(
        code=coverage.kind,
        kind=coverage.kind.label,
        unit=unit,
        rows=tuple(
            BarRow(*entry, y, round(float(entry[2] or 0) * scale, 1)) for entry, y in zip(entries, tops, strict=True)
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
