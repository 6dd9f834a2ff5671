"""Where names stand in a map so that they hide neither each other nor a sign."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

FONT = 22  # as tall as the stylesheet sets the labels of the map, in units of the drawing
LETTER = 0.56 * FONT
"""The mean width of a letter in the semi-bold faces of the stylesheet's list; measured on Czech names."""
SIGN = 15
"""Half of a sign's side with the free space around it."""
ROUNDS = 6

SQUARE = 60
"""The side of the squares by which rectangles are found; as tall as two labels, a third as wide as one."""

type Spot = tuple[float, float]
type Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A text at (x, y), anchored at its start, middle or end; ``leader`` joins it to its sign when it stands off."""

    x: float
    y: float
    anchor: str
    box: Rectangle
    leader: str = ""


class _Boxes:
    """Rectangles, found by the squares that they touch: only what is near a box can share area with it."""

    def __init__(self, boxes: Iterable[Rectangle] = ()) -> None:
        self._boxes: dict[int, Rectangle] = {}
        self._squares: dict[tuple[int, int], set[int]] = defaultdict(set)
        for index, box in enumerate(boxes):
            self.put(index, box)

    def put(self, index: int, box: Rectangle) -> None:
        """Put the box in the place of the one with that index."""
        if index in self._boxes:
            for square in _squares(self._boxes[index]):
                self._squares[square].discard(index)
        self._boxes[index] = box
        for square in _squares(box):
            self._squares[square].add(index)

    def common(self, box: Rectangle, but: int = -1) -> float:
        """The areas that the box shares with each of them, but for one, added up in their order."""
        near = set().union(*(self._squares[square] for square in _squares(box) if square in self._squares))
        return sum(_common(box, self._boxes[index]) for index in sorted(near) if index != but)


def _squares(box: Rectangle) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(side // SQUARE) for side in box)
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


@lru_cache(maxsize=64)  # the same few localities page after page
def place_labels(
    names: tuple[str, ...], points: tuple[Spot, ...], spots: tuple[Spot, ...], bounds: Rectangle, grown: float = 1
) -> tuple[Label, ...]:
    """A label for each named point: inside the bounds, off signs and spots and each other, near its sign.

    Every label takes its cheapest place while the others stay; a few rounds settle it.  The same question always
    has the same answer.  ``grown`` says how many times larger letters and signs are than usual.
    """
    signs = _Boxes(_square(point, SIGN * grown) for point in points)
    small = _Boxes(_square(spot, SIGN / 2) for spot in spots)
    choices = [
        [
            (label, rank + _cost(label, index, signs, bounds) + small.common(label.box))
            for rank, label in enumerate(_candidates(name, *point, grown))
        ]
        for index, (name, point) in enumerate(zip(names, points, strict=True))
    ]
    chosen: list[Label | None] = [None] * len(names)
    placed = _Boxes()
    # From the west to the east at first, then again while anything moves.
    order = sorted(range(len(names)), key=lambda index: points[index])
    for _ in range(ROUNDS):
        before = list(chosen)
        for index in order:
            costs = (cost + placed.common(label.box, but=index) * 5 for label, cost in choices[index])
            best = min(zip(costs, itertools.count(), strict=False))[1]
            chosen[index] = choices[index][best][0]
            placed.put(index, choices[index][best][0].box)
        if chosen == before:
            break
    return tuple(label for label in chosen if label)


def _square(middle: Spot, half: float) -> Rectangle:
    return (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)


def _cost(label: Label, index: int, signs: _Boxes, bounds: Rectangle) -> float:
    """What the place costs whatever the other labels do: hidden signs, lost letters, standing off."""
    box = label.box
    outside = max(0, bounds[0] - box[0], bounds[1] - box[1], box[2] - bounds[2], box[3] - bounds[3])
    hidden = signs.common(box)
    near = signs.common(_around(box), but=index)
    return outside * 1000 + hidden * 10 + near * 0.2 + (100 if label.leader else 0)


def _around(box: Rectangle) -> Rectangle:
    """A little more than the box: a label that nearly touches a foreign sign would seem to name it."""
    return (box[0] - 8, box[1] - 4, box[2] + 8, box[3] + 4)


def _common(a: Rectangle, b: Rectangle) -> float:
    """The area that two boxes share."""
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


#: Offsets of the text from its sign, the best first: beside it, above and below, askew; then farther with a leader.
_NEAR = (
    *((19, 7, "start"), (-19, 7, "end"), (0, -19, "middle"), (0, 34, "middle")),
    *((15, -10, "start"), (-15, -10, "end"), (15, 26, "start"), (-15, 26, "end")),
)
_FAR = tuple(
    (dx, dy, "start" if dx > 0 else "end" if dx < 0 else "middle")
    for reach in (1, 1.6, 2.3)
    for dx, dy in (
        *((38 * reach, -22 * reach), (38 * reach, 36 * reach), (-38 * reach, -22 * reach), (-38 * reach, 36 * reach)),
        *((0, -44 * reach), (0, 58 * reach), (60 * reach, 7), (-60 * reach, 7)),
    )
)


def _candidates(name: str, x: float, y: float, grown: float) -> Iterable[Label]:
    width, font = len(name) * LETTER * grown, FONT * grown
    for far, offsets in ((False, _NEAR), (True, _FAR)):
        for dx, dy, anchor in offsets:
            at_x, at_y = round(x + dx * grown, 1), round(y + dy * grown, 1)
            left = at_x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            box = (left, at_y - font * 0.85, left + width, at_y + font * 0.3)
            edge = box[3] if box[3] < y else box[1] if box[1] > y else (box[1] + box[3]) / 2
            yield Label(at_x, at_y, anchor, box, f"M{x:g},{y:g}L{at_x:g},{edge:g}" if far else "")
