"""Public pages read over connections of their own, which prepare each question once (the alias ``public``).

A public page asks the same few questions again and again, and the server plans each of them for longer than it takes
to answer it.  On connections of the staff nothing is prepared: they write, and read what they have just written.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import _queries

from evidence import recorded

PUBLIC = "public"
# psycopg finds the places of the values in a text once, but for texts longer than four kilobytes, which ours are.
_queries.MAX_CACHED_STATEMENT_LENGTH = 64 * 1024
_queries.MAX_CACHED_STATEMENT_PARAMS = 500
_is_public: ContextVar[bool] = ContextVar("is_public", default=False)


@contextlib.contextmanager
def public_reads() -> Iterator[None]:
    """Until the end, what models are asked goes over the public connections, if the portal has them."""
    token = _is_public.set(PUBLIC in connections.settings)
    try:
        yield
    finally:
        _is_public.reset(token)


class PublicReads:
    """Django's router: which connection a question goes over."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        # A record as of a moment lies in temporary tables of the connection that made them; a prepared question would
        # go on reading the tables behind them.
        return PUBLIC if _is_public.get() and recorded.moment() is None else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # both names are of one database

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
