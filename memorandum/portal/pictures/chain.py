"""The chain of decisions as a picture: who follows what, in lanes by who decided and columns by when.

Only places are reckoned here; words, shapes and colours are the template's.
"""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 164, 54
_GAP = 26  # between columns
_LANE = 128  # from the top of a lane to the top of the next one
_TOP = 34  # for the name of the lane
_BEND = 30  # how far a line dives to pass below the boxes between its ends


@dataclass(frozen=True, slots=True)
class Document:
    """A box: what it says in two lines, and where it leads.  ``day`` decides the column, ``lane`` the row."""

    key: str
    lane: str
    day: datetime.date
    name: str
    detail: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """The later document rests on or follows the earlier one."""

    later: str
    earlier: str
    kind: str


@dataclass(frozen=True, slots=True)
class DocumentBox:
    document: Document
    x: int
    y: int
    width: int = BOX_WIDTH

    height = BOX_HEIGHT

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + BOX_HEIGHT


type Arrow = tuple[str, str]
"""A line with its point at the earlier document: the kind of the link, and SVG's path data."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A drawing ``width`` × ``height``, and the same for a narrow screen (``column``).

    There are no ``lanes`` in that one: each box names the body itself.
    """

    width: int
    height: int
    lanes: list[tuple[str, int]]
    boxes: list[DocumentBox]
    lines: list[Arrow]
    column: "Chain | None" = None


def picture(documents: Iterable[Document], links: Iterable[Link], *, last_lane: str) -> Chain:
    """Place the documents and draw the links between those that are there.

    Lanes stand in the order of their oldest documents, except for the one that comes last.
    """
    ordered = sorted(documents, key=lambda document: (document.day, document.key))
    lanes = sorted(dict.fromkeys(document.lane for document in ordered), key=lambda lane: lane == last_lane)
    heights = {lane: _TOP + index * _LANE for index, lane in enumerate(lanes)}
    places = _columns(ordered)
    boxes = {
        document.key: DocumentBox(document, 1 + column * (BOX_WIDTH + _GAP), heights[document.lane])
        for document, column in places
    }
    drawn = [link for link in links if link.later in boxes and link.earlier in boxes]
    by_later = itertools.groupby(sorted(drawn, key=lambda link: link.later), lambda link: link.later)
    columns = 1 + max((column for _, column in places), default=0)
    return Chain(
        width=2 + columns * BOX_WIDTH + (columns - 1) * _GAP,
        height=max(len(lanes) * _LANE - (_LANE - _TOP - BOX_HEIGHT) + _BEND, 0),
        lanes=[(lane, index * _LANE + _TOP - 12) for index, lane in enumerate(lanes)],
        boxes=list(boxes.values()),
        lines=[line for _, leaving in by_later for line in _lines([*leaving], boxes)],
        column=_column(ordered, drawn),
    )


_COLUMN = 340  # as wide as a phone, in its own pixels
_GUTTER = 64  # for the lines, left of the boxes
_ROW = BOX_HEIGHT + 16
_TRACK = 9  # between lines that run side by side


def _column(ordered: list[Document], links: list[Link]) -> Chain:
    """One document below the other, the oldest first, and the links beside them."""
    boxes = {
        document.key: DocumentBox(document, _GUTTER, 2 + row * _ROW, _COLUMN - _GUTTER - 2)
        for row, document in enumerate(ordered)
    }
    # The shorter a line the closer it runs to the boxes, and so crosses the fewest.
    shortest = sorted(links, key=lambda link: abs(boxes[link.later].y - boxes[link.earlier].y))
    tracks: list[list[tuple[int, int]]] = []
    lines = [(link.kind, _beside(boxes[link.later], boxes[link.earlier], tracks)) for link in shortest]
    return Chain(_COLUMN, max(len(boxes) * _ROW - _ROW + BOX_HEIGHT + 4, 0), [], list(boxes.values()), lines)


def _beside(later: DocumentBox, earlier: DocumentBox, tracks: list[list[tuple[int, int]]]) -> str:
    """Down the first track on which nothing runs between the two; the last one is shared by all that are left."""
    begin, end = later.y + BOX_HEIGHT // 2 - 6, earlier.y + BOX_HEIGHT // 2 + 6
    top, bottom = min(begin, end), max(begin, end)
    free = (index for index, taken in enumerate(tracks) if all(bottom < a or b < top for a, b in taken))
    index = next(free, len(tracks))
    if index == len(tracks):
        tracks.append([])
    tracks[index].append((top, bottom))
    x = max(_GUTTER - 10 - (index + 1) * _TRACK, 3)
    return f"M{_GUTTER} {begin}H{x}V{end}H{_GUTTER}"


def _columns(ordered: list[Document]) -> list[tuple[Document, int]]:
    """A column for each day; two documents of one body and day stand side by side, as one column holds one box."""
    places: list[tuple[Document, int]] = []
    column = -1
    for _, same_day in itertools.groupby(ordered, lambda document: document.day):
        taken: dict[str, int] = {}
        column += 1
        first = column
        for document in same_day:
            mine = first + taken.get(document.lane, 0)
            taken[document.lane] = taken.get(document.lane, 0) + 1
            column = max(column, mine)
            places.append((document, mine))
    return places


def _lines(links: list[Link], boxes: dict[str, DocumentBox]) -> list[Arrow]:
    """The lines that leave one box, parted along its side."""
    later = boxes[links[0].later]
    leaving = sorted(
        (link for link in links if boxes[link.earlier].y != later.y), key=lambda link: boxes[link.earlier].x
    )
    step = BOX_WIDTH // (len(leaving) + 1)
    across = [
        (link.kind, _across(later, boxes[link.earlier], later.x + step * place))
        for place, link in enumerate(leaving, start=1)
    ]
    along = [link for link in links if boxes[link.earlier].y == later.y]
    return across + [(link.kind, _along(later, boxes[link.earlier], boxes.values())) for link in along]


def _across(later: DocumentBox, earlier: DocumentBox, start: int) -> str:
    """From one lane to another: an S between the two boxes."""
    up = earlier.y < later.y
    begin, end = (later.y, earlier.bottom) if up else (later.bottom, earlier.y)
    bend = (begin + end) // 2
    return f"M{start} {begin}C{start} {bend} {earlier.middle} {bend} {earlier.middle} {end}"


def _along(later: DocumentBox, earlier: DocumentBox, boxes: Iterable[DocumentBox]) -> str:
    """Within a lane: straight when nothing stands between, else below what does."""
    between = any(box.y == later.y and earlier.x < box.x < later.x for box in boxes)
    if not between:
        height = later.y + BOX_HEIGHT // 2
        return f"M{later.x} {height}H{earlier.x + BOX_WIDTH}"
    begin, end, bottom, bend = later.middle, earlier.middle, later.bottom, later.bottom + _BEND
    return f"M{begin} {bottom}C{begin} {bend} {end} {bend} {end} {bottom}"
