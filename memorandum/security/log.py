"""Writing the log of security, and forgetting what is too old."""

import contextlib
import datetime
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from psycopg.pq import TransactionStatus

from memorandum.security.models import SecurityEvent, SecurityKind

_USABLE = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
_GUESSES = (SecurityKind.WRONG_PASSWORD, SecurityKind.WRONG_CODE, SecurityKind.SLOWED, SecurityKind.RESET_ASKED)
#: What anybody on the internet can cause is not written more often; what the staff do is always written.
MOST_GUESSES_AN_HOUR = 10_000


def write(kind: SecurityKind, *, user: User | None = None, address: str | None = None, about: str = "") -> None:
    """Add a line; ``user`` is whose account it is about, ``address`` where they came from."""
    if kind in _GUESSES and _is_flooded():
        return
    SecurityEvent.objects.create(kind=kind, user=user, address=address, about=about[:300])


def _is_flooded() -> bool:
    since = timezone.now() - datetime.timedelta(hours=1)
    guesses = SecurityEvent.objects.filter(kind__in=_GUESSES, at__gt=since).order_by()
    return guesses[MOST_GUESSES_AN_HOUR - 1 : MOST_GUESSES_AN_HOUR].exists()


@contextlib.contextmanager
def coming_from(address: str | None) -> Iterator[None]:
    """Until the end, what triggers write says from where it was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.address', %s, false)", [address or ""])
    try:
        yield
    finally:
        # Neither on a connection that is lost, nor in a transaction that can only be rolled back.
        if connection.connection and connection.connection.info.transaction_status in _USABLE:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('portal.address', '', false)")


def forget() -> int:
    """Remove the lines that are older than ``SECURITY_LOG_DAYS``; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_security_events(%s)", [settings.SECURITY_LOG_DAYS])
        return int(cursor.fetchone()[0])
