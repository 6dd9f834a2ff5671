"""Proposals beside what the record holds: which are new, which it holds already, which somebody has dropped."""

import functools
import graphlib
import operator
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from council.models import Block
from evidence import doubts
from evidence.actions import confirmations_of
from evidence.models import Cited, Fact, Source, Verdict, natural_key
from evidence.models.constraints import squeezed
from evidence.repetitions import attested_by, repeated
from funding.models import Amount
from funding.relations import Beside, beside
from memorandum.reading.proposals import READ, Made, Proposal, ProposedValue, Ref
from memorandum.reading.rules import propose
from memorandum.reading.vocabulary import Vocabulary


class Status(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    HELD = "held"
    """The record says the same, on the words of another source."""
    DROPPED = "dropped"


@dataclass(slots=True)
class ReviewedProposal:
    """A proposal and what became of it."""

    proposal: Proposal
    status: Status = Status.OPEN
    record: Model | None = None
    #: The fact that the proposal only repeats; accepting it writes a confirmation of that one.
    repeats: Any = None
    #: The amounts beside which the proposed one must say how it stands to them.
    beside: Beside | None = None
    #: The fact that may have been wrong, where the proposed one differs from it.
    doubted: Any = None

    @property
    def question(self) -> str:
        """What must be asked before it may be written: how it stands to what the record has."""
        return self.beside.question if self.beside else doubts.question([self.doubted]) if self.doubted else ""

    @property
    def is_settled(self) -> bool:
        return self.record is not None


class Review:
    """All that the source's text proposes, with what the record holds of it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        proposals = propose(source.text, Vocabulary.of_record(source), dated_on=source.dated_on)
        self.items = {proposal.fingerprint: ReviewedProposal(proposal) for proposal in proposals}
        self.is_cut = len(source.text) > READ
        self._keys = self._natural_keys()
        self._recall()
        self._match()
        self._find_repetitions()
        self._find_amounts_beside()
        self._find_doubts()

    @property
    def done(self) -> int:
        return sum(item.is_settled for item in self.items.values())

    def value(self, value: ProposedValue) -> Any:
        """The value as a column holds it; a reference becomes a primary key, or None while its row is not there."""
        match value:
            case Ref(model, ""):
                return self.source.pk if model is Source else None
            case Ref(model, key):
                return self._keys[model].get(key)
            case Made(_, fingerprint):
                needed = self.items.get(fingerprint)
                return needed.record.pk if needed and needed.record else None
        return value

    def columns(self, proposal: Proposal) -> dict[str, Any]:
        """What the proposal would write, by the names of columns."""
        meta = proposal.model._meta
        return {meta.get_field(name).attname: self.value(value) for name, value in proposal.values.items()}  # type: ignore[union-attr]

    def unsaved(self, item: ReviewedProposal) -> Any:
        """The record that the proposal is about, as it would be written."""
        proposal = item.proposal
        columns = self.columns(proposal)
        if issubclass(proposal.model, Cited):
            columns |= {"source_id": self.source.pk, "passage": proposal.passage}
        if issubclass(proposal.model, Fact):
            columns["known_on"] = self.source.dated_on
        if proposal.model is Source:
            columns["is_public"] = False
        return proposal.model(**{name: value for name, value in columns.items() if value is not None})

    def needed(self, item: ReviewedProposal) -> list[ReviewedProposal]:
        """The proposals of the same text whose records must be there before this one's."""
        return [self.items[fingerprint] for fingerprint in item.proposal.needs if fingerprint in self.items]

    def open_without_question(self) -> list[ReviewedProposal]:
        """What may be accepted at once: nobody needs to be asked, neither about it nor about what it needs."""
        return [item for item in self.items.values() if item.status is Status.OPEN and not self._in_question(item)]

    def _in_question(self, item: ReviewedProposal) -> bool:
        if item.proposal.question or item.question:
            return True
        return any(
            not one.is_settled and (one.status is not Status.OPEN or self._in_question(one))
            for one in self.needed(item)
        )

    def _natural_keys(self) -> dict[type[Model], dict[str, Any]]:
        sought: dict[type[Model], set[str]] = defaultdict(set)
        for item in self.items.values():
            for value in item.proposal.values.values():
                if isinstance(value, Ref) and value.key:
                    sought[value.model].add(value.key)
        known = {}
        for model, keys in sought.items():
            name = natural_key(model)
            known[model] = dict(model._default_manager.filter(**{f"{name}__in": keys}).values_list(name, "pk"))
        return known

    def _recall(self) -> None:
        """What people have decided on this text before."""
        for verdict in Verdict.objects.filter(source=self.source):
            item = self.items.get(verdict.fingerprint)
            if item is None:
                continue
            if verdict.outcome == Verdict.Outcome.DROPPED:
                item.status = Status.DROPPED
                continue
            model = apps.get_model(verdict.model)
            if record := model._default_manager.filter(pk=verdict.record).first():
                item.status, item.record = Status.ACCEPTED, record

    def _match(self) -> None:
        """Find what the record holds; what a proposal needs is looked up before it."""
        by_model: dict[type[Model], list[ReviewedProposal]] = defaultdict(list)
        for item in self.items.values():
            if item.record is None:
                by_model[item.proposal.model].append(item)
        for model in filter(by_model.__contains__, self._models_in_order()):
            sought = {item.proposal.fingerprint: self._identity(item.proposal) for item in by_model[model]}
            known = [Q(**columns) for columns in sought.values() if columns is not None]
            if not known:
                continue
            rows = list(model._default_manager.filter(functools.reduce(operator.or_, known)))
            # Words of this very source go first; of several plans of a locality the latest.
            rows.sort(key=lambda row: (getattr(row, "source_id", None) != self.source.pk, -_year_to(row)))
            for item in by_model[model]:
                columns = sought[item.proposal.fingerprint]
                if columns is None:
                    continue
                same = (row for row in rows if all(getattr(row, name) == value for name, value in columns.items()))
                item.record = next(
                    (row for row in same if not isinstance(row, Block) or _quotes(row, item.proposal)), None
                )
                if item.record is None:
                    continue
                own = getattr(item.record, "source_id", self.source.pk) in (self.source.pk, None)
                if item.status is Status.OPEN:
                    item.status = Status.ACCEPTED if own else Status.HELD

    def _find_repetitions(self) -> None:
        """What a fact would only repeat: what the record holds by another source, or what stands right before it."""
        by_model: dict[type[Fact], list[ReviewedProposal]] = defaultdict(list)
        for item in self.items.values():
            model, record = item.proposal.model, item.record
            if not issubclass(model, Fact) or item.status not in (Status.OPEN, Status.HELD):
                continue
            if record is None and self._is_complete(item.proposal):
                by_model[model].append(item)
            elif isinstance(record, Fact) and record.corrected_on is None and record.struck_at is None:
                item.repeats = record
                by_model[model].append(item)
        for model, items in by_model.items():
            fresh = [item for item in items if item.repeats is None]
            for item, same in zip(fresh, repeated(model, [self.unsaved(item) for item in fresh]), strict=True):
                if same and same.is_later and same.held.pk:
                    item.repeats = same.held
            self._recall_confirmations(model, items)

    def _find_amounts_beside(self) -> None:
        """Amounts of the record of which a proposed one may be the same money."""
        open_ = [item for item in self.items.values() if item.status is Status.OPEN and item.repeats is None]
        amounts = [(item, self.unsaved(item)) for item in open_ if item.proposal.model is Amount]
        known = [(item, amount) for item, amount in amounts if amount.locality_id]
        for (item, _), found in zip(known, beside([amount for _, amount in known]), strict=True):
            item.beside = found

    def _find_doubts(self) -> None:
        """Facts of the record that may be wrong, where a proposed one differs from them."""
        by_model: dict[type[Fact], list[ReviewedProposal]] = defaultdict(list)
        for item in self.items.values():
            is_new = item.status is Status.OPEN and item.repeats is None
            if is_new and issubclass(item.proposal.model, Fact) and self._is_complete(item.proposal):
                by_model[item.proposal.model].append(item)
        for model, items in by_model.items():
            for item, held in zip(items, doubts.doubted(model, [self.unsaved(item) for item in items]), strict=True):
                item.doubted = held

    def _recall_confirmations(self, model: type[Fact], items: list[ReviewedProposal]) -> None:
        held = {item.repeats.pk for item in items if item.repeats}
        found = confirmations_of(model)._base_manager.filter(source=self.source, fact__in=held, struck_at=None)
        known = {confirmation.fact_id: confirmation for confirmation in found} if held else {}
        for item in items:
            if item.repeats and item.repeats.pk in known:
                item.status, item.record = Status.ACCEPTED, known[item.repeats.pk]

    def _is_complete(self, proposal: Proposal) -> bool:
        """Whether all that it refers to is in the record."""
        links = [value for value in proposal.values.values() if isinstance(value, (Ref, Made))]
        return all(self.value(link) is not None for link in links)

    def confirmation(self, item: ReviewedProposal) -> Any:
        """The confirmation that the proposal would be, unsaved."""
        day = attested_by(self.unsaved(item), self.source.issued_on)
        made = confirmations_of(type(item.repeats))
        return made(fact=item.repeats, source=self.source, passage=item.proposal.passage, holds_on=day)

    def _models_in_order(self) -> Iterable[type[Model]]:
        """The models of the proposals, each behind those whose rows its own rows need."""
        needs: dict[type[Model], set[type[Model]]] = defaultdict(set)
        for item in self.items.values():
            proposal = item.proposal
            needed = {value.model for value in proposal.values.values() if isinstance(value, Made)}
            needs[proposal.model] |= needed - {proposal.model}
        return graphlib.TopologicalSorter(needs).static_order()

    def _identity(self, proposal: Proposal) -> dict[str, Any] | None:
        columns = {}
        for name in proposal.identity:
            value = self.value(proposal.values.get(name))
            if value is None:
                return None
            columns[proposal.model._meta.get_field(name).attname] = value  # type: ignore[union-attr]
        return columns


def _quotes(block: Block, proposal: Proposal) -> bool:
    """Whether the block stands on just these words; its own text may have been mended since."""
    return squeezed(block.passage) == squeezed(proposal.passage)


def _year_to(row: Any) -> int:
    return getattr(row, "year_to", None) or 0
