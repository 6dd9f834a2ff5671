"""The log of security is read here; nobody writes it by hand."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

import czech
from memorandum.security.models import SecurityEvent
from memorandum.staff.admin.people import HistoryIsRead
from memorandum.staff.admin.reach import ReadOnly


@admin.register(SecurityEvent)
class SecurityEventAdmin(HistoryIsRead, ReadOnly, admin.ModelAdmin[SecurityEvent]):
    """Who got in or tried to, and what they did that matters."""

    list_display = ("when", "kind", "who", "address", "about")
    list_display_links = None
    list_filter = ("kind", "at", ("user", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__username", "user__last_name", "about", "address")
    search_help_text = "Jméno účtu, příjmení, podrobnosti, nebo adresa"
    fields = ("when", "kind", "who", "address", "about")
    list_per_page = 100
    show_full_result_count = False

    @admin.display(description="kdy", ordering="pk")
    def when(self, event: SecurityEvent) -> str:
        at = timezone.localtime(event.at)
        return f"{czech.day(at.date())} {at:%H:%M:%S}"

    @admin.display(description="kdo", ordering="user")
    def who(self, event: SecurityEvent) -> str:
        if event.user_id is None:
            return "—"
        return event.user.get_full_name() or event.user.get_username() if event.user else "smazaný uživatel"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SecurityEvent]:
        return super().get_queryset(request).select_related("user")
