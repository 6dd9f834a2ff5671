"""A PostgreSQL server of one's own: in a temporary folder, on a Unix socket and one port of loopback, and it can be
killed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psutil
import psycopg

from bench.servers import free_port
from memorandum.server.postgresql.server import bin_dir

PATIENCE = 60.0  # seconds
ROLE = DATABASE = "portal"
#: As PostgreSQL comes, but for what only costs time on a machine that does many things.
_SETTINGS = {"max_connections": "120", "shared_buffers": "64MB", "max_wal_size": "256MB", "lc_messages": "C"}


def account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: as root it runs under another account."""
    return {} if os.getuid() else {"user": "nobody", "group": "nogroup", "extra_groups": []}


def give(folder: Path) -> None:
    """Let the server have the folder that root has made for it."""
    if not os.getuid():
        shutil.chown(folder, "nobody", "nogroup")


def run(program: str, *arguments: object) -> None:
    """One of PostgreSQL's programs, under the server's account."""
    command = [str(bin_dir() / program), *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **account())


class Cluster:
    """A server over a folder of data, which is a copy of ``data`` or, without it, new and empty but for its role.

    ``settings`` are PostgreSQL's own.  Its database is called ``portal`` and belongs to the role of the same name, who
    may no more than a portal should.
    """

    def __init__(self, data: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="drill-", dir="/tmp"))  # a socket's path must be short
        self.folder.chmod(0o755)
        give(self.folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.settings = _SETTINGS | dict(settings or {})
        self.process: subprocess.Popen[bytes] | None = None
        try:
            if data is not None:
                subprocess.run(["cp", "-a", "--reflink=auto", data, self.data], check=True)
                self.start()
            else:
                run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
                self.start()
                with self.connect("postgres", "postgres") as connection:
                    connection.execute(f"CREATE ROLE {ROLE} LOGIN")
                    connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """What DATABASE_URL is set to."""
        return f"postgresql://{ROLE}@{quote(str(self.folder), safe='')}:{self.port}/{DATABASE}"

    def connect(self, database: str = DATABASE, user: str = ROLE, **told: Any) -> psycopg.Connection[Any]:
        """A connection of its own, each statement committed; with the user ``postgres`` it may everything."""
        settings = {"autocommit": True, "connect_timeout": 5} | told
        return psycopg.connect(host=str(self.folder), port=self.port, user=user, dbname=database, **settings)

    def execute(self, statement: str, *values: Any, user: str = ROLE) -> list[Any]:
        """The rows that one statement gives, over a connection of its own."""
        with self.connect(user=user) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start the server and wait until it takes connections; after a kill it recovers first."""
        assert self.process is None, "it runs"
        told = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder}
        options = [part for key, value in (told | self.settings).items() for part in ("-c", f"{key}={value}")]
        # PostgreSQL would believe a pid that belongs to another program by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [bin_dir() / "postgres", "-D", self.data, *options], stdout=log, stderr=log, cwd="/", **account()
            )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.connect("postgres", "postgres").close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(self.log()[-3000:]) from None
                time.sleep(0.02)

    def stop(self) -> None:
        """End it in order, cutting off whoever is connected."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As if the machine had lost its power, but for what the kernel has taken: SIGKILL for every process of it."""
        self._end(signal.SIGKILL)

    def _end(self, told: signal.Signals) -> None:
        if self.process is None:
            return
        processes = self.processes()
        for process in processes if told == signal.SIGKILL else processes[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(told)
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(30)
        psutil.wait_procs(processes, 30)
        self.process = None

    def freeze(self) -> None:
        """Let every process of it stand still: it takes connections and says nothing."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()

    def thaw(self) -> None:
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()

    def processes(self) -> list[psutil.Process]:
        """The postmaster, then all that it has started."""
        if self.process is None or not psutil.pid_exists(self.process.pid):
            return []
        postmaster = psutil.Process(self.process.pid)
        return [postmaster, *postmaster.children(recursive=True)]

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text(errors="replace") if file.exists() else ""
