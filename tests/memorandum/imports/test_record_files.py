"""Loading the record from files: all or nothing, told with file, row and reason, never over what staff have done."""

import json

import pytest
from django.core.management import CommandError, call_command

from evidence.history import events
from evidence.models import LoadedKey, Source
from funding.models import Programme
from localities.models import Boundary, Locality, Municipality, SupportChange
from memorandum.imports import record_files
from tests.builders import D

FILES = {
    "sources": "key,kind,title,issued_on,read_on,text_file\n"
    "zprava,report,Zpráva,2016-08-30,2026-01-01,zprava.txt\n"
    "stranka,web_page,Stránka bez data,,2026-01-01,\n",
    "municipalities": "code,name,status,district,orp\n900001,Lhota,obec,Okres,Lhota\n",
    "localities": "slug,name,kind,is_public\nlhota,Lhota,municipality,ano\n",
    "support_kinds": "code,name,sentence,stage,position\nintensive,intenzivní podpora,má podporu,during,1\n"
    "remote,vzdálená podpora,má vzdálenou podporu,during,2\n",
    "support_changes": "key,locality,kind,effective_on,precision,source,passage\n"
    'lhota-2016,lhota,intensive,2016-01-01,year,zprava,"Lhota\n(od 2016)"\n'
    "lhota-2017,lhota,remote,2017-01-01,year,stranka,\n",
}
TEXT = "Podpora: Lhota\n(od 2016)\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "zprava.txt").write_text(TEXT)
    for stem, text in FILES.items():
        (tmp_path / f"{stem}.csv").write_text(text)
    return tmp_path


def change(folder, stem, old, new, count=1):
    path = folder / f"{stem}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, count))


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in [*record_files.TABLES.values(), LoadedKey]}


def test_a_record_is_loaded_and_known_since_its_source(folder, db):
    assert record_files.is_empty()
    loaded = record_files.load(folder)
    assert not record_files.is_empty()
    assert {file: (o.added, o.kept) for file, o in loaded.items()} == {
        "sources.csv": (2, 0),
        "municipalities.csv": (1, 0),
        "localities.csv": (1, 0),
        "support_kinds.csv": (2, 0),
        "support_changes.csv": (2, 0),
    }
    assert Source.objects.get(key="zprava").text == TEXT
    dates = dict(SupportChange.objects.values_list("key", "known_on"))
    assert dates == {"lhota-2016": D(2016, 8, 30), "lhota-2017": D(2026, 1, 1)}


def test_loading_twice_changes_nothing(folder, db):
    record_files.load(folder)
    before = everything()
    again = record_files.load(folder)
    assert everything() == before
    assert sum(outcome.added for outcome in again.values()) == 0


def test_what_staff_changed_or_deleted_stays_so(folder, db):
    record_files.load(folder)
    Locality.objects.update(name="Lhota nad Jizerou", is_public=False)
    SupportChange.objects.filter(key="lhota-2017").delete()
    Source.objects.update(text="Podpora: Lhota (od 2016), opraveno")
    record_files.load(folder)
    assert Locality.objects.get().name == "Lhota nad Jizerou"
    assert not Locality.objects.get().is_public
    assert not SupportChange.objects.filter(key="lhota-2017").exists()
    assert Source.objects.get(key="zprava").text.endswith("opraveno")


def test_what_staff_entered_before_is_not_overwritten(folder, db):
    Municipality.objects.create(code="900001", name="Lhota ručně", status="obec", district="Okres", orp="Lhota")
    assert record_files.load(folder)["municipalities.csv"].kept == 1
    assert Municipality.objects.get().name == "Lhota ručně"


def test_a_new_row_in_a_later_version_of_the_files_is_added(folder, db):
    record_files.load(folder)
    with (folder / "municipalities.csv").open("a") as file:
        file.write("900002,Lhotka,obec,Okres,Lhota\n")
    assert record_files.load(folder)["municipalities.csv"].added == 1


def test_a_row_may_refer_to_a_row_above_it(folder, db):
    (folder / "programmes.csv").write_text(
        "code,abbreviation,name,year_from,year_to,predecessor\n"
        "op1,OP1,Program,2014,2020,\nop2,OP2,Program,2021,2027,op1\nop3,OP3,Program,2028,2034,op2\n"
    )
    record_files.load(folder)
    assert Programme.objects.get(code="op3").predecessor.predecessor.code == "op1"


BAD = [
    pytest.param("localities", "municipality", "village", "localities.csv, řádek 2: kind: ", id="unknown-choice"),
    pytest.param("localities", ",ano", ",yes", "řádek 2: is_public: „yes“ není ani „ano“", id="yes-no"),
    pytest.param("localities", "lhota,", ",", "localities.csv, řádek 2: Chybí klíč (slug)", id="missing-key"),
    pytest.param("localities", ",is_public", ",public", "řádek 1: Sloupec „public“ neznáme", id="column"),
    pytest.param("municipalities", "code,name", "code,nam", "csv, řádek 1: Chybí sloupec", id="no-column"),
    pytest.param("municipalities", "900001,Lhota", "900001", "řádek 2: Řádek má jiný počet sloupců", id="short-row"),
    pytest.param("municipalities", "900001", "90001", "řádek 2: code: Kód obce má šest číslic", id="code"),
    pytest.param("municipalities", "Lhota,obec", f"{'L' * 81},obec", "csv, řádek 2: name: ", id="too-long"),
    pytest.param("support_changes", "2016-01-01", "2016-02-30", "řádek 2: effective_on: ", id="no-such-day"),
    pytest.param("support_changes", "2016-01-01", "1. 1. 2016", "„1. 1. 2016“ není den ve tvaru", id="day-in-words"),
    pytest.param("support_changes", "2016-01-01", "2016-02-01", "řádek 2: Při přesnosti na měsíc", id="constraint"),
    pytest.param("support_changes", "zprava", "zpráva", "„zpráva“ (zdroj) v evidenci není", id="no-such-source"),
    pytest.param("support_changes", "(od 2016)", "(od 2015)", "řádek 2: Tato slova v textu", id="passage"),
    pytest.param("support_changes", "lhota-2017", "lhota-2016", "Klíč „lhota-2016“ už je na řádku 2", id="twice"),
    pytest.param("support_changes", ",intensive,", ",,", "řádek 2: kind: Odkaz na záznam chybí", id="no-reference"),
    pytest.param("support_changes", "stranka", "stran\x00ka", "řádek 4: source: Buňka obsahuje nulový znak", id="nul"),
    pytest.param("sources", "zprava.txt", "../sources.csv", "texts/../sources.csv ve složce není", id="path-outside"),
    pytest.param("sources", "zprava.txt", "jina.txt", "řádek 2: text_file: Soubor texts/jina.txt", id="no-such-text"),
    pytest.param("sources", "Zpráva,", '"Zpráva,', "řádek 2: Řádek nejde přečíst jako", id="open-quote"),
]


@pytest.mark.parametrize(("stem", "old", "new", "told"), BAD)
def test_a_bad_file_is_named_and_nothing_is_loaded(folder, db, stem, old, new, told):
    change(folder, stem, old, new)
    before = everything()
    with pytest.raises(CommandError) as refusal:
        call_command("import_record", folder)
    assert told in str(refusal.value)
    assert everything() == before


def test_all_problems_are_told_at_once(folder, db):
    change(folder, "localities", ",ano", ",yes")
    change(folder, "municipalities", "900001", "1")
    change(folder, "support_changes", "2016-01-01", "loni")
    with pytest.raises(record_files.RecordError) as refusal:
        record_files.load(folder)
    assert {problem.file for problem in refusal.value.problems} >= {"localities.csv", "municipalities.csv"}
    assert len(refusal.value.problems) >= 3


def test_a_file_in_windows_1250_is_refused_with_its_line(folder, db):
    path = folder / "sources.csv"
    path.write_bytes(path.read_text().encode("windows-1250"))
    with pytest.raises(record_files.RecordError, match=r"sources.csv, řádek 2: Soubor není v kódování UTF-8"):
        record_files.load(folder)


def test_a_file_whose_name_is_mistyped_is_not_passed_over(folder, db):
    (folder / "localites.csv").write_text("slug\n")
    with pytest.raises(record_files.RecordError, match=r"localites.csv.*není název překlep"):
        record_files.load(folder)


def test_an_empty_or_missing_folder_is_refused(tmp_path, db):
    with pytest.raises(CommandError, match="žádný soubor evidence"):
        call_command("import_record", tmp_path)
    with pytest.raises(CommandError, match="neexistuje"):
        call_command("import_record", tmp_path / "nikde")


def test_an_empty_file_is_refused(folder, db):
    (folder / "plans.csv").write_text("")
    with pytest.raises(record_files.RecordError, match=r"plans.csv, řádek 1: Soubor je prázdný"):
        record_files.load(folder)


def test_who_loaded_is_in_the_history(folder, db):
    record_files.load(folder)
    event = events(Locality).get()
    assert event.context == {"command": "import_record"}


# --- Outlines ----------------------------------------------------------------------------------------------------


def area(kind, code, west):
    corners = [[west, 50.0], [west + 0.1, 50.0], [west + 0.1, 50.1], [west, 50.1], [west, 50.0]]
    properties = {"kind": kind, "code": code, "name": code, "source": "Kreslíř"}
    geometry = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def outline(folder, *areas):
    document = {"type": "FeatureCollection", "features": areas}
    (folder / "boundaries.geojson").write_text(json.dumps(document))


def test_outlines_come_with_the_record_and_never_over_what_an_operator_has_imported(folder, db):
    Boundary.objects.create(kind="orp", code="1", name="Lhota", rings=[], source="ČÚZK")
    outline(folder, area("region", "CZ0", 15.0), area("orp", "9", 15.0))
    loaded = record_files.load(folder)["boundaries.geojson"]
    assert (loaded.added, loaded.kept) == (1, 1)
    assert {(b.kind, b.code, b.source) for b in Boundary.objects.all()} == {
        ("region", "CZ0", "Kreslíř"),
        ("orp", "1", "ČÚZK"),
    }
    again = record_files.load(folder)["boundaries.geojson"]
    assert (again.added, again.kept) == (0, 2)


@pytest.mark.parametrize(
    ("areas", "reason"),
    [
        ([area("village", "1", 15.0)], "kind je druh území"),
        ([area("region", "1", 15.0) | {"properties": {"kind": "region", "code": "1"}}], "Každé území má"),
        ([area("region", "příliš dlouhý kód", 15.0)], "code"),
    ],
)
def test_wrong_outlines_are_told_and_nothing_is_loaded(folder, db, areas, reason):
    outline(folder, *areas)
    with pytest.raises(record_files.RecordError, match=reason):
        record_files.load(folder)
    assert not Source.objects.exists()
    assert not Boundary.objects.exists()
