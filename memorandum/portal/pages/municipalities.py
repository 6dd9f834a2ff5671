"""The municipalities of the region."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf
from localities import datasets
from localities.filters import MunicipalityFilter
from localities.models import Membership, Municipality, SupportChange


def municipality_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = MunicipalityFilter(request.GET, at=at)
    rows = datasets.municipality_rows(narrowed.found, at)
    return render(request, "portal/municipality_list.html", {"at": at, "filter": narrowed, "rows": rows})


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
    return render(request, "portal/municipality_detail.html", context)
