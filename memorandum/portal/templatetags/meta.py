"""What a page says of itself to machines: its lasting address, its name told twice, data in JSON-LD."""

import html
import json
import re
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from evidence.models import AsOf

register = template.Library()

_PAGE = "strana"
_LATER_PAGE = re.compile(r"[2-9]|[1-9][0-9]{1,3}")
# As Django's own json_script: nothing in the data may end the script element or begin another one.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_block_tag
def kept(content: SafeString) -> SafeString:
    """Keep what stands inside under a name: `{% kept as page_title %}…{% endkept %}`; a block may be filled once."""
    return SafeString(content.strip())


@register.simple_tag(takes_context=True)
def lasting_url(context: Context) -> str:
    """The whole address under which the page should be known; empty for a page that shows another day than today.

    A narrowed list is a view of the list, so what a visitor typed is left out; each page of a long list is its own.
    A view whose page has several addresses puts the one to be known into its context as ``lasting_path``.
    """
    request, at = context.get("request"), context.get("at")
    if request is None or (isinstance(at, AsOf) and not at.is_today):
        return ""
    url = str(request.build_absolute_uri(context.get("lasting_path") or request.path))
    number = request.GET.get(_PAGE, "")
    return f"{url}?{_PAGE}={number}" if _LATER_PAGE.fullmatch(number) else url


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """The path with the scheme and the host under which the page was asked for."""
    request = context.get("request")
    return str(request.build_absolute_uri(path)) if request is not None else path


@register.filter
def json_ld(value: Any) -> SafeString:
    """Return the value as JSON that may stand inside a script element; markup becomes what a reader sees of it."""
    text = html.unescape(value) if isinstance(value, SafeString) else str(value)
    return mark_safe(json.dumps(text.replace("\u00a0", " "), ensure_ascii=False).translate(_ESCAPES))
