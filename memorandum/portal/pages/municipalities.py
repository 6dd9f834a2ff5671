"""One municipality of the region."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf, Source
from evidence.models.prepared import Prepared, among
from localities.datasets import own_first
from localities.models import FormerRegistration, Membership, Municipality, SupportChange
from localities.models.places import MembershipQuerySet
from memorandum.portal.links import found_or_404


def municipality_detail(request: HttpRequest, code: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    municipality = found_or_404(_registered(at, code))
    states = {state.locality_id: state for state in _support(at, code)}
    joined = {membership.locality: membership for membership in _memberships(at, code)}
    context = {
        "at": at,
        "municipality": municipality,
        "exists": municipality.existed(at),
        "has_ended": municipality.had_ended(at),
        "sources": _sources(municipality, at),
        "former": _former(at, code),
        "places": [(joined[place], states.get(place.pk)) for place in own_first(joined)],
    }
    return render(request, "portal/municipality_detail.html", context)


@Prepared
def _registered(at: AsOf, code: str) -> QuerySet[Municipality]:
    merged = Prefetch("merged_into", Municipality.objects.on(at))
    return Municipality.objects.public().on(at).filter(code=code).prefetch_related(merged)


@Prepared
def _memberships(at: AsOf, code: str) -> QuerySet[Membership]:
    return _joined(at, code).select_related("locality", "source")


@Prepared
def _support(at: AsOf, code: str) -> QuerySet[SupportChange]:
    places = _joined(at, code).values("locality")
    return SupportChange.objects.public().filter(locality__in=places).state(at).select_related("kind", "source")


@Prepared
def _former(at: AsOf, code: str) -> QuerySet[FormerRegistration]:
    return FormerRegistration.objects.before(at).filter(municipality=code)


@Prepared
def _told(at: AsOf, pks: list[int]) -> QuerySet[Source]:
    return Source.objects.public().known(at).filter(among("pk", pks))


def _joined(at: AsOf, code: str) -> MembershipQuerySet:
    return Membership.objects.public().filter(municipality=code).members(at)


def _sources(municipality: Municipality, at: AsOf) -> dict[str, Source]:
    """The sources that may be told and were known: of what was registered on the day, and of the number."""
    stands_on = {"register": municipality.then_source, "ico": municipality.ico_source_id}
    asked = [pk for pk in stands_on.values() if pk]
    told = {source.pk: source for source in _told(at, asked)} if asked else {}
    return {name: told[pk] for name, pk in stands_on.items() if pk in told}
