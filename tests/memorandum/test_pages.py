"""The public pages: what they show, what they never show, and what odd questions get."""

import pytest

from council.models import AsOf
from funding.models import Amount
from localities.models import Plan, PlanChange
from tests.builders import D, locality, member, municipality, source, support

PAGES = ["/", "/lokality/", "/obce/", "/zdroje/", "/rozpory/", "/informace/sestava/"]
ODD = [
    "0",
    "-1",
    "999999999999999999999",
    "x" * 10_000,
    "\x00",
    "%",
    "_",
    "' OR 1=1 --",
    "\u202edne",
    "<b>",
    "[]",
    "٣",
]


@pytest.fixture
def place(db):
    place = locality("Lhota", slug="lhota")
    town = municipality("Lhota", code="900001", population=1200, population_year=2025)
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


@pytest.mark.parametrize("path", [*PAGES, "/lokality/lhota/", "/obce/900001/", "/zdroje/zprava/", "/zdravi"])
def test_pages_answer_without_cookies(client, place, path):
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_answer_from_an_empty_record(client, db, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/lokality/", "/lokality/lhota/", "/obce/900001/"])
@pytest.mark.parametrize(("day", "kind"), [("2016-06-30", "intensive"), ("2016-07-01", "remote")])
def test_the_boundary_day_belongs_to_the_new_state(client, place, path, day, kind):
    _, text = page(client, path, ke_dni=day)
    assert f'class="support support-{kind} ' in text
    if path != "/lokality/lhota/" or day == "2016-06-30":  # the locality's page also tells what came before
        other = {"intensive": "remote", "remote": "intensive"}[kind]
        assert f'class="support support-{other} ' not in text


@pytest.mark.parametrize("path", [*PAGES, "/lokality/lhota/", "/obce/900001/", "/zdroje/zprava/"])
@pytest.mark.parametrize("name", ["ke_dni", "znamo_k"])
def test_a_wrong_day_gets_a_sentence_and_no_data(client, place, path, name):
    response, text = page(client, path, **{name: "2016-02-30"})
    assert response.status_code == 400
    assert "Takový den v\xa0kalendáři není" in text
    assert 'value="2016-02-30"' in text, "what was typed stays to be mended"
    assert "Lhota" not in text
    assert 'class="support' not in text


@pytest.mark.parametrize("path", ["/lokality/export.csv", "/obce/export.xlsx", "/informace/sestava.docx"])
def test_a_wrong_day_gives_no_file(client, place, path):
    response = client.get(path, {"ke_dni": "2016-02-30"})
    assert response.status_code == 400
    assert "Content-Disposition" not in response


@pytest.mark.parametrize("path", ["/lokality/export.csv?podpora=neni", "/obce/export.pdf?okres=Marsov"])
def test_a_question_without_sense_gives_a_sentence_and_no_file(client, place, path):
    response = client.get(path)
    assert response.status_code == 400
    assert "Content-Disposition" not in response
    assert "Pole „" in response.content.decode()


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(
    "name", ["q", "podpora", "okres", "orp", "plan", "razeni", "strana", "ke_dni", "znamo_k", "x"]
)
@pytest.mark.parametrize("path", ["/lokality/", "/obce/", "/lokality/export.csv"])
def test_odd_input_is_answered(client, place, path, name, value):
    assert client.get(path, {name: value}).status_code in (200, 400)


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
    assert "strategický plán se zpracovává" in text
    assert "0\xa0Kč" not in text


def test_a_total_says_what_it_covers(client, place):
    other = locality("Lhotka")
    support(other, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    known = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1), "source": source()}
    Amount.objects.create(locality=place, kind="allocated", amount=1_000_000, **known)
    Amount.objects.create(locality=place, kind="requested", amount=7_000_000, **known)
    _, text = page(client, "/")
    assert "1\xa0000\xa0000\xa0Kč" in text
    assert "Celkem za 1 z&nbsp;2\xa0lokalit" in text
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


@pytest.fixture
def canary(db):
    """What must not be seen: a locality, a source, and facts on a source, none of them public."""
    hidden = locality("Kanárov", slug="kanarov", is_public=False)
    member(hidden, municipality("Ptačín", code="900009"))
    support(hidden, "intensive", D(2014, 1, 1), D(2014, 1, 1), passage="kanárova pasáž", source=source(key="ptaci"))
    secret = source(key="tajny", title="Tajný kanár", text="zpívá kanár", is_public=False)
    shown = locality("Lhota", slug="lhota")
    member(shown, municipality("Lhota", code="900001"))
    support(shown, "remote", D(2015, 1, 1), D(2015, 1, 1), source=secret, passage="zpívá kanár")
    known = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1)}
    Amount.objects.create(locality=hidden, kind="allocated", amount=123_456, source=source(), **known)


SURFACES = [*PAGES, "/lokality/lhota/", "/obce/900001/", "/obce/900009/", "/zdroje/ptaci/"]
SURFACES += [f"/{name}/export.{ext}" for name in ("lokality", "obce") for ext in ("csv", "json")]


@pytest.mark.parametrize("path", SURFACES)
def test_what_is_not_public_is_on_no_surface(client, canary, path):
    text = client.get(path).content.decode().lower()
    assert "kanár" not in text
    assert "kanar" not in text
    assert "123\xa0456" not in text
    assert "support-intensive" not in text


@pytest.mark.parametrize("path", ["/lokality/kanarov/", "/zdroje/tajny/"])
def test_what_is_not_public_has_no_page(client, canary, path):
    assert client.get(path).status_code == 404


QUERIES = {
    "/": 7,
    "/lokality/": 9,
    "/lokality/lhota/": 8,
    "/obce/": 6,
    "/obce/900001/": 4,
    "/zdroje/": 2,
    "/zdroje/zprava/": 3,
    "/rozpory/": 2,
}


@pytest.mark.parametrize("path", QUERIES)
def test_pages_ask_the_database_so_often(client, place, path, django_assert_num_queries):
    with django_assert_num_queries(QUERIES[path]):
        client.get(path)


def test_more_localities_cost_no_more_queries(client, place, django_assert_num_queries):
    for i in range(30):
        other = locality(f"Lhota {i}")
        member(other, municipality(f"Lhota {i}"))
        support(other, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    for path in ("/", "/lokality/", "/obce/"):
        with django_assert_num_queries(QUERIES[path]):
            client.get(path)


def test_the_state_by_two_clocks_is_the_same_on_page_and_in_export(client, place):
    at = AsOf(D(2016, 6, 30), D(2016, 8, 30))
    exported = client.get(f"/lokality/export.json?{at.query()}").json()
    assert exported["platilo_ke_dni"] == "2016-06-30"
    assert exported["podle_poznatku_ke_dni"] == "2016-08-30"
    assert [row["support"] for row in exported["radky"]] == ["intensive"]
