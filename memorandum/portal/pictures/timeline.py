"""How localities were supported in the course of time, as spans on an axis of years.

A day that a source gives only as a month, a season or a year is drawn as a slanting edge across that span: the
change came somewhere in it.  "No later than" is a pointed edge.  After the last day to which a source attests it,
the span that still holds goes on paler and dashed: nobody has told the record since.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from operator import attrgetter
from typing import Any

from evidence.models import AsOf, Fact, Precision
from localities.models import SupportChange, SupportKind
from memorandum.portal.pictures.bars import ROW, WIDTH, Tick

type AnnotatedChange = Any
"""A SupportChange that came from ``told``, with its annotations."""

TOP = 34
LABEL = 24  # of a row: the name stands above its bars
BAR = 18
FOOT = 38
INSET = 6  # room for a pointed edge on the first day of the axis
NARROWEST = 2.5
MOST_TICKS = 16


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A polygon for what sources cover, and one for the time since; either may be empty."""

    change: SupportChange
    known: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class TimeRow:
    """``slug`` leads to the locality's page; empty where the row is a kind of support, or has marks and no spans.

    A mark is a diamond for what happened on a day: the path that draws it, and what it says.
    """

    name: str
    slug: str
    y: int
    spans: tuple[TimeSpan, ...]
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing ``width`` × ``height``; ``now`` is the x of the day asked about."""

    rows: tuple[TimeRow, ...]
    kinds: tuple[SupportKind, ...]
    ticks: tuple[Tick, ...]
    now: float
    width: int
    height: int
    top: int
    base: int
    slanted: bool
    pointed: bool
    unconfirmed: bool
    first_year: int

    @property
    def by_locality(self) -> bool:
        """Whether the rows are localities; where they are kinds of support, they name themselves."""
        return any(row.slug for row in self.rows)

    @property
    def marked(self) -> bool:
        """Whether there are marks to be explained."""
        return any(row.marks for row in self.rows)


def support_by_locality(told: Iterable[AnnotatedChange], at: AsOf) -> Timeline | None:
    """A row for each locality, in Czech order; ``told`` is the ``course`` of support, with locality and kind.

    None when nothing is told.
    """
    by_locality = defaultdict(list)
    for change in _standing(told):
        by_locality[change.locality].append(change)
    ordered = sorted(by_locality.items(), key=lambda pair: (pair[0].name_key, pair[0].slug))
    return _timeline([(place.name, place.slug, changes, ()) for place, changes in ordered], at)


def support_by_kind(
    told: Iterable[AnnotatedChange], at: AsOf, events: Iterable[tuple[str, Sequence[Fact]]] = ()
) -> Timeline | None:
    """A row for each kind of support that one locality has had, the first one first.

    ``events`` adds rows of marks: each a name with facts that happened.
    """
    by_kind = defaultdict(list)
    for change in _standing(told):
        by_kind[change.kind].append(change)
    spans = [(kind.name, "", changes, ()) for kind, changes in by_kind.items()]
    return _timeline([*spans, *((name, "", (), facts) for name, facts in events if facts)], at)


def _standing(told: Iterable[AnnotatedChange]) -> list[AnnotatedChange]:
    """What was not corrected and repeats nothing; of two changes on one day the last, as the other took no time."""
    standing = (change for change in told if change.stands and not change.repeats)
    return [change for change in standing if change.ended_on != change.effective_on]


def _next_changes(changes: Iterable[AnnotatedChange]) -> dict[int, AnnotatedChange]:
    """What came after each change in its locality, by the key of the change."""
    by_locality = defaultdict(list)
    for change in sorted(changes, key=attrgetter("rank")):
        by_locality[change.locality_id].append(change)
    return {earlier.pk: later for group in by_locality.values() for earlier, later in pairwise(group)}


class _Axis:
    """Days to x.  The axis begins and ends on New Year's Day."""

    def __init__(self, first: datetime.date, last: datetime.date) -> None:
        self.first_year, self.last_year = first.year, last.year
        self.start = datetime.date(first.year, 1, 1).toordinal()
        self.end = datetime.date(last.year, 12, 31).toordinal() + 1  # year 10000 is no date

    def x(self, ordinal: int) -> float:
        share = (min(max(ordinal, self.start), self.end) - self.start) / (self.end - self.start)
        return round(INSET + share * (WIDTH - INSET), 1)

    def ticks(self) -> tuple[Tick, ...]:
        years = self.last_year - self.first_year + 1
        step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if years / size <= MOST_TICKS)
        shown = [year for year in range(self.first_year, self.last_year + 1) if year % step == 0 or step == 1]
        every = 2 * step if len(shown) > MOST_TICKS // 2 else step
        return tuple(
            Tick(self.x(datetime.date(year, 1, 1).toordinal()), str(year), (year - shown[0]) % every > 0)
            for year in shown
        )


def _timeline(
    lines: Sequence[tuple[str, str, Sequence[AnnotatedChange], Sequence[Fact]]], at: AsOf
) -> Timeline | None:
    """Draw lines of a name, a slug, changes that become spans, and facts that become marks."""
    changes = [change for _, _, group, _ in lines for change in group]
    days = [fact.effective_on for _, _, group, facts in lines for fact in (*group, *facts)]
    if not days:
        return None
    axis = _Axis(min(days), at.day)
    following = _next_changes(changes)
    rows = tuple(
        TimeRow(
            name,
            slug,
            y,
            spans=tuple(_span(change, following.get(change.pk), axis, at, y) for change in group),
            marks=tuple(_mark(fact, axis, y) for fact in facts),
        )
        for y, (name, slug, group, facts) in zip(count(TOP, ROW), lines, strict=False)
    )
    base = TOP + ROW * len(rows)
    kinds = {change.kind for change in changes}
    return Timeline(
        rows=rows,
        kinds=tuple(sorted(kinds, key=lambda kind: kind.position)),
        ticks=axis.ticks(),
        now=axis.x(at.day.toordinal()),
        width=WIDTH,
        height=base + FOOT,
        top=TOP,
        base=base,
        slanted=any(change.precision in _UNTIL for change in changes),
        pointed=any(change.precision == Precision.NO_LATER for change in changes),
        unconfirmed=any(span.unconfirmed for row in rows for span in row.spans),
        first_year=axis.first_year,
    )


def _mark(fact: Fact, axis: _Axis, y: int) -> tuple[str, str]:
    x, middle, half = axis.x(fact.effective_on.toordinal()), y + LABEL + BAR / 2, BAR / 2
    path = f"M{x} {middle - half}l{half} {half}l{-half} {half}l{-half} {-half}z"
    return path, f"{fact.about} {fact.statement}"


_UNTIL = {Precision.MONTH: 1, Precision.SEASON: 3, Precision.YEAR: 12}
"""How many months the source leaves open."""


def _open_until(change: SupportChange) -> int:
    """The first day (ordinal) by which the change has surely come."""
    months = _UNTIL.get(Precision(change.precision), 0)
    if not months:
        return change.effective_on.toordinal()
    month = change.effective_on.month - 1 + months
    year = change.effective_on.year + month // 12
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal()
    return datetime.date(year, month % 12 + 1, 1).toordinal()


def _span(change: AnnotatedChange, following: AnnotatedChange | None, axis: _Axis, at: AsOf, y: int) -> TimeSpan:
    top, middle, bottom = float(y + LABEL), y + LABEL + BAR / 2, float(y + LABEL + BAR)
    start = change.effective_on.toordinal()
    now = at.day.toordinal() + 1  # the day asked about belongs to it
    end = following.effective_on.toordinal() if following else now
    left = [(axis.x(start), bottom), (axis.x(min(_open_until(change), end)), top)]
    if change.precision == Precision.NO_LATER:
        left.insert(1, (axis.x(start) - INSET, middle))
    if following:
        right = [(axis.x(min(_open_until(following), now)), top), (axis.x(end), bottom)]
        return TimeSpan(change, _polygon(left, right), "")
    right = [(axis.x(end), top), (axis.x(end), bottom)]
    attested = change.attested_on.toordinal() + 1 if change.attested_on else start
    told = max(attested, min(_open_until(change), end))
    if told >= end:
        return TimeSpan(change, _polygon(left, right), "")
    x = max(axis.x(told), left[0][0] + NARROWEST)  # what sources cover stays wide enough to be seen
    return TimeSpan(change, _polygon(left, [(x, top), (x, bottom)]), _polygon([(x, bottom), (x, top)], right))


def _polygon(left: list[tuple[float, float]], right: list[tuple[float, float]]) -> str:
    """Points for SVG; a span of a few days stays wide enough to be seen."""
    right = [(max(x, left[0][0] + NARROWEST), y) for x, y in right]
    return " ".join(f"{x:g},{y:g}" for x, y in [*left, *right])
