"""The page of money: amounts that sources state, each kind by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf, recently
from funding import totals
from funding.datasets import by_kind
from funding.filters import AmountFilter
from memorandum.portal import pictures
from memorandum.portal.lists import AMOUNTS


def finance(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = AmountFilter(request.GET, at=at)
    missing = totals.without_allocation(at) if narrowed.expects_allocations else []
    found = by_kind(narrowed.found, missing)
    context = {
        "at": at,
        "filter": narrowed,
        "kinds": [(kind, pictures.amount_bars(kind)) for kind in found],
        "recently": recently(),
        "in_file": sum(len(kind.amounts) + len(kind.missing) for kind in found),
        "in_document": AMOUNTS.in_document,
    }
    return render(request, "portal/finance.html", context)
