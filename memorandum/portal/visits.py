"""Public pages as a visitor gets them, asked for within this process: for drills, and for the mirror."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from memorandum.portal.sitemaps import SITEMAPS

_FEW = 3  # pages of each section


@dataclass
class Answer:
    """What was answered; ``pieces`` are read once, then the answer is closed."""

    status: int
    headers: dict[str, str]
    pieces: Iterable[bytes] = field(repr=False)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.pieces
        finally:
            if close := getattr(self.pieces, "close", None):
                close()

    @property
    def content(self) -> bytes:
        return b"".join(self)


class Visitor:
    """Somebody who asks the portal for addresses of its own, uncompressed; ``host`` is the name it is asked under."""

    def __init__(self, host: str = "") -> None:
        self.application = WSGIHandler()
        self.host = host or next((host for host in settings.ALLOWED_HOSTS if host[:1] not in (".", "*")), "localhost")
        self.scheme = "https" if settings.BEHIND_TLS else "http"

    def get(self, address: str) -> Answer:
        parts = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
            "QUERY_STRING": parts.query,
            "HTTP_HOST": self.host,
            "HTTP_X_FORWARDED_PROTO": self.scheme,
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "REMOTE_ADDR": "127.0.0.1",
        }
        setup_testing_defaults(environ)
        told: list[Any] = []
        start: Callable[..., Any] = lambda status, headers, problem=None: told.extend((status, headers))  # noqa: E731
        pieces = self.application(environ, start)
        status, headers = told
        return Answer(int(status.split()[0]), dict(headers), pieces)


def failing_pages(visitor: Visitor) -> tuple[int, list[str]]:
    """How many pages were asked for, one or a few of each kind, and those that did not answer, with their status."""
    asked, failing = 0, []
    for name, section in SITEMAPS.items():
        entries = section.items()
        for entry in entries if name == "stranky" else entries[:_FEW]:
            answer = visitor.get(entry.url)
            asked += 1
            if not answer.content or answer.status != 200:
                failing.append(f"{entry.url} ({answer.status})")
    return asked, failing
