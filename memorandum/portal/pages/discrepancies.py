"""Where sources contradict each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import AsOf
from localities import datasets


def discrepancy_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    context = {"at": at, "discrepancies": datasets.discrepancies(at)}
    return render(request, "portal/discrepancy_list.html", context)
