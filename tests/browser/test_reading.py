"""The page of a reading in a real browser: of the paper of 30 Aug 2016, and of a text not yet accepted."""

import pytest

from evidence.models import Source
from localities.models import SupportChange
from tests.browser.accessibility import DESK, violations_in_all_looks
from tests.browser.staff import PHONE, signed_in

PAPER = "/sprava/cteni/pisemna-informace-2016-08-30/"
MADE_UP = "/sprava/cteni/zkusebni/"
TEXT = "Intenzivní podpora: Česká Lípa (od 2031), Desná (od 2032). Alokace: Desná – 5 000 000 Kč"


@pytest.fixture(scope="module")
def made_up(portal, django_db_blocker):
    """A text that tells what the record does not hold."""
    with django_db_blocker.unblock():
        source = Source.objects.create(key="zkusebni", kind="paper", title="Zkušební", text=TEXT, is_public=False)
    yield source
    with django_db_blocker.unblock():
        SupportChange.objects.filter(source=source).delete()
        source.verdicts.all().delete()
        source.delete()


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def desk(request, portal, made_up, new_visitor, django_db_blocker):
    with signed_in(new_visitor, portal, django_db_blocker, java_script_enabled=request.param) as visitor:
        visitor.has_scripts = request.param
        yield visitor


@pytest.fixture(autouse=True)
def afresh(desk):
    desk.page.set_viewport_size(DESK)
    desk.page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("path", ["/sprava/cteni/", PAPER, MADE_UP, "form"])
def test_axe_finds_nothing_and_a_phone_needs_no_scrolling_to_the_side(desk, path):
    if not desk.has_scripts:
        return  # axe is a script
    page = desk.open(MADE_UP if path == "form" else path)
    if path == "form":
        desk.follow(page.get_by_role("link", name="Upravit").first)
        assert page.locator(".reading-form").count() == 1
    assert violations_in_all_looks(page, PHONE) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert desk.complaints == []
    assert page.evaluate("violations") == []


def test_the_paper_that_the_record_holds_has_its_questions_and_nothing_to_write_twice(desk):
    page = desk.open(PAPER)
    assert page.get_by_role("status").inner_text().startswith("Přijato ")
    assert page.locator("mark").count() > 40
    cards = page.locator("article.reading-open")
    assert "Velké Hamry" not in " ".join(cards.all_inner_texts())
    asked = page.locator(".reading-questions").inner_text().replace("\xa0", " ")
    assert "Velké Hamry stojí ve zdroji víckrát" in asked
    assert "Zdroj píše „Frýdlatsko“" in asked


def test_a_proposal_is_gone_through_with_the_keyboard(desk):
    page = desk.open(MADE_UP)
    card = page.locator("article", has_text="Desná: alokace")
    card.get_by_role("button", name="Vynechat").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "vynecháno 1" in page.get_by_role("status").inner_text()
    back = page.locator("article", has_text="Desná: alokace").get_by_role("button", name="Vrátit mezi návrhy")
    back.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "vynecháno" not in page.get_by_role("status").inner_text()


def test_accepting_leads_on_to_the_next_proposal(desk):
    page = desk.open(MADE_UP)
    year = "2031" if desk.has_scripts else "2032"
    card = page.locator("article.reading-open", has_text=f"intenzivní podpora od {year}")
    accept = card.get_by_role("button", name="Přijmout")
    accept.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "#navrh-" in page.url
    assert "Už v evidenci" in page.locator("article", has_text=f"intenzivní podpora od {year}").inner_text()
    if desk.has_scripts:
        page.keyboard.press("Tab")
        here = page.evaluate(
            "document.activeElement.closest('article') && document.activeElement.closest('article').id"
        )
        assert page.url.endswith(f"#{here}"), "the keyboard goes on where the page has led"
