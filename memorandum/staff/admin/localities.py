"""The staff's side of places."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from localities import models
from localities.models.discrepancies import LEAST_CLAIMS
from memorandum.staff.admin.entries import EntryAdmin
from memorandum.staff.admin.facts import ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.locality import LocalityAdmin
from memorandum.staff.admin.reach import RecordInline
from memorandum.staff.admin.records import ReadOnlyAdmin, RecordAdmin

_register = admin.site.register
_register(models.Locality, LocalityAdmin)
_register(
    [models.CountConfirmation, models.MembershipConfirmation, models.PlanConfirmation, models.SupportConfirmation],
    ConfirmationAdmin,
)
_register(
    models.Conclusion,
    EntryAdmin,
    list_display=("held", "discrepancy", "known_on", "is_open"),
    list_filter=("is_open", *EntryAdmin.list_filter),
    search_fields=("held", "reason", "discrepancy__title"),
)
_register(models.Membership, FactAdmin, search_fields=("locality__name", "municipality__name", "passage"))
_register(models.NationalCount, FactAdmin, list_filter=("unit", *FactAdmin.list_filter))
_register(
    models.DiscrepancyClaim, RecordAdmin, list_display=("claim", "discrepancy", "source"), search_fields=("claim",)
)
_register(
    models.LocalityAlias,
    RecordAdmin,
    list_display=("name", "locality", "source"),
    search_fields=("name", "locality__name"),
)


@admin.register(models.SupportKind)
class SupportKindAdmin(RecordAdmin):
    list_display = ("name", "code", "stage", "position", "valid_from", "valid_to")
    search_fields = ("name", "code")


@admin.register(models.SupportChange)
class SupportChangeAdmin(FactAdmin):
    search_fields = ("locality__name", "passage")
    list_filter = ("kind", *FactAdmin.list_filter)


@admin.register(models.Plan)
class PlanAdmin(RecordAdmin):
    list_display = ("title", "locality", "kind", "year_from", "year_to")
    list_filter = ("kind",)
    search_fields = ("title", "locality__name")
    prepopulated_fields: ClassVar[Any] = {"key": ("title",)}


@admin.register(models.PlanChange)
class PlanChangeAdmin(FactAdmin):
    search_fields = ("plan__title", "plan__locality__name", "passage")
    list_filter = ("state", *FactAdmin.list_filter)


class DiscrepancyClaimInline(RecordInline):
    model = models.DiscrepancyClaim
    min_num = LEAST_CLAIMS
    validate_min = True


class ConclusionInline(RecordInline):
    model = models.Conclusion
    can_delete = False  # it is struck out on a page of its own
    show_change_link = True


@admin.register(models.Discrepancy)
class DiscrepancyAdmin(RecordAdmin):
    list_display = ("title", "locality", "known_on", "is_public")
    list_filter = ("is_public",)
    search_fields = ("title", "locality__name")
    inlines = (DiscrepancyClaimInline, ConclusionInline)
    prepopulated_fields: ClassVar[Any] = {"key": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is hidden, not deleted: its sides hold it."""
        return False


@admin.register(models.Boundary)
class BoundaryAdmin(ReadOnlyAdmin):
    """Boundaries are replaced as a whole by ``import_boundaries``."""

    list_display = ("name", "kind", "code", "source", "imported_at")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    exclude = ("rings",)
