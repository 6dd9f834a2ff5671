"""What a paper was made from: each fact in words, with its source, to be kept beside the paper and compared later."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

import czech
from council.models import MemorandumTerm
from evidence.models import BodyChange, Cited, Fact, Reference
from funding.models import Amount
from localities.models import DiscrepancyClaim, LocalityKind, Membership, NationalCount, PlanChange, SupportChange
from memorandum.papers.gathered import Evidence

#: The parts of the evidence that hold facts, in the order in which a paper's annex lists them.
PARTS = (
    "support",
    "members",
    "plans",
    "allocations",
    "national",
    "references",
    "chain",
    "placement",
    "terms",
    "discrepancies",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact in words.

    ``subject`` is what the fact is about as programs tell it, the same for ever; ``about`` and ``value`` are for
    people („Horní Lhota: podpora“, „intenzivní podpora od 2016“).  Days are in ISO form, empty where there is none.
    """

    model: str
    key: str
    subject: str
    about: str
    value: str
    effective_on: str
    precision: str
    known_on: str
    source: str
    source_title: str
    passage: str
    url: str

    @property
    def name(self) -> tuple[str, str]:
        return self.model, self.key


def parts_used(evidence: Evidence) -> list[str]:
    """The parts of the evidence that a paper has asked for."""
    return [name for name in PARTS if name in vars(evidence)]


def stated(evidence: Evidence, parts: Iterable[str]) -> list[Stated]:
    """The facts of these parts of the evidence, each once, in an order that does not depend on how they are kept."""
    found = {fact.name: fact for part in parts for fact in map(_stated, _ROWS[part](evidence))}
    places = {name: place for place, name in enumerate(_ORDER)}
    return sorted(found.values(), key=lambda f: (places[f.model], f.about, f.effective_on, f.key))


def to_data(fact: Stated) -> dict[str, str]:
    return asdict(fact)


def from_data(data: dict[str, str]) -> Stated:
    """The fact that ``to_data`` was given; what later versions may add is left out, what they drop is empty."""
    return Stated(**{field.name: data.get(field.name, "") for field in fields(Stated)})


# --- Which rows ---------------------------------------------------------------------------------------------------


def _support(evidence: Evidence) -> Iterator[Cited]:
    """For each locality the present kind of support, whatever starts of it sources give, and the kind before it."""
    for changes in evidence.support.values():
        for change in changes:
            yield change
            if change.kind_id != changes[0].kind_id:
                break


def _members(evidence: Evidence) -> Iterator[Cited]:
    """That a municipality belongs to the locality that it is by itself, papers do not tell."""
    for members in evidence.members.values():
        yield from (member for member in members if member.locality.kind == LocalityKind.MICROREGION)


_ROWS: dict[str, Callable[[Evidence], Iterable[Cited]]] = {
    "support": _support,
    "members": _members,
    "plans": lambda evidence: evidence.plans.values(),
    "allocations": lambda evidence: evidence.allocations.amounts,
    "national": lambda evidence: [evidence.national] if evidence.national else [],
    "references": lambda evidence: evidence.references,
    "chain": lambda evidence: evidence.chain,
    "placement": lambda evidence: [evidence.placement] if evidence.placement else [],
    "terms": lambda evidence: evidence.terms,
    "discrepancies": lambda evidence: [claim for claims in evidence.discrepancies.values() for claim in claims],
}


# --- In which words -----------------------------------------------------------------------------------------------


def _stated(row: Any) -> Stated:
    subject, about, value = _WORDS[type(row)](row)
    is_fact = isinstance(row, Fact)
    source = row.source
    return Stated(
        model=row._meta.model_name or "",
        key=row.key,
        subject=subject,
        about=about,
        value=value,
        effective_on=row.effective_on.isoformat() if is_fact else "",
        precision=row.precision if is_fact else "",
        known_on=row.known_on.isoformat() if is_fact else "",
        source=source.key,
        source_title=source.title,
        passage=row.passage,
        url=row.citation_url,
    )


type Words = tuple[str, str, str]  # subject, about, value


def _of_support(row: SupportChange) -> Words:
    return row.locality.slug, f"{row.locality.name}: podpora", row.statement


def _of_member(row: Membership) -> Words:
    town = row.municipality
    return f"{row.locality_id} {town.code}", f"{row.locality}: členská obec {town.name}", f"patří {row.since}"


def _of_plan(row: PlanChange) -> Words:
    state = f"{row.plan.title}: {row.get_state_display()} {row.when}"
    return row.plan.locality.slug, f"{row.plan.locality.name}: strategický plán", state


def _of_amount(row: Amount) -> Words:
    subject = f"{row.locality.slug} {row.kind} {row.plan_id or 0} {row.programme_id or 0}"
    about = f"{row.locality.name}: {row.get_kind_display()}"
    return subject, about, f"{czech.paper_money(row.amount)} {row.since}"


def _of_count(row: NationalCount) -> Words:
    return "", "Agentura v celé zemi", f"{row.get_unit_display()}: {czech.number(row.value)} ({row.when})"


def _of_reference(row: Reference) -> Words:
    return f"{row.later_id} {row.earlier_id}", f"Memorandum: {row.get_kind_display()}", row.earlier.title


def _of_body(row: BodyChange) -> Words:
    return row.body.key, f"{row.body.name}: zařazení", f"{row.name} {row.placement} ({row.since})"


def _of_term(row: MemorandumTerm) -> Words:
    return f"{row.kind} {row.text}", f"{row.memorandum}: {row.get_kind_display()}", row.text


def _of_claim(row: DiscrepancyClaim) -> Words:
    return f"{row.discrepancy.key} {row.key}", f"Rozpor: {row.discrepancy.title}", row.claim


_WORDS: dict[type[Any], Callable[[Any], Words]] = {
    SupportChange: _of_support,
    Membership: _of_member,
    PlanChange: _of_plan,
    Amount: _of_amount,
    NationalCount: _of_count,
    Reference: _of_reference,
    BodyChange: _of_body,
    MemorandumTerm: _of_term,
    DiscrepancyClaim: _of_claim,
}
_ORDER = [str(model._meta.model_name) for model in _WORDS]
