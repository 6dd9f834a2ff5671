"""The rows of the table of municipalities as markup: a template that asks each of some hundred rows what it holds

takes longer than all the rest of the page.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from html import escape  # Django's own first asks each text whether it will be translated later
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

import czech
from evidence.models import AsOf, page_address
from formats.sheet import SheetRow
from memorandum.portal.links import with_days

register = template.Library()

_ROW = """
          <tr>
            <th scope="row"><a href="{address}">{name}</a></th>
            <td data-label="Okres">{district}</td>
            <td data-label="ORP">{orp}</td>
            <td class="num" data-label="Obyvatel">{people}</td>
            <td data-label="Lokalita">{place}</td>
          </tr>
        """


@register.simple_tag(takes_context=True)
def table_of_municipalities(context: Context, rows: Iterable[SheetRow]) -> SafeString:
    """The rows for the body of the table, with links that keep the days of the page."""
    at: AsOf = context["at"]
    said = _Said(escape)  # of some hundred municipalities a dozen districts
    counted = _Said(lambda day: f'<span class="small soft">k&nbsp;{czech.day(day)}</span>')
    return mark_safe(
        "".join(
            _ROW.format(
                address=_address("municipality-detail", row["code"], at),
                name=escape(row["name"]),
                district=said[row["district"]],
                orp=said[row["orp"]],
                people=_people(row, counted),
                place=_place(row, at) if row["slug"] else "–",
            )
            for row in rows
        )
    )


class _Said(dict[Any, str]):
    """What is said in the same words row after row, worked out once."""

    def __init__(self, say: Callable[[Any], str]) -> None:
        self.say = say

    def __missing__(self, value: Any) -> str:
        said = self[value] = self.say(value)
        return said


def _address(name: str, key: str, at: AsOf) -> str:
    return escape(with_days(page_address(name, key), at))


def _people(row: SheetRow, counted: Mapping[datetime.date, str]) -> str:
    if row["population"] is None:
        return '<span class="unknown">neuvedeno</span>'
    return f"{czech.number(row['population'])} {counted[row['counted_on']]}"


def _place(row: SheetRow, at: AsOf) -> str:
    """The locality that it is or belongs to, with its state; then the others."""
    told = czech.vlna(row["support"]) + (f", {row['attestation']}" if row["is_last_known"] else "")
    own = f'<a href="{_address("locality-detail", row["slug"], at)}">{escape(row["locality"])}</a>'
    also = f' <span class="small soft">také {escape(czech.vlna(row["also"]))}</span>' if row["also"] else ""
    return f'{own} <span class="small soft">{escape(told)}</span>{also}'
