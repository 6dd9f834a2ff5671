"""What a visitor may narrow the lists by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from council.models import AsOf
from localities.models import (
    MAIN_PLANS,
    Locality,
    Membership,
    Municipality,
    PlanChange,
    PlanState,
    SupportChange,
    SupportKind,
)

NONE = "zadny"
_LONGEST = 100  # characters of a search; the longest name of a Czech municipality has 35


class TextField(forms.CharField):
    """A search box: what nobody can mean (control characters) is refused by a sentence, never by an error."""

    default_error_messages = {
        "null_characters_not_allowed": "Hledaný text obsahuje znak, který nejde hledat.",
        "max_length": "Hledaný text je příliš dlouhý, stačí část názvu.",
    }


class NameFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = TextField


class Filter(django_filters.FilterSet):  # type: ignore[misc]
    """A list narrowed by the query string, as of two days.  ``at`` reaches every method that asks about facts."""

    def __init__(self, data: Any, queryset: QuerySet[Any], *, at: AsOf) -> None:
        self.at = at
        super().__init__(data, queryset)

    @property
    def is_narrowed(self) -> bool:
        """Whether the visitor has asked for anything but the whole list."""
        return any(value for name, value in self.form.cleaned_data.items() if name != "razeni")

    def sentence(self) -> str:
        """What the list is narrowed by, for people: „okres: Lhota; podpora: intenzivní podpora“."""
        told = []
        for name, value in self.form.cleaned_data.items():
            if value and name != "razeni":
                field = self.form.fields[name]
                labels = dict(getattr(field, "choices", ()))
                told.append(f"{str(field.label).lower()}: {labels.get(value, value)}")
        return "; ".join(told)


def _towns(column: str) -> list[tuple[str, str]]:
    names = Municipality.objects.order_by(column).values_list(column, flat=True).distinct()
    return [(name, name) for name in names]


class LocalityFilter(Filter):
    q = NameFilter(label="Název", method="named", max_length=_LONGEST)
    podpora = django_filters.ChoiceFilter(label="Druh podpory", method="supported", empty_label="všechny")
    okres = django_filters.ChoiceFilter(label="Okres", method="in_district", empty_label="všechny")
    orp = django_filters.ChoiceFilter(label="ORP", method="in_orp", empty_label="všechny")
    plan = django_filters.ChoiceFilter(
        label="Strategický plán",
        method="planned",
        empty_label="nerozhoduje",
        choices=[*PlanState.choices, (NONE, "bez plánu v evidenci")],
    )
    razeni = django_filters.OrderingFilter(
        label="Řazení",
        empty_label=None,
        fields=[("name_key", "nazev")],
        choices=[("nazev", "podle názvu"), ("-nazev", "podle názvu od konce")],
        null_label=None,
    )

    class Meta:
        model = Locality
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Any], *, at: AsOf) -> None:
        super().__init__(data, queryset, at=at)
        self.filters["podpora"].extra["choices"] = SupportKind.objects.values_list("code", "name")
        self.filters["okres"].extra["choices"] = _towns("district")
        self.filters["orp"].extra["choices"] = _towns("orp")

    def named(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.named_like(value, "name") | queryset.filter(
            pk__in=Locality.objects.named_like(value, "aliases__name").values("pk")
        )

    def supported(self, queryset: Any, name: str, value: str) -> Any:
        states = SupportChange.objects.public().state(self.at).filter(kind__code=value)
        return queryset.filter(pk__in=states.values("locality"))

    def in_district(self, queryset: Any, name: str, value: str) -> Any:
        return self._with_member(queryset, municipality__district=value)

    def in_orp(self, queryset: Any, name: str, value: str) -> Any:
        return self._with_member(queryset, municipality__orp=value)

    def _with_member(self, queryset: Any, **where: str) -> Any:
        members = Membership.objects.public().members(self.at).filter(**where)
        return queryset.filter(pk__in=members.values("locality"))

    def planned(self, queryset: Any, name: str, value: str) -> Any:
        states = PlanChange.objects.public().state(self.at).filter(plan__kind__in=MAIN_PLANS)
        if value == NONE:
            return queryset.exclude(pk__in=states.values("plan__locality"))
        return queryset.filter(pk__in=states.filter(state=value).values("plan__locality"))


class MunicipalityFilter(Filter):
    q = NameFilter(label="Název nebo kód", method="named", max_length=_LONGEST)
    okres = django_filters.ChoiceFilter(label="Okres", field_name="district", empty_label="všechny")
    orp = django_filters.ChoiceFilter(label="ORP", field_name="orp", empty_label="všechny")
    razeni = django_filters.OrderingFilter(
        label="Řazení",
        empty_label=None,
        fields=[("name_key", "nazev"), ("population", "obyvatele")],
        choices=[
            ("nazev", "podle názvu"),
            ("-nazev", "podle názvu od konce"),
            ("-obyvatele", "od největší"),
            ("obyvatele", "od nejmenší"),
        ],
        null_label=None,
    )

    class Meta:
        model = Municipality
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Any], *, at: AsOf) -> None:
        super().__init__(data, queryset, at=at)
        self.filters["okres"].extra["choices"] = _towns("district")
        self.filters["orp"].extra["choices"] = _towns("orp")

    def named(self, queryset: Any, name: str, value: str) -> Any:
        if value.strip().isdecimal():
            return queryset.filter(code=value.strip())
        return queryset.named_like(value, "name")
