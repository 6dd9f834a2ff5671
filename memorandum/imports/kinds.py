"""What may be imported: the tables, their columns, and what tells their rows apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from evidence.models import Fact, Source, SourceKind, readable_key
from funding.models import Amount, AmountKind, Exactness, Share
from localities import models as localities
from memorandum.imports import values
from memorandum.imports.columns import (
    LOCALITY,
    WHEN,
    WORDS,
    RowValues,
    TableColumn,
    address,
    chosen,
    code,
    day,
    number,
    plain,
    plan,
    reference,
    source,
)
from memorandum.imports.lookups import Lookups

type Completion = Callable[[RowValues, Lookups, set[str]], None]
type Agreement = Callable[[RowValues, Lookups], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table.

    ``identities`` are tried in turn: names of columns of the model that tell which row of the record is meant.
    Facts are never changed by a file: a row that is there is the same, any other is new.
    """

    code: str
    title: str
    model: type[Model]
    explanation: str
    columns: tuple[TableColumn, ...]
    identities: tuple[tuple[str, ...], ...]
    label: tuple[str, ...]
    #: Fills in what a new row needs and the file need not say.
    complete: Completion = field(default=lambda *_: None)
    #: What the columns say together that one alone cannot: (column's name, sentence).
    agree: Agreement = field(default=lambda *_: ())

    @property
    def required(self) -> list[TableColumn]:
        return [column for column in self.columns if column.required]

    @property
    def is_fact(self) -> bool:
        return issubclass(self.model, Fact)

    @property
    def subject(self) -> tuple[str, ...]:
        """By which columns two facts are about the same thing; empty for what is no fact."""
        return self.model.SUBJECT if issubclass(self.model, Fact) else ()


def _of_facts(model: type[Fact], columns: tuple[TableColumn, ...], says: tuple[str, ...], **more: Any) -> TableKind:
    """A table of facts: ``columns``, then the words that each stands on; ``says`` is what a fact says."""
    identity = (*model.SUBJECT, *says, "effective_on", "precision", "source_id")
    return TableKind(
        model=model, columns=(*columns, *WORDS), identities=(identity,), complete=_known_since_source, **more
    )


# --- What a new row needs and the file need not say ----------------------------------------------------------------


def _known_since_source(row: RowValues, lookups: Lookups, _: set[str]) -> None:
    row.setdefault("known_on", lookups.source_days[row["source_id"]])


def _key(column: str, longest: int, keys: str, title: Callable[[RowValues, Lookups], str]) -> Completion:
    """A free key made of the title; ``keys`` is where the keys of the record are looked up."""

    def complete(row: RowValues, lookups: Lookups, taken: set[str]) -> None:
        if column not in row:
            taken.update(getattr(lookups, keys).values())
            row[column] = readable_key(title(row, lookups).strip("-"), longest, taken.__contains__)
            taken.add(row[column])

    return complete


def _plan_title(row: RowValues, lookups: Lookups) -> str:
    return f"{lookups.slugs.get(row['locality_id'], '')}-{row['kind']}-{row.get('year_from') or ''}"


def _source_title(row: RowValues, _: Lookups) -> str:
    return f"{row['title'][:60]}-{row.get('issued_on') or ''}"


# --- What the columns say together ---------------------------------------------------------------------------------


def _amount_agrees(row: RowValues, lookups: Lookups) -> Sequence[tuple[str, str]]:
    problems = []
    if row.get("amount") is not None and row["amount"] <= 0:
        problems.append(("amount", "Částka je kladná. Neznámá částka se nezapisuje jako nula."))
    of_plan = row.get("plan_id")
    if of_plan is not None and "locality_id" in row and lookups.plan_localities.get(of_plan) != row["locality_id"]:
        problems.append(("plan", "Dokument patří jiné lokalitě."))
    return problems


# --- The kinds -----------------------------------------------------------------------------------------------------

MUNICIPALITIES = TableKind(
    code="obce",
    title="Obce",
    model=localities.Municipality,
    explanation=(
        "Vlastní tabulka, nebo úřední číselníky ČSÚ (CIS0043 a vazby VAZ0043) či RÚIAN (UI_OBEC, UI_POU, UI_ORP, "
        "UI_OKRES); vložte jich najednou, kolik máte. Obec, která v souboru chybí, v evidenci zůstane."
    ),
    columns=(
        code("code", "Kód obce", 6, required=True, explanation="Šestimístný kód podle RÚIAN.", width=10),
        plain("name", "Název", width=26),
        chosen("status", "Postavení", localities.MunicipalityStatus, width=16),
        plain("district", "Okres"),
        plain("orp", "ORP", aliases=("Obec s rozšířenou působností",)),
        number("population", "Počet obyvatel", values.whole, aliases=("Obyvatel",)),
        number("population_year", "Rok počtu obyvatel", values.year, aliases=("K 1. lednu roku",)),
        number("lat", "Zeměpisná šířka", values.point),
        number("lon", "Zeměpisná délka", values.point),
        code("ico", "IČO", 8, width=10),
        source(required=False),
    ),
    identities=(("code",),),
    label=("name", "code"),
)
LOCALITIES = TableKind(
    code="lokality",
    title="Lokality",
    model=localities.Locality,
    explanation=(
        "Co s Agenturou spolupracuje: obec nebo mikroregion. Nová lokalita není zveřejněna, dokud ji nezveřejní "
        "publikující; členské obce se zapisují tabulkou Členství obcí."
    ),
    columns=(
        address("slug", "Adresa", "Poslední část adresy stránky. Prázdné: podle názvu."),
        plain("name", "Název", required=True, width=30),
        chosen("kind", "Druh", localities.LocalityKind),
    ),
    identities=(("slug",), ("name",)),
    label=("name",),
    complete=_key("slug", 60, "slugs", lambda row, _: row["name"]),
)
MEMBERSHIPS = _of_facts(
    code="clenstvi",
    title="Členství obcí",
    model=localities.Membership,
    explanation="Která obec patří do které lokality a od kdy.",
    columns=(
        LOCALITY,
        reference(
            "municipality",
            "Obec",
            "municipalities",
            offered=False,
            required=True,
            explanation="Kód obce, nebo její název, není-li obcí toho jména víc.",
        ),
        plain("joined", "Patří do lokality", values.yes, explanation="ano; ne znamená, že obec odešla"),
        WHEN,
    ),
    says=("joined",),
    label=("locality_id", "municipality_id"),
)
SUPPORT_CHANGES = _of_facts(
    code="podpora",
    title="Změny podpory",
    model=localities.SupportChange,
    explanation="Od kdy je která lokalita jak podporována: jeden řádek je jedna změna.",
    columns=(LOCALITY, reference("kind", "Druh podpory", "support_kinds", required=True), WHEN),
    says=("kind_id",),
    label=("locality_id", "kind_id"),
)
PLANS = TableKind(
    code="plany",
    title="Strategické dokumenty",
    model=localities.Plan,
    explanation="Plány samy; co se s nimi dělo, patří do tabulky Změny strategických dokumentů.",
    columns=(
        address("key", "Klíč", "Stálé jméno dokumentu. Prázdné: vytvoří se."),
        LOCALITY,
        chosen("kind", "Druh", localities.PlanKind, required=True, width=30),
        plain("title", "Název", required=True, width=50),
        number("year_from", "Období od", values.year),
        number("year_to", "Období do", values.year),
        plain("note", "Poznámka", width=40),
    ),
    identities=(("key",), ("locality_id", "kind", "title")),
    label=("title",),
    complete=_key("key", 60, "plan_keys", _plan_title),
)
PLAN_CHANGES = _of_facts(
    code="zmeny-planu",
    title="Změny strategických dokumentů",
    model=localities.PlanChange,
    explanation="Kdy se dokument začal připravovat, kdy byl zpracován, schválen, revidován, kdy skončil.",
    columns=(
        plan(required=True),
        chosen("state", "Stav", localities.PlanState, required=True),
        WHEN,
        plain("decided_by", "Rozhodl", explanation="Zastupitelstvo obce, které plán schválilo.", width=30),
        reference(
            "resolution",
            "Usnesení",
            "sources",
            "source_keys",
            offered=False,
            explanation="Zdroj, který je tím usnesením: název, klíč nebo číslo.",
        ),
    ),
    says=("state",),
    label=("plan_id", "state"),
)
AMOUNTS = _of_facts(
    code="castky",
    title="Částky",
    model=Amount,
    explanation="Částky, které zdroje uvádějí. Neznámá částka se nezapisuje.",
    columns=(
        LOCALITY,
        plan(required=False),
        reference(
            "programme",
            "Program",
            "programmes",
            explanation="Zkratka programu. Prázdné: zdroj program neuvádí.",
            width=14,
        ),
        chosen("kind", "Druh částky", AmountKind, required=True),
        number("amount", "Částka v Kč", required=True, aliases=("Částka",), width=18),
        chosen("exactness", "Přesnost částky", Exactness, explanation="Prázdné: na koruny."),
        chosen("share", "Podíl", Share, explanation="Podíl EU, nebo celkové výdaje. Prázdné: zdroj to neuvádí."),
        plain("basis", "Základ", explanation="Z čeho částka vychází, slovy zdroje.", width=30),
        plain("designation", "O které peníze jde", explanation="Jen jsou-li to jiné peníze téhož druhu.", width=24),
        WHEN,
    ),
    says=("amount",),
    label=("locality_id", "kind", "amount"),
    agree=_amount_agrees,
)
SOURCES = TableKind(
    code="zdroje",
    title="Zdroje",
    model=Source,
    explanation="Dokumenty, na kterých údaje stojí. Úplné znění a příloha se vkládají u zdroje samého.",
    columns=(
        address("key", "Klíč", "Stálé jméno zdroje v adrese jeho stránky. Prázdné: vytvoří se."),
        chosen("kind", "Druh", SourceKind, required=True),
        plain("title", "Název", required=True, width=60),
        reference("issuer", "Vydal orgán", "bodies"),
        plain("issuer_name", "Vydal (jiný)", explanation="Není-li mezi orgány v evidenci.", width=26),
        plain("number", "Číslo", explanation="Číslo usnesení nebo jednací, jako text.", width=16),
        day("issued_on", "Datum"),
        day("read_on", "Přečteno", "Den, kdy jsme zdroj četli. Prázdné: dnes."),
        plain("url", "Adresa na webu", width=40),
        plain("note", "Poznámka", width=40),
    ),
    identities=(("key",), ("kind", "issuer_id", "number", "issued_on"), ("title", "issued_on")),
    label=("title",),
    complete=_key("key", 80, "source_keys", _source_title),
)

KINDS: dict[str, TableKind] = {
    kind.code: kind
    for kind in (MUNICIPALITIES, LOCALITIES, MEMBERSHIPS, SUPPORT_CHANGES, PLANS, PLAN_CHANGES, AMOUNTS, SOURCES)
}


def kind_of(model: type[Model]) -> TableKind | None:
    """The table that rows of the model are imported in; None where there is none."""
    return next((kind for kind in KINDS.values() if kind.model is model), None)
