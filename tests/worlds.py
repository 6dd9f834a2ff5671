"""Worlds that many tests ask about: each is built once and taken back when the last of them is done."""

import contextlib
import datetime

import pytest
from django.db import transaction

from evidence import recorded


@contextlib.contextmanager
def built_once(build, django_db_blocker):
    """What ``build`` returns, for as long as a fixture of a wide scope lasts.

    It stays in a transaction that is never committed; what a test with ``db`` writes is taken back to it.  Nothing but
    this connection sees it, and beside it there may be no test that commits.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@contextlib.contextmanager
def gone_back(moment):
    """Go back to a moment of the record once for all pages that are asked as of it inside, and not for each anew."""
    at = datetime.datetime.fromisoformat(moment)

    def there_already(asked):
        assert asked == at
        return contextlib.nullcontext()

    with recorded.as_recorded(at), pytest.MonkeyPatch.context() as patch:
        patch.setattr("memorandum.middleware.as_recorded", there_already)
        yield
