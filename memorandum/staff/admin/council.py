"""The staff's side of decisions: sessions, memoranda, papers and what was issued."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from council.models import (
    AgendaItem,
    Block,
    IssuedPaper,
    LedgerEntry,
    Memorandum,
    MemorandumChange,
    MemorandumConfirmation,
    MemorandumParty,
    MemorandumTerm,
    Paper,
    PaperEntry,
    Session,
    Template,
    TermConfirmation,
    Withdrawal,
)
from memorandum.staff.admin.facts import CitedAdmin, ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.office_templates import TemplateAdmin
from memorandum.staff.admin.papers import FrozenWhenIssued, PaperAdmin
from memorandum.staff.admin.reach import ReadOnly, RecordInline
from memorandum.staff.admin.records import RecordAdmin

admin.site.register(Paper, PaperAdmin)
admin.site.register(Template, TemplateAdmin)
admin.site.register([MemorandumChange, MemorandumTerm], FactAdmin)
admin.site.register([MemorandumConfirmation, TermConfirmation], ConfirmationAdmin)


class AgendaItemInline(RecordInline):
    model = AgendaItem
    autocomplete_fields = ("paper", "resolution", "source")


@admin.register(Session)
class SessionAdmin(CitedAdmin):
    inlines = (AgendaItemInline,)
    list_display = ("__str__", "body", "number", "held_on")
    list_filter = ("body",)
    date_hierarchy = "held_on"
    search_fields = ("body__name", "number")


@admin.register(AgendaItem)
class AgendaItemAdmin(CitedAdmin):
    locked_with = ("session",)
    list_display = ("__str__", "session", "paper", "resolution")
    search_fields = ("title", "presented_by")


@admin.register(Memorandum)
class MemorandumAdmin(RecordAdmin):
    list_display = ("year", "title")
    search_fields = ("title", "year")


@admin.register(MemorandumParty)
class MemorandumPartyAdmin(CitedAdmin):
    list_display = ("named_as", "memorandum", "body")
    search_fields = ("named_as",)


@admin.register(PaperEntry)
class PaperEntryAdmin(FrozenWhenIssued, CitedAdmin):
    locked_with = ("paper",)
    list_display = ("__str__", "paper")
    search_fields = ("person", "function")


@admin.register(Block)
class BlockAdmin(FrozenWhenIssued, CitedAdmin):
    locked_with = ("paper",)
    list_display = ("position", "kind", "__str__", "paper")
    list_filter = ("paper",)
    search_fields = ("text",)


@admin.register(IssuedPaper)
class IssuedPaperAdmin(ReadOnly, RecordAdmin):
    list_display = ("paper", "issued_at", "issuer_name", "is_edited", "withdrawn")
    list_select_related = ("paper", "withdrawal")
    search_fields = ("paper__subject", "issuer_name")
    date_hierarchy = "issued_at"
    exclude: ClassVar[Any] = ("content",)
    change_form_template = "staff/issued_form.html"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        issued = kwargs["obj"]
        context["can_withdraw"] = not issued.is_withdrawn and request.user.has_perm("council.issue_paper")
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="odvoláno", boolean=True)
    def withdrawn(self, issued: IssuedPaper) -> bool:
        return hasattr(issued, "withdrawal")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly, RecordAdmin):
    list_display = ("number", "written_at", "hash")
    search_fields = ("statement", "hash")


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnly, RecordAdmin):
    list_display = ("issued", "withdrawn_at", "withdrawer_name", "reason")
    list_select_related = ("issued__paper",)
    search_fields = ("issued__paper__subject", "reason")
