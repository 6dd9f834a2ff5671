"""Three roles on a server of one's own, as real processes: the owner prepares, staff and the public serve apart."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from bench.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = f"apart_{os.getpid()}"
OWNER, STAFF, PUBLIC = (f"{MARK}_{role}" for role in ("owner", "staff", "public"))
PATIENCE = 180  # seconds


class Operator:
    """Somebody who has made a database and three roles, and runs the portal's commands."""

    def __init__(self, var, place):
        self.var, self.place = var, place
        self.processes = {}
        self.secret = secrets.token_urlsafe(64)

    def url(self, role):
        return f"postgresql://{role}@{self.place}/{MARK}"

    def environment(self, **given):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return kept | {"DJANGO_SETTINGS_MODULE": "memorandum.settings", "VAR_DIR": str(self.var)} | given

    def of_staff(self, **given):
        own = {"SECRET_KEY": self.secret, "DATABASE_URL": self.url(STAFF), "PUBLIC_DATABASE_URL": self.url(PUBLIC)}
        return self.environment(PORTAL="staff", STAFF_MFA="optional", RECORD_DIR="/nikde", **own | given)

    def of_public(self):
        return self.environment(PORTAL="public", PUBLIC_DATABASE_URL=self.url(PUBLIC))

    def run(self, command, environment):
        done = subprocess.run(
            [sys.executable, "manage.py", *command.split()],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def serve(self, name, environment):
        port = free_port()
        with (self.var / f"{name}.log").open("wb") as log:
            command = [sys.executable, "manage.py", "serve", "--workers", "1", "--port", str(port)]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.processes[name] = process, port
        end = time.monotonic() + PATIENCE
        while self.get(name, "/zdravi")[0] != 200:
            assert process.poll() is None, (self.var / f"{name}.log").read_text()
            assert time.monotonic() < end, (self.var / f"{name}.log").read_text()
            time.sleep(0.2)

    def get(self, name, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.processes[name][1]}{path}", timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def ask(self, role, statement):
        path = "-c search_path=published,public" if role == PUBLIC else ""
        with psycopg.connect(self.url(role), options=path) as asked:
            found = asked.execute(statement)
            return found.fetchall() if found.description else []

    def stop(self):
        for process, _ in self.processes.values():
            process.send_signal(signal.SIGINT)
        for process, _ in self.processes.values():
            process.wait(60)


@pytest.fixture(scope="module")
def operator(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        info = cursor.connection.info

        def do(text, *names):
            cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)).as_string())

        operator = Operator(tmp_path_factory.mktemp("apart"), f"{info.host}:{info.port}".replace("/", "%2F"))
        try:
            for role in (OWNER, STAFF, PUBLIC):
                do("CREATE ROLE {} LOGIN", role)
            do("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'", MARK, OWNER)
            yield operator
        finally:
            operator.stop()
            do("DROP DATABASE IF EXISTS {} WITH (FORCE)", MARK)
            for role in (OWNER, STAFF, PUBLIC):
                do("DROP ROLE IF EXISTS {}", role)


def test_the_owner_prepares_and_the_two_faces_serve_apart(operator):
    """One long story, as each of its starts costs seconds."""
    code, told = operator.run("migrate --noinput -v 0", operator.of_staff())
    assert code == 1, told  # an empty database that is not staff's

    code, told = operator.run("serve --port 1", operator.of_public())
    assert code == 1, told
    assert "memorandum.E029" in told

    code, told = operator.run("prepare", operator.of_staff(OWNER_DATABASE_URL=operator.url(OWNER)))
    assert code == 0, told
    assert operator.ask(OWNER, "SELECT count(*) FROM pg_tables WHERE tableowner = current_user")[0][0] > 60
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        operator.ask(PUBLIC, "SELECT count(*) FROM public.evidence_source")
    for kept in ("evidence_event", "security_securityevent"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            operator.ask(STAFF, f"DELETE FROM {kept} RETURNING id")
    # What works with the rights of its owner and everybody may call is only what public pages need.
    called = operator.ask(
        PUBLIC, "SELECT proname FROM pg_proc WHERE prosecdef AND has_function_privilege(current_user, oid, 'EXECUTE')"
    )
    assert {name for (name,) in called} == {"go_back", "latest_moment", "last_event"}
    assert operator.ask(STAFF, "SELECT forget_security_events(30)") == [(0,)]

    operator.ask(
        STAFF,
        "INSERT INTO localities_locality (slug, name, kind, is_plural, is_public) VALUES"
        " ('ralsko', 'Ralsko', 'municipality', false, true), ('koncept', 'Koncept', 'municipality', false, false)",
    )
    assert operator.ask(PUBLIC, "SELECT slug FROM localities_locality") == [("ralsko",)]
    operator.serve("staff", operator.of_staff())
    operator.serve("public", operator.of_public())
    for path in ("/", "/lokality/ralsko/", "/zmeny/atom.xml", "/otevrena-nic/"):
        expected = operator.get("staff", path)[0]
        assert operator.get("public", path)[0] == expected, path
    assert "zapsano_k" in operator.get("public", "/lokality/ralsko/")[1]
    ((moment,),) = operator.ask(PUBLIC, "SELECT latest_moment()")
    asked = moment.isoformat().replace("+", "%2B")
    status, page = operator.get("public", f"/lokality/ralsko/?zapsano_k={asked}")
    assert (status, "Ralsko" in page) == (200, True)
    assert operator.get("staff", "/sprava/ucet/prihlaseni/")[0] == 200
    for path in ("/sprava/", "/sprava/ucet/prihlaseni/"):
        assert operator.get("public", path)[0] == 404, path
    assert "/sprava/" not in operator.get("public", "/")[1]

    # A change that staff make is told by the public process, which hears of it.
    with psycopg.connect(operator.url(STAFF)) as writing:
        writing.execute("UPDATE localities_locality SET name = 'Ralsko jinak' WHERE slug = 'ralsko'")
    end = time.monotonic() + 60
    while "Ralsko jinak" not in operator.get("public", "/lokality/ralsko/")[1]:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert operator.ask(STAFF, "SELECT operation FROM evidence_event ORDER BY id DESC LIMIT 1") == [("UPDATE",)]

    # A role that could see more is not let in.
    public_as_staff = operator.of_public() | {"PUBLIC_DATABASE_URL": operator.url(STAFF)}
    code, told = operator.run("serve --port 1", public_as_staff)
    assert code == 1, told
    assert "memorandum.E028" in told

    # What another release would show is for the owner to change; staff's process says so and does not start.
    operator.ask(OWNER, "COMMENT ON SCHEMA published IS 'another'")
    code, told = operator.run("prepare", operator.of_staff())
    assert (code, "OWNER_DATABASE_URL" in told) == (1, True), told
    code, told = operator.run("prepare", operator.of_staff(OWNER_DATABASE_URL=operator.url(OWNER)))
    assert code == 0, told
    assert operator.run("check --database default --fail-level ERROR", operator.of_public())[0] == 0
