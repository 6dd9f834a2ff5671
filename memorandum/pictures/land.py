"""The ground of the map: boundaries where they have been imported, else a mark for each municipality."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from localities.models import Boundary, BoundaryKind, Municipality
from memorandum.pictures.mesh import Degrees


@dataclass(frozen=True, slots=True)
class Land:
    """Rings of boundaries by kind and code, in degrees; and the register's points of municipalities by code."""

    boundaries: dict[str, dict[str, Sequence[Sequence[Degrees]]]] = field(default_factory=dict)
    points: dict[str, Degrees] = field(default_factory=dict)

    def rings(self, kind: str) -> dict[str, Sequence[Sequence[Degrees]]]:
        return self.boundaries.get(kind, {})


def read_land() -> Land:
    """Read both; two queries, whatever the size of the region."""
    boundaries: dict[str, dict[str, Sequence[Sequence[Degrees]]]] = {kind: {} for kind in BoundaryKind.values}
    for kind, code, rings in Boundary.objects.values_list("kind", "code", "rings"):
        boundaries[kind][code] = rings
    placed = Municipality.objects.public().exclude(lat=None).order_by()
    points = {code: (float(lon), float(lat)) for code, lon, lat in placed.values_list("code", "lon", "lat")}
    return Land(boundaries, points)
