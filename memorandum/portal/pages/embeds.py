"""Small pages for other people's sites: the only ones that may be shown in a frame, and by anybody."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from evidence.models import AsOf
from evidence.models.prepared import Prepared
from localities.members import members
from localities.models import Locality, LocalityKind, Membership, SupportChange
from memorandum.portal import pictures
from memorandum.portal.links import found_or_404
from memorandum.portal.pages.localities import support_told
from memorandum.portal.pages.standing import bad_request

type PageView = Callable[..., HttpResponse]


def framable(view: PageView) -> PageView:
    """Let the page stand in any frame; otherwise its policy is that of all pages.

    An answer to a question that we do not understand is framed too, or the visitor of the other site would read that
    the portal refused to connect.
    """

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        try:
            return view(request, *args, **values)
        except BadRequest as error:
            return bad_request(request, error)

    usual: dict[str, Sequence[str]] = settings.SECURE_CSP  # type: ignore[assignment]
    policy = {**usual, "frame-ancestors": ["*"]}
    framed_by_anybody: PageView = csp_override(policy)(xframe_options_exempt(framed))
    return framed_by_anybody


@Prepared
def _states(at: AsOf) -> QuerySet[SupportChange]:
    return SupportChange.objects.public().state(at).select_related("locality", "kind", "source")


@Prepared
def _named(at: AsOf, slug: str) -> QuerySet[Locality]:
    return Locality.objects.public().filter(slug=slug)


@Prepared
def _towns(at: AsOf, locality: int) -> QuerySet[Membership]:
    members = Membership.objects.public().members(at).filter(locality=locality)
    return members.with_municipalities(at).by_name(at)


@framable
def map_embed(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    drawn = pictures.region_map(_states(at), members(at), pictures.read_land(at))
    return render(request, "portal/map_embed.html", {"at": at, "map": drawn})


@framable
def locality_embed(request: HttpRequest, slug: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    locality = found_or_404(_named(at, slug))
    changes = support_told(at, locality.pk)
    context = {
        "at": at,
        "locality": locality,
        "state": next((change for change in changes if change.holds), None),
        "changes": changes,
        "timeline": pictures.support_by_kind(changes, at),
        # A municipality that is a locality by itself would only be named twice.
        "towns": _towns(at, locality.pk) if locality.kind == LocalityKind.MICROREGION else (),
    }
    return render(request, "portal/locality_embed.html", context)
