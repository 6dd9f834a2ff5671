"""What changed between two days."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf
from memorandum.portal.periods import Period


def change_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    period = Period(request.GET, at)
    if not period.is_valid:
        return render(request, "portal/change_list.html", {"at": at, "period": period}, status=400)
    asked = period.between()
    rows: Any = asked.rows()
    page = Paginator(rows, 50).get_page(request.GET.get("strana"))
    context = {"at": at, "period": period, "page": page, "changes": asked.changes(page)}
    return render(request, "portal/change_list.html", context)
