"""What a person decides on a proposal.  Nothing of a text is written anywhere else."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Max, Model
from django.http import Http404

from council.models import Block
from evidence.models import Cited, Fact, Source, Verdict, free_key
from evidence.refusals import refusal
from localities.models import limits
from memorandum.reading.review import Item, Review, Status
from memorandum.staff.reading_forms import form_for

type User = AbstractBaseUser | AnonymousUser | PermissionsMixin


class Refused(Exception):
    """The record was not written; ``form`` says beside which field and why."""

    def __init__(self, fingerprint: str, form: Any) -> None:
        super().__init__(fingerprint)
        self.fingerprint = fingerprint
        self.form = form


@transaction.atomic
def accept(*, source: Source, fingerprint: str, by: Any, data: Any = None, again: bool = False) -> None:
    """Write what is proposed, or what a person made of it (``data``), and before it what it needs.

    What the record holds by now is not written again: two people may decide at once.  Only a fact that it holds on
    the words of another source may be written on these words too (``again``).
    """
    review = _locked(source)
    item = review.items.get(fingerprint)
    if item is not None:
        if again and item.may_stand_twice:
            item.record = None
        _write(review, item, by, data)
    elif not Verdict.objects.filter(source=source, fingerprint=fingerprint).exists():
        raise Http404(fingerprint)


@transaction.atomic
def accept_all(*, source: Source, by: Any) -> int:
    """Write every proposal about which nothing needs to be asked and which the person may write; tell how many."""
    review = _locked(source)
    written = 0
    for item in review.open_without_question():
        if item.is_settled or not may_write(review, item, by):
            continue
        before = review.done
        _write(review, item, by, None)
        written += review.done - before
    return written


@transaction.atomic
def drop(*, source: Source, fingerprint: str, by: Any) -> None:
    """Remember that the proposal is not wanted."""
    review = _locked(source)
    item = review.items.get(fingerprint)
    if item is None:
        raise Http404(fingerprint)
    _check(review, item, by)
    if not item.is_settled:
        _decided(source, item, Verdict.Outcome.DROPPED, by, None)


@transaction.atomic
def take_back(*, source: Source, fingerprint: str, by: Any) -> None:
    """Propose again what was dropped."""
    review = _locked(source)
    item = review.items.get(fingerprint)
    if item is None:
        raise Http404(fingerprint)
    _check(review, item, by)
    Verdict.objects.filter(source=source, fingerprint=fingerprint, outcome=Verdict.Outcome.DROPPED).delete()


def may_write(review: Review, item: Item, by: Any) -> bool:
    """Whether the person may write the proposal, and what it needs that is not there yet."""
    try:
        _check(review, item, by)
    except (PermissionDenied, Http404):
        return False
    needed = [review.items[fingerprint] for fingerprint in item.proposal.needs if fingerprint in review.items]
    return all(one.is_settled or may_write(review, one, by) for one in needed)


def opened(review: Review, item: Item, by: Any) -> Any:
    """The proposal as a form to be changed; None when there is nothing to be decided, or the person may not."""
    if item.is_settled or not may_write(review, item, by):
        return None
    return form_for(item.proposal, _instance(review, item), by)


def _locked(source: Source) -> Review:
    """The source's proposals, read again while nobody else decides on them."""
    return Review(Source.objects.select_for_update(of=("self",)).get(pk=source.pk))


def _check(review: Review, item: Item, by: Any) -> None:
    meta = item.proposal.model._meta
    if not by.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
        raise PermissionDenied
    _within(item.proposal.model, _instance(review, item), by)


def _within(model: type[Model], instance: Any, by: Any) -> None:
    """Whoever is limited writes only about the localities within the limit; of others nothing is known."""
    path, allowed = getattr(model, "LOCALITY", None), limits(by)
    if path is None or allowed is None:
        return
    *steps, last = path.split("__")
    for step in steps:
        instance = getattr(instance, step) if getattr(instance, f"{step}_id") else None
    if instance is None or getattr(instance, f"{last}_id", None) not in allowed:
        raise Http404


def _write(review: Review, item: Item, by: Any, data: Any) -> Model:
    if item.record is not None:
        return item.record
    for fingerprint in item.proposal.needs:
        needed = review.items.get(fingerprint)
        if needed and needed.record is None:
            _write(review, needed, by, None)
    if data is None:
        _check(review, item, by)
    elif not by.has_perm(f"{item.proposal.model._meta.app_label}.add_{item.proposal.model._meta.model_name}"):
        raise PermissionDenied
    instance = _instance(review, item)
    form = form_for(item.proposal, instance, by, data)
    if data is not None:
        if not form.is_valid():
            raise Refused(item.proposal.fingerprint, form)
        instance = form.instance
        _within(item.proposal.model, instance, by)
    _finish(instance)
    try:
        instance.full_clean()
        with transaction.atomic():
            instance.save(force_insert=True)
    except ValidationError as error:
        raise Refused(item.proposal.fingerprint, _told(form, instance, error, item, by)) from None
    except DatabaseError as error:
        problem = ValidationError(refusal(error))
        raise Refused(item.proposal.fingerprint, _told(form, instance, problem, item, by)) from None
    item.record, item.status = instance, Status.ACCEPTED
    _decided(review.source, item, Verdict.Outcome.ACCEPTED, by, instance)
    written: Model = instance
    return written


def _instance(review: Review, item: Item) -> Any:
    """The unsaved record that the proposal is about."""
    proposal = item.proposal
    columns = review.columns(proposal)
    if issubclass(proposal.model, Cited):
        columns |= {"source_id": review.source.pk, "passage": proposal.passage}
    if issubclass(proposal.model, Fact):
        columns["known_on"] = review.source.dated_on
    if proposal.model is Source:
        columns["is_public"] = False
    return proposal.model(**{name: value for name, value in columns.items() if value is not None})


def _finish(instance: Any) -> None:
    """What only the moment of writing decides: a key that nobody has, a place in the paper that is free."""
    if not isinstance(instance, Cited) and "key" in {field.name for field in instance._meta.concrete_fields}:
        instance.key = instance.key or free_key(type(instance), str(getattr(instance, "title", "")) or str(instance))
    if isinstance(instance, Block) and not instance.position and instance.paper_id:
        last = Block.objects.filter(paper=instance.paper_id).aggregate(last=Max("position"))["last"]
        instance.position = (last or 0) + 1


def _told(form: Any, instance: Any, error: ValidationError, item: Item, by: Any) -> Any:
    """The form with the refusal beside its field; what has no field is told above all."""
    if not form.is_bound:
        form = form_for(item.proposal, instance, by, _as_posted(form))
        form.is_valid()
    for name, messages in getattr(error, "message_dict", {"__all__": error.messages}).items():
        for message in messages:
            field = name if name in form.fields else None
            if message not in form.errors.get(field or "__all__", []):
                form.add_error(field, message)
    return form


def _as_posted(form: Any) -> dict[str, Any]:
    """What the form would send if nobody touched it."""
    return {
        bound.html_name: bound.field.prepare_value(bound.initial) if bound.initial is not None else ""
        for bound in form
    }


def _decided(source: Source, item: Item, outcome: str, by: Any, record: Model | None) -> None:
    Verdict.objects.update_or_create(
        source=source,
        fingerprint=item.proposal.fingerprint,
        defaults={
            "outcome": outcome,
            "model": item.proposal.model._meta.label,
            "record": str(record.pk) if record else "",
            "by": by.get_username(),
        },
    )
