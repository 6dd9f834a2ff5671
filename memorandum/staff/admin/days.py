"""A day as people say it, in one field of a form."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from czech import days
from czech.refusals import Refusal
from evidence.models import Precision

SOURCE_DAYS = "30. 8. 2016, srpen 2016, podzim 2015, 2014"
"""How a source may be dated."""


class SpokenDay(forms.CharField):
    """One text for a day and its precision: „podzim 2015“.  Its value is the pair (day, precision), or None."""

    default_error_messages = {"required": "Bez dne nelze údaj zapsat. Není-li přesný, stačí rok."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 60)
        options.setdefault("help_text", f"Den, měsíc, roční období nebo rok: {days.EXAMPLES}.")
        super().__init__(**options)
        self.widget.attrs.update({"autocomplete": "off", "size": "24"})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, tuple):
            return value
        try:
            return days.read(str(value))
        except Refusal as problem:
            raise ValidationError(str(problem), code="misunderstood") from None

    def run_validators(self, value: Any) -> None:
        """The pair is what was read; there is no length to it."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return days.spoken(*value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The same day in other words is no change."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class ExactDay(SpokenDay):
    """One day and nothing vaguer; its value is the date."""

    default_error_messages = {"vague": "Napište jeden den, například 30. 8. 2016."}

    def to_python(self, value: Any) -> Any:
        day, precision = super().to_python(value) or (None, Precision.DAY)
        if precision != Precision.DAY:
            raise ValidationError(self.error_messages["vague"], code="vague")
        return day


class SourceForm(forms.ModelForm[Any]):
    """A source: its date as people say it, to the day or vaguer, in one field."""

    issued_on = SpokenDay(label="Datum", required=False, help_text=f"Tak přesně, jak je známo: {SOURCE_DAYS}.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "issued_on" in self.fields and self.instance.issued_on:
            self.initial["issued_on"] = (self.instance.issued_on, self.instance.precision)

    def clean_issued_on(self) -> datetime.date | None:
        day, self.instance.precision = source_day(self.cleaned_data["issued_on"])
        return day

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"precision"}


def source_day(read: tuple[datetime.date, str] | None) -> tuple[datetime.date | None, str]:
    """The date of a source and its precision.  Raises ValidationError for „nejpozději“, which dates no document."""
    day, precision = read or (None, Precision.DAY)
    if precision == Precision.NO_LATER:
        raise ValidationError("Datum zdroje nemůže být „nejpozději“. Napište den, měsíc, roční období nebo rok.")
    return day, precision


class FactForm(forms.ModelForm[Any]):
    """A fact: its day in one field, and known since its source's date unless said otherwise."""

    effective_on = SpokenDay(label="Kdy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.effective_on:
            self.initial["effective_on"] = (self.instance.effective_on, self.instance.precision)
        elif isinstance(given := self.initial.get("effective_on"), datetime.date):
            self.initial["effective_on"] = (given, self.initial.get("precision", Precision.DAY))
        if known := self.fields.get("known_on"):
            known.required = False
            known.help_text = "Prázdné znamená datum zdroje; nemá-li ho, den zápisu."
            if self.instance.pk is None:
                # The model's own default is today; here the source, which is not chosen yet, decides.
                self.initial["known_on"] = None

    def clean_effective_on(self) -> datetime.date:
        day, self.instance.precision = self.cleaned_data["effective_on"]
        return day  # type: ignore[no-any-return]

    def clean(self) -> Any:
        cleaned: Any = super().clean()
        source = self.cleaned_data.get("source")
        if source is None:
            return cleaned
        if "known_on" in self.fields:
            if not self.cleaned_data.get("known_on") and not self.has_error("known_on"):
                self.cleaned_data["known_on"] = source.dated_on
        elif self.instance._state.adding:
            self.instance.known_on = source.dated_on
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The rules between columns are checked with those that have no field here: each has its value by now."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"precision", "known_on", "corrected_on", "correction", "correction_source"}
