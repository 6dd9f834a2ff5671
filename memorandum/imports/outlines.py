"""The outlines that come with a record: drawn from the first start, until an operator imports better ones."""

from pathlib import Path

from formats.geojson import read
from formats.refusals import WrongFile
from localities.models import Boundary, BoundaryKind
from memorandum.imports import rows

FILE = "boundaries.geojson"


def outlines(directory: Path) -> list[Boundary]:
    """The areas of the file, unsaved; none where the record brings no file.

    Each says in its properties what it is: ``kind``, ``code``, ``name``, and where it is from, ``source``.
    Raises WrongFile.
    """
    path = directory / FILE
    if not path.is_file():
        return []
    areas = [
        Boundary(**feature.properties, rings=[[[lon, lat] for lon, lat in ring] for ring in feature.rings])
        for layer in read(path.read_bytes())
        for feature in layer.features
        if _is_whole(feature.properties)
    ]
    for area in areas:
        for name, reason in rows.wrong_columns(area, {"imported_at"}).items():
            raise WrongFile(f"{area.name or area.code}: {name}: {reason}")
    return areas


def _is_whole(properties: dict[str, str]) -> bool:
    named = {"kind", "code", "name", "source"}
    if set(properties) != named or properties["kind"] not in BoundaryKind.values:
        raise WrongFile(f"Každé území má právě vlastnosti {', '.join(sorted(named))}, a kind je druh území.")
    return True


def write(areas: list[Boundary]) -> tuple[int, int]:
    """Add those of kinds of which nothing is held; tell how many were added, and how many left."""
    held = set(Boundary.objects.values_list("kind", flat=True).distinct())
    fresh = [area for area in areas if area.kind not in held]
    rows.write(fresh)
    return len(fresh), len(areas) - len(fresh)
