"""Only a few documents are made at a time; who comes when no turn is free is asked to come back."""

from contextlib import ExitStack

import pytest

from memorandum.portal import in_turn
from memorandum.server.turns import turn
from tests.builders import locality
from tests.issued import facts, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_taken(monkeypatch, settings):
    monkeypatch.setattr(in_turn, "WAITS", 0.1)
    names = [str(number) for number in range(in_turn.AT_ONCE)]
    with ExitStack() as taken:
        for _ in names:
            taken.enter_context(turn(settings.TURNS_DIR, names, 0))
        yield taken


@pytest.mark.parametrize(
    "path",
    [
        "/lokality/export.pdf?q=Lhota",
        "/informace/sestava.docx?zdroje=dokumenty",
        "/informace/2016-7.pdf",
        "/zastupitelstvo/2016/7/podklady.zip",
    ],
)
def test_who_comes_when_too_many_are_being_made_is_asked_to_come_back(client, all_taken, path):
    facts()
    paper()
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == str(in_turn.COMES_BACK)
    said = answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "Dokument se připravuje" in said
    assert f'href="{path}"' in said
    all_taken.close()
    assert client.get(path).status_code == 200


def test_a_turn_is_given_back_whatever_comes_of_it(client):
    locality("Lhota")
    for _ in range(in_turn.AT_ONCE + 1):
        assert client.get("/lokality/export.pdf", {"ke_dni": "nesmysl"}).status_code == 400
    assert client.get("/lokality/export.csv").status_code == 200


def test_pages_need_no_turn(client, all_taken):
    assert client.get("/lokality/").status_code == 200
