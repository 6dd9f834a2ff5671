"""Documents are made in turn, only a few at a time, and nobody is left before an empty page meanwhile.

A document of hundreds of localities takes seconds and hundreds of megabytes.  Whoever asks for one while as many as
the machine can bear are being made waits a little, then is asked to come back.  A person who has waited for two
seconds is shown that it is being made; their browser asks again, and gets what was made meanwhile, from whichever
worker.  Programs wait for the document itself.  What was made is kept by the page cache.
"""

import contextvars
import hashlib
import logging
import tempfile
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render

from evidence.models import AsOf, today
from formats.attachments import read_response
from formats.rendering import PAPER_FORMATS, TABLE_FORMATS
from memorandum.server.turns import NoTurn, turn

_log = logging.getLogger("memorandum.portal.in_turn")

#: How many documents are made at once, of which the largest takes 400 MB, and beside them how many tables.
AT_ONCE = 2
WAITS = 4.0  # seconds
COMES_BACK = 10  # seconds
#: After so many seconds a person is shown that the document is being made; so often their browser asks again.
SHOWS_AFTER, ASKS_AGAIN = 2.0, 2
_LOOKS = 0.1  # seconds
_FETCHED = 600  # seconds for which what was made waits for whoever asked for it
_ROOM = 2**30  # bytes that all of it may take

type View = Callable[..., HttpResponseBase]


def in_turn(view: View) -> View:
    """A public view of a file, made in turn, or „come back“ (503); a person who waits is shown that it is made."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def make() -> HttpResponseBase:
            return _made(view, request, *args, **kwargs)

        making = _Making(request)
        if (found := making.taken()) is not None:
            return found
        return _shown(request, making, make) if _is_person(request) else making.of_large(make())

    return answer


def _made(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        with turn(settings.TURNS_DIR, turns(kwargs.get("extension", "")), WAITS):
            return view(request, *args, **kwargs)
    except NoTurn:
        response = render(request, "503.html", {"seconds": COMES_BACK}, status=503)
        response["Retry-After"] = str(COMES_BACK)
        return response


def turns(extension: str) -> list[str]:
    """The turns at files of that kind: a table may take minutes but no memory, so no document waits for it."""
    kind = "dokument" if extension in PAPER_FORMATS or extension not in TABLE_FORMATS else "tabulka"
    return [f"{kind}-{number}" for number in range(AT_ONCE)]


def _is_person(request: HttpRequest) -> bool:
    """Whether somebody looks at what comes; a record as of a moment is read in one transaction, so not beside it."""
    return "text/html" in request.headers.get("Accept", "") and AsOf.RECORDED not in request.GET


def _shown(request: HttpRequest, making: "_Making", make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The document; the page that says that it is being made, when that takes longer than people wait."""
    if making.has_failed():
        return make()  # and whatever is wrong is told
    making.begin(make)
    until = time.monotonic() + SHOWS_AFTER
    while time.monotonic() < until:
        if (found := making.taken()) is not None:
            return found
        if making.has_failed():
            return make()
        time.sleep(_LOOKS)
    response = render(request, "portal/being_made.html", status=202)
    response["Refresh"] = str(ASKS_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


class _Making:
    """A document that is being made: one file of the machine, for the same question about the same record."""

    def __init__(self, request: HttpRequest) -> None:
        record = (getattr(request, name, None) for name in ("latest", "last_event"))
        asked = (request.get_host(), request.get_full_path(), today(), *record)
        digest = hashlib.sha256(repr(asked).encode()).hexdigest()
        self._name = digest
        self._folder = Path(settings.TURNS_DIR) / "made"
        self._path, self._failed = self._folder / digest, self._folder / f"{digest}.failed"

    def taken(self) -> HttpResponseBase | None:
        """What was made, with the headers that say what it is."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return None
        headers = dict(line.decode().rstrip().split(": ", 1) for line in iter(file.readline, b"\n"))
        return read_response(file, headers)

    def has_failed(self) -> bool:
        """Whether it came to no document; said once, so that it can be tried again."""
        try:
            self._failed.unlink()
        except FileNotFoundError:
            return False
        return True

    def begin(self, make: Callable[[], HttpResponseBase]) -> None:
        """Make it beside this request, unless somebody is making it already."""
        making = contextvars.copy_context()  # what is read there is read over the same connections as here
        threading.Thread(target=making.run, args=[self._make, make], daemon=True).start()

    def _make(self, make: Callable[[], HttpResponseBase]) -> None:
        try:
            with turn(self._folder, [self._name], 0):
                self._forget_old()
                if not self._path.exists():
                    self._keep(make())
        except NoTurn:
            return  # somebody is making it
        except Exception:
            _log.exception("dokument se nepodařilo připravit")
            self._failed.touch()
        finally:
            connections.close_all()

    def _keep(self, response: HttpResponseBase) -> None:
        if response.status_code != 200:
            self._failed.touch()
            return
        head = "".join(f"{name}: {value}\n" for name, value in response.items())
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            part.write(f"{head}\n".encode())
            part.writelines(response)
        Path(part.name).replace(self._path)

    def of_large(self, response: HttpResponseBase) -> HttpResponseBase:
        """The same response; a large file stays for whoever asks for it next, and so it is read from there."""
        if not isinstance(response, FileResponse):
            return response
        self._folder.mkdir(exist_ok=True)
        self._forget_old()
        self._keep(response)
        response.file_to_stream.close()  # type: ignore[union-attr]
        return self.taken() or response

    def _forget_old(self) -> None:
        """What nobody has come for, locks that nobody holds any more, and the oldest of what takes too much room."""
        oldest, room = time.time() - _FETCHED, _ROOM
        others = [path for path in self._folder.iterdir() if not path.name.startswith(self._name)]
        for made_at, size, path in sorted(((*_of_file(path), path) for path in others), reverse=True):
            room -= size
            if made_at < oldest or (room < 0 and path.suffix != ".lock"):
                path.unlink(missing_ok=True)


def _of_file(path: Path) -> tuple[float, int]:
    """(when it was written, how long it is); of one that is gone since, as if it were old and empty."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return 0, 0
    return told.st_mtime, told.st_size
