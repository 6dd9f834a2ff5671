"""What every page keeps, in a real browser: accessible, quiet towards everybody else, and no wider than a phone."""

import pytest

from tests.browser.accessibility import COLOURS, CONTROLS, PHONE, SMALL, violations, violations_in_all_looks
from tests.surfaces import PAGES

THEN = "ke_dni=2016-08-30&znamo_k=2016-08-30"
LOOKS = [
    *(surface.path for surface in PAGES),
    f"/?{THEN}",
    f"/lokality/?{THEN}",
    "/lokality/?q=nic+takového",
    "/hledat/?q=Tanvald",
    "/hledat/?q=tanvlad",
    "/hledat/?q=nic+takového",
    "/lokality/velke-hamry/",
    "/lokality/frydlantsko/",
    "/zdroje/asz-lokalita-velke-hamry/",
    f"/informace/sestava/?{THEN}",
]
WRONG = {"/neni/": 404, "/lokality/?ke_dni=2016-02-30": 400}


@pytest.mark.parametrize("path", [*LOOKS, *WRONG])
def test_a_page_is_accessible_keeps_to_itself_and_fits_a_phone(visitor, path):
    """In light and dark, at a desk and on a phone: axe finds nothing, a finger hits, nothing scrolls to the side."""
    page = visitor.open(path, WRONG.get(path, 200))
    assert [complaint for complaint in visitor.complaints if path not in WRONG or "status of" not in complaint] == []
    assert page.evaluate("violations") == []
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert violations_in_all_looks(page) == []
    page.emulate_media(color_scheme="light")
    page.locator("details").evaluate_all("all => all.forEach(e => { e.open = true })")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL, [CONTROLS, 44]) == []


def test_axe_can_find_something(visitor):
    page = visitor.open("/o-portalu/")
    page.evaluate("document.querySelector('h1').outerHTML = '<h3>?</h3><p id=grey>šedé</p><img src=/favicon.ico>'")
    grey = page.locator("#grey")
    grey.evaluate("e => { e.style = 'color: #888; background: #fff' }")
    found = " ".join(violations(page))
    for rule in ("image-alt (", "page-has-heading-one (best-practice)", "color-contrast ("):
        assert rule in found
    assert "foreground color: #888888, background color: #ffffff" in found
    grey.evaluate("e => { e.style = 'color: #fff; background: #888' }")
    assert "foreground color: #ffffff, background color: #888888" in " ".join(violations(page, COLOURS))
