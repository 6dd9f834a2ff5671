"""What is done with facts."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.history import signed
from evidence.models import Fact


def correct[F: Fact](*, fact: F, new: F | None, reason: str, on: datetime.date, by: Any) -> F | None:
    """Hold the fact true no longer since that day of knowledge, and the new one in its place, in one step.

    Without a new one the fact is only taken back.  The first stays told, with the reason.  Raises ValidationError
    when somebody has corrected it already, or when a rule of the record refuses either of the two.
    """
    with transaction.atomic(), signed(user=by.pk):
        held = type(fact)._base_manager.select_for_update().get(pk=fact.pk)
        if held.corrected_on:
            raise ValidationError("Tento údaj už mezitím někdo opravil.", code="corrected")
        held.corrected_on, held.correction = on, reason
        held.full_clean()
        held.save(update_fields=["corrected_on", "correction"])
        if new is not None:
            new.full_clean()
            new.save(force_insert=True)
    return new
