"""The portal and its peers, each a process of its own on loopback; all of them stop with the run."""

import contextlib
import http.client
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
_PATIENCE = 90  # seconds


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@dataclass
class Server:
    """Where it answers, and the processes whose time is its cost: its own, and of its database."""

    url: str
    process: subprocess.Popen[bytes]
    seconds_to_first_page: float
    own: list[int]
    database: list[int] = field(default_factory=list)

    @property
    def pids(self) -> list[int]:
        return self.own + self.database

    def get(self, path: str = "/", **headers: str) -> tuple[int, Message, bytes]:
        """Raises HTTPError for what is no answer (from 400 on)."""
        asked = urllib.request.Request(self.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
            return answer.status, answer.headers, answer.read()

    def asking(self, path: str) -> Callable[[], bytes]:
        """Ask for it again and again, over one connection, with nobody else to wait for."""
        return self.asking_each(itertools.repeat(path))

    def asking_each(self, paths: Iterator[str]) -> Callable[[], bytes]:
        """The same, for one address after another."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=_PATIENCE)

        def answered(path: str) -> http.client.HTTPResponse:
            connection.request("GET", path)
            return connection.getresponse()

        def ask() -> bytes:
            path = next(paths)
            try:
                answer = answered(path)
            except ConnectionError:  # whoever is silent for long, while another takes its turn, is hung up on
                connection.close()
                answer = answered(path)
            content = answer.read()
            if answer.status != 200:
                raise OSError(f"{path}: {answer.status}")
            return content

        return ask


def _started(command: list[str | Path], port: int, path: str, **environment: str) -> Server:
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url + path, process, began + _PATIENCE)
    except BaseException:  # also where the run is stopped meanwhile
        _stop(process)
        raise
    return Server(url, process, time.perf_counter() - began, [process.pid])


def _wait(url: str, process: subprocess.Popen[bytes], until: float) -> None:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE):
                return
        except OSError:
            if process.poll() is not None or time.perf_counter() > until:
                raise SystemExit(f"{process.args!r} does not answer") from None
            time.sleep(0.01)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


@contextlib.contextmanager
def portal(var: Path, *, database: str = "", workers: int = 1, **environment: str) -> Iterator[Server]:
    """The portal as ./run serves it, with a folder of its own for what it makes.

    With ``database`` one of ``databases.py``, on the server of the portal that is served from the same folder.
    """
    port = free_port()
    serve: list[str | Path] = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    var.mkdir(parents=True, exist_ok=True)
    own = settings(var)
    if database:
        own |= {"VAR_DIR": str(var / database), "DATABASE_URL": url(var, database), "RECORD_DIR": str(var / "none")}
        own |= {name.upper(): (var / name).read_text() for name in ("secret_key", "ledger_key")}
    server = _started(serve, port, "/lokality/", **own, **environment)
    server.database.append(int(_postmaster(var)[0]))
    try:
        yield server
    finally:
        _stop(server.process)


def settings(var: Path) -> dict[str, str]:
    """The environment of a portal that has that folder, and no other database whatever the shell says."""
    own = {"VAR_DIR": str(var), "STAFF_MFA": "optional", "DJANGO_SETTINGS_MODULE": "memorandum.settings"}
    return own | {"DATABASE_URL": "", "PUBLIC_DATABASE_URL": ""}


def _postmaster(var: Path) -> list[str]:
    return (var / "pg18/data/postmaster.pid").read_text().splitlines()


def url(var: Path, database: str, role: str = "measured") -> str:
    """The address of a database on the server in that folder, which is running."""
    return f"postgresql://{role}@{quote(_postmaster(var)[4], safe='')}/{database}"


@contextlib.contextmanager
def nginx(
    folder: Path, files: dict[str, bytes], behind: Server | None = None
) -> Iterator[tuple[Server, Server | None]]:
    """nginx that serves the files; and, where a portal stands behind, the portal through deploy/nginx."""
    assert NGINX is not None
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    for name, content in files.items():
        (folder / "files" / name).write_bytes(content)
    plain, front = free_port(), free_port()
    site = ""
    if behind is not None:
        for part in ("cache", "locations"):
            text = (ROOT / f"deploy/nginx/portal-{part}.conf").read_text()
            text = text.replace("127.0.0.1:8000", behind.url.removeprefix("http://"))
            text = text.replace("/var/lib/nginx/portal", f"{folder}/kept").replace("/opt/portal/current", str(ROOT))
            text = text.replace("/var/lib/portal/staff", str(ROOT / "var"))
            text = re.sub(r"burst=\d+", "burst=100000", re.sub(r"rate=\d+r/s", "rate=1000000r/s", text))
            (folder / f"{part}.conf").write_text(text)
        locations = (
            f"server {{ listen 127.0.0.1:{front}; keepalive_requests 1000000; include {folder}/locations.conf; }}"
        )
        site = f"include {folder}/cache.conf; {locations}"
    paths = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/errors; worker_processes 1; daemon off; user root;"
        "events { worker_connections 1024; } http { types { text/html html; } access_log off; sendfile on;"
        f" tcp_nopush on; keepalive_requests 1000000; {paths} {site}"
        f" server {{ listen 127.0.0.1:{plain}; root {folder}/files; gzip_static on; }} }}"
    )
    server = _started([NGINX, "-c", folder / "nginx.conf", "-p", folder], plain, "/page.html")
    pids = [*server.own, *(behind.own if behind else [])]
    before = Server(f"http://127.0.0.1:{front}", server.process, 0, pids, behind.database if behind else [])
    try:
        yield server, before if behind else None
    finally:
        _stop(server.process)


_EMPTY = """
import sys
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="x")
import django; django.setup()
urlpatterns = [path("", lambda request: HttpResponse("prázdná stránka"))]
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
if __name__ == "__main__":
    from granian.constants import HTTPModes, Interfaces
    from granian.server import Server
    Server(
        "x:y", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, http=HTTPModes.http1,
        workers=1, blocking_threads=4, websockets=False,
    ).serve(target_loader=lambda: application, wrap_loader=False)
"""


@contextlib.contextmanager
def empty_django(folder: Path) -> Iterator[Server]:
    """A Django view that does nothing, with no middleware, on the portal's own server."""
    program = folder / "empty.py"
    program.write_text(_EMPTY)
    port = free_port()
    server = _started([sys.executable, program, str(port)], port, "/")
    try:
        yield server
    finally:
        _stop(server.process)


@contextlib.contextmanager
def datasette(program: Path, database: Path) -> Iterator[Server]:
    """datasette over a SQLite file, as it comes, but with time and room for large tables."""
    port = free_port()
    options: list[str | Path] = ["serve", database, "--port", str(port)]
    # Of this version a stream of CSV ends with its first page, so the page must hold all rows.
    options += ["--setting", "max_returned_rows", "2000000"]
    limits: list[str | Path] = ["--setting", "sql_time_limit_ms", "600000", "--setting", "max_csv_mb", "0"]
    server = _started([program, *options, *limits], port, "/-/versions.json")
    try:
        yield server
    finally:
        _stop(server.process)
