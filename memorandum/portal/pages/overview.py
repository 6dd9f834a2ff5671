"""The front page."""

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.changes import Between, Change
from evidence.models import AsOf, recently
from evidence.models.prepared import Prepared, among
from funding import totals
from funding.models import Amount
from localities.inhabitants import inhabitants
from localities.members import members
from localities.models import Stage, SupportChange
from memorandum.portal import pictures
from memorandum.portal.alike import known_discrepancies
from memorandum.portal.pages.memoranda import latest_signed
from memorandum.portal.pictures.bars import MOST_ROWS

#: Of more localities or amounts than a picture holds, so many that changed last are shown.
_LATEST = 10
_MOST_AMOUNTS = 100


@Prepared
def _states(at: AsOf) -> QuerySet[SupportChange]:
    return SupportChange.objects.public().state(at).order_by("pk").select_related("locality", "kind")


@Prepared
def _changes(at: AsOf, localities: list[int]) -> QuerySet[SupportChange]:
    changes = SupportChange.objects.public().filter(among("locality", localities))
    return changes.select_related("locality", "kind", "source").course(at)


@Prepared
def _allocated(at: AsOf) -> QuerySet[Amount]:
    return Amount.objects.public().allocated(at).select_related("programme").in_order().reverse()


def home(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    states = sorted(_states(at), key=lambda change: change.kind.position)
    supported = [change for change in states if change.kind.stage == Stage.DURING]
    ongoing = {change.locality_id for change in supported}
    joined = members(at)
    municipalities = {membership.municipality for membership in joined if membership.locality_id in ongoing}
    recent = {change.locality_id for change in supported if not change.is_last_known}
    attested = {membership.municipality for membership in joined if membership.locality_id in recent}
    allocations = totals.allocations(at, supported)
    shown = states if len(states) <= MOST_ROWS else _latest(states)
    context = {
        "at": at,
        "states": states,
        "map": pictures.region_map(states, joined, pictures.read_land(at)),
        "timeline": pictures.support_by_locality(_changes(at, [state.locality_id for state in shown]), at),
        "shown": len(shown),
        "ongoing": len(ongoing),
        "recent": len(recent),
        "recently": recently(),
        "newest": max(supported, key=lambda change: change.attested_on or datetime.date.min, default=None),
        "municipalities": len(municipalities),
        "old_municipalities": len(municipalities - attested),
        "inhabitants": inhabitants(municipalities),
        "allocations": allocations,
        "amounts": _amounts(at, allocations),
        "bars": pictures.amount_bars(allocations),
        "discrepancies": sum(map(len, known_discrepancies(at).values())),
        "changes": _latest_changes(at),
        "signed": latest_signed(at),
    }
    return render(request, "portal/home.html", context)


def _amounts(at: AsOf, allocations: totals.Coverage) -> list[Amount]:
    """By locality; where there are too many for a table those that hold since the latest days."""
    if allocations.expected > MOST_ROWS or allocations.amounts > _MOST_AMOUNTS:
        return _allocated.pages(at)[:_LATEST]
    return sorted(_allocated(at), key=lambda one: (one.locality.name_key, one.locality_id, one.order))


def _latest(facts: Iterable[SupportChange]) -> list[SupportChange]:
    return sorted(facts, key=lambda fact: fact.rank, reverse=True)[:_LATEST]


def _latest_changes(at: AsOf) -> list[Change]:
    """The last few things that began to hold."""
    asked = Between(datetime.date.min, at.day, at)
    return asked.changes(asked.some()[:5])
