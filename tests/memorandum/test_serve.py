"""The portal as ./run serves it: from nothing to the first page, and on after whatever is killed."""

import contextlib
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command

from memorandum.imports import record_files
from memorandum.management.commands import serve

ROOT = Path(__file__).resolve().parent.parent.parent


class Portal:
    """The portal in a process of its own, with its own database, on a free port."""

    def __init__(self, var):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.var = var
        self.process = self.start()

    def start(self):
        kept = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "DATABASE_URL")}
        environment = kept | {
            "DJANGO_SETTINGS_MODULE": "memorandum.settings",
            "VAR_DIR": str(self.var),
            "PORT": str(self.port),
        }
        with (self.var / "output").open("ab") as output:
            return psutil.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self):
        return (self.var / "output").read_text()

    def get(self, path):
        """Status and body; a portal that does not answer yet is asked again."""
        end = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read()
            except OSError:
                assert self.process.poll() is None, self.output()
                assert time.monotonic() < end, self.output()
                time.sleep(0.05)

    def postmaster(self):
        return psutil.Process(int((self.var / "pg18/data/postmaster.pid").read_text().splitlines()[0]))

    def everybody(self):
        """The workers, the watcher, the database server and its children."""
        postmaster = self.postmaster()
        server = [postmaster.parent(), postmaster, *postmaster.children(recursive=True)]
        return [*self.process.children(recursive=True), *server]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("portál"))
    yield portal
    if portal.process.is_running():
        portal.process.send_signal(signal.SIGKILL)
        portal.process.wait(60)


def wait_until_gone(processes):
    """Nobody may collect them when they have ended; a zombie is gone, too."""
    end = time.monotonic() + 60
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                assert time.monotonic() < end, process
                time.sleep(0.02)


def test_from_nothing_to_a_page_and_on_after_every_kill(portal):
    """One long story, as each of its starts costs seconds."""
    status, page = portal.get("/lokality/")
    assert status == 200
    assert f"http://127.0.0.1:{portal.port}/" in portal.output()
    assert "Načítám evidenci." in portal.output()

    # The stylesheet has its content in its name.
    stylesheet = re.search(r"/static/portal\.[0-9a-f]{12}\.css", page.decode())
    assert stylesheet is not None
    assert portal.get(stylesheet[0])[0] == 200

    _a_change_is_seen_at_once(portal)

    _silent_connections_keep_nobody_out(portal)

    # A second start on the same port is refused; it is not let in beside the first one.
    second = portal.start()
    assert second.wait(60) == 1
    assert f"Port {portal.port} už používá jiný program" in portal.output()

    for _ in range(3):  # also again and again within seconds
        portal.process.children()[0].kill()
        assert portal.get("/lokality/")[0] == 200

    postmaster = portal.postmaster()
    postmaster.kill()
    wait_until_gone([postmaster])
    assert portal.get("/lokality/")[0] == 200

    everybody = portal.everybody()
    portal.process.kill()
    portal.process.wait(60)
    wait_until_gone(everybody)

    # The second start finds everything done.
    before = len(portal.output())
    portal.process = portal.start()
    assert portal.get("/lokality/")[0] == 200
    told = portal.output()[before:]  # a killed server's last words may stand in it, too
    assert f"Portál běží na adrese http://127.0.0.1:{portal.port}/ (ukončíte ho klávesami Ctrl+C)." in told
    assert not re.search("Připravuji|Načítám", told)

    if "Killing" in _what_ctrl_c_says(portal, before):
        # Once in hundreds of stops the server's own threads wait for each other when a request has only just ended,
        # and the worker is killed after its ten seconds; if workers did not hear, it would be so each time.
        before = len(portal.output())
        portal.process = portal.start()
        assert portal.get("/lokality/")[0] == 200
        assert "Killing" not in _what_ctrl_c_says(portal, before)


def _what_ctrl_c_says(portal, before):
    """It reaches all that run in the terminal, and nobody stays."""
    everybody = portal.everybody()
    os.killpg(portal.process.pid, signal.SIGINT)
    assert portal.process.wait(60) == 0
    wait_until_gone(everybody)
    return portal.output()[before:]


def _silent_connections_keep_nobody_out(portal):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with contextlib.ExitStack() as stack:
        for _ in range(1_100):
            stack.enter_context(socket.create_connection(("127.0.0.1", portal.port), 30))
        for _ in range(9):
            with urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/lokality/", timeout=10) as answer:
                assert answer.status == 200


def _a_change_is_seen_at_once(portal):
    """By every worker, although each keeps the page: also a change by SQL, also after nobody could be heard."""
    lines = (portal.var / "pg18/data/postmaster.pid").read_text().splitlines()
    with psycopg.connect(host=lines[4], port=lines[3], user="portal", dbname="portal", autocommit=True) as database:
        for name, cut in (("Jinak", False), ("Ještě jinak", True), ("Potřetí", False)):
            for _ in range(20):
                assert f">{name}<".encode() not in portal.get("/lokality/")[1]
            if cut:
                heard = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN record' OR query = 'SELECT 1'"  # noqa: E501
                assert database.execute(heard).rowcount
            database.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", [name])
            time.sleep(0.1)  # for longer than that nobody may be shown what was so
            for _ in range(20):
                assert f">{name}<".encode() in portal.get("/lokality/")[1]


def test_static_files_are_collected_only_when_they_have_changed(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/portal.css").write_text("a{}")
    calls = []

    def collect(*args, **kwargs):
        calls.append(args)
        settings.STATIC_ROOT.mkdir(exist_ok=True)

    monkeypatch.setattr(serve, "call_command", collect)
    command = serve.Command()
    command.collect_static_files()
    command.collect_static_files()
    assert calls == [("collectstatic",)]
    (tmp_path / "sources/portal.css").write_text("b{}")
    command.collect_static_files()
    assert len(calls) == 2
    settings.STATIC_ROOT.rmdir()
    command.collect_static_files()
    assert len(calls) == 3, "the folder may be deleted"


def test_an_interrupted_collection_is_repeated(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(serve, "static_digest", lambda: "same")
    command = serve.Command()
    calls = []
    monkeypatch.setattr(serve, "call_command", lambda *args, **kwargs: calls.append(args))
    command.collect_static_files()
    monkeypatch.setattr(serve, "static_digest", lambda: "other")

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "call_command", interrupted)
    with pytest.raises(KeyboardInterrupt):
        command.collect_static_files()
    monkeypatch.setattr(serve, "call_command", lambda *args, **kwargs: calls.append(args))
    monkeypatch.setattr(serve, "static_digest", lambda: "same")
    command.collect_static_files()
    assert len(calls) == 2


@pytest.mark.django_db
def test_the_record_is_loaded_into_an_empty_portal_only(monkeypatch):
    calls = []
    monkeypatch.setattr(serve, "call_command", lambda *args, **kwargs: calls.append(args))
    monkeypatch.setattr(record_files, "is_empty", lambda: False)
    serve.Command().load_record()
    assert calls == []
    monkeypatch.setattr(record_files, "is_empty", lambda: True)
    serve.Command().load_record()
    assert calls == [("import_record", settings.RECORD_DIR)]


@pytest.mark.django_db
def test_a_missing_record_is_told_and_does_not_stop_the_start(settings, tmp_path, capsys):
    settings.RECORD_DIR = tmp_path / "nowhere"
    serve.Command().load_record()
    assert "portál začíná prázdný" in capsys.readouterr().err


def test_the_production_storage_finds_every_file_that_a_stylesheet_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "memorandum.server.static_files.StaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
