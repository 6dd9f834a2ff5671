"""Whole public answers, kept in front of Django until the record changes or a day ends.

A public answer is the same for everybody, so it is made once: the first who asks waits, whoever asks for the same
meanwhile waits with them, everybody after that gets bytes.  What is kept costs no query: the record's changes are
heard (``record_changes``), and nothing is used that was made before the last of them, or while they could not be
heard.

Staff, whoever writes, and answers that say of themselves that they must not be kept go by.
"""

import datetime
import gzip
import re
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple

import brotli

from memorandum.server.makers import Makers
from memorandum.server.record_changes import RecordChanges

type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: In the environ of a request: set by whoever answers with what may change although the record does not.
UNKEPT = "memorandum.unkept"
_LARGEST = 4 * 1024 * 1024  # bytes of an answer that is kept; what is larger is never held
_PATIENCE = 20.0  # seconds to wait for whoever makes the same answer
_WORTH_PACKING = 512  # bytes
_PACKABLE = ("text/", "application/json", "application/xml", "application/atom", "application/ld", "image/svg")
#: What a browser sends to ask whether it has the answer already, or in which form it wants it: decided here.
_DECIDED_HERE = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_RANGE",
    "wsgi.file_wrapper",  # by which a file would go past
)


#: What stands in the whole addresses that an answer may name, as in feeds.
_IN_ADDRESSES = ("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_HOST")


class Form(NamedTuple):
    """The answer in one form: the bytes, what is told of them, and what is told to who has them already."""

    body: bytes
    headers: Headers
    headers_alone: Headers


@dataclass(slots=True)
class Kept:
    """An answer; ``tag`` is its strong ETag without quotes.  Its forms are made when they are first asked for."""

    headers: Headers
    body: bytes
    tag: str
    number: int
    until: float
    is_packable: bool
    changed_at: datetime.datetime | None
    is_kept: bool = False
    forms: dict[str, Form] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(form.body) for name, form in self.forms.items() if name) + 1024


_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class PageCache:
    """The application with a memory of at most ``most`` bytes in front of it.

    ``canonical`` gives of a path and a query the one query that asks for the same; it may raise, and the application
    then says what is wrong.  ``day_ends`` gives the moment (seconds since 1970) until which today is today.
    ``makers`` have the places of those who may ask the database at once; ``stuck`` answers while they are taken.
    """

    def __init__(
        self,
        application: Application,
        *,
        changes: RecordChanges,
        canonical: Callable[[str, str], str],
        day_ends: Callable[[], float],
        passed_by: tuple[str, ...],
        static: tuple[str, ...] = (),
        most: int,
        makers: Makers,
        stuck: Application,
    ) -> None:
        self._application = application
        self._changes = changes
        self._canonical = canonical
        self._day_ends = day_ends
        self._passed_by, self._static = passed_by, static
        self._most = most
        self._makers, self._stuck = makers, stuck
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._size = 0
        self._hits = 0
        self._being_made: dict[tuple[str, ...], threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(self._static):
            return self._application(environ, start_response)
        self._changes.listen()
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(self._passed_by):
            return self._in_turn(self._application, environ, start_response)
        try:
            query = self._canonical(path, environ.get("QUERY_STRING", ""))
        except Exception:
            return self._in_turn(self._application, environ, start_response)
        key = (*(environ.get(name, "") for name in _IN_ADDRESSES), path, query)
        found = self._fresh(key)
        if found is not None:
            return self._answer(found, environ, start_response)
        return self._in_turn(partial(self._found, key, query), environ, start_response)

    def _in_turn(self, make: Application, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self._makers(lambda: make(environ, start_response), lambda: self._stuck(environ, start_response))

    def _found(
        self, key: tuple[str, ...], query: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ["QUERY_STRING"] = query
        found = self._fresh(key) or self._made(key, environ, start_response)  # made by others meanwhile, or now
        return self._answer(found, environ, start_response) if isinstance(found, Kept) else found

    def measured(self) -> dict[str, float]:
        """By the names of measures, for whoever watches: what was answered from here, and what is kept."""
        return {
            "portal_page_cache_hits_total": self._hits,
            "portal_page_cache_bytes": self._size,
            "portal_page_cache_answers": len(self._kept),
        }

    # --- What is kept ---------------------------------------------------------------------------------------------

    def _fresh(self, key: tuple[str, ...]) -> Kept | None:
        number = self._changes.number
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if number is None or kept.number != number or kept.until <= time.time():
                if number is not None:  # while nothing is heard it is not used, and may still be right afterwards
                    self._forget(key)
                return None
            self._kept.move_to_end(key)
            self._hits += 1
            return kept

    def _forget(self, key: tuple[str, ...]) -> None:
        kept = self._kept.pop(key)
        kept.is_kept = False
        self._size -= kept.size

    def _keep(self, key: tuple[str, ...], kept: Kept) -> None:
        with self._lock:
            if key in self._kept:
                self._forget(key)
            self._kept[key] = kept
            kept.is_kept = True
            self._size += kept.size
            while self._size > self._most and self._kept:
                self._forget(next(iter(self._kept)))

    # --- Made once ------------------------------------------------------------------------------------------------

    def _made(self, key: tuple[str, ...], environ: Environ, start_response: StartResponse) -> "Kept | Iterable[bytes]":
        """The answer if it may be kept, else what the application says to this one visitor."""
        if self._changes.number is None:
            return self._unheard(key, environ, start_response)
        with self._lock:
            other = self._being_made.get(key)
            if other is None:
                mine = self._being_made[key] = threading.Event()
        if other is not None:
            other.wait(_PATIENCE)
            return self._fresh(key) or self._application(environ, start_response)
        try:
            return self._make(key, environ, start_response)
        finally:
            with self._lock:
                del self._being_made[key]
            mine.set()

    def _unheard(
        self, key: tuple[str, ...], environ: Environ, start_response: StartResponse
    ) -> "Kept | Iterable[bytes]":
        """While nobody knows of changes: what the application says; if it can say nothing, what was so at the last."""
        told: list[Any] = []

        def take(status: str, headers: Headers, exc_info: Any = None) -> None:
            told[:] = [status, headers]

        answer = self._application(environ, take)
        status, headers = told
        with self._lock:
            kept = self._kept.get(key) if status.startswith("503") else None
        if kept is not None and kept.number == self._changes.last:  # what is older may have been withdrawn since
            _closed(answer)
            return kept
        start_response(status, headers)
        return answer

    def _make(self, key: tuple[str, ...], environ: Environ, start_response: StartResponse) -> "Kept | Iterable[bytes]":
        number, until = self._changes.number, self._day_ends()
        whole = {name: value for name, value in environ.items() if name not in _DECIDED_HERE}
        whole["REQUEST_METHOD"] = "GET"
        told: list[Any] = []

        def take(status: str, headers: Headers, exc_info: Any = None) -> None:
            told[:] = [status, headers]

        answer = self._application(whole, take)
        status, headers = told
        values = {name.lower(): value for name, value in headers}
        if not _may_be_kept(status, values, whole):
            start_response(status, headers)
            return answer if environ["REQUEST_METHOD"] == "GET" else _closed(answer)
        pieces = iter(answer)
        body = _beginning(pieces)
        if len(body) > _LARGEST:
            return self._streamed(status, headers, chain([body], pieces), answer, environ, start_response)
        _closed(answer)
        kept = Kept(
            headers=[(name, value) for name, value in headers if name.lower() not in _OF_ONE_FORM],
            body=body,
            tag=values["etag"].strip('"'),
            number=number or 0,
            until=until,
            changed_at=_moment(values.get("last-modified", "")),
            is_packable=len(body) >= _WORTH_PACKING and values.get("content-type", "").startswith(_PACKABLE),
        )
        if self._changes.number == number and time.time() < until:
            self._keep(key, kept)
        return kept

    def _streamed(
        self,
        status: str,
        headers: Headers,
        pieces: Iterable[bytes],
        answer: Iterable[bytes],
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """What is too large to be kept: it goes through, and is never held."""
        values = {name.lower(): value for name, value in headers}
        tag = values["etag"].strip('"')
        if _has_it(tag, _moment(values.get("last-modified", "")), environ):
            start_response("304 Not Modified", [told for told in headers if told[0].lower() not in _OF_A_BODY])
            return _closed(answer)
        is_packed = values.get("content-type", "").startswith(_PACKABLE) and "gzip" in _accepted(
            environ.get("HTTP_ACCEPT_ENCODING", "")
        )
        if is_packed:
            headers = [told for told in headers if told[0].lower() not in _OF_ONE_FORM]
            headers += [("ETag", f'"{tag}-gzip"'), ("Vary", "Accept-Encoding"), ("Content-Encoding", "gzip")]
        start_response(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return _closed(answer)
        return Streamed(_gzipped(pieces) if is_packed else pieces, answer)

    # --- Told -----------------------------------------------------------------------------------------------------

    def _answer(self, kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        name = _form(environ.get("HTTP_ACCEPT_ENCODING", "")) if kept.is_packable else ""
        form = kept.forms.get(name) or self._formed(kept, name)
        is_known = _has_it(kept.tag, kept.changed_at, environ)
        headers = form.headers_alone if is_known else form.headers
        if kept.is_kept and "HTTP_X_FORWARDED_FOR" in environ and self._changes.number is not None:
            # A server in front may give it to others until this second ends: a change is seen within the next one.
            headers = [*headers, ("X-Accel-Expires", f"@{int(time.time())}")]
        start_response("304 Not Modified" if is_known else "200 OK", headers)
        return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else [form.body]

    def _formed(self, kept: Kept, name: str) -> Form:
        body = _PACKERS[name](kept.body) if name else kept.body
        told = [*kept.headers, ("ETag", f'"{kept.tag}-{name}"' if name else f'"{kept.tag}"')]
        if kept.is_packable:
            told.append(("Vary", "Accept-Encoding"))
        if name:
            told.append(("Content-Encoding", name))
        alone = [(header, value) for header, value in told if header.lower() not in _OF_A_BODY]
        form = Form(body, [*told, ("Content-Length", str(len(body)))], alone)
        with self._lock:
            if name not in kept.forms:
                kept.forms[name] = form
                self._size += len(body) if name and kept.is_kept else 0
        return form


@lru_cache(256)
def _form(accepted: str) -> str:
    """The form in which the visitor takes it, the smallest first; „“ for as it is."""
    taken = _accepted(accepted)
    return next((form for form in _PACKERS if form in taken), "")


def _accepted(told: str) -> set[str]:
    """The forms that the visitor takes."""
    return {part.partition(";")[0].strip() for part in told.lower().split(",") if not _REFUSED.search(part)}


class Streamed:
    """The bytes of an answer one after another; whoever goes away before the end closes it all the same."""

    def __init__(self, pieces: Iterable[bytes], answer: Iterable[bytes]) -> None:
        self._pieces, self._answer = iter(pieces), answer

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        _closed(self._answer)


def _beginning(pieces: Iterator[bytes]) -> bytes:
    """All of an answer, or of a large one its first pieces."""
    taken: list[bytes] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece)
        if size > _LARGEST:
            break
    return b"".join(taken)


def _gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same packed by gzip, which every browser takes; fast, for it is done again for each who asks."""
    packer = zlib.compressobj(1, wbits=31)
    for piece in pieces:
        if told := packer.compress(piece):
            yield told
    yield packer.flush()


#: Headers that speak of the bytes of one form, or that are told anew.
_OF_ONE_FORM = frozenset({"content-length", "content-encoding", "etag", "vary"})
_OF_A_BODY = frozenset({"content-length", "content-encoding", "content-type"})


_REFUSED = re.compile(r";\s*q\s*=\s*0(\.0*)?\s*$")


def _may_be_kept(status: str, values: dict[str, str], environ: Environ) -> bool:
    """Whether the headers (by small letters) are those of an answer that is the same for everybody, and whole."""
    return (
        status.startswith("200")
        and "public" in values.get("cache-control", "")
        and values.get("etag", "").startswith('"')
        and "set-cookie" not in values
        and "content-encoding" not in values
        and not environ.get(UNKEPT)
    )


def _closed(answer: Iterable[bytes]) -> Iterable[bytes]:
    if hasattr(answer, "close"):
        answer.close()
    return []


def _has_it(tag: str, changed_at: datetime.datetime | None, environ: Environ) -> bool:
    """Whether the visitor says that they have these very words, in whichever form, or not older ones."""
    if tags := environ.get("HTTP_IF_NONE_MATCH", ""):
        told = [name.strip().removeprefix("W/").strip('"') for name in tags.split(",")]
        return any(known in ("*", tag) or known.rpartition("-")[0] == tag for known in told)
    since = _moment(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and changed_at is not None and changed_at <= since


def _moment(told: str) -> datetime.datetime | None:
    try:
        return parsedate_to_datetime(told) if told else None
    except ValueError:
        return None
