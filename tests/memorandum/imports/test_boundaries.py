"""Boundaries from files: recognised, checked, simplified together, refused with a reason."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from formats import geojson
from formats.geojson import read
from formats.refusals import WrongFile
from formats.topology import simplified
from localities.models import Boundary, Municipality
from memorandum.imports.boundaries import preview

BESIDE = sorted((Path(__file__).resolve().parents[4] / "shared" / "geo").glob("*json"))


def town(code, name, lon, lat, district="Okres", orp="ORP"):
    return Municipality(code=code, name=name, status="obec", district=district, orp=orp, lon=lon, lat=lat)


def square(west, south, size=0.1):
    east, north = round(west + size, 5), round(south + size, 5)
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(rings, kind="Polygon", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": rings}}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


TOWNS = [town("900001", "Lhota", 15.05, 50.05), town("900002", "Lhotka", 15.15, 50.05, orp="Druhé")]
LHOTA = feature(square(15.0, 50.0), code="900001", name="Lhota")
LHOTKA = feature(square(15.1, 50.0), code="900002", name="Lhotka")


def look(content, filename="soubor.json", towns=TOWNS, held=()):
    return preview(content, filename, "zdroj", towns, held)


def refused(content, **values):
    with pytest.raises(WrongFile) as error:
        look(content, **values)
    return str(error.value)


@pytest.mark.parametrize("name", ["code", "kod", "KOD_OBEC", "Kod_Obce", "LAU2", "id"])
def test_municipalities_are_known_by_their_code_whatever_the_property_is_called(name):
    result = look(collection(feature(square(15.0, 50.0), **{name: "900001"}), LHOTKA))
    assert [(found.kind, found.in_file, found.missing) for found in result.layers] == [("municipality", 2, [])]
    assert [(area.code, area.name) for area in result.areas] == [("900001", "Lhota"), ("900002", "Lhotka")]


def test_a_code_may_be_a_number_or_the_id_of_the_feature():
    numbered = feature(square(15.0, 50.0), kod=900001)
    known_by_id = {**feature(square(15.1, 50.0)), "id": "900002"}
    assert len(look(collection(numbered, known_by_id)).areas) == 2


def test_areas_of_other_regions_are_left_out_and_missing_ones_named():
    foreign = feature(square(18.0, 49.0), code="555555", name="Jinde")
    [found] = look(collection(LHOTA, foreign)).layers
    assert (found.in_file, len(found.areas), found.left_out, found.missing) == (2, 1, 1, ["Lhotka"])


def test_levels_are_told_apart_by_codes_names_and_files():
    both = square(15.0, 50.0, 0.2)
    district = feature(both, code="CZ0999", name="Okres")
    region = feature(both, code="CZ099", name="Kraj")
    orps = [
        feature(square(15.0, 50.0), kod_orp="9901", nazev="ORP"),
        feature(square(15.1, 50.0), kod_orp="9902", nazev="Druhé"),
    ]
    assert look(collection(district)).layers[0].kind == "district"
    assert look(collection(region)).layers[0].kind == "region"
    assert look(collection(*orps)).layers[0].kind == "orp"
    plain = [
        feature(area["geometry"]["coordinates"], id=str(i), name=name)
        for i, (area, name) in enumerate(zip(orps, ("ORP", "Druhé"), strict=True))
    ]
    assert look(collection(*plain)).layers[0].kind == "orp"
    assert (
        look(collection(feature(both, id="3505", name="Okres")), filename="okresy.geojson").layers[0].kind
        == "district"
    )


def test_of_all_regions_the_one_with_the_record_s_places_is_taken():
    here = feature(square(15.0, 50.0, 0.2), code="CZ099", name="Kraj")
    there = feature(square(17.0, 49.0), code="CZ098", name="Jiný")
    assert [area.code for area in look(collection(there, here)).areas] == ["CZ099"]


def topology(**more):
    """Lhota and Lhotka with one border between them, as quantised arcs."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [15.0, 50.0]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {
            "obce": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "900001"}},
                    {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"code": "900002"}},
                ],
            }
        },
    } | more


def test_topojson_arcs_are_read_forwards_and_backwards():
    result = look(json.dumps(topology()).encode())
    assert [area.rings for area in result.areas] == [
        [[[15.1, 50.0], [15.1, 50.1], [15.0, 50.1], [15.0, 50.0]]],
        [[[15.1, 50.0], [15.2, 50.0], [15.2, 50.1], [15.1, 50.1]]],
    ]
    assert result.points_before == 6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"arcs": []}, "odkazuje na čáru, která v souboru není"),
        ({"arcs": {}}, "poškozený"),
        ({"arcs": [[[1]]]}, "nejsou dvojice čísel"),
        ({"arcs": [[["1", 0], [0, 1]]]}, "nejsou dvojice čísel"),
        ({"transform": 5}, "transform"),
        ({"transform": {"scale": [1e308, 1e308], "translate": [0, 0]}}, "nejsou ve stupních"),
        ({"objects": []}, "nemá žádné vrstvy"),
        ({"objects": {"a": 1}}, "není geometrie"),
        (
            {"objects": {"a": {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection"}]}}},
            "není plocha",
        ),
        ({"objects": {"a": {"type": "Polygon", "arcs": [[True]]}}}, "odkazuje na čáru"),
        ({"objects": {"a": {"type": "GeometryCollection", "geometries": [None]}}}, "1. území vrstvy a nemá hranici"),
    ],
)
def test_a_damaged_topojson_is_refused_with_the_reason(change, reason):
    assert reason in refused(json.dumps(topology(**change)).encode())


def test_a_small_file_cannot_fill_the_memory(monkeypatch):
    monkeypatch.setattr(geojson, "MOST_CORNERS", 1000)
    bomb = topology(objects={"a": {"type": "Polygon", "arcs": [[1, 1, 1]] * 500, "properties": {}}})
    assert "víc než 1000 bodů" in refused(json.dumps(bomb).encode())
    monkeypatch.setattr(geojson, "MOST_BYTES", 100)
    assert "větší než" in refused(b" " * 101)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "není platný JSON"),
        (b"PK\x03\x04", "ZIP"),
        (b'<?xml version="1.0"?>', "XML"),
        (b"\xef\xbb\xbf<gml>", "XML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"{", "na řádku 1, sloupci 2"),
        (b"[" * 200_000, "vnořeno"),
        (b'{"type": "Feature", "a": ' + b"9" * 5000 + b"}", "číslo, které nelze přečíst"),
        (b'{"type": "FeatureCollection", "features": NaN}', "číslo, které nelze přečíst"),
        (b"[]", "není GeoJSON"),
        (b'{"type": "Polygon", "coordinates": []}', "není GeoJSON"),
        (b'{"type": "FeatureCollection"}', "poškozený"),
        (b'{"type": "FeatureCollection", "features": []}', "není žádné území"),
        (b'{"type": "FeatureCollection", "features": [null]}', "1. území není Feature"),
        (collection({"type": "Feature", "geometry": None, "properties": None}), "nemá hranici"),
        (collection(feature([15.0, 50.0], "Point", code="900001")), "není plocha, ale Point"),
        (collection(feature([[]], code="900001")), "nic neohraničuje"),
        (collection(feature([[[15, 50], [15, 50], [15, 50]]], code="900001")), "nic neohraničuje"),
        (collection(feature([[[15, 50], [16, 50], [None, 51]]], code="900001")), "nejsou dvojice čísel"),
        (collection(feature([[[-689000, -972000], [-688000, -972000], [-688000, -971000]]], code="900001")), "S-JTSK"),
        (collection(LHOTA, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::5514"}}), "souřadném systému"),
        (collection(feature(square(15.0, 50.0), barva="modrá")), "Vlastnosti území v souboru: barva"),
        (collection(LHOTA, LHOTA), "je v souboru dvakrát"),
        (
            collection(
                feature(square(15.0, 50.0), code="0999", name="ORP"), feature(square(15.1, 50.0), name="Druhé")
            ),
            "Území „Druhé“ (správní obvod ORP) nemá kód",
        ),
        (collection(feature(square(50.0, 15.0), code="900001")), "prohozené"),
        (collection(feature(square(18.0, 49.0), code="900001")), "leží jinde"),
        (collection(feature(square(18.0, 49.0), code="CZ099", name="Kraj")), "leží jinde"),
        (collection(feature(square(15.0, 50.0), code="CZ0999", name="Jiný okres")), "nepatří do evidence"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(content, reason):
    assert reason in refused(content)


def test_an_orp_with_the_code_of_its_seat_is_no_municipality():
    towns = [town(f"90000{i}", f"Lhota {i}", 15.05 + i / 100, 50.05) for i in range(6)]
    assert "několik" in refused(collection(feature(square(15.0, 50.0, 0.2), code="900001")), towns=towns)


def test_two_layers_of_one_level_are_refused():
    layer = topology()["objects"]["obce"]
    assert "dvě vrstvy" in refused(json.dumps(topology(objects={"obce": layer, "obce2": layer})).encode())


def test_without_municipalities_nothing_can_be_matched():
    assert "Nejdříve načtěte evidenci" in refused(collection(LHOTA), towns=[])


def wavy(start, end, steps=60):
    """A border that bends; the same corners from either side."""
    (ax, ay), (bx, by) = start, end
    return [
        (round(ax + (bx - ax) * i / steps + (0.001 if i % 3 == 1 else 0), 5), round(ay + (by - ay) * i / steps, 5))
        for i in range(steps + 1)
    ]


def test_neighbours_keep_one_common_border_when_simplified():
    border = wavy((15.1, 50.0), (15.1, 50.1))
    left = [*border, (15.0, 50.1), (15.0, 50.0)]
    right = [(15.2, 50.0), (15.2, 50.1), *border[::-1]]
    [[one], [other]] = simplified([[left], [right]], 12)
    shared = set(one) & set(other)
    assert len({*one, *other}) <= 12 < len({*left, *right})
    assert {(15.1, 50.0), (15.1, 50.1)} <= shared, "where borders meet nothing moves"
    on_border = [[point for point in ring if point in set(border)] for ring in (one, other)]
    assert set(on_border[0]) == set(on_border[1]) == shared


def test_an_enclave_keeps_the_hole_it_lies_in():
    hole = [(15.04, 50.04), (15.06, 50.04), (15.0601, 50.05), (15.06, 50.06), (15.04, 50.06)]
    outer = [(15.0, 50.0), (15.1, 50.0), (15.1, 50.1), (15.0, 50.1)]
    [[_, gap], [inner]] = simplified([[outer, hole], [hole[::-1][2:] + hole[::-1][:2]]], 8)
    assert set(gap) == set(inner)
    assert len(gap) >= 3


def test_no_area_is_lost_however_little_may_stay():
    areas = [[[(15 + i / 10, 50), (15.1 + i / 10, 50), (15.1 + i / 10, 50.1), (15 + i / 10, 50.1)]] for i in range(20)]
    assert all(len(ring) >= 3 for rings in simplified(areas, 0) for ring in rings)


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def towns(db):
    Municipality.objects.bulk_create([town("900001", "Lhota", 15.05, 50.05), town("900002", "Lhotka", 15.15, 50.05)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "obce.geojson"
    path.write_bytes(collection(LHOTA, LHOTKA))
    return path


def run(path, capsys, *options):
    call_command("import_boundaries", path, *options)
    return capsys.readouterr().out


def test_an_import_is_previewed_applied_and_changes_nothing_again(towns, file, capsys):
    assert "Jen náhled, nic se nezapsalo" in run(file, capsys, "--dry-run")
    assert not Boundary.objects.exists()
    told = run(file, capsys)
    assert "v souboru 2, patří do evidence 2" in told
    assert "Přidá se 2" in told
    before = list(Boundary.objects.values())
    assert "nic se nezměnilo" in run(file, capsys)
    assert list(Boundary.objects.values()) == before


def test_an_import_replaces_its_own_level_and_leaves_the_others(towns, file, capsys):
    Boundary.objects.create(kind="district", code="CZ0999", name="Okres", rings=[], source="jiný soubor")
    run(file, capsys)
    file.write_bytes(collection(LHOTA))
    told = run(file, capsys, "--source", "Úřad, 1. 1. 2026")
    assert "odebere se 1" in told
    assert "chybí: Lhotka" in told
    held = Boundary.objects.values_list("kind", "code", "source")
    assert set(held) == {("district", "CZ0999", "jiný soubor"), ("municipality", "900001", "Úřad, 1. 1. 2026")}


def test_a_wrong_file_changes_nothing(towns, file, capsys, tmp_path):
    run(file, capsys)
    wrong = tmp_path / "jiny.json"
    wrong.write_text("[]")
    with pytest.raises(CommandError, match="Nic se nezapsalo"):
        run(wrong, capsys)
    with pytest.raises(CommandError, match="nelze přečíst"):
        run(tmp_path / "neni.json", capsys)
    assert Boundary.objects.count() == 2


def test_files_as_they_come_from_others_are_understood():
    """Real files, when a folder of them lies beside the repository: every area in place, little enough for the web."""
    for path in BESIDE:
        layers = read(path.read_bytes())
        result = look(path.read_bytes(), filename=path.name, towns=towns_of(layers))
        assert not result.unknown, path.name
        assert [found.missing for found in result.layers] == [[] for _ in layers], path.name
        assert len(result.areas) == sum(len(layer.features) for layer in layers), path.name
        assert result.points_after <= 2000, path.name


def towns_of(layers):
    """A record that fits the file: its municipalities, or one in the corner of each larger area."""
    areas = [area for layer in layers for area in layer.features]
    small = [area for area in areas if re.fullmatch("[0-9]{6}", area.properties["code"])]
    if small:
        given = [area.properties for area in small]
        return [
            town(own["code"], own["name"], *area.rings[0][0], own["district"], own["orp"])
            for area, own in zip(small, given, strict=True)
        ]
    names = [area.properties["name"] for area in areas]
    return [
        town(f"{900000 + i}", name, *area.rings[0][0], name, name)
        for i, (area, name) in enumerate(zip(areas, names, strict=True))
    ]
