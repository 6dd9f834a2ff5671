"""Who belongs where on a day, in brief: what maps draw and counts count, of thousands of municipalities at once."""

import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from evidence.models import AsOf
from evidence.models.prepared import Prepared
from localities.models import Membership, PopulationCount
from localities.models.municipalities import registered


class Town(NamedTuple):
    """A municipality as the register had it on the day, with the last count of its people by then."""

    code: str
    name: str
    name_key: str
    district: str
    lat: Decimal | None
    lon: Decimal | None
    population: int | None
    counted_on: datetime.date | None


class Member(NamedTuple):
    """A municipality belongs to a locality."""

    locality_id: int
    municipality: Town


def members(at: AsOf) -> list[Member]:
    """Who belongs where on the day; one query."""
    return [Member(place, Town(*town)) for place, *town in _members(at)]


@Prepared
def _members(at: AsOf) -> QuerySet[Membership, Any]:
    counts = PopulationCount.objects.filter(municipality=OuterRef("municipality")).by(at).order_by("-counted_on")
    return (
        Membership.objects.public()
        .members(at)
        .order_by()
        .values_list(
            "locality_id",
            "municipality_id",
            *(registered(column, at, "municipality") for column in ("name", "name_key", "district")),
            *("municipality__lat", "municipality__lon"),
            *(Subquery(counts.values(column)[:1]) for column in ("count", "counted_on")),
        )
    )
