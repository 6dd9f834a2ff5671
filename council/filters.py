"""What a visitor may narrow the lists by: the parts that all lists share, and the lists of documents."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import ExtractYear

from council.models import Session
from evidence.models import AsOf, Body, Misunderstood, Source, SourceKind

LONGEST = 100  # characters of a search; the longest name of a Czech municipality has 35


class TextField(forms.CharField):
    """A search box: what nobody can mean (control characters) is refused by a sentence, never by an error."""

    default_error_messages = {
        "null_characters_not_allowed": "Hledaný text obsahuje znak, který nejde hledat.",
        "max_length": "Hledaný text je příliš dlouhý, stačí část názvu.",
    }


class NameFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = TextField


class Filter(django_filters.FilterSet):  # type: ignore[misc]
    """A list narrowed by the query string, as of two days.  ``at`` reaches every method that asks about facts.

    A page and its export make the same filter from the same query, and show what is ``found``.
    """

    def __init__(self, data: Any, *, at: AsOf) -> None:
        self.at = at
        super().__init__(data, self.listed(at))

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """The whole list as of the two days, before the visitor narrows it."""
        raise NotImplementedError

    @property
    def found(self) -> QuerySet[Any]:
        """What the visitor asked for; nothing when the question makes no sense, never the whole list."""
        return self.qs if self.is_valid() else self.queryset.none()  # type: ignore[no-any-return]

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

    def check(self) -> None:
        """Raise Misunderstood with a sentence when the question makes no sense: a file could not say so."""
        for name, errors in self.form.errors.items():
            raise Misunderstood(f"Pole „{self.form.fields[name].label}“: {errors[0]}")


def years(rows: QuerySet[Any], column: str) -> list[tuple[str, str]]:
    """The years of the days in the column, the latest first, to choose from."""
    found = rows.exclude(**{column: None}).order_by().values_list(ExtractYear(column), flat=True).distinct()
    return [(str(year), str(year)) for year in sorted(found, reverse=True)]


class SourceFilter(Filter):
    q = NameFilter(label="Název nebo číslo", method="named", max_length=LONGEST)
    druh = django_filters.ChoiceFilter(
        label="Druh", field_name="kind", empty_label="všechny", choices=SourceKind.choices
    )

    class Meta:
        model = Source
        fields: list[str] = []

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """By kind, in the order of the kinds, each with the newest first and the undated last."""
        place = Case(*(When(kind=kind, then=Value(index)) for index, kind in enumerate(SourceKind)))
        sources = Source.objects.public().known(at).select_related("issuer").defer("text")
        return sources.order_by(place, F("issued_on").desc(nulls_last=True), "key")

    def named(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.saying(value, "title", "number", "issuer_name")


class ResolutionFilter(Filter):
    q = NameFilter(label="Název nebo číslo", method="named", max_length=LONGEST)
    organ = django_filters.ChoiceFilter(label="Kdo je vydal", field_name="issuer__key", empty_label="všichni")
    rok = django_filters.ChoiceFilter(label="Rok", field_name="issued_on__year", empty_label="všechny")

    class Meta:
        model = Source
        fields: list[str] = []

    def __init__(self, data: Any, *, at: AsOf) -> None:
        super().__init__(data, at=at)
        issuers = Body.objects.filter(issued__in=self.listed(at)).order_by("name").distinct()
        self.filters["organ"].extra["choices"] = issuers.values_list("key", "name")
        self.filters["rok"].extra["choices"] = years(self.listed(at), "issued_on")

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """The newest first, the undated last."""
        resolutions = Source.objects.public().known(at).resolutions().select_related("issuer").defer("text")
        return resolutions.order_by(F("issued_on").desc(nulls_last=True), "key")

    def named(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.saying(value, "title", "number")


class SessionFilter(Filter):
    organ = django_filters.ChoiceFilter(label="Orgán", field_name="body__key", empty_label="všechny")
    rok = django_filters.ChoiceFilter(label="Rok", field_name="held_on__year", empty_label="všechny")

    class Meta:
        model = Session
        fields: list[str] = []

    def __init__(self, data: Any, *, at: AsOf) -> None:
        super().__init__(data, at=at)
        bodies = Body.objects.filter(sessions__in=self.listed(at)).order_by("name").distinct()
        self.filters["organ"].extra["choices"] = bodies.values_list("key", "name")
        self.filters["rok"].extra["choices"] = years(self.listed(at), "held_on")

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """By body, the assembly first, each with the latest session first."""
        return Session.objects.public().known(at).by_body()
