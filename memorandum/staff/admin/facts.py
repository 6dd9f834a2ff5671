"""Facts in the admin: mended where they were mistyped, and corrected by a new source where they are wrong."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

import czech
from evidence import actions
from evidence.models import AsOf, Fact
from localities.models import Disputed
from memorandum.staff.admin.correction import Correction
from memorandum.staff.admin.days import ExactDay
from memorandum.staff.admin.entries import EntryAdmin
from memorandum.staff.admin.repetition import AskingForm
from memorandum.staff.site import staff_page


class ConfirmationForm(forms.ModelForm[Any]):
    """A confirmation; a dated source speaks for its own day unless something else is said."""

    holds_on = ExactDay(
        label="Doloženo k",
        required=False,
        help_text="Poslední den, pro který zdroj mluví. Prázdné znamená datum zdroje.",
    )

    def clean(self) -> Any:
        cleaned: Any = super().clean()
        source = self.cleaned_data.get("source")
        if source is not None and not self.cleaned_data.get("holds_on") and not self.has_error("holds_on"):
            if source.issued_on:
                self.cleaned_data["holds_on"] = source.issued_on
            else:
                self.add_error("holds_on", "Zdroj nemá datum. Napište den, pro který mluví.")
        return cleaned


class ConfirmationAdmin(EntryAdmin):
    """Another source says the same."""

    form = ConfirmationForm
    list_display = ("fact", "holds_on", "source", "struck")
    date_hierarchy = "holds_on"

    @admin.display(description="stav", ordering="struck_at")
    def struck(self, confirmation: Any) -> str:
        return "vyškrtnuto" if confirmation.struck_at else "platí"

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        place = getattr(self.model, "LOCALITY", None)
        return ["passage", "source__title", *([f"{place}__name"] if place else [])]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Read with the list is what the name of the fact is made of."""
        return self.model.RELATED  # type: ignore[attr-defined]


class FactAdmin(EntryAdmin):
    """A fact: what it says first, then its two clocks, then its source.  Its page leads to a correction of it."""

    form: Any = AskingForm
    change_form_template = "staff/fact_form.html"
    list_filter: ClassVar[Any] = ["precision", ("corrected_on", admin.EmptyFieldListFilter), *EntryAdmin.list_filter]
    list_display = ("__str__", "known", "standing", "quoted")
    list_display_links = ("__str__",)
    date_hierarchy = "effective_on"
    search_fields: ClassVar[Any] = ["passage", "source__title"]
    clocks: ClassVar[list[str]] = ["effective_on", "known_on"]
    words: ClassVar[list[str]] = ["source", "passage"]
    dispute: ClassVar[list[str]] = ["claim"]
    correction: ClassVar[list[str]] = ["corrected_on", "correction", "correction_source"]

    @admin.display(description="známo od", ordering="known_on")
    def known(self, fact: Fact) -> str:
        return czech.day(fact.known_on)

    @admin.display(description="stav", ordering="corrected_on")
    def standing(self, fact: Fact) -> str:
        if fact.struck_at:
            return "vyškrtnuto"
        return f"opraveno {czech.day(fact.corrected_on)}" if fact.corrected_on else "platí"

    @admin.display(description="zdroj", ordering="source__title")
    def quoted(self, fact: Fact) -> str:
        return czech.vlna(fact.source.title)

    def get_fields(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name not in AskingForm.ASKING]

    def get_fieldsets(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        placed = {*self.clocks, "precision", *self.words, *self.correction, *self.dispute, "note"}
        fields = self.get_fields(request, obj)
        says = [name for name in fields if name not in placed]
        dispute = [name for name in self.dispute if name in fields]
        return [
            (None, {"fields": says}),
            ("Kdy", {"fields": self.clocks}),
            ("Podle čeho", {"fields": [*self.words, "note", *dispute]}),
            ("Oprava", {"fields": self.correction, "classes": ["collapse"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if confirmations := form.confirm(by=request.user):
            obj.confirmation = confirmations[0]
            return
        for fact in form.new_facts():
            form.write(fact, by=request.user)
        about = set(form.changed_data) - {"note", "known_on", "passage", *self.correction, *self.dispute}
        if change and about and not obj.corrected_on:
            warning = format_html(
                "Změnili jste, co údaj říká. Byl to překlep? Pokud ne, vraťte změnu v historii a"
                ' <a href="{}">opravte údaj podle nového zdroje</a>, aby zůstalo vidět, co jsme věděli dříve.',
                self._url("correct", obj.pk),
            )
            self.message_user(request, warning, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._confirmed(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._confirmed(request, obj) or super().response_change(request, obj)

    def _confirmed(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """The page of the fact that was confirmed, where no fact was entered."""
        confirmation = getattr(obj, "confirmation", None)
        if confirmation is None:
            return None
        self.message_user(request, czech.vlna(f"Zapsáno jako potvrzení: {confirmation}"), messages.SUCCESS)
        return HttpResponseRedirect(self._url("change", confirmation.fact_id))

    def _may_correct(self, request: HttpRequest, fact: Fact) -> bool:
        return self.has_change_permission(request, fact) and self.has_add_permission(request)

    def get_page_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        stands = not (record.corrected_on or record.struck_at)
        claim = record.claim if isinstance(record, Disputed) else None
        confirmations = actions.confirmations_of(type(record))
        told = self.model._default_manager.told(AsOf.now()).filter(pk=record.pk).first()  # type: ignore[attr-defined]
        return {
            **super().get_page_context(request, record),
            "can_correct": stands and self._may_correct(request, record),
            "can_confirm": stands and self.admin_site._registry[confirmations].has_add_permission(request),
            "confirmations": confirmations.objects.filter(fact=record).select_related("source"),
            "confirmation_opts": confirmations._meta,
            "discrepancy": claim.discrepancy if claim else None,
            "attestation": told.attestation if told else "",
        }

    def get_urls(self) -> Any:
        return [self._path("<path:object_id>/oprava/", self.correction_view, "correct"), *super().get_urls()]

    def correction_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        with transaction.atomic():
            fact = self.get_object(request, unquote(object_id))
            if fact is None:
                raise Http404
            may = self.has_view_permission if fact.struck_at else self._may_correct
            if not may(request, fact):
                raise PermissionDenied
            if fact.struck_at or (fact.corrected_on and request.method != "POST"):
                done = "vyškrtnut" if fact.struck_at else "opraven"
                self.message_user(request, f"Tento údaj už je {done}.", messages.WARNING)
                return HttpResponseRedirect(self._url("change", fact.pk))
            correction = Correction(self, request, fact)
            if request.method == "POST" and correction.carry_out():
                new = correction.new
                return HttpResponseRedirect(self._url("change", new.pk) if new else self._url("changelist"))
        title = f"Opravit podle nového zdroje: {fact}"
        return staff_page(request, "staff/correction.html", title, **correction.context())
