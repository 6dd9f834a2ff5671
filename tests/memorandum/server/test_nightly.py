"""What is done every night is done once a night, whatever the clocks do."""

import datetime
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from memorandum.papers import verified
from memorandum.server import nightly
from tests.issued import guards_off, issued_paper

PRAGUE = ZoneInfo("Europe/Prague")
AT = datetime.time(2, 30)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ((2026, 11, 29, 1, 30), 1),
        ((2026, 11, 29, 2, 30), 24),
        ((2026, 11, 29, 14, 30), 12),
        ((2026, 3, 28, 14, 30), 12),  # half past two is not there that night: it is half past three
        ((2026, 10, 24, 14, 30), 12),
        ((2026, 10, 25, 14, 30), 12),
        ((2026, 12, 31, 23, 30), 3),
    ],
)
def test_it_waits_for_half_past_two(now, hours):
    waited = nightly.seconds_until(AT, datetime.datetime(*now, tzinfo=PRAGUE))
    assert waited == hours * 3600


def test_every_command_is_there(monkeypatch):
    done = []
    monkeypatch.setattr(nightly.subprocess, "run", lambda told, **options: done.append(told[2]))
    monkeypatch.setattr(nightly.time, "sleep", lambda seconds: done.append(seconds) or len(done) < 5 or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        nightly._every_night()
    assert done[:3] == [3600, "verify_papers", "forget_old_traces"]
    assert 0 < done[3] <= 25 * 3600


@pytest.fixture
def watched(client, db):
    """What the watch of the operator and the page of the ledger say."""
    return lambda: [client.get(path).content.decode() for path in ("/zdravi", "/informace/kniha-vydani/")]


def test_when_it_was_verified_last_and_how_it_ended_is_told(watched):
    issued_paper()
    health, page = watched()
    assert "vydané písemnosti dosud neověřeny" in health
    assert "ověřeny" not in page
    call_command("verify_papers", stdout=io.StringIO())
    assert ", v pořádku" in watched()[0].splitlines()[1]
    assert all(verified.last().sentence[1:] in told for told in watched())
    with guards_off() as cursor:
        cursor.execute("UPDATE council_issuedpaper SET issuer_name = 'Nikdo'")
    with pytest.raises(CommandError):
        call_command("verify_papers", stderr=io.StringIO())
    assert verified.last().wrong == 2, "history knows of it too"
    assert all("nalezených chyb: 2" in told for told in watched())


def test_a_watch_gets_no_old_answer(client, db):
    assert client.get("/zdravi")["Cache-Control"] == "no-store"
    first = client.get("/informace/kniha-vydani/")["Last-Modified"]
    verified.keep(wrong=0)
    page = client.get("/informace/kniha-vydani/", headers={"If-Modified-Since": first})
    assert page.status_code == 200 or page["Last-Modified"] == first, "told within the same second"
