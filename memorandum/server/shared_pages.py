"""Public answers that processes and machines share in Valkey: what one of them has made, the others only fetch.

Each process keeps its own answers in front of Django (``page_cache``); only what it would have to make anew is looked
for here.  A portal works without it, and goes on without it when it is away.

An answer stands under the state of the record that was seen before it was made, so it tells that state or a later
one.  A server of databases never comes back to a state that has passed: who asks and sees the same state may be told
it.  No writer has to queue for that: PostgreSQL's own snapshot names the state, on a replica the place in the log to
which it has come.
"""

import hashlib
import json
import logging
import time
from collections.abc import Iterable
from pathlib import Path

from django.db import connections
from valkey import Valkey
from valkey.exceptions import ValkeyError

from memorandum.server.page_cache import Headers

_log = logging.getLogger("memorandum.server.shared_pages")

_PATIENCE = 0.2  # seconds; to make an answer takes a tenth of it
_RESTS = 5.0  # seconds for which a server that did not answer is not asked
_KEPT = 3600  # seconds
_LARGEST = 4 * 1024 * 1024  # bytes

#: Which server, which database, which of the server's lives (one that was restored or promoted repeats numbers), and
#: what of it can be seen.
_STATE = """
SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()), current_database(), CASE
    WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint()) || '/' || pg_last_wal_replay_lsn()
    ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) || ':' || pg_current_snapshot()
END)
"""


class SharedPages:
    """The answers of one release with the same settings; ``release`` is another one for any other."""

    def __init__(self, url: str, *, release: str) -> None:
        self._server = Valkey.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
        self._release = release
        self._rests_until = 0.0

    def name(self, alias: str, *asked: object) -> str:
        """Under what the answer to a question stands, as the connection sees the record: asked before it is made."""
        with connections[alias].cursor() as cursor:
            cursor.execute(_STATE)
            [state] = cursor.fetchone()
        return f"memorandum:{hashlib.sha256(repr((self._release, state, asked)).encode()).hexdigest()}"

    def fetch(self, name: str) -> tuple[Headers, bytes] | None:
        """What stands there: the headers and the body."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            told = self._server.get(name)
        except (ValkeyError, OSError) as problem:
            self._rest(problem)
            return None
        return _read(told) if isinstance(told, bytes) else None

    def keep(self, name: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        """Leave it there for the others, for an hour at most."""
        if len(body) > _LARGEST or time.monotonic() < self._rests_until:
            return
        try:
            self._server.set(name, json.dumps([*headers]).encode() + b"\n" + body, ex=_KEPT)
        except (ValkeyError, OSError) as problem:
            self._rest(problem)

    def _rest(self, problem: Exception) -> None:
        self._rests_until = time.monotonic() + _RESTS
        _log.warning("sdílené stránky teď nejsou k dispozici: %s", type(problem).__name__)


def _read(told: bytes) -> tuple[Headers, bytes] | None:
    head, _, body = told.partition(b"\n")
    try:
        return [(header, value) for header, value in json.loads(head)], body
    except (TypeError, ValueError):
        return None  # somebody else's


def release(root: Path, told: object) -> str:
    """A digest of all that an answer is made of beside the record: the portal's files and what its settings tell."""
    digest = hashlib.sha256(repr(told).encode())
    for path in sorted(path for kind in _MADE_OF for path in root.glob(kind) if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


_ROOMS = ("council", "czech", "evidence", "formats", "funding", "localities", "memorandum")
_MADE_OF = (
    *(f"{room}/**/*.{kind}" for room in _ROOMS for kind in ("py", "sql")),
    *("templates/**/*", "static/**/*", "locale/**/*", "requirements.txt"),
)
