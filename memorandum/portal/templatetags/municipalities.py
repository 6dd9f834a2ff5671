"""The rows of the table of municipalities as markup: a template that asks each of some hundred rows what it holds

takes longer than all the rest of the page.
"""

from collections.abc import Iterable
from html import escape  # Django's own first asks each text whether it will be translated later

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
    return mark_safe(
        "".join(
            _ROW.format(
                address=_address("municipality-detail", row["code"], at),
                name=escape(row["name"]),
                district=escape(row["district"]),
                orp=escape(row["orp"]),
                people=_people(row),
                place=_place(row, at),
            )
            for row in rows
        )
    )


def _address(name: str, key: str, at: AsOf) -> str:
    return escape(with_days(page_address(name, key), at))


def _people(row: SheetRow) -> str:
    if row["population"] is None:
        return '<span class="unknown">neuvedeno</span>'
    day = czech.day(row["counted_on"])
    return f'{czech.number(row["population"])} <span class="small soft">k&nbsp;{day}</span>'


def _place(row: SheetRow, at: AsOf) -> str:
    """The locality that it is or belongs to, with its state; then the others."""
    if not row["slug"]:
        return "–"
    told = czech.vlna(row["support"]) + (f", {row['attestation']}" if row["is_last_known"] else "")
    own = f'<a href="{_address("locality-detail", row["slug"], at)}">{escape(row["locality"])}</a>'
    also = f' <span class="small soft">také {escape(czech.vlna(row["also"]))}</span>' if row["also"] else ""
    return f'{own} <span class="small soft">{escape(told)}</span>{also}'
