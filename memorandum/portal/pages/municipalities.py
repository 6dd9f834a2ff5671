"""One municipality of the region."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evidence.models import AsOf, Source
from localities.datasets import own_first
from localities.models import FormerRegistration, Membership, Municipality, SupportChange


def municipality_detail(request: HttpRequest, code: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    merged = Prefetch("merged_into", Municipality.objects.on(at))
    registered = Municipality.objects.public().on(at).prefetch_related(merged)
    municipality = get_object_or_404(registered, code=code)
    memberships = Membership.objects.public().members(at).filter(municipality=municipality)
    support = SupportChange.objects.public().state(at).filter(locality__in=memberships.values("locality"))
    states = {state.locality_id: state for state in support.select_related("kind", "source")}
    joined = {membership.locality: membership for membership in memberships.select_related("locality", "source")}
    context = {
        "at": at,
        "municipality": municipality,
        "exists": municipality.existed(at),
        "has_ended": municipality.had_ended(at),
        "sources": _sources(municipality, at),
        "former": FormerRegistration.objects.before(at).filter(municipality=municipality),
        "places": [(joined[place], states.get(place.pk)) for place in own_first(joined)],
    }
    return render(request, "portal/municipality_detail.html", context)


def _sources(municipality: Municipality, at: AsOf) -> dict[str, Source]:
    """The sources that may be told and were known: of what was registered on the day, and of the number."""
    stands_on = {"register": municipality.then_source, "ico": municipality.ico_source_id}
    told = Source.objects.public().known(at).in_bulk([pk for pk in stands_on.values() if pk])
    return {name: told[pk] for name, pk in stands_on.items() if pk in told}
