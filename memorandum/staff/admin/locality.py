"""The screen of a locality: how things stand, and a row for whatever is new."""

import re
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Subquery, Value
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

import czech
from evidence.models import AsOf, Fold, new_key
from localities.models import (
    MAIN_PLANS,
    Locality,
    Membership,
    Municipality,
    Plan,
    PlanChange,
    PlanKind,
    SupportChange,
)
from memorandum.staff.admin.rows import FactInline, FactRow, FactRows, NewRows, SourcedAdmin

type Told = Callable[[Locality, AsOf], tuple[str, str]]
"""One line of the lead: its name, and what it says of the locality („“ is not stated)."""


class SupportRows(FactInline):
    model = SupportChange
    says = ("kind",)
    invitation = "Zapsat změnu podpory"
    is_open = True


class MemberRow(FactRow):
    """A row for one municipality or for many: „Horní Lhota, Dolní Lhota“."""

    towns = forms.CharField(
        label="Obce",
        help_text="Jedna, nebo více oddělených čárkou. Má-li jméno více obcí, napište kód obce.",
        error_messages={"required": "Napište aspoň jednu obec."},
    )

    def clean_towns(self) -> list[Municipality]:
        found = [_municipality(name) for name in _names(self.cleaned_data["towns"])]
        self.instance.municipality = found[0]
        return found


def _names(text: str) -> list[str]:
    """The names of a list, as a sentence lists them."""
    names = [name.strip() for part in re.split(r"[,;\n]", text) for name in re.split(r"\s+a\s+", part)]
    return [name for name in names if name] or [text]


def _municipality(name: str) -> Municipality:
    if re.fullmatch(r"[0-9]{6}", name):
        found: list[Municipality] = list(Municipality.objects.filter(code=name))
    else:
        found = list(Municipality.objects.alias(folded=Fold(F("name"))).filter(folded=Fold(Value(name))))
    if len(found) == 1:
        return found[0]
    if found:
        told = czech.joined((f"{town.name} (okres {town.district}) {town.code}" for town in found), "nebo")
        raise ValidationError(f"Obcí jménem „{name}“ je více. Napište kód: {told}.")
    alike = Municipality.objects.named_like(name, "name")[:3]
    hint = f" Nemyslíte {czech.joined((town.name for town in alike), 'nebo')}?" if alike else ""
    raise ValidationError(f"Obec „{name[:80]}“ v evidenci není.{hint}")


class MemberRows(FactRows):
    def save_new_objects(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002
        """Of a row for many municipalities each gets a fact of its own."""
        new = super().save_new_objects(commit)
        for form in self.extra_forms:
            for town in form.cleaned_data.get("towns", [])[1:] if form.has_changed() else []:
                fact = copy(form.instance)
                fact.pk, fact.key, fact.municipality = None, new_key(), town
                fact._state = copy(fact._state)
                fact._state.adding = True
                fact.save()
                new.append(fact)
        self.new_objects = new
        return new


class Members(FactInline):
    model = Membership
    form: type[Any] = MemberRow
    formset = MemberRows
    says = ("towns", "joined")
    invitation = "Zapsat členství obcí"


class PlanRow(FactRow):
    """What became of a plan of the locality; of a new one with its name."""

    new_kind = forms.ChoiceField(choices=[("", "– vyberte –"), *PlanKind.choices], required=False, label="Nový: druh")
    new_title = forms.CharField(max_length=200, required=False, label="Nový: název")
    new_from = forms.IntegerField(min_value=1990, max_value=2099, required=False, label="Nový: období od roku")
    new_to = forms.IntegerField(min_value=1990, max_value=2099, required=False, label="do roku")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["plan"]
        plan.queryset = Plan.objects.filter(locality=self.owner)
        plan.required, plan.empty_label = False, "– nový dokument –"

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.cleaned_data.get("plan"):
            self.cleaned_data["plan"] = self._new_plan()
        return cleaned

    def _new_plan(self) -> Plan | None:
        typed = self.cleaned_data
        if not typed.get("new_kind"):
            self.add_error("new_kind", "Vyberte dokument, nebo druh nového.")
            return None
        kind = PlanKind(typed["new_kind"])
        plan = Plan(
            locality=self.owner,
            kind=kind,
            title=typed.get("new_title") or f"{kind.label} – {self.owner}"[:200],
            year_from=typed.get("new_from"),
            year_to=typed.get("new_to"),
            key=f"{slugify(f'{self.owner} {kind.value}')[:45]}-{new_key()}",
        )
        try:
            plan.full_clean(exclude=["locality"])
        except ValidationError as refused:
            self.add_error("new_kind", refused.messages)
        return plan

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()
        plan = self.cleaned_data.get("plan")
        return excluded | {"plan"} if plan is None or plan.pk is None else excluded

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        if commit and self.instance.plan.pk is None:
            self.instance.plan.save()
        return super().save(commit)


class PlanRows(NewRows, BaseModelFormSet[Any, Any]):
    """The rows belong to plans, and the plans to the locality: one step further than Django's inlines go."""

    def __init__(self, *args: Any, instance: Any = None, save_as_new: bool = False, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class _NoParentChecks(InlineModelAdminChecks):
    """Django looks for a reference to the locality; a change of a plan has it through its plan."""

    def _check_exclude_of_parent_model(self, obj: Any, parent_model: Any) -> list[Any]:
        return []

    def _check_relation(self, obj: Any, parent_model: Any) -> list[Any]:
        return []


class Plans(FactInline):
    model = PlanChange
    form: type[Any] = PlanRow
    checks_class = _NoParentChecks
    autocomplete_fields = ("source", "resolution")
    says = ("plan", "new_kind", "new_title", "new_from", "new_to", "state", "decided_by", "resolution")
    invitation = "Zapsat, co se stalo s plánem"

    def owner_path(self) -> str:
        return "plan__locality"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = modelformset_factory(
            PlanChange,
            form=self.form,
            formset=PlanRows,
            fields=flatten_fieldsets(self.get_fieldsets(request, obj)),
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
            extra=self.extra,
            can_delete=False,
        )
        return type("PlanRows", (made,), {"inline": self, "asked": request})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.get_fields(request, obj)})]


def support(locality: Locality, at: AsOf) -> tuple[str, str]:
    """How the locality is supported today, and since when."""
    state = locality.support_changes.state(at).select_related("kind").first()
    return "Podpora", f"{state.kind} {state.since}" if state else ""


def plan(locality: Locality, at: AsOf) -> tuple[str, str]:
    rows = PlanChange.objects.filter(plan__locality=locality).state(at).select_related("plan")
    state = rows.filter(plan__kind__in=MAIN_PLANS).order_by("effective_on").last()
    return "Strategický plán", f"{state.get_state_display()} {state.when}" if state else ""


def members(locality: Locality, at: AsOf) -> tuple[str, str]:
    names = [row.municipality.name for row in locality.memberships.members(at).select_related("municipality")]
    return "Členské obce", czech.joined(sorted(names))


def open_discrepancies(locality: Locality, at: AsOf) -> tuple[str, str]:
    count = locality.discrepancies.filter(is_open=True).count()
    return "Nevyřešené rozpory", czech.number(count) if count else "žádné"


#: What the lead tells; rooms above, which know more of a locality, add their lines here.
LEAD: list[Told] = [support, plan, members, open_discrepancies]


@admin.register(Locality)
class LocalityAdmin(SourcedAdmin):
    """All of one locality on one page.

    ``inlines`` is a list on purpose: rooms above (money) hang their facts here, as the arrow between the apps
    points down and this room knows nothing of them.
    """

    list_display = ("name", "kind", "supported", "is_public")
    list_filter = ("kind", "is_public")
    search_fields = ("name", "aliases__name")
    change_form_template = "staff/locality_form.html"
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines: ClassVar[list[Any]] = [SupportRows, Members, Plans]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A locality is made first, and gets its facts on its page."""
        return self.inlines if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        itself = (None, {"fields": ["name", "slug", "kind", "is_public"]})
        if obj is None or not self.has_change_permission(request, obj):
            return [itself]
        new = ["new_kind", "new_title", "new_issued_on", "new_issuer_name", "new_number", "new_url", "new_text"]
        return [
            ("Název, druh a zveřejnění", {"fields": itself[1]["fields"]}),
            ("Z čeho zapisujete", {"fields": ["page_source"]}),
            ("Zdroj v evidenci ještě není", {"fields": new, "classes": ["collapse"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        states = SupportChange.objects.state(AsOf.now()).filter(locality=OuterRef("pk"))
        return super().get_queryset(request).annotate(support=Subquery(states.values("kind__name")[:1]))

    @admin.display(description="podpora dnes", ordering="support")
    def supported(self, locality: Any) -> str:
        return locality.support or "neuvedeno"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """By any of its names, without accents and with a typo."""
        if not search_term.strip():
            return queryset, False
        return queryset.named_like(search_term, "name", "aliases__name"), True

    def get_history_parts(self, request: HttpRequest, record: Any) -> Any:
        yield from super().get_history_parts(request, record)
        yield Plan, "locality_id", [record.pk]
        yield PlanChange, "plan_id", list(record.plans.values_list("pk", flat=True))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        locality = kwargs.get("obj")
        if locality is not None:
            at = AsOf.now()
            context |= {
                "lead": [told(locality, at) for told in LEAD],
                "discrepancies": locality.discrepancies.order_by("-is_open", "key"),
                "aliases": locality.aliases.all(),
                "last": next(iter(self._history(request, locality).entries()), None),
            }
        return super().render_change_form(request, context, *args, **kwargs)
