"""The staff's side of decisions: sessions, memoranda, papers and what was issued."""

from typing import Any, ClassVar

from django.contrib import admin

from council import models
from memorandum.staff.admin.agenda import AgendaItemAdmin
from memorandum.staff.admin.facts import ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.office_templates import TemplateAdmin
from memorandum.staff.admin.papers import FrozenWhenIssued, PaperAdmin
from memorandum.staff.admin.reach import RecordInline
from memorandum.staff.admin.records import ReadOnlyAdmin, RecordAdmin

_register = admin.site.register
_register(models.Paper, PaperAdmin)
_register(models.AgendaItem, AgendaItemAdmin)
_register(models.Template, TemplateAdmin)
_register([models.MemorandumChange, models.MemorandumTerm], FactAdmin)
_register([models.MemorandumConfirmation, models.TermConfirmation], ConfirmationAdmin)
_register(models.Memorandum, RecordAdmin, list_display=("year", "title"), search_fields=("title", "year"))
_register(
    models.MemorandumParty, RecordAdmin, list_display=("named_as", "memorandum", "body"), search_fields=("named_as",)
)
_register(
    models.LedgerEntry,
    ReadOnlyAdmin,
    list_display=("number", "written_at", "hash"),
    search_fields=("statement", "hash"),
)


class AgendaItemInline(RecordInline):
    model = models.AgendaItem
    show_change_link = True  # its steps are entered on its own page


@admin.register(models.Session)
class SessionAdmin(RecordAdmin):
    inlines = (AgendaItemInline,)
    list_display = ("__str__", "body", "number", "held_on")
    list_filter = ("body",)
    date_hierarchy = "held_on"
    search_fields = ("body__name", "number")


@admin.register(models.AgendaStep)
class AgendaStepAdmin(RecordAdmin):
    locked_with = ("item__session", "item")
    list_display = ("__str__", "item", "body")
    list_filter = ("state",)
    search_fields = ("item__title", "note")


@admin.register(models.PaperEntry)
class PaperEntryAdmin(FrozenWhenIssued, RecordAdmin):
    locked_with = ("paper",)
    list_display = ("__str__", "paper")
    search_fields = ("person", "function")


@admin.register(models.Block)
class BlockAdmin(FrozenWhenIssued, RecordAdmin):
    locked_with = ("paper",)
    list_display = ("position", "kind", "__str__", "paper")
    list_filter = ("paper",)
    search_fields = ("text",)


@admin.register(models.IssuedPaper)
class IssuedPaperAdmin(ReadOnlyAdmin):
    list_display = ("paper", "issued_at", "issuer_name", "is_edited", "withdrawn")
    list_select_related = ("paper", "withdrawal")
    search_fields = ("paper__subject", "issuer_name")
    date_hierarchy = "issued_at"
    exclude: ClassVar[Any] = ("content",)
    change_form_template = "staff/issued_form.html"

    @admin.display(description="odvoláno", boolean=True)
    def withdrawn(self, issued: models.IssuedPaper) -> bool:
        return issued.is_withdrawn


@admin.register(models.TimeStamp)
class TimeStampAdmin(ReadOnlyAdmin):
    list_display = ("entry", "stamped_at", "authority")
    list_select_related = ("entry",)
    exclude: ClassVar[Any] = ("response",)


@admin.register(models.Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    list_display = ("issued", "withdrawn_at", "withdrawer_name", "reason")
    list_select_related = ("issued__paper",)
    search_fields = ("issued__paper__subject", "reason")
