"""Records that stand on the words of a source."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html

import czech
from evidence.models import Fact
from memorandum.staff.admin.correction import CorrectableAdmin
from memorandum.staff.admin.days import FactForm
from memorandum.staff.admin.records import RecordAdmin


class CitedAdmin(RecordAdmin):
    """What stands on a source: the source is looked up by typing, the passage is copied beside it."""

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every reference is looked up by typing; nobody scrolls through two hundred municipalities."""
        return self._references()

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        return self._references()

    def _references(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if field.many_to_one]


class FactAdmin(CorrectableAdmin, CitedAdmin):
    """A fact: what it says first, then its two clocks, then its source."""

    form = FactForm
    change_form_template = "staff/fact_form.html"
    list_filter: ClassVar[Any] = ["precision", ("corrected_on", admin.EmptyFieldListFilter)]
    list_display = ("__str__", "known", "standing", "quoted")
    list_display_links = ("__str__",)
    date_hierarchy = "effective_on"
    search_fields: ClassVar[Any] = ["passage", "source__title"]
    clocks: ClassVar[list[str]] = ["effective_on", "known_on"]
    words: ClassVar[list[str]] = ["source", "passage"]
    correction: ClassVar[list[str]] = ["corrected_on", "correction"]

    @admin.display(description="známo od", ordering="known_on")
    def known(self, fact: Fact) -> str:
        return czech.day(fact.known_on)

    @admin.display(description="stav", ordering="corrected_on")
    def standing(self, fact: Fact) -> str:
        return f"opraveno {czech.day(fact.corrected_on)}" if fact.corrected_on else "platí"

    @admin.display(description="zdroj", ordering="source__title")
    def quoted(self, fact: Fact) -> str:
        return czech.vlna(fact.source.title)

    def get_fieldsets(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        placed = {*self.clocks, "precision", *self.words, *self.correction, "note"}
        says = [name for name in self.get_fields(request, obj) if name not in placed]
        return [
            (None, {"fields": says}),
            ("Kdy", {"fields": self.clocks}),
            ("Podle čeho", {"fields": [*self.words, "note"]}),
            ("Oprava", {"fields": self.correction, "classes": ["collapse"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        about = set(form.changed_data) - {"note", "known_on", "passage", *self.correction}
        if change and about and not obj.corrected_on:
            where = self._url("correct", obj.pk)
            said = format_html(
                "Změnili jste, co údaj říká. Byl to překlep? Pokud ne, vraťte změnu v historii a"
                ' <a href="{}">opravte údaj podle nového zdroje</a>, aby zůstalo vidět, co jsme věděli dříve.',
                where,
            )
            self.message_user(request, said, messages.WARNING)
