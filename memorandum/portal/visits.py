"""Public pages as a visitor gets them, asked for within this process: for drills, and for the mirror."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponseBase

from memorandum.portal.sitemaps import SITEMAPS

_FEW = 3  # pages of each section


@contextmanager
def _connections_kept() -> Iterator[None]:
    """The end of a request closes no connection: the visitor asks for the next one over it."""
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_finished.connect(close_old_connections)


class Reply:
    """What was answered; its pieces are read once, then the answer is closed."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.status = response.status_code
        self.headers = dict(response.items())
        self._response: Any = response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response
        finally:
            with _connections_kept():
                self._response.close()

    @property
    def content(self) -> bytes:
        return b"".join(self)


class Visitor:
    """Somebody who asks the portal for addresses of its own, uncompressed; ``host`` is the name it is asked under."""

    def __init__(self, host: str = "") -> None:
        self._handler = WSGIHandler()
        self.host = host or next((host for host in settings.ALLOWED_HOSTS if host[:1] not in (".", "*")), "localhost")
        self.scheme = "https" if settings.BEHIND_TLS else "http"

    def get(self, address: str) -> Reply:
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
        return Reply(self._handler.get_response(WSGIRequest(environ)))


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
