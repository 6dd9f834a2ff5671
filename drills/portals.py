"""A portal that is served, as a tree of processes; who asks it; and a person of the staff who is logged in to it."""

import contextlib
import http.cookiejar
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import psutil
from selectolax.lexbor import LexborHTMLParser

from bench.servers import free_port
from tests.forms import filled

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180.0  # seconds; a busy machine takes its time
PASSWORD = "dlouhé heslo pro cvičení"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    content: bytes
    seconds: float
    url: str = ""

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


class _Direct(urllib.request.HTTPRedirectHandler):
    """Where an answer leads to, is not followed."""

    def redirect_request(self, *args: Any) -> None:
        return None


def ask(
    url: str,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    timeout: float = PATIENCE,
    cookies: http.cookiejar.CookieJar | None = None,
    method: str = "",
) -> Answer:
    """What the address answers, whatever its status.  Raise OSError where nobody answers."""
    handlers: list[Any] = [_Direct, urllib.request.ProxyHandler({})]
    if cookies is not None:
        handlers.append(urllib.request.HTTPCookieProcessor(cookies))
    request = urllib.request.Request(url, data, dict(headers or {}), method=method or ("POST" if data else "GET"))
    began = time.monotonic()
    try:
        answer = urllib.request.build_opener(*handlers).open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return Answer(answer.status, answer.headers, answer.read(), time.monotonic() - began, url)


class Portal:
    """``manage.py serve`` with this environment; it ends with the world that has made it, or with its own ``with``."""

    def __init__(self, environment: Mapping[str, str], folder: Path, *, workers: int = 2, is_awaited: bool = True):
        self.port = free_port()
        self.folder, self.environment, self.count = folder, dict(environment), workers
        folder.mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.start(is_awaited=is_awaited)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, is_awaited: bool = True) -> None:
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), "--workers", str(self.count)]
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        if is_awaited:
            try:
                self.until(lambda: self.get("/robots.txt").status == 200)
            except AssertionError as never:  # which is no fault that a control might be after
                raise RuntimeError(f"{never}: {self.output()[-2000:]}") from None
            time.sleep(0.3)  # the other worker, too

    def until(self, is_so: Callable[[], bool], seconds: float = PATIENCE, said: str = "the portal answers") -> float:
        """Wait until it is so; return after how many seconds it was.  Raise AssertionError when it never is."""
        began = time.monotonic()
        while True:
            with contextlib.suppress(OSError):
                if is_so():
                    return time.monotonic() - began
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"the portal has ended: {self.output()[-2000:]}")
            assert time.monotonic() - began < seconds, f"after {seconds:.0f} s it is still not so that {said}"
            time.sleep(0.05)

    def get(self, path: str, timeout: float = PATIENCE, **headers: Any) -> Answer:
        return ask(self.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()}, timeout=timeout)

    def output(self) -> str:
        """What it has said and logged."""
        return (self.folder / "output").read_text(errors="replace")

    def processes(self) -> list[psutil.Process]:
        if self.process is None or not psutil.pid_exists(self.process.pid):
            return []
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [process.pid for process in self.processes() if process.ppid() == (self.process and self.process.pid)]

    def kill(self) -> None:
        """SIGKILL for all of it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def _end(self, told: signal.Signals) -> None:
        if self.process is None:
            return
        processes = self.processes()
        for process in processes if told == signal.SIGKILL else []:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.send_signal(told)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)
        _, alive = psutil.wait_procs(processes, 10)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process = None

    def staff(self, name: str = "spravkyne", password: str = PASSWORD) -> "Staff":
        """A browser in which this person has logged in through the form."""
        staff = Staff(self.url)
        answer = staff.log_in(name, password)
        assert answer.status == 302, f"login: {answer.status} {answer.text[:2000]}"
        return staff


class Staff:
    """A browser of one person: keeps cookies, fills in forms as the pages give them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()

    def get(self, path: str, timeout: float = PATIENCE) -> Answer:
        return ask(self.url + path, cookies=self.cookies, timeout=timeout)

    def log_in(self, name: str, password: str) -> Answer:
        path = "/sprava/ucet/prihlaseni/"
        return self.post(path, self.form(path) | {"login": name, "password": password})

    def form(self, path: str) -> dict[str, Any]:
        """The fields of the page's form, as a browser would send them."""
        answer = self.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        page = LexborHTMLParser(answer.text)
        for form in page.css("form"):
            if (form.attributes.get("method") or "get").lower() != "post":
                form.decompose()  # a search
        fields: dict[str, Any] = filled(replace(answer, content=(page.html or "").encode()))  # type: ignore[no-untyped-call]
        return fields

    def post(
        self,
        path: str,
        fields: Mapping[str, Any],
        files: Mapping[str, tuple[str, bytes]] | None = None,
        timeout: float = PATIENCE,
    ) -> Answer:
        pairs = [
            (name, one)
            for name, value in fields.items()
            for one in (value if isinstance(value, (list, tuple)) else [value])
        ]
        headers = {"Referer": self.url + path, "Content-Type": "application/x-www-form-urlencoded"}
        data = urlencode(pairs).encode()
        if files:
            data, headers["Content-Type"] = _multipart(pairs, files)
        return ask(self.url + path, data, headers, cookies=self.cookies, timeout=timeout)


def _multipart(pairs: Iterable[tuple[str, Any]], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in pairs]
    for field, (name, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
