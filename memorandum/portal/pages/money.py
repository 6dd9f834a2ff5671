"""The page of money: amounts that sources state, each kind by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf, recently
from funding.datasets import amount_rows
from funding.filters import AmountFilter
from memorandum.portal import pictures
from memorandum.portal.lists import AMOUNTS


def finance(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = AmountFilter(request.GET, at=at)
    found = AMOUNTS.found(narrowed)
    context = {
        "at": at,
        "filter": narrowed,
        "kinds": [(kind, pictures.amount_bars(kind)) for kind in found],
        "recently": recently(),
        "in_file": len(amount_rows(found)),
    }
    return render(request, "portal/finance.html", context)
