"""Links of the admin's lists to their tables in Excel."""

from typing import Any

from django import template

from memorandum.imports.kinds import kind_of
from memorandum.staff.pages.importing import table_url

register = template.Library()


@register.simple_tag(takes_context=True)
def table_link(context: Any) -> str:
    """Where the list that is shown can be taken away; empty for lists that have no table."""
    shown = context.get("cl")
    kind = kind_of(shown.model) if shown else None
    return table_url(kind, context["request"]) if kind else ""
