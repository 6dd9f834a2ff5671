"""The staff's front page: what needs doing, what colleagues did last, and the record."""

from functools import reduce
from operator import or_

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from evidence.history import HistoryEntry, latest
from memorandum.staff.admin.records import RecordAdmin
from memorandum.staff.pages.findings import overview
from memorandum.staff.site import record_url

#: How many of the latest changes are told.
LATEST = 8
#: The first things to do: the words on the link, where it leads, and the permission that it takes.
TASKS = [
    ("Přidat zdroj", "admin:evidence_source_add", "evidence.add_source"),
    ("Lokality", "admin:localities_locality_changelist", "localities.view_locality"),
    ("Načíst písemnost", "admin:reading-start", "evidence.add_source"),
    ("Načíst tabulku", "admin:import", "localities.add_supportchange"),
    ("Sestavit písemnost", "admin:paper-draft", "council.add_paper"),
]


def front_page(request: HttpRequest) -> HttpResponse:
    tasks = [(title, reverse(name)) for title, name, permission in TASKS if request.user.has_perm(permission)]
    context = {"tasks": tasks, "groups": overview(request), "latest": _latest(request)}
    return admin.site.index(request, context)


def _latest(request: HttpRequest) -> list[tuple[HistoryEntry, str]]:
    """The last changes of what the person may see, each with the address of its history."""
    pages = [page for page in admin.site._registry.values() if isinstance(page, RecordAdmin) and page.is_tracked]
    events = [page.get_events(request) for page in pages if page.has_view_or_change_permission(request)]
    entries = latest(reduce(or_, events), LATEST) if events else []
    return [(entry, _history_of(entry)) for entry in entries]


def _history_of(entry: HistoryEntry) -> str:
    """Of what is no more, the list of deleted records, from where it can be brought back."""
    return record_url(entry.model, "deleted") if entry.is_deletion else record_url(entry.model, "history", entry.pk)
