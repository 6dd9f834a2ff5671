"""A point of an agenda: the steps by which it came to what became of it, and the resolution that came of it."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html

import czech
from council.actions import CannotResolve, record_resolution
from council.models import RESOLVED, AgendaItem, AgendaState, AgendaStep
from evidence.models import Source
from memorandum.staff.admin.reach import RecordInline
from memorandum.staff.admin.records import RecordAdmin
from memorandum.staff.site import record_url


class AgendaStepForm(forms.ModelForm[AgendaStep]):
    """A step.  With the number of a resolution it says which one was adopted: it becomes a source of the record."""

    number = forms.CharField(
        label="Číslo usnesení",
        required=False,
        max_length=60,
        help_text="Přesně tak, jak ho orgán píše. Usnesení, které v evidenci ještě není, se založí mezi zdroji; které "
        "tam je, se k bodu připojí.",
    )
    text = forms.CharField(
        label="Znění usnesení",
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="Úplné znění, smíme-li ho uložit. Bude ve výpisu z usnesení.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        resolution = self.instance.item.resolution if self.instance.item_id else None
        if resolution is not None and self.instance.state in RESOLVED:
            self.initial["number"] = resolution.number

    def clean(self) -> Any:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        number, state = cleaned.get("number"), cleaned.get("state")
        if cleaned.get("text") and not number:
            self.add_error("number", "Znění bez čísla nejde zařadit. Napište číslo usnesení.")
        if number and state and state not in RESOLVED:
            said = AgendaState(state).label
            self.add_error("number", f"Číslo usnesení patří ke kroku, kterým bylo přijato; tento říká „{said}“.")
        return cleaned


class AgendaSteps(BaseInlineFormSet[AgendaStep, AgendaItem, AgendaStepForm]):
    """The steps of one point; at most one of them names the resolution, and that on the day of the session."""

    instance: AgendaItem

    def clean(self) -> None:
        super().clean()
        named = self.resolving
        for form in named:
            held_on = self.instance.session.held_on if self.instance.session_id else None
            if held_on and form.cleaned_data.get("happened_on") not in (None, held_on):
                form.add_error("happened_on", f"Usnesení se přijímá v den zasedání, {czech.day(held_on)}.")
        if len(named) > 1:
            raise ValidationError("Číslo usnesení uveďte jen u jednoho kroku.")

    @property
    def resolving(self) -> list[AgendaStepForm]:
        """The forms in which a number or words of a resolution were typed."""
        typed = (form for form in self.forms if {"number", "text"} & set(form.changed_data))
        return [form for form in typed if form.cleaned_data.get("number") and not form.cleaned_data.get("DELETE")]


class AgendaStepInline(RecordInline):
    model = AgendaStep
    form = AgendaStepForm
    formset: type[Any] = AgendaSteps
    fields: ClassVar[Any] = (
        ("state", "happened_on"),
        "body",
        ("votes_for", "votes_against", "abstentions"),
        "note",
        "number",
        "text",
        "source",
        "passage",
    )


class AgendaItemAdmin(RecordAdmin):
    locked_with = ("session",)
    inlines = (AgendaStepInline,)
    list_display = ("__str__", "session", "paper", "resolution")
    search_fields = ("title", "presented_by")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """After the steps the resolution that one of them names: made, or found, and tied to the point."""
        super().save_related(request, form, formsets, change)
        for steps in formsets:
            for step in steps.resolving if isinstance(steps, AgendaSteps) else ():
                self._resolve(request, form.instance, step)

    def _resolve(self, request: HttpRequest, item: AgendaItem, step: AgendaStepForm) -> None:
        typed = step.cleaned_data
        text = typed["text"].replace("\r\n", "\n")
        try:
            resolution, is_new = record_resolution(item=item, number=typed["number"], text=text, by=request.user)
        except CannotResolve as problem:
            raise ValidationError(str(problem)) from None
        told = "je nově mezi zdroji a" if is_new else "už v evidenci bylo; teď"
        link = format_html('<a href="{}">{}</a>', record_url(Source, "change", resolution.pk), resolution.title)
        self.message_user(request, format_html("{} {} je připojeno k bodu.", link, told), messages.SUCCESS)
        if resolution.number_fits is False:
            self.message_user(
                request,
                f"Číslo {resolution.number} není podle vzoru, kterým usnesení čísluje {resolution.issuer}; ověřte ho.",
                messages.WARNING,
            )
