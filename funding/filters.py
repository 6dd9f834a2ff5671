"""What a visitor may narrow the amounts by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from evidence.filters import Filter
from evidence.models import AsOf
from evidence.models.prepared import Answer, Prepared, among
from funding.models import Amount, AmountKind, AmountQuerySet, Programme

UNKNOWN_PROGRAMME = "neuvedeno"


@Prepared
def _programmes(at: AsOf) -> QuerySet[Programme, tuple[str, str]]:
    return Programme.objects.values_list("code", "abbreviation")


@Prepared
def _in_brief(at: AsOf) -> QuerySet[Any]:
    return Amount.objects.public().in_brief(at)


@Prepared
def _of_places(at: AsOf, kind: str, localities: list[int]) -> QuerySet[Any]:
    return _of_page(Amount.objects.public().filter(among("locality", localities), kind=kind), at)


def _of_page(amounts: AmountQuerySet, at: AsOf) -> AmountQuerySet:
    return amounts.state(at).select_related("locality", "programme", "plan", "source").in_order_of_money()


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
        return _of_page(Amount.objects.public(), at).with_confirmations(at)

    @property
    def in_brief(self) -> "QuerySet[Any, Any] | Answer":
        """The same amounts as are ``found``, with what sums are made of."""
        if not self.is_valid():
            return self.listed(self.at).none()
        if not any(self.form.cleaned_data.values()):
            return _in_brief.pages(self.at)
        return self._narrowed(Amount.objects.public()).in_brief(self.at)

    def of_places(self, kind: AmountKind, localities: list[int]) -> "QuerySet[Any, Any] | Answer":
        """Of what is ``found`` the amounts of one kind and of some localities."""
        if not self.form.cleaned_data["program"]:
            return _of_places.pages(self.at, kind, localities)
        own = Amount.objects.public().filter(kind=kind, locality__in=localities)
        return _of_page(self._narrowed(own), self.at)

    def _narrowed(self, amounts: AmountQuerySet) -> AmountQuerySet:
        """By what amounts are about: therefore before their state, which need not be known of the others."""
        narrowed: AmountQuerySet = self.filter_queryset(amounts)
        return narrowed

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
