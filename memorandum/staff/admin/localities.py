"""The staff's side of places."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin

from localities.models import (
    Boundary,
    Conclusion,
    CountConfirmation,
    Discrepancy,
    DiscrepancyClaim,
    Locality,
    LocalityAlias,
    Membership,
    MembershipConfirmation,
    Municipality,
    NationalCount,
    Plan,
    PlanChange,
    PlanConfirmation,
    SupportChange,
    SupportConfirmation,
    SupportKind,
)
from localities.models.discrepancies import LEAST_CLAIMS
from memorandum.staff.admin.facts import CitedAdmin, ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.locality import LocalityAdmin
from memorandum.staff.admin.reach import ReadOnly, RecordInline
from memorandum.staff.admin.records import RecordAdmin

admin.site.register(Locality, LocalityAdmin)
admin.site.register(
    [CountConfirmation, MembershipConfirmation, PlanConfirmation, SupportConfirmation], ConfirmationAdmin
)


@admin.register(Municipality)
class MunicipalityAdmin(RecordAdmin):
    list_display = ("name", "code", "status", "district", "orp", "population")
    list_filter = ("district", "orp", "status")
    search_fields = ("name", "code")
    autocomplete_fields = ("source",)


@admin.register(LocalityAlias)
class LocalityAliasAdmin(CitedAdmin):
    list_display = ("name", "locality", "source")
    search_fields = ("name", "locality__name")


@admin.register(SupportKind)
class SupportKindAdmin(RecordAdmin):
    list_display = ("name", "code", "stage", "position", "valid_from", "valid_to")
    search_fields = ("name", "code")


@admin.register(Membership)
class MembershipAdmin(FactAdmin):
    search_fields = ("locality__name", "municipality__name", "passage")


@admin.register(SupportChange)
class SupportChangeAdmin(FactAdmin):
    search_fields = ("locality__name", "passage")
    list_filter = ("kind", *FactAdmin.list_filter)


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    list_display = ("title", "locality", "kind", "year_from", "year_to")
    list_filter = ("kind",)
    search_fields = ("title", "locality__name")
    autocomplete_fields = ("locality",)
    list_select_related = ("locality",)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"key": ("title",)}


@admin.register(PlanChange)
class PlanChangeAdmin(FactAdmin):
    search_fields = ("plan__title", "plan__locality__name", "passage")
    list_filter = ("state", *FactAdmin.list_filter)


@admin.register(NationalCount)
class NationalCountAdmin(FactAdmin):
    list_filter = ("unit", *FactAdmin.list_filter)


class DiscrepancyClaimInline(RecordInline):
    model = DiscrepancyClaim
    extra = 0
    min_num = LEAST_CLAIMS
    validate_min = True
    autocomplete_fields = ("source",)


class ConclusionInline(RecordInline):
    model = Conclusion
    extra = 0
    autocomplete_fields = ("source",)


@admin.register(Discrepancy)
class DiscrepancyAdmin(RecordAdmin):
    list_display = ("title", "locality", "known_on", "is_public")
    list_filter = ("is_public",)
    search_fields = ("title", "locality__name")
    autocomplete_fields = ("locality",)
    list_select_related = ("locality",)
    inlines = (DiscrepancyClaimInline, ConclusionInline)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"key": ("title",)}


@admin.register(DiscrepancyClaim)
class DiscrepancyClaimAdmin(CitedAdmin):
    list_display = ("claim", "discrepancy", "source")
    search_fields = ("claim",)


@admin.register(Conclusion)
class ConclusionAdmin(CitedAdmin):
    list_display = ("held", "discrepancy", "known_on", "is_open")
    list_filter = ("is_open",)
    search_fields = ("held", "reason", "discrepancy__title")


@admin.register(Boundary)
class BoundaryAdmin(ReadOnly, RecordAdmin):
    """Boundaries are replaced as a whole by ``import_boundaries``."""

    list_display = ("name", "kind", "code", "source", "imported_at")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    exclude = ("rings",)
