"""Pages that need more than one room: the overview, a locality with its money, the paper."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from council import czech
from council.models import AsOf, Misunderstood, Source, WrongDay
from funding.models import Amount, AmountKind, Operation, why_no_allocation
from localities.models import (
    MAIN_PLANS,
    Discrepancy,
    Locality,
    LocalityAlias,
    Membership,
    PlanChange,
    SupportChange,
)
from memorandum import office_templates, pictures
from memorandum.changes import Between, Change
from memorandum.documents import files
from memorandum.documents.compose import compose
from memorandum.periods import Period


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A question we do not understand gets a sentence, and never the answer to another question."""
    context: dict[str, Any] = {"is_day": isinstance(exception, WrongDay)}
    if isinstance(exception, Misunderstood):
        context["message"] = str(exception)
    if isinstance(exception, WrongDay):
        context |= {"typed_day": exception.typed[AsOf.DAY], "typed_known": exception.typed[AsOf.KNOWN]}
    return render(request, "400.html", context, status=400)


def home(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    changes = list(SupportChange.objects.public().select_related("locality", "kind", "source").told(at))
    states = sorted((change for change in changes if change.holds), key=lambda change: change.kind.position)
    ongoing = {change.locality_id for change in states if change.kind.stage == "during"}
    members = list(Membership.objects.public().members(at).select_related("municipality"))
    municipalities = {membership.municipality for membership in members if membership.locality_id in ongoing}
    allocations = Amount.objects.allocations(at)
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
        "bars": pictures.amount_bars(allocations.amounts, allocations.missing),
        "discrepancies": Discrepancy.objects.public().known(at).count(),
        "changes": _latest_changes(at),
    }
    return render(request, "memorandum/home.html", context)


def _latest_changes(at: AsOf) -> list[Change]:
    """The last few things that began to hold; of two kinds only, as each kind costs a query."""
    asked = Between(datetime.date.min, at.day, at, only=(SupportChange, PlanChange))
    return asked.changes(asked.rows()[:5])


def locality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    locality = get_object_or_404(Locality.objects.public(), slug=slug)
    support = SupportChange.objects.public().filter(locality=locality).select_related("locality", "kind", "source")
    plans = PlanChange.objects.public().filter(plan__locality=locality).select_related("plan", "source", "resolution")
    amounts = Amount.objects.public().filter(locality=locality).select_related("locality", "programme", "source")
    members = Membership.objects.public().filter(locality=locality)
    members = members.select_related("locality", "municipality__source", "source")
    told = {
        name: list(facts.told(at))
        for name, facts in (
            ("support", support),
            ("members", members),
            ("plans", plans),
            ("amounts", amounts),
        )
    }
    holding = {name: [fact for fact in facts if fact.holds] for name, facts in told.items()}
    allocation = next((amount for amount in holding["amounts"] if amount.kind == AmountKind.ALLOCATED), None)
    main_plan = next((change for change in reversed(holding["plans"]) if change.plan.kind in MAIN_PLANS), None)
    context = {
        "at": at,
        "locality": locality,
        "aliases": LocalityAlias.objects.public().filter(locality=locality, source__in=Source.objects.known(at)),
        "changes": [change for change in told["support"] if change.stands],
        "timeline": pictures.support_by_kind(told["support"], at, _events(told)),
        "state": next(iter(holding["support"]), None),
        "members": sorted((m for m in holding["members"] if m.joined), key=lambda m: m.municipality.name_key),
        "plans": [change for change in told["plans"] if change.stands],
        "amounts": holding["amounts"],
        "allocation": allocation,
        "no_allocation": "" if allocation else why_no_allocation(main_plan),
        "discrepancies": Discrepancy.objects.public().known(at).filter(locality=locality).with_claims(at),
        "main_plan": main_plan,
        "operations": Operation.objects.public()
        .of_locality(locality)
        .filter(source__in=Source.objects.known(at))
        .select_related("programme", "source"),
        "corrected": [fact for facts in told.values() for fact in facts if not fact.stands],
    } | _neighbours(locality, at)
    return render(request, "memorandum/locality_detail.html", context)


def _events(told: dict[str, list[Any]]) -> dict[str, list[tuple[Any, str]]]:
    """What happened to plans and money, for the picture: each standing fact with what it says."""
    plans = [(c, f"{c.plan.title}: {c.get_state_display()} {c.when}") for c in told["plans"] if c.stands]
    money = [(a, f"{a.get_kind_display()} {czech.money(a.amount)}, {a.when}") for a in told["amounts"] if a.stands]
    return {"strategické dokumenty": plans, "částky": money}


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


def paper_live(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    return render(request, "memorandum/paper_live.html", {"at": at, "outline": compose(at)})


def paper_live_file(request: HttpRequest, extension: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    outline = compose(at)
    if outline is None:
        raise Http404
    return files.response(
        outline,
        extension,
        template=office_templates.in_use() if extension == "docx" else None,
        with_notes=request.GET.get("zdroje") == "ano",
        site=request.build_absolute_uri("/")[:-1],
    )


def change_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    period = Period(request.GET, at)
    if not period.is_valid:
        return render(request, "memorandum/change_list.html", {"at": at, "period": period}, status=400)
    asked = period.between()
    page = Paginator(asked.rows(), 50).get_page(request.GET.get("strana"))
    context = {"at": at, "period": period, "page": page, "changes": asked.changes(page)}
    return render(request, "memorandum/change_list.html", context)


def health(request: HttpRequest) -> HttpResponse:
    """For the operator's watch: the portal answers and its database too."""
    count = Locality.objects.public().count()
    return HttpResponse(
        f"v pořádku, {czech.count(count, 'lokalita', 'lokality', 'lokalit')}\n", "text/plain; charset=utf-8"
    )
