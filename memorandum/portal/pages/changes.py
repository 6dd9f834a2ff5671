"""What changed between two days."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf
from memorandum.portal.lists import CHANGES
from memorandum.portal.periods import Period
from memorandum.portal.topics import topics


def change_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    period = Period(request.GET, at)
    if not period.is_valid:
        return render(request, "portal/change_list.html", {"at": at, "period": period}, status=400)
    asked = period.between()
    rows: Any = asked.rows()
    counts = rows.counts("rank")
    pages = Paginator(rows, 50)
    pages.__dict__["count"] = sum(counts.values())  # else it would ask again
    page = pages.get_page(request.GET.get("strana"))
    changes = asked.changes(page)
    context = {
        "at": at,
        "period": period,
        "page": page,
        "changes": changes,
        "topics": topics(counts, changes),
        "in_document": CHANGES.in_document,
    }
    return render(request, "portal/change_list.html", context)
