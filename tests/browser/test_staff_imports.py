"""Bringing a table in a real browser: every page accessible, no policy broken, long work leads on by itself."""

import pytest

from evidence.models import Import, ImportFile
from tests.browser.accessibility import DESK, violations, violations_in_all_looks
from tests.browser.staff import PHONE, signed_in
from tests.memorandum.imports.tables import csv, xlsx

HEAD = ("Lokalita", "Druh podpory", "Od kdy", "Zdroj", "Pasáž")
GOOD = ("ralsko", "considering", "podzim 1995", "pisemna-informace-2016-08-30", "")
FILES = {
    "good": ("podpora.csv", csv(HEAD, GOOD)),
    "wrong": ("podpora.xlsx", xlsx(HEAD, GOOD, ("Horní Dolní", "pomoc", "až naprší", "", ""))),
    "refused": ("podpora.xlsx", b"%PDF-1.7"),
    "large": ("podpora.csv", csv(HEAD, *[("Horní Dolní", "pomoc", str(i), "", "x" * 200) for i in range(1_500)])),
}


@pytest.fixture(scope="module")
def desk(portal, new_visitor, django_db_blocker):
    with signed_in(new_visitor, portal, django_db_blocker) as visitor:
        yield visitor
        with django_db_blocker.unblock():
            ImportFile.objects.all().delete()
            Import.objects.all().delete()


def bring(desk, file):
    """With the keyboard alone, but for the file, which the system's own window gives."""
    page = desk.open("/sprava/import/")
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    name, content = FILES[file]
    page.get_by_label("Tabulka").focus()
    page.keyboard.type("Změny podpory")
    page.set_input_files("#id_files", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Zobrazit náhled").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sprava/import/*/")
    return page


@pytest.mark.parametrize("file", ["good", "wrong", "refused"])
def test_the_preview_is_accessible_and_breaks_no_policy(desk, file):
    page = bring(desk, file)
    page.wait_for_load_state("networkidle")
    assert violations_in_all_looks(page, PHONE) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert desk.complaints == []
    assert page.evaluate("violations") == []


def test_the_first_page_is_accessible(desk):
    page = desk.open("/sprava/import/")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert violations(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_the_button_is_there_only_when_nothing_is_wrong(desk):
    assert bring(desk, "good").get_by_role("button", name="Provést").count() == 1
    page = bring(desk, "wrong")
    assert page.get_by_role("button", name="Provést").count() == 0
    assert page.get_by_text("není den, kterému rozumíme").count() == 1


def test_long_work_shows_progress_and_leads_on_by_itself(desk):
    page = bring(desk, "large")
    page.get_by_role("heading", name="Co je špatně").wait_for()
    assert page.get_by_text("Prvních 200 chyb").count() == 1
