"""Borders of neighbours drawn once: rings of many areas become an outline and the lines inside it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

type Degrees = tuple[float, float]
"""Longitude and latitude."""
type GridPoint = tuple[int, int]
"""A place in the drawing, y downwards."""
type GridRing = Sequence[GridPoint]


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular around the mean latitude of the data: true enough for a region, and plain to compute."""

    west: float
    north: float
    squeeze: float
    scale: float
    pad: int
    width: int
    height: int

    @classmethod
    def fitting(cls, places: Sequence[Degrees], *, width: int, most_height: int, pad: int) -> "Projection":
        """The projection that fits all places into the drawing.  There must be one at least."""
        lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
        squeeze = max(math.cos(math.radians((min(lats) + max(lats)) / 2)), 0.01)
        east_west = max((max(lons) - min(lons)) * squeeze, 0.01)  # one lonely village still has a map
        north_south = max(max(lats) - min(lats), 0.01)
        scale = min((width - 2 * pad) / east_west, (most_height - 2 * pad) / north_south)
        return cls(
            west=(min(lons) + max(lons)) / 2 - (width / 2 - pad) / scale / squeeze,
            north=max(lats),
            squeeze=squeeze,
            scale=scale,
            pad=pad,
            width=width,
            height=math.ceil(north_south * scale) + 2 * pad,
        )

    def point(self, lon: float, lat: float) -> GridPoint:
        return (
            round(self.pad + (lon - self.west) * self.squeeze * self.scale),
            round(self.pad + (self.north - lat) * self.scale),
        )

    def ring(self, ring: Iterable[Degrees]) -> list[GridPoint]:
        """The ring without points that fall on one unit, without its closing point; empty when nothing is left."""
        points: list[GridPoint] = []
        for lon, lat in ring:
            place = self.point(lon, lat)
            if not points or place != points[-1]:
                points.append(place)
        while len(points) > 1 and points[0] == points[-1]:
            points.pop()
        return points if len(points) > 2 else []


def borders(rings: Iterable[GridRing]) -> tuple[str, str]:
    """Path data of the outline (sides that belong to one ring only) and of the lines between neighbours."""
    sides: dict[tuple[GridPoint, GridPoint], int] = defaultdict(int)
    for ring in rings:
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            sides[(a, b) if a < b else (b, a)] += 1
    outer = _lines([side for side, owners in sides.items() if owners == 1])
    inner = _lines([side for side, owners in sides.items() if owners > 1])
    return "".join(path(line) for line in outer), "".join(path(line) for line in inner)


def _lines(sides: Iterable[tuple[GridPoint, GridPoint]]) -> list[list[GridPoint]]:
    """Sides strung into as few lines as may be."""
    ends: dict[GridPoint, list[GridPoint]] = defaultdict(list)
    for a, b in sides:
        ends[a].append(b)
        ends[b].append(a)
    # Where more than two lines meet, and where one ends, a line has to start; closed lines start anywhere.
    starts = [*(point for point, others in ends.items() if len(others) != 2), *ends]
    lines = []
    for start in starts:
        while ends[start]:
            line = [start]
            while ends[line[-1]]:
                following = ends[line[-1]].pop()
                ends[following].remove(line[-1])
                line.append(following)
            lines.append(line)
    return lines


def path(points: Sequence[GridPoint], *, closed: bool = False) -> str:
    """Path data in small steps from point to point: whole units, few letters."""
    x, y = points[0]
    steps = [f"M{x},{y}l"]
    for following in points[1:]:
        dx, dy = following[0] - x, following[1] - y
        steps.append(f"{' ' if len(steps) > 1 and dx >= 0 else ''}{dx}{',' if dy >= 0 else ''}{dy}")
        x, y = following
    return "".join(steps) + ("z" if closed else "")


def dots(points: Iterable[GridPoint]) -> str:
    """Path data of lines without length: round caps make them dots."""
    return "".join(f"M{x},{y}h0" for x, y in points)
