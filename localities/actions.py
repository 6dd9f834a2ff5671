"""Verbs: writes of more than one row, all or nothing."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.history import signed
from evidence.models import Fact, free_key
from localities.models import (
    Boundary,
    Conclusion,
    Discrepancy,
    DiscrepancyClaim,
    Disputed,
    FormerRegistration,
    Locality,
    Municipality,
)


@transaction.atomic
def replace_boundaries(*, boundaries: Iterable[Boundary]) -> None:
    """Put the boundaries in the place of all that are held of their kinds.  Other kinds stay."""
    new = list(boundaries)
    Boundary.objects.filter(kind__in={boundary.kind for boundary in new}).delete()
    Boundary.objects.bulk_create(new)


@transaction.atomic
def register_since(*, municipality: Municipality, since: datetime.date, by: Any) -> FormerRegistration:
    """Save what the register says of the municipality since the day; what it has said so far is kept until then.

    Raises ValidationError where something is kept already of that day or of a later one.
    """
    with signed(user=by.pk):
        held = Municipality.objects.select_for_update().get(pk=municipality.pk)
        former: FormerRegistration = held.former(since - datetime.timedelta(days=1))
        if held.former_registrations.filter(until__gte=former.until).exists():
            raise ValidationError("O tomto dni už mluví některý z dřívějších zápisů obce. Opravte nejdříve ten.")
        former.full_clean()
        former.save()
        municipality.save()
    return former


@transaction.atomic
def record_discrepancy(
    *, facts: Sequence[Fact], locality: Locality | None, title: str, held: str, reason: str, is_open: bool, by: Any
) -> Discrepancy:
    """Record that the sources of the facts contradict each other: each fact becomes a claim in its source's words.

    What is concluded rests on the source that was known last.
    """
    with signed(user=by.pk):
        discrepancy = Discrepancy(
            key=free_key(Discrepancy, title),
            locality=locality,
            title=title,
            known_on=max(fact.known_on for fact in facts),
            begins_on=min(fact.effective_on for fact in facts),
        )
        discrepancy.full_clean()
        discrepancy.save()
        for position, fact in enumerate(facts, start=1):
            claim = DiscrepancyClaim(
                discrepancy=discrepancy,
                claim=str(fact)[:300],
                source=fact.source,
                passage=fact.passage,
                position=position,
            )
            claim.full_clean()
            claim.save()
            if isinstance(fact, Disputed) and fact.pk is not None:
                fact.claim = claim
                fact.save(update_fields=["claim"])
        conclusion = Conclusion(
            discrepancy=discrepancy,
            held=held,
            reason=reason,
            is_open=is_open,
            known_on=discrepancy.known_on,
            source=max(facts, key=lambda fact: fact.known_on).source,
        )
        conclusion.full_clean()
        conclusion.save()
    return discrepancy
