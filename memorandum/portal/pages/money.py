"""The page of money: amounts that sources state, each kind by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf
from funding import totals
from funding.datasets import by_kind
from funding.filters import AmountFilter
from funding.totals import Coverage
from memorandum.portal import pictures


def finance(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = AmountFilter(request.GET, at=at)
    kinds = [(kind, pictures.amount_bars(kind.amounts, kind.missing)) for kind in found(narrowed)]
    return render(request, "portal/finance.html", {"at": at, "filter": narrowed, "kinds": kinds})


def found(narrowed: AmountFilter) -> list[Coverage]:
    """What the visitor asked for; the page and its export show this."""
    missing = totals.allocations(narrowed.at).missing if narrowed.expects_allocations else []
    return by_kind(narrowed.found, missing)
