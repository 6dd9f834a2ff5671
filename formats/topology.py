"""Simplify areas so that neighbours keep one common border.

Rings are cut where more than two of them meet; each piece of border is simplified once and put back into every ring
that it belongs to.  So no gaps open between neighbours, and no border is drawn in two ways.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from formats.geojson import Position

type LinearRing = Sequence[Position]
"""Corners in order, without the closing one."""


def simplified(areas: Sequence[Sequence[LinearRing]], most_points: int) -> list[list[list[Position]]]:
    """The areas, drawn with no more than about ``most_points`` different corners in all.

    What goes first is what is seen least (Visvalingam: the corner with the smallest triangle).  Corners where
    borders meet always stay, and a ring keeps three.
    """
    joints = _joints(ring for rings in areas for ring in rings)
    cut = [[_cut(ring, joints) for ring in rings] for rings in areas]
    pieces = {_key(piece): piece for rings in cut for ring in rings for piece in ring}
    weights = {key: _weights(key) for key in pieces}
    staying = len({end for key in pieces for end in (key[0], key[-1])})
    limit = _limit((weight for values in weights.values() for weight in values[1:-1]), most_points - staying)
    kept = {key: [point for point, weight in zip(key, weights[key], strict=True) if weight >= limit] for key in pieces}
    return [[_joined(ring, kept) for ring in rings] for rings in cut]


type _Border = tuple[Position, ...]


def _joints(rings: Iterable[LinearRing]) -> set[Position]:
    """Corners with more than two different neighbours: where three areas meet, or two borders part."""
    neighbours: dict[Position, set[Position]] = defaultdict(set)
    for ring in rings:
        for before, point in zip([ring[-1], *ring[:-1]], ring, strict=True):
            neighbours[point].add(before)
            neighbours[before].add(point)
    return {point for point, others in neighbours.items() if len(others) > 2}


def _cut(ring: LinearRing, joints: set[Position]) -> list[_Border]:
    """The ring as pieces from joint to joint.

    A ring with fewer than two joints is cut at its smallest corner and at the one farthest from there: both owners
    of the border find the same two, and the ring cannot collapse.
    """
    at = [index for index, point in enumerate(ring) if point in joints]
    if len(at) < 2:
        first = at[0] if at else min(range(len(ring)), key=lambda index: ring[index])
        x, y = ring[first]
        distances = [((point[0] - x) ** 2 + (point[1] - y) ** 2, point) for point in ring]
        at = sorted({first, max(range(len(ring)), key=lambda index: distances[index])})
    turned = [*ring[at[0] :], *ring[: at[0] + 1]]
    stops = [index - at[0] for index in at] + [len(ring)]
    return [tuple(turned[start : stop + 1]) for start, stop in pairwise(stops)]


def _key(piece: _Border) -> _Border:
    """The piece in the direction that both its owners agree on."""
    return min(piece, piece[::-1])


def _weights(piece: _Border) -> list[float]:
    """For each corner the area at which it goes; the ends stay for ever.

    A corner never goes before one that had to go first, so every limit gives a proper simplification.
    """
    weights = [float("inf")] * len(piece)
    before, after = list(range(-1, len(piece) - 1)), list(range(1, len(piece) + 1))
    heap = [(_triangle(piece, i - 1, i, i + 1), i) for i in range(1, len(piece) - 1)]
    current = {i: area for area, i in heap}
    heapq.heapify(heap)
    largest = 0.0
    while heap:
        area, i = heapq.heappop(heap)
        if current.get(i) != area:
            continue  # it has changed since
        largest = max(largest, area)
        weights[i] = largest
        del current[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in current:
                current[j] = _triangle(piece, before[j], j, after[j])
                heapq.heappush(heap, (current[j], j))
    return weights


def _triangle(piece: _Border, a: int, b: int, c: int) -> float:
    """Twice the area of the triangle, in square degrees: only the order matters."""
    (ax, ay), (bx, by), (cx, cy) = piece[a], piece[b], piece[c]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))


def _limit(weights: Iterable[float], most_points: int) -> float:
    ordered = sorted(weights, reverse=True)
    if len(ordered) <= most_points:
        return 0.0
    return math.nextafter(ordered[max(most_points, 0)], math.inf)


def _joined(ring: Sequence[_Border], kept: dict[_Border, list[Position]]) -> list[Position]:
    corners: list[Position] = []
    for piece in ring:
        key = _key(piece)
        corners += kept[key][:-1] if key == piece else kept[key][:0:-1]
    if len(corners) > 2:
        return corners
    # Only its joints are left: give back the corner that stands out most, or the area would be gone.
    (ax, ay), (bx, by) = corners
    every = [point for piece in ring for point in piece[:-1]]
    most = max(every, key=lambda point: abs((bx - ax) * (point[1] - ay) - (point[0] - ax) * (by - ay)))
    return [point for point in every if point in (*corners, most)]
