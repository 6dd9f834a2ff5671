"""Every string of the staff's side is Czech: what is read, and what is only heard."""

import json
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

MODELS = [m for app in ("evidence", "council", "localities", "funding") for m in apps.get_app_config(app).get_models()]
MODELS = [model for model in MODELS if model in admin.site._registry]
ENGLISH = re.compile(
    r"\b(the|and|of|you|your|add|change|changed|delete|save|view|search|filter|select|choose|remove|clear|history"
    r"|home|log (in|out)|welcome|show|hide|run|today|now|note|enter|please|error|unknown|yes|page|site)\b",
    re.IGNORECASE,
)
HEARD = ("title", "alt", "placeholder", "aria-label")


def words(response):
    for element in LexborHTMLParser(response.content.decode()).root.traverse(include_text=True):
        if element.tag == "-text":
            if element.parent.tag not in ("script", "style", "textarea"):
                yield element.text_content
            continue
        about = element.attributes
        yield from (about[name] or "" for name in HEARD if name in about)
        if about.get("type") in ("submit", "button"):
            yield about.get("value", "")


def english(response):
    assert '<html lang="cs"' in response.content.decode()
    return [text.strip()[:80] for text in words(response) if ENGLISH.search(text)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_pages_of_records_are_czech(admin_client, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    if row is not None:
        pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    for page in pages:
        response = admin_client.get(page)
        if response.status_code == 200:
            assert english(response) == [], page


def test_words_of_scripts_are_czech(admin_client):
    text = admin_client.get(reverse("admin:jsi18n")).content.decode()
    start = text.index("{", text.index("newcatalog ="))
    catalogue = json.JSONDecoder().raw_decode(text, start)[0]
    assert catalogue["Today (%(date)s)"] == "Dnes (%(date)s)"
    told = [v for value in catalogue.values() for v in (value if isinstance(value, list) else [value])]
    assert [v for v in told if ENGLISH.search(v.replace("%(", ""))] == []
