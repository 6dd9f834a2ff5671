"""One municipality of the region."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf
from localities.datasets import own_first
from localities.inhabitants import is_counted
from localities.models import Membership, Municipality, SupportChange


def municipality_detail(request: HttpRequest, code: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    municipality = get_object_or_404(Municipality.objects.public().select_related("source"), code=code)
    memberships = Membership.objects.public().members(at).filter(municipality=municipality)
    support = SupportChange.objects.public().state(at).filter(locality__in=memberships.values("locality"))
    states = {state.locality_id: state for state in support.select_related("kind", "source")}
    joined = {membership.locality: membership for membership in memberships.select_related("locality", "source")}
    context = {
        "at": at,
        "municipality": municipality,
        "is_counted": is_counted(municipality.population_year, at),
        "places": [(joined[place], states.get(place.pk)) for place in own_first(joined)],
    }
    return render(request, "portal/municipality_detail.html", context)
