"""What a visitor may narrow the amounts by."""

from typing import Any

import django_filters
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

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
def _narrowed(at: AsOf, kinds: list[str], programmes: list[str]) -> QuerySet[Any]:
    return _about(kinds, programmes).in_brief(at)


@Prepared
def _of_places(at: AsOf, kinds: list[str], programmes: list[str], localities: list[int]) -> QuerySet[Any]:
    return _of_page(_about(kinds, programmes).filter(among("locality", localities)), at)


def _about(kinds: list[str], programmes: list[str]) -> AmountQuerySet:
    """Narrowed by what amounts are about: therefore before their state, which need not be known of the others."""
    code = Coalesce("programme__code", Value(""))
    amounts: AmountQuerySet = Amount.objects.public().alias(code=code)
    return amounts.filter(among("kind", kinds), among("code", programmes))


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
        return self.in_brief_of(self.kinds)

    @property
    def kinds(self) -> list[str]:
        """The kinds that are asked for."""
        kind = self.form.cleaned_data["druh"]
        return [kind] if kind else AmountKind.values

    def in_brief_of(self, kinds: list[str]) -> Answer:
        """Of the same those of some kinds."""
        return _narrowed.pages(self.at, kinds, self._codes)

    def of_places(self, kind: AmountKind, localities: list[int]) -> Answer:
        """Of what is ``found`` the amounts of one kind and of some localities."""
        return _of_places.pages(self.at, [kind.value], self._codes, localities)

    @property
    def _codes(self) -> list[str]:
        """The codes of the programmes that are asked for; an empty one is for amounts of which none is told."""
        chosen = self.form.cleaned_data["program"]
        every = [code for code, _ in self.form.fields["program"].choices if code]
        return ["" if code == UNKNOWN_PROGRAMME else code for code in ([chosen] if chosen else every)]

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
