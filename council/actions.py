"""Writes with consequences."""

import datetime

from django.db import connection, transaction

from council.models import NOTHING_BEFORE, LedgerEntry

_LOCK = 1_145_162_019  # any number; who writes into the ledger holds it until the end of the transaction


def open_ledger() -> tuple[int, str]:
    """The number of the next entry and the hash of the last one; nobody else writes until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    head = LedgerEntry.objects.head()
    return (head.number + 1, head.hash) if head else (1, NOTHING_BEFORE)


@transaction.atomic
def write_entry(*, lines: list[tuple[str, str]], written_at: datetime.datetime) -> LedgerEntry:
    """Add an entry to the ledger of issued papers."""
    number, previous = open_ledger()
    statement = LedgerEntry.state(number, lines, previous)
    return LedgerEntry.objects.create(
        number=number,
        statement=statement,
        previous_hash=previous,
        hash=LedgerEntry.hash_of(statement),
        written_at=written_at,
    )
