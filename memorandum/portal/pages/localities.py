"""All of one locality."""

from typing import Any

from django.db.models import Case, Exists, JSONField, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf
from funding.models import Amount, AmountKind, Operation, why_no_allocation
from funding.totals import Coverage
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
from memorandum.portal.witnesses import with_witnesses


def locality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    locality = get_object_or_404(_with_neighbours(at), slug=slug)
    told = _told(locality, at)
    changes = with_witnesses(told, at)
    standing = {name: [fact for fact in facts if fact.stands] for name, facts in changes.items()}
    holding = {name: [fact for fact in facts if fact.holds] for name, facts in standing.items()}
    allocated = [amount for amount in holding["amounts"] if amount.kind == AmountKind.ALLOCATED]
    joined = [member for member in holding["members"] if member.joined and member.municipality.existed(at)]
    joined.sort(key=lambda member: member.municipality.name_key)
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
        "allocations": Coverage(AmountKind.ALLOCATED, allocated, []),
        "no_allocation": "" if allocated else why_no_allocation(main_plan),
        "discrepancies": Discrepancy.objects.public().known(at).filter(locality=locality).with_claims(at),
        "main_plan": main_plan,
        "plan_in_preparation": main_plan is not None and main_plan.state == PlanState.IN_PREPARATION,
        "in_force": IN_FORCE,
        "operations": Operation.objects.public().of_locality(locality).known(at).select_related("programme", "source"),
        "corrected": [fact for facts in told.values() for fact in facts if not fact.stands],
        "previous": locality.previous,
        "next": locality.next,
    }
    return render(request, "portal/locality_detail.html", context)


def _told(locality: Locality, at: AsOf) -> dict[str, list[Any]]:
    """What has been told of the locality, by what it is about."""
    support = SupportChange.objects.public().filter(locality=locality).select_related("locality", "kind", "source")
    members = Membership.objects.public().filter(locality=locality)
    plans = PlanChange.objects.public().filter(plan__locality=locality).select_related("plan", "source", "resolution")
    amounts = Amount.objects.public().filter(locality=locality).select_related("locality", "programme", "source")
    return {
        "support": list(support.told(at)),
        "members": list(Membership.with_related(members.told(at), at)),
        "plans": list(plans.told(at)),
        "amounts": list(amounts.told(at)),
    }


def _what(locality: Locality, members: list[Membership]) -> str:
    """„mikroregion“, „město“; a locality of which no municipality is known is only that."""
    if locality.kind == LocalityKind.MICROREGION:
        return locality.get_kind_display()
    return members[0].municipality.get_status_display() if members else "lokalita"


def _with_neighbours(at: AsOf) -> Any:
    """The public localities, each with the one before it and the one after it in the list, as a slug and a name."""
    listed = Locality.objects.public().recorded(at)
    is_listed = Exists(listed.filter(pk=OuterRef("pk")))

    def neighbour(comes: str, order: str) -> When:
        further = Q(**{f"name_key__{comes}": OuterRef("name_key")})
        further |= Q(name_key=OuterRef("name_key"), **{f"slug__{comes}": OuterRef("slug")})
        found = listed.filter(further).order_by(f"{order}name_key", f"{order}slug")
        return When(is_listed, then=Subquery(found.values(told=JSONObject(slug="slug", name="name"))[:1]))

    return Locality.objects.public().annotate(
        previous=Case(neighbour("lt", "-"), output_field=JSONField()),
        next=Case(neighbour("gt", ""), output_field=JSONField()),
    )
