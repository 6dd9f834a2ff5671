"""Writes with consequences."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

import czech
from council.models import (
    FIXED,
    NOTHING_BEFORE,
    AgendaItem,
    Block,
    BlockKind,
    LedgerEntry,
    Paper,
    PaperEntry,
    PaperRole,
    Session,
)
from czech.inflection import genitive
from czech.refusals import Refusal
from evidence.history import signed
from evidence.models import Body, Source, SourceKind, free_key

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


class CannotResolve(Refusal):
    """What was adopted cannot be recorded so."""


@transaction.atomic
def record_resolution(*, item: AgendaItem, number: str, text: str = "", by: Any) -> tuple[Source, bool]:
    """The resolution with that number by which the session decided the point, tied to it; and whether it is new.

    A resolution of the session's body that the record has under that number is the one; what it says is never
    overwritten, only its day and its words are filled in where it has none.  Raises CannotResolve when the point has
    another resolution, or the number is that of one of another day of the year.
    """
    number, text = " ".join(number.split()), text.strip()
    if not number:
        raise CannotResolve("Usnesení potřebuje číslo.")
    if "\x00" in number + text:
        raise CannotResolve("Číslo ani znění nesmí obsahovat nulový znak.")
    with signed(user=by.pk):
        held = AgendaItem.objects.select_for_update(of=("self",)).select_related("resolution", "session__body")
        item = held.get(pk=item.pk)
        session = Session.objects.select_for_update(of=("self",)).select_related("body").get(pk=item.session_id)
        found = _found(session, number)
        if item.resolution is not None and item.resolution != found:
            raise CannotResolve(f"Bod už má jiné usnesení: {item.resolution.title}. Nejdřív ho u bodu změňte.")
        resolution = found or _new_resolution(session, number)
        resolution.issued_on = resolution.issued_on or session.held_on
        if text and text != resolution.text:
            if resolution.text:
                raise CannotResolve("Toto usnesení už v evidenci své znění má. Opravte ho na stránce zdroje.")
            resolution.text = text
        resolution.full_clean()
        resolution.save()
        if item.resolution is None:
            item.resolution = resolution
            item.save(update_fields=["resolution"])
    return resolution, found is None


def _found(session: Session, number: str) -> Source | None:
    """The resolution of the session that the record has; one without a day, or of its month or year, may be it."""
    known = Source.objects.resolutions().filter(issuer=session.body, number=number)
    source: Source
    for source in known.select_for_update().order_by("pk"):
        if source.issued_on is None or source.covers(session.held_on):
            return source
        if source.issued_on.year == session.held_on.year:
            raise CannotResolve(
                f"Usnesení č. {number} už v evidenci je, ale {source.dated}; zasedání bylo "
                f"{czech.day(session.held_on)}. Ověřte číslo."
            )
    return None


def _new_resolution(session: Session, number: str) -> Source:
    title = _title(session.body, number, session.held_on)
    return Source(
        key=free_key(Source, f"usneseni-{session.body.key}-{number}"),
        kind=SourceKind.RESOLUTION,
        title=title[:300],
        issuer=session.body,
        number=number,
    )


def _title(body: Body, number: str, day: datetime.date) -> str:
    """„Usnesení Rady … č. 116/14/RK“; a number without a year is told with the day."""
    whose = body.name if body.name.split()[0].endswith("e") else genitive(body.name)  # „Komise“ is its own genitive
    dated = "" if "/" in number else f" ze dne {czech.long_day(day)}"
    return f"Usnesení {whose}{dated} č. {number}".replace(czech.NBSP, " ")
