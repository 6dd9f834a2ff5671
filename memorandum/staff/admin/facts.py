"""Records that stand on the words of a source."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html

import czech
from evidence.models import Fact
from memorandum.staff.admin.correction import Correction
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


class ConfirmationAdmin(CitedAdmin):
    """Another source says the same."""

    list_display = ("fact", "holds_on", "source")
    date_hierarchy = "holds_on"
    search_fields = ("passage", "source__title")


class FactAdmin(CitedAdmin):
    """A fact: what it says first, then its two clocks, then its source.  Its page leads to a correction of it."""

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
            warning = format_html(
                "Změnili jste, co údaj říká. Byl to překlep? Pokud ne, vraťte změnu v historii a"
                ' <a href="{}">opravte údaj podle nového zdroje</a>, aby zůstalo vidět, co jsme věděli dříve.',
                self._url("correct", obj.pk),
            )
            self.message_user(request, warning, messages.WARNING)

    def _may_correct(self, request: HttpRequest, fact: Fact) -> bool:
        return self.has_change_permission(request, fact) and self.has_add_permission(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        fact = kwargs.get("obj")
        context["can_correct"] = fact is not None and not fact.corrected_on and self._may_correct(request, fact)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_correct"
        view = self.admin_site.admin_view(self.correction_view)
        return [path("<path:object_id>/oprava/", view, name=name), *super().get_urls()]

    def correction_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        with transaction.atomic():
            fact = self.get_object(request, unquote(object_id))
            if fact is None:
                raise Http404
            if not self._may_correct(request, fact):
                raise PermissionDenied
            if fact.corrected_on and request.method != "POST":
                self.message_user(request, "Tento údaj už je opraven.", messages.WARNING)
                return HttpResponseRedirect(self._url("change", fact.pk))
            correction = Correction(self, request, fact)
            if request.method == "POST" and correction.carry_out():
                return HttpResponseRedirect(
                    self._url("changelist") if correction.new is None else correction.next_url()
                )
        return TemplateResponse(request, "staff/correction.html", correction.context())
