"""Forms and sessions on the account pages."""

import re

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.forms import BaseForm
from django.http import HttpRequest

register = template.Library()

_BROWSERS = [("Edge", r"Edg"), ("Firefox", r"Firefox|FxiOS"), ("Chrome", r"Chrom|CriOS"), ("Safari", r"Safari")]
_SYSTEMS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS"),
    ("Linux", r"Linux"),
]


@register.inclusion_tag("account/_fields.html")
def account_fields(form: BaseForm) -> dict[str, object]:
    """All fields of a form, each under its label: a placeholder would only repeat it."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return {"form": form}


@register.simple_tag(takes_context=True)
def office_login(context: template.Context) -> dict[str, str]:
    """The name and the address of the office's own login, if there is one."""
    request: HttpRequest = context["request"]
    for provider in get_adapter().list_providers(request):
        onward = {"next": request.GET["next"]} if request.GET.get("next") else {}
        return {"name": provider.name, "url": provider.get_login_url(request, process="login", **onward)}
    return {}


@register.filter
def device(user_agent: str) -> str:
    """Return `Firefox, Windows`: what a person would recognise a browser by."""
    known = [_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)]
    return ", ".join(name for name in known if name) or "neznámý prohlížeč"


def _first(names: list[tuple[str, str]], text: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, text)), "")


@register.filter
def in_fours(secret: str) -> str:
    """Return a secret in groups of four, which is how people copy it."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
