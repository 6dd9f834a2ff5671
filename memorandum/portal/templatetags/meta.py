"""What a page says of itself to machines: its lasting address, its name told twice, data in JSON-LD."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

import czech
from council.models import Session
from evidence.models import AsOf
from formats.attachments import MEDIA_TYPES
from memorandum.portal.links import with_days
from memorandum.portal.region import Region, current

register = template.Library()

SITE = "Memorandum o spolupráci"
DATA_FORMATS = ("csv", "json", "xlsx")
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
def asked_url(context: Context) -> str:
    """The whole address of the page as it is told to those who share it: the lasting one, or that of its two days."""
    request, at = context.get("request"), context.get("at")
    if request is None:
        return ""
    if not isinstance(at, AsOf) or at.is_today:
        return lasting_url(context)
    url = request.build_absolute_uri(with_days(context.get("lasting_path") or request.path, at))
    number = request.GET.get(_PAGE, "")
    return f"{url}&{_PAGE}={number}" if _LATER_PAGE.fullmatch(number) else str(url)


@register.simple_tag(takes_context=True)
def days_told(context: Context) -> str:
    """„ke dni 30. 8. 2016 podle poznatků ke dni 30. 8. 2016“, for the title of a page of another day than today."""
    at = context.get("at")
    if not isinstance(at, AsOf) or at.is_today:
        return ""
    told = f"ke dni {czech.day(at.day)}"
    return told if at.known == at.today else f"{told} podle poznatků ke dni {czech.day(at.known)}"


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """The path with the scheme and the host under which the page was asked for."""
    request = context.get("request")
    return str(request.build_absolute_uri(path)) if request is not None else path


@register.simple_tag
def region() -> Region:
    """The region whose record this is: `{% region as region %}`."""
    return current()


def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Return the data as JSON-LD in a script element; nothing in them may end it."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag(takes_context=True)
def website_data(context: Context) -> SafeString:
    """What machines are told of the whole portal."""
    return json_ld({**_page_data(context, "WebSite", name=SITE), "publisher": _government(current().name)})


@register.simple_tag(takes_context=True)
def dataset_data(context: Context, export: str) -> SafeString:
    """What machines are told of a list that can be taken away; ``export`` is the URL name of its files."""
    distribution = [
        {
            "@type": "DataDownload",
            "encodingFormat": MEDIA_TYPES[extension].partition(";")[0],
            "contentUrl": absolute(context, reverse(export, args=[extension])),
        }
        for extension in DATA_FORMATS
    ]
    data = {**_page_data(context, "Dataset"), "isAccessibleForFree": True}
    return json_ld({**data, "creator": _government(current().name), "distribution": distribution})


@register.simple_tag(takes_context=True)
def session_data(context: Context, session: Session) -> SafeString:
    """What machines are told of a session."""
    data = _page_data(context, "Event", startDate=session.held_on.isoformat())
    return json_ld({**data, "organizer": _government(session.body.name)})


def _page_data(context: Context, kind: str, **more: str) -> dict[str, Any]:
    """What is told of every page: its title and description as a reader sees them, and its lasting address."""
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "name": _read(context["page_title"]),
        "description": _read(context["page_description"]),
        **more,
        "url": context["url"],
        "inLanguage": "cs",
    }


def _read(markup: str) -> str:
    """What a reader sees of words in a template."""
    return html.unescape(markup).replace("\u00a0", " ")


def _government(name: str) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": name}
