"""Whether everything that was issued is there, as it was issued, and the database still guards it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import czech
from council.models import NOTHING_BEFORE, IssuedPaper, LedgerEntry, TimeStamp, Withdrawal
from evidence.guards import problems as problems_of
from evidence.models import Event, File
from evidence.models.events import EventKind
from memorandum.guards import guards
from memorandum.papers import heads, tables, time_stamps
from memorandum.papers.content import made_of, session_of
from memorandum.server import ledger_key

FROZEN = (LedgerEntry, IssuedPaper, Withdrawal, TimeStamp)


def problems(*, head: str = "", progress: Callable[[int, int], None] = lambda done, of: None) -> Iterator[str]:
    """Everything that is not as it should be, as Czech sentences; nothing when all is well.

    ``head`` is a hash noted outside, from the public page, from a paper or from a log: its entry must be there.
    """
    if gone := tables.missing():
        yield from gone
        return
    yield from problems_of(guards())
    yield from tables.changed(guards())
    yield from _history()
    yield from _chain(progress)
    yield from heads.problems()
    yield from time_stamps.problems()
    if head and not LedgerEntry.objects.filter(hash=head.lower()).exists():
        yield f"Zápis {head} v knize vydání není: kniha byla zkrácena či přepsána, nebo je otisk opsán špatně."


# --- History ------------------------------------------------------------------------------------------------------


def _history() -> Iterator[str]:
    """The history of these tables is a second ledger: what was once added must be there."""
    for model in FROZEN:
        events = Event.objects.of(model)
        there = set(model._default_manager.values_list("pk", flat=True))
        added = {int(pk) for pk in events.filter(operation=EventKind.INSERT).values_list("record", flat=True)}
        touched = events.exclude(operation=EventKind.INSERT)
        name = model._meta.verbose_name
        for pk in sorted(added - there):
            yield f"Chybí záznam, který historie zná ({name}, vnitřní číslo {pk})."
        for pk in sorted(there - added):
            yield f"Historie nezná vznik záznamu ({name}, vnitřní číslo {pk})."
        for event in touched:
            what = "změnu" if event.operation == EventKind.UPDATE else "smazání"
            yield f"Historie zná {what} záznamu ({name}, vnitřní číslo {event.record})."


# --- The chain ----------------------------------------------------------------------------------------------------


def _chain(progress: Callable[[int, int], None]) -> Iterator[str]:
    count = LedgerEntry.objects.count()
    issued = IssuedPaper.objects.select_related("entry", "paper__session__body")
    by_entry: dict[int, Any] = {paper.entry_id: paper for paper in issued.defer("content")}
    by_entry |= {w.entry_id: w for w in Withdrawal.objects.select_related("entry", "issued__paper", "issued__entry")}
    trusted = ledger_key.trusted()
    previous, expected, latest = NOTHING_BEFORE, 1, None
    for entry in LedgerEntry.objects.order_by("number").iterator(chunk_size=200):
        row = by_entry.pop(entry.pk, None)
        for sentence in (*_of_entry(entry, previous, expected, trusted), *_of_row(entry, row)):
            yield f"Zápis {entry.number} v knize vydání{sentence}"
        if latest and entry.written_at < latest:
            yield f"Zápis {entry.number} v knize vydání je podle svého času starší než zápis před ním."
        previous, expected, latest = entry.hash, entry.number + 1, entry.written_at
        progress(expected - 1, count)
    for row in by_entry.values():
        yield f"Záznam o písemnosti „{_paper(row)}“ v knize vydání není."


def _of_entry(entry: LedgerEntry, previous: str, expected: int, trusted: list[str]) -> Iterator[str]:
    """What is wrong with an entry and its place in the chain, as ends of sentences."""
    if entry.number != expected:
        yield f": chybí zápis {expected}."
    if entry.previous_hash != previous:
        yield " nenavazuje na předchozí zápis."
    if LedgerEntry.hash_of(entry.statement) != entry.hash:
        yield ": znění neodpovídá otisku."
    if entry.public_key not in trusted:
        yield ": je podepsán klíčem, který k této knize nepatří."
    elif not ledger_key.is_signed(entry.statement, entry.signature, entry.public_key):
        yield ": podpis nepatří k jeho znění."


def _of_row(entry: LedgerEntry, row: Any) -> Iterator[str]:
    """How the row that the entry tells of differs from it, as ends of sentences."""
    if row is None:
        yield ": záznam, o kterém vypovídá, chybí."
        return
    if LedgerEntry.state(entry.number, row.lines, entry.public_key, entry.previous_hash) != entry.statement:
        yield f": záznam o písemnosti „{_paper(row)}“ říká něco jiného než kniha."
    if (row.issued_at if isinstance(row, IssuedPaper) else row.withdrawn_at) != entry.written_at:
        yield ": čas zápisu se liší od času v záznamu."
    if isinstance(row, IssuedPaper):
        yield from (f": {sentence}" for sentence in _contents(row))


def _paper(row: Any) -> str:
    return str(row.paper.subject if isinstance(row, IssuedPaper) else row.issued.paper.subject)


def _contents(issued: IssuedPaper) -> Iterator[str]:
    """Whether the bytes are those whose hashes the ledger holds; one paper at a time, as they may be large."""
    if hashlib.sha256(issued.content.encode()).hexdigest() != issued.content_sha256:
        yield "osnova a údaje neodpovídají otisku."
    yield from _said(issued)
    names = {getattr(issued, f"{name}_id"): name.upper() for name in ("docx", "pdf", "xlsx")}
    for file in File.objects.filter(pk__in=[pk for pk in names if pk]):
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            yield f"soubor {names[file.pk]} neodpovídá otisku."


def _said(issued: IssuedPaper) -> Iterator[str]:
    """Whether what was kept beside the paper fits what it was composed of, its session and its place in the chain."""
    try:
        kept = json.loads(issued.content)
        made, session = kept.get("made_of"), kept["session"]
    except (ValueError, KeyError, AttributeError):
        yield "osnova a údaje nejsou čitelné."
        return
    if made is not None and made != made_of(issued.paper):
        yield "bloky nebo záhlaví písemnosti jsou jiné, než ze kterých byla vydána."
    if session != session_of(issued.paper):
        yield "zasedání nebo jeho orgán je jiný, než pro které byla písemnost vydána."
    before = issued.entry.previous_hash
    if before != NOTHING_BEFORE and before not in issued.content:
        yield "v písemnosti je vytištěn jiný otisk předchozího zápisu."


def summary() -> str:
    """One sentence for when all is well, with the head of the ledger."""
    head = LedgerEntry.objects.head()
    if head is None:
        return "Zatím nebylo nic vydáno; databáze je připravena vydané písemnosti hlídat."
    papers = czech.count(IssuedPaper.objects.count(), "vydaná písemnost", "vydané písemnosti", "vydaných písemností")
    entries = czech.count(head.number, "zápis", "zápisy", "zápisů")
    return f"V pořádku: {papers}, {entries} v knize vydání. Otisk posledního zápisu: {head.hash}"
