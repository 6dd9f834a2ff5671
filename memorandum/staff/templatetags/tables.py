"""Tables on the staff's pages, and links of the admin's lists to their tables in Excel."""

from typing import Any

from django import template
from django.template.loader import render_to_string

from memorandum.imports.kinds import kind_of
from memorandum.staff.pages.importing import table_url

register = template.Library()


@register.simple_block_tag
def scrolled_table(content: str, title: str, *columns: str) -> str:
    """A table as wide as its rows need, with its title and the names of its columns; on a phone it rolls by itself."""
    return render_to_string("staff/_table.html", {"title": title, "columns": columns, "rows": content})


@register.simple_tag(takes_context=True)
def table_link(context: Any) -> str:
    """Where the list that is shown can be taken away; empty for lists that have no table."""
    changelist = context.get("cl")
    kind = kind_of(changelist.model) if changelist else None
    return table_url(kind, context["request"]) if kind else ""
