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
from memorandum.portal.lists import kinds_of_money

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
    kinds = kinds_of_money(narrowed, narrowed.in_brief)
    rows = [(kind, row) for kind in kinds for row in (*kind.amounts, *kind.missing)]
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("strana"))
    whole = {amount.pk: amount for amount in datasets.with_sources(_amounts(page))}
    shown = [
        KindOnPage(
            kind,
            pictures.amount_bars(kind),
            [whole[row.pk] for of, row in page if of is kind and isinstance(row, Amount)],
            [row for of, row in page if of is kind and not isinstance(row, Amount)],
        )
        for kind in kinds
    ]
    context = {
        "at": at,
        "filter": narrowed,
        "kinds": [kind for kind in shown if kind.amounts or kind.missing],
        "page": page,
        "recently": recently(),
        "in_file": page.paginator.count,
    }
    return render(request, "portal/finance.html", context)


def _amounts(page: object) -> list[Amount]:
    return [row for _, row in page if isinstance(row, Amount)]  # type: ignore[attr-defined]
