"""Facts of a table that differ from the record, or come before what it has: a row says in a column what that means."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from evidence import actions, doubts
from evidence.doubts import CORRECTION, LEFT_BEHIND, Correcting, Doubt
from evidence.models import Fact, Source
from evidence.refusals import refusal
from evidence.repetitions import Later, left_behind
from memorandum.imports import rows, values
from memorandum.imports.columns import HELD
from memorandum.imports.confirming import Confirming
from memorandum.imports.lookups import Lookups
from memorandum.imports.outcomes import Comparison, RowOutcome, RowState


def doubt(comparison: Comparison, lookups: Lookups) -> None:
    """Ask of each new row that differs what it means, or do what the row answers."""
    model = comparison.kind.model
    assert issubclass(model, Fact)
    fresh = comparison.of(RowState.NEW)
    for outcome, held in zip(fresh, doubts.doubted(model, [outcome.made for outcome in fresh]), strict=True):
        if held is None or outcome.changes_held:
            continue
        match _answer(outcome):
            case Doubt.CHANGED:
                outcome.remarks.append(f"{Doubt.CHANGED.label}: {doubts.DOES[Doubt.CHANGED]}.")
            case Doubt.WRONG:
                _correct(outcome, held, lookups)
            case _:
                _ask(outcome, doubts.question([held]), [*Doubt.labels])
    _check(comparison)


def before_the_held(outcome: RowOutcome, same: Confirming, lookups: Lookups) -> None:
    """The row says what the record has only later: what becomes of that, or the question."""
    held, answer = same.fact, _answer(outcome)
    if held.pk is None or answer is Doubt.CHANGED or answer is None:
        question = f"Evidence má týž údaj až {held.since}. Co s ním?"
        _ask(outcome, question, [Doubt.WRONG.label, *Later.labels])
    elif answer is Doubt.WRONG:
        _correct(outcome, held, lookups)
    elif not lookups.may("change", type(held)):
        outcome.refuse(_MAY_NOT, HELD)
    else:
        outcome.later = (held, answer)
        outcome.remarks.append(f"Pozdější údaj ({held.since}): {answer.label}.")


_MAY_NOT = "Dosavadní údaj měnit nesmíte."


def _answer(outcome: RowOutcome) -> Doubt | Later | None:
    cell = outcome.line.cells.get(HELD.name)
    answer: Any = None if cell is None else values.answer(cell, Doubt, Later)
    return answer  # type: ignore[no-any-return]


def _ask(outcome: RowOutcome, question: str, offered: list[str]) -> None:
    *most, last = (f"„{answer}“" for answer in offered)
    outcome.refuse(f"{question} Napište do sloupce „{HELD.heading}“ {', '.join(most)} nebo {last}.", HELD)


def _correct(outcome: RowOutcome, held: Fact, lookups: Lookups) -> None:
    if not lookups.may("change", type(held)):
        outcome.refuse(_MAY_NOT, HELD)
        return
    outcome.corrects = Correcting(outcome.made, held)
    outcome.remarks = [f"Opraví se dosavadní údaj „{held}“."]


def _check(comparison: Comparison) -> None:
    """Refuse corrections after which the record would say the same twice in a row."""
    correcting = [outcome for outcome in comparison.of(RowState.NEW) if outcome.corrects]
    if not correcting:
        return
    sources = Source.objects.in_bulk({outcome.made.source_id for outcome in correcting})
    for outcome in correcting:
        outcome.made.source = sources[outcome.made.source_id]
    gone, fresh = zip(*((outcome.corrects.held, outcome.made) for outcome in correcting), strict=True)
    left = {later.subject for later, _ in left_behind(gone, fresh)}
    for outcome in correcting:
        if outcome.made.subject in left:
            outcome.refuse(LEFT_BEHIND, HELD)


# --- Writing --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def settled(comparison: Comparison) -> Iterator[None]:
    """Around the writing of the rows: what the record has is corrected before, or settled after them.

    Raises rows.RowRefused.
    """
    changing = [outcome for outcome in comparison.of(RowState.NEW) if outcome.changes_held]
    if not changing:
        yield
        return
    model: Any = comparison.kind.model
    try:
        with actions.put_off(model):
            _lock(model, changing)
            restarting = _later(changing, Later.RESTARTS)
            for held in restarting:
                held.restarts = True
            rows.write([outcome.corrects.mark() for outcome in changing if outcome.corrects], CORRECTION)
            rows.write(restarting, ["restarts"])
            yield
            for held in _later(changing, Later.CONFIRMS):  # each was answered by hand, so that they are few
                actions.turn_into_confirmation(fact=held)
    except (ValidationError, *rows.REFUSED) as error:
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else refusal(error)
        raise rows.RowRefused(0, reason) from error


def _later(changing: Sequence[RowOutcome], answer: Later) -> list[Fact]:
    """The facts of the record of which this was answered, by rows that nothing refuses."""
    told = [outcome.later for outcome in changing if outcome.state is RowState.NEW and outcome.later]
    return [held for held, given in told if given is answer]


def _lock(model: Any, changing: Sequence[RowOutcome]) -> None:
    """Nobody corrects meanwhile what the rows were compared with."""
    held = {outcome.corrects.held.pk if outcome.corrects else outcome.later[0].pk for outcome in changing}
    standing = model._base_manager.filter(pk__in=held, corrected_on=None, struck_at=None)
    if len(standing.order_by("pk").select_for_update(of=("self",)).values_list("pk")) < len(held):
        raise ValidationError("Dosavadní údaj mezitím někdo opravil nebo vyškrtl.")
