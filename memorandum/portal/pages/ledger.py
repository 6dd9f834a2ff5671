"""The ledger of what was issued."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from council.models import LedgerEntry, TimeStamp
from evidence.models import Misunderstood
from memorandum.papers import verified
from memorandum.server import ledger_key

LEDGER_PAGE = 50
_TEXT = "text/plain; charset=utf-8"


def _entries() -> Any:
    """The entries with their papers; what is written of a paper that is not public is not told."""
    entries = LedgerEntry.objects.select_related(
        "issued__paper__session", "issued__withdrawal__entry", "withdrawal__issued__paper__session", "time_stamp"
    )
    is_public = Q(issued__paper__is_public=True) | Q(withdrawal__issued__paper__is_public=True)
    return entries.annotate(is_public=is_public).defer(
        "issued__content", "withdrawal__issued__content", "time_stamp__response"
    )


def ledger(request: HttpRequest) -> HttpResponse:
    """Everything that was ever issued or withdrawn, with the hashes by which anybody can check it."""
    page = Paginator(_entries().order_by("-number"), LEDGER_PAGE).get_page(request.GET.get("strana"))
    checked = verified.last()
    if checked:
        request.told_at = checked.at  # type: ignore[attr-defined]
    context = {"page": page, "head": LedgerEntry.objects.head(), "keys": ledger_key.trusted(), "verified": checked}
    return render(request, "portal/ledger.html", context)


def ledger_text(request: HttpRequest) -> HttpResponse:
    """The ledger as text.  One entry (``?zapis=``) is given byte for byte: its SHA-256 is its hash, and what
    ``?podpis=`` gives is its signature; ``?razitko=`` gives its time stamp, as the authority has sent it."""
    for name in ("zapis", "podpis"):
        if number := request.GET.get(name, ""):
            entry = _entry(name, number)
            return HttpResponse(entry.statement if name == "zapis" else f"{entry.signature}\n", _TEXT)
    if number := request.GET.get("razitko", ""):
        made = get_object_or_404(TimeStamp, entry=_entry("razitko", number))
        return HttpResponse(bytes(made.response), "application/timestamp-reply")
    return HttpResponse("\n".join(_whole(entry) for entry in _entries().order_by("number")), _TEXT)


def _entry(name: str, number: str) -> LedgerEntry:
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Misunderstood(f"V poli „{name}“ není číslo zápisu.")
    entry: LedgerEntry = get_object_or_404(_entries().filter(is_public=True), number=int(number))
    return entry


def _whole(entry: Any) -> str:
    if entry.is_public:
        return str(entry.words)
    return f"kniha vydání, zápis: {entry.number}\npísemnost není veřejná\n{entry.proof}"
