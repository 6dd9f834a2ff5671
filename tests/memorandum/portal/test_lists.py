"""Lists to take away say what their pages say."""

import pytest

from council.models import Paper
from localities.models import Discrepancy, DiscrepancyClaim
from tests.builders import D, discrepancy, source
from tests.canaries import public_world

LISTS = ("lokality", "obce", "zmeny", "usneseni", "zdroje", "zastupitelstvo", "informace", "rozpory", "finance")


@pytest.fixture
def world(db):
    return public_world()


def rows(client, name, **query):
    return client.get(f"/{name}/export.json", query).json()["radky"]


def asked(name):
    return {"od": "2010-01-01"} if name == "zmeny" else {}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_offers_its_files(client, world, name):
    page = client.get(f"/{name}/", asked(name)).content.decode()
    for extension in ("xlsx", "csv", "docx", "pdf", "json"):
        assert f'href="/{name}/export.{extension}' in page


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_a_file_stands_on_its_page(client, world, name):
    page = client.get(f"/{name}/", asked(name)).content.decode().replace("&nbsp;", " ").replace("\xa0", " ")
    told = {"title", "name", "subject", "claim", "locality", "body"}
    found = [value for row in rows(client, name, **asked(name)) for key, value in row.items() if key in told]
    assert found
    assert [value for value in found if value not in page] == []


def test_sources_are_told_as_they_are_narrowed(client, world):
    assert [row["title"] for row in rows(client, "zdroje", druh="paper")] == ["Písemná informace"]
    assert rows(client, "zdroje", druh="resolution") == [
        {
            "kind": "usnesení",
            "title": "Usnesení 1145/16/RK",
            "number": "1145/16/RK",
            "issuer": "Rada",
            "issued_on": None,
            "issued": "",
            "url": "",
        }
    ]
    assert client.get("/zdroje/export.xlsx", {"druh": "neni"}).status_code == 400


def test_sessions_are_told_with_their_papers(client, world):
    assert rows(client, "zastupitelstvo", rok="2016", organ="zk") == [
        {
            "body": "Zastupitelstvo",
            "number": 7,
            "held_on": "2016-08-30",
            "papers": "písemná informace: O spolupráci",
            "source": "Písemná informace",
            "passage": "",
        }
    ]
    assert rows(client, "zastupitelstvo", znamo_k="2016-08-29") == []


def test_a_paper_does_not_name_the_hidden_source_of_its_words(client, world):
    Paper.objects.update(source=source(title="Tajný spis", is_public=False))
    assert [(row["subject"], row["source"]) for row in rows(client, "informace")] == [("O spolupráci", "")]


def test_a_discrepancy_has_a_row_for_each_claim(client, world):
    dispute = Discrepancy.objects.get()
    second = source(title="Druhý zdroj", text="už od 2012")
    DiscrepancyClaim.objects.filter(discrepancy=dispute, position=2).update(
        claim="od 2012", source=second, passage="od 2012"
    )
    discrepancy("Kolik", held="nevíme", reason="není", known_on=D(2014, 1, 1), sides=[second, second])
    told = [tuple(row.values()) for row in rows(client, "rozpory")]
    opened = ("Lhota", "Od kdy")
    rest = ("2014", "zdroj", "zdroje se rozcházejí")
    assert told == [
        (*opened, "Od kdy: tvrzení 1", *rest, "Písemná informace", ""),
        (*opened, "od 2012", *rest, "Druhý zdroj", "od 2012"),
        *(
            ("spolupráce jako celek", "Kolik", claim, "nevíme", "není", "zdroje se rozcházejí", "Druhý zdroj", "")
            for claim in ("Kolik: tvrzení 1", "Kolik: tvrzení 2")
        ),
    ]
