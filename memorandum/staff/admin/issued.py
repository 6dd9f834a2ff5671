"""What only the portal writes, to be looked at: nobody adds it, changes it or deletes it here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from council.models import IssuedPaper, LedgerEntry, Paper, Withdrawal
from evidence.models import Verdict
from memorandum.staff.admin.records import RecordAdmin


class FrozenWhenIssued:
    """A part of a paper: once the paper is issued there is nothing left to change, and the form says so.

    On the paper's own page the record asked about is the paper.
    """

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = () if isinstance(self, admin.ModelAdmin) else (obj,)
        return not _is_issued(obj) and super().has_add_permission(request, *parent)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_issued(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_issued(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]


def _is_issued(record: Any) -> bool:
    paper = record if isinstance(record, Paper) else getattr(record, "paper", None)
    return paper is not None and hasattr(paper, "issued")


class IssuedAdmin(RecordAdmin):
    """A record that only the portal writes, once."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(IssuedPaper)
class IssuedPaperAdmin(IssuedAdmin):
    list_display = ("paper", "issued_at", "issuer_name", "is_edited", "withdrawn")
    list_select_related = ("paper", "withdrawal")
    search_fields = ("paper__subject", "issuer_name")
    date_hierarchy = "issued_at"
    exclude: ClassVar[Any] = ("content",)
    change_form_template = "staff/issued_form.html"

    @admin.display(description="odvoláno", boolean=True)
    def withdrawn(self, issued: IssuedPaper) -> bool:
        return hasattr(issued, "withdrawal")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(IssuedAdmin):
    list_display = ("number", "written_at", "hash")
    search_fields = ("statement", "hash")


@admin.register(Withdrawal)
class WithdrawalAdmin(IssuedAdmin):
    list_display = ("issued", "withdrawn_at", "withdrawer_name", "reason")
    list_select_related = ("issued__paper",)
    search_fields = ("issued__paper__subject", "reason")


@admin.register(Verdict)
class VerdictAdmin(IssuedAdmin):
    """What people decided while reading a paper in; the page of the reading writes it."""

    list_display = ("source", "outcome", "model", "by", "decided_at")
    list_select_related = ("source",)
    list_filter = ("outcome",)
    search_fields = ("source__title", "by", "fingerprint")
