from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from council.models import (
    Block,
    Body,
    BodyChange,
    Fact,
    File,
    LoadedKey,
    Memorandum,
    MemorandumChange,
    MemorandumParty,
    MemorandumTerm,
    Paper,
    PaperEntry,
    Reference,
    Session,
    Source,
)


class CitedAdmin(admin.ModelAdmin[Any]):
    """What stands on a source: the source is looked up by typing, the passage is copied beside it."""

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every reference is looked up by typing; nobody scrolls through two hundred municipalities."""
        return self._references()

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        return self._references()

    def _references(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if field.many_to_one]


class FactAdmin(CitedAdmin):
    """A fact: what it says first, then its two clocks, then its source."""

    list_filter: ClassVar[Any] = ["precision", ("corrected_on", admin.EmptyFieldListFilter)]
    list_display = ("__str__", "effective_on", "known_on", "corrected_on", "source")
    date_hierarchy = "effective_on"
    search_fields: ClassVar[Any] = ["passage", "source__title"]
    clocks: ClassVar[list[str]] = ["effective_on", "precision", "known_on"]
    words: ClassVar[list[str]] = ["source", "passage"]
    correction: ClassVar[list[str]] = ["corrected_on", "correction"]

    def get_fieldsets(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        placed = {*self.clocks, *self.words, *self.correction, "note"}
        says = [name for name in self.get_fields(request, obj) if name not in placed]
        return [
            (None, {"fields": says}),
            ("Kdy", {"fields": self.clocks}),
            ("Podle čeho", {"fields": [*self.words, "note"]}),
            ("Oprava", {"fields": self.correction}),
        ]


@admin.register(Body)
class BodyAdmin(admin.ModelAdmin[Body]):
    list_display = ("name", "kind", "parent")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")
    autocomplete_fields = ("parent",)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"key": ("name",)}


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    list_display = ("title", "kind", "issuer", "number", "issued_on", "is_public")
    list_filter = ("kind", "is_public")
    search_fields = ("title", "number", "issuer_name", "key")
    date_hierarchy = "issued_on"
    autocomplete_fields = ("issuer", "file")
    list_select_related = ("issuer",)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"key": ("title",)}


@admin.register(File)
class FileAdmin(admin.ModelAdmin[File]):
    """Bytes are put in by the portal; here they can only be looked at."""

    list_display = ("name", "media_type", "added_at")
    search_fields = ("name", "sha256")
    readonly_fields = ("name", "media_type", "sha256", "added_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(LoadedKey)
class LoadedKeyAdmin(admin.ModelAdmin[LoadedKey]):
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


@admin.register(Session)
class SessionAdmin(CitedAdmin):
    list_display = ("__str__", "body", "number", "held_on")
    list_filter = ("body",)
    date_hierarchy = "held_on"
    search_fields = ("body__name", "number")


@admin.register(Reference)
class ReferenceAdmin(CitedAdmin):
    list_display = ("later", "kind", "earlier")
    search_fields = ("later__title", "earlier__title")


@admin.register(Memorandum)
class MemorandumAdmin(admin.ModelAdmin[Memorandum]):
    list_display = ("year", "title")
    search_fields = ("title", "year")


@admin.register(MemorandumParty)
class MemorandumPartyAdmin(CitedAdmin):
    list_display = ("named_as", "memorandum", "body")
    search_fields = ("named_as",)


@admin.register(Paper)
class PaperAdmin(CitedAdmin):
    list_display = ("subject", "kind", "session", "is_public")
    list_filter = ("kind", "is_public")
    search_fields = ("subject",)


@admin.register(PaperEntry)
class PaperEntryAdmin(CitedAdmin):
    list_display = ("__str__", "paper")
    search_fields = ("person", "function")


@admin.register(Block)
class BlockAdmin(CitedAdmin):
    list_display = ("position", "kind", "__str__", "paper")
    list_filter = ("paper",)
    search_fields = ("text",)


admin.site.register([BodyChange, MemorandumChange, MemorandumTerm], FactAdmin)
