"""What one process has made of a public page the others fetch, and nobody is ever told what is no longer so."""

import socketserver
import threading
import time
from contextlib import ExitStack, closing
from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.test import Client

from evidence.models import today
from memorandum import middleware
from memorandum.server import shared_pages
from tests import builders as b

PAGE = "/lokality/horni-lhota/"


class _Talk(socketserver.StreamRequestHandler):
    """So much of the protocol of Redis as keeping and fetching needs."""

    def handle(self):
        while head := self.rfile.readline():
            words = []
            for _ in range(int(head[1:])):
                size = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(size))
                self.rfile.readline()
            self.wfile.write(self.server.say(words))


class Store(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.kept, self.fetched, self.answer = {}, [], None
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"valkey://127.0.0.1:{self.server_address[1]}/0"

    def say(self, words):
        command = words[0].upper()
        if command == b"SET":
            self.kept[words[1]] = words[2]
        if command != b"GET":
            return b"+OK\r\n"
        self.fetched.append(words[1])
        if self.answer is not None:
            return self.answer
        found = self.kept.get(words[1])
        return b"$-1\r\n" if found is None else b"$%d\r\n%s\r\n" % (len(found), found)


@pytest.fixture
def store(settings):
    with Store() as made:
        settings.SHARED_PAGES_URL = made.url
        yield made
        made.shutdown()


def told(path=PAGE, client=None, **headers):
    """What a process that was just started says."""
    answer = (client or Client(headers={"host": "127.0.0.1"} | headers)).get(path)
    return answer.content, sorted(answer.items())


def made_anew(settings, path=PAGE):
    url, settings.SHARED_PAGES_URL = settings.SHARED_PAGES_URL, ""
    try:
        return told(path)
    finally:
        settings.SHARED_PAGES_URL = url


def open_another():
    return psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor, "context": None})


pytestmark = pytest.mark.django_db(transaction=True)


def test_without_a_server_there_is_no_layer(settings):
    settings.SHARED_PAGES_URL = ""
    with pytest.raises(MiddlewareNotUsed):
        middleware.shared(lambda request: None)


@pytest.fixture
def others():
    """Connections of others, closed before the tables are emptied, whatever comes of the test."""
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def quiet(monkeypatch):
    """Nobody writes, in other databases of the server neither, as tests beside these do."""
    monkeypatch.setattr(shared_pages, "_STATE", "SELECT 'quiet'")


@pytest.mark.usefixtures("quiet")
def test_what_one_process_has_made_the_others_fetch(store, settings):
    b.locality("Horní Lhota", slug="horni-lhota")
    first = told()
    assert len(store.kept) == 1
    assert told() == first == made_anew(settings)
    assert Client(headers={"host": "127.0.0.1"}).get(PAGE).templates == [], "nothing is made"
    assert made_anew(settings, "/obce/") == told("/obce/") == told("/obce/")


@pytest.mark.parametrize("path", ["/neni/", "/lokality/?ke_dni=nesmysl", "/zdravi", "/sprava/"])
def test_what_is_no_whole_public_answer_is_not_shared(store, path):
    Client(headers={"host": "127.0.0.1"}).get(path)
    assert store.kept == {}


@pytest.mark.usefixtures("quiet")
def test_another_host_day_address_and_release_is_another_page(store, monkeypatch, settings):
    b.locality("Horní Lhota", slug="horni-lhota")
    told()
    told("/obce/")
    told(host="localhost")
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(middleware, "today", lambda: today() + timedelta(days=1))
        told()
    settings.SAID_ON_PAGES = [("OPERATOR_NAME", "Jiný úřad")]
    told()
    assert len(store.kept) == 5


def test_while_nobody_writes_the_state_is_one(store):
    b.locality("Horní Lhota", slug="horni-lhota")
    end = time.monotonic() + 60
    while told() and Client(headers={"host": "127.0.0.1"}).get(PAGE).templates:  # others wrote in between
        assert time.monotonic() < end


def test_after_a_change_nobody_is_told_what_was_so(store, settings):
    place = b.locality("Horní Lhota", slug="horni-lhota")
    before = told()
    with open_another() as other:
        other.execute("UPDATE localities_locality SET name = 'Dolní Lhota' WHERE id = %s", [place.pk])
    after = told()
    assert after != before
    assert "Dolní Lhota" in after[0].decode()
    assert after == told() == made_anew(settings)


def test_also_where_others_are_still_writing(store, settings, others):
    """A transaction that began first, wrote first and ends last: numbers that only count upwards would not tell."""
    place, source = b.locality("Horní Lhota", slug="horni-lhota"), b.source()
    waiting, late, quick = (others.enter_context(closing(open_another())) for _ in range(3))
    waiting.execute("UPDATE evidence_source SET title = 'Třetí' WHERE id = %s", [b.source().pk])
    late.execute("UPDATE localities_locality SET name = 'Dolní Lhota' WHERE id = %s", [place.pk])
    quick.execute("UPDATE evidence_source SET title = 'Jiný' WHERE id = %s", [source.pk])
    seen = [told()]
    for writer in (quick, late, waiting):
        writer.commit()
        seen.append(told())
        assert seen[-1][0] == made_anew(settings)[0]
    assert ["Dolní Lhota" in body.decode() for body, _ in seen] == [False, False, True, True]


@pytest.mark.parametrize("answer", [b"$4\r\nnull\r\n", b"$2\r\nxx\r\n", b"$0\r\n\r\n", b"-ERR no\r\n", b"?\r\n"])
def test_what_is_not_ours_is_made_anew(store, settings, answer):
    b.locality("Horní Lhota", slug="horni-lhota")
    store.answer = answer
    assert told() == made_anew(settings)
    assert store.fetched


def test_while_it_is_away_pages_are_made_and_it_is_left_alone(store, settings, monkeypatch):
    b.locality("Horní Lhota", slug="horni-lhota")
    store.answer = b"-LOADING\r\n"
    monkeypatch.setattr(shared_pages, "_RESTS", 0.5)
    client = Client(headers={"host": "127.0.0.1"})
    assert told(client=client) == told(client=client) == made_anew(settings)
    assert len(store.fetched) == 1
    assert store.kept == {}
    store.answer = None
    end = time.monotonic() + 10
    while not store.kept:
        assert time.monotonic() < end
        told(client=client)


def test_nobody_waits_for_one_that_says_nothing(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:  # accepted by nobody
        settings.SHARED_PAGES_URL = f"redis://127.0.0.1:{silent.server_address[1]}/0"
        b.locality("Horní Lhota", slug="horni-lhota")
        assert told() == made_anew(settings)


def test_settings_that_pages_tell_hold_no_secret(settings):
    names = {name for name, _ in settings.SAID_ON_PAGES}
    assert {"OPERATOR_NAME", "SECURITY_CONTACT", "PORTAL", "ALLOWED_HOSTS"} <= names
    assert not {name for name in names if "SECRET" in name or name.endswith("DATABASE_URL")} | names & {"LEDGER_KEY"}
