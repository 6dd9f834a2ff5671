"""Official lists with their days: who was founded, who is no more, what held before, how many people there were."""

import datetime

import pytest

from evidence.models import AsOf, today
from formats import spreadsheet
from localities.models import FormerRegistration, Municipality, PopulationCount
from memorandum.imports import official
from memorandum.imports.comparison import compare, write
from memorandum.imports.headings import lines, matched
from memorandum.imports.kinds import MUNICIPALITIES
from memorandum.imports.lookups import Lookups
from memorandum.imports.progress import finished
from tests import builders as b
from tests.memorandum.imports.tables import csv, xlsx

pytestmark = pytest.mark.django_db
D = datetime.date
YESTERDAY = today() - datetime.timedelta(days=1)
UI_OBEC = ("KOD", "NAZEV", "STATUS_KOD", "POU_KOD", "OKRES_KOD", "PLATI_OD", "PLATI_DO", "DATUM_VZNIKU")
POU = csv(("KOD", "NAZEV", "ORP_KOD", "SPRAVNI_OBEC_KOD", "PLATI_DO"), ("10", "P", "30", "900001", ""))
ORP = csv(("KOD", "NAZEV", "SPRAVNI_OBEC_KOD", "VUSC_KOD", "PLATI_DO"), ("30", "ORP", "900001", "78", ""))
OKRES = csv(
    ("KOD", "NAZEV", "VUSC_KOD", "NUTS_LAU", "PLATI_DO"),
    ("20", "Okres", "78", "CZ", ""),
    ("21", "Jiný okres", "78", "CZ", ""),
)
HEAD = ("Kód obce", "Název", "Postavení", "Zápis platí od", "Počet obyvatel", "Rok počtu obyvatel")
CZECH = "%d.%m.%Y 00:00:00"


def row(code="900001", name="Lhota", status="2", district="20", since="", until="", founded=""):
    return code, name, status, "10", district, since, until, founded


def official_plan(*rows, more=()):
    files = {"UI_OBEC": csv(UI_OBEC, *rows), "UI_POU": POU, "UI_ORP": ORP, "UI_OKRES": OKRES} | dict(more)
    found = official.together([spreadsheet.read(f"{name}.csv", content) for name, content in files.items()])
    return finished(compare(MUNICIPALITIES, found.lines, Lookups())), found.remarks


def table_plan(*rows, head=HEAD):
    book = spreadsheet.read("obce.xlsx", xlsx(head, *rows))
    return finished(compare(MUNICIPALITIES, lines(book, matched(book, MUNICIPALITIES)), Lookups()))


def carried_out(plan):
    assert plan.problems == []
    finished(write(plan))
    return plan


def told(plan):
    return " ".join(remark for outcome in plan.outcomes for remark in outcome.remarks).replace("\xa0", " ")


def problems(plan):
    return " ".join(str(problem) for problem in plan.problems).replace("\xa0", " ")


@pytest.fixture
def lhota():
    return b.municipality("Lhota", code="900001")


def test_an_ended_row_and_a_founded_day_are_read(lhota):
    rows = (
        row(founded="01.01.2001 00:00:00"),
        row("900002", "Vojenská", "1", until="31.12.2015 00:00:00"),
        row("900003", "Hlavní", "5"),
    )
    carried_out(official_plan(*rows)[0])
    ended = Municipality.objects.get(code="900002")
    assert (ended.status, ended.ended_on) == ("vojensky-ujezd", D(2015, 12, 31))
    assert Municipality.objects.get(code="900003").status == "hlavni-mesto"
    lhota.refresh_from_db()
    assert lhota.founded_on == D(2001, 1, 1)
    again, _ = official_plan(*rows)
    assert again.counts["same"] == 3


def test_an_open_end_is_empty_or_of_the_year_9999(lhota):
    plan, _ = official_plan(row(until="09.09.9999"))
    assert plan.counts["same"] == 1


def test_a_municipality_of_the_record_that_has_ended_gets_its_end(lhota):
    carried_out(official_plan(row(until="31.12.2019 00:00:00"))[0])
    lhota.refresh_from_db()
    assert lhota.ended_on == D(2019, 12, 31)
    assert not lhota.existed(AsOf.now())


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        ("14.04.2018 00:00:00", D(2018, 4, 13), "nový zápis platí podle souboru od 14. 4. 2018"),
        ("", YESTERDAY, "Od kdy změna platí, soubor neuvádí; bere se den importu"),
    ],
)
def test_what_a_row_changes_is_kept_as_what_held_before(lhota, since, until, why):
    plan, _ = official_plan(row(name="Nová Lhota", status="3", district="21", since=since))
    assert why.lower() in told(plan).lower()
    carried_out(plan)
    former = FormerRegistration.objects.get()
    assert (former.until, former.told) == (until, "obec Lhota, okres Okres, ORP ORP")
    lhota.refresh_from_db()
    assert (lhota.name, lhota.status, lhota.district) == ("Nová Lhota", "mesto", "Jiný okres")
    assert official_plan(row(name="Nová Lhota", status="3", district="21", since=since))[0].counts["same"] == 1


def test_several_rows_of_one_code_are_what_held_when(lhota):
    rows = (
        row(name="Lhota", since="01.01.2015 00:00:00"),
        row(name="Lhotka", status="2", district="21", since="01.01.2001 00:00:00", until="31.12.2009 00:00:00"),
        row(name="Lhotka", status="3", since="01.01.2010 00:00:00", until="31.12.2014 00:00:00"),
    )
    carried_out(official_plan(*rows)[0])
    former = FormerRegistration.objects.order_by("until").values_list("until", "name", "status", "district")
    assert list(former) == [
        (D(2009, 12, 31), "Lhotka", "obec", "Jiný okres"),
        (D(2014, 12, 31), "Lhotka", "mesto", "Okres"),
    ]
    assert official_plan(*rows)[0].counts["same"] == 1


def test_rows_that_differ_in_nothing_we_hold_are_no_former_registration(lhota):
    plan, _ = official_plan(row(since="01.01.2015"), row(since="01.01.2010", until="31.12.2014"))
    assert plan.counts["same"] == 1


def test_an_older_list_does_not_bring_back_what_held_before(lhota):
    b.former(lhota, D(2020, 12, 31), district="Jiný okres")
    plan, _ = official_plan(row(district="21", since="07.02.2013 00:00:00"))
    assert plan.counts["same"] == 1
    assert "Soubor uvádí, co platilo do 31. 12. 2020" in told(plan)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row(since="01.01.2016", until="31.12.2015")], "Konec platnosti řádku je dřív než její začátek"),
        ([row(until="31.02.2015")], "není den"),
        ([row(until="kdysi")], "není den"),
        ([row(founded="kdysi")], "není den"),
        ([row(since="01.01.2010"), row(since="01.01.2005", until="31.12.2012")], "časem překrývají"),
        ([row(founded="01.01.2016", until="31.12.2015")], "Obec nemůže zaniknout dřív, než vznikla"),
        ([row(status="9")], "Postavení s kódem „9“ evidence nezná"),
    ],
)
def test_rows_that_make_no_sense_are_refused(lhota, rows, why):
    assert why in problems(official_plan(*rows)[0])


def test_what_has_ended_and_is_told_by_halves_is_left_out_and_said(lhota):
    elsewhere = csv(("KOD", "NAZEV", "ORP_KOD", "SPRAVNI_OBEC_KOD", "PLATI_DO"), ("11", "P", "30", "", ""))
    plan, remarks = official_plan(row(), row("900002", "Zaniklá", until="31.12.2015"), more={"UI_POU": elsewhere})
    assert [outcome.values["code"] for outcome in plan.outcomes] == ["900001"]
    assert any("soubory o nich neříkají vše, se vynechají (1)" in remark for remark in remarks)


# --- Counts of people ----------------------------------------------------------------------------------------------


def test_a_second_year_is_added_and_the_same_day_is_mended(lhota):
    carried_out(table_plan(("900001", None, None, None, 100, 2024)))
    carried_out(table_plan(("900001", None, None, None, 110, "1. 1. 2025")))
    mended = table_plan(("900001", None, None, None, 111, 2025))
    assert mended.outcomes[0].changes == [("Počet obyvatel k\xa01.\xa01.\xa02025", "110", "111")]
    assert "přepíše se jako překlep" in told(mended)
    carried_out(mended)
    counts = PopulationCount.objects.order_by("counted_on").values_list("counted_on", "count")
    assert list(counts) == [(D(2024, 1, 1), 100), (D(2025, 1, 1), 111)]
    assert table_plan(("900001", None, None, None, 111, 2025)).counts["same"] == 1


@pytest.mark.parametrize(
    ("people", "on", "why"),
    [
        (100, None, "Počet obyvatel se uvádí se dnem"),
        (None, 2025, "Počet obyvatel se uvádí se dnem"),
        (100, 0, "není rok"),
        (-1, 2025, "nemůže být záporný"),
        (100, today().year + 1, "ještě nenastal"),
        (3_000_000_000, 2025, ""),
    ],
)
def test_counts_that_make_no_sense_are_refused(lhota, people, on, why):
    plan = table_plan(("900001", None, None, None, people, on))
    assert plan.problems
    assert why in problems(plan)


def test_a_row_of_a_table_changes_the_name_since_a_day(lhota):
    carried_out(table_plan(("900001", "Nová Lhota", None, D(2020, 1, 1), None, None)))
    assert FormerRegistration.objects.get().until == D(2019, 12, 31)


def test_a_municipality_cannot_merge_into_itself(lhota):
    head = ("Kód obce", "Zánik obce", "Součástí obce")
    assert "sebe samé" in problems(table_plan(("900001", D(2019, 12, 31), "900001"), head=head))
    assert "doplňte den zániku" in problems(table_plan(("900001", None, b.municipality().code), head=head))


def statistics(title="Počet obyvatel v obcích k 1. 1. 2025"):
    rows = [(title,), (None,), ("Kód okresu", "Kód obce", "Název obce", "celkem", "muži", "ženy"), (None,), (None,)]
    counts = [("CZ0511", 900001, "Lhota", 85, 40, 45), ("CZ0999", 999999, "Cizí", 5, 2, 3)]
    return spreadsheet.read("pocty.xlsx", xlsx(*rows, ("Okres Lhotov",), *counts))


def test_the_workbook_of_the_statistical_office_gives_counts_with_their_day(lhota):
    assert official.recognised([statistics()])
    found = official.together([statistics()])
    carried_out(finished(compare(MUNICIPALITIES, found.lines, Lookups())))
    count = PopulationCount.objects.get()
    assert (count.municipality_id, count.count, count.counted_on) == ("900001", 85, D(2025, 1, 1))


def test_counts_of_no_day_are_refused(lhota):
    with pytest.raises(spreadsheet.WrongFile, match="jeden den"):
        official.together([statistics("Počet obyvatel v obcích")])
