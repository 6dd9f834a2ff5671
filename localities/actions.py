"""Verbs: writes of more than one row, all or nothing."""

from collections.abc import Iterable

from django.db import transaction

from localities.models import Boundary


@transaction.atomic
def replace_boundaries(*, boundaries: Iterable[Boundary]) -> None:
    """Put the boundaries in the place of all that are held of their kinds.  Other kinds stay."""
    new = list(boundaries)
    Boundary.objects.filter(kind__in={boundary.kind for boundary in new}).delete()
    Boundary.objects.bulk_create(new)
