"""Boundaries from official files: which areas of the record they are, simplified for the web, and what changes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from formats.geojson import Feature, Layer, Position, read
from formats.refusals import WrongFile
from formats.topology import simplified
from localities.models import Boundary, BoundaryKind, Municipality

MOST_POINTS = 2000
"""Corners kept of a whole file.  215 municipalities then take some 10 KB of a page and still look like themselves."""
NEAR = 0.03
"""Degrees, two or three kilometres: so far outside its boundary's frame may lie the register's point of a place."""

#: Names of properties that hold a code or a name, in files of the surveying office, the statistical office and others.
CODES = {
    BoundaryKind.MUNICIPALITY: ("kod_obec", "kod_obce", "obec_kod", "kodobce", "lau2", "kod_lau2", "kod_zuj", "icob"),
    BoundaryKind.ORP: ("kod_orp", "orp_kod", "kodorp", "kod_orp_csu", "kod_csu_orp"),
    BoundaryKind.DISTRICT: ("kod_okres", "kod_okresu", "okres_kod", "lau1", "kod_lau1", "nuts_lau", "cznuts4"),
    BoundaryKind.REGION: ("kod_kraj", "kod_kraje", "kod_vusc", "nuts3", "kod_nuts3", "kod_cznuts3", "nuts_id"),
}
ANY_CODE = (
    *("code", "kod", "kód", "nutslau", "nuts_kod", "code_ruian", "kod_ruian"),
    *("national_code", "nationalcode", "id"),
)
NAMES = {
    BoundaryKind.MUNICIPALITY: ("naz_obec", "nazev_obce", "obec", "naz_lau2"),
    BoundaryKind.ORP: ("naz_orp", "nazev_orp", "orp"),
    BoundaryKind.DISTRICT: ("naz_okres", "nazev_okresu", "okres", "naz_lau1"),
    BoundaryKind.REGION: ("naz_kraj", "nazev_kraje", "kraj", "naz_cznuts3", "naz_vusc"),
}
ANY_NAME = ("name", "nazev", "název", "naz", "text", "jmeno")
#: By which column of a municipality the record tells such areas apart.
_COLUMNS = {BoundaryKind.MUNICIPALITY: "code", BoundaryKind.ORP: "orp", BoundaryKind.DISTRICT: "district"}
#: What layers and files are called.
HINTS = {
    BoundaryKind.MUNICIPALITY: re.compile(r"obec|obce|munic|lau2", re.IGNORECASE),
    BoundaryKind.ORP: re.compile(r"(^|[^a-z])orp", re.IGNORECASE),
    BoundaryKind.DISTRICT: re.compile(r"okres|district|lau1", re.IGNORECASE),
    BoundaryKind.REGION: re.compile(r"kraj|region|vusc|nuts3", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class RecognisedLayer:
    """What one layer of the file brings of one kind of area."""

    kind: BoundaryKind
    in_file: int
    areas: list[Boundary]
    missing: list[str]
    left_out: int


@dataclass(slots=True)
class BoundaryPreview:
    """What an import would do.  ``areas`` are not saved; ``unknown`` are layers that nobody recognised."""

    layers: list[RecognisedLayer]
    unknown: list[str]
    points_before: int
    points_after: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)

    @property
    def areas(self) -> list[Boundary]:
        return [area for layer in self.layers for area in layer.areas]

    @property
    def changes_anything(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def preview(
    content: bytes, filename: str, source: str, municipalities: Sequence[Municipality], held: Iterable[Boundary]
) -> BoundaryPreview:
    """Read, recognise, simplify and compare.  Changes nothing.

    ``municipalities`` are those of the record, ``held`` the boundaries that it has.  Raises WrongFile.
    """
    if not municipalities:
        raise WrongFile("V evidenci nejsou žádné obce, k nimž by hranice patřily. Nejdříve načtěte evidenci.")
    layers = read(content)
    known: list[tuple[BoundaryKind, Layer]] = []
    unknown = []
    for layer in layers:
        kind = _recognised(layer, filename if len(layers) == 1 else "", municipalities)
        if kind is None:
            unknown.append(layer.name)
        elif kind in [other for other, _ in known]:
            raise WrongFile(f"V souboru jsou dvě vrstvy téže úrovně ({kind.label}). Nechte v něm jednu.")
        else:
            known.append((kind, layer))
    if not known:
        raise WrongFile(_not_recognised(layers))
    chosen = [(kind, layer, _chosen(kind, layer, municipalities)) for kind, layer in known]
    rings = [feature.rings for _, _, matched in chosen for _, _, feature in matched]
    simple = iter(simplified(rings, MOST_POINTS))
    recognised = []
    for kind, layer, matched in chosen:
        areas = [
            Boundary(kind=kind, code=code, name=name, rings=_plain(next(simple)), source=source)
            for code, name, _ in matched
        ]
        missing = _missing(kind, areas, municipalities)
        recognised.append(RecognisedLayer(kind, len(layer.features), areas, missing, len(layer.features) - len(areas)))
    result = BoundaryPreview(recognised, unknown, points_before=_corners(rings))
    result.points_after = _corners(area.rings for area in result.areas)
    _compare(result, held)
    return result


def _plain(rings: Iterable[Iterable[Position]]) -> list[list[list[float]]]:
    """As JSON gives it back, so that two imports of one file are equal."""
    return [[[lon, lat] for lon, lat in ring] for ring in rings]


def _corners(areas: Iterable[Sequence[Sequence[Sequence[float]]]]) -> int:
    """Different corners; a border that two areas share counts once."""
    return len({tuple(point) for rings in areas for ring in rings for point in ring})


def _value(feature: Feature, names: Iterable[str]) -> str:
    return next((feature.properties[name] for name in names if feature.properties.get(name)), "")


def _code(feature: Feature, kind: BoundaryKind) -> str:
    return _value(feature, (*CODES[kind], *ANY_CODE))


def _name(feature: Feature, kind: BoundaryKind) -> str:
    return _value(feature, (*NAMES[kind], *ANY_NAME))


def _recognised(layer: Layer, filename: str, municipalities: Sequence[Municipality]) -> BoundaryKind | None:
    """The kind of the areas: municipalities by their codes, others by codes, the layer's name and their own names."""
    features = layer.features
    if not features:
        return None
    codes = {town.code for town in municipalities}
    if any(_code(feature, BoundaryKind.MUNICIPALITY) in codes for feature in features):
        return BoundaryKind.MUNICIPALITY
    if all(re.fullmatch(r"CZ0[0-9]{2}", _code(feature, BoundaryKind.REGION)) for feature in features):
        return BoundaryKind.REGION
    if all(re.fullmatch(r"CZ0[0-9]{2}[0-9A-Z]", _code(feature, BoundaryKind.DISTRICT)) for feature in features):
        return BoundaryKind.DISTRICT
    for kind in (BoundaryKind.ORP, BoundaryKind.DISTRICT, BoundaryKind.REGION):
        own = all(_value(feature, CODES[kind]) for feature in features)
        if own or HINTS[kind].search(layer.name) or HINTS[kind].search(filename):
            return kind
    # Districts are called after towns that have an ORP too: the level is the one that the layer covers whole.
    names = {_name(feature, BoundaryKind.ORP) for feature in features}
    for kind in (BoundaryKind.DISTRICT, BoundaryKind.ORP):
        if _expected(kind, municipalities).keys() <= names:
            return kind
    return None


def _not_recognised(layers: Iterable[Layer]) -> str:
    features = [feature for layer in layers for feature in layer.features]
    if not features:
        return "V souboru není žádné území."
    names = sorted({name for feature in features[:50] for name in feature.properties})
    return (
        "V souboru jsme nepoznali obce kraje, správní obvody ORP, okresy ani kraj: žádný kód nepatří obci v evidenci. "
        f"Vlastnosti území v souboru: {', '.join(names)[:300] or 'žádné'}. "
        "U obcí čekáme šestimístný kód RÚIAN ve vlastnosti code, kod nebo kod_obec."
    )


def _expected(kind: BoundaryKind, municipalities: Sequence[Municipality]) -> dict[str, list[Municipality]]:
    """What the record knows of this kind: towns by the code (of a municipality) or the name (of what is larger)."""
    areas: dict[str, list[Municipality]] = {}
    if kind in _COLUMNS:
        for town in municipalities:
            areas.setdefault(getattr(town, _COLUMNS[kind]), []).append(town)
    return areas


def _chosen(
    kind: BoundaryKind, layer: Layer, municipalities: Sequence[Municipality]
) -> list[tuple[str, str, Feature]]:
    """(code, name, area) of those areas that belong to the record, each checked to lie where it should."""
    expected = _expected(kind, municipalities)
    chosen: dict[str, tuple[str, str, Feature]] = {}
    for feature in layer.features:
        code, name = _code(feature, kind), _name(feature, kind)
        if kind == BoundaryKind.REGION:
            towns = list(municipalities)
            if len(layer.features) > 1 and not _lies(feature, towns):
                continue
        elif (key := code if kind == BoundaryKind.MUNICIPALITY else name) in expected:
            towns = expected[key]
        else:
            continue
        name = towns[0].name if kind == BoundaryKind.MUNICIPALITY else name
        if not code or len(code) > 10:
            raise WrongFile(f"Území „{name[:60]}“ ({kind.label}) nemá kód.")
        if code in chosen:
            raise WrongFile(f"Kód {code} ({kind.label}) je v souboru dvakrát.")
        if not _lies(feature, towns):
            raise WrongFile(_elsewhere(feature, towns, f"{name[:60] or code} ({kind.label})"))
        chosen[code] = (code, name[:80] or code, feature)
    if not chosen:
        raise WrongFile(f"Žádné území v souboru ({kind.label}) nepatří do evidence.")
    if kind == BoundaryKind.MUNICIPALITY:
        _refuse_larger(chosen.values(), municipalities)
    return sorted(chosen.values(), key=lambda area: area[0])


def _frame(feature: Feature) -> tuple[float, float, float, float]:
    lons = [lon for ring in feature.rings for lon, _ in ring]
    lats = [lat for ring in feature.rings for _, lat in ring]
    return min(lons) - NEAR, min(lats) - NEAR, max(lons) + NEAR, max(lats) + NEAR


def _points(towns: Iterable[Municipality]) -> list[Position]:
    return [(float(town.lon), float(town.lat)) for town in towns if town.lon is not None and town.lat is not None]


def _lies(feature: Feature, towns: Sequence[Municipality], *, turned: bool = False) -> bool:
    """Whether the frame of the area holds the register's points of its municipalities."""
    west, south, east, north = _frame(feature)
    return all(
        west <= lon <= east and south <= lat <= north
        for lon, lat in ((y, x) if turned else (x, y) for x, y in _points(towns))
    )


def _elsewhere(feature: Feature, towns: Sequence[Municipality], what: str) -> str:
    if _lies(feature, towns, turned=True):
        return f"{what}: souřadnice jsou prohozené. Na prvním místě má být zeměpisná délka, na druhém šířka."
    return f"{what}: hranice leží jinde než místa v evidenci. Patří soubor k tomuto kraji?"


def _refuse_larger(areas: Iterable[tuple[str, str, Feature]], municipalities: Sequence[Municipality]) -> None:
    """ORP and districts may carry the code of their seat; what holds many municipalities is none."""
    areas = list(areas)
    points = _points(municipalities)
    inside = sum(_inside(point, feature) for _, _, feature in areas for point in points)
    if inside > 2 * len(areas):
        raise WrongFile(
            "Území mají kódy obcí, ale v každém leží obcí několik: jsou to nejspíš okresy nebo ORP s kódem sídla."
        )


def _inside(point: Position, feature: Feature) -> bool:
    x, y = point
    west, south, east, north = _frame(feature)
    if not (west <= x <= east and south <= y <= north):
        return False
    crossings = 0
    for ring in feature.rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


def _missing(kind: BoundaryKind, areas: Iterable[Boundary], municipalities: Sequence[Municipality]) -> list[str]:
    """Names of what the record has and the file lacks."""
    have = {area.code if kind == BoundaryKind.MUNICIPALITY else area.name for area in areas}
    lacking = {key: towns for key, towns in _expected(kind, municipalities).items() if key not in have}
    return [towns[0].name if kind == BoundaryKind.MUNICIPALITY else key for key, towns in lacking.items()]


def _compare(result: BoundaryPreview, held: Iterable[Boundary]) -> None:
    kinds = {layer.kind for layer in result.layers}
    before = {(area.kind, area.code): area for area in held if area.kind in kinds}
    for area in result.areas:
        old = before.pop((area.kind, area.code), None)
        if old is None:
            result.added += 1
        elif (old.name, old.rings, old.source) == (area.name, area.rings, area.source):
            result.unchanged += 1
        else:
            result.changed += 1
    result.removed = [str(area) for area in before.values()]
