"""Public pages read over connections of their own, under a role that may read nothing but what is public.

There are two of them.  ``public`` prepares each question once: a public page asks the same few questions again and
again, and the server plans each of them for longer than it takes to answer it.  It may lead to a replica of the
database (PUBLIC_DATABASE_URL); a page is read there once the last change that was heard of has come there.
``moments`` leads to the server that is written to and prepares nothing: the record as of a moment is read there, and
where there is a replica also what only that server knows, and everything while the replica does not know it yet.

On connections of the staff nothing is prepared: they write, and read what they have just written.
"""

import contextlib
import logging
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg import _queries

from evidence import recorded
from memorandum.server.record_changes import changes

_log = logging.getLogger("memorandum.server.public_reads")


PUBLIC, MOMENTS = "public", "moments"
# psycopg finds the places of the values in a text once, but for texts longer than four kilobytes, which ours are.
_queries.MAX_CACHED_STATEMENT_LENGTH = 64 * 1024
_queries.MAX_CACHED_STATEMENT_PARAMS = 500
#: Questions that a connection keeps prepared: all of ours, some 170; with fewer each page makes it forget another one.
_KEPT = 300
_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)


_CAUGHT_UP = "SELECT coalesce(NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= nullif(%s, '')::pg_lsn, TRUE)"
_AGAIN = 1.0  # seconds until a replica that did not answer is asked again
_away_until = 0.0


@receiver(connection_created)
def _keep_prepared(connection: Any, **told: Any) -> None:
    if connection.alias == PUBLIC:
        connection.connection.prepared_max = _KEPT


@contextlib.contextmanager
def public_reads(*, prepared: bool = True) -> Iterator[None]:
    """Until the end, what models are asked goes over the public connections, if the portal has them.

    ``prepared``: over the one that prepares questions, if what it leads to knows all that has been heard of.
    """
    may = prepared and PUBLIC in connections.settings and (not settings.PUBLIC_READS_APART or _has_caught_up())
    token = _alias.set(PUBLIC if may else _moments())
    try:
        yield
    finally:
        _alias.reset(token)


def _moments() -> str:
    return MOMENTS if MOMENTS in connections.settings else DEFAULT_DB_ALIAS


def close_moments() -> None:
    """Give up the connection to the server that is written to, which does not answer."""
    connections[_moments()].close()


def is_lost() -> bool:
    """Whether the public connection broke under what was asked over it."""
    return _alias.get() == PUBLIC and settings.PUBLIC_READS_APART and not connections[PUBLIC].is_usable()


def _has_caught_up() -> bool:
    """Whether the replica answers, and knows every change that this process has heard of.

    So nobody reads there what they have seen to be otherwise; and what is kept of a page is of that change or later.
    """
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        with connections[PUBLIC].cursor() as cursor:
            cursor.execute(_CAUGHT_UP, [changes.written_to])
            return bool(cursor.fetchone()[0])
    except DatabaseError as problem:
        _log.warning("replika neodpovídá, čte se z hlavního serveru: %s", type(problem).__name__)
        _away_until = time.monotonic() + _AGAIN
        connections[PUBLIC].close()
        return False


class PublicReads:
    """Django's router: which connection a question goes over."""

    def db_for_read(self, model: Any, *, as_recorded: bool = False, written_to: bool = False, **hints: Any) -> str:
        # A record as of a moment lies in temporary tables of the connection that made them; a prepared question would
        # go on reading the tables behind them.  And a replica does not know what only the other server does.
        apart = as_recorded or recorded.moment() is not None or (written_to and settings.PUBLIC_READS_APART)
        return _moments() if apart and _alias.get() == PUBLIC else _alias.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # both names are of one database

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
