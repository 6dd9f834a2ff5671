"""Writes with consequences."""

import datetime
from collections.abc import Callable

from django.db import connection, transaction

from council.models import FIXED, NOTHING_BEFORE, Block, BlockKind, LedgerEntry, Paper, PaperEntry, PaperRole, Session

NO_NUMBER = 32_000  # a block that was given no number comes last

_LOCK = 1_145_162_019  # any number; who writes into the ledger holds it until the end of the transaction


def open_ledger() -> tuple[int, str]:
    """The number of the next entry and the hash of the last one; nobody else writes until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    head = LedgerEntry.objects.head()
    return (head.number + 1, head.hash) if head else (1, NOTHING_BEFORE)


@transaction.atomic
def write_entry(
    *, lines: list[tuple[str, str]], written_at: datetime.datetime, public_key: str, sign: Callable[[str], str]
) -> LedgerEntry:
    """Add an entry to the ledger of issued papers; ``sign`` gives the signature of its words by the public key."""
    number, previous = open_ledger()
    statement = LedgerEntry.state(number, lines, public_key, previous)
    return LedgerEntry.objects.create(
        number=number,
        statement=statement,
        previous_hash=previous,
        hash=LedgerEntry.hash_of(statement),
        public_key=public_key,
        signature=sign(statement),
        written_at=written_at,
    )


#: What of an earlier paper says something of its day in the department's own words.
_WORDS = set(FIXED) - {BlockKind.HEADING}


@transaction.atomic
def draft_paper(*, session: Session, kind: str, subject: str, like: Paper | None) -> Paper:
    """Begin a paper for a session with the blocks and the people of an earlier one.

    What quoted a source in the earlier paper quotes it no more: its words were about another day.  Lines of the head
    that tell of that day alone, why it was put forward and who discussed it, are left to be filled in.  People and
    words that are no headings wait for somebody who confirms that they still hold (``taken_from``).
    """
    addressee = like.addressee if like else "Zastupitelstva kraje"
    paper = Paper.objects.create(session=session, kind=kind, subject=subject, addressee=addressee)
    if like is None:
        return paper
    people = like.entries.filter(role__in=[PaperRole.DRAFTED, PaperRole.SUBMITTED])
    entries = people.values("role", "position", "person", "function", "body_id")
    PaperEntry.objects.bulk_create(PaperEntry(paper=paper, taken_from=like, **entry) for entry in entries)
    blocks = like.blocks.values("position", "kind", "text", "order", "is_unsupported", "at_session_only")
    Block.objects.bulk_create(
        Block(paper=paper, taken_from=like if block["kind"] in _WORDS else None, **block) for block in blocks
    )
    return paper


@transaction.atomic
def renumber_blocks(*, paper: Paper) -> None:
    """Number the blocks from one where two have the same number or one has none; otherwise leave them be."""
    blocks = list(paper.blocks.order_by("position", "pk"))
    numbers = [block.position for block in blocks]
    if len(set(numbers)) == len(numbers) and max(numbers, default=0) < NO_NUMBER:
        return
    for number, block in enumerate(blocks, start=1):
        block.position = number
    Block.objects.bulk_update(blocks, ["position"])
