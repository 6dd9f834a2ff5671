"""Past one machine, tried on one: a server that is written to, a replica, two portals, nginx, each killed under load.

    var/venv/bin/python drills/replicas.py [--short]

It makes its own world in a folder that it takes away again, listens on loopback alone, is bounded in time, and stops
what it has started.  Visitors ask for a page all the while, and a change is committed each second; after each kill
every answer must be right: none failed, and every change that was committed while the server that is written to was
there is seen within a second.

The control: with a portal that reads from the replica without asking how far it has come, a replica that is held back
must show old pages.  A drill that could not see that would prove nothing.
"""

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg

from bench.servers import NGINX, free_port
from memorandum.server.postgresql.server import bin_dir

PAGE = "/lokality/ralsko/"
PATIENCE = 60  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few seconds after each kill")
    seconds = 4 if parser.parse_args().short else 12
    folder = Path(tempfile.mkdtemp(prefix="replicas-"))
    failed = 0
    try:
        with World(folder) as world:
            for said, done in (
                ("nothing is killed", lambda: None),
                ("one of two portals is killed", world.kill_a_portal),
                ("the replica is killed", world.kill_replica),
                ("the replica is back", world.start_replica),
                ("the server that is written to is killed", world.kill_primary),
                ("the server that is written to is back", world.start_primary),
            ):
                failed += world.watch(said, done, seconds)
            failed += world.hold_replica_back(seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("all survived" if not failed else f"{failed} FAILED")
    sys.exit(1 if failed else 0)


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.account = _account()
        self.ports = {name: free_port() for name in ("primary", "replica", "first", "second", "careless", "nginx")}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.committed = 0

    def __enter__(self) -> "World":
        self.folder.chmod(0o755)
        for name in ("primary", "replica"):
            self._data(name).mkdir(mode=0o700)
            if self.account:
                shutil.chown(self._data(name), "nobody", "nogroup")
        self._run("initdb", "-D", self._data("primary"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
        self.start_primary()
        with psycopg.connect(self._dsn("primary", "postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE portal LOGIN")  # the portal refuses to work as who may everything
            connection.execute("CREATE DATABASE portal OWNER portal")
        self._run(
            "pg_basebackup", "-D", self._data("replica"), "-R", "-d", self._dsn("primary", "postgres", "postgres")
        )
        self.start_replica()
        for name in ("first", "second"):
            self._start_portal(name)
        self._start_nginx()
        return self

    def __exit__(self, *args: object) -> None:
        for process in reversed(self.processes.values()):
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGINT)
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()

    # --- Servers --------------------------------------------------------------------------------------------------

    def _data(self, name: str) -> Path:
        return self.folder / name

    def _dsn(self, name: str, database: str = "portal", user: str = "portal") -> str:
        return f"host=127.0.0.1 port={self.ports[name]} user={user} dbname={database}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(bin_dir() / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self.account)

    def _start_database(self, name: str) -> None:
        data = self._data(name)
        told = {"port": self.ports[name], "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options = [part for key, value in told.items() for part in ("-c", f"{key}={value}")]
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [bin_dir() / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd="/", **self.account
        )
        self._until(lambda: psycopg.connect(self._dsn(name, "postgres", "postgres"), connect_timeout=2).close(), name)

    def start_primary(self) -> None:
        self._start_database("primary")

    def start_replica(self) -> None:
        self._start_database("replica")

    def _start_portal(self, name: str, program: str = "") -> None:
        own = {
            "DATABASE_URL": f"postgresql://portal@127.0.0.1:{self.ports['primary']}/portal",
            "PUBLIC_DATABASE_URL": f"postgresql://portal@127.0.0.1:{self.ports['replica']}/portal",
            "SECRET_KEY": self._secret(),
            "VAR_DIR": str(self.folder / "var"),
            "STAFF_MFA": "optional",
            "DJANGO_SETTINGS_MODULE": "memorandum.settings",
        }
        log = (self.folder / f"{name}.log").open("ab")
        command = [sys.executable, *(["-c", program] if program else ["manage.py"]), "serve", "--workers", "1"]
        command += ["--port", str(self.ports[name])]
        self.processes[name] = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=log, stderr=log)
        self._until(lambda: self.get(PAGE, self.ports[name]), name)

    def _secret(self) -> str:
        file = self.folder / "secret"
        if not file.exists():
            file.write_text(secrets.token_urlsafe(64))
        return file.read_text()

    def _start_nginx(self) -> None:
        folder = self.folder
        for part in ("cache", "locations"):
            text = (ROOT / f"deploy/nginx/portal-{part}.conf").read_text()
            both = "; server ".join(
                f"127.0.0.1:{self.ports[name]} max_fails=1 fail_timeout=2s" for name in ("first", "second")
            )
            text = text.replace("127.0.0.1:8000", both).replace("/var/lib/nginx/portal", f"{folder}/kept")
            text = text.replace("/opt/portal/current", str(ROOT)).replace("rate=50r/s", "rate=100000r/s")
            (folder / f"{part}.conf").write_text(text)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        site = f"server {{ listen 127.0.0.1:{self.ports['nginx']}; include {folder}/locations.conf; }}"
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid; error_log {folder}/errors; daemon off; user root; events {{}}"
            f" http {{ access_log off; {paths} include {folder}/cache.conf; {site} }}"
        )
        assert NGINX is not None, "nginx is not installed"
        self.processes["nginx"] = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder])
        self._until(lambda: self.get(PAGE), "nginx")

    def _until(self, done: Callable[[], Any], name: str) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                done()
                return
            except (OSError, psycopg.Error):
                assert self.processes[name].poll() is None, (self.folder / f"{name}.log").read_text()[-3000:]
                assert time.monotonic() < end, f"{name} does not answer"
                time.sleep(0.05)

    # --- What is killed -------------------------------------------------------------------------------------------

    def _kill(self, name: str) -> None:
        process = self.processes[name]
        if name in ("first", "second"):
            for child in subprocess.run(
                ["pgrep", "-P", str(process.pid)], capture_output=True, text=True
            ).stdout.split():
                os.kill(int(child), signal.SIGKILL)
        process.kill()
        process.wait(PATIENCE)

    def kill_a_portal(self) -> None:
        self._kill("first")

    def kill_replica(self) -> None:
        self._kill("replica")

    def kill_primary(self) -> None:
        self._kill("primary")

    # --- What is seen ---------------------------------------------------------------------------------------------

    def get(self, path: str, port: int = 0) -> str:
        address = f"http://127.0.0.1:{port or self.ports['nginx']}{path}"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
        return content.decode()

    def change(self) -> bool:
        """Commit a change; False where nobody can be written to."""
        self.committed += 1
        try:
            with psycopg.connect(self._dsn("primary"), autocommit=True, connect_timeout=2) as connection:
                connection.execute(
                    "UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", [f"Ralsko {self.committed}."]
                )
        except psycopg.OperationalError:
            return False
        return True

    def watch(self, said: str, done: Callable[[], Any], seconds: float) -> int:
        """Do it while visitors ask and changes are committed; 1 where an answer failed or a change was not seen."""
        with visitors(self) as told:
            time.sleep(1)
            done()
            changes, unseen, slowest = 0, 0, 0.0
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                if self.change():
                    changes += 1
                    committed = time.monotonic()
                    while f"Ralsko {self.committed}." not in self.get(PAGE):
                        if time.monotonic() - committed > 1.2:  # its second, and what asking takes
                            unseen += 1
                            break
                    slowest = max(slowest, time.monotonic() - committed)
                time.sleep(1)
        fails = len(told["failed"])
        verdict = "ok" if not fails and not unseen else "FAILED"
        print(
            f"{said:42} {told['asked'][0]:6} answers, {fails} failed; {changes} changes, {unseen} unseen,"
            f" slowest {slowest:.2f} s   {verdict} {sorted(set(told['failed']))[:3] or ''}",
            flush=True,
        )
        return int(verdict == "FAILED")

    def hold_replica_back(self, seconds: float) -> int:
        """The replica replays nothing: who asks how far it has come reads elsewhere, who does not shows old pages."""
        self._start_portal("careless", program=_CARELESS)
        with psycopg.connect(self._dsn("replica", user="postgres"), autocommit=True) as replica:
            replica.execute("SELECT pg_wal_replay_pause()")
            time.sleep(0.5)
            self.change()
            time.sleep(0.5)
            word = f"Ralsko {self.committed}."
            caught = word not in self.get(PAGE, self.ports["careless"])
            careful = True
            end = time.monotonic() + min(seconds, 5)
            while time.monotonic() < end:
                careful = careful and word in self.get(PAGE, self.ports["second"])
            replica.execute("SELECT pg_wal_replay_resume()")
        told = "the change is seen" if careful else "old pages are shown   FAILED"
        print(f"{'the replica is held back':42} {told}")
        told = "old pages are seen, as they must be" if caught else "NOT CAUGHT"
        print(f"{'control: nobody asks how far it has come':42} {told}")
        return int(not careful) + int(not caught)


_CARELESS = """
import sys
import django
django.setup()
import memorandum.server.public_reads as reads
reads._has_caught_up = lambda: True
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


@contextlib.contextmanager
def visitors(world: World, count: int = 8) -> Iterator[dict[str, Any]]:
    """People who ask through nginx for pages of several kinds, one after another."""
    told: dict[str, Any] = {"failed": [], "asked": [0]}
    stop, lock = threading.Event(), threading.Lock()
    paths = (PAGE, "/", "/lokality/", "/obce/563820/", "/zmeny/", "/finance/")

    def ask(number: int) -> None:
        turn = number
        while not stop.is_set():
            turn += 1
            problem = ""
            try:
                world.get(paths[turn % len(paths)])
            except OSError as error:
                problem = f"{paths[turn % len(paths)]}: {error}"
            with lock:
                told["asked"][0] += 1
                told["failed"] += [problem] if problem else []
            time.sleep(0.02)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: as root it runs under another account."""
    return {} if os.getuid() else {"user": "nobody", "group": "nogroup", "extra_groups": []}


if __name__ == "__main__":
    main()
