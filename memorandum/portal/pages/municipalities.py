"""One municipality of the region."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf
from localities.models import Membership, Municipality, SupportChange


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
