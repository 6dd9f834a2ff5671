"""Old states are shown as what they are: the last known ones, with who said so and until when."""

import html
import re

import pytest

from evidence import actions
from evidence.models import AsOf
from funding.models import Amount, AmountConfirmation
from localities.models import MembershipConfirmation, Plan, PlanChange, PlanConfirmation, Stage, SupportConfirmation
from memorandum.papers.gathered import Gathered
from tests.builders import D, counted, kind, locality, member, municipality, source, support
from tests.issued import paper, session

TODAY = D(2026, 11, 28)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("evidence.models.asof.today", lambda: TODAY)


@pytest.fixture
def frydlantsko(db):
    """A micro-region with support since 2014, by a paper of 2016; a report of 2019 confirms it to the end of 2018."""
    place = locality("Frýdlantsko", slug="frydlantsko", kind="microregion")
    kind("intensive", name="intenzivní podpora", sentence="má intenzivní podporu")
    paper = source(key="paper", title="Písemná informace", issued_on=D(2016, 8, 30))
    town = municipality("Frýdlant", code="900001")
    counted(town, 7000)
    member(place, town, source=paper)
    support(place, "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year", source=paper, key="podpora")
    return place


@pytest.fixture
def report(frydlantsko, admin_user):
    said, until = "nejpozději 31. 12. 2018", D(2018, 12, 31)
    report = source(key="report", title="Zpráva za rok 2018", issued_on=D(2019, 3, 1), text=said)
    fact = frydlantsko.support_changes.get()
    actions.confirm(fact=fact, source=report, passage=said, holds_on=until, by=admin_user)
    return report


def words(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    page = re.sub(r"<sup.*?</sup>", "", response.content.decode())  # the numbers of notes
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return re.sub(r"\s+", " ", text).replace(" .", ".").replace(" ,", ",")


# --- A locality -----------------------------------------------------------------------------------------------------


def test_a_confirmation_moves_no_beginning_and_names_no_place_twice(client, frydlantsko, report):
    text = words(client, "/lokality/frydlantsko/")
    assert "Frýdlantsko má intenzivní podporu od roku 2014" in text
    assert "nejpozději od" not in text
    assert "Je to poslední známý stav, naposledy doložený k 31. 12. 2018" in text
    assert "potvrzuje: Zpráva za rok 2018 (doloženo k 31. 12. 2018)" in text
    page = client.get("/lokality/frydlantsko/").content.decode()
    confirmation = SupportConfirmation.objects.get()
    assert f'href="/zdroje/report/#{confirmation.anchor}"' in page
    assert f'id="{confirmation.anchor}"' in client.get("/zdroje/report/").content.decode()
    supported = Gathered(AsOf(TODAY, TODAY)).support
    assert [len(changes) for changes in supported.values()] == [1]


def test_before_the_report_was_known_it_confirms_nothing(client, frydlantsko, report):
    text = words(client, "/lokality/frydlantsko/", znamo_k="2019-02-28")
    assert "naposledy doloženo k 30. 8. 2016" in text
    assert "Zpráva za rok" not in text


def test_a_report_that_is_not_public_confirms_nothing_in_public(client, frydlantsko, report):
    report.is_public = False
    report.save()
    for path in ("/", "/lokality/", "/lokality/frydlantsko/", "/obce/", "/obce/900001/"):
        text = words(client, path)
        assert "31. 12. 2018" not in text
        assert "Zpráva za rok" not in text


def test_where_an_earlier_clock_hides_what_was_between_it_is_one_state(client, frydlantsko):
    """In 2020 it became known that there was a break, so two equal facts stood side by side before."""
    again = source(title="Zpráva o návratu", issued_on=D(2019, 5, 1))
    support(frydlantsko, "remote", D(2017, 1, 1), D(2020, 1, 1))
    support(frydlantsko, "intensive", D(2018, 1, 1), D(2019, 5, 1), source=again)
    then = {"ke_dni": "2019-06-01", "znamo_k": "2019-06-01"}
    text = words(client, "/lokality/frydlantsko/", **then)
    assert "má intenzivní podporu od roku 2014" in text
    assert "potvrzuje: Zpráva o návratu (doloženo k 1. 5. 2019)" in text
    assert "od 1. 1. 2018" not in text
    then_known = AsOf(D(2019, 6, 1), D(2019, 6, 1))
    assert [[change.since for change in changes] for changes in Gathered(then_known).support.values()] == [["od 2014"]]
    assert "má intenzivní podporu od 1. 1. 2018" in words(client, "/lokality/frydlantsko/")


def test_members_plans_and_amounts_tell_who_confirms_them(client, frydlantsko, report, django_assert_max_num_queries):
    since = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 8, 30), "source": source(issued_on=D(2016, 8, 30))}
    plan = Plan.objects.create(key="plan", locality=frydlantsko, kind="spsz", title="Plán")
    approved = PlanChange.objects.create(plan=plan, state="approved", **since)
    amount = Amount.objects.create(locality=frydlantsko, kind="allocated", amount=1000, **since)
    confirmed = {"source": report, "holds_on": D(2018, 12, 31)}
    MembershipConfirmation.objects.create(fact=frydlantsko.memberships.get(), **confirmed)
    PlanConfirmation.objects.create(fact=approved, **confirmed)
    AmountConfirmation.objects.create(fact=amount, **confirmed)
    with django_assert_max_num_queries(15):
        text = words(client, "/lokality/frydlantsko/")
    assert text.count("potvrzuje: Zpráva za rok 2018 (doloženo k 31. 12. 2018)") == 4
    rows = client.get("/finance/export.json").json()["radky"]
    assert [(row["amount"], row["attested_on"]) for row in rows] == [(1000, "2018-12-31")]


# --- Lists and the overview -----------------------------------------------------------------------------------------


def test_lists_and_files_say_until_when(client, frydlantsko, report):
    assert "od 2014 naposledy doloženo k 31. 12. 2018" in words(client, "/lokality/")
    [row] = client.get("/lokality/export.json").json()["radky"]
    assert row["attested_on"] == "2018-12-31"
    assert row["attestation"] == "naposledy doloženo k 31. 12. 2018"
    assert (row["support_since"], row["population"], row["population_of"]) == ("od 2014", 7000, "k 1. 1. 2025")
    [row] = client.get("/obce/export.json").json()["radky"]
    assert (row["attested_on"], row["locality"]) == ("2018-12-31", "Frýdlantsko")
    assert "naposledy doloženo k 31. 12. 2018" in words(client, "/obce/900001/")


def test_the_overview_tells_what_is_attested_and_what_only_the_last_known(client, frydlantsko, report):
    text = words(client, "/")
    assert "není doložená v posledních dvou letech, je to poslední známý stav" in text
    assert "nejnovější stav podpory je doložen k 31. 12. 2018" in text
    fresh = locality("Nová")
    member(fresh, municipality("Nová"))
    support(fresh, "intensive", D(2026, 5, 1), D(2026, 5, 2), source=source(issued_on=D(2026, 5, 2)))
    text = words(client, "/")
    assert "2 lokality s podporou Agentury" in text
    assert "z toho 1 doložená v posledních dvou letech; u ostatních je to poslední známý stav" in text
    assert "nejnovější stav podpory je doložen k 2. 5. 2026" in text
    assert "Poslední údaj o podpoře je znám" not in text
    assert "podpora je doložená v posledních dvou letech" in words(client, "/", ke_dni="2016-08-30")


def test_pictures_tell_the_last_known_by_words_and_not_only_by_looks(client, frydlantsko, report):
    frydlantsko.memberships.get()
    for town in frydlantsko.municipalities.all():
        town.lat, town.lon = "50.9", "15.1"
        town.save()
    page = client.get("/").content.decode()
    assert '>Frýdlantsko<tspan class="label-year"> (2018)</tspan></text>' in page
    assert 'class="spots last-known"' in page
    assert 'class="bar unconfirmed"' in page
    assert "(naposledy doloženo k" in words(client, "/").replace("( ", "(")
    then = client.get("/", {"ke_dni": "2016-08-30"}).content.decode()
    assert ">Frýdlantsko</text>" in then
    assert "last-known" not in then


# --- A town that is a locality and belongs to a micro-region --------------------------------------------------------


@pytest.fixture
def tanvald(db):
    kind("finished", Stage.AFTER, name="spolupráce ukončena")
    own = locality("Tanvald", slug="tanvald")
    region = locality("Tanvaldsko", slug="tanvaldsko", kind="microregion")
    town = municipality("Tanvald", code="900002", lat="50.7", lon="15.3")
    other = municipality("Smržovka", code="900003", lat="50.73", lon="15.25")
    for place, towns in ((own, [town]), (region, [town, other])):
        for one in towns:
            member(place, one)
    support(region, "finished", D(2015, 1, 1), D(2015, 1, 1))
    support(own, "remote", D(2016, 7, 1), D(2016, 7, 1), source=source(issued_on=D(2016, 8, 30)))
    return town


def test_a_micro_region_that_ended_does_not_end_its_town(client, tanvald):
    rows = {row["code"]: row for row in client.get("/obce/export.json").json()["radky"]}
    assert (rows["900002"]["locality"], rows["900002"]["support"]) == ("Tanvald", "remote")
    assert rows["900002"]["also"] == "mikroregion Tanvaldsko: spolupráce ukončena"
    assert (rows["900003"]["locality"], rows["900003"]["support"]) == ("Tanvaldsko", "spolupráce ukončena")
    text = words(client, "/obce/900002/")
    assert text.index("Lokalita Tanvald") < text.index("Mikroregion Tanvaldsko")
    assert text.index("remote") < text.index("spolupráce ukončena")
    listed = words(client, "/obce/", q="Tanvald")
    assert "remote, naposledy doloženo k 30. 8. 2016 také mikroregion Tanvaldsko: spolupráce ukončena" in listed


def test_in_the_map_the_town_stands_for_itself(client, tanvald):
    picture = client.get("/").context["map"]
    spots = {place.change.locality.name: (place.x, place.y, place.spots) for place in picture.places}
    assert spots["Tanvald"][:2] != spots["Tanvaldsko"][:2]
    assert spots["Tanvald"][2] not in spots["Tanvaldsko"][2]
    assert {change.locality.name: len(towns) for change, towns in picture.entries} == {"Tanvald": 1, "Tanvaldsko": 2}


# --- Days ------------------------------------------------------------------------------------------------------------


def test_a_day_that_has_not_come_is_told(client, frydlantsko):
    assert "Den 1. 1. 2030 ještě nenastal" in words(client, "/", ke_dni="2030-01-01")
    assert "Den 1. 1. 2030 ještě nenastal" in words(client, "/lokality/frydlantsko/", ke_dni="2030-01-01")
    assert "ještě nenastal" in words(client, "/", znamo_k="2030-01-01")
    assert "ještě nenastal" not in words(client, "/", ke_dni="2026-11-28")
    assert "ještě nenastal" in client.get("/lokality/export.json", {"ke_dni": "2030-01-01"}).content.decode()


PATHS = ["/", "/lokality/", "/lokality/frydlantsko/", "/obce/", "/obce/900001/", "/mapa/vlozit/", "/finance/"]


@pytest.mark.parametrize("day", ["0001-01-01", "2014-01-01", "2016-02-29", "2024-12-31", "2025-01-01", "9999-12-31"])
@pytest.mark.parametrize("known", ["0001-01-01", "2016-08-30", "2024-12-31", "9999-12-31"])
def test_no_day_makes_zero_of_what_is_unknown_or_shows_a_number_of_later(client, frydlantsko, report, day, known):
    for path in PATHS:
        text = words(client, path, ke_dni=day, znamo_k=known)
        assert not re.search(r"(?<![\d ])0 obyvatel|1\. 1\. 0\b|None", text), path
        if min(day, known) < "2025-01-01":
            assert "7 000" not in text.replace("\xa0", " "), path
            assert day == "2025-01-01" or "1. 1. 2025" not in text, path
        if known < "2019-03-01":
            assert "31. 12. 2018" not in text, path
    rows = client.get("/obce/export.json", {"ke_dni": day, "znamo_k": known}).json()["radky"]
    assert [row["population"] for row in rows] == [7000 if min(day, known) >= "2025-01-01" else None]


# --- A paper ---------------------------------------------------------------------------------------------------------


def test_a_paper_of_another_day_than_its_session_says_what_is_only_the_last_known(client, frydlantsko, report):
    paper(session(), blocks=("support",))
    text = words(client, "/informace/sestava/")
    assert text.count("Frýdlantsko – Frýdlant (od 2014, naposledy doloženo k 31. 12. 2018)") == 1
    for day in ("2016-08-30", "2018-01-01"):
        assert "naposledy doloženo" not in words(client, "/informace/sestava/", ke_dni=day)


def test_a_page_of_a_source_says_of_which_time_it_speaks(client, frydlantsko, report):
    then = "z něj poznat nejde"
    assert f"zda totéž platí i ke dni 28. 11. 2026, {then}" in words(client, "/zdroje/paper/")
    assert then not in words(client, "/zdroje/paper/", ke_dni="2018-08-30")
    report.issued_on = None
    report.save()
    assert f"Zdroj je bez data: ke kterému dni mluví, {then}" in words(client, "/zdroje/report/")


def test_counts_say_how_much_of_them_is_only_the_last_known(client, frydlantsko, report):
    since = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 8, 30), "source": source(issued_on=D(2016, 8, 30))}
    plan = Plan.objects.create(key="plan", locality=frydlantsko, kind="spsz", title="Plán")
    PlanChange.objects.create(plan=plan, state="approved", **since)
    amount = Amount.objects.create(locality=frydlantsko, plan=plan, kind="allocated", amount=1000, **since)
    old = "edoložený v posledních dvou letech: podpora u 1 lokality a strategický plán u 1 lokality"
    assert old in words(client, "/lokality/")
    assert old in client.get("/lokality/export.json").content.decode().replace("\xa0", " ")
    assert "podpora u 1 obce" in words(client, "/obce/")
    assert "u všech je podpora jen posledním známým stavem" in words(client, "/")
    for path in ("/", "/finance/"):
        assert "je to poslední známá částka, nedoložená v posledních dvou letech" in words(client, path)
        assert "je to poslední známá částka" not in words(client, path, ke_dni="2017-01-01")
    assert "poslední známý údaj, nedoložený" in client.get("/finance/export.json").content.decode()
    assert old not in words(client, "/lokality/", ke_dni="2017-01-01")
    recent = source(title="Nová zpráva", issued_on=D(2026, 5, 1))
    AmountConfirmation.objects.create(fact=amount, source=recent, holds_on=D(2026, 5, 1))
    assert "je to poslední známá částka" not in words(client, "/finance/")
    assert "Nová zpráva (doloženo k 1. 5. 2026)" in client.get("/finance/export.csv").content.decode()
