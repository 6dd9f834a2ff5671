"""Entries in the admin: what somebody wrote from a source is never deleted; what was a mistake is struck out."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

import czech
from czech import days
from evidence import actions
from evidence.history import STRUCK
from evidence.models import Entry, Fact
from evidence.refusals import refusal
from evidence.repetitions import left_behind
from memorandum.staff.admin.fields import Lines
from memorandum.staff.admin.left_behind import LeftBehindForm
from memorandum.staff.admin.records import OVERRULE, VERSION, RecordAdmin, overtaken
from memorandum.staff.site import staff_page


class StrikeForm(forms.Form):
    """Why the entry should never have been made."""

    reason = Lines(
        label="Proč se zápis vyškrtává",
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Například: zapsáno omylem k jiné obci. Ukáže se jen tady a v historii.",
        error_messages={"required": "Bez důvodu zápis vyškrtnout nelze."},
    )


class EntryAdmin(RecordAdmin):
    """What somebody wrote into the record from a source.  Its page leads to the page that strikes it out."""

    change_form_template = "staff/entry_form.html"
    list_filter: ClassVar[Any] = [("struck_at", admin.EmptyFieldListFilter)]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is struck out stays as it is; who was writing meanwhile is told so, and keeps what was typed."""
        is_read = request.method != "POST" and obj is not None and obj.struck_at
        return not is_read and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_page_context(self, request: HttpRequest, record: Entry) -> dict[str, Any]:
        return {
            "can_strike": not record.struck_at and self.has_change_permission(request, record),
            "struck": self._struck(request, record) if record.struck_at else "",
            "again": self._again(record) if record.struck_at and self.has_add_permission(request) else "",
        }

    def _struck(self, request: HttpRequest, record: Any) -> str:
        """When and by whom it was struck out: „28. 11. 2026 v 16.20, Jana Nová“."""
        at = czech.moment(timezone.localtime(record.struck_at))
        column = getattr(self.opts.get_field(STRUCK), "verbose_name", "")
        entries = self._history(request, record).entries()
        who = [e.who for e in entries if e.own and any(c.label == column for c in e.changes)]
        return f"{at}, {who[0]}" if who else at

    def _again(self, record: Entry) -> str:
        """Where the same is entered anew: the form of a new entry, filled in with what this one said."""
        apart = {"key", "known_on", "corrected_on", "correction", "correction_source", "claim"}
        said = {
            field.name: getattr(record, field.attname)
            for field in self.opts.concrete_fields
            if field.editable and not field.primary_key and field.name not in apart
        }
        if isinstance(record, Fact):
            said |= {"effective_on": days.spoken(record.effective_on, record.precision), "precision": ""}
        told = {name: value for name, value in said.items() if value not in (None, "", False)}
        return f"{self._url('add')}?{urlencode(told)}"

    def get_urls(self) -> Any:
        return [self._path("<path:object_id>/vyskrtnout/", self.strike_view, "strike"), *super().get_urls()]

    def strike_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        with transaction.atomic():
            entry = self.get_object(request, unquote(object_id))
            if entry is None:
                raise Http404
            if not super().has_change_permission(request, entry):
                raise PermissionDenied
            if entry.struck_at and request.method != "POST":
                self.message_user(request, "Tento zápis už je vyškrtnut.", messages.WARNING)
                return HttpResponseRedirect(self._url("change", entry.pk))
            data = request.POST if request.method == "POST" else None
            left = LeftBehindForm(data, _left(entry))
            form = StrikeForm(data)
            valid = all([form.is_valid(), left.is_valid()])
            problems = self._strike(request, entry, form, left) if valid else []
            if valid and not problems:
                self.message_user(request, czech.vlna(f"Vyškrtnuto: {entry}"), messages.SUCCESS)
                return HttpResponseRedirect(self._url("change", entry.pk))
        context = {
            "opts": self.opts,
            "entry": entry,
            "version": request.POST.get(VERSION, entry.version),
            **self._meanwhile(request, entry),
            "form": form,
            "left": left,
            "problems": problems,
            "media": self.media + form.media,
        }
        return staff_page(request, "staff/strike.html", f"Vyškrtnout: {entry}", **context)

    def _meanwhile(self, request: HttpRequest, entry: Any) -> dict[str, Any]:
        """What somebody has changed since the page was opened, to be read before one insists."""
        if request.POST.get(VERSION, entry.version) == entry.version:
            return {}
        return {"current_version": entry.version, "overtakers": self._overtakers(request, entry)}

    def _strike(self, request: HttpRequest, entry: Any, form: StrikeForm, left: LeftBehindForm) -> list[str]:
        """Strike it out; the sentences that say why it cannot be."""
        if entry.version not in (request.POST.get(VERSION), request.POST.get(OVERRULE)):
            return [overtaken(self._overtakers(request, entry))]
        try:
            with transaction.atomic():
                reason = form.cleaned_data["reason"]
                actions.strike_out(entry=entry, reason=reason, by=request.user, **left.answers)
                check_now()
        except ValidationError as refused:
            return refused.messages
        except DatabaseError as error:
            return [refusal(error)]
        return []


def _left(entry: Any) -> list[tuple[Any, Any]]:
    """What would only repeat once the entry is struck out; where it counts for nothing already, nothing."""
    stands = isinstance(entry, Fact) and not (entry.corrected_on or entry.struck_at)
    return left_behind([entry]) if stands else []


def check_now() -> None:
    """Have the database say now what it would say at the end, when there is no form left to say it in."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
