"""To correct is not to edit: the old fact stays as what was believed, the new one has a source of its own."""

import datetime
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import HttpRequest

import czech
from evidence import actions
from evidence.models import Fact, Source, new_key, today
from evidence.refusals import refusal
from evidence.repetitions import left_behind
from memorandum.staff.admin.contradiction import ContradictionForm
from memorandum.staff.admin.days import ExactDay
from memorandum.staff.admin.entries import check_now
from memorandum.staff.admin.fields import Lines, Lookup
from memorandum.staff.admin.left_behind import LeftBehindForm
from memorandum.staff.admin.records import VERSION, RecordAdmin, overtaken


class CorrectionForm(forms.Form):
    """Why the fact is held true no longer, and since when."""

    reason = Lines(
        label="Důvod opravy",
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Jedna nebo dvě věty, které se ukážou u starého údaje: proč s ním už nepracujeme.",
        error_messages={"required": "Bez důvodu údaj opravit nelze."},
    )
    on = ExactDay(
        label="Od kdy starý údaj nemáme za správný",
        required=False,
        help_text="Prázdné znamená den, od kterého známe nový údaj.",
    )

    correction_source = forms.ModelChoiceField(
        Source.objects.all(),
        label="Podle čeho dosavadní údaj není správný",
        required=False,
        help_text="Prázdné znamená zdroj nového údaje. Dokud není veřejný, veřejnost vidí dosavadní údaj.",
        error_messages={"required": "Bez nového údaje napište, podle čeho ten dosavadní není správný."},
    )

    def __init__(self, *args: Any, fact: Fact, page: RecordAdmin, only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        source: Any = self.fields["correction_source"]
        source.required = only
        lookup: Any = Lookup(fact._meta.get_field("correction_source"), page.admin_site)
        lookup.choices, lookup.is_required, lookup.nothing = source.choices, only, "zdroj nového údaje"
        source.widget = lookup

    def clean_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["on"]
        if day is not None and day < self.fact.known_on:
            raise ValidationError(f"Údaj je znám od {czech.day(self.fact.known_on)}; dříve ho opravit nelze.")
        return day

    def since(self, new: Fact | None) -> datetime.date:
        """The day of the correction: what was typed, else since when the new fact is known, not before the old."""
        typed: datetime.date | None = self.cleaned_data["on"]
        return typed or max(new.known_on if new else today(), self.fact.known_on)


class Correction:
    """One visit of the page on which a fact is corrected."""

    def __init__(self, page: RecordAdmin, request: HttpRequest, fact: Any) -> None:
        self.page, self.request, self.fact = page, request, fact
        self.problems: list[str] = []
        self.new: Any = None
        data = request.POST if request.method == "POST" else None
        self.only = bool(data) and "_withdraw" in request.POST
        self.correction = CorrectionForm(data, fact=fact, page=page, only=self.only)
        self.form = self._form(data)
        self.contradiction = ContradictionForm(data, fact)
        self.left = LeftBehindForm(None, [])

    def _form(self, data: Any) -> Any:
        """The form of a new fact, filled with what the old one says; its source and passage are still to come."""
        template = copy(self.fact)
        template._state = copy(template._state)
        template._state.adding = True
        template.pk, template.key = None, new_key()
        template.passage, template.note = "", ""
        template.source_id = None
        template.claim_id = None
        made = self.page.get_form(self.request, None, fields=self._columns())
        # What would only repeat is asked about here, together with what the old fact leaves; the rest is known.
        made.asks = made.relates = False
        return made(None if self.only else data, instance=template)

    def _columns(self) -> list[str]:
        apart = {"precision", "known_on", "corrected_on", "correction", "correction_source", "claim"}
        return [str(name) for name in self.page.get_fields(self.request, None) if name not in apart]

    def carry_out(self) -> bool:
        if self.request.POST.get(VERSION) != self.fact.version:
            self.problems = [overtaken(self.page._overtakers(self.request, self.fact))]
            return False
        valid = self.correction.is_valid()
        if not self.only:
            valid = self._new_is_valid() and valid
            valid = self.contradiction.is_valid() and valid
        if not valid:
            return False
        new: Any = None if self.only else self.form.instance
        if left := left_behind([self.fact], [new] if new else []):
            self.left = LeftBehindForm(self.request.POST, left)
            if not self.left.is_valid():
                return False
        typed, by = self.correction.cleaned_data, self.request.user
        why: dict[str, Any] = {
            "reason": typed["reason"],
            "source": typed["correction_source"] or new.source,
            "on": self.correction.since(new),
        }
        try:
            with transaction.atomic():
                self.new = actions.correct(fact=self.fact, new=new, by=by, **why | self.left.answers)
                if new is not None:
                    self.contradiction.record(old=self.fact, new=new, by=by)
                check_now()
        except ValidationError as refused:
            self.problems = refused.messages
            return False
        except DatabaseError as error:
            self.problems = [refusal(error)]
            return False
        done = f"Opraveno: {self.new}" if self.new is not None else f"Odvoláno: {self.fact}"
        self.page.message_user(self.request, czech.vlna(done), messages.SUCCESS)
        return True

    def _new_is_valid(self) -> bool:
        """Whether the new fact may stand once the old one does not: the two are never held true at once."""
        with actions.as_if_corrected([self.fact]):
            return bool(self.form.is_valid())

    def context(self) -> dict[str, Any]:
        fields = [(None, {"fields": self._columns()})]
        return {
            "opts": self.page.opts,
            "fact": self.fact,
            "version": self.request.POST.get(VERSION, self.fact.version),
            "correction": self.correction,
            "adminform": AdminForm(self.form, fields, {}, [], self.page),
            "contradiction": self.contradiction,
            "left": self.left,
            "problems": self.problems,
            "media": self.page.media + self.form.media,
            "has_errors": bool(self.problems or self.correction.errors or self.form.errors or self.left.errors),
        }
