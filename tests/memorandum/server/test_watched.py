"""Who watches the portal is told whether it lives, how it is, and what it has done; strangers only that it lives."""

import ipaddress
import os
import re
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from memorandum.papers import verified
from memorandum.portal import condition
from memorandum.server import watched as watched_by
from memorandum.server.watched import Watched, asked_from, is_among
from tests import builders as b

HERE = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/32")]


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/pad/":
        raise ValueError("a fault of ours")
    start_response("404 Not Found" if path in ("/neni/", "/metrics") else "200 OK", [])
    return [b"told"]


@pytest.fixture
def watched(tmp_path):
    return Watched(application, networks=HERE, proxies=1, folder=tmp_path / "metrics", about=lambda: {"portal_x": 7})


def ask(watched, path, **environ):
    told = []
    body = watched(
        {"PATH_INFO": path, "REQUEST_METHOD": "GET", "REMOTE_ADDR": "10.1.2.3"} | environ,
        lambda status, headers, *more: told.append((status, dict(headers))),
    )
    return told[0][0][:3], b"".join(body).decode(), told[0][1]


def test_that_it_lives_needs_nothing_else(watched):
    status, body, headers = ask(watched, "/zdravi/zije", REMOTE_ADDR="203.0.113.9")
    assert (status, body, headers["Cache-Control"]) == ("200", "žije\n", "no-store")


@pytest.mark.parametrize(
    ("environ", "is_told"),
    [
        ({}, True),
        ({"REMOTE_ADDR": "203.0.113.9"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.9.9.9"}, True),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.9.9.9, 203.0.113.9"}, False),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.1; DROP"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({"REMOTE_ADDR": "2001:db8::9"}, True),
    ],
)
def test_what_it_has_done_is_told_to_those_on_the_list_alone(watched, environ, is_told):
    assert ask(watched, "/metrics", **environ)[0] == ("200" if is_told else "404")


def test_a_proxy_that_nobody_vouches_for_lets_nobody_in():
    assert asked_from({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}, 0) == ""
    assert asked_from({"HTTP_X_FORWARDED_FOR": "10.0.0.1"}, 2) == ""
    assert not is_among("", HERE)


def test_nobody_is_told_and_nothing_is_counted_until_somebody_is_on_the_list(tmp_path):
    closed = Watched(application, networks=[], proxies=0, folder=tmp_path / "metrics", about=dict)
    assert ask(closed, "/metrics")[0] == "404"
    ask(closed, "/")
    assert not closed._requests
    assert not (tmp_path / "metrics").exists()


LINE = re.compile(r"# (TYPE|HELP) .+|[a-z_]+(\{([a-z]+=\"[^\"]*\",?)+\})? [0-9.e+-]+")


def test_requests_are_told_by_kind_and_status_in_the_words_of_prometheus(watched):
    watched.beside = lambda: {"portal_page_cache_hits_total": 12}
    for path in ("/", "/", "/neni/", "/sprava/", "/static/a.css", "/zdravi"):
        ask(watched, path)
    with pytest.raises(ValueError, match="ours"):
        ask(watched, "/pad/")
    lines = ask(watched, "/metrics")[1].splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    worker = f'worker="{os.getpid()}"'
    for told in (
        f'portal_requests_total{{{worker},kind="public",status="200"}} 2',
        f'portal_requests_total{{{worker},kind="public",status="404"}} 1',
        f'portal_requests_total{{{worker},kind="public",status="none"}} 1',
        f'portal_requests_total{{{worker},kind="staff",status="200"}} 1',
        f'portal_request_seconds_bucket{{{worker},kind="public",le="+Inf"}} 4',
        f'portal_request_seconds_count{{{worker},kind="public"}} 4',
        f"portal_page_cache_hits_total{{{worker}}} 12",
        "portal_x 7",
    ):
        assert told in lines
    types = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(types) == len(set(types))


def test_of_all_workers_is_told_and_nothing_of_those_that_are_gone(watched, tmp_path):
    ask(watched, "/")
    folder = tmp_path / "metrics"
    other = os.getppid()
    told = '{"requests": [["public", "200", 5]], "seconds": [], "beside": {}}'
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for pid in (other, gone.pid):
        folder.mkdir(exist_ok=True)
        (folder / f"{pid}.json").write_text(told)
    text = ask(watched, "/metrics")[1]
    assert f'portal_requests_total{{worker="{other}",kind="public",status="200"}} 5' in text
    assert f'worker="{gone.pid}"' not in text
    assert not (folder / f"{gone.pid}.json").exists()


def test_a_disk_that_takes_nothing_hides_nothing_from_who_asks(tmp_path, caplog, monkeypatch):
    full = tmp_path / "metrics"
    full.write_text("no folder can stand here")
    watched = Watched(application, networks=HERE, proxies=1, folder=full, about=dict)
    slept = threading.Event()

    def sleep(_seconds):
        if threading.current_thread() is watched._teller:  # not that of another test
            slept.set()
        threading.Event().wait()  # the thread that tells the others would try again; it is a daemon

    monkeypatch.setattr(watched_by, "time", SimpleNamespace(sleep=sleep, perf_counter=time.perf_counter))
    ask(watched, "/")
    assert slept.wait(10)
    assert "cannot be told to the others" in caplog.text
    status, body, _ = ask(watched, "/metrics")
    assert status == "200"
    assert f'portal_requests_total{{worker="{os.getpid()}",kind="public",status="200"}} 1' in body


def test_who_asks_never_meets_who_tells(tmp_path, monkeypatch):
    monkeypatch.setattr(watched_by, "_TOLD_EVERY", 0.0)
    watched = Watched(application, networks=HERE, proxies=1, folder=tmp_path / "metrics", about=dict)
    ask(watched, "/")
    for _ in range(200):
        assert ask(watched, "/metrics")[0] == "200"
    assert watched._teller.is_alive()
    monkeypatch.setattr(watched_by, "_TOLD_EVERY", 3600.0)


# --- How it is ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_watch_is_told_the_state_of_the_record_and_those_on_the_list_of_the_server(client, settings):
    assert "evidence: prázdná" in client.get("/zdravi").content.decode()
    b.locality("Lhota")
    told = client.get("/zdravi").content.decode()
    assert re.search(r"^evidence: zápis [0-9\xa0]+ z .+\xa0v\xa0.+$", told, re.MULTILINE)
    assert "volné místo" not in told
    settings.METRICS_FROM = [ipaddress.ip_network("127.0.0.1")]
    lines = client.get("/zdravi").content.decode().splitlines()
    assert re.fullmatch(r"volné místo: [0-9\xa0]+ z [0-9\xa0]+ GB(, dochází)?", lines[3])
    assert lines[4] == "poslední záloha: není známa"
    assert "volné místo" not in client.get("/zdravi", headers={"X-Forwarded-For": "127.0.0.1"}).content.decode()


@pytest.mark.django_db
def test_numbers_are_told_of_what_is_known(monkeypatch):
    monkeypatch.setattr(condition, "close_old_connections", lambda: None)
    told = condition.measured()
    assert told["portal_database_up"] == 1
    assert told["portal_free_bytes"] > 0
    assert "portal_papers_verified_age_seconds" not in told
    verified.keep(wrong=2)
    told = condition.measured()
    assert told["portal_papers_wrong"] == 2
    assert 0 <= told["portal_papers_verified_age_seconds"] < 600


def test_without_the_database_the_numbers_say_so(monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(condition, "close_old_connections", lambda: None)
    monkeypatch.setattr(condition, "version", away)
    assert condition.measured()["portal_database_up"] == 0
