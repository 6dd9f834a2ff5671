"""The public pages: what they show, what they never show, and what odd questions get."""

import html

import pytest

from council.models import Paper, Session
from evidence.models import AsOf, Body
from funding.models import Amount
from localities.models import Plan, PlanChange
from tests.builders import D, counted, kind, locality, member, municipality, source, support


@pytest.fixture
def place(db):
    place = locality("Lhota", slug="lhota")
    town = municipality("Lhota", code="900001")
    counted(town, 1200)
    paper = source(key="zprava", title="Zpráva o Lhotě", text="Lhota (od 2014), od 1. 7. 2016 jinak")
    member(place, town, source=paper)
    support(
        place, "intensive", D(2014, 1, 1), D(2014, 1, 1), precision="year", source=paper, passage="Lhota (od 2014)"
    )
    support(place, "remote", D(2016, 7, 1), D(2016, 7, 1), source=paper, passage="od 1. 7. 2016 jinak")
    return place


def page(client, path, **query):
    response = client.get(path, query)
    return response, response.content.decode()


@pytest.mark.parametrize("path", ["/", "/lokality/", "/lokality/lhota/", "/obce/900001/"])
@pytest.mark.parametrize(("day", "kind"), [("2016-06-30", "intensive"), ("2016-07-01", "remote")])
def test_the_boundary_day_belongs_to_the_new_state(client, place, path, day, kind):
    _, text = page(client, path, ke_dni=day)
    assert f'stage-during">{kind}</span>' in text
    if path != "/lokality/lhota/" or day == "2016-06-30":  # the locality's page also tells what came before
        other = {"intensive": "remote", "remote": "intensive"}[kind]
        assert f'stage-during">{other}</span>' not in text


@pytest.mark.parametrize("path", ["/lokality/export.csv?podpora=neni", "/obce/export.pdf?okres=Marsov"])
def test_a_question_without_sense_gives_a_sentence_and_no_file(client, place, path):
    response = client.get(path)
    assert response.status_code == 400
    assert "Content-Disposition" not in response
    assert "Pole „" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/lokality/neni/", "/obce/000000/", "/zdroje/neni/", "/lokality/export.exe", "/neni/"]
)
def test_what_is_not_there_gets_a_page_that_helps(client, place, path):
    response, text = page(client, path)
    assert response.status_code == 404
    assert "Stránku jsme nenašli" in text
    assert "/lokality/" in text


def test_links_keep_the_two_days(client, place):
    _, text = page(client, "/lokality/", ke_dni="2016-06-30", znamo_k="2016-08-30")
    assert "/lokality/lhota/?ke_dni=2016-06-30&amp;znamo_k=2016-08-30" in text
    assert "/zdroje/zprava/?ke_dni=2016-06-30&amp;znamo_k=2016-08-30#supportchange-" in text


def test_every_figure_of_a_locality_leads_to_its_words(client, place):
    _, text = page(client, "/lokality/lhota/")
    change = place.support_changes.get(effective_on=D(2016, 7, 1))
    assert f'href="/zdroje/zprava/#{change.anchor}"' in text
    _, words = page(client, "/zdroje/zprava/")
    assert f'<span id="{change.anchor}"><mark>' in words
    assert f'<li id="udaj-{change.anchor}">' in words


def test_an_unknown_allocation_is_told_with_its_reason_never_as_zero(client, place):
    _, text = page(client, "/lokality/lhota/")
    assert "neuvedeno" in text
    assert "strategický plán ani alokaci žádný zdroj v\xa0evidenci neuvádí" in text
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán Lhoty")
    known = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1), "source": source()}
    PlanChange.objects.create(plan=plan, state="in_preparation", **known)
    _, text = page(client, "/lokality/lhota/")
    assert "strategický plán se zpracovával" in text
    assert "0\xa0Kč" not in text


def test_a_total_says_what_it_covers(client, place):
    other = locality("Lhotka")
    support(other, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    known = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1), "source": source()}
    Amount.objects.create(locality=place, kind="allocated", amount=1_000_000, **known)
    Amount.objects.create(locality=place, kind="requested", amount=7_000_000, **known)
    _, text = page(client, "/")
    assert "1\xa0000\xa0000\xa0Kč" in text
    assert "Celkem za 1 ze\xa02\xa0lokalit" in text
    assert "8\xa0000\xa0000" not in text, "amounts of two kinds are never added up"


def test_search_forgives_accents_and_a_typo(client, db):
    for name in ("Frýdlantsko", "Velké Hamry", "Desná"):
        place = locality(name)
        member(place, municipality(name))
    for typed, found in {"frydlatsko": "Frýdlantsko", "velke hamri": "Velké Hamry", "DESNA": "Desná"}.items():
        _, text = page(client, "/lokality/", q=typed)
        assert [name for name in ("Frýdlantsko", "Velké Hamry", "Desná") if f">{name}</a>" in text] == [found]


def test_names_sort_as_czech_does(client, db):
    names = ["Chrastava", "Hrádek nad Nisou", "Česká Lípa", "Cvikov", "Žandov", "Zákupy", "Jablonec nad Nisou"]
    for name in names:
        municipality(name)
    response = client.get("/obce/")
    expected = ["Cvikov", "Česká Lípa", "Hrádek nad Nisou", "Chrastava", "Jablonec nad Nisou", "Zákupy", "Žandov"]
    assert [row["name"] for row in response.context["rows"]] == expected


def test_the_state_by_two_clocks_is_the_same_on_page_and_in_export(client, place):
    at = AsOf(D(2016, 6, 30), D(2016, 8, 30))
    exported = client.get(f"/lokality/export.json?{at.query()}").json()
    assert exported["platilo_ke_dni"] == "2016-06-30"
    assert exported["podle_poznatku_ke_dni"] == "2016-08-30"
    assert [row["support"] for row in exported["radky"]] == ["intensive"]


def test_a_locality_is_found_by_the_municipality_that_belongs_to_it(client, db):
    region = locality("Lhotsko", kind="microregion")
    member(region, municipality("Višňová"))
    member(locality("Ralsko"), municipality("Ralsko"))
    _, text = page(client, "/lokality/", q="visnova")
    assert ">Lhotsko</a>" in text
    assert ">Ralsko</a>" not in text


def test_localities_sort_by_support_and_by_its_last_change(client, db):
    kind("considering", stage="before", position=1)
    kind("remote", position=2)
    for name, code, day in (
        ("A", "remote", D(2014, 1, 1)),
        ("B", "considering", D(2016, 1, 1)),
        ("C", "remote", D(2015, 1, 1)),
    ):
        place = locality(name)
        member(place, municipality(name))
        support(place, code, day, day)
    for order, names in {"podpora": "B", "-zmena": "BCA", "zmena": "ACB", "-nazev": "CBA"}.items():
        response = client.get("/lokality/", {"razeni": order})
        assert "".join(row["name"] for row in response.context["rows"]).startswith(names)
    assert [row["name"] for row in client.get("/lokality/", {"rok": "2015"}).context["rows"]] == ["C"]


def test_a_locality_leads_to_its_neighbours_in_the_list(client, db):
    for name in ("Arnoltice", "Bulovka", "Cvikov"):
        member(locality(name, slug=name.lower()), municipality(name))
    _, text = page(client, "/lokality/bulovka/")
    assert 'rel="prev" href="/lokality/arnoltice/"' in text
    assert 'rel="next" href="/lokality/cvikov/"' in text
    assert 'rel="prev"' not in page(client, "/lokality/arnoltice/")[1]


def test_each_figure_of_the_overview_leads_to_the_list_behind_it(client, db):
    kind("considering", stage="before")
    for name, code in (("Arnoltice", "intensive"), ("Bulovka", "considering"), ("Cvikov", "remote")):
        place = locality(name)
        member(place, municipality(name))
        support(place, code, D(2014, 1, 1), D(2014, 1, 1))
    municipality("Doksy")
    overview = client.get("/", {"ke_dni": "2015-01-01"})
    assert (overview.context["ongoing"], overview.context["municipalities"]) == (2, 2)
    text = overview.content.decode()
    for path in ("/lokality/", "/obce/"):
        link = f"{path}?podpora=podporovane&amp;ke_dni=2015-01-01"
        assert link in text
        rows = client.get(html.unescape(link)).context["rows"]
        assert [row["name"] for row in rows] == ["Arnoltice", "Cvikov"]


def test_the_time_bar_offers_the_sessions_since_the_first_paper(client, db):
    body = Body.objects.create(key="zastupitelstvo", kind="assembly", name="Zastupitelstvo")
    days = [D(2009, 5, 26), D(2016, 8, 30), D(2023, 8, 29), D(9999, 1, 1)]
    sessions = [Session.objects.create(key=f"z{d.year}", body=body, number=7, held_on=d) for d in days]
    Paper.objects.create(
        key="informace", session=sessions[1], subject="Informace", addressee="Zastupitelstva", is_public=True
    )
    Paper.objects.create(key="tajna", session=sessions[0], subject="Tajná", addressee="Zastupitelstva")
    presets = client.get("/lokality/", {"q": "lhota"}).context["at_presets"]
    assert [preset["url"] for preset in presets] == [
        "?q=lhota",
        "?q=lhota&ke_dni=2023-08-29&znamo_k=2023-08-29",
        "?q=lhota&ke_dni=2016-08-30&znamo_k=2016-08-30",
        "?q=lhota&ke_dni=2016-08-30",
    ]
