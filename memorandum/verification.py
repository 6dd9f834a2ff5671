"""Whether everything that was issued is there, as it was issued, and the database still guards it."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from council import czech
from council.models import NOTHING_BEFORE, File, IssuedPaper, LedgerEntry, Withdrawal

FROZEN = (LedgerEntry, IssuedPaper, Withdrawal)

#: SHA-256 of the body of each function that guards what was issued (pg_proc.prosrc).
FUNCTIONS = {
    "issued_entry_follows": "15dc554ca2c82afa02b3aa8a870e28ed05e780fa1568c7557fc6f0d5e2bc62a2",
    "issued_refuse_change": "0b98f38f30c03c1ef85cfad2059dfda212956770336f60e1268eb8b192515d69",
    "issued_refuse_change_of_file": "ea273abc4804938275843c3f63796600eb7e3826fa010574b912516ed91eae83",
    "issued_refuse_change_of_paper": "59053e73b7bfb04482dda88a7700e0a6f34fe51a68d7ea40c54d14ba33d9726a",
    "issued_refuse_change_of_part": "972893ac3637ac64dea148310bfe0f2d2b2bbcf73823775008292c3abf97ee3f",
    "issued_refuse_change_of_session": "e0c027f640ca5110b78ab1a2735efa498412bde90f28ba76368b63fdcdbaa189",
    "issued_refuse_truncate": "fca78ba14ca355c44d8b2210f33f5e23839a550d69dab19051d4c0af3a133d76",
}
_EACH_ROW = {
    "council_file": ("DELETE OR UPDATE", "issued_refuse_change_of_file"),
    "council_paper": ("DELETE OR UPDATE", "issued_refuse_change_of_paper"),
    "council_block": ("INSERT OR DELETE OR UPDATE", "issued_refuse_change_of_part"),
    "council_paperentry": ("INSERT OR DELETE OR UPDATE", "issued_refuse_change_of_part"),
    "council_session": ("DELETE OR UPDATE", "issued_refuse_change_of_session"),
}
_TABLES = [name for model in FROZEN for name in (model._meta.db_table, f"{model._meta.db_table}event")]


def triggers() -> dict[tuple[str, str], str]:
    """Each guard by its table and name, as the database tells it: when it acts and what it calls."""
    each_row = dict.fromkeys(_TABLES, ("DELETE OR UPDATE", "issued_refuse_change")) | _EACH_ROW
    guards = {
        (table, "issued_refuse_change"): f"BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        for table, (when, function) in each_row.items()
    }
    for table in _TABLES:
        guards[table, "issued_refuse_truncate"] = (
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION issued_refuse_truncate()"
        )
    guards["council_ledgerentry", "issued_entry_follows"] = (
        "BEFORE INSERT ON council_ledgerentry FOR EACH ROW EXECUTE FUNCTION issued_entry_follows()"
    )
    return guards


def problems(*, head: str = "", progress: Callable[[int, int], None] = lambda done, of: None) -> Iterator[str]:
    """Everything that is not as it should be, as Czech sentences; nothing when all is well.

    ``head`` is a hash noted outside, from the public page, from a paper or from a log: its entry must be there.
    """
    yield from _guards()
    yield from _history()
    yield from _chain(progress)
    if head and not LedgerEntry.objects.filter(hash=head.lower()).exists():
        yield f"Zápis {head} v knize vydání není: kniha byla zkrácena či přepsána, nebo je otisk opsán špatně."


# --- Guards -------------------------------------------------------------------------------------------------------


def _guards() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'issued%%' AND c.relnamespace = current_schema()::regnamespace"
        )
        found = {(table, name): (enabled, definition) for table, name, enabled, definition in cursor.fetchall()}
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'issued%%'"
            " AND pronamespace = current_schema()::regnamespace"
        )
        functions = {name: hashlib.sha256(source.encode()).hexdigest() for name, source in cursor.fetchall()}
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    for (table, name), expected in triggers().items():
        enabled, definition = found.get((table, name), ("", ""))
        if not enabled:
            yield f"Tabulku {table} nehlídá spoušť {name}: chybí."
        elif enabled != "A":
            yield f"Tabulku {table} nehlídá spoušť {name}: je vypnutá."
        elif definition.replace(f" ON {schema}.", " ON ").replace(f"FUNCTION {schema}.", "FUNCTION ") != (
            f"CREATE TRIGGER {name} {expected}"
        ):
            yield f"Tabulku {table} hlídá jiná spoušť {name}, než jakou portál vytvořil."
    for name, expected in FUNCTIONS.items():
        if functions.get(name) != expected:
            yield f"Funkce {name}, která hlídá vydané písemnosti, {'byla změněna' if name in functions else 'chybí'}."


# --- History ------------------------------------------------------------------------------------------------------


def _history() -> Iterator[str]:
    """The history of the three tables is a second ledger: what was once added must be there."""
    for model in FROZEN:
        events: Any = getattr(model, "pgh_event_models")["insert"].objects  # noqa: B009
        there = set(model._default_manager.values_list("pk", flat=True))
        added = set(events.filter(pgh_label="insert").values_list("pgh_obj_id", flat=True))
        touched = events.exclude(pgh_label="insert").order_by("pgh_id")
        name = model._meta.verbose_name
        for pk in sorted(added - there):
            yield f"Chybí záznam, který historie zná ({name}, vnitřní číslo {pk})."
        for pk in sorted(there - added):
            yield f"Historie nezná vznik záznamu ({name}, vnitřní číslo {pk})."
        for event in touched:
            what = "změnu" if event.pgh_label == "update" else "smazání"
            yield f"Historie zná {what} záznamu ({name}, vnitřní číslo {event.pgh_obj_id})."


# --- The chain ----------------------------------------------------------------------------------------------------


def _chain(progress: Callable[[int, int], None]) -> Iterator[str]:
    count = LedgerEntry.objects.count()
    issued = IssuedPaper.objects.select_related("entry", "paper__session")
    by_entry: dict[int, Any] = {paper.entry_id: paper for paper in issued.defer("content")}
    by_entry |= {w.entry_id: w for w in Withdrawal.objects.select_related("entry", "issued__paper", "issued__entry")}
    previous, expected = NOTHING_BEFORE, 1
    for entry in LedgerEntry.objects.order_by("number").iterator(chunk_size=200):
        told = f"Zápis {entry.number} v knize vydání"
        if entry.number != expected:
            yield f"{told}: chybí zápis {expected}."
        if entry.previous_hash != previous:
            yield f"{told} nenavazuje na předchozí zápis."
        if LedgerEntry.hash_of(entry.statement) != entry.hash:
            yield f"{told}: znění neodpovídá otisku."
        row = by_entry.pop(entry.pk, None)
        if row is None:
            yield f"{told}: záznam, o kterém vypovídá, chybí."
        else:
            if LedgerEntry.state(entry.number, _lines(row), entry.previous_hash) != entry.statement:
                yield f"{told}: záznam o písemnosti „{_paper(row)}“ říká něco jiného než kniha."
            if _moment(row) != entry.written_at:
                yield f"{told}: čas zápisu se liší od času v záznamu."
            if isinstance(row, IssuedPaper):
                yield from (f"{told}: {sentence}" for sentence in _contents(row))
        previous, expected = entry.hash, entry.number + 1
        progress(expected - 1, count)
    for row in by_entry.values():
        yield f"Záznam o písemnosti „{_paper(row)}“ v knize vydání není."


def _lines(row: Any) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = row.lines
    return lines


def _paper(row: Any) -> str:
    return str(row.paper.subject if isinstance(row, IssuedPaper) else row.issued.paper.subject)


def _moment(row: Any) -> Any:
    return row.issued_at if isinstance(row, IssuedPaper) else row.withdrawn_at


def _contents(issued: IssuedPaper) -> Iterator[str]:
    """Whether the bytes are those whose hashes the ledger holds; one paper at a time, as they may be large."""
    if hashlib.sha256(issued.content.encode()).hexdigest() != issued.content_sha256:
        yield "osnova a údaje neodpovídají otisku."
    names = {getattr(issued, f"{name}_id"): name.upper() for name in ("docx", "pdf", "xlsx")}
    for file in File.objects.filter(pk__in=[pk for pk in names if pk]):
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            yield f"soubor {names[file.pk]} neodpovídá otisku."


def summary() -> str:
    """One sentence for when all is well, with the head of the ledger."""
    head = LedgerEntry.objects.head()
    if head is None:
        return "Zatím nebylo nic vydáno; databáze je připravena vydané písemnosti hlídat."
    papers = czech.count(IssuedPaper.objects.count(), "vydaná písemnost", "vydané písemnosti", "vydaných písemností")
    entries = czech.count(head.number, "zápis", "zápisy", "zápisů")
    return f"V pořádku: {papers}, {entries} v knize vydání. Otisk posledního zápisu: {head.hash}"
