"""All of one locality."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf
from funding.models import Amount, AmountKind, Exactness, Operation, why_no_allocation
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


def locality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    locality = get_object_or_404(Locality.objects.public(), slug=slug)
    told = _told(locality, at)
    standing = {name: [fact for fact in facts if fact.stands] for name, facts in told.items()}
    holding = {name: [fact for fact in facts if fact.holds] for name, facts in told.items()}
    allocation = next((amount for amount in holding["amounts"] if amount.kind == AmountKind.ALLOCATED), None)
    joined = sorted((m for m in holding["members"] if m.joined), key=lambda m: m.municipality.name_key)
    main_plan = next((change for change in reversed(holding["plans"]) if change.plan.kind in MAIN_PLANS), None)
    events = [("strategické dokumenty", standing["plans"]), ("částky", standing["amounts"])]
    context = {
        "at": at,
        "locality": locality,
        "aliases": LocalityAlias.objects.public().known(at).filter(locality=locality),
        "changes": standing["support"],
        "timeline": pictures.support_by_kind(told["support"], at, events),
        "state": next(iter(holding["support"]), None),
        "members": joined,
        "what": _what(locality, joined),
        "plans": standing["plans"],
        "amounts": holding["amounts"],
        "allocation": allocation,
        "allocation_is_rounded": allocation is not None and allocation.exactness != Exactness.CROWN,
        "no_allocation": "" if allocation else why_no_allocation(main_plan),
        "discrepancies": Discrepancy.objects.public().known(at).filter(locality=locality).with_claims(at),
        "main_plan": main_plan,
        "plan_in_preparation": main_plan is not None and main_plan.state == PlanState.IN_PREPARATION,
        "in_force": IN_FORCE,
        "operations": Operation.objects.public().of_locality(locality).known(at).select_related("programme", "source"),
        "corrected": [fact for facts in told.values() for fact in facts if not fact.stands],
    } | _neighbours(locality, at)
    return render(request, "portal/locality_detail.html", context)


def _told(locality: Locality, at: AsOf) -> dict[str, list[Any]]:
    """What has been told of the locality, by what it is about."""
    support = SupportChange.objects.public().filter(locality=locality).select_related("locality", "kind", "source")
    members = Membership.objects.public().filter(locality=locality)
    plans = PlanChange.objects.public().filter(plan__locality=locality).select_related("plan", "source", "resolution")
    amounts = Amount.objects.public().filter(locality=locality).select_related("locality", "programme", "source")
    return {
        "support": list(support.told(at)),
        "members": list(members.select_related("locality", "municipality__source", "source").told(at)),
        "plans": list(plans.told(at)),
        "amounts": list(amounts.told(at)),
    }


def _what(locality: Locality, members: list[Membership]) -> str:
    """„mikroregion“, „město“; a locality of which no municipality is known is only that."""
    if locality.kind == LocalityKind.MICROREGION:
        return locality.get_kind_display()
    return members[0].municipality.get_status_display() if members else "lokalita"


def _neighbours(locality: Locality, at: AsOf) -> dict[str, tuple[str, str] | None]:
    """The localities before and after this one in the list, each as (slug, name); None at its ends."""
    listed = list(Locality.objects.public().recorded(at).values_list("slug", "name"))
    place = next((i for i, (slug, _) in enumerate(listed) if slug == locality.slug), None)
    if place is None:
        return {"previous": None, "next": None}
    return {
        "previous": listed[place - 1] if place else None,
        "next": listed[place + 1] if place + 1 < len(listed) else None,
    }
