"""What a paper was made from: each fact in words, with its source, to be kept beside the paper and compared later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import czech
from council.models import MemorandumChange, MemorandumTerm
from evidence.models import AsOf, BodyChange, Cited, Fact, Reference
from formats.outline import Outline
from funding.models import Amount
from localities.models import Conclusion, DiscrepancyClaim, Membership, NationalCount, PlanChange, SupportChange
from memorandum.papers.gathered import Gathered


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact in words.

    ``subject`` is what the fact is about as programs tell it, the same for ever; ``about`` and ``value`` are for
    people („Horní Lhota: podpora“, „intenzivní podpora od 2016“), ``number`` is what of an amount or a count can be
    reckoned with.  Days are in ISO form, empty where there is none; ``corrected_on`` is there only when it was no
    longer held true by what the paper knows.
    """

    model: str
    key: str
    subject: str
    about: str
    value: str
    effective_on: str
    precision: str
    known_on: str
    corrected_on: str
    source: str
    source_title: str
    passage: str
    url: str
    number: str

    @property
    def name(self) -> tuple[str, str]:
        return self.model, self.key


def facts_of(outline: Outline, gathered: Gathered) -> list[Stated]:
    """The facts that the outline's notes cite."""
    return stated(gathered.cited_by(outline), gathered.at)


def stated(rows: Iterable[Cited], at: AsOf) -> list[Stated]:
    """The facts in words as of that knowledge, in an order that does not depend on how a paper tells them."""
    return sorted((_stated(row, at) for row in rows), key=lambda f: (_ORDER[f.model], f.about, f.effective_on, f.key))


def from_data(data: dict[str, str]) -> Stated:
    """The fact of which only the data were kept.  Raise KeyError when a part of it is missing."""
    return Stated(**{field.name: data[field.name] for field in fields(Stated)})


# --- In which words -----------------------------------------------------------------------------------------------


def _stated(row: Any, at: AsOf) -> Stated:
    subject, about, value = _WORDS[type(row)](row)
    fact = row if isinstance(row, Fact) else None
    corrected = fact.publicly_corrected_on(at.known) if fact else None
    return Stated(
        model=row._meta.model_name or "",
        key=row.key,
        subject=subject,
        about=about,
        value=f"{value} (opraveno {czech.day(corrected)})" if corrected else value,
        effective_on=fact.effective_on.isoformat() if fact else "",
        precision=fact.precision if fact else "",
        known_on=fact.known_on.isoformat() if fact else "",
        corrected_on=corrected.isoformat() if corrected else "",
        source=row.source.key,
        source_title=row.source.title,
        passage=row.passage,
        url=row.citation_url,
        number=str(_NUMBER[type(row)](row)) if type(row) in _NUMBER else "",
    )


type Words = tuple[str, str, str]  # subject, about, value

#: How a row of each model is told, in the order in which models are told.
_WORDS: dict[type[Any], Callable[[Any], Words]] = {
    SupportChange: lambda row: (row.locality.slug, f"{row.locality.name}: podpora", row.statement),
    Membership: lambda row: (
        f"{row.locality_id} {row.municipality.code}",
        f"{row.locality.name}: členská obec {row.municipality.name}",
        row.statement,
    ),
    PlanChange: lambda row: (
        row.plan.locality.slug,
        f"{row.plan.locality.name}: strategický plán",
        f"{row.plan.title}: {row.statement}",
    ),
    Amount: lambda row: (
        " ".join(map(str, (row.locality.slug, row.kind, *row.money, row.programme_id or 0))),
        f"{row.locality.name}: {row.about}",
        row.statement,
    ),
    NationalCount: lambda row: ("", "Agentura v celé zemi", row.statement),
    Reference: lambda row: (
        f"{row.later_id} {row.earlier_id}",
        f"Memorandum: {row.get_kind_display()}",
        row.earlier.title,
    ),
    BodyChange: lambda row: (row.body.key, f"{row.body.name}: zařazení", row.statement),
    MemorandumTerm: lambda row: (f"{row.kind} {row.text}", f"{row.memorandum}: {row.get_kind_display()}", row.text),
    MemorandumChange: lambda row: (row.memorandum.key, f"{row.memorandum}: stav", row.statement),
    DiscrepancyClaim: lambda row: (f"{row.discrepancy.key} {row.key}", f"Rozpor: {row.discrepancy.title}", row.claim),
    Conclusion: lambda row: (row.discrepancy.key, f"Rozpor: {row.discrepancy.title}", row.held),
}
#: What of a value can be reckoned with.
_NUMBER: dict[type[Any], Callable[[Any], Decimal | int]] = {
    Amount: lambda row: row.amount,
    NationalCount: lambda row: row.value,
}
_ORDER = {str(model._meta.model_name): place for place, model in enumerate(_WORDS)}
