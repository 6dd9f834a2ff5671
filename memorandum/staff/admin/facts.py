"""Facts in the admin: mended where they were mistyped, and corrected by a new source where they are wrong."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

import czech
from evidence.models import Fact
from memorandum.staff.admin.correction import Correction
from memorandum.staff.admin.days import FactForm
from memorandum.staff.admin.records import RecordAdmin
from memorandum.staff.site import staff_page


class ConfirmationAdmin(RecordAdmin):
    """Another source says the same."""

    list_display = ("fact", "holds_on", "source")
    date_hierarchy = "holds_on"

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        place = getattr(self.model, "LOCALITY", None)
        return ["passage", "source__title", *([f"{place}__name"] if place else [])]


class FactAdmin(RecordAdmin):
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
    correction: ClassVar[list[str]] = ["corrected_on", "correction", "correction_source"]

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

    def get_page_context(self, request: HttpRequest, record: Fact) -> dict[str, Any]:
        return {"can_correct": not record.corrected_on and self._may_correct(request, record)}

    def get_urls(self) -> Any:
        return [self._path("<path:object_id>/oprava/", self.correction_view, "correct"), *super().get_urls()]

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
                new = correction.new
                return HttpResponseRedirect(self._url("change", new.pk) if new else self._url("changelist"))
        title = f"Opravit podle nového zdroje: {fact}"
        return staff_page(request, "staff/correction.html", title, **correction.context())
