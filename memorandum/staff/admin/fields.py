"""Fields and widgets of the staff's forms."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect
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


class Lookup(AutocompleteSelect):
    """A reference looked up by typing; says in its empty box what emptiness means."""

    nothing = NOT_STATED

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-placeholder": "hledejte psaním" if self.is_required else self.nothing}


class Crowns(forms.DecimalField):
    """An amount as people write it: „77 839 844“, „44 164 000,- Kč“, „1 234,50“."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Částka v Kč")
        super().__init__(
            max_digits=14, decimal_places=2, error_messages={"invalid": "Napište částku v korunách."}, **options
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"\s", "", value).removesuffix("Kč").removesuffix(",-").replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return czech.number(value) if isinstance(value, Decimal) else value
