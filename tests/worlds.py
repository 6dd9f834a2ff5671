"""Worlds that many tests ask about: each is built once and taken back when the last of them is done."""

import contextlib

from django.db import transaction


@contextlib.contextmanager
def built_once(build, django_db_blocker):
    """What ``build`` returns, for as long as a fixture of a wide scope lasts.

    It stays in a transaction that is never committed; what a test with ``db`` writes is taken back to it.  Nothing but
    this connection sees it, and beside it there may be no test that commits.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
