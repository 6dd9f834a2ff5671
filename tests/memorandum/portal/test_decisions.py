"""Pages of the council: memoranda, sessions, papers, resolutions, sources."""

import re

import pytest

from council.models import Block, Memorandum, MemorandumChange, MemorandumParty, MemorandumTerm, Paper, Session
from evidence.models import Body, Reference
from tests.builders import D, source

pytestmark = pytest.mark.django_db


def text(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200, path
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def assembly():
    return Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo kraje")


@pytest.fixture
def council():
    return Body.objects.create(key="rk", kind="council", name="Rada kraje")


def resolution(number, issuer, day, **values):
    title = f"Usnesení č. {number}"
    return source(kind="resolution", number=number, title=title, issuer=issuer, issued_on=day, **values)


def change(agreement, state, day, **values):
    values = {"source": source(issued_on=day), "known_on": day} | values
    return MemorandumChange.objects.create(memorandum=agreement, state=state, effective_on=day, **values)


# --- Memoranda ---------------------------------------------------------------------------------------------------


@pytest.fixture
def agreement(council):
    agreement = Memorandum.objects.create(key="m-2016", title="Memorandum o spolupráci", year=2016)
    decided = resolution("1145/16/RK", council, D(2016, 6, 28))
    older = resolution("116/14/RK", council, D(2014, 2, 4))
    paper = source(issued_on=D(2016, 6, 28))
    Reference.objects.create(kind="follows", later=decided, earlier=older, source=paper)
    change(agreement, "approved", D(2016, 6, 28), body=council, resolution=decided)
    MemorandumParty.objects.create(memorandum=agreement, body=council, named_as="Kraj", source=paper)
    MemorandumTerm.objects.create(
        memorandum=agreement, kind="area", text="bydlení", effective_on=D(2016, 6, 28), known_on=D(2016, 6, 28),
        source=paper,
    )  # fmt: skip
    return agreement


def test_who_signed_for_a_party_is_told_where_the_source_names_them(client, agreement):
    assert "podpis:" not in text(client, "/memorandum/")
    MemorandumParty.objects.update(signed_by="hejtman Novák")
    assert re.search(
        r">Kraj</a><sup[^>]*>\d+</sup> <span[^>]*>podpis: hejtman Novák</span>", text(client, "/memorandum/")
    )


def test_what_no_source_says_of_a_memorandum_is_told_as_unknown(client, agreement):
    page = text(client, "/memorandum/")
    assert re.search(r"28\. 6\. 2016</a><sup[^>]*>\d+</sup>, Rada kraje", page)
    assert page.count("neuvedeno – žádný zdroj v evidenci to k tomuto dni neříká") == 2, "presented and signed"
    assert "Vypovězeno" not in page
    change(agreement, "terminated", D(2019, 10, 1))
    assert "Vypovězeno" in text(client, "/memorandum/")
    assert "Vypovězeno" not in text(client, "/memorandum/", ke_dni="2019-09-30")


def test_the_chain_is_drawn_and_told(client, agreement):
    page = text(client, "/memorandum/")
    assert page.count('<rect class="box"') == 2 * 3, "once for a wide screen, once for a narrow one"
    assert page.count('class="line line-follows"') == 2 * 1
    assert page.count('class="line line-approved"') == 2 * 1
    assert 'role="group"' in page
    list_in_words = page.partition("Totéž slovy")[2]
    assert "usnesení č. 116/14/RK" in list_in_words
    assert re.search(r"Usnesení [^<]*</a> schválilo <a [^>]*>memorandum 2016</a>", list_in_words)


def test_a_memorandum_is_not_told_before_it_was_known(client, agreement):
    page = text(client, "/memorandum/", znamo_k="2016-06-27")
    assert "Memorandum 2016" not in page
    assert "evidence žádné memorandum neuvádí" in page


def test_a_hidden_resolution_of_a_memorandum_is_not_named(client, agreement):
    agreement.changes.get().resolution.__class__.objects.filter(number="1145/16/RK").update(is_public=False)
    page = text(client, "/memorandum/")
    assert "1145/16/RK" not in page
    assert "usnesení neuvedeno" in page


# --- Sessions ------------------------------------------------------------------------------------------------------


def test_sessions_stand_by_body_and_year_the_assembly_first(client, assembly, council):
    for body, number, day in (
        (council, 3, D(2024, 3, 1)),
        (assembly, 7, D(2016, 8, 30)),
        (assembly, 1, D(2023, 1, 9)),
    ):
        Session.objects.create(body=body, number=number, held_on=day)
    page = text(client, "/zastupitelstvo/")
    places = [page.index(words) for words in ("<h2>Zastupitelstvo kraje", "<h3>2023", "<h3>2016", "<h2>Rada kraje")]
    assert places == sorted(places)
    assert "3 zasedání" in page
    assert "1 zasedání" in text(client, "/zastupitelstvo/", rok="2016")
    assert "1 zasedání" in text(client, "/zastupitelstvo/", organ="rk")


def test_a_session_shows_papers_and_resolutions_of_its_body_and_day_only(client, assembly, council):
    session = Session.objects.create(body=assembly, number=7, held_on=D(2016, 8, 30))
    Session.objects.create(body=assembly, number=6, held_on=D(2016, 6, 28))
    Paper.objects.create(session=session, subject="O spolupráci", addressee="Zastupitelstva", is_public=True)
    Paper.objects.create(session=session, subject="Rozpracovaná", addressee="Zastupitelstva")
    resolution("300/16/ZK", assembly, D(2016, 8, 30))
    resolution("301/16/ZK", assembly, D(2016, 8, 29))
    resolution("900/16/RK", council, D(2016, 8, 30))
    resolution("302/16/ZK", assembly, D(2016, 8, 30), is_public=False)
    page = text(client, "/zastupitelstvo/2016/7/")
    assert "O spolupráci" in page
    assert "300/16/ZK" in page
    for other in ("Rozpracovaná", "301/16/ZK", "900/16/RK", "302/16/ZK"):
        assert other not in page
    assert "Předchozí: 6. zasedání" in page


def test_two_bodies_may_have_a_session_of_one_number(client, assembly, council):
    ours = Session.objects.create(body=assembly, number=7, held_on=D(2016, 8, 30))
    other = Session.objects.create(body=council, number=7, held_on=D(2016, 5, 5))
    assert (ours.get_absolute_url(), other.get_absolute_url()) == (
        "/zastupitelstvo/2016/7/",
        "/zastupitelstvo/2016/7/rk/",
    )
    page = text(client, "/zastupitelstvo/2016/7/")
    assert "<h1>7. zasedání dne 30. 8. 2016" in page
    assert "/zastupitelstvo/2016/7/rk/" in page
    assert "<h1>7. zasedání dne 5. 5. 2016" in text(client, "/zastupitelstvo/2016/7/rk/")
    assert client.get("/zastupitelstvo/2016/7/vybor/").status_code == 404


def test_a_coming_session_is_said_to_be_coming(client, assembly):
    Session.objects.create(body=assembly, number=1, held_on=D(2999, 1, 5))
    assert "teprve bude" in text(client, "/zastupitelstvo/")
    assert "teprve bude" in text(client, "/zastupitelstvo/2999/1/")


@pytest.mark.parametrize(
    "path", ["0000/7", "2016/0", "2016/99999", "99999/7", "2016/-7", "2016/7.5", "rok/7", "2016/٣"]
)
def test_a_session_that_cannot_be_is_not_found(client, assembly, path):
    assert client.get(f"/zastupitelstvo/{path}/").status_code == 404
    assert client.get(f"/informace/{path.replace('/', '-')}/").status_code == 404


# --- Papers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def paper(assembly):
    session = Session.objects.create(body=assembly, number=7, held_on=D(2016, 8, 30))
    original = source(key="puvodni", kind="paper", title="Původní dokument", issued_on=D(2016, 8, 30))
    paper = Paper.objects.create(
        session=session, subject="O spolupráci", addressee="Zastupitelstva", is_public=True, source=original
    )
    Block.objects.create(paper=paper, position=1, kind="text", text="Předkládáme na vědomí.")
    return paper


def test_a_paper_says_that_it_was_composed_and_where_the_original_is(client, paper):
    page = text(client, "/informace/2016-7/")
    assert "Znění níže složil portál z evidence" in page
    assert 'Rozhodující je původní dokument: <a href="/zdroje/puvodni/">' in page
    assert "dne 30. 8. 2016" in page
    assert "Předkládáme na vědomí." in page
    assert "ke_dni=2016-08-30" in page, "the same day as we know it today is one click away"


def test_a_paper_can_be_taken_away(client, paper):
    for extension, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        response = client.get(f"/informace/2016-7.{extension}")
        assert response.content.startswith(start)
        assert f'filename="informace-2016-7.{extension}"' in response["Content-Disposition"]


def test_of_two_papers_of_a_session_each_has_its_own_address(client, paper):
    second = Paper.objects.create(
        key="druha", session=paper.session, subject="Příloha", addressee="Zastupitelstva", is_public=True, kind="annex"
    )
    assert second.get_absolute_url() == "/informace/2016-7/druha/"
    assert paper.get_absolute_url() == "/informace/2016-7/"
    page = text(client, "/informace/2016-7/druha/")
    assert "Znění této písemnosti evidence neobsahuje" in page
    assert 'href="/informace/2016-7/"' in page
    assert client.get("/informace/2016-7/druha.pdf").status_code == 404
    Paper.objects.filter(pk=paper.pk).update(is_public=False)
    assert client.get("/informace/2016-7/").status_code == 404, "another paper is never given in its place"
    assert client.get("/informace/2016-7/druha/").status_code == 200


def test_the_list_of_papers_leads_to_papers_and_sessions(client, paper):
    page = text(client, "/informace/")
    assert "1 písemnost" in page
    assert 'href="/informace/2016-7/"' in page
    assert 'href="/zastupitelstvo/2016/7/"' in page
    assert "1 písemnost" not in text(client, "/informace/", znamo_k="2016-08-29")


# --- Resolutions and sources ---------------------------------------------------------------------------------------


@pytest.fixture
def resolutions(assembly, council):
    first = resolution("116/14/RK", council, D(2014, 2, 4))
    second = resolution("1145/16/RK", council, D(2016, 6, 28))
    resolution("513/21/ZK", assembly, D(2021, 11, 30))
    Reference.objects.create(kind="follows", later=second, earlier=first, source=source(issued_on=D(2016, 8, 30)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["513/21/ZK", "1145/16/RK", "116/14/RK"]),
        ({"organ": "rk"}, ["1145/16/RK", "116/14/RK"]),
        ({"rok": "2014"}, ["116/14/RK"]),
        ({"q": "usneseni c. 1145"}, ["1145/16/RK"]),
        ({"q": "uneseni 513/21"}, ["513/21/ZK"]),
        ({"znamo_k": "2016-06-28"}, ["1145/16/RK", "116/14/RK"]),
    ],
)
def test_resolutions_are_narrowed_on_the_page_as_in_the_file(client, resolutions, query, found):
    rows = client.get("/usneseni/export.json", query).json()["radky"]
    page = text(client, "/usneseni/", **query)
    assert [row["number"] for row in rows] == found
    assert [row["number"] for row in client.get("/usneseni/", query).context["rows"]] == [r["number"] for r in rows]
    assert f"{len(rows)} usnesení" in page


def test_a_resolution_tells_what_it_follows_once_that_is_known(client, resolutions):
    row = next(r for r in client.get("/usneseni/export.json").json()["radky"] if r["number"] == "1145/16/RK")
    assert row["follows"] == "Usnesení č. 116/14/RK"
    early = client.get("/usneseni/export.json", {"znamo_k": "2016-08-29"}).json()["radky"]
    assert {row["follows"] for row in early} == {""}


def test_sources_are_searched_and_counted(client):
    source(kind="press", title="Příliš žluťoučký kůň", issued_on=D(2016, 1, 1))
    source(kind="plan", title="Plán Lhoty")
    assert "2 zdroje" in text(client, "/zdroje/")
    assert "1 zdroj<" in text(client, "/zdroje/", q="zlutoucky")
    assert "1 zdroj<" in text(client, "/zdroje/", druh="plan")
    assert "0 zdrojů" in text(client, "/zdroje/", q="neexistuje")
    assert "Výběru neodpovídá žádný zdroj" in text(client, "/zdroje/", q="neexistuje")


def test_a_long_list_of_sources_has_pages(client):
    for number in range(60):
        source(title=f"Zdroj {number}")
    page = text(client, "/zdroje/")
    assert "60 zdrojů" in page
    assert page.count('<span class="source-meta">') == 50
    assert 'href="?strana=2"' in page
