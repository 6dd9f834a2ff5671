"""The region's record beside tables of its own: what is taken away reads back as the same; official lists fit it."""

import datetime
import shutil
from csv import DictReader
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evidence.history import events
from formats import spreadsheet
from localities.models import Municipality
from memorandum.imports import headings, official
from memorandum.imports.comparison import compare, write
from memorandum.imports.kinds import KINDS, MUNICIPALITIES
from memorandum.imports.lookups import Lookups
from memorandum.imports.outcomes import RowState
from memorandum.imports.progress import finished
from memorandum.imports.workbooks import filled
from tests.memorandum.imports.tables import bring, csv

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "formats"


@pytest.mark.parametrize("code", KINDS)
def test_what_is_taken_away_reads_back_as_the_same(code):
    kind = KINDS[code]
    content = filled(kind, kind.model.objects.all(), Lookups())
    book = spreadsheet.read("tabulka.xlsx", content)
    rows = headings.lines(book, headings.matched(book, kind))
    plan = finished(compare(kind, rows, Lookups()))
    assert plan.counts == {"new": 0, "changed": 0, "confirms": 0, "same": kind.model.objects.count(), "wrong": 0}
    assert [outcome.remarks for outcome in plan.outcomes if outcome.remarks] == []


# --- Made-up lists in the official forms -------------------------------------------------------------------------

OLD = ("KODJAZ", "AKRCIS", "KODCIS", "CHODNOTA", "ZKRTEXT", "TEXT", "ADMPLOD", "ADMNEPO", "OBEC_UL")
LINK = ("KODJAZ", "TYPVAZ", "AKRCIS1", "KODCIS1", "CHODNOTA1", "TEXT1", "AKRCIS2", "KODCIS2", "CHODNOTA2", "TEXT2")
UI_OBEC = ("KOD", "NAZEV", "STATUS_KOD", "POU_KOD", "OKRES_KOD", "PLATI_OD", "PLATI_DO", "DATUM_VZNIKU")


def listed(code, name, until="09.09.9999"):
    return ("CS", "CISOB", "43", code, name, name, "01.03.2001", until, "ne")


def linked(code, to, group, name):
    return ("CS", "vazba", "CISOB", "43", code, "", "X", to, group, name)


def read(*files, districts=()):
    books = [spreadsheet.read(name, content) for name, content in files]
    assert official.recognised(books)
    return official.together(books, districts)


@pytest.fixture
def towns():
    """Two towns of the record, of two districts."""
    return Municipality.objects.get(code="563889"), Municipality.objects.get(code="561860")


def test_national_lists_are_narrowed_to_the_districts_of_the_record(towns):
    one, two = towns
    names = csv(
        OLD, listed(one.code, one.name), listed(two.code, two.name), listed("999111", "Cizí"), listed("999222", "Nová")
    )
    links = csv(
        LINK,
        linked(one.code, "101", "1", one.district),
        linked(two.code, "101", "2", two.district),
        linked("999111", "101", "3", "Cizí okres"),
        linked("999222", "101", "1", one.district),
    )
    found = read(("vazby.csv", links), ("cis.csv", names))
    assert {line.cells["code"] for line in found.lines} == {one.code, two.code, "999222"}
    assert "Obce jiných krajů se vynechají (1)." in found.remarks
    assert any("Import je nechá být" in remark for remark in found.remarks)


def test_what_has_ended_and_what_is_in_another_language_is_passed_over(towns):
    one, _ = towns
    rows = [
        listed(one.code, one.name),
        listed("999111", "Zaniklá", "01.01.2010"),
        ("EN", *listed("999222", "Town")[1:]),
    ]
    assert [line.cells["code"] for line in read(("cis.csv", csv(OLD, *rows))).lines] == [one.code]


def test_newer_lists_have_small_letters_commas_and_days_of_iso(towns):
    one, _ = towns
    head = tuple(name.lower() for name in OLD)
    row = (*listed(one.code, one.name)[:6], "2001-03-01", "9999-09-09", "")
    assert read(("cis.csv", csv(head, row, delimiter=","))).lines[0].cells["name"] == one.name


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250"])
def test_the_register_gives_status_and_over_pou_the_orp(towns, encoding):
    one, _ = towns
    files = {
        "UI_OBEC": [
            UI_OBEC,
            (one.code, f" {one.name}", "4", "10", "20", "", "", ""),
            ("999", "Zrušená", "2", "", "", "", "x", ""),
        ],
        "UI_POU": [("KOD", "NAZEV", "ORP_KOD", "SPRAVNI_OBEC_KOD", "PLATI_DO"), ("10", "P", "30", one.code, "")],
        "UI_ORP": [("KOD", "NAZEV", "SPRAVNI_OBEC_KOD", "VUSC_KOD", "PLATI_DO"), ("30", one.orp, one.code, "78", "")],
        "UI_OKRES": [("KOD", "NAZEV", "VUSC_KOD", "NUTS_LAU", "PLATI_DO"), ("20", one.district, "78", "CZ", "")],
    }
    found = read(*((f"{name}.csv", csv(*rows, encoding=encoding)) for name, rows in files.items()))
    cells = found.lines[0].cells
    assert cells == {
        "code": one.code,
        "name": one.name,
        "status": "statutarni-mesto",
        "district": one.district,
        "orp": one.orp,
    }
    assert [outcome.state for outcome in finished(compare(MUNICIPALITIES, found.lines, Lookups())).outcomes] == [
        RowState.SAME
    ]


def test_lists_that_contradict_each_other_are_refused(towns, admin_client):
    one, _ = towns
    first = csv(OLD, listed(one.code, one.name))
    second = csv(UI_OBEC, (one.code, "Jinak", "4", "10", "20", "", "", ""))
    seen = bring(admin_client, "obce", ("a.csv", first), ("b.csv", second)).content.decode()
    assert "Soubory si odporují" in seen
    assert "apply-form" not in seen


# --- The command -------------------------------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command("import_municipalities", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_shows_writes_and_writes_nothing_again(towns, tmp_path):
    one, _ = towns
    path = tmp_path / "cis.csv"
    path.write_bytes(csv(OLD, listed(one.code, "Přejmenovaná"), encoding="cp1250"))
    before = Municipality.objects.count()
    assert f"{one.name} → Přejmenovaná" in run(path, "--dry-run")
    assert Municipality.objects.get(pk=one.pk).name == one.name
    assert "změní se 1" in run(path)
    assert Municipality.objects.get(pk=one.pk).name == "Přejmenovaná"
    assert events(Municipality).filter(record=one.pk).last().context == {"command": "import_municipalities"}
    assert "nic se nezměnilo" in run(path)
    assert Municipality.objects.count() == before


def test_the_command_refuses_a_wrong_file_whole(towns, tmp_path):
    one, _ = towns
    path = tmp_path / "obce.csv"
    path.write_bytes(csv(("Kód obce", "Název"), (one.code, "Přejmenovaná"), ("12", "Krátký kód")))
    with pytest.raises(CommandError, match="Nic se nezapsalo"):
        run(path)
    with pytest.raises(CommandError, match="nelze přečíst"):
        run(tmp_path / "neni.csv")
    assert Municipality.objects.get(pk=one.pk).name == one.name


def test_an_empty_record_wants_to_know_the_districts():
    rows = [listed(f"{800000 + i}", f"Ves {i}") for i in range(1_200)]
    links = [linked(f"{800000 + i}", "101", str(i % 60), f"Okres {i % 60}") for i in range(1_200)]
    files = [("cis.csv", csv(OLD, *rows)), ("vazby.csv", csv(LINK, *links))]
    chosen = read(*files, districts=["okres 7"])
    assert len(chosen.lines) == 20
    with pytest.raises(spreadsheet.WrongFile, match="v souborech není"):
        read(*files, districts=["Nikde"])


# --- Real changes, when a folder of them lies beside the repository ----------------------------------------------


def test_real_foundings_and_a_military_area_that_ended_are_read(towns):
    """28 municipalities founded since 2000 and the military area Brdy, as the register tells them."""
    path = BESIDE.parent / "facts" / "municipality-changes.csv"
    if not path.exists():
        return
    told = [row for row in DictReader(path.read_text().splitlines()) if row["district_ruian"]]
    day = {row["code"]: datetime.date.fromisoformat(row["day"]) for row in told}
    rows = [
        (
            row["code"],
            row["name"],
            row["status_code"],
            "10",
            "20",
            "",
            f"{day[row['code']]:%d.%m.%Y} 00:00:00" if row["status_code"] == "1" else "",
            "" if row["status_code"] == "1" else f"{day[row['code']]:%d.%m.%Y} 00:00:00",
        )
        for row in told
    ]
    found = read(
        ("UI_OBEC.csv", csv(UI_OBEC, *rows)),
        ("UI_POU.csv", csv(("KOD", "NAZEV", "ORP_KOD", "SPRAVNI_OBEC_KOD", "PLATI_DO"), ("10", "P", "30", "", ""))),
        ("UI_ORP.csv", csv(("KOD", "NAZEV", "SPRAVNI_OBEC_KOD", "VUSC_KOD", "PLATI_DO"), ("30", "ORP", "", "", ""))),
        ("UI_OKRES.csv", csv(("KOD", "NAZEV", "VUSC_KOD", "NUTS_LAU", "PLATI_DO"), ("20", "Okres", "", "", ""))),
        districts=["Okres"],
    )
    plan = finished(compare(MUNICIPALITIES, found.lines, Lookups()))
    assert (plan.counts["new"], plan.problems) == (29, [])
    finished(write(plan))
    ended = Municipality.objects.exclude(ended_on=None).get()
    assert (ended.name, ended.get_status_display(), ended.ended_on) == ("Brdy", "vojenský újezd", day["539996"])
    founded = dict(
        Municipality.objects.filter(code__in=day).exclude(founded_on=None).values_list("code", "founded_on")
    )
    assert founded == {code: on for code, on in day.items() if code != "539996"}


# --- Real files, when a folder of them lies beside the repository ------------------------------------------------

REAL = {
    "ČSÚ 2020": ["CIS0043_*", "VAZ0043_*"],
    "RÚIAN 2020": ["UI_OBEC_2020*", "UI_POU*", "UI_ORP*", "UI_OKRES*"],
    "RÚIAN 2026": ["UI_OBEC_2026*"],
    "both": ["CIS0043_*", "VAZ0043_*", "UI_OBEC_2020*"],
}


@pytest.mark.parametrize("patterns", REAL.values(), ids=REAL)
def test_real_lists_fit_the_record(patterns, tmp_path):
    """Two municipalities have moved to other districts or ORP since 2020: the record knows it, the lists are older."""
    paths = [path for pattern in patterns for path in sorted(BESIDE.glob(pattern))]
    if not paths:
        return
    found = read(*((path.name, path.read_bytes()) for path in paths))
    plan = finished(compare(MUNICIPALITIES, found.lines, Lookups()))
    assert plan.counts["new"] == plan.counts["wrong"] == 0
    assert plan.counts["changed"] == 0
    stale = [outcome for outcome in plan.outcomes if "Evidence má novější zápis" in " ".join(outcome.remarks)]
    assert len(stale) == (2 if len(paths) > 1 else 0)
    assert len(plan.outcomes) == Municipality.objects.count() == 215
    copies = [shutil.copy(path, tmp_path) for path in paths]
    run(*copies)
    assert "nic se nezměnilo" in run(*copies)
