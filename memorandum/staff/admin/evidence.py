"""The staff's side of sources, bodies, and of how both came to the record."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from evidence.models import (
    Body,
    BodyChange,
    BodyConfirmation,
    File,
    Import,
    ImportFile,
    LoadedKey,
    Reference,
    Source,
    Verdict,
)
from memorandum.staff.admin.facts import CitedAdmin, ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.fields import LINES
from memorandum.staff.admin.reach import ReadOnly
from memorandum.staff.admin.records import RecordAdmin

admin.site.register(BodyChange, FactAdmin)
admin.site.register(BodyConfirmation, ConfirmationAdmin)


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
            warning = (
                f"Uloženo. Číslo {obj.number} ale není podle vzoru, kterým usnesení čísluje {obj.issuer}; ověřte ho."
            )
            self.message_user(request, warning, messages.WARNING)


@admin.register(File)
class FileAdmin(ReadOnly, RecordAdmin):
    """Bytes are put in by the portal; here they are looked at, and those that nothing stands on deleted."""

    list_display = ("name", "media_type", "added_at")
    search_fields = ("name", "sha256")
    readonly_fields = ("name", "media_type", "sha256", "added_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return RecordAdmin.has_delete_permission(self, request, obj)


@admin.register(Reference)
class ReferenceAdmin(CitedAdmin):
    list_display = ("later", "kind", "earlier")
    search_fields = ("later__title", "earlier__title")


class ImportFileInline(ReadOnly, admin.TabularInline[ImportFile, Import]):
    model = ImportFile
    fields = ("name", "file")


@admin.register(Import)
class ImportAdmin(ReadOnly, RecordAdmin):
    """What was brought from Excel, by whom and when."""

    list_display = ("kind", "by", "made_at", "applied_at", "added", "changed", "same")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("token", "files__name")
    inlines = (ImportFileInline,)


@admin.register(ImportFile)
class ImportFileAdmin(ReadOnly, RecordAdmin):
    """See ImportAdmin."""

    list_display = ("name", "imported", "file")
    list_select_related = ("imported", "file")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ImportFile]:
        return super().get_queryset(request).defer("content")


@admin.register(LoadedKey)
class LoadedKeyAdmin(ReadOnly, RecordAdmin):
    """What was loaded from files."""

    list_display = ("table", "key", "loaded_at")
    list_filter = ("table",)
    search_fields = ("key",)


@admin.register(Verdict)
class VerdictAdmin(ReadOnly, RecordAdmin):
    """What people decided while reading a paper in; the page of the reading writes it."""

    list_display = ("source", "outcome", "model", "by", "decided_at")
    list_select_related = ("source",)
    list_filter = ("outcome",)
    search_fields = ("source__title", "by", "fingerprint")
