"""What a person decides on a proposal.  Nothing of a text is written anywhere else."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Max, Model

from council.models import Block
from czech.refusals import Refusal
from evidence import doubts
from evidence.actions import confirmations_of
from evidence.doubts import Correcting, Doubt
from evidence.models import Cited, Fact, Source, Verdict, free_key
from evidence.refusals import refusal
from funding.models import Amount
from funding.relations import Relation, Settled, beside
from localities.models import limits
from memorandum.reading.proposals import Proposal
from memorandum.reading.review import Review, ReviewedProposal, Status


class NotWritten(Refusal):
    """The record refused what is proposed; ``problem`` says beside which columns and why."""

    def __init__(self, fingerprint: str, problem: ValidationError) -> None:
        super().__init__(" ".join(problem.messages))
        self.fingerprint = fingerprint
        self.problem = problem


class OutOfReach(LookupError):
    """The text proposes no such thing, or it is about what the person may not know of: neither is told apart."""


type Amendment = Callable[[Proposal, Any], Any]
"""What a person makes of a proposal: from the unsaved record to the one to be written, or to what was settled of it
(``funding.relations.Settled`` of an amount, ``evidence.doubts.Correcting``).  May raise NotWritten."""


@transaction.atomic
def accept(
    *,
    source: Source,
    fingerprint: str,
    by: Any,
    amend: Amendment | None = None,
    again: bool = False,
    relation: Relation | None = None,
    doubt: Doubt | None = None,
) -> None:
    """Write what is proposed, or what a person made of it (``amend``), and before it what it needs.

    What only repeats a fact becomes its confirmation, unless the person says that a new period begins (``again``) or
    amends it.  ``relation`` says how an amount stands to those that the record has, and ``doubt`` whether a fact that
    differs is a change, or the record was wrong.

    What the record holds by now is not written again: two people may decide at once.  Raises NotWritten,
    OutOfReach and PermissionDenied; then nothing is written.
    """
    review = _locked(source)
    item = review.items.get(fingerprint)
    if item is not None:
        if item.status is Status.HELD and item.repeats is not None:
            item.record = None
        elif again and not item.is_settled:
            item.repeats, amend = None, _as_new_period
        elif relation and not item.is_settled:
            amend = partial(_related, relation)
        elif doubt and not item.is_settled:
            amend = partial(_undoubted, doubt)
        _write(review, item, by, amend)
    elif not Verdict.objects.filter(source=source, fingerprint=fingerprint).exists():
        raise OutOfReach(fingerprint)


def _as_new_period(_: Proposal, instance: Any) -> Any:
    instance.restarts = True
    return instance


def _related(relation: Relation, proposal: Proposal, instance: Any) -> Any:
    found = beside([instance])[0] if isinstance(instance, Amount) else None
    if found is None:
        return instance
    try:
        return found.settle(relation)
    except ValidationError as problem:
        raise NotWritten(proposal.fingerprint, problem) from None


def _undoubted(doubt: Doubt, proposal: Proposal, instance: Any) -> Any:
    held = _doubted(instance) if doubt is Doubt.WRONG else None
    if held is None:
        return instance
    correcting = Correcting(instance, held)
    if refusal := correcting.refusal():
        raise NotWritten(proposal.fingerprint, ValidationError(refusal))
    return correcting


@transaction.atomic
def accept_all(*, source: Source, by: Any) -> int:
    """Write every proposal about which nothing needs to be asked and which the person may write; tell how many."""
    review = _locked(source)
    written = 0
    for item in review.open_without_question():
        if item.is_settled or not may_write(review, item, by) or _question(review.unsaved(item)):
            continue
        before = review.done
        _write(review, item, by, None)
        written += review.done - before
    return written


@transaction.atomic
def drop(*, source: Source, fingerprint: str, by: Any) -> None:
    """Remember that the proposal is not wanted."""
    item = _item(source, fingerprint, by)
    if not item.is_settled:
        _decided(source, item, Verdict.Outcome.DROPPED, by, None)


@transaction.atomic
def take_back(*, source: Source, fingerprint: str, by: Any) -> None:
    """Propose again what was dropped."""
    _item(source, fingerprint, by)
    Verdict.objects.filter(source=source, fingerprint=fingerprint, outcome=Verdict.Outcome.DROPPED).delete()


def may_write(review: Review, item: ReviewedProposal, by: Any) -> bool:
    """Whether the person may write the proposal, and what it needs that is not there yet."""
    try:
        _check(review, item, by)
    except (PermissionDenied, OutOfReach):
        return False
    return all(one.is_settled or may_write(review, one, by) for one in review.needed(item))


def _locked(source: Source) -> Review:
    """The source's proposals, read again while nobody else decides on them."""
    return Review(Source.objects.select_for_update(of=("self",)).get(pk=source.pk))


def _item(source: Source, fingerprint: str, by: Any) -> ReviewedProposal:
    """The proposal, if the person may decide on it, while nobody else does."""
    review = _locked(source)
    item = review.items.get(fingerprint)
    if item is None:
        raise OutOfReach(fingerprint)
    _check(review, item, by)
    return item


def _check(review: Review, item: ReviewedProposal, by: Any) -> None:
    _permit(item, by)
    _within(review.unsaved(item), by)


def _permit(item: ReviewedProposal, by: Any) -> None:
    _permit_model(item.proposal.model, by)


def _permit_model(model: type[Model], by: Any) -> None:
    meta = model._meta
    if not by.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
        raise PermissionDenied


def _within(instance: Any, by: Any) -> None:
    """Whoever is limited writes only about the localities within the limit; of others nothing is known."""
    path, allowed = getattr(instance, "LOCALITY", None), limits(by)
    if path is None or allowed is None:
        return
    *steps, last = path.split("__")
    for step in steps:
        instance = getattr(instance, step) if getattr(instance, f"{step}_id") else None
    if instance is None or getattr(instance, f"{last}_id", None) not in allowed:
        raise OutOfReach


def _write(review: Review, item: ReviewedProposal, by: Any, amend: Amendment | None) -> Model:
    if item.record is not None:
        return item.record
    for needed in review.needed(item):
        _write(review, needed, by, None)
    _permit(item, by)
    instance = review.unsaved(item)
    settled: Settled | Correcting[Any] | None = None
    if amend is not None:
        instance = amend(item.proposal, instance)
        if isinstance(instance, Settled | Correcting):
            settled, instance = instance, instance.amount if isinstance(instance, Settled) else instance.fact
    elif item.repeats is None and (question := _question(instance)):
        raise NotWritten(item.proposal.fingerprint, ValidationError(question))
    _within(instance, by)
    if amend is None and item.repeats is not None:
        _permit_model(confirmations_of(type(item.repeats)), by)
        instance = review.confirmation(item)
    _finish(instance)
    try:
        with transaction.atomic():
            if isinstance(settled, Correcting):
                settled.write(by=by)
            else:
                _enter(instance, settled)
    except ValidationError as error:
        raise NotWritten(item.proposal.fingerprint, error) from None
    except DatabaseError as error:
        raise NotWritten(item.proposal.fingerprint, ValidationError(refusal(error))) from None
    item.record, item.status = instance, Status.ACCEPTED
    _decided(review.source, item, Verdict.Outcome.ACCEPTED, by, instance)
    written: Model = instance
    return written


def _enter(instance: Any, settled: Settled | None) -> None:
    if settled is not None:
        settled.join()
    for entry in (*(settled.wholes if settled else ()), instance):
        entry.full_clean()
        entry.save(force_insert=True)


def _question(instance: Any) -> str:
    """What must be asked about how it stands to what the record has, or nothing."""
    if isinstance(instance, Amount):
        found = beside([instance])[0] if instance.locality_id else None
        return found.question if found else ""
    held = _doubted(instance)
    return doubts.question([held]) if held else ""


def _doubted(instance: Any) -> Any:
    return doubts.doubted(type(instance), [instance])[0] if isinstance(instance, Fact) else None


def _finish(instance: Any) -> None:
    """What only the moment of writing decides: a key that nobody has, a place in the paper that is free."""
    if not isinstance(instance, Cited) and "key" in {field.name for field in instance._meta.concrete_fields}:
        instance.key = instance.key or free_key(type(instance), str(getattr(instance, "title", "")) or str(instance))
    if isinstance(instance, Block) and not instance.position and instance.paper_id:
        last = Block.objects.filter(paper=instance.paper_id).aggregate(last=Max("position"))["last"]
        instance.position = (last or 0) + 1


def _decided(source: Source, item: ReviewedProposal, outcome: str, by: Any, record: Model | None) -> None:
    Verdict.objects.update_or_create(
        source=source,
        fingerprint=item.proposal.fingerprint,
        defaults={
            "outcome": outcome,
            "model": (type(record) if record else item.proposal.model)._meta.label,
            "record": str(record.pk) if record else "",
            "by": by.get_username(),
        },
    )
