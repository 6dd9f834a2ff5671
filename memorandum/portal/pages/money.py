"""The page of money: amounts that sources state, each kind by itself."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf, recently
from funding import datasets
from funding.filters import AmountFilter
from funding.models import Amount
from funding.totals import Coverage, Missing
from memorandum.portal import pictures
from memorandum.portal.lists import AMOUNTS, kinds_of_money

_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class KindOnPage:
    """One kind of money: all that its sum says, and of its rows those that stand on the page."""

    money: Coverage
    bars: pictures.Bars | None
    amounts: list[Amount]
    missing: Missing


def finance(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    narrowed = AmountFilter(request.GET, at=at)
    kinds = kinds_of_money(narrowed)
    page = Paginator(datasets.Listed(kinds, narrowed.of_places), _PER_PAGE).get_page(request.GET.get("strana"))
    amounts = [row for row in page if isinstance(row, Amount)]
    missing = [row for row in page if not isinstance(row, Amount)]
    shown = []
    for kind in kinds:
        own = [amount for amount in amounts if amount.kind == kind.kind]
        lacking = missing if kind.missing else []
        if own or lacking:
            shown.append(KindOnPage(kind, pictures.amount_bars(kind), own, lacking))
    context = {
        "at": at,
        "filter": narrowed,
        "kinds": shown,
        "page": page,
        "recently": recently(),
        "in_file": page.paginator.count,
        "in_document": AMOUNTS.in_document,
    }
    return render(request, "portal/finance.html", context)
