"""What every page keeps, in a real browser: accessible, quiet towards everybody else, and no wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE
from tests.surfaces import PAGES

THEN = "ke_dni=2016-08-30&znamo_k=2016-08-30"
LOOKS = [
    *(surface.path for surface in PAGES),
    f"/?{THEN}",
    f"/lokality/?{THEN}",
    "/lokality/?q=nic+takového",
    "/lokality/velke-hamry/",
    "/lokality/frydlantsko/",
    "/zdroje/asz-lokalita-velke-hamry/",
    f"/informace/sestava/?{THEN}",
]
WRONG = {"/neni/": 404, "/lokality/?ke_dni=2016-02-30": 400}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what a page in other colours may break

# Main controls: on a phone a finger must hit them.  Links inside a sentence are as high as its line.
CONTROLS = "button, summary, select, input:not([type=hidden]), :is(nav, .downloads) a, footer li a"
SMALL = """
([controls, least]) => [...document.querySelectorAll(controls)]
  .filter(e => e.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true}))
  .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height < least)
  .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)
"""
each = pytest.mark.parametrize("path", LOOKS)


def violations(page, rules=RULES):
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({', '.join(set(one['tags']) & set(RULES))}): {node['html']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", [*LOOKS, *WRONG])
def test_axe_finds_nothing_in_light_and_dark_on_a_phone_and_at_a_desk(visitor, path):
    page = visitor.open(path, WRONG.get(path, 200))
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        assert violations(page) == [], f"{size['width']} px, light"
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], f"{size['width']} px, dark"


def test_axe_can_find_something(visitor):
    page = visitor.open("/o-portalu/")
    page.evaluate("document.querySelector('h1').outerHTML = '<h3 style=color:#888>?</h3><img src=/favicon.ico>'")
    found = " ".join(violations(page))
    for rule in ("image-alt (", "page-has-heading-one (best-practice)"):
        assert rule in found


@each
def test_a_page_keeps_to_itself(visitor, path):
    page = visitor.open(path)
    assert visitor.complaints == []
    assert page.evaluate("violations") == []
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("path", [*LOOKS, *WRONG])
def test_a_phone_needs_no_scrolling_to_the_side_and_a_finger_hits(visitor, path):
    page = visitor.page
    page.set_viewport_size(PHONE)
    page.goto(visitor.url + path)
    for disclosure in page.locator("details").all():
        disclosure.evaluate("e => { e.open = true }")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL, [CONTROLS, 44]) == []
