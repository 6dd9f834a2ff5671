"""The columns of imported tables: their headings, how a cell is read and how a value is written as a cell."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import czech
from evidence.doubts import Doubt
from evidence.models import Precision
from evidence.repetitions import Later
from formats.spreadsheet import Cell
from funding.relations import Relation
from memorandum.imports import values
from memorandum.imports.lookups import Lookups

FIRST_YEAR_OF_EXCEL = 1901

#: Columns of the model, by their names in the database („source_id“), and what the row says of each.
type RowValues = dict[str, Any]
type CellReader = Callable[[Cell, Lookups, RowValues], RowValues]
type CellWriter = Callable[[RowValues, Lookups], Cell]
type Choices = Callable[[Lookups], list[str]]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """``read`` may look at the values of the columns before it.  ``write`` gives a cell that reads back the same."""

    name: str
    heading: str
    read: CellReader
    write: CellWriter
    explanation: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Choices | None = None
    width: int = 18
    is_text: bool = True

    @property
    def names(self) -> set[str]:
        return {values.folded(name) for name in (self.heading, self.name, *self.aliases)}


# --- Ways to make them ---------------------------------------------------------------------------------------------


def plain(name: str, heading: str, read: Callable[[Cell], Any] = values.text, **more: Any) -> TableColumn:
    def write(row: RowValues, _: Lookups) -> Cell:
        value = row[name]
        if isinstance(value, bool):
            return "ano" if value else "ne"
        return value if value != "" else None

    return TableColumn(name, heading, lambda cell, *_: {name: read(cell)}, write, **more)


def chosen(name: str, heading: str, choices: Any, **more: Any) -> TableColumn:
    return TableColumn(
        name,
        heading,
        lambda cell, *_: {name: values.choice(cell, choices)},
        lambda row, _: str(choices(row[name]).label) if row[name] else None,
        choices=lambda _: [str(option.label) for option in choices],
        **more,
    )


def code(name: str, heading: str, length: int, **more: Any) -> TableColumn:
    return plain(name, heading, partial(values.digits, length=length), **more)


def number(name: str, heading: str, read: Callable[[Cell], Any] = values.number, **more: Any) -> TableColumn:
    return plain(name, heading, read, is_text=False, **{"width": 14} | more)


def day(name: str, heading: str, explanation: str = "") -> TableColumn:
    return plain(name, heading, values.day, explanation=explanation, is_text=False)


def founding_day(name: str, heading: str, explanation: str = "") -> TableColumn:
    """A day that may be older than Excel knows; such a one is written in words."""

    def write(row: RowValues, _: Lookups) -> Cell:
        on: datetime.date | None = row[name]
        return on if on is None or on.year >= FIRST_YEAR_OF_EXCEL else czech.day(on)

    return TableColumn(
        name,
        heading,
        lambda cell, *_: {name: values.founding_day(cell)},
        write,
        explanation=explanation,
        is_text=False,
    )


def counting_day(name: str, heading: str, **more: Any) -> TableColumn:
    """A year, which is its first day, or any other day."""

    def write(row: RowValues, _: Lookups) -> Cell:
        on: datetime.date | None = row[name]
        return on.year if on is not None and (on.month, on.day) == (1, 1) else on

    return TableColumn(
        name, heading, lambda cell, *_: {name: values.new_year_or_day(cell)}, write, is_text=False, **more
    )


def reference(
    name: str, heading: str, names: str, keys: str = "", *, offered: bool = True, **more: Any
) -> TableColumn:
    """A record called by its name; written by its name where that means it alone, else by its key.

    ``offered``: a template has all the names to choose from.
    """

    def choices(lookups: Lookups) -> list[str]:
        return list(dict.fromkeys(getattr(lookups, names).labels.values()))

    def write(row: RowValues, lookups: Lookups) -> Cell:
        pk = row[f"{name}_id"]
        if pk is None:
            return None
        known = getattr(lookups, names)
        own = getattr(lookups, keys).get(pk, "") if keys else str(pk)
        return known.unambiguous(pk, [known.labels.get(pk, ""), own]) or own

    return TableColumn(
        name,
        heading,
        lambda cell, lookups, _: {f"{name}_id": getattr(lookups, names).find(values.text(cell))},
        write,
        choices=choices if offered else None,
        **{"width": 26} | more,
    )


def address(name: str, heading: str, explanation: str) -> TableColumn:
    """A part of an address of a page."""
    return plain(name, heading, values.slug, explanation=explanation)


# --- Columns of more than one table ------------------------------------------------------------------------------

LOCALITY = reference(
    "locality",
    "Lokalita",
    "localities",
    "slugs",
    required=True,
    explanation="Název lokality, jiný název, pod kterým je vedena, nebo poslední část adresy její stránky.",
)

MUNICIPALITY = reference(
    "municipality",
    "Obec",
    "municipalities",
    offered=False,
    required=True,
    aliases=("Kód obce",),
    explanation="Kód obce, nebo její název, není-li obcí toho jména víc.",
)


def plan(*, required: bool) -> TableColumn:
    return reference(
        "plan",
        "Strategický dokument",
        "plans",
        "plan_keys",
        required=required,
        aliases=("Plán",),
        explanation="Název dokumentu přesně podle evidence, nebo jeho klíč.",
        width=40,
    )


def source(*, required: bool = True) -> TableColumn:
    return reference(
        "source",
        "Zdroj",
        "sources",
        "source_keys",
        offered=False,
        required=required,
        explanation="Název zdroje přesně podle evidence, jeho klíč nebo číslo. Zdroj už v evidenci musí být.",
        width=40,
    )


def _relation(cell: Cell, *_: Any) -> RowValues:
    """Whether it is one of the answers; no column of the record keeps it."""
    values.choice(cell, Relation)
    return {}


#: What an amount has to do with one that is there: an answer to a question.
RELATION = TableColumn(
    "relation",
    "Vztah k dosavadní částce",
    _relation,
    lambda *_: None,
    choices=lambda _: [str(relation.label) for relation in Relation],
    explanation="Jen když už evidence částku lokality má; zeptá se náhled.",
    width=34,
)


def _held(cell: Cell, *_: Any) -> RowValues:
    """Whether it is one of the answers; no column of the record keeps it."""
    values.answer(cell, Doubt, Later)
    return {}


#: What becomes of what the record has, where the row differs from it or comes before it: an answer to a question.
HELD = TableColumn(
    "held",
    "Dosavadní údaj",
    _held,
    lambda *_: None,
    choices=lambda _: [str(label) for label in (*Doubt.labels, *Later.labels)],
    explanation="Jen když evidence má něco jiného, nebo totéž až později; zeptá se náhled.",
    width=34,
)
WHEN = TableColumn(
    "when",
    "Od kdy",
    lambda cell, *_: dict(zip(("effective_on", "precision"), values.span(cell), strict=True)),
    lambda row, _: values.written_span(row["effective_on"], row["precision"]),
    required=True,
    aliases=("Platí od", "Kdy", "Ke dni"),
    explanation=(
        "První den, tak přesně, jak ho zdroj uvádí: 1. 7. 2016, srpen 2016, podzim 2015, 2014, nejpozději 30. 8. 2016."
    ),
)


def _dated(cell: Cell, *_: Any) -> RowValues:
    day, precision = values.span(cell)
    if precision == Precision.NO_LATER:
        raise values.WrongCell("Datum zdroje nemůže být „nejpozději“.")
    return {"issued_on": day, "precision": precision}


#: Of which day a source is, as exactly as it is known.
DATED = TableColumn(
    "issued_on",
    "Datum",
    _dated,
    lambda row, _: values.written_span(row["issued_on"], row["precision"]) if row["issued_on"] else None,
    explanation="Tak přesně, jak je známo: 30. 8. 2016, srpen 2016, podzim 2015, 2014.",
)
#: On which words of which source a fact stands, and since when they are known.
WORDS = (
    source(),
    plain("passage", "Pasáž", explanation="Doslovná slova zdroje.", width=60),
    day("known_on", "Známo od", "Den, od kterého údaj známe. Prázdné: datum zdroje."),
    plain("note", "Poznámka", width=40),
    day(
        "corrected_on",
        "Opraveno",
        "Jen u údaje, který už nemáme za správný: od kterého dne. Zapsané údaje import neopravuje.",
    ),
    plain("correction", "Důvod opravy", width=40),
    reference(
        "correction_source",
        "Zdroj opravy",
        "sources",
        "source_keys",
        offered=False,
        explanation="Podle čeho údaj nemáme za správný.",
        width=40,
    ),
    plain("restarts", "Začíná nové období", values.yes, explanation="ano, platí-li totéž co předtím, ale znovu"),
    HELD,
)
