"""The three main tasks with the keyboard alone; wherever the focus is, it is seen."""

import pytest

from tests.browser.accessibility import DESK

# What the person at the keyboard sees of the focus: where it is, and whether anything is drawn around it.
FOCUS = """
() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  const drawn = style.outlineStyle != "none" && parseFloat(style.outlineWidth) >= 2
  return {tag: e.tagName, name: (e.textContent || e.name || "").trim(), seen: inside && drawn && box.width > 1}
}
"""


class Keyboard:
    def __init__(self, page):
        self.page = page

    def tab_to(self, target, *, most=60):
        """Press Tab until the focus is on the target; every stop on the way must be seen."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            assert focus["seen"], focus
            if target.evaluate_all("all => all.includes(document.activeElement)"):
                return
        pytest.fail(f"{target} was not reached by {most} presses of Tab")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self):
        """Follow the link, or send the form, that has the focus."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def keyboard(visitor):
    return Keyboard(visitor.page)


def test_a_locality_is_found_by_search_and_opened(visitor, keyboard):
    page = visitor.open("/")
    keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == "Přeskočit na obsah"
    keyboard.tab_to(page.get_by_role("navigation", name="Hlavní nabídka").get_by_role("link", name="Lokality"))
    keyboard.enter()
    keyboard.tab_to(page.get_by_label("Název"))
    page.keyboard.type("tanvlad")
    keyboard.enter()
    keyboard.tab_to(page.get_by_role("link", name="Tanvald"))
    keyboard.enter()
    assert page.get_by_role("heading", level=1).inner_text() == "Tanvald"


def test_another_day_is_set_and_the_change_is_read(visitor, keyboard):
    page = visitor.open("/lokality/ralsko/")
    assert "vzdálená podpora" in page.locator("main .facts").first.inner_text()
    day = page.get_by_label("Platilo ke dni", exact=True)
    keyboard.tab_to(day)
    page.keyboard.type("30. 6. 2016")  # what stood there was marked, and is replaced
    assert day.input_value() == "30. 6. 2016"
    keyboard.enter()
    assert "intenzivní podpora" in page.locator("main .facts").first.inner_text()
    assert "stav ke dni 30. 6. 2016" in page.locator(".asof-notice").inner_text().replace("\xa0", " ")


def test_a_figure_leads_to_the_words_of_its_source(visitor, keyboard):
    page = visitor.open("/lokality/velke-hamry/")
    keyboard.tab_to(page.get_by_role("link", name="44 164 000 Kč").first)
    named = page.evaluate("getComputedStyle(document.activeElement, '::after').content")
    assert named.replace("\xa0", " ").startswith('"Zdroj: Písemná informace'), "the name of the source is seen"
    keyboard.enter()
    assert visitor.path.startswith("/zdroje/pisemna-informace-2016-08-30/#amount-")
    words = page.locator(":target mark")
    assert "44 164 000,- Kč" in words.first.inner_text().replace("\xa0", " ")
    box = words.first.bounding_box()
    assert 0 <= box["y"] < 800, "the words are in sight"
    keyboard.press("Tab")
    assert page.evaluate(FOCUS)["seen"]


def test_the_skip_link_skips(visitor, keyboard):
    page = visitor.open("/lokality/")
    keyboard.press("Tab", "Enter", "Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_overview_is_gone_through_in_seventy_stops(visitor, keyboard):
    page = visitor.open("/")
    page.set_viewport_size({"width": 360, "height": 640})
    stops = 0
    while stops <= 70 and (stops == 0 or page.evaluate("document.activeElement !== document.body")):
        page.keyboard.press("Tab")
        stops += 1
    page.set_viewport_size(DESK)
    assert 20 < stops <= 70
