"""What new facts would only repeat, found for many of them at once; for one alone its rule says so."""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from evidence.models import Fact


class Later(models.TextChoices):
    """What becomes of a later fact that only repeats an earlier one, once that is there."""

    CONFIRMS = "pozdejsi-potvrzuje", "Je to jen potvrzení dřívějšího"
    RESTARTS = "pozdejsi-zacina", "Začíná jím nové období"


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a new fact says the same as: the fact before it (``is_later``), or one that comes after it."""

    held: Any
    is_later: bool


def repeated[F: Fact](model: type[F], fresh: Sequence[F]) -> list[Repeated | None]:
    """For each unsaved fact what it only repeats: a standing fact of the record, or another of the new ones.

    The standing facts of their subjects and the new ones are put in order; one after another that says the same, and
    does not begin a new period, is no fact.  What several repeat is the first of them.
    """
    found: dict[int, Repeated] = {}
    new = {id(fact): index for index, fact in enumerate(fresh)}
    groups: dict[tuple[Any, ...], list[F]] = defaultdict(list)
    for fact in [*standing(model, fresh), *(fact for fact in fresh if fact.corrected_on is None)]:
        groups[fact.subject].append(fact)
    for facts in groups.values():
        first: F | None = None
        for fact in sorted(facts, key=lambda fact: _rank(fact, new)):
            if first is not None and fact.says_the_same_as(first) and not fact.restarts:
                if id(fact) in new:
                    found[id(fact)] = Repeated(first, is_later=True)
                    continue
                if id(first) in new:
                    found[id(first)] = Repeated(fact, is_later=False)
            first = fact
    return [found.get(id(fact)) for fact in fresh]


def left_behind[F: Fact](gone: Sequence[F], fresh: Sequence[F] = ()) -> list[tuple[F, F]]:
    """What only repeats once ``gone`` stand no more, and ``fresh`` in their place: (later, the one that it repeats).

    A correction or a striking-out between two equal facts leaves them side by side; a new fact may be the later.
    """
    subjects = {fact.subject for fact in (*gone, *fresh)}
    held = standing(type(gone[0]), [*gone, *fresh])
    facts = [fact for fact in held if fact not in gone and fact.subject in subjects]
    order = {id(fact): 0 for fact in fresh}
    last: dict[tuple[Any, ...], F] = {}
    found = []
    for fact in sorted([*facts, *fresh], key=lambda fact: _rank(fact, order)):
        earlier = last.get(fact.subject)
        if earlier is not None and fact.says_the_same_as(earlier) and not fact.restarts:
            found.append((fact, earlier))
        else:
            last[fact.subject] = fact
    return found


def standing[F: Fact](model: type[F], fresh: Iterable[F]) -> Iterable[F]:
    """The facts that stand where the new ones belong, with what their words are made of; one query."""
    column = model.SUBJECT[0]
    places = {getattr(fact, column) for fact in fresh}
    held = model._base_manager.filter(corrected_on=None, struck_at=None).select_related(*model.RELATED)
    return held.filter(**{f"{column}__in": places})


def _rank(fact: Fact, new: dict[int, int]) -> tuple[datetime.date, datetime.date, float, int]:
    """As ``Fact.rank``; what is not saved yet comes behind what is, in the order given."""
    return fact.effective_on, fact.known_on, math.inf if fact.pk is None else fact.pk, new.get(id(fact), 0)


def attested_by(fact: Fact, issued_on: datetime.date | None) -> datetime.date:
    """The last day for which a source that only repeats the fact speaks: its date; else the beginning it states."""
    return max(fact.effective_on, issued_on or fact.effective_on)
