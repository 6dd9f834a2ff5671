"""What is done with facts."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from evidence.history import signed
from evidence.models import Entry, Fact, NoRepetition, Source


def correct[F: Fact](
    *, fact: F, new: F | None, reason: str, source: Source, on: datetime.date, by: Any, repeats: F | None = None
) -> F | None:
    """Hold the fact true no longer since that day of knowledge, and the new one in its place, in one step.

    Without a new one the fact is only taken back.  The first stays told, with the reason and the source that shows
    it.  ``repeats`` is the fact that would then only repeat the one before it: it becomes its confirmation.  Raises
    ValidationError when somebody has corrected it already, or when a rule of the record refuses any of it.
    """
    with transaction.atomic(), signed(user=by.pk), put_off(type(fact)):
        held = type(fact)._base_manager.select_for_update().get(pk=fact.pk)
        if held.corrected_on:
            raise ValidationError("Tento údaj už mezitím někdo opravil.", code="corrected")
        held.corrected_on, held.correction, held.correction_source = on, reason, source
        held.full_clean()
        held.save(update_fields=["corrected_on", "correction", "correction_source"])
        if repeats is not None:
            turn_into_confirmation(fact=repeats)
        if new is not None:
            new.full_clean()
            new.save(force_insert=True)
    return new


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


def strike_out(*, entry: Entry, reason: str, by: Any) -> None:
    """The entry was a mistake: it counts for nothing any more, and only history and earlier moments know it.

    Raises ValidationError when somebody has struck it out already, or when what is left breaks a rule.
    """
    with transaction.atomic(), signed(user=by.pk):
        _strike_out(_held(entry), reason)


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

    Return the confirmation.  It is a step of an action, which signs it and puts off the rule against repetitions.
    """
    earlier, _ = fact.neighbours()
    if earlier is None or not earlier.says_the_same_as(fact):
        raise ValidationError("Před tímto údajem není žádný, který by jen opakoval.", code="no_repetition")
    model = confirmations_of(type(fact))
    day = max(fact.effective_on, fact.source.issued_on or fact.effective_on)
    _strike_out(fact, f"Zapsáno jako potvrzení údaje „{earlier}“.")
    model._base_manager.filter(fact=fact, struck_at=None).update(fact=earlier)
    confirmation = model(fact=earlier, source=fact.source, passage=fact.passage, holds_on=day, note=fact.note)
    confirmation.full_clean()
    confirmation.save(force_insert=True)
    return confirmation


@contextlib.contextmanager
def put_off(model: type[Fact]) -> Iterator[None]:
    """Until the end of the steps, let a fact repeat the one before it; at the end the database asks again."""
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
