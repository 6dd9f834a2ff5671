"""What is kept in front of Django: the same answer, made once, never after the record has changed."""

import gzip
import threading
import time
from types import SimpleNamespace

import brotli
import pytest

from memorandum.server import page_cache
from memorandum.server.makers import Makers
from memorandum.server.page_cache import UNKEPT, PageCache

PAGE = b"<p>" + b"strana " * 400 + b"</p>"


class Changes:
    """Of the record, as the test says."""

    number = last = 1

    def listen(self):
        pass


class Portal:
    """An application that counts how often it is asked, and in front of it what is to be tried."""

    def __init__(self, **headers):
        self.asked = []
        self.changes = Changes()
        self.ends = time.time() + 3600
        self.headers = {"Content-Type": "text/html", "Cache-Control": "public, no-cache", "ETag": '"a"'} | headers
        self.body = PAGE
        self.before = lambda environ: None
        self.cache = PageCache(
            self.application,
            changes=self.changes,
            canonical=lambda path, query: query.replace("&x=1", "").replace("x=1", ""),
            day_ends=lambda: self.ends,
            passed_by=("/sprava/",),
            most=100_000,
            makers=Makers(4),
            stuck=lambda environ, start_response: start_response("503 Stuck", []) or [],
        )

    def application(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        self.before(environ)
        start_response(environ.get("status", "200 OK"), [*self.headers.items()])
        return [self.body]

    def get(self, path="/", query="", method="GET", **headers):
        told = {}

        def start_response(status, headers, exc_info=None):
            told.update(status=status, headers=dict(headers))

        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "portal"}
        answer = self.cache(environ | headers, start_response)
        return told["status"], told["headers"], b"".join(answer)


def test_the_same_is_made_once():
    portal = Portal()
    answers = [portal.get(query=query) for query in ("", "x=1", "", "&x=1")]
    assert portal.asked == ["/"]
    assert answers == [answers[0]] * 4
    status, headers, body = answers[0]
    assert (status, body, headers["Content-Length"]) == ("200 OK", PAGE, str(len(PAGE)))


def test_each_address_host_and_scheme_has_its_own():
    portal = Portal()
    proxied = {"HTTP_X_FORWARDED_PROTO": "https"}
    for values in (
        {},
        {"path": "/a"},
        {"query": "q=1"},
        {"HTTP_HOST": "jinde"},
        {"wsgi.url_scheme": "https"},
        proxied,
    ):
        portal.get(**values)
    assert len(portal.asked) == 6


def test_after_a_change_it_is_made_anew():
    portal = Portal()
    portal.get()
    portal.changes.number, portal.body = 2, b"nove"
    assert portal.get()[2] == b"nove"
    assert len(portal.asked) == 2


def test_while_changes_cannot_be_heard_nothing_is_kept_or_used():
    portal = Portal()
    portal.get()
    portal.changes.number = None
    for _ in range(2):
        portal.get()
    assert len(portal.asked) == 3
    portal.changes.number = 2
    portal.get()
    assert len(portal.asked) == 4


def test_what_was_made_while_the_record_changed_is_not_kept():
    portal = Portal()

    def change(environ):
        portal.changes.number += 1

    portal.before = change
    for _ in range(2):
        assert portal.get()[2] == PAGE
    assert len(portal.asked) == 2


def test_at_midnight_another_day_begins():
    portal = Portal()
    portal.ends = time.time() - 1
    for _ in range(2):
        portal.get()
    assert len(portal.asked) == 2


def test_what_was_kept_before_midnight_is_not_told_after_it(monkeypatch):
    portal = Portal()
    portal.get()
    portal.get()
    assert len(portal.asked) == 1
    monkeypatch.setattr(page_cache, "time", SimpleNamespace(time=lambda: portal.ends))
    portal.get()
    assert len(portal.asked) == 2


@pytest.mark.parametrize(
    ("accepted", "form", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", "", bytes),
        ("gzip;q=0", "", bytes),
        ("GZIP", "gzip", gzip.decompress),
    ],
)
def test_each_visitor_gets_the_form_that_they_take(accepted, form, unpack):
    portal = Portal()
    _, headers, body = portal.get(HTTP_ACCEPT_ENCODING=accepted)
    assert headers.get("Content-Encoding", "") == form
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["ETag"] == (f'"a-{form}"' if form else '"a"'), "each form has a strong tag of its own"
    assert unpack(body) == PAGE
    assert headers["Content-Length"] == str(len(body))
    assert portal.get(HTTP_IF_NONE_MATCH=headers["ETag"], HTTP_ACCEPT_ENCODING=accepted)[0] == "304 Not Modified"


@pytest.mark.parametrize("asked", ['"a"', 'W/"a"', '"b", "a-gzip"', "*"])
def test_who_has_it_is_told_so_without_bytes(asked):
    portal = Portal()
    status, headers, body = portal.get(HTTP_IF_NONE_MATCH=asked)
    assert (status, body) == ("304 Not Modified", b"")
    assert "Content-Length" not in headers
    assert portal.get(HTTP_IF_NONE_MATCH='"b"')[0] == "200 OK"
    assert len(portal.asked) == 1


def test_who_has_it_since_a_day_is_told_so_too():
    portal = Portal(**{"Last-Modified": "Sun, 29 Nov 2026 07:00:00 GMT"})
    assert portal.get(HTTP_IF_MODIFIED_SINCE="Sun, 29 Nov 2026 07:00:00 GMT")[0] == "304 Not Modified"
    assert portal.get(HTTP_IF_MODIFIED_SINCE="Sun, 29 Nov 2026 06:59:59 GMT")[0] == "200 OK"
    assert portal.get(HTTP_IF_MODIFIED_SINCE="včera")[0] == "200 OK"
    known = {"HTTP_IF_MODIFIED_SINCE": "Sun, 29 Nov 2026 07:00:00 GMT", "HTTP_IF_NONE_MATCH": '"b"'}
    assert portal.get(**known)[0] == "200 OK", "the tag says more than the time"


def test_who_asks_for_the_head_gets_no_body_and_the_page_is_kept():
    portal = Portal()
    _, headers, body = portal.get(method="HEAD")
    assert (headers["Content-Length"], body) == (str(len(PAGE)), b"")
    assert portal.get()[2] == PAGE
    assert len(portal.asked) == 1


@pytest.mark.parametrize(
    "portal",
    [
        Portal(**{"Cache-Control": "private"}),
        Portal(**{"Cache-Control": "no-store"}),
        Portal(**{"Set-Cookie": "a=b"}),
        Portal(ETag='W/"a"'),
        Portal(**{"Content-Encoding": "gzip"}),
    ],
    ids=lambda portal: str(list(portal.headers.items())[-1]),
)
def test_what_must_not_be_kept_is_not(portal):
    for _ in range(2):
        status, headers, body = portal.get()
        assert (status, headers, body) == ("200 OK", portal.headers, PAGE)
    assert len(portal.asked) == 2


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [("POST", "/", {}), ("GET", "/sprava/x/", {}), ("GET", "/", {"status": "404 Not Found"}), ("GET", "/", {"u": 1})],
)
def test_staff_whoever_writes_and_errors_go_by(method, path, more):
    portal = Portal()
    if "u" in more:
        portal.before = lambda environ: environ.update({UNKEPT: True})
    for _ in range(2):
        portal.get(path, method=method, **more)
    assert len(portal.asked) == 2


def test_a_question_that_cannot_be_understood_is_answered_by_the_application():
    portal = Portal()

    def refuse(path, query):
        raise ValueError(query)

    portal.cache._canonical = refuse
    assert portal.get(query="x" * 9)[2] == PAGE
    assert len(portal.asked) == 1


def test_memory_is_bounded_and_what_is_asked_for_stays():
    portal = Portal()
    for number in range(200):
        portal.get("/oblibena")
        portal.get(f"/{number}", HTTP_ACCEPT_ENCODING="gzip")
    assert portal.cache._size <= 100_000
    assert portal.cache._size == sum(kept.size for kept in portal.cache._kept.values())
    assert portal.asked.count("/oblibena") == 1


def test_many_who_ask_at_once_wait_for_one():
    portal = Portal()
    started, go = threading.Event(), threading.Event()

    def wait(environ):
        started.set()
        go.wait(5)

    portal.before = wait
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(portal.get()[2])) for _ in range(8)]
    for thread in threads:
        thread.start()
    started.wait(5)
    go.set()
    for thread in threads:
        thread.join()
    assert answers == [PAGE] * 8
    assert portal.asked == ["/"]


def test_when_making_it_fails_the_next_one_tries(caplog):
    portal = Portal()

    def fail(environ):
        raise RuntimeError

    portal.before = fail
    with pytest.raises(RuntimeError):
        portal.get()
    portal.before = lambda environ: None
    assert portal.get()[2] == PAGE


def test_a_server_in_front_may_give_it_to_others_until_the_second_ends():
    portal = Portal()
    assert "X-Accel-Expires" not in portal.get()[1]
    until = portal.get(HTTP_X_FORWARDED_FOR="192.0.2.1")[1]["X-Accel-Expires"]
    assert 0 <= time.time() - int(until.removeprefix("@")) < 60
    assert "X-Accel-Expires" not in Portal(**{"Cache-Control": "no-store"}).get(HTTP_X_FORWARDED_FOR="192.0.2.1")[1]
    portal.changes.number = None  # nobody can say whether it is still so
    assert "X-Accel-Expires" not in portal.get(HTTP_X_FORWARDED_FOR="192.0.2.1")[1]


def test_when_the_application_can_say_nothing_what_was_so_at_the_last_is_told():
    portal = Portal()
    assert portal.get()[0] == "200 OK"
    portal.changes.number = None
    assert portal.get(status="503 Service Unavailable")[::2] == ("200 OK", PAGE)
    assert "X-Accel-Expires" not in portal.get(status="503 Service Unavailable", HTTP_X_FORWARDED_FOR="192.0.2.1")[1]
    assert portal.get("/jina/", status="503 Service Unavailable")[0] == "503 Service Unavailable"
    assert portal.get(status="500 Internal Server Error")[0] == "500 Internal Server Error"
    portal.changes.number = 2  # heard again, and it may have changed
    assert portal.get(status="503 Service Unavailable")[0] == "503 Service Unavailable"


# --- What is too large to be kept ------------------------------------------------------------------------------------


class Large:
    """An answer of many pieces, which says how many of them were made and whether it was closed."""

    def __init__(self, pieces=100):
        self.pieces, self.made, self.closed = pieces, 0, 0

    def __iter__(self):
        for number in range(self.pieces):
            self.made += 1
            yield bytes([number]) * 100_000

    def close(self):
        self.closed += 1

    @property
    def whole(self):
        return b"".join(bytes([number]) * 100_000 for number in range(self.pieces))


class LargePortal(Portal):
    def application(self, environ, start_response):
        super().application(environ, start_response)
        self.answers = [*getattr(self, "answers", []), Large()]
        return self.answers[-1]

    def ask(self, method="GET", **headers):
        told = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": "/a", "QUERY_STRING": "", "HTTP_HOST": "portal"}
        answer = self.cache(environ | headers, lambda status, values: told.extend((status, dict(values))))
        return *told, answer


def test_what_is_too_large_to_be_kept_goes_through_piece_by_piece():
    portal = LargePortal(**{"Content-Length": "10000000"})
    status, headers, answer = portal.ask()
    (large,) = portal.answers
    assert (status, headers["ETag"], headers["Content-Length"]) == ("200 OK", '"a"', "10000000")
    assert large.made * 100_000 < 5_000_000, "no more was read than shows that it is large"
    assert b"".join(answer) == large.whole
    answer.close()
    assert large.closed == 1
    portal.ask()
    assert len(portal.answers) == 2
    assert portal.cache._size == 0


def test_whoever_goes_away_before_the_end_closes_it():
    portal = LargePortal()
    *_, answer = portal.ask()
    next(iter(answer))
    answer.close()
    (large,) = portal.answers
    assert (large.made, large.closed) == (42, 1)


def test_it_is_packed_on_the_way_for_whoever_takes_that():
    portal = LargePortal(**{"Content-Length": "10000000"})
    _, headers, answer = portal.ask(HTTP_ACCEPT_ENCODING="br, gzip")
    assert (headers["ETag"], headers["Content-Encoding"], headers["Vary"]) == ('"a-gzip"', "gzip", "Accept-Encoding")
    assert "Content-Length" not in headers
    assert gzip.decompress(b"".join(answer)) == portal.answers[0].whole


@pytest.mark.parametrize("known", ['"a"', '"a-gzip"', "*"])
def test_whoever_has_it_is_told_so_without_its_bytes(known):
    portal = LargePortal(**{"Content-Length": "10000000"})
    status, headers, answer = portal.ask(HTTP_IF_NONE_MATCH=known)
    assert (status, [*answer]) == ("304 Not Modified", [])
    assert "Content-Length" not in headers
    assert portal.answers[0].closed == 1


def test_who_asks_for_its_head_only_gets_none_of_its_bytes():
    portal = LargePortal()
    status, _, answer = portal.ask("HEAD")
    assert (status, [*answer], portal.answers[0].closed) == ("200 OK", [], 1)


def test_what_was_changed_before_the_database_went_away_is_not_told_as_it_was():
    portal = Portal()
    portal.get()
    portal.changes.last, portal.changes.number = 2, None
    assert portal.get(status="503 Service Unavailable")[0] == "503 Service Unavailable"
