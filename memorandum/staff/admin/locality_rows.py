"""What is new about a locality, a row each: support, municipalities, plans, money."""

import re
from copy import copy
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import slugify

import czech
from evidence.models import Entry, new_key
from funding.models import Amount
from localities.models import MAIN_PLANS, Membership, Municipality, Plan, PlanChange, PlanKind, SupportChange
from memorandum.staff.admin.amounts import AmountWords
from memorandum.staff.admin.rows import FactInline, FactRow, NewRows


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
        towns = [_municipality(name) for name in _names(self.cleaned_data["towns"])]
        self.instance.municipality = towns[0]
        return towns

    @cached_property
    def facts(self) -> list[Any]:
        """Of a row for many municipalities each gets a fact of its own."""
        facts = [self.instance]
        for town in self.cleaned_data.get("towns", [])[1:]:
            fact = copy(self.instance)
            fact.key, fact.municipality = new_key(), town
            facts.append(fact)
        return facts


def _names(text: str) -> list[str]:
    """The names of a list, as a sentence lists them."""
    names = [name.strip() for part in re.split(r"[,;\n]", text) for name in re.split(r"\s+a\s+", part)]
    return [name for name in names if name] or [text]


def _municipality(name: str) -> Municipality:
    if re.fullmatch(r"[0-9]{6}", name):
        matches: list[Municipality] = list(Municipality.objects.filter(code=name))
    else:
        matches = list(Municipality.objects.called(name))
    if len(matches) == 1:
        return matches[0]
    if matches:
        choice = czech.joined((f"{town.name} (okres {town.district}) {town.code}" for town in matches), "nebo")
        raise ValidationError(f"Obcí jménem „{name}“ je více. Napište kód: {choice}.")
    alike = Municipality.objects.like(name)[:3]
    hint = f" Nemyslíte {czech.joined((town.name for town in alike), 'nebo')}?" if alike else ""
    raise ValidationError(f"Obec „{name[:80]}“ v evidenci není.{hint}")


class Members(FactInline):
    model = Membership
    form: type[Any] = MemberRow
    says = ("towns", "joined")
    invitation = "Zapsat členství obcí"


def _offer_plans(field: Any, owner: Any) -> list[Plan]:
    """Let one of the locality's own plans be chosen; they are read once for all rows of its page."""
    field.queryset = Plan.objects.filter(locality=owner)
    if owner is None:
        return []
    prefetch_related_objects([owner], "plans")
    plans = [*owner.plans.all()]
    empty = [] if field.empty_label is None else [("", field.empty_label)]
    field.widget.choices = [*empty, *((plan.pk, field.label_from_instance(plan)) for plan in plans)]
    return plans


class PlanRow(FactRow):
    """What became of a plan of the locality; of a new one with its name."""

    new_kind = forms.ChoiceField(choices=[("", "– vyberte –"), *PlanKind.choices], required=False, label="Nový: druh")
    new_title = forms.CharField(max_length=200, required=False, label="Nový: název")
    new_from = forms.IntegerField(min_value=1990, max_value=2099, required=False, label="Nový: období od roku")
    new_to = forms.IntegerField(min_value=1990, max_value=2099, required=False, label="do roku")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["plan"]
        plan.required, plan.empty_label = False, "– nový dokument –"
        _offer_plans(plan, self.owner)

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

    def enter(self, *, by: Any) -> list[Entry]:
        if self.instance.plan.pk is None:
            self.instance.plan.save()
        return super().enter(by=by)


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
        return type("PlanRows", (made,), {"inline": self, "request": request})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.get_fields(request, obj)})]


class AmountRow(AmountWords, FactRow):
    """An amount of the locality, from one of its own plans or from none that the source names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = _offer_plans(self.fields["plan"], self.owner)
        main = [plan.pk for plan in plans if plan.kind in MAIN_PLANS]
        if len(main) == 1:
            self.initial["plan"] = main[0]


class Amounts(FactInline):
    model = Amount
    form: type[Any] = AmountRow
    says = ("kind", "amount", "exactness", "plan", "programme", "share", "designation", "basis")
    invitation = "Zapsat částku"
