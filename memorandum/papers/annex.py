"""The annex of a paper: the facts that it was made from, as a table."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from evidence.models import AsOf, Precision
from formats.outline import Outline
from formats.sheet import Sheet, SheetColumn
from memorandum.papers.statements import Stated

COLUMNS = (
    SheetColumn("about", "Čeho se údaj týká", says="o kom údaj je (lokalita, orgán, memorandum, rozpor) a co říká"),
    SheetColumn("value", "Údaj", says="co o tom říká zdroj, slovy písemnosti"),
    SheetColumn("amount", "Částka", "money", says="částka, jde-li o peníze, s přesností, se kterou ji evidence má"),
    SheetColumn("count", "Počet", "integer", says="počet, je-li údajem počet"),
    SheetColumn("effective_on", "Platí od", "date", says="první den, kdy údaj platí; jak přesně, říká další sloupec"),
    SheetColumn("precision", "Přesnost", says="jak přesně zdroj začátek uvádí; u roku je „Platí od“ jeho první den"),
    SheetColumn("known_on", "Známo od", "date", says="den, od kterého se údaj mohl vědět: den zdroje"),
    SheetColumn("corrected_on", "Opraveno", "date", says="den, od kterého údaj podle lepšího zdroje neplatí"),
    SheetColumn("source", "Zdroj"),
    SheetColumn("passage", "Pasáž"),
    SheetColumn("url", "Adresa na portálu", says="kde na portálu je pasáž vyznačená; připojuje se k adrese portálu"),
    SheetColumn("key", "Klíč údaje", says="druh a trvalý klíč údaje, jak je uvádí i soubor JSON k písemnosti"),
)


def annex(outline: Outline, facts: Iterable[Stated], at: AsOf, made_at: dt.datetime | None) -> Sheet:
    """The facts behind the paper; the same facts made at the same time (now, unless given) give the same sheet."""
    return Sheet(
        title=f"Údaje k písemnosti: {outline.title}",
        columns=COLUMNS,
        rows=[_row(fact) for fact in facts],
        filters="údaje, ze kterých písemnost vychází",
        at=(at.day, at.known),
        recorded=made_at,
        filename=outline.filename,
    )


def _row(fact: Stated) -> dict[str, Any]:
    number = Decimal(fact.number) if fact.number else None
    return {
        "about": fact.about,
        "value": fact.value,
        "amount": number if fact.model == "amount" else None,
        "count": int(number) if number is not None and fact.model == "nationalcount" else None,
        "effective_on": _day(fact.effective_on),
        "precision": Precision(fact.precision).label if fact.precision else None,
        "known_on": _day(fact.known_on),
        "corrected_on": _day(fact.corrected_on),
        "source": fact.source_title,
        "passage": fact.passage,
        "url": fact.url,
        "key": f"{fact.model}-{fact.key}",
    }


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
