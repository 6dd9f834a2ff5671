"""What a paper was made from: each fact in words, with its source, to be kept beside the paper and compared later."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
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
    people („Horní Lhota: podpora“, „intenzivní podpora od 2016“).  Days are in ISO form, empty where there is none;
    ``corrected_on`` is there only when it was no longer held true by what the paper knows.
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

    @property
    def name(self) -> tuple[str, str]:
        return self.model, self.key


def facts_of(outline: Outline, gathered: Gathered) -> list[Stated]:
    """The facts that the outline's notes cite."""
    return stated(gathered.cited_by(outline), gathered.at)


def stated(rows: Iterable[Cited], at: AsOf) -> list[Stated]:
    """The facts in words as of that knowledge, in an order that does not depend on how a paper tells them."""
    return sorted((_stated(row, at) for row in rows), key=lambda f: (_ORDER[f.model], f.about, f.effective_on, f.key))


def to_data(fact: Stated) -> dict[str, str]:
    return asdict(fact)


def from_data(data: dict[str, str]) -> Stated:
    """The fact that ``to_data`` was given.  Raise KeyError when a part of it is missing."""
    return Stated(**{field.name: data[field.name] for field in fields(Stated)})


# --- In which words -----------------------------------------------------------------------------------------------


def _stated(row: Any, at: AsOf) -> Stated:
    subject, about, value = _WORDS[type(row)](row)
    fact = row if isinstance(row, Fact) else None
    corrected = fact.corrected_on if fact and fact.corrected_on and fact.corrected_on <= at.known else None
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
    )


type Words = tuple[str, str, str]  # subject, about, value


def _of_support(row: SupportChange) -> Words:
    return row.locality.slug, f"{row.locality.name}: podpora", row.statement


def _of_member(row: Membership) -> Words:
    town = row.municipality
    about = f"{row.locality}: členská obec {town.name}"
    return f"{row.locality_id} {town.code}", about, f"{'patří' if row.joined else 'nepatří'} {row.since}"


def _of_plan(row: PlanChange) -> Words:
    about = f"{row.plan.locality.name}: strategický plán"
    return row.plan.locality.slug, about, f"{row.plan.title}: {row.statement}"


def _of_amount(row: Amount) -> Words:
    subject = f"{row.locality.slug} {row.kind} {row.plan_id or 0} {row.programme_id or 0}"
    about = f"{row.locality.name}: {row.get_kind_display()}"
    return subject, about, f"{czech.paper_money(row.amount)} {row.since}"


def _of_count(row: NationalCount) -> Words:
    return "", "Agentura v celé zemi", row.statement


def _of_reference(row: Reference) -> Words:
    return f"{row.later_id} {row.earlier_id}", f"Memorandum: {row.get_kind_display()}", row.earlier.title


def _of_body(row: BodyChange) -> Words:
    return row.body.key, f"{row.body.name}: zařazení", row.statement


def _of_term(row: MemorandumTerm) -> Words:
    return f"{row.kind} {row.text}", f"{row.memorandum}: {row.get_kind_display()}", row.text


def _of_memorandum(row: MemorandumChange) -> Words:
    return row.memorandum.key, f"{row.memorandum}: stav", row.statement


def _of_claim(row: DiscrepancyClaim) -> Words:
    return f"{row.discrepancy.key} {row.key}", f"Rozpor: {row.discrepancy.title}", row.claim


def _of_conclusion(row: Conclusion) -> Words:
    return row.discrepancy.key, f"Rozpor: {row.discrepancy.title}", row.held


_WORDS: dict[type[Any], Callable[[Any], Words]] = {
    SupportChange: _of_support,
    Membership: _of_member,
    PlanChange: _of_plan,
    Amount: _of_amount,
    NationalCount: _of_count,
    Reference: _of_reference,
    BodyChange: _of_body,
    MemorandumTerm: _of_term,
    MemorandumChange: _of_memorandum,
    DiscrepancyClaim: _of_claim,
    Conclusion: _of_conclusion,
}
_ORDER = {str(model._meta.model_name): place for place, model in enumerate(_WORDS)}
