"""What differs from the record: did it change, or was the record wrong?  Asked where it can be either.

A change is a new fact behind the old one, a mistake is corrected by the new one: two different things to write, which
only a person can tell apart.  Every way of entry asks by these words and writes what they say here.
"""

import bisect
import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from evidence import actions
from evidence.models import Fact
from evidence.repetitions import left_behind, standing


class Doubt(models.TextChoices):
    """The answers, as people read them."""

    CHANGED = "zmena", "Změnilo se to"
    WRONG = "chyba", "Dosavadní údaj byl chybný"


#: What each answer does.
DOES = {
    Doubt.CHANGED: "dosavadní platil do té doby a zůstane, jak je",
    Doubt.WRONG: "dosavadní se opraví podle tohoto zdroje; zůstane vidět jako opravený",
}


def question(held: Sequence[Any]) -> str:
    """What the person is asked about the facts that the record holds."""
    said = "; ".join(f"„{fact}“" for fact in held)
    return f"Evidence má něco jiného: {said}. Změnilo se to, nebo byl dosavadní údaj chybný?"


def doubted[F: Fact](model: type[F], fresh: Sequence[F]) -> list[F | None]:
    """For each unsaved fact the standing one of which it must be asked whether it was wrong, or None.

    It is the one right before it, or right after it.  What a source says after itself it does not take back, and what
    is only repeated is asked about in other words (``evidence.repetitions``).
    """
    told: dict[tuple[Any, ...], list[F]] = defaultdict(list)
    if not model.IS_DOUBTED or not fresh:
        return [None] * len(fresh)
    for fact in standing(model, fresh):
        told[fact.subject].append(fact)
    for facts in told.values():
        facts.sort(key=lambda fact: fact.rank)
    return [_doubted(fact, told.get(fact.subject, [])) for fact in fresh]


def _doubted[F: Fact](fact: F, told: list[F]) -> F | None:
    place = bisect.bisect(told, (fact.effective_on, fact.known_on), key=lambda held: held.rank[:2])
    before = told[place - 1] if place else None
    after = told[place] if place < len(told) else None
    if any(held is not None and fact.says_the_same_as(held) for held in (before, after)):
        return None
    if before is not None and before.source_id != fact.source_id and fact.may_correct(before):
        return before
    if after is None or after.source_id == fact.source_id:
        return None
    is_apart = after.effective_on > fact.last_day_of_beginning
    return None if is_apart and after.leads_on_from(fact) else after


@dataclass(frozen=True, slots=True)
class Correcting[F: Fact]:
    """A new fact in the place of one that was wrong; ``why`` is empty where nobody says more than the new source."""

    fact: F
    held: F
    why: str = ""

    @property
    def reason(self) -> str:
        return self.why or f"Opraveno podle zdroje „{self.fact.source}“."

    @property
    def on(self) -> datetime.date:
        """Since when the old fact is held true no longer: since the new one is known, and not before itself."""
        return max(self.fact.known_on, self.held.known_on)

    def write(self, *, by: Any) -> None:
        """Correct the old fact by the new one.  Raises ValidationError as ``correct`` does."""
        self.fact.source = self.fact.source  # a source that was saved since has its key only now
        actions.correct(fact=self.held, new=self.fact, reason=self.reason, source=self.fact.source, on=self.on, by=by)

    def mark(self) -> F:
        """The old fact as the correction leaves it, not saved; its columns are ``CORRECTION``."""
        self.held.corrected_on, self.held.correction = self.on, self.reason
        self.held.correction_source = self.fact.source
        return self.held

    def refusal(self) -> str:
        """Why it cannot be done at once: what would be left behind needs an answer, too."""
        return LEFT_BEHIND if left_behind([self.held], [self.fact]) else ""


LEFT_BEHIND = "Po opravě by v evidenci zbyl týž údaj dvakrát za sebou. Opravte dosavadní údaj na jeho stránce."
CORRECTION = ("corrected_on", "correction", "correction_source")
