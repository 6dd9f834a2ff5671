"""The ground of the map: boundaries where they have been imported, else a mark for each municipality."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet
from django.db.models.functions import Round

from evidence.models import AsOf
from evidence.models.prepared import Prepared
from evidence.recorded import moment
from localities.models import Boundary, BoundaryKind, Municipality
from memorandum.portal.pictures.mesh import Degrees, GridPoint, Projection, borders
from memorandum.server.record_changes import while_unchanged

WIDTH = 1000  # units of the drawing, not pixels: whole numbers keep the page small
MOST_HEIGHT = 1000
PAD = 24
MOST_MUNICIPALITIES = 1_000
"""So many marks and boundaries fit into the drawing; of more, what stands close is one mark."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """Drawn boundaries: the outline of the land, the lines in it, and each municipality's rings by its code.

    ``districts`` are the lines between districts once more, where finer lines are drawn too.
    """

    projection: Projection
    outline: str
    borders: str
    districts: str
    municipalities: Mapping[str, Sequence[Sequence[GridPoint]]]


@dataclass(frozen=True, slots=True)
class Land:
    """The terrain, if boundaries are held; and the register's points of municipalities by code, in degrees."""

    terrain: Terrain | None = None
    points: Mapping[str, Degrees] = field(default_factory=dict)

    def projection(self, others: Iterable[Degrees] = ()) -> Projection | None:
        """The one of the terrain; without it one that fits the points and the others.  None where nothing is."""
        if self.terrain:
            return self.terrain.projection
        return _fitting([*self.points.values(), *others])


def read_land(at: AsOf) -> Land:
    """The land as it is now, with the municipalities of the day.

    Two queries, once until the record changes; one more of a land too large to be drawn in full, and after boundaries
    were imported.

    No history keeps boundaries, so a permanent address is drawn without them: they may be others next time.
    """
    return _land(at.on(at.register_day))


@while_unchanged
def _land(at: AsOf) -> Land:
    placed = _placed.pages(at)[: MOST_MUNICIPALITIES + 1]
    placed = placed if len(placed) <= MOST_MUNICIPALITIES else [*_thinned(at)]
    points = {code: (float(lon), float(lat)) for code, lon, lat in placed}
    if moment() is not None:
        return Land(points=points)
    stamp = Boundary.objects.aggregate(count=Count("pk"), at=Max("imported_at"))
    return Land(_terrain(stamp["count"], stamp["at"]) if stamp["count"] else None, points)


@Prepared
def _placed(at: AsOf) -> QuerySet[Any, Any]:
    return Municipality.objects.public().existing(at).exclude(lat=None).order_by().values_list("code", "lon", "lat")


def _thinned(at: AsOf) -> QuerySet[Any, Any]:
    """A mark for each square of some 15 km that any municipality stands in."""
    lon, lat = (Round(F(column) * scale) / scale for column, scale in (("lon", 5), ("lat", 8)))
    placed = Municipality.objects.public().existing(at).exclude(lat=None).order_by()
    thinned: QuerySet[Any, Any] = placed.values(x=lon, y=lat).annotate(code=Min("code")).values_list("code", "x", "y")
    return thinned


@lru_cache(maxsize=1)  # reading and drawing some thousand corners would cost every visitor 30 ms
def _terrain(count: int, imported_at: datetime.datetime) -> Terrain | None:
    """The terrain of the last import, which the two arguments tell from any other."""
    return draw_terrain(Boundary.objects.values_list("kind", "code", "rings"))


def draw_terrain(boundaries: Iterable[tuple[str, str, Sequence[Sequence[Degrees]]]]) -> Terrain | None:
    """Draw (kind, code, rings in degrees); lines come from the finest kind that is there."""
    shapes: dict[str, dict[str, Sequence[Sequence[Degrees]]]] = {kind: {} for kind in BoundaryKind.values}
    for kind, code, rings in boundaries:
        shapes[kind][code] = rings
    corners = [corner for group in shapes.values() for rings in group.values() for ring in rings for corner in ring]
    projection = _fitting(corners)
    if projection is None:
        return None
    finest = next(kind for kind in reversed(BoundaryKind.values) if 0 < len(shapes[kind]) <= MOST_MUNICIPALITIES)
    drawn = {kind: _drawn(shapes[kind], projection) for kind in {finest, BoundaryKind.DISTRICT.value}}
    outline, lines = borders(ring for rings in drawn[finest].values() for ring in rings)
    of_districts = drawn[BoundaryKind.DISTRICT] if finest != BoundaryKind.DISTRICT else {}
    _, districts = borders(ring for rings in of_districts.values() for ring in rings)
    return Terrain(projection, outline, lines, districts, drawn[finest] if finest == BoundaryKind.MUNICIPALITY else {})


def _drawn(
    shapes: Mapping[str, Sequence[Sequence[Degrees]]], projection: Projection
) -> dict[str, Sequence[Sequence[GridPoint]]]:
    return {code: [ring for ring in map(projection.ring, rings) if ring] for code, rings in shapes.items()}


def _fitting(places: Sequence[Degrees]) -> Projection | None:
    return Projection.fitting(places, width=WIDTH, most_height=MOST_HEIGHT, pad=PAD) if places else None
