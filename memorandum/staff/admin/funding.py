import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin

import czech
from evidence.models import AsOf
from funding.models import Amount, Operation, OperationLink, Programme
from localities.models import Locality, Plan
from memorandum.staff.admin.days import FactForm
from memorandum.staff.admin.facts import CitedAdmin, FactAdmin
from memorandum.staff.admin.locality import LEAD, LocalityAdmin
from memorandum.staff.admin.records import RecordAdmin
from memorandum.staff.admin.rows import FactInline, FactRow


class Crowns(forms.DecimalField):
    """An amount as people write it: „77 839 844“, „44 164 000,- Kč“, „1 234,50“."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"\s", "", value).removesuffix("Kč").removesuffix(",-").replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return czech.number(value) if isinstance(value, Decimal) else value


def crowns() -> Crowns:
    return Crowns(
        label="Částka v Kč", max_digits=14, decimal_places=2, error_messages={"invalid": "Napište částku v korunách."}
    )


class AmountForm(FactForm):
    amount = crowns()


class AmountRow(FactRow):
    """An amount of the locality, from one of its own plans or from none that the source names."""

    amount = crowns()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["plan"]
        plan.queryset = (
            Plan.objects.filter(locality=self.instance.locality_id)
            if self.instance.locality_id
            else plan.queryset.none()
        )


class Amounts(FactInline):
    model = Amount
    form: type[Any] = AmountRow
    says = ("kind", "amount", "exactness", "plan", "programme", "basis")
    invitation = "Zapsat částku"


def allocation(locality: Locality, at: AsOf) -> tuple[str, str]:
    found = Amount.objects.filter(locality=locality).allocated(at)
    return "Alokace", czech.joined(f"{czech.money(amount.amount)} {amount.since}" for amount in found)


# The page of a locality belongs to the room below, which knows nothing of money.
LocalityAdmin.inlines.append(Amounts)
LEAD.insert(2, allocation)


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_display = ("abbreviation", "name", "fund", "year_from", "year_to", "predecessor")
    search_fields = ("abbreviation", "name", "code")
    autocomplete_fields = ("predecessor",)
    list_select_related = ("predecessor",)


@admin.register(Amount)
class AmountAdmin(FactAdmin):
    form = AmountForm
    search_fields = ("locality__name", "passage")
    list_filter = ("kind", *FactAdmin.list_filter)


@admin.register(Operation)
class OperationAdmin(CitedAdmin):
    list_display = ("registration_number", "name", "programme", "total", "state")
    list_filter = ("programme", "state")
    search_fields = ("registration_number", "name", "recipient")


@admin.register(OperationLink)
class OperationLinkAdmin(RecordAdmin):
    list_display = ("operation", "locality", "made_by")
    list_filter = ("made_by",)
    search_fields = ("operation__name", "locality__name")
    autocomplete_fields = ("operation", "locality")
    list_select_related = ("operation", "locality")
