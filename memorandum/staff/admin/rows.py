"""New facts on the page of what they are about: what stands is read there, what is new is one row each.

A fact that stands is never edited here: a typo is mended, and a mistake corrected, on the fact's own page.
"""

from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html

import czech
from council.models import PaperEntry
from evidence.models import AsOf, Entry, Fact, Precision, Source, SourceKind, free_key
from evidence.models.constraints import squeezed
from evidence.models.prepared import Prepared
from memorandum.staff.admin.days import SOURCE_DAYS, SpokenDay, source_day
from memorandum.staff.admin.fields import Lookup
from memorandum.staff.admin.reach import RecordInline
from memorandum.staff.admin.records import RecordAdmin
from memorandum.staff.admin.repetition import AskingForm
from memorandum.staff.site import record_url

SOURCE = "source"
"""The last source that a person stood a new fact on, in their session: the next page begins with it."""


class FactRow(AskingForm):
    """One new fact.  Without a source of its own it stands on the page's, and is known since that source's date."""

    def __init__(self, *args: Any, owner: Any = None, request: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.request = owner, request
        source = self.fields["source"]
        source.required, source.label = False, "Jiný zdroj než nahoře"
        lookup: Any = getattr(source.widget, "widget", source.widget)
        lookup.nothing, lookup.is_required = "týž jako nahoře", False
        self.fields["passage"].help_text = "Doslovná slova zdroje."
        self.fields["effective_on"].help_text = "Třeba 2014, podzim 2015, srpen 2016, 1. 7. 2016."

    def clean(self) -> Any:
        cleaned = super().clean()
        source = self.cleaned_data.get("source") or getattr(self.request, "page_source", None)
        if source is None:
            self.add_error("source", "Uveďte zdroj: tady, nebo nahoře pro všechny nové řádky.")
            return cleaned
        self.cleaned_data["source"] = source
        self.instance.known_on = source.dated_on
        # A source that is only being entered is not in the database yet, where the rule looks for its text.
        passage = self.cleaned_data.get("passage", "")
        if source.pk is None and source.text and squeezed(passage) not in squeezed(source.text):
            self.add_error("passage", "Tato slova v textu zdroje nejsou. Pasáž musí být opsána doslova.")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()
        source = self.cleaned_data.get("source")
        return excluded | {"source"} if source is None or source.pk is None else excluded

    def enter(self, *, by: Any) -> list[Entry]:
        """Write down what the row says, facts or confirmations of those that are there."""
        facts = self.new_facts()
        for fact in facts:
            self.write(fact, by=by)
        return [*facts, *self.confirm(by=by)]


class NewRows:
    """What a formset of facts is here: new rows only; those that are there are read, see ``facts``."""

    inline: ClassVar["FactInline"]
    request: ClassVar[HttpRequest]
    model: Any
    instance: Any
    is_bound: bool
    forms: Any
    new_objects: Any

    def get_queryset(self) -> Any:
        return []  # not a queryset without rows: Django compiles that, too, three times for a page

    def initial_form_count(self) -> int:
        return 0

    @cached_property
    def facts(self) -> list[Fact]:
        """What the record is known by, the oldest first."""
        return list(self.inline.get_facts(self.request, self.instance)) if self.instance.pk else []

    @property
    def standing(self) -> list[Fact]:
        return [fact for fact in self.facts if not (fact.corrected_on or fact.struck_at)]

    @property
    def corrected(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.corrected_on and not fact.struck_at]

    @property
    def struck(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.struck_at]

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that was not saved: then the fold is open."""
        return self.is_bound and any(form.has_changed() for form in self.forms)

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        rows = [form for form in self.forms if form.has_changed() and form.is_valid()]
        for row in rows:
            row.ask_beside([fact for other in rows if other is not row for fact in other.new_facts()])

    def save_new_objects(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002
        """In the order of their days, so that what stands between two equal ones is there before the later one."""
        typed = sorted(
            (form for form in self.forms if form.has_changed()), key=lambda form: form.instance.effective_on
        )
        self.new_objects = [entry for form in typed for entry in form.enter(by=self.request.user)]
        return self.new_objects  # type: ignore[no-any-return]


class FactRows(NewRows, BaseInlineFormSet[Any, Any, Any]):
    """Rows of facts that name the record themselves."""


def _facts_of(facts: Any, path: str, references: Iterable[str], owner: Any) -> Any:
    return facts.filter(**{path: owner}).select_related(*references).in_order()


@cache
def _all_facts(model: Any, path: str, *references: str) -> Prepared:
    """The facts of the record whose key is asked for."""
    return Prepared(lambda at, pk: _facts_of(model._default_manager.all(), path, references, pk))


class FactInline(RecordInline):
    """Facts of the record, a sentence each, and rows for new ones.

    ``says`` are the columns that say what a fact states, in the order in which people say it.
    """

    template = "staff/facts_inline.html"
    form: type[Any] = FactRow
    formset = FactRows
    extra = 1
    can_delete = False
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("source",)
    says: ClassVar[tuple[str, ...]] = ()
    #: The words on the fold with new rows, and whether it is open from the start.
    invitation: ClassVar[str] = "Zapsat nový údaj"
    is_open: ClassVar[bool] = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.says, "effective_on", "passage", "source"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nothing new is made in another window: a row is for what can be typed or chosen at once."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_add_related = False
        return field

    def get_facts(self, request: HttpRequest, owner: Any) -> Any:
        """The facts of the record, corrected ones among them."""
        within = self.get_queryset(request)
        if within.query.where:  # somebody's limits make it a question of their own
            return _facts_of(within, self.owner_path(), self.references, owner)
        return _all_facts(self.model, self.owner_path(), *self.references)(AsOf.now(), owner.pk)

    def owner_path(self) -> str:
        """The path from the fact to the record on whose page it stands."""
        return next(f.name for f in self.opts.concrete_fields if f.related_model is self.parent_model)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, **kwargs)
        return type(made.__name__, (made,), {"inline": self, "request": request})


class SourcedForm(forms.ModelForm[Any]):
    """A record's page on which new facts are entered: one source for all new rows, an old one or a new one."""

    remembered: ClassVar[Any] = None
    request: ClassVar[HttpRequest]

    page_source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        label="Zdroj nových údajů",
        help_text="Platí pro všechny nové řádky, které nemají vlastní. Pamatuje se pro další stránky.",
    )
    new_kind = forms.ChoiceField(choices=[("", "– vyberte –"), *SourceKind.choices], required=False, label="Druh")
    new_title = forms.CharField(max_length=300, required=False, label="Název")
    new_issued_on = SpokenDay(required=False, label="Datum", help_text=f"Třeba {SOURCE_DAYS}.")
    new_issuer_name = forms.CharField(max_length=200, required=False, label="Vydal")
    new_number = forms.CharField(max_length=60, required=False, label="Číslo")
    new_url = forms.URLField(max_length=500, required=False, label="Adresa", assume_scheme="https")
    new_text = forms.CharField(
        widget=AdminTextareaWidget, required=False, strip=False, label="Úplné znění", help_text="Smíme-li ho uložit."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("page_source", self.remembered)

    def clean_new_issued_on(self) -> Any:
        return source_day(self.cleaned_data["new_issued_on"])

    def clean(self) -> Any:
        cleaned = super().clean()
        self.request.page_source = self._new_source() or self.cleaned_data.get("page_source")  # type: ignore[attr-defined]
        return cleaned

    def _new_source(self) -> Source | None:
        """The source typed in place, not saved yet; it goes before the chosen one."""
        columns = ("kind", "title", "issuer_name", "number", "url", "text")
        typed: dict[str, Any] = {column: self.cleaned_data.get(f"new_{column}") or "" for column in columns}
        day, precision = self.cleaned_data.get("new_issued_on") or (None, Precision.DAY)
        if not any(typed.values()) and day is None:
            return None
        text = typed["text"].replace("\r\n", "\n")
        source = Source(**typed | {"issued_on": day, "precision": precision, "text": text})
        source.key = free_key(Source, f"{source.title[:60]} {source.issued_on or ''}")
        try:
            source.full_clean()
        except ValidationError as refused:
            for column, problems in refused.error_dict.items():
                self.add_error(f"new_{column}" if f"new_{column}" in self.fields else None, problems)
        return source


class SourcedAdmin(RecordAdmin):
    """A record on whose page new facts are entered."""

    form = SourcedForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        made = super().get_form(request, obj, change=change, **kwargs)
        remembered = request.session.get(SOURCE) if obj else None
        form: Any = type(made.__name__, (made,), {"remembered": remembered, "request": request})
        column: Any = PaperEntry._meta.get_field("source")  # any reference to a source: it tells what is looked up
        lookup = Lookup(column, self.admin_site)
        lookup.choices = form.base_fields["page_source"].choices
        form.base_fields = form.base_fields | {"page_source": copy(form.base_fields["page_source"])}
        form.base_fields["page_source"].widget = lookup
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, FactInline):
            kwargs["form_kwargs"] = {"owner": obj, "request": request}
        return kwargs

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        source = getattr(request, "page_source", None)
        if source is not None and source.pk is None:
            source.save()
        super().save_related(request, form, formsets, change)
        new = [entry for rows in formsets if isinstance(rows, NewRows) for entry in rows.new_objects]
        if new and source is not None:
            request.session[SOURCE] = source.pk
        for entry in new:
            take_back = record_url(type(entry), "strike", entry.pk)
            message = format_html('Zapsáno: {} – <a href="{}">vzít zpět</a>', czech.vlna(str(entry)), take_back)
            self.message_user(request, message, messages.SUCCESS)
