"""What may be imported: the columns of each kind of table, how they are read and written, what tells rows apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from evidence.models import Fact, Source, SourceKind, readable_key
from formats.spreadsheet_apart import Cell
from funding.models import Amount, AmountKind, Exactness
from localities.models import (
    Locality,
    LocalityKind,
    Membership,
    Municipality,
    MunicipalityStatus,
    Plan,
    PlanChange,
    PlanKind,
    PlanState,
    SupportChange,
)
from memorandum.imports import values
from memorandum.imports.lookups import Lookups
from memorandum.imports.values import Unreadable

#: Columns of the model, by their names in the database („source_id“), and what the row says of each.
type Values = dict[str, Any]
type Reader = Callable[[Cell, Lookups, Values], Values]
type Writer = Callable[[Values, Lookups], Cell]
type Choices = Callable[[Lookups], list[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """``read`` may look at the values of the columns before it.  ``write`` gives a cell that reads back the same."""

    name: str
    heading: str
    read: Reader
    write: Writer
    explanation: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Choices | None = None
    width: int = 18
    is_text: bool = True

    @property
    def names(self) -> set[str]:
        return {values.folded(name) for name in (self.heading, self.name, *self.aliases)}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table.

    ``identities`` are tried in turn: names of columns of the model that tell which row of the record is meant.
    Facts are never changed by a file (``changes`` is False): a row that is there is the same, any other is new.
    ``subject`` and ``told`` name what a fact is about, and what it says of it.
    """

    code: str
    title: str
    model: type[Model]
    explanation: str
    columns: tuple[Column, ...]
    identities: tuple[tuple[str, ...], ...]
    label: tuple[str, ...]
    changes: bool = True
    subject: tuple[str, ...] = ()
    #: Fills in what a new row needs and the file need not say.
    complete: Callable[[Values, Lookups, set[str]], None] = field(default=lambda *_: None)
    #: What the columns say together that one alone cannot: (column's name, sentence).
    agree: Callable[[Values, Lookups], Sequence[tuple[str, str]]] = field(default=lambda *_: ())

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.required]

    @property
    def is_fact(self) -> bool:
        return issubclass(self.model, Fact)


# --- Columns -----------------------------------------------------------------------------------------------------


def _plain(name: str, heading: str, read: Callable[[Cell], Any] = values.text, **more: Any) -> Column:
    def write(row: Values, _: Lookups) -> Cell:
        value = row[name]
        if isinstance(value, bool):
            return "ano" if value else "ne"
        return value if value != "" else None

    return Column(name, heading, lambda cell, *_: {name: read(cell)}, write, **more)


def _chosen(name: str, heading: str, choices: Any, **more: Any) -> Column:
    return Column(
        name,
        heading,
        lambda cell, *_: {name: values.choice(cell, choices)},
        lambda row, _: str(choices(row[name]).label) if row[name] else None,
        choices=lambda _: [str(option.label) for option in choices],
        **more,
    )


def _code(name: str, heading: str, length: int, **more: Any) -> Column:
    return _plain(name, heading, partial(values.digits, length=length), **more)


def _number(name: str, heading: str, read: Callable[[Cell], Any] = values.number, **more: Any) -> Column:
    return _plain(name, heading, read, is_text=False, **{"width": 14} | more)


def _reference(name: str, heading: str, names: str, key: str, keys: str = "", **more: Any) -> Column:
    """A record called by its name; written by its name where that means it alone, else by its key."""

    def write(row: Values, lookups: Lookups) -> Cell:
        pk = row[f"{name}_id"]
        if pk is None:
            return None
        known = getattr(lookups, names)
        own = getattr(lookups, keys).get(pk, "") if keys else str(pk)
        return known.unambiguous(pk, [known.labels.get(pk, ""), own]) or own

    return Column(
        name,
        heading,
        lambda cell, lookups, _: {f"{name}_id": getattr(lookups, names).find(values.text(cell), key)},
        write,
        **{"width": 26} | more,
    )


def _all(names: str) -> Choices:
    return lambda lookups: list(dict.fromkeys(getattr(lookups, names).labels.values()))


LOCALITY = _reference(
    "locality",
    "Lokalita",
    "localities",
    "její adresu (poslední část adresy stránky)",
    "slugs",
    required=True,
    choices=_all("localities"),
    explanation="Název lokality, jiný název, pod kterým je vedena, nebo poslední část adresy její stránky.",
)


def _plan(*, required: bool) -> Column:
    return _reference(
        "plan",
        "Strategický dokument",
        "plans",
        "klíč dokumentu",
        "plan_keys",
        required=required,
        aliases=("Plán",),
        choices=_all("plans"),
        explanation="Název dokumentu přesně podle evidence, nebo jeho klíč.",
        width=40,
    )


def _source(*, required: bool = True) -> Column:
    return _reference(
        "source",
        "Zdroj",
        "sources",
        "klíč zdroje",
        "source_keys",
        required=required,
        explanation="Název zdroje přesně podle evidence, jeho klíč nebo číslo. Zdroj už v evidenci musí být.",
        width=40,
    )


WHEN = Column(
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
WORDS = (
    _source(),
    _plain("passage", "Pasáž", explanation="Doslovná slova zdroje.", width=60),
    _plain(
        "known_on",
        "Známo od",
        values.day,
        explanation="Den, od kterého údaj známe. Prázdné: datum zdroje.",
        is_text=False,
    ),
    _plain("note", "Poznámka", width=40),
    _plain(
        "corrected_on",
        "Opraveno",
        values.day,
        explanation="Jen u údaje, který už nemáme za správný: od kterého dne. Zapsané údaje import neopravuje.",
        is_text=False,
    ),
    _plain("correction", "Důvod opravy", width=40),
)


# --- What the columns say together -------------------------------------------------------------------------------


def _known_since_source(row: Values, lookups: Lookups, _: set[str]) -> None:
    row.setdefault("known_on", lookups.source_days[row["source_id"]])


def _plan_is_of_locality(row: Values, lookups: Lookups) -> Sequence[tuple[str, str]]:
    plan = row.get("plan_id")
    if plan is not None and "locality_id" in row and lookups.plan_localities.get(plan) != row["locality_id"]:
        return [("plan", "Dokument patří jiné lokalitě.")]
    return []


def _free(wanted: str, longest: int, taken: set[str]) -> str:
    """A readable key that nobody has, from now on taken."""
    key = readable_key(wanted, longest, taken.__contains__)
    taken.add(key)
    return key


def _plan_key(row: Values, lookups: Lookups, taken: set[str]) -> None:
    taken.update(lookups.plan_keys.values())
    if "key" not in row:
        slug = lookups.slugs.get(row["locality_id"], "")
        row["key"] = _free(f"{slug}-{row['kind']}-{row.get('year_from') or ''}".strip("-"), 60, taken)


def _source_key(row: Values, lookups: Lookups, taken: set[str]) -> None:
    taken.update(lookups.source_keys.values())
    if "key" not in row:
        day = row.get("issued_on")
        row["key"] = _free(f"{row['title'][:60]}-{day or ''}".strip("-"), 80, taken)


def _locality_slug(row: Values, lookups: Lookups, taken: set[str]) -> None:
    taken.update(lookups.slugs.values())
    if "slug" not in row:
        row["slug"] = _free(row["name"], 60, taken)


def _positive(row: Values, _: Lookups) -> Sequence[tuple[str, str]]:
    if row.get("amount") is not None and row["amount"] <= 0:
        return [("amount", "Částka je kladná. Neznámá částka se nezapisuje jako nula.")]
    return []


def _amount_agrees(row: Values, lookups: Lookups) -> Sequence[tuple[str, str]]:
    return [*_positive(row, lookups), *_plan_is_of_locality(row, lookups)]


def _slug(cell: Cell) -> str:
    found = values.text(cell)
    if slugify(found) != found:
        raise Unreadable(f"„{values.shown(cell)}“ nemůže být v adrese: jen malá písmena bez háčků, číslice a pomlčky.")
    return found


# --- The kinds ---------------------------------------------------------------------------------------------------

MUNICIPALITIES = Kind(
    code="obce",
    title="Obce",
    model=Municipality,
    explanation=(
        "Vlastní tabulka, nebo úřední číselníky ČSÚ (CIS0043 a vazby VAZ0043) či RÚIAN (UI_OBEC, UI_POU, UI_ORP, "
        "UI_OKRES); vložte jich najednou, kolik máte. Obec, která v souboru chybí, v evidenci zůstane."
    ),
    columns=(
        _code("code", "Kód obce", 6, required=True, explanation="Šestimístný kód podle RÚIAN.", width=10),
        _plain("name", "Název", width=26),
        _chosen("status", "Postavení", MunicipalityStatus, width=16),
        _plain("district", "Okres"),
        _plain("orp", "ORP", aliases=("Obec s rozšířenou působností",)),
        _number("population", "Počet obyvatel", values.whole, aliases=("Obyvatel",)),
        _number("population_year", "Rok počtu obyvatel", values.year, aliases=("K 1. lednu roku",)),
        _number("lat", "Zeměpisná šířka", values.point),
        _number("lon", "Zeměpisná délka", values.point),
        _code("ico", "IČO", 8, width=10),
        _source(required=False),
    ),
    identities=(("code",),),
    label=("name", "code"),
)
LOCALITIES = Kind(
    code="lokality",
    title="Lokality",
    model=Locality,
    explanation=(
        "Co s Agenturou spolupracuje: obec nebo mikroregion. Nová lokalita není zveřejněna, dokud ji nezveřejní "
        "publikující; členské obce se zapisují tabulkou Členství obcí."
    ),
    columns=(
        _plain("slug", "Adresa", _slug, explanation="Poslední část adresy stránky. Prázdné: podle názvu."),
        _plain("name", "Název", required=True, width=30),
        _chosen("kind", "Druh", LocalityKind),
    ),
    identities=(("slug",), ("name",)),
    label=("name",),
    complete=_locality_slug,
)
MEMBERSHIPS = Kind(
    code="clenstvi",
    title="Členství obcí",
    model=Membership,
    explanation="Která obec patří do které lokality a od kdy.",
    columns=(
        LOCALITY,
        _reference(
            "municipality",
            "Obec",
            "municipalities",
            "kód obce",
            required=True,
            explanation="Kód obce, nebo její název, není-li obcí toho jména víc.",
        ),
        _plain("joined", "Patří do lokality", values.yes, explanation="ano; ne znamená, že obec odešla"),
        WHEN,
        *WORDS,
    ),
    identities=(("locality_id", "municipality_id", "joined", "effective_on", "precision", "source_id"),),
    label=("locality_id", "municipality_id"),
    changes=False,
    subject=("locality_id", "municipality_id"),
    complete=_known_since_source,
)
SUPPORT_CHANGES = Kind(
    code="podpora",
    title="Změny podpory",
    model=SupportChange,
    explanation="Od kdy je která lokalita jak podporována: jeden řádek je jedna změna.",
    columns=(
        LOCALITY,
        _reference(
            "kind",
            "Druh podpory",
            "support_kinds",
            "kód druhu podpory",
            required=True,
            choices=_all("support_kinds"),
        ),
        WHEN,
        *WORDS,
    ),
    identities=(("locality_id", "kind_id", "effective_on", "precision", "source_id"),),
    label=("locality_id", "kind_id"),
    changes=False,
    subject=("locality_id",),
    complete=_known_since_source,
)
PLANS = Kind(
    code="plany",
    title="Strategické dokumenty",
    model=Plan,
    explanation="Plány samy; co se s nimi dělo, patří do tabulky Změny strategických dokumentů.",
    columns=(
        _plain("key", "Klíč", _slug, explanation="Stálé jméno dokumentu. Prázdné: vytvoří se."),
        LOCALITY,
        _chosen("kind", "Druh", PlanKind, required=True, width=30),
        _plain("title", "Název", required=True, width=50),
        _number("year_from", "Období od", values.year),
        _number("year_to", "Období do", values.year),
        _plain("note", "Poznámka", width=40),
    ),
    identities=(("key",), ("locality_id", "kind", "title")),
    label=("title",),
    complete=_plan_key,
)
PLAN_CHANGES = Kind(
    code="zmeny-planu",
    title="Změny strategických dokumentů",
    model=PlanChange,
    explanation="Kdy se dokument začal připravovat, kdy byl zpracován, schválen, revidován, kdy skončil.",
    columns=(
        _plan(required=True),
        _chosen("state", "Stav", PlanState, required=True),
        WHEN,
        _plain("decided_by", "Rozhodl", explanation="Zastupitelstvo obce, které plán schválilo.", width=30),
        _reference(
            "resolution",
            "Usnesení",
            "sources",
            "klíč zdroje",
            "source_keys",
            explanation="Zdroj, který je tím usnesením: název, klíč nebo číslo.",
        ),
        *WORDS,
    ),
    identities=(("plan_id", "state", "effective_on", "precision", "source_id"),),
    label=("plan_id", "state"),
    changes=False,
    subject=("plan_id",),
    complete=_known_since_source,
)
AMOUNTS = Kind(
    code="castky",
    title="Částky",
    model=Amount,
    explanation="Částky, které zdroje uvádějí. Neznámá částka se nezapisuje.",
    columns=(
        LOCALITY,
        _plan(required=False),
        _reference(
            "programme",
            "Program",
            "programmes",
            "kód programu",
            choices=_all("programmes"),
            explanation="Zkratka programu. Prázdné: zdroj program neuvádí.",
            width=14,
        ),
        _chosen("kind", "Druh částky", AmountKind, required=True),
        _number("amount", "Částka v Kč", required=True, aliases=("Částka",), width=18),
        _chosen("exactness", "Přesnost částky", Exactness, explanation="Prázdné: na koruny."),
        _plain("basis", "Základ", explanation="Z čeho částka vychází, slovy zdroje.", width=30),
        WHEN,
        *WORDS,
    ),
    identities=(
        ("locality_id", "kind", "plan_id", "programme_id", "amount", "effective_on", "precision", "source_id"),
    ),
    label=("locality_id", "kind", "amount"),
    changes=False,
    subject=("locality_id", "kind", "plan_id", "programme_id"),
    complete=_known_since_source,
    agree=_amount_agrees,
)
SOURCES = Kind(
    code="zdroje",
    title="Zdroje",
    model=Source,
    explanation="Dokumenty, na kterých údaje stojí. Úplné znění a příloha se vkládají u zdroje samého.",
    columns=(
        _plain("key", "Klíč", _slug, explanation="Stálé jméno zdroje v adrese jeho stránky. Prázdné: vytvoří se."),
        _chosen("kind", "Druh", SourceKind, required=True),
        _plain("title", "Název", required=True, width=60),
        _reference("issuer", "Vydal orgán", "bodies", "klíč orgánu", choices=_all("bodies")),
        _plain("issuer_name", "Vydal (jiný)", explanation="Není-li mezi orgány v evidenci.", width=26),
        _plain("number", "Číslo", explanation="Číslo usnesení nebo jednací, jako text.", width=16),
        _plain("issued_on", "Datum", values.day, is_text=False),
        _plain("entered_on", "Zapsáno", values.day, explanation="Prázdné: dnes.", is_text=False),
        _plain("url", "Adresa na webu", width=40),
        _plain("note", "Poznámka", width=40),
    ),
    identities=(("key",), ("kind", "issuer_id", "number", "issued_on"), ("title", "issued_on")),
    label=("title",),
    complete=_source_key,
)

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        MUNICIPALITIES,
        LOCALITIES,
        MEMBERSHIPS,
        SUPPORT_CHANGES,
        PLANS,
        PLAN_CHANGES,
        AMOUNTS,
        SOURCES,
    )
}


def kind_of(model: type[Model]) -> Kind | None:
    return next((kind for kind in KINDS.values() if kind.model is model), None)
