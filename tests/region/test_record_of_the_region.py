"""What the region's record says, asked from outside: pages, by two clocks."""

from datetime import timedelta

import pytest

from evidence.models import AsOf, Fact, Precision, cited_models
from localities.models import Discrepancy, Membership, Municipality, SupportChange
from memorandum.imports import record_files
from memorandum.portal.region import current
from tests.builders import D
from tests.record import RECORD

TODAY = D(2026, 11, 23)
SEED = {"ke_dni": "2016-08-30", "znamo_k": "2016-08-30"}
HINDSIGHT = {"ke_dni": "2016-08-30"}


def state(slug, day, known=TODAY):
    found = SupportChange.objects.public().state(AsOf(day, known)).filter(locality__slug=slug).first()
    return found.kind.code if found else None


def page(client, path, query=None):
    return client.get(path, query or {}).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.mark.parametrize(
    ("slug", "day", "known", "expected"),
    [
        ("ralsko", D(2016, 6, 30), TODAY, "intensive"),
        ("ralsko", D(2016, 7, 1), TODAY, "remote"),
        ("ralsko", D(2013, 12, 31), TODAY, None),
        ("ralsko", D(2014, 1, 1), TODAY, "intensive"),
        ("tanvald", D(2016, 8, 30), D(2016, 8, 30), "considering"),
        ("tanvald", D(2016, 8, 30), D(2017, 6, 1), "intensive"),
        ("tanvald", D(2016, 8, 30), TODAY, "intensive"),
        ("smrzovka", D(2016, 8, 30), D(2016, 8, 30), "considering"),
        ("smrzovka", D(2017, 6, 1), TODAY, "intensive"),
        ("desna", D(2016, 8, 30), D(2016, 8, 30), "considering"),
        ("novy-bor", D(2016, 8, 30), D(2016, 8, 30), "selected"),
        ("novy-bor", D(2016, 8, 30), TODAY, "intensive"),
        ("velke-hamry", D(2016, 12, 31), TODAY, "intensive"),
        ("velke-hamry", D(2017, 1, 1), TODAY, "remote_complex"),
        ("liberec", D(2015, 12, 31), TODAY, "selected"),
        ("liberec", D(2016, 1, 1), TODAY, "intensive"),
    ],
)
def test_states(slug, day, known, expected):
    assert state(slug, day, known) == expected


@pytest.mark.parametrize(("day", "kind"), [("2016-06-30", "intenzivní podpora"), ("2016-07-01", "vzdálená podpora")])
def test_ralsko_on_its_page(client, day, kind):
    overview = page(client, "/lokality/ralsko/", {"ke_dni": day}).split('id="podpora"')[0]
    assert kind in overview


def test_frydlantsko_has_its_eight_municipalities(client):
    at = AsOf(D(2016, 8, 30), D(2016, 8, 30))
    names = [m.municipality.name for m in Membership.objects.members(at).filter(locality__slug="frydlantsko")]
    eight = {
        "Frýdlant",
        "Nové Město pod Smrkem",
        "Bulovka",
        "Heřmanice",
        "Dětřichov",
        "Kunratice",
        "Višňová",
        "Habartice",
    }
    assert set(names) == eight
    for query in (SEED, HINDSIGHT, {}):
        text = page(client, "/lokality/frydlantsko/", query)
        assert all(f">{name}</a>" in text for name in eight)
    before = Membership.objects.members(AsOf(D(2015, 6, 1), D(2015, 6, 1))).filter(locality__slug="frydlantsko")
    assert before.count() == 5, "in 2015 only the five pilot municipalities were known"


def test_what_the_paper_could_know(client):
    for slug in ("tanvald", "smrzovka", "desna"):
        assert "zvažuje spolupráci" in page(client, f"/lokality/{slug}/", SEED)
    assert "v přípravě" in page(client, "/lokality/novy-bor/", SEED)


def test_what_we_know_today_of_that_day(client):
    text = page(client, "/lokality/tanvald/", HINDSIGHT)
    assert "má intenzivní podporu" in text
    assert "Zdroje se v některých údajích o této lokalitě liší" in text
    assert "Zda Tanvald v srpnu 2016 spolupráci teprve zvažoval" in text


@pytest.mark.parametrize("slug", ["liberec", "novy-bor"])
@pytest.mark.parametrize("query", [SEED, HINDSIGHT], ids=["then", "hindsight"])
def test_an_unknown_allocation_has_a_reason(client, slug, query):
    text = page(client, f"/lokality/{slug}/", query)
    assert "neuvedeno" in text
    assert "strategický plán se zpracovává" in text
    assert ">0 Kč" not in text


def test_the_total_says_that_it_covers_three_localities(client):
    text = page(client, "/", SEED)
    assert "209 576 714 Kč" in text
    assert "Celkem za 3 z 5 lokalit" in text


def test_names_sort_as_czech_does(client):
    names = list(Municipality.objects.values_list("name", flat=True))
    assert len(names) == 215
    wanted = ["Cvikov", "Česká Lípa", "Doksy", "Horní Police", "Hrádek nad Nisou", "Chrastava", "Jablonec nad Nisou"]
    assert [name for name in names if name in wanted] == wanted


@pytest.mark.parametrize(
    ("code", "column", "until", "then", "now"),
    [
        ("563510", "status", D(2012, 3, 11), "město", "statutární město"),
        ("577294", "status", D(2014, 3, 19), "obec", "městys"),
        ("564541", "status", D(2016, 12, 31), "obec", "městys"),
        ("577081", "district", D(2020, 12, 31), "Semily", "Jablonec nad Nisou"),
        ("563579", "orp", D(2020, 12, 31), "Turnov", "Jablonec nad Nisou"),
    ],
)
def test_what_the_register_said_before(client, code, column, until, then, now):
    for day, expected in ((until, then), (until + timedelta(days=1), now)):
        (row,) = client.get("/obce/export.json", {"q": code, "ke_dni": day.isoformat()}).json()["radky"]
        assert row[column] == expected
        assert expected in page(client, f"/obce/{code}/", {"ke_dni": day.isoformat()})


def test_people_of_2025_stand_in_no_table_of_2016(client):
    rows = client.get("/obce/export.json", SEED).json()["radky"]
    assert {(row["population"], row["counted_on"]) for row in rows} == {(None, None)}
    assert "(k 1. 1. 0)" not in page(client, "/", SEED)
    now = client.get("/obce/export.json").json()["radky"]
    assert sum(row["population"] for row in now) == 449_494
    assert {row["counted_on"] for row in now} == {"2025-01-01"}


def test_each_number_of_an_organisation_has_its_source(client):
    assert not Municipality.objects.filter(ico_source=None).exists()
    assert "Monitor státní pokladny" in page(client, "/obce/563889/")


def test_homonyms_differ_by_code(client):
    assert Municipality.objects.get(code="564494").name == "Višňová"
    assert Municipality.objects.get(code="530433").name == "Kunratice"
    assert not Municipality.objects.filter(name="Kunratice u Cvikova", code="530433").exists()


@pytest.mark.parametrize("oddity", ["O1", "O2", "O4", "O5", "O14", "O15", "O16", "O17"])
def test_contradictions_are_told_with_their_claims(oddity):
    key = {
        "O1": "rozpor-velke-hamry-zacatek",
        "O2": "rozpor-novy-bor-chybi",
        "O4": "rozpor-tanvald-zvazuje",
        "O5": "rozpor-desna-vlna",
        "O14": "rozpor-pocet-lokalit",
        "O15": "rozpor-frydlantsko-clenove",
        "O16": "rozpor-velke-hamry-vzdalena",
        "O17": "rozpor-ralsko-zacatek",
    }[oddity]
    discrepancy = Discrepancy.objects.get(key=key)
    for conclusion in discrepancy.conclusions.all():
        assert conclusion.held
        assert conclusion.reason
    assert discrepancy.conclusions.exists()
    assert discrepancy.claims.values("claim").distinct().count() >= 2


def test_loading_again_changes_nothing():
    before = {model: list(model.objects.order_by("pk").values()) for model in record_files.TABLES.values()}
    assert sum(outcome.added for outcome in record_files.load(RECORD).values()) == 0
    assert {model: list(model.objects.order_by("pk").values()) for model in record_files.TABLES.values()} == before


def test_every_row_passes_every_check():
    for model in record_files.TABLES.values():
        for row in model.objects.all():
            row.full_clean()


def test_no_fact_is_known_before_its_source_or_before_it_was_written():
    for model in cited_models():
        if issubclass(model, Fact):
            early = [f.key for f in model.objects.select_related("source") if f.known_on < f.source.dated_on]
            assert early == []
            unclear = model.objects.filter(precision=Precision.NO_LATER)
            assert [f.key for f in unclear if f.effective_on > f.known_on] == []


PAGES = ["/", "/lokality/", "/obce/", "/zdroje/", "/rozpory/", "/informace/sestava/", "/obce/564028/"]
PAGES += [
    f"/lokality/{slug}/"
    for slug in ["liberec", "velke-hamry", "frydlantsko", "ralsko", "novy-bor", "tanvald", "smrzovka", "desna"]
]
PAGES += ["/zdroje/pisemna-informace-2016-08-30/", "/zdroje/asz-lokalita-tanvald/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", [{}, SEED, HINDSIGHT, {"ke_dni": "1900-01-01", "znamo_k": "1900-01-01"}])
def test_every_page_answers_on_any_day(client, path, query, django_assert_max_num_queries):
    current()  # the region is read once a minute: no page pays for it
    with django_assert_max_num_queries(17):
        assert client.get(path, query).status_code == 200


def test_every_link_of_the_portal_leads_somewhere(client):
    """Walk from the overview through every page; anchors must stand on the page that they name."""
    import html
    import re

    seen, queue, met, anchors = {}, ["/"], {"/"}, []
    while queue:
        path = queue.pop()
        response = client.get(path)
        assert response.status_code == 200, path
        if "html" not in response["Content-Type"]:
            seen[path] = ""
            continue
        text = seen[path] = response.content.decode()
        for link in re.findall(r'href="([^"]*)"', text):
            target, _, anchor = html.unescape(link).partition("#")
            target = path if not target else path.split("?")[0] + target if target.startswith("?") else target
            target = target.removesuffix("?")  # „dnes“, on the page of today
            if not target.startswith("/") or target.startswith(("/sprava/", "/static/")) or "export." in target:
                continue
            if anchor:
                anchors.append((path, target, anchor))
            if (
                target not in met and "ke_dni" not in target and "znamo_k" not in target
            ):  # the same page of another day
                met.add(target)
                queue.append(target)
    missing = [a for a in anchors if a[1] in seen and seen[a[1]] and f'id="{a[2]}"' not in seen[a[1]]]
    assert missing == []
    assert len(seen) > 250
