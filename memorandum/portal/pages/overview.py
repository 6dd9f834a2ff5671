"""The front page."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.changes import Between, Change
from evidence.models import AsOf
from funding import totals
from localities.models import Discrepancy, Membership, PlanChange, SupportChange
from memorandum.portal import pictures


def home(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    changes = list(SupportChange.objects.public().select_related("locality", "kind", "source").told(at))
    states = sorted((change for change in changes if change.holds), key=lambda change: change.kind.position)
    ongoing = {change.locality_id for change in states if change.kind.stage == "during"}
    members = list(Membership.objects.public().members(at).select_related("municipality"))
    municipalities = {membership.municipality for membership in members if membership.locality_id in ongoing}
    allocations = totals.allocations(at)
    context = {
        "at": at,
        "states": states,
        "map": pictures.region_map(states, members, pictures.read_land()),
        "timeline": pictures.support_by_locality(changes, at),
        "ongoing": len(ongoing),
        "municipalities": len(municipalities),
        "population": sum(m.population or 0 for m in municipalities),
        "population_year": max((m.population_year or 0 for m in municipalities), default=0),
        "allocations": allocations,
        "bars": pictures.amount_bars(allocations),
        "discrepancies": Discrepancy.objects.public().known(at).count(),
        "changes": _latest_changes(at),
    }
    return render(request, "portal/home.html", context)


def _latest_changes(at: AsOf) -> list[Change]:
    """The last few things that began to hold; of two kinds only, as each kind costs a query."""
    asked = Between(datetime.date.min, at.day, at, only=(SupportChange, PlanChange))
    return asked.changes(asked.rows()[:5])
