"""The ledger of what was issued."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from council.models import LedgerEntry
from evidence.models import Misunderstood

LEDGER_PAGE = 50


def _entries() -> Any:
    """The entries with their papers; what is written of a paper that is not public is not told."""
    entries = LedgerEntry.objects.select_related("issued__paper__session", "withdrawal__issued__paper__session")
    is_public = Q(issued__paper__is_public=True) | Q(withdrawal__issued__paper__is_public=True)
    return entries.annotate(is_public=is_public).defer("issued__content", "withdrawal__issued__content")


def ledger(request: HttpRequest) -> HttpResponse:
    """Everything that was ever issued or withdrawn, with the hashes by which anybody can check it."""
    page = Paginator(_entries().order_by("-number"), LEDGER_PAGE).get_page(request.GET.get("strana"))
    return render(request, "portal/ledger.html", {"page": page, "head": LedgerEntry.objects.head()})


def ledger_text(request: HttpRequest) -> HttpResponse:
    """The ledger as text.  One entry (``?zapis=``) is given byte for byte: its SHA-256 is its hash."""
    number = request.GET.get("zapis", "")
    if not number:
        entries = [f"{_words(entry)}otisk zápisu SHA-256: {entry.hash}\n" for entry in _entries().order_by("number")]
        return HttpResponse("\n".join(entries), "text/plain; charset=utf-8")
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Misunderstood("V poli „zapis“ není číslo zápisu.")
    entry = get_object_or_404(_entries().filter(is_public=True), number=int(number))
    return HttpResponse(entry.statement, "text/plain; charset=utf-8")


def _words(entry: Any) -> str:
    return entry.statement if entry.is_public else f"kniha vydání, zápis: {entry.number}\npísemnost není veřejná\n"
