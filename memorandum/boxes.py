"""Boxes of forms as Django's own templates write them, byte for byte, without a template for each.

A page on which staff enter things has hundreds of boxes and labels, and Django renders up to three templates for each;
that was a third of the time of such a page.
"""

import html
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

import czech

type Box = Mapping[str, Any]

_WIDGETS = "django/forms/widgets"
_OPTION = f"{_WIDGETS}/select_option.html"


class BoundBox(BoundField):
    """A box of any form; its hint never breaks within a date or after a preposition."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if not isinstance(self.help_text, SafeString) and "<" not in self.help_text:
            self.help_text = _vlna(str(self.help_text))


_vlna = lru_cache(512)(czech.vlna)  # forms of many rows say the same hint in each


class FormRenderer(DjangoTemplates):
    """Django's renderer; what it writes most often is written here, whatever else by its templates."""

    bound_field_class = BoundBox

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        written = _WRITTEN.get(template_name)
        said = written(context) if written else None
        return super().render(template_name, context, request) if said is None else said


def _escaped(value: Any) -> str:
    """As ``conditional_escape``, which asks of each plain text, too, whether it is yet to be translated."""
    if type(value) is str:
        return html.escape(value)
    return value if type(value) is SafeString else conditional_escape(value)


def _attributes(attrs: Box) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context: Box) -> str:
    box = context["widget"]
    value = "" if box["value"] is None else f' value="{_escaped(box["value"])}"'
    head = f'<input type="{_escaped(box["type"])}" name="{_escaped(box["name"])}"'
    return f"{head}{value}{_attributes(box['attrs'])}>"


def _textarea(context: Box) -> str | None:
    box = context["widget"]
    if not isinstance(box["value"] or "", str):
        return None  # a number would be written as Czech writes it
    value = _escaped(box["value"] or "")
    return f'<textarea name="{_escaped(box["name"])}"{_attributes(box["attrs"])}>\n{value}</textarea>'


def _select(context: Box) -> str | None:
    box = context["widget"]
    written = [f'<select name="{_escaped(box["name"])}"{_attributes(box["attrs"])}>']
    for group, options, _ in box["optgroups"]:
        if group:
            written.append(f'\n  <optgroup label="{_escaped(group)}">')
        for option in options:
            if option["template_name"] != _OPTION or isinstance(option["label"], int | float):
                return None
            value, label = _escaped(option["value"]), _escaped(option["label"])
            written.append(f'\n  <option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n')
        if group:
            written.append("\n  </optgroup>")
    return "".join((*written, "\n</select>"))


def _label(context: Box) -> str | None:
    if not context["use_tag"]:
        return None
    tag = _escaped(context["tag"])
    return f"<{tag}{_attributes(context['attrs'])}>{_escaped(context['label'])}</{tag}>"


def _errors(context: Box) -> str | None:
    return None if context["errors"] else ""


_WRITTEN: dict[str, Callable[[Box], str | None]] = {
    **{
        f"{_WIDGETS}/{kind}.html": _input
        for kind in ("text", "number", "hidden", "checkbox", "date", "email", "url", "password", "search", "tel")
    },
    f"{_WIDGETS}/textarea.html": _textarea,
    f"{_WIDGETS}/select.html": _select,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _errors,
    "django/forms/errors/list/ul.html": _errors,
}
