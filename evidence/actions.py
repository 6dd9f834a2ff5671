"""What is done with facts, and with files that wait until somebody decides on them."""

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from evidence.history import signed
from evidence.models import Entry, Fact, Import, ImportFile, NoRepetition, Repetition, Source, today

_KEPT = datetime.timedelta(days=1)  # how long files wait


def correct[F: Fact](
    *,
    fact: F,
    new: F | None,
    reason: str,
    source: Source,
    on: datetime.date,
    by: Any,
    repeats: Sequence[Fact] = (),
    restarts: Sequence[Fact] = (),
) -> F | None:
    """Hold the fact true no longer since that day of knowledge, and the new one in its place, in one step.

    Without a new one the fact is only taken back.  The first stays told, with the reason and the source that shows
    it.  What would then only repeat the fact before it (``evidence.repetitions.left_behind``, the new one may be
    among them) becomes its confirmation (``repeats``), or begins a new period (``restarts``).  Return the new fact,
    None where there is none.  Raises ValidationError when somebody has corrected it already, or when a rule of the
    record refuses any of it.
    """
    with transaction.atomic(), signed(user=by.pk), put_off(type(fact)):
        held = type(fact)._base_manager.select_for_update().get(pk=fact.pk)
        if held.struck_at:
            raise ValidationError("Tento zápis je vyškrtnut a nemění se. Byl-li vyškrtnut omylem, zapište ho znovu.")
        if held.corrected_on:
            raise ValidationError("Tento údaj už mezitím někdo opravil.", code="corrected")
        held.corrected_on, held.correction, held.correction_source = on, reason, source
        held.full_clean()
        held.save(update_fields=["corrected_on", "correction", "correction_source"])
        if new is not None and new not in repeats:
            new.restarts = new.restarts or new in restarts
            _check(new, is_settled=bool(repeats or restarts))
            new.save(force_insert=True)
        _settle(repeats, restarts)
    return new if new is not None and new not in repeats else None


def enter(*, fact: Fact, by: Any, repeats: Sequence[Fact] = (), restarts: Sequence[Fact] = ()) -> None:
    """Write the fact down; what would then only repeat it is its confirmation, or begins a new period."""
    with transaction.atomic(), signed(user=by.pk), put_off(type(fact)):
        fact.save()
        _settle(repeats, restarts)


def _check(fact: Fact, *, is_settled: bool) -> None:
    """What refuses the fact; what repeats is no reason where it is said what becomes of that."""
    try:
        fact.full_clean()
    except ValidationError as refused:
        rest = {
            column: [problem for problem in problems if not isinstance(problem, Repetition)]
            for column, problems in refused.error_dict.items()
        }
        if not is_settled or any(rest.values()):
            raise


def _settle(repeats: Sequence[Fact], restarts: Sequence[Fact]) -> None:
    """What becomes of facts that would only repeat the one before them: a step of an action, which signs it."""
    for fact in restarts:
        if fact.pk is not None:
            held = _held(fact)
            held.restarts = True
            held.save(update_fields=["restarts"])
    for fact in repeats:
        turn_into_confirmation(fact=fact if fact.pk is None else _held(fact))


def confirm(
    *,
    fact: Fact,
    source: Source,
    passage: str,
    holds_on: datetime.date,
    by: Any,
    note: str = "",
    instead_of: Fact | None = None,
) -> Any:
    """Write down that another source says the same, for days up to ``holds_on``; return the confirmation.

    ``instead_of`` is a fact of the record that was found to say no more than that: it is struck out, and what
    confirmed it confirms the fact from now on.  Raises ValidationError when the source has confirmed it already, or
    speaks of a time before the fact.
    """
    model = confirmations_of(type(fact))
    confirmation = model(fact=fact, source=source, passage=passage, holds_on=holds_on, note=note)
    with transaction.atomic(), signed(user=by.pk):
        if instead_of is not None:
            _strike_out(_held(instead_of), f"Zapsáno jako potvrzení údaje „{fact}“.")
            model._base_manager.filter(fact=instead_of, struck_at=None).update(fact=fact)
        confirmation.full_clean()
        confirmation.save(force_insert=True)
    return confirmation


def confirmations_of(model: type[Fact]) -> Any:
    """The model of what confirms facts of this one, a kind of ``Confirmation``."""
    return model._meta.get_field("confirmations").related_model  # type: ignore[misc]


def strike_out(
    *, entry: Entry, reason: str, by: Any, repeats: Sequence[Fact] = (), restarts: Sequence[Fact] = ()
) -> None:
    """The entry was a mistake: it counts for nothing any more, and only history and earlier moments know it.

    ``repeats`` and ``restarts`` say what becomes of facts that would then only repeat the one before them, as in
    ``correct``.  Raises ValidationError when somebody has struck it out already, or when what is left breaks a rule.
    """
    with transaction.atomic(), signed(user=by.pk), put_off(type(entry)):
        _strike_out(_held(entry), reason)
        _settle(repeats, restarts)


def _held[E: Entry](entry: E) -> E:
    """As it stands in the record, locked."""
    held: E = type(entry)._base_manager.select_for_update().get(pk=entry.pk)
    return held


def _strike_out(entry: Entry, reason: str) -> None:
    if entry.struck_at:
        raise ValidationError("Tento zápis už někdo vyškrtl.", code="struck")
    entry.struck_why = reason
    entry.save(update_fields=["struck_why"])


def turn_into_confirmation(*, fact: Fact) -> Any:
    """What a fact only repeats, it confirms: its source confirms the fact right before it, and it is struck out.

    One that is not saved yet never comes to be.  Return the confirmation.  It is a step of an action,
    which signs it and puts off the rule against repetitions.
    """
    earlier, _ = fact.neighbours()
    if earlier is None or not earlier.says_the_same_as(fact):
        raise ValidationError("Před tímto údajem není žádný, který by jen opakoval.", code="no_repetition")
    model = confirmations_of(type(fact))
    day = max(fact.effective_on, fact.source.issued_on or fact.effective_on)
    if fact.pk is not None:
        _strike_out(fact, f"Zapsáno jako potvrzení údaje „{earlier}“.")
        model._base_manager.filter(fact=fact, struck_at=None).update(fact=earlier)
    confirmation = model(fact=earlier, source=fact.source, passage=fact.passage, holds_on=day, note=fact.note)
    confirmation.full_clean()
    confirmation.save(force_insert=True)
    return confirmation


@contextlib.contextmanager
def as_if_corrected(facts: Sequence[Fact]) -> Iterator[None]:
    """For finding out what else would be refused: meanwhile the facts are held true no longer."""
    if not facts:
        yield
        return
    with transaction.atomic():
        for fact in facts:
            let_repeat(type(fact))
            told = type(fact)._base_manager.filter(pk=fact.pk)
            told.update(corrected_on=max(today(), fact.known_on), correction="…", correction_source=fact.source_id)
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def put_off(model: type[Entry]) -> Iterator[None]:
    """Until the end of the steps, let a fact repeat the one before it; at the end the database asks again."""
    if not issubclass(model, Fact):
        yield
        return
    let_repeat(model)
    yield
    _set_constraint(model, "IMMEDIATE")


def let_repeat(model: type[Fact]) -> None:
    """Until the transaction ends, let a fact repeat the one before it."""
    _set_constraint(model, "DEFERRED")


def _set_constraint(model: type[Fact], when: str) -> None:
    rule = next(rule.name for rule in model._meta.constraints if isinstance(rule, NoRepetition))
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {connection.ops.quote_name(rule)} {when}")


def drop_old_imports() -> None:
    """Forget files that waited for a decision longer than a day."""
    old = Import.objects.filter(applied_at=None, made_at__lt=timezone.now() - _KEPT)
    ImportFile.objects.filter(imported__in=old).delete()
    old.delete()
