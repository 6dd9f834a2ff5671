"""The staff's side of decisions and sources."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from council.models import (
    AgendaItem,
    Block,
    Memorandum,
    MemorandumChange,
    MemorandumParty,
    MemorandumTerm,
    PaperEntry,
    Session,
)
from evidence.models import Body, BodyChange, File, Import, ImportFile, LoadedKey, Reference, Source
from memorandum.staff.admin.days import FactForm
from memorandum.staff.admin.facts import CitedAdmin, FactAdmin
from memorandum.staff.admin.issued import FrozenWhenIssued, IssuedAdmin
from memorandum.staff.admin.papers import PaperAdmin
from memorandum.staff.admin.records import LINES, RecordAdmin, RecordInline
from memorandum.staff.admin.rows import FactInline, FactRow, FactRows, NewRows, SourcedAdmin


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    list_display = ("name", "kind", "parent")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")
    autocomplete_fields = ("parent",)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"key": ("name",)}


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    change_form_template = "staff/source_form.html"
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.TextField: LINES[models.TextField] | {"strip": False}}
    list_display = ("title", "kind", "issuer", "number", "issued_on", "is_public")
    list_filter = ("kind", "is_public")
    search_fields = ("title", "number", "issuer_name", "key")
    date_hierarchy = "issued_on"
    autocomplete_fields = ("issuer", "file")
    list_select_related = ("issuer",)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"key": ("title",)}

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:  # noqa: FBT001
        """A number that does not look like its body's is pointed out; extraordinary sessions have their own."""
        super().save_model(request, obj, form, change)
        if obj.number_fits is False:
            said = (
                f"Uloženo. Číslo {obj.number} ale není podle vzoru, kterým usnesení čísluje {obj.issuer}; ověřte ho."
            )
            self.message_user(request, said, messages.WARNING)


@admin.register(File)
class FileAdmin(RecordAdmin):
    """Bytes are put in by the portal; here they can only be looked at."""

    list_display = ("name", "media_type", "added_at")
    search_fields = ("name", "sha256")
    readonly_fields = ("name", "media_type", "sha256", "added_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: File | None = None) -> bool:
        return False


class ImportFileInline(admin.TabularInline[ImportFile, Import]):
    model = ImportFile
    fields = readonly_fields = ("name", "file")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        return False


@admin.register(Import)
class ImportAdmin(RecordAdmin):
    """What was brought from Excel, by whom and when; only to be looked at."""

    list_display = ("kind", "by", "made_at", "applied_at", "added", "changed", "same")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("token", "files__name")
    inlines = (ImportFileInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        return False


@admin.register(ImportFile)
class ImportFileAdmin(RecordAdmin):
    """See ImportAdmin."""

    list_display = ("name", "imported", "file")
    list_select_related = ("imported", "file")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ImportFile]:
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ImportFile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportFile | None = None) -> bool:
        return False


@admin.register(LoadedKey)
class LoadedKeyAdmin(RecordAdmin):
    """What was loaded from files; only to be looked at."""

    list_display = ("table", "key", "loaded_at")
    list_filter = ("table",)
    search_fields = ("key",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LoadedKey | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LoadedKey | None = None) -> bool:
        return False


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


@admin.register(Reference)
class ReferenceAdmin(CitedAdmin):
    list_display = ("later", "kind", "earlier")
    search_fields = ("later__title", "earlier__title")


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


admin.site.register([BodyChange, MemorandumChange, MemorandumTerm], FactAdmin)


__all__ = [
    "CitedAdmin",
    "FactAdmin",
    "FactForm",
    "FactInline",
    "FactRow",
    "FactRows",
    "IssuedAdmin",
    "NewRows",
    "PaperAdmin",
    "RecordAdmin",
    "RecordInline",
    "SourcedAdmin",
]
