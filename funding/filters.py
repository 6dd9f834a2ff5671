"""What a visitor may narrow the amounts by."""

from typing import Any

import django_filters
from django.db.models import Case, QuerySet, Value, When

from evidence.filters import Filter
from evidence.models import AsOf
from evidence.models.prepared import Answer, Prepared
from funding.models import Amount, AmountKind, Programme

UNKNOWN_PROGRAMME = "neuvedeno"


@Prepared
def _programmes(at: AsOf) -> QuerySet[Programme, tuple[str, str]]:
    return Programme.objects.values_list("code", "abbreviation")


@Prepared
def _in_brief(at: AsOf) -> QuerySet[Any]:
    return Amount.objects.public().state(at).in_brief().order_by()


class AmountFilter(Filter):
    druh = django_filters.ChoiceFilter(
        label="Druh částky", field_name="kind", empty_label="všechny", choices=AmountKind.choices
    )
    program = django_filters.ChoiceFilter(label="Program", method="of_programme", empty_label="všechny")

    class Meta:
        model = Amount
        fields = ()

    def choices(self) -> dict[str, Any]:
        return {"program": [*_programmes(self.at), (UNKNOWN_PROGRAMME, "program neuveden")]}

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """The amounts that hold on the day: kind after kind, within each by locality."""
        place = Case(*(When(kind=kind, then=Value(index)) for index, kind in enumerate(AmountKind)))
        amounts = Amount.objects.public().state(at).select_related("locality", "programme", "plan", "source")
        return amounts.with_confirmations(at).order_by(place, "locality__name_key", "locality_id", "pk")

    @property
    def in_brief(self) -> "QuerySet[Any] | Answer":
        """The same amounts as are ``found``, with what sums are made of."""
        if not self.is_valid():
            return self.listed(self.at).none()
        if not any(self.form.cleaned_data.values()):
            return _in_brief.pages(self.at)
        found: QuerySet[Any] = self.filter_queryset(Amount.objects.public().state(self.at)).in_brief().order_by()
        return found

    def of_programme(self, queryset: Any, name: str, value: str) -> Any:
        if value == UNKNOWN_PROGRAMME:
            return queryset.filter(programme=None)
        return queryset.filter(programme__code=value)

    @property
    def expects_allocations(self) -> bool:
        """Whether the visitor asked for all allocations, so that it is worth telling which are not known."""
        if not self.is_valid():
            return False
        query = self.form.cleaned_data
        return query["druh"] in ("", AmountKind.ALLOCATED) and not query["program"]
