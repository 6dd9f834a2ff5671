"""Areas with their properties from GeoJSON and TopoJSON in WGS 84.  Whatever else a file is, it is refused."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from formats.refusals import WrongFile

MOST_BYTES = 50 * 2**20
MOST_CORNERS = 3_000_000
"""A TopoJSON may name one border again and again; a small file could otherwise fill the memory."""
DECIMALS = 5
"""About a metre.  Corners of neighbours that differ by less become one."""

type Position = tuple[float, float]
"""Longitude and latitude, as RFC 7946 calls them together."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One area; ``rings`` are without their closing corners, holes among them."""

    properties: dict[str, str]
    rings: list[list[Position]]


@dataclass(frozen=True, slots=True)
class Layer:
    """Areas that stand together in a file; a GeoJSON is one layer without a name."""

    name: str
    features: list[Feature]


def read(content: bytes) -> list[Layer]:
    """The layers of the file.  Raises WrongFile."""
    document = _document(content)
    match document.get("type"):
        case "FeatureCollection" | "Feature":
            return [_geojson(document)]
        case "Topology":
            return _topojson(document)
    raise WrongFile("Soubor není GeoJSON (FeatureCollection) ani TopoJSON (Topology).")


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise WrongFile(f"Soubor je větší než {MOST_BYTES // 2**20} MB. Vyberte z něj jen území kraje.")
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        raise WrongFile("Soubor je archiv ZIP. Rozbalte ho a hranice převeďte na GeoJSON.")
    if start.startswith(b"<"):
        raise WrongFile("Soubor je XML (například GML). Převeďte ho na GeoJSON ve WGS 84.")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise WrongFile("Soubor není text v kódování UTF-8.") from error
    except RecursionError as error:
        raise WrongFile("Soubor má do sebe vnořeno příliš mnoho závorek; tak hranice nevypadají.") from error
    except json.JSONDecodeError as error:
        raise WrongFile(f"Soubor není platný JSON: chyba na řádku {error.lineno}, sloupci {error.colno}.") from error
    except ValueError as error:
        raise WrongFile("V souboru je číslo, které nelze přečíst.") from error
    if not isinstance(document, dict):
        raise WrongFile("Soubor není GeoJSON (FeatureCollection) ani TopoJSON (Topology).")
    crs = document.get("crs")
    system = json.dumps(crs, ensure_ascii=False)
    if crs and not any(name in system for name in ("CRS84", "4326")):
        raise WrongFile(f"Soubor je v souřadném systému {system[:120]}. {_CONVERT}")
    return document


_CONVERT = "Převeďte ho do WGS 84 (EPSG:4326), například programem ogr2ogr s volbou -t_srs EPSG:4326."


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _geojson(document: dict[str, Any]) -> Layer:
    items = document.get("features") if document["type"] == "FeatureCollection" else [document]
    features = []
    for number, item in enumerate(_list(items, "Seznam území (features)"), 1):
        where = f"{number}. území"
        if not isinstance(item, dict) or item.get("type") != "Feature":
            raise WrongFile(f"{where} není Feature.")
        geometry = item.get("geometry")
        if not isinstance(geometry, dict):
            raise WrongFile(f"{where} nemá hranici.")
        rings = [
            [_degrees(corner, where) for corner in _list(ring, where)]
            for polygon in _polygons(geometry, "coordinates", where)
            for ring in _list(polygon, where)
        ]
        features.append(Feature(_properties(item), _clean(rings, where)))
    return Layer("", features)


def _topojson(document: dict[str, Any]) -> list[Layer]:
    objects = document.get("objects")
    if not isinstance(objects, dict):
        raise WrongFile("TopoJSON nemá žádné vrstvy (objects).")
    arcs = _arcs(document)
    layers, budget = [], MOST_CORNERS
    for name, thing in objects.items():
        if not isinstance(thing, dict):
            raise WrongFile(f"Vrstva {name[:60]} není geometrie.")
        geometries = thing.get("geometries") if thing.get("type") == "GeometryCollection" else [thing]
        features = []
        for number, geometry in enumerate(_list(geometries, f"Vrstva {name[:60]}"), 1):
            where = f"{number}. území vrstvy {name[:60]}"
            if not isinstance(geometry, dict):
                raise WrongFile(f"{where} nemá hranici.")
            rings = []
            for polygon in _polygons(geometry, "arcs", where):
                for ring in _list(polygon, where):
                    indexes = [_index(index, arcs, where) for index in _list(ring, where)]
                    budget -= sum(len(arcs[index if index >= 0 else ~index]) for index in indexes)
                    if budget < 0:
                        raise WrongFile(f"Hranice mají dohromady víc než {MOST_CORNERS} bodů; to je na kraj příliš.")
                    rings.append(_stitched(indexes, arcs))
            features.append(Feature(_properties(geometry), _clean(rings, where)))
        layers.append(Layer(name, features))
    return layers


def _arcs(document: dict[str, Any]) -> list[list[Position]]:
    transform = document.get("transform")
    scale, shift = (1.0, 1.0), (0.0, 0.0)
    if transform is not None:
        if not isinstance(transform, dict):
            raise WrongFile("TopoJSON má poškozenou transformaci souřadnic (transform).")
        scale, shift = (_numbers(transform.get(key), "Transformace souřadnic") for key in ("scale", "translate"))
    arcs = []
    for number, arc in enumerate(_list(document.get("arcs"), "Seznam čar (arcs)"), 1):
        where = f"{number}. čára"
        x = y = 0.0
        points = []
        for step in _list(arc, where):
            dx, dy = _numbers(step, where)
            x, y = (x + dx, y + dy) if transform is not None else (dx, dy)
            points.append(_degrees([x * scale[0] + shift[0], y * scale[1] + shift[1]], where))
        arcs.append(points)
    return arcs


def _index(value: Any, arcs: Sequence[object], where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -len(arcs) <= value < len(arcs):
        raise WrongFile(f"{where} se odkazuje na čáru, která v souboru není.")
    return value


def _stitched(indexes: Sequence[int], arcs: Sequence[list[Position]]) -> list[Position]:
    """Arcs end to end; ~i is the arc i read backwards."""
    points: list[Position] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _polygons(geometry: dict[str, Any], key: str, where: str) -> Iterator[Any]:
    match geometry.get("type"):
        case "Polygon":
            yield geometry.get(key)
        case "MultiPolygon":
            yield from _list(geometry.get(key), where)
        case None:
            raise WrongFile(f"{where} nemá hranici.")
        case other:
            raise WrongFile(f"{where} není plocha, ale {str(other)[:40]}. Hranice jsou Polygon nebo MultiPolygon.")


def _clean(rings: Sequence[Sequence[Position]], where: str) -> list[list[Position]]:
    """Rings without repeated corners; those that enclose nothing are left out."""
    cleaned = []
    for ring in rings:
        corners = [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]]
        while len(corners) > 1 and corners[0] == corners[-1]:
            corners.pop()
        if len(set(corners)) > 2:
            cleaned.append(corners)
    if not cleaned:
        raise WrongFile(f"{where} má hranici, která nic neohraničuje.")
    return cleaned


def _properties(item: dict[str, Any]) -> dict[str, str]:
    """Names in small letters; values as text.  The id of the area is the property „id“ unless there is one."""
    properties = item.get("properties")
    given = properties if isinstance(properties, dict) else {}
    pairs = {"id": item.get("id"), **{str(key).strip().lower(): value for key, value in given.items()}}
    return {key: str(value).strip() for key, value in pairs.items() if isinstance(value, str | int) and value != ""}


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise WrongFile(f"{where}: soubor je poškozený, čekali jsme seznam.")
    return value


def _numbers(value: Any, where: str) -> tuple[float, float]:
    """Two numbers; a third one, the height, is left out."""
    if not isinstance(value, list) or len(value) < 2:
        raise WrongFile(f"{where}: souřadnice nejsou dvojice čísel.")
    x, y = value[:2]
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in (x, y)):
        raise WrongFile(f"{where}: souřadnice nejsou dvojice čísel.")
    try:
        return float(x), float(y)
    except OverflowError as error:
        raise WrongFile(f"{where}: souřadnice jsou nesmyslně velké.") from error


def _degrees(value: Any, where: str) -> Position:
    lon, lat = _numbers(value, where)
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise WrongFile(f"{where}: souřadnice nejsou ve stupních (soubor je možná v S-JTSK). {_CONVERT}")
    return round(lon, DECIMALS), round(lat, DECIMALS)
