"""Fields and widgets of the staff's forms."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models

import czech

NOT_STATED = "neuvedeno"
"""What an empty choice says: no source tells.  „Žádné“ would be an answer, and is one of the values."""


class Lines(forms.CharField):
    """A text of several lines.  Browsers send CRLF; kept so, an unchanged text would pass for a changed one."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


LINES: dict[Any, Any] = {models.TextField: {"form_class": Lines, "widget": AdminTextareaWidget}}


class OnlyKeys:
    """Of what was sent for a reference only keys choose anything; Django would ask the database for the rest, too."""

    field: Any

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [*filter(self._is_key, value)], attrs)  # type: ignore[misc]

    def _is_key(self, value: Any) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class Lookup(OnlyKeys, AutocompleteSelect):
    """A reference looked up by typing; says in its empty box what emptiness means."""

    nothing = NOT_STATED

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-placeholder": "hledejte psaním" if self.is_required else self.nothing}

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Where nothing is chosen nothing is asked for: of the boxes of a page most are empty."""
        if any(map(str, value)):
            return super().optgroups(name, value, attr)
        return [(None, [] if self.is_required else [self.create_option(name, "", "", selected=False, index=0)], 0)]


class LookupOfMany(OnlyKeys, AutocompleteSelectMultiple):
    """Several references, likewise."""


_UNITS = {"tis": 3, "tisíc": 3, "tisíce": 3, "mil": 6, "milion": 6, "miliony": 6, "milionů": 6, "mld": 9}
_AMOUNT = re.compile(r"(?P<figure>[\d.,]+?)(?:,[-–])?(?P<unit>[^\W\d]+)?\.?(?:Kč)?", re.IGNORECASE)


def spoken_crowns(text: str) -> tuple[str, int]:
    """The figure in crowns, and to which power of ten it is said: „87 572,87 tis. Kč“ is 87572870, said to tens."""
    squeezed = re.sub(r"\s", "", text)
    found = _AMOUNT.fullmatch(squeezed)
    unit = (found["unit"] or "").lower().removesuffix("kč") if found else ""
    whole, _, fraction = found["figure"].replace(",", ".").partition(".") if found else ("", "", "")
    if found is None or (unit and unit not in _UNITS) or not f"{whole}{fraction}".isdecimal():
        return squeezed, 0
    power = _UNITS.get(unit, 0)
    if not power:
        return f"{whole}.{fraction}".rstrip("."), 0
    digits = f"{whole}{fraction.ljust(power, '0')[:power]}"
    return f"{digits}.{fraction[power:]}".rstrip("."), power - len(fraction)


class Crowns(forms.DecimalField):
    """An amount as people write it: „77 839 844“, „44 164 000,- Kč“, „1 234,50“, „120 mil. Kč“, „87 572,87 tis.“."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Částka v Kč")
        super().__init__(
            max_digits=14, decimal_places=2, error_messages={"invalid": "Napište částku v korunách."}, **options
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value, _ = spoken_crowns(value)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return czech.number(value) if isinstance(value, Decimal) else value
