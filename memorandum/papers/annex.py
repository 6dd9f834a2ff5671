"""The annex of a paper: the facts that it was made from, as a table."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict

from evidence.models import AsOf
from formats.outline import Outline
from formats.sheet import Sheet, SheetColumn
from memorandum.papers.statements import Stated

COLUMNS = (
    SheetColumn("about", "Čeho se údaj týká"),
    SheetColumn("value", "Údaj"),
    SheetColumn("effective_on", "Platí od", "date"),
    SheetColumn("known_on", "Známo od", "date"),
    SheetColumn("source", "Zdroj"),
    SheetColumn("passage", "Pasáž"),
    SheetColumn("key", "Klíč údaje"),
)


def annex(outline: Outline, facts: Iterable[Stated], at: AsOf, made_at: dt.datetime | None) -> Sheet:
    """The facts behind the paper; the same facts made at the same time (now, unless given) give the same sheet."""
    rows = [
        asdict(fact)
        | {
            "source": fact.source_title,
            "effective_on": _day(fact.effective_on),
            "known_on": _day(fact.known_on),
            "key": f"{fact.model}-{fact.key}",
        }
        for fact in facts
    ]
    return Sheet(
        title=f"Údaje k písemnosti: {outline.title}",
        columns=COLUMNS,
        rows=rows,
        filters="",
        at=(at.day, at.known),
        made_at=made_at,
        filename=outline.filename,
    )


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
