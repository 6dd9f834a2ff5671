"""The link from a page of the admin to the page of the handbook that helps with it."""

from typing import Any

from django import template
from django.urls import reverse

from memorandum.staff.pages import handbook

register = template.Library()


@register.simple_tag(takes_context=True)
def helping_page(context: Any) -> str:
    """The address of the page of the handbook about what is shown; empty when there is none."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    slug = handbook.slug_for(match.url_name or "") if match else ""
    return reverse("admin:help-page", args=[slug]) if slug else ""
