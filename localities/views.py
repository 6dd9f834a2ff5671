from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from council.models import AsOf
from localities import datasets
from localities.filters import LocalityFilter, MunicipalityFilter
from localities.models import Membership, Municipality, SupportChange

PER_PAGE = 50


def locality_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = LocalityFilter(request.GET, at=at)
    page = Paginator(datasets.with_states(narrowed.found, at), PER_PAGE).get_page(request.GET.get("strana"))
    context = {"at": at, "filter": narrowed, "page": page, "rows": datasets.locality_rows(page)}
    return render(request, "localities/locality_list.html", context)


def municipality_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = MunicipalityFilter(request.GET, at=at)
    rows = datasets.municipality_rows(narrowed.found, at)
    return render(request, "localities/municipality_list.html", {"at": at, "filter": narrowed, "rows": rows})


def municipality_detail(request: HttpRequest, code: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    municipality = get_object_or_404(Municipality.objects.public().select_related("source"), code=code)
    memberships = Membership.objects.public().members(at).filter(municipality=municipality)
    support = SupportChange.objects.public().state(at).filter(locality__memberships__in=memberships)
    context = {
        "at": at,
        "municipality": municipality,
        "memberships": memberships.select_related("locality", "source"),
        "support": support.select_related("kind", "source"),
    }
    return render(request, "localities/municipality_detail.html", context)


def discrepancy_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    context = {"at": at, "discrepancies": datasets.discrepancies(at)}
    return render(request, "localities/discrepancy_list.html", context)
