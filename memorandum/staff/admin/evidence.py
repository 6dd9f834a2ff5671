"""The staff's side of sources, bodies, and of how both came to the record."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet, TextField
from django.http import HttpRequest

from evidence import models
from memorandum.staff.admin.days import SourceForm
from memorandum.staff.admin.facts import ConfirmationAdmin, FactAdmin
from memorandum.staff.admin.fields import LINES
from memorandum.staff.admin.reach import ReadOnly
from memorandum.staff.admin.records import ReadOnlyAdmin, RecordAdmin

admin.site.register(models.BodyChange, FactAdmin)
admin.site.register(models.BodyConfirmation, ConfirmationAdmin)
admin.site.register(
    models.Reference,
    RecordAdmin,
    list_display=("later", "kind", "earlier"),
    search_fields=("later__title", "earlier__title"),
)


@admin.register(models.Body)
class BodyAdmin(RecordAdmin):
    list_display = ("name", "kind", "parent")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")
    ordering = (models.in_czech("name"),)
    prepopulated_fields: ClassVar[Any] = {"key": ("name",)}


@admin.register(models.Source)
class SourceAdmin(RecordAdmin):
    change_form_template = "staff/source_form.html"
    formfield_overrides: ClassVar[Any] = {TextField: LINES[TextField] | {"strip": False}}
    form = SourceForm
    list_display = ("title", "kind", "issuer", "number", "dated", "is_public")
    list_filter = ("kind", "is_public")
    search_fields = ("title", "number", "issuer_name", "key")
    date_hierarchy = "issued_on"
    prepopulated_fields: ClassVar[Any] = {"key": ("title",)}

    @admin.display(description="datum", ordering="issued_on")
    def dated(self, source: models.Source) -> str:
        return source.issued

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name not in ("precision", "known_on")]

    def save_model(self, request: HttpRequest, obj: models.Source, form: Any, change: bool) -> None:  # noqa: FBT001
        """A number that does not look like its body's is pointed out; extraordinary sessions have their own."""
        super().save_model(request, obj, form, change)
        if obj.number_fits is False:
            warning = (
                f"Uloženo. Číslo {obj.number} ale není podle vzoru, kterým usnesení čísluje {obj.issuer}; ověřte ho."
            )
            self.message_user(request, warning, messages.WARNING)


@admin.register(models.File)
class FileAdmin(ReadOnlyAdmin):
    """Bytes are put in by the portal; here they are looked at, and those that nothing stands on deleted."""

    list_display = ("name", "media_type", "added_at")
    search_fields = ("name", "sha256")
    fields = ("name", "media_type", "sha256", "added_at")

    has_delete_permission = RecordAdmin.has_delete_permission


class ImportFileInline(ReadOnly, admin.TabularInline[models.ImportFile, models.Import]):
    model = models.ImportFile
    fields = ("name", "file")


@admin.register(models.Import)
class ImportAdmin(ReadOnlyAdmin):
    """What was brought from Excel, by whom and when."""

    list_display = ("kind", "by", "made_at", "applied_at", "added", "changed", "same")
    list_filter = ("kind",)
    search_fields = ("token", "files__name")
    inlines = (ImportFileInline,)


@admin.register(models.ImportFile)
class ImportFileAdmin(ReadOnlyAdmin):
    """See ImportAdmin."""

    list_display = ("name", "imported", "file")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.ImportFile]:
        return super().get_queryset(request).defer("content")


@admin.register(models.LoadedKey)
class LoadedKeyAdmin(ReadOnlyAdmin):
    """What was loaded from files."""

    list_display = ("table", "key", "loaded_at")
    list_filter = ("table",)
    search_fields = ("key",)


@admin.register(models.Verdict)
class VerdictAdmin(ReadOnlyAdmin):
    """What people decided while reading a paper in; the page of the reading writes it."""

    list_display = ("source", "outcome", "model", "by", "decided_at")
    list_filter = ("outcome",)
    search_fields = ("source__title", "by", "fingerprint")
