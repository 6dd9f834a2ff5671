"""Every process hears at once that the record has changed, whoever changed it: triggers tell it (``tell_of_change``).

Nothing is asked to know that nothing has changed.  While nobody can be heard (the database is away, the connection was
cut), nothing is known to be unchanged either, and whoever keeps something must not use it.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import psycopg
from django.db import connections

_log = logging.getLogger("memorandum.server.record_changes")

CHANNEL = "record"
_HEARTBEAT = 1.0  # seconds after which a silent connection is asked whether it is still one
_AGAIN = 0.5  # seconds until it is tried again
_SILENCE = 4.0  # seconds without an answer after which nobody else need ask
_MOST = 64  # answers of one question


class RecordChanges:
    """Counts the changes of the record: ``number`` is another one after each, None while nothing can be heard.

    A change is heard after it is committed; whoever has read the number before it began to read the record, and finds
    the same number afterwards, has read what is still so.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        #: Where the server that is written to had come to in its log after the last change that was heard.
        self.written_to = ""
        #: Called at each change, before the number is another one.
        self.heard: Callable[[], None] = lambda: None
        #: The number that was heard last, also while nothing can be heard.
        self.last = 0
        self._heard_at = 0.0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def listen(self) -> None:
        """Begin to listen beside what the process does, once; in a process that was forked, after the fork."""
        with self._lock:
            if self._thread is None:
                self._heard_at = time.monotonic()
                self._thread = threading.Thread(target=self._listen, name="record-changes", daemon=True)
                self._thread.start()

    @property
    def is_silent(self) -> bool:
        """Whether the server that is written to has not said a word for seconds: it stands still, or is away."""
        return self._thread is not None and time.monotonic() - self._heard_at > _SILENCE

    def _listen(self) -> None:
        while True:
            try:
                self._hear()
            except (psycopg.Error, OSError) as problem:
                self.number = None
                _log.warning("o změnách evidence se teď neví: %s", type(problem).__name__)
            time.sleep(_AGAIN)

    def _hear(self) -> None:
        parameters = connections["default"].get_connection_params()
        told = {name: value for name, value in parameters.items() if name in _CONNECTING}
        with psycopg.connect(**told, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._changed(connection)  # what was not heard may have changed anything
            while True:
                # Read to the end first: while they are read, nothing can be asked over the connection.
                if list(connection.notifies(timeout=_HEARTBEAT, stop_after=1)):
                    self._changed(connection)
                connection.execute("SELECT 1")
                self._heard_at = time.monotonic()

    def _changed(self, connection: psycopg.Connection[tuple[str]]) -> None:
        found = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        self.written_to = found[0] if found else ""
        self._heard_at = time.monotonic()
        self.last += 1
        self.heard()
        self.number = self.last


#: Those that this process hears.
changes = RecordChanges()


def while_unchanged[**P, T](read: Callable[P, T]) -> Callable[P, T]:
    """What ``read`` finds is kept for its arguments until the record changes; while nothing is heard, not at all."""
    kept: dict[Any, tuple[int, T]] = {}

    @wraps(read)
    def found(*args: P.args, **kwargs: P.kwargs) -> T:
        number = changes.number  # before it is read: what changes meanwhile makes it another one
        known = kept.get(args)
        if known is not None and known[0] == number:
            return known[1]
        value = read(*args, **kwargs)
        if number is not None:
            if len(kept) >= _MOST:
                kept.clear()
            kept[args] = number, value
        return value

    return found


#: Of Django's settings of a connection those that say where the database is and who asks, and how silence is noticed.
_CONNECTING = (
    *("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "service"),
    *("keepalives_idle", "keepalives_interval", "tcp_user_timeout"),
)
