"""Whatever there is to choose from stands in Czech order, or in an order of its own that is named here."""

import pytest
from selectolax.lexbor import LexborHTMLParser

import czech
from tests.region.test_admin import MODELS, url
from tests.surfaces import PAGES

#: Boxes whose choices have a better order than the alphabet: of stages, of size, of time, of weight.
OWN_ORDER = {
    # of the public
    *("podpora", "plan", "rok", "razeni", "postaveni", "druh", "program", "podle", "stav"),
    # of staff, by the last part of the field's name
    *("kind", "state", "role", "unit", "stage", "look", "status", "exactness", "share", "precision", "programme"),
    *("new_kind", "again", "made_by", "action", "operation"),
}
#: Filters of the admin with an order of their own.
OWN_FILTER = {
    *("druh", "stav", "přesnost", "opraveno", "vyškrtnuto", "jednotka", "druh částky", "druh podpory", "program"),
    *("druh území", "postavení", "soubor", "zveřejněna", "zveřejněn", "písemnost", "rozhodnutí", "co se stalo"),
}


def in_order(texts):
    return sorted(texts, key=czech.order)


def wrong(page):
    """(what is chosen, its choices) where the choices stand in neither order."""
    for box in page.css("select"):
        name = (box.attributes.get("name") or "").split("-")[-1]
        texts = [option.text(strip=True) for option in box.css("option") if option.attributes.get("value")]
        if name not in OWN_ORDER and texts != in_order(texts):
            yield name, texts
    for box in page.css("#changelist-filter details"):
        name = box.css_first("summary").text(strip=True).removeprefix("Podle pole").strip(" :").lower()
        texts = [link.text(strip=True) for link in box.css("li a")][1:]
        if name not in OWN_FILTER and texts != in_order(texts):
            yield name, texts


@pytest.mark.parametrize("surface", PAGES, ids=lambda surface: surface.route or "home")
def test_public_boxes(client, surface):
    assert list(wrong(LexborHTMLParser(client.get(surface.path).content.decode()))) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_boxes_and_filters_of_staff(admin_client, model):
    pages = [url(model, "changelist"), url(model, "add")]
    row = model.objects.first()
    if row is not None:
        pages.append(url(model, "change", row.pk))
    for address in pages:
        answer = admin_client.get(address)
        if answer.status_code == 200:
            assert list(wrong(LexborHTMLParser(answer.content.decode()))) == [], address


@pytest.mark.parametrize("address", ["/sprava/cteni/", "/sprava/import/", "/sprava/auth/user/add/"])
def test_other_boxes_of_staff(admin_client, address):
    page = LexborHTMLParser(admin_client.get(address).content.decode())
    assert list(wrong(page)) == []
