"""What all lists share that a visitor may narrow, as of two days."""

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.db.models.functions import ExtractYear

from evidence.models import AsOf, Misunderstood
from evidence.models.prepared import Answer, Prepared

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

    A page and its export make the same filter from the same query, and show what is ``found``.  Each filter says in
    ``Meta`` of which model its list is.
    """

    _whole: ClassVar[Prepared]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._whole = Prepared(lambda at: cls.shown(cls.listed(at)))

    def __init__(self, data: Any, *, at: AsOf) -> None:
        self.at = at
        super().__init__(data)

    def get_form_class(self) -> Any:
        """The boxes with what may be chosen: asked for when the form is shown, or has anything to read."""
        for name, choices in self.choices().items():
            self.filters[name].extra["choices"] = choices
        return super().get_form_class()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was asked at all: the whole list, as most people want it."""
        return not any(self.data.get(name) for name in self.filters)

    def choices(self) -> dict[str, Iterable[tuple[str, str]]]:
        """What may be chosen in the boxes that offer what the record holds."""
        return {}

    @classmethod
    def listed(cls, at: AsOf) -> QuerySet[Any]:
        """The whole list as of the two days, before the visitor narrows it."""
        raise NotImplementedError

    @property
    def found(self) -> "QuerySet[Any] | Answer":
        """What the visitor asked for; nothing when the question makes no sense, never the whole list.

        The whole list, for which most people ask, comes by a prepared question.
        """
        return self._whole.pages(self.at) if self.is_whole else self.plain

    @property
    def plain(self) -> QuerySet[Any]:
        """The same as a queryset, whatever was asked, for whoever reads it in another way."""
        if self.is_whole:
            return self.shown(self.listed(self.at))
        if not self.is_valid():
            return self.listed(self.at).none()
        return self.shown(self.filter_queryset(self.listed(self.at)))

    @classmethod
    def shown(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What is read of each row."""
        return rows

    @property
    def is_narrowed(self) -> bool:
        """Whether the visitor has asked for anything but the whole list."""
        return any(value for name, value in self.form.cleaned_data.items() if name != "razeni")

    def sentence(self) -> str:
        """What the list is narrowed by, for people: „okres: Lhota; podpora: intenzivní podpora“."""
        if self.is_whole:
            return ""
        limits = []
        for name, value in self.form.cleaned_data.items():
            if value and name != "razeni":
                field = self.form.fields[name]
                labels = dict(getattr(field, "choices", ()))
                limits.append(f"{str(field.label).lower()}: {labels.get(value, value)}")
        return "; ".join(limits)

    def check(self) -> None:
        """Raise Misunderstood with a sentence when the question makes no sense: a file could not say so."""
        if self.is_whole:
            return
        for name, errors in self.form.errors.items():
            raise Misunderstood(f"Pole „{self.form.fields[name].label}“: {errors[0]}")


def years(rows: QuerySet[Any], column: str) -> QuerySet[Any, int]:
    """The years of the days in the column, each once."""
    return rows.exclude(**{column: None}).order_by().values_list(ExtractYear(column), flat=True).distinct()


def latest_first(held: Iterable[int]) -> list[tuple[str, str]]:
    """The years to choose from."""
    return [(str(year), str(year)) for year in sorted(held, reverse=True)]
