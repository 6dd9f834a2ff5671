"""What every page of the staff's side keeps: accessible in light and dark, on a phone too; no policy broken."""

import pytest
from django.urls import reverse

from council.models import IssuedPaper, LedgerEntry, Paper, Session
from evidence.models import Source
from formats.attachments import MEDIA_TYPES
from localities.models import Discrepancy, Locality, LocalityAlias, Membership, Municipality, Plan, SupportChange
from tests.browser.accessibility import DESK, violations_in_all_looks
from tests.browser.staff import PHONE, signed_in
from tests.formats.packages import with_comments
from tests.formats.papers import edited


def page_of(model, page, **found):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return lambda: reverse(name, args=[model.objects.get(**found).pk] if found else [])


RALSKO, HAMRY = {"slug": "ralsko"}, {"slug": "velke-hamry"}
FACT = {"key": "f25-ralsko"}
PAPER = {"key": "pisemna-informace-2016-08-30"}
PAGES = {
    "front": lambda: "/sprava/",
    "tasks": lambda: "/sprava/ukoly/",
    "tasks-of-a-rule": lambda: "/sprava/ukoly/?pravidlo=pisemnost-prekonana",
    "handbook": lambda: reverse("admin:help"),
    "page-of-the-handbook": lambda: reverse("admin:help-page", args=["zdroj-a-pasaz"]),
    "room": lambda: "/sprava/localities/",
    "password": lambda: reverse("admin:password_change"),
    "localities": page_of(Locality, "changelist"),
    "locality": page_of(Locality, "change", **HAMRY),
    "new-locality": page_of(Locality, "add"),
    "locality-history": page_of(Locality, "history", **RALSKO),
    "facts": page_of(SupportChange, "changelist"),
    "facts-found": lambda: (
        page_of(SupportChange, "changelist")() + "?q=ralsko&kind__id__exact=1&effective_on__year=2016"
    ),
    "fact": page_of(SupportChange, "change", **FACT),
    "new-fact": page_of(SupportChange, "add"),
    "fact-history": page_of(SupportChange, "history", **FACT),
    "fact-striking": page_of(SupportChange, "strike", **FACT),
    "alias-deletion": page_of(LocalityAlias, "delete", key="alias-frydlatsko"),
    "protected-deletion": page_of(Locality, "delete", **RALSKO),
    "deleted-facts": page_of(SupportChange, "deleted"),
    "memberships": page_of(Membership, "changelist"),
    "municipality": page_of(Municipality, "change", code="562017"),
    "plans": page_of(Plan, "changelist"),
    "sources": page_of(Source, "changelist"),
    "source": page_of(Source, "change", **PAPER),
    "session": page_of(Session, "change", key="zk-2016-7"),
    "paper": page_of(Paper, "change", **PAPER),
    "new-paper": lambda: reverse("admin:paper-draft"),
    "issuing": lambda: reverse("admin:paper-issue", args=[Paper.objects.get(**PAPER).pk]),
    "issued-papers": page_of(IssuedPaper, "changelist"),
    "ledger": page_of(LedgerEntry, "changelist"),
    "correction": page_of(SupportChange, "correct", **FACT),
    "discrepancy": page_of(Discrepancy, "change", key="rozpor-velke-hamry-zacatek"),
}
each = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def desk(portal, new_visitor, django_db_blocker):
    with signed_in(new_visitor, portal, django_db_blocker) as visitor:
        yield visitor


@pytest.fixture(autouse=True)
def afresh(desk):
    desk.page.goto("about:blank")  # what the page before still asked for is given up now, and not on the next one
    desk.page.set_viewport_size(DESK)
    desk.page.emulate_media(color_scheme="light")


@each
def test_a_page_is_accessible_breaks_no_policy_and_fits_a_phone(desk, name):
    """In light and dark, at a desk and on a phone: axe finds nothing, and nothing scrolls to the side."""
    page = desk.open(PAGES[name]())
    if page.locator("#preview").count():  # it comes after the page
        page.wait_for_load_state("networkidle")
    assert violations_in_all_looks(page, PHONE) == []
    page.wait_for_load_state("networkidle")  # only now: while axe looked, whatever else comes has come
    assert desk.complaints == []
    assert page.evaluate("violations") == []
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_a_document_edited_in_word_is_looked_over_cleaned_and_thrown_away(desk):
    """Its page is accessible with what the document hides, and with what it changes."""
    page = desk.open(PAGES["issuing"]())
    document = {"name": "upraveno.docx", "mimeType": MEDIA_TYPES["docx"], "buffer": with_comments(edited())}
    page.get_by_label("Upravený dokument Word").set_input_files(document)
    desk.follow(page.get_by_role("button", name="Nahrát a prohlédnout"))
    page.get_by_role("heading", name="Co v dokumentu není vidět").wait_for()
    assert violations_in_all_looks(page, PHONE) == []
    desk.follow(page.get_by_role("button", name="Odstranit a pokračovat"))
    page.get_by_role("heading", name="Údaje jiné než v evidenci").wait_for()
    assert violations_in_all_looks(page, PHONE) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("Vím, že se údaje").check()
    desk.follow(page.get_by_role("button", name="Zahodit dokument"))
    page.get_by_text("nic se nevydalo").wait_for()
    assert desk.complaints == []
    assert page.evaluate("violations") == []
