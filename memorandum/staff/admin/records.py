"""Django's admin as every record of the portal needs it.

Who may not see a record is told that it is not there; two people who edit one record never overwrite each other;
what the database refuses is said beside what was typed; and every event can be looked at and taken back.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, models, router, transaction
from django.db.models import ForeignKey, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

import czech
from evidence.history import History, HistoryEntry, deleted, events, values
from evidence.models import Misunderstood
from evidence.models.events import EventKind, EventQuerySet, columns, is_tracked
from evidence.refusals import refusal
from localities.models.scope import events_within
from memorandum.staff.admin.fields import LINES
from memorandum.staff.admin.reach import ReadOnly, WithinReach
from memorandum.staff.site import record_url, staff_page

VERSION = "version"
OVERRULE = "overrule"
EVENT = "stav"


class RecordAdmin(WithinReach, admin.ModelAdmin[Any]):
    """A kind of record.

    ``locked_with`` names the relations whose rows are locked before the record itself: whoever edits the record on
    their page waits for the one who edits it alone.
    """

    locked_with: tuple[str, ...] = ()
    formfield_overrides = LINES
    change_form_template = "staff/record_form.html"
    change_list_template = "staff/record_list.html"
    show_full_result_count = False

    @property
    def is_tracked(self) -> bool:
        """Whether the database keeps what becomes of these records."""
        return is_tracked(self.model)

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Read with the list is what it shows of other records; the name of a record may be made of any."""
        named = "__str__" in self.list_display
        return self.list_select_related or [name for name in self.references if named or name in self.list_display]

    # --- What a person can reach ---------------------------------------------------------------------------------

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404(f"{opts.verbose_name} {object_id}")

    def get_events(self, request: HttpRequest) -> EventQuerySet:
        """The events of this model that the person may see, also of records that are no more."""
        return events_within(events(self.model), self.model, request.user)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address fills in; a reference to what the person could not open is not there."""
        initial = super().get_changeform_initial_data(request)
        for field in self.opts.concrete_fields:
            if isinstance(field, ForeignKey) and (value := initial.get(field.name)):
                rows = self.get_field_queryset(None, field, request)
                try:
                    reached = rows is None or rows.filter(pk=value).exists()
                except (TypeError, ValueError):
                    reached = False
                if not reached:
                    raise Http404(f"{field.verbose_name} {value}")
        return initial

    # --- Two at once ---------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record, with the version that it has.

        Whoever is going to write holds the record's lock from here to the end.  The version is read before the
        record: the other way round a change between the two would pass for seen.
        """
        if not self.is_tracked:
            return super().get_object(request, object_id, from_field)
        unlocked = super().get_object(request, object_id, from_field)
        if unlocked is None:
            return None
        may_write = self.has_change_permission(request, unlocked) or self.has_delete_permission(request, unlocked)
        if request.method == "POST" and may_write:
            self._lock(unlocked)
        version = self._history(request, unlocked).version()
        record = super().get_object(request, str(unlocked.pk))
        if record is None:
            return None
        record.version = version
        if request.method == "GET" and (wanted := request.GET.get(EVENT)):
            self._fill_in(request, record, wanted)
        return record

    def _lock(self, record: models.Model) -> None:
        """Lock what the record is a part of, its locality first, then the record itself."""
        path = getattr(self.model, "LOCALITY", None) or ""
        steps = path.split("__") if path != "pk" else []
        to_locality = ["__".join(steps[:depth]) for depth in range(len(steps), 0, -1)]
        for relation in (*to_locality, *self.locked_with):
            outer: Any = record
            for step in filter(None, relation.split("__")):
                outer = getattr(outer, step, None)
            if outer not in (None, record):
                _lock_row(outer)
        _lock_row(record)

    def _history(self, request: HttpRequest, record: models.Model) -> History:
        return History(self.model, record.pk, list(self.get_history_parts(request, record)))

    def get_history_parts(
        self, request: HttpRequest, record: models.Model
    ) -> Iterator[tuple[type[models.Model], str, Sequence[Any]]]:
        """The models of what is edited on the record's page, each with the column and the keys that tie it there."""
        for inline in self.get_inline_instances(request, record):
            for column in inline.model._meta.concrete_fields:
                leads_here = isinstance(column, ForeignKey) and column.related_model is self.model
                if leads_here and inline.fk_name in (None, column.name):
                    yield inline.model, column.attname, [record.pk]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """A form that refuses what was written over a version that nobody here has read."""
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, change=change, **kwargs)
        if request.method != "POST":
            return form
        admin_page = self

        class Guarded(form):  # type: ignore[misc,valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                admin_page._refuse(request, obj)
                return cleaned

        return Guarded

    def _refuse(self, request: HttpRequest, obj: Any) -> None:
        if sentence := getattr(request, "refused", ""):
            raise ValidationError(sentence, code="refused")
        version = getattr(obj, "version", None)
        if version is None or version in (request.POST.get(VERSION), request.POST.get(OVERRULE)):
            return
        if VERSION not in request.POST:
            raise ValidationError("Formulář přišel neúplný, nic se neuložilo.", code="incomplete")
        raise ValidationError(overtaken(self._overtakers(request, obj)), code="overtaken")

    def _overtakers(self, request: HttpRequest, obj: Any) -> list[HistoryEntry]:
        return self._history(request, obj).entries(since=request.POST.get(VERSION, ""))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = kwargs.get("obj")
        current = getattr(record, "version", "")
        read = request.POST.get(VERSION, current)
        context |= {"version": read, "restored": getattr(record, "restored", None)}
        if record is not None and read != current:
            context |= {"current_version": current, "overtakers": self._overtakers(request, record)}
        if record is not None:
            context |= self.get_page_context(request, record)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_page_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the template of the record's page is told beside what every such template is."""
        return {}

    # --- What the database refuses -------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page of a record.  What only the database could refuse is said in the form, and nothing is lost."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DatabaseError as error:
            request.refused = refusal(error)  # type: ignore[attr-defined]
        except ValidationError as refused:  # by an action, after the form had found nothing wrong
            request.refused = " ".join(refused.messages)  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(csrf_protect)
    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().delete_view(request, object_id, *args, **kwargs)
        except ProtectedError:
            refused = "Záznam nelze smazat, stojí na něm jiné."
        except DatabaseError as error:
            refused = refusal(error)
        self.message_user(request, refused, messages.ERROR)
        return HttpResponseRedirect(self._url("change", object_id))

    # --- What became of it ---------------------------------------------------------------------------------------

    def _log_nothing(self, *args: Any, **kwargs: Any) -> Any:
        """Django's own log stays empty: the triggers keep more, and also what is not written here."""

    log_addition = log_change = log_deletions = _log_nothing

    def get_urls(self) -> list[URLPattern]:
        gone = self._path("smazane/", self.deleted_view, "deleted")
        return [gone, *super().get_urls()] if self.is_tracked else super().get_urls()

    def _path(self, address: str, view: Any, page: str) -> Any:
        """An address of a page that Django's admin does not have, under the name that such pages have there."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{page}"
        return path(address, self.admin_site.admin_view(view), name=name)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        gone = self._url("deleted") if self.is_tracked else ""
        return super().changelist_view(request, {"deleted_url": gone, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list as it was asked for.  Django would answer what it does not understand with the whole list."""
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, FieldDoesNotExist):
            raise Misunderstood("Seznam takto zúžit ani seřadit nejde; adresa říká něco jiného, než nabízí.") from None

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A list is not narrowed by bytes: no address can say them."""
        field = next((field for field in self.opts.concrete_fields if lookup in (field.name, field.attname)), None)
        return not isinstance(field, models.BinaryField) and super().lookup_allowed(lookup, value, request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed what and when; also what was changed in bulk and outside the portal."""
        with transaction.atomic():  # whoever posts asks for the lock of a writer
            record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        entries = self._history(request, record).entries() if self.is_tracked else []
        page = Paginator(entries, 50).get_page(request.GET.get("strana"))
        can_change = self.has_change_permission(request, record)
        context = {"opts": self.opts, "object": record, "page": page, "can_change": can_change}
        return staff_page(request, "staff/record_history.html", f"Historie: {record}", **context)

    def _fill_in(self, request: HttpRequest, record: Any, wanted: str) -> None:
        """Put into the form what the record held after an event; the person reads it and saves it, or does not."""
        wanted_events = self.get_events(request).filter(record=record.pk, pk=_number(wanted))
        event = wanted_events.exclude(operation=EventKind.DELETE).first()
        if event is None:
            raise Http404
        untouchable = set(self.get_readonly_fields(request, record))
        for column in columns(self.model):
            if column.editable and not column.primary_key and column.name not in untouchable:
                setattr(record, column.attname, event.value(column))
        record.restored = event.at

    @method_decorator(csrf_protect)
    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Records that were deleted, each to be brought back."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._bring_back(request, request.POST.get("event", ""))
        page = Paginator(deleted(self.get_events(request), self.model), 50).get_page(request.GET.get("strana"))
        title = f"Smazané záznamy: {self.opts.verbose_name_plural}"
        context = {"opts": self.opts, "page": page, "can_add": self.has_add_permission(request)}
        return staff_page(request, "staff/record_deleted.html", title, **context)

    def _bring_back(self, request: HttpRequest, wanted: str) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        gone = self.get_events(request).filter(operation=EventKind.DELETE, pk=_number(wanted)).first()
        if gone is None:
            raise Http404
        record = self.model(pk=gone.pk_of_record)
        untouchable = set(self.get_readonly_fields(request))
        for name, value in values(gone).items():
            if name.removesuffix("_id") not in untouchable:
                setattr(record, name, value)
        try:
            record.full_clean()
            with transaction.atomic(using=router.db_for_write(self.model)):
                record.save(force_insert=True)
        except ValidationError as error:
            refused = " ".join(error.messages)
        except DatabaseError as error:
            refused = refusal(error)
        else:
            self.message_user(request, f"Záznam „{record}“ je zpět v evidenci.", messages.SUCCESS)
            return HttpResponseRedirect(self._url("change", record.pk))
        self.message_user(request, f"Záznam nelze vrátit. {refused}", messages.ERROR)
        return HttpResponseRedirect(request.path)

    def _url(self, page: str, *args: Any) -> str:
        return record_url(self.model, page, *args)


class ReadOnlyAdmin(ReadOnly, RecordAdmin):
    """A kind of record that the portal itself writes."""


def _number(wanted: str) -> int:
    """The key of an event as it stands in an address; 0, which no event has, for anything else."""
    return int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0


def _lock_row(record: models.Model) -> None:
    list(type(record)._base_manager.select_for_update().filter(pk=record.pk).order_by().values_list("pk"))


def overtaken(entries: list[HistoryEntry]) -> str:
    """Who was faster."""
    if not entries:
        return "Záznam je mezitím jiný, než jaký jste četli. Nic se neuložilo; co jste napsali, zůstalo ve formuláři."
    last = entries[0]
    names = czech.joined(dict.fromkeys(entry.who for entry in reversed(entries)))
    at = czech.moment(timezone.localtime(last.at))
    return czech.vlna(
        f"Záznam mezitím změnil/a {names} ({at}). Nic se neuložilo; co jste napsali, zůstalo ve formuláři."
    )
