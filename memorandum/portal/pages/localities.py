"""All of one locality."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf
from evidence.models.prepared import Prepared, among
from funding import totals
from funding.models import Amount, AmountKind, Operation, why_no_allocation
from localities.models import (
    IN_FORCE,
    MAIN_PLANS,
    Discrepancy,
    Locality,
    LocalityAlias,
    LocalityKind,
    Membership,
    PlanChange,
    PlanState,
    SupportChange,
)
from memorandum.portal import pictures
from memorandum.portal.alike import known_discrepancies, listed_localities
from memorandum.portal.links import found_or_404
from memorandum.portal.witnesses import with_witnesses


def locality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    locality = found_or_404(_named(at, slug))
    previous, following = _neighbours(listed_localities(at), slug)
    told = _told(locality, at)
    changes = with_witnesses(told, at)
    standing = {name: [fact for fact in facts if fact.stands] for name, facts in changes.items()}
    holding = {name: [fact for fact in facts if fact.holds] for name, facts in standing.items()}
    operations = _operations(at, locality.pk)
    allocated = [amount for amount in holding["amounts"] if amount.kind == AmountKind.ALLOCATED]
    joined = [member for member in holding["members"] if member.joined and member.municipality.existed(at)]
    joined.sort(key=lambda member: member.municipality.name_key)
    main_plan = next((change for change in reversed(holding["plans"]) if change.plan.kind in MAIN_PLANS), None)
    events = [("strategické dokumenty", standing["plans"]), ("částky", standing["amounts"])]
    context = {
        "at": at,
        "locality": locality,
        "aliases": _aliases(at, locality.pk),
        "changes": standing["support"],
        "timeline": pictures.support_by_kind(told["support"], at, events),
        "state": next(iter(holding["support"]), None),
        "members": joined,
        "what": _what(locality, joined),
        "plans": standing["plans"],
        "amounts": holding["amounts"],
        "allocated": sorted(allocated, key=attrgetter("order")),
        "allocations": totals.of_locality(at, locality.pk) if len(allocated) > 1 else None,
        "no_allocation": "" if allocated else why_no_allocation(main_plan),
        "discrepancies": _discrepancies(at, [*known]) if (known := known_discrepancies(at).get(locality.pk)) else [],
        "main_plan": main_plan,
        "plan_in_preparation": main_plan is not None and main_plan.state == PlanState.IN_PREPARATION,
        "in_force": IN_FORCE,
        "operations": operations[:_MOST],
        "more_operations": len(operations) > _MOST,
        "more_amounts": len(told["amounts"]) >= _MOST,
        "corrected": [fact for facts in told.values() for fact in facts if not fact.stands],
        "previous": previous,
        "next": following,
    }
    return render(request, "portal/locality_detail.html", context)


def _told(locality: Locality, at: AsOf) -> dict[str, list[Any]]:
    """What has been told of the locality, by what it is about."""
    return {
        "support": support_told(at, locality.pk),
        "members": _members(at, locality.pk),
        "plans": _plans(at, locality.pk),
        "amounts": _amounts(at, _latest_amounts(at, locality.pk)),
    }


@Prepared
def support_told(at: AsOf, locality: int) -> QuerySet[SupportChange]:
    support = SupportChange.objects.public().filter(locality=locality)
    return support.select_related("locality", "kind", "source").told(at)


@Prepared
def _members(at: AsOf, locality: int) -> QuerySet[Membership]:
    return Membership.with_related(Membership.objects.public().filter(locality=locality).told(at), at)


@Prepared
def _plans(at: AsOf, locality: int) -> QuerySet[PlanChange]:
    plans = PlanChange.objects.public().filter(plan__locality=locality)
    return plans.select_related("plan", "source", "resolution").told(at)


#: So many amounts and projects of a locality stand on its page, the latest ones.
_MOST = 100


@Prepared
def _latest_amounts(at: AsOf, locality: int) -> QuerySet[Amount, int]:
    """The keys of the latest ones, and of the allocations by themselves: other kinds must not push them out.

    Of each money the last that is told is among them, if any is.
    """
    told = Amount.objects.public().filter(locality=locality).known(at).filter(effective_on__lte=at.day)
    latest = told.in_order().reverse().values_list("pk", flat=True)
    allocated = latest.filter(kind=AmountKind.ALLOCATED)[:_MOST]
    return allocated.union(latest.exclude(kind=AmountKind.ALLOCATED)[:_MOST], all=True).order_by()


@Prepared
def _amounts(at: AsOf, pks: list[int]) -> QuerySet[Amount]:
    amounts = Amount.objects.public().filter(among("pk", pks))
    return amounts.select_related("locality", "programme", "source").told(at)


@Prepared
def _aliases(at: AsOf, locality: int) -> QuerySet[LocalityAlias]:
    return LocalityAlias.objects.public().known(at).filter(locality=locality).select_related("source")


@Prepared
def _discrepancies(at: AsOf, pks: list[int]) -> QuerySet[Discrepancy]:
    return Discrepancy.objects.public().filter(among("pk", pks)).with_claims(at)


@Prepared
def _operations(at: AsOf, locality: int) -> QuerySet[Operation]:
    operations = Operation.objects.public().of_locality(locality).known(at)
    return operations.select_related("programme", "source")[: _MOST + 1]


def _what(locality: Locality, members: list[Membership]) -> str:
    """„mikroregion“, „město“; a locality of which no municipality is known is only that."""
    if locality.kind == LocalityKind.MICROREGION:
        return locality.get_kind_display()
    return members[0].municipality.get_status_display() if members else "lokalita"


@Prepared
def _named(at: AsOf, slug: str) -> QuerySet[Locality]:
    return Locality.objects.public().filter(slug=slug)


def _neighbours(listed: Sequence[tuple[str, str]], slug: str) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """What stands in the list before the locality and after it; nothing of one that is not listed on the day."""
    ordered = [{"slug": key, "name": name} for key, name in listed]
    place = next((number for number, (key, _) in enumerate(listed) if key == slug), None)
    if place is None:
        return None, None
    return (ordered[place - 1] if place else None), next(iter(ordered[place + 1 :]), None)
