"""Everything works where no script runs: the disclosures are the browser's own, the rest are links and forms."""

import pytest

from memorandum.portal.lists import LOCALITIES
from tests.browser.accessibility import PHONE


@pytest.fixture(scope="module")
def phones(new_visitor):
    with new_visitor(java_script_enabled=False, viewport=PHONE, has_touch=True) as visitor:
        yield visitor


def test_the_menu_of_a_phone_opens_and_leads_on(phones):
    page = phones.open("/")
    entry = page.get_by_role("navigation", name="Hlavní nabídka").get_by_role("link", name="Lokality")
    assert not entry.is_visible()
    page.get_by_text("Nabídka", exact=True).tap()
    phones.follow(entry)
    assert page.get_by_role("heading", level=1).inner_text() == "Lokality"


def test_a_list_is_narrowed(phones):
    page = phones.open("/lokality/")
    page.get_by_text("Filtrovat").tap()
    page.get_by_label("Druh podpory").select_option(label="vzdálená komplexní podpora")
    phones.follow(page.locator("main").get_by_role("button", name="Zobrazit"))
    assert "podpora=remote_complex" in phones.path
    assert page.locator("tbody th a").all_inner_texts() == ["Nový Bor", "Velké Hamry"]
    phones.follow(page.get_by_role("link", name="Zrušit filtry"))
    assert page.locator("tbody tr").count() > 1


def test_the_time_bar_asks_about_another_day_and_keeps_the_filter(phones):
    page = phones.open("/lokality/?q=ralsko")
    page.get_by_text("Dnešní stav").tap()
    page.get_by_label("Platilo ke dni", exact=True).fill("2016-06-30")
    phones.follow(page.locator(".timebar").get_by_role("button", name="Zobrazit"))
    assert "q=ralsko" in phones.path
    assert "intenzivní podpora" in page.locator("tbody").inner_text()
    phones.follow(page.get_by_role("link", name="Zpět na dnešek"))
    assert "vzdálená podpora" in page.locator("tbody").inner_text()
    assert "q=ralsko" in phones.path


def test_a_long_list_is_paged(phones, monkeypatch):
    monkeypatch.setattr(LOCALITIES, "per_page", 3)
    page = phones.open("/lokality/?razeni=-nazev")
    following = page.get_by_role("link", name="Další strana")
    seen = page.locator("tbody th a").all_inner_texts()
    assert len(seen) == 3
    while following.count():
        phones.follow(following)
        seen += page.locator("tbody th a").all_inner_texts()
    assert len(seen) == len(set(seen)) > 6
    assert "razeni=-nazev" in phones.path
