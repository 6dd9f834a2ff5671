"""Czech typography and words in templates; a builtin, so no `{% load %}`.

Each filter returns plain text, which the template escapes as any other, unless it was given markup already safe.
An empty value (None or "") stays empty: what an unknown fact is called is for the template to say.
"""

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.safestring import SafeData, SafeString, mark_safe

import czech

register = template.Library()

_PIECE = re.compile(r"(<[^<>]*>|&#?\w{1,32};)")
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small"),
        *("span", "strong", "sub", "sup", "time", "u", "wbr"),
    }
)
_VERBATIM = frozenset({"code", "pre", "script", "style", "textarea"})


register.filter("out_of", czech.out_of)


@register.filter
def out_of_counted(n: int, forms: str) -> str:
    """„ze 3 lokalit“: the forms are those of one and of more, `"lokality,lokalit"`."""
    return czech.out_of_counted(n, *forms.split(","))


@register.filter
def vlna(value: object) -> str:
    """Return the text with no-break spaces where Czech wants them; markup marked safe keeps its tags as they are."""
    if value is None:
        return ""
    if isinstance(value, SafeData):
        return _vlna_markup(str(value))
    return czech.vlna(str(value))


def _vlna_markup(markup: str) -> SafeString:
    """Glue the words between the tags, looking across inline ones: in `č. <b>85</b>` the space stands before 85."""
    if "<" not in markup and "&" not in markup:
        return mark_safe(czech.vlna(markup))  # still only spaces change
    pieces = _PIECE.split(markup)  # text, tag or entity, text, …
    seen = [*_as_read(pieces)]
    glued = czech.vlna("".join(seen))
    at = 0
    for index, read in enumerate(seen):
        # vlna keeps the length, so what a text became is found by counting; tags and entities stay as they were.
        if index % 2 == 0 and read == pieces[index]:
            pieces[index] = glued[at : at + len(read)]
        at += len(read)
    return mark_safe("".join(pieces))


def _as_read(pieces: Iterable[str]) -> Iterator[str]:
    """Yield what a reader sees of each piece: of a tag nothing or a new line, of code nothing that could be glued."""
    verbatim = ""
    for index, piece in enumerate(pieces):
        is_tag = index % 2 == 1 and piece.startswith("<")
        if is_tag:
            name = [*piece.strip("</> ").lower().split(), ""][0]
            if not verbatim and name in _VERBATIM and not piece.startswith("</"):
                verbatim = name
            elif name == verbatim and piece.startswith("</"):
                verbatim = ""
            yield "" if name in _INLINE else "\n"
        elif verbatim:
            yield "\ufffc"  # something that stands there and is no word
        else:
            yield html.unescape(piece) if index % 2 else piece


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Return `30. 8. 2016`; an aware datetime gives the day in the portal's time zone."""
    if not value:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return czech.day(value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return `30. 8. 2016 v 14:05` in the portal's time zone."""
    if not value:
        return ""
    return czech.moment(timezone.localtime(value) if timezone.is_aware(value) else value)


@register.filter
def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    """Return `1 234,5`; the argument says how many decimal places."""
    return "" if value is None or value == "" else czech.number(value, places)


@register.filter
def money(value: Decimal | int | None) -> str:
    """Return `77 839 844 Kč`."""
    return "" if value is None or value == "" else czech.money(value)


@register.filter
def count(value: Decimal | int | float | None, forms: str) -> str:
    """Return the number with its noun: `{{ n|count:"lokalita,lokality,lokalit" }}`; a fourth form is for 2,5."""
    if value is None or value == "":
        return ""
    return czech.count(value, *_forms(forms)[:3], part=_forms(forms)[3])


@register.filter
def plural(value: Decimal | int | float | None, forms: str) -> str:
    """Return only the noun: `{{ n|plural:"lokalita,lokality,lokalit" }}`."""
    if value is None or value == "":
        return ""
    return czech.plural(value, *_forms(forms)[:3], part=_forms(forms)[3])


def _forms(text: str) -> tuple[str, str, str, str | None]:
    one, few, many, *part = (form.strip() for form in text.split(","))
    return one, few, many, part[0] if part else None
