"""The map: the region's municipalities, and among them the localities that cooperate.  Nothing finer is drawn."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import czech
from localities.members import Member, Town
from localities.models import LocalityKind, Stage, SupportChange, SupportKind
from memorandum.portal.pictures.labels import Label, place_labels
from memorandum.portal.pictures.land import Land
from memorandum.portal.pictures.mesh import GridPoint, Projection, dots, path

GROWN = 1.75
"""How many times larger than on a wide screen the letters and signs of the map are on a phone, in its units."""

type Drawn = Mapping[str, Sequence[Sequence[GridPoint]]]
MOST_SIGNS = 60
"""So many localities can be told apart in one map; more of them are drawn by district."""

type MapEntry = tuple[SupportChange, tuple[Town, ...]]
"""A locality's state of support, and its municipalities."""


@dataclass(frozen=True, slots=True)
class MappedLocality:
    """A locality in the map.  ``area`` is the path of its municipalities.

    While these are points, ``spots`` marks them and ``net`` joins those of a micro-region.  The sign stands at (x, y),
    in the municipality nearest to the middle.  ``year`` is told behind the name of a state that is only the last known
    one: „(2016)“, the year to which it is attested.  ``narrow`` is the label of a phone, ``GROWN`` times larger and
    without the year.
    """

    change: SupportChange
    x: int
    y: int
    year: str
    label: Label
    narrow: Label
    area: str
    net: str
    spots: str


class MapCluster(NamedTuple):
    """The localities of a district: how many, how many of them are supported, and a circle that grows with them."""

    district: str
    localities: int
    supported: int
    x: int
    y: int
    radius: int
    label: Label


@dataclass(frozen=True, slots=True)
class RegionMap:
    """A drawing ``width`` × ``height``: the land, then places in Czech order of their names.

    ``entries`` are every locality, also those that have no place in the drawing: the picture's table.  Where there are
    more of them than a map holds, ``clusters`` take the place of both, and ``unplaced`` are in none of them.
    """

    width: int
    height: int
    outline: str
    borders: str
    districts: str
    dots: str
    places: tuple[MappedLocality, ...]
    entries: tuple[MapEntry, ...]
    kinds: tuple[tuple[SupportKind, int], ...]
    clusters: tuple[MapCluster, ...] = ()
    unplaced: int = 0

    @property
    def has_areas(self) -> bool:
        """Whether municipalities of localities are drawn as areas, not only as points."""
        return any(place.area for place in self.places)

    @property
    def last_known(self) -> int:
        """How many of the localities are shown in a state that is only the last known one."""
        return sum(state.is_last_known for state, _ in self.entries)


def region_map(states: Iterable[SupportChange], members: Iterable[Member], land: Land) -> RegionMap:
    """Draw the localities of the states (with locality and kind) in the municipalities of their members.

    Where nothing has a known place the drawing is empty, its width 0, and only the table is left.
    """
    towns: dict[int, list[Town]] = defaultdict(list)
    for member in members:
        towns[member.locality_id].append(member.municipality)
    states = [*states]
    if len(states) > MOST_SIGNS:
        return _by_district(states, towns, land)
    entries = tuple(
        (state, tuple(sorted(towns[state.locality_id], key=lambda town: (town.name_key, town.code))))
        for state in sorted(states, key=lambda state: (state.locality.name_key, state.locality.slug))
    )
    points = {town.code: at for _, group in entries for town in group if (at := _degrees(town))}
    projection = land.projection(points.values())
    if projection is None:
        return RegionMap(0, 0, "", "", "", "", (), entries, _kinds(entries))
    drawn = land.terrain.municipalities if land.terrain else {}
    marks = {code: projection.point(*at) for code, at in {**land.points, **points}.items()}
    return RegionMap(
        width=projection.width,
        height=projection.height,
        outline=land.terrain.outline if land.terrain else "",
        borders=land.terrain.borders if land.terrain else "",
        districts=land.terrain.districts if land.terrain else "",
        dots=dots(mark for code, mark in sorted(marks.items()) if code not in drawn),
        places=_places(entries, drawn, marks, projection),
        entries=entries,
        kinds=_kinds(entries),
    )


def _by_district(states: Sequence[SupportChange], towns: Mapping[int, Sequence[Town]], land: Land) -> RegionMap:
    """The same land, and in it a circle for each district with localities, in one of their municipalities."""
    kinds = _kinds([(state, ()) for state in states])
    groups: dict[str, list[SupportChange]] = defaultdict(list)
    for state in states:
        if belongs := towns[state.locality_id]:
            # A micro-region over a border counts where most of it is.
            found = Counter(town.district for town in belongs)
            groups[max(sorted(found), key=found.__getitem__)].append(state)
    points = {
        district: [
            at
            for state in group
            for town in towns[state.locality_id]
            if town.district == district and (at := _degrees(town))
        ]
        for district, group in groups.items()
    }
    projection = land.projection(at for found in points.values() for at in found)
    if projection is None:
        return RegionMap(0, 0, "", "", "", "", (), (), kinds)
    signs = {district: _sign([projection.point(*at) for at in found]) for district, found in points.items()}
    ordered = sorted(signs, key=czech.order)
    seen = [(district, point) for district in ordered if (point := signs[district])]
    bounds = (4, 4, projection.width - 4, projection.height - 4)
    labels = place_labels(tuple(name for name, _ in seen), tuple(point for _, point in seen), (), bounds)
    largest = max((len(group) for group in groups.values()), default=1)
    terrain = land.terrain
    return RegionMap(
        width=projection.width,
        height=projection.height,
        outline=terrain.outline if terrain else "",
        borders=terrain.borders if terrain else "",
        districts=terrain.districts if terrain else "",
        dots="" if terrain else dots(sorted({projection.point(*at) for at in land.points.values()})),
        places=(),
        entries=(),
        kinds=kinds,
        unplaced=len(states) - sum(len(groups[district]) for district, _ in seen),
        clusters=tuple(
            MapCluster(
                district,
                len(groups[district]),
                sum(state.kind.stage == Stage.DURING for state in groups[district]),
                *point,
                radius=round(12 + 10 * math.sqrt(len(groups[district]) / largest)),
                label=label,
            )
            for (district, point), label in zip(seen, labels, strict=True)
        ),
    )


def _degrees(town: Town) -> tuple[float, float] | None:
    return None if town.lat is None or town.lon is None else (float(town.lon), float(town.lat))


def _kinds(entries: Sequence[MapEntry]) -> tuple[tuple[SupportKind, int], ...]:
    counts = Counter(state.kind for state, _ in entries)
    return tuple(sorted(counts.items(), key=lambda pair: pair[0].position))


def _places(
    entries: Sequence[MapEntry], drawn: Drawn, marks: dict[str, GridPoint], projection: Projection
) -> tuple[MappedLocality, ...]:
    entries = _without_towns_of_their_own(entries)
    signs = [_sign([_mark(town.code, drawn, marks) for town in group]) for _, group in entries]
    seen = [(state, group, point) for (state, group), point in zip(entries, signs, strict=True) if point]
    bounds = (4, 4, projection.width - 4, projection.height - 4)
    names = tuple(state.locality.name + _year(state) for state, _, _ in seen)
    points = tuple(point for _, _, point in seen)
    spots = {mark for _, group in entries for town in group if (mark := _mark(town.code, drawn, marks))}
    small = tuple(sorted(spots.difference(points)))
    labels = place_labels(names, points, small, bounds)
    plain = tuple(state.locality.name for state, _, _ in seen)
    grown = place_labels(plain, points, (), bounds, GROWN)
    places = []
    for (state, group, point), label, narrow in zip(seen, labels, grown, strict=True):
        area = "".join(path(ring, closed=True) for town in group for ring in drawn.get(town.code, ()))
        bare = [marks[town.code] for town in group if town.code in marks and town.code not in drawn]
        net = "" if area else _net(bare)
        year = _year(state)
        spotted = dots(bare)
        places.append(
            MappedLocality(state, *point, year=year, label=label, narrow=narrow, area=area, net=net, spots=spotted)
        )
    return tuple(places)


def _year(state: SupportChange) -> str:
    return f" ({state.attested_on.year})" if state.is_last_known and state.attested_on else ""


def _without_towns_of_their_own(entries: Iterable[MapEntry]) -> Sequence[MapEntry]:
    """A town that is a locality by itself is drawn as that, and not as a part of a micro-region too."""
    drawn = [*entries]
    own = {town for state, group in drawn for town in group if state.locality.kind == LocalityKind.MUNICIPALITY}
    return [
        (state, group if state.locality.kind == LocalityKind.MUNICIPALITY else rest or group)
        for state, group in drawn
        for rest in [tuple(town for town in group if town not in own)]
    ]


def _mark(code: str, drawn: Drawn, marks: dict[str, GridPoint]) -> GridPoint | None:
    """The register's point of the municipality; without one, the middle of its boundary."""
    if code in marks:
        return marks[code]
    corners = [point for ring in drawn.get(code, ()) for point in ring]
    if not corners:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2


def _sign(marks: Iterable[GridPoint | None]) -> GridPoint | None:
    """The point nearest to the middle of them all: a sign stands in one of the municipalities, never between them."""
    points = [mark for mark in marks if mark]
    if not points:
        return None
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return min(points, key=lambda point: ((point[0] - x) ** 2 + (point[1] - y) ** 2, point))


def _net(spots: Sequence[GridPoint]) -> str:
    """The shortest net that joins the points of a micro-region, as path data; a hull would cover others too."""
    joined, net = list(spots[:1]), []
    # Of each point that is not joined yet: how far it is from the nearest one that is, and which of them that is.
    nearest = dict.fromkeys(range(1, len(spots)), (math.inf, 0))
    while nearest:
        for index, found in nearest.items():
            nearest[index] = min(found, (math.dist(joined[-1], spots[index]), len(joined) - 1))
        index = min(nearest, key=lambda index: (*nearest[index], index))
        net.append(path([joined[nearest.pop(index)[1]], spots[index]]))
        joined.append(spots[index])
    return "".join(net)
