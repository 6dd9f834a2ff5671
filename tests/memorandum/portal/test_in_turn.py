"""Only a few documents are made at a time; who comes when no turn is free is asked to come back."""

import os
import threading
import time
from contextlib import ExitStack

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from memorandum.portal import in_turn
from memorandum.server.turns import turn
from tests.builders import locality
from tests.issued import facts, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_taken(monkeypatch, settings):
    monkeypatch.setattr(in_turn, "WAITS", 0.1)
    with ExitStack() as taken:
        for _ in range(in_turn.AT_ONCE):
            taken.enter_context(turn(settings.TURNS_DIR, in_turn.turns("pdf"), 0))
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


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
def test_tables_have_turns_of_their_own(client, all_taken, settings, extension):
    locality("Lhota")
    path = f"/lokality/export.{extension}"
    assert client.get(path).status_code == 200
    for _ in range(in_turn.AT_ONCE):
        all_taken.enter_context(turn(settings.TURNS_DIR, in_turn.turns(extension), 0))
    assert client.get(path).status_code == 503


# --- While a person waits -------------------------------------------------------------------------------------------


PERSON = {"Accept": "text/html,application/xhtml+xml"}


def asked(path="/lokality/export.pdf", **headers):
    return RequestFactory().get(path, headers=PERSON | headers)


@pytest.fixture
def slow(monkeypatch, settings, tmp_path):
    """A view that takes as long as the test says, and counts how often it is asked."""
    settings.TURNS_DIR = tmp_path
    monkeypatch.setattr(in_turn, "SHOWS_AFTER", 0.2)
    go, made = threading.Event(), []

    def view(request):
        made.append(request.get_full_path())
        go.wait(5)
        return HttpResponse(b"%PDF", headers={"Content-Type": "application/pdf", "Content-Disposition": "attachment"})

    yield in_turn.in_turn(view), go, made
    go.set()


@pytest.fixture
def quick(slow, monkeypatch):
    """The same view, which takes no time; on a busy machine that, too, may be a while."""
    view, go, made = slow
    monkeypatch.setattr(in_turn, "SHOWS_AFTER", 30)
    go.set()
    return view, made


def until_made(view):
    end = time.monotonic() + 5
    while (answer := view(asked())).status_code == 202:
        assert time.monotonic() < end
    return answer


def test_a_person_who_waits_is_shown_that_it_is_made_and_then_gets_it(slow):
    view, go, made = slow
    for _ in range(3):
        answer = view(asked())
        assert answer.status_code == 202
        assert answer["Refresh"] == "2"
        assert answer["Cache-Control"] == "no-store"
        assert "Dokument se připravuje" in answer.content.decode()
    go.set()
    answer = until_made(view)
    assert (answer.content, answer["Content-Type"]) == (b"%PDF", "application/pdf")
    assert answer["Content-Disposition"] == "attachment"
    assert len(made) == 1, "whoever asks again does not begin it again"


def test_who_asks_for_what_takes_no_time_gets_it_at_once(quick):
    view, _ = quick
    assert view(asked()).content == b"%PDF"


def test_a_program_waits_for_the_document_itself(slow):
    view, go, _ = slow
    threading.Timer(0.5, go.set).start()
    assert view(asked(Accept="*/*")).content == b"%PDF"


def test_another_record_is_another_document(quick):
    view, made = quick
    for moment, event in ((1, 1), (1, 1), (2, 1), (2, 2)):
        request = asked()
        request.latest, request.last_event = moment, event
        assert view(request).status_code == 200
    assert len(made) == 3


@pytest.mark.parametrize("fault", ["raises", "refuses"])
@pytest.mark.usefixtures("quick")
def test_what_goes_wrong_is_told_and_may_be_tried_again(fault):
    tried = []

    def view(request):
        tried.append(1)
        if fault == "raises":
            raise ValueError("nejde")
        return HttpResponse("Takový den není.", status=400)

    failing = in_turn.in_turn(view)
    for _ in range(2):
        if fault == "raises":
            with pytest.raises(ValueError, match="nejde"):
                failing(asked())
        else:
            assert failing(asked()).status_code == 400
    assert len(tried) == 4, "made beside the request, then to tell what is wrong"


def test_what_nobody_has_come_for_is_forgotten(quick, settings):
    view, _ = quick
    view(asked())
    old = [*(settings.TURNS_DIR / "made").iterdir()]
    assert old
    for path in old:
        os.utime(path, (0, 0))
    view(asked("/obce/export.pdf"))
    assert not set(old) & {*(settings.TURNS_DIR / "made").iterdir()}
