"""The front page."""

import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.changes import Between, Change
from evidence.models import AsOf, recently
from evidence.models.prepared import Prepared
from funding import totals
from localities.inhabitants import inhabitants
from localities.models import Discrepancy, Membership, Stage, SupportChange
from memorandum.portal import pictures
from memorandum.portal.pages.memoranda import latest_signed


@Prepared
def _changes(at: AsOf) -> QuerySet[SupportChange]:
    return SupportChange.objects.public().select_related("locality", "kind", "source").told(at)


@Prepared
def members(at: AsOf) -> QuerySet[Membership]:
    """Who belongs where on the day, with the municipalities as the register had them."""
    return Membership.objects.public().members(at).with_municipalities(at)


@Prepared
def _discrepancies(at: AsOf) -> QuerySet[Discrepancy, int]:
    return Discrepancy.objects.public().known(at).values_list("pk", flat=True)


def home(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    changes = _changes(at)
    states = sorted((change for change in changes if change.holds), key=lambda change: change.kind.position)
    supported = [change for change in states if change.kind.stage == Stage.DURING]
    ongoing = {change.locality_id for change in supported}
    joined = members(at)
    municipalities = {membership.municipality for membership in joined if membership.locality_id in ongoing}
    recent = {change.locality_id for change in supported if not change.is_last_known}
    attested = {membership.municipality for membership in joined if membership.locality_id in recent}
    allocations = totals.allocations(at, supported)
    context = {
        "at": at,
        "states": states,
        "map": pictures.region_map(states, joined, pictures.read_land(at)),
        "timeline": pictures.support_by_locality(changes, at),
        "ongoing": len(ongoing),
        "recent": len(recent),
        "recently": recently(),
        "newest": max(supported, key=lambda change: change.attested_on or datetime.date.min, default=None),
        "municipalities": len(municipalities),
        "old_municipalities": len(municipalities - attested),
        "inhabitants": inhabitants(municipalities),
        "allocations": allocations,
        "bars": pictures.amount_bars(allocations),
        "discrepancies": _discrepancies.pages(at).count(),
        "changes": _latest_changes(at),
        "signed": latest_signed(at),
    }
    return render(request, "portal/home.html", context)


def _latest_changes(at: AsOf) -> list[Change]:
    """The last few things that began to hold."""
    asked = Between(datetime.date.min, at.day, at)
    return asked.changes(asked.rows()[:5])
