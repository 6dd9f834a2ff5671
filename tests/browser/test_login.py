"""Logging in as people do it: a telephone with codes, a passkey, a code on paper; also by the keyboard alone."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache

from tests.browser.accessibility import COLOURS, CONTROLS, DESK, SMALL, violations
from tests.browser.staff import PHONE
from tests.memorandum.staff.accounts import PASSWORD, SECRET, code, give_app, member

SET_UP = "/sprava/ucet/druhy-faktor/"
#: The label of a box is as good a target as the box.
TARGETS = f"{CONTROLS.replace('[type=hidden]', '[type=hidden], [type=checkbox]')}, .choice"
SIZES = [PHONE, DESK]


@pytest.fixture(autouse=True)
def required(settings):
    settings.STAFF_MFA = "required"


@pytest.fixture(scope="module", autouse=True)
def people(portal, django_db_blocker):
    """Two newcomers and members with an application, one for each test: a code works once.  Afterwards nobody."""
    with django_db_blocker.unblock():
        for name in ("nova1", "nova2"):
            member(name)
        codes = {name: give_app(member(name)) for name in ("clen1", "clen2", "clen3", "clen4")}
    yield codes
    with django_db_blocker.unblock():
        for model in (Session, UserSession, Authenticator, User):
            model.objects.all().delete()
        cache.clear()


@pytest.fixture
def somebody(new_visitor):
    """A browser at the address under which passkeys work without TLS."""

    def come(**options):
        visiting = new_visitor(**options)
        visitor = visiting.__enter__()
        visitor.url = visitor.url.replace("127.0.0.1", "localhost")
        opened.append(visiting)
        return visitor

    opened = []
    yield come
    for visiting in opened:
        visiting.__exit__(None, None, None)


def log_in(visitor, username, path="/sprava/"):
    page = visitor.open(path)
    page.get_by_label("Uživatelské jméno").fill(username)
    page.get_by_label("Heslo").fill(PASSWORD)
    visitor.follow(page.get_by_role("button", name="Přihlásit se", exact=True))
    return page


def log_in_fully(visitor, username, second=None):
    page = log_in(visitor, username)
    page.get_by_label("Kód z aplikace").fill(second or code())
    visitor.follow(page.get_by_role("button", name="Dokončit přihlášení"))
    return page


def look_at(visitor, name):
    """What every account page owes everybody, in both sizes and both colours."""
    page = visitor.page
    for size in SIZES:
        page.set_viewport_size(size)
        where = f"{name}, {size['width']} px"
        page.emulate_media(color_scheme="light")
        assert violations(page) == [], where
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], where
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"], where
        assert page.evaluate(SMALL, [TARGETS, 44]) == [], where
    page.emulate_media(color_scheme="light")
    assert page.evaluate("violations") == [], name
    # A click may leave a page before all of it has come; what is missing on the new one is told by name.
    assert [complaint for complaint in visitor.complaints if not complaint.startswith("failed: ")] == [], name


def test_a_newcomer_joins_an_application_and_comes_where_they_were_going(somebody):
    visitor = somebody()
    page = log_in(visitor, "nova1", path="/sprava/evidence/source/")
    assert visitor.path == SET_UP
    look_at(visitor, "choice")
    visitor.follow(page.get_by_role("link", name="Připojit aplikaci"))
    assert page.get_by_role("img", name="QR kód").evaluate("e => e.complete && e.naturalWidth") > 100
    look_at(visitor, "application")
    secret = page.locator(".account-secret").inner_text().replace(" ", "")
    page.get_by_label("Šestimístný kód").fill("000000" if code(secret) != "000000" else "111111")
    visitor.follow(page.get_by_role("button", name="Připojit aplikaci"))
    assert page.get_by_text("Kód nesouhlasí").is_visible()
    look_at(visitor, "wrong code")
    page.get_by_label("Šestimístný kód").fill(code(secret))
    visitor.follow(page.get_by_role("button", name="Připojit aplikaci"))
    assert page.locator(".account-codes li").count() == 10
    look_at(visitor, "recovery codes")
    visitor.follow(page.get_by_role("link", name="pokračovat"))
    assert visitor.path == "/sprava/evidence/source/"
    assert page.context.cookies(f"{visitor.url}/o-portalu/") == [], "the public side never sees the cookies"


def test_a_passkey_is_added_and_then_it_is_enough(somebody):
    visitor = somebody()
    devices = visitor.page.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": device | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page = log_in(visitor, "nova2")
    visitor.follow(page.get_by_role("link", name="Přidat klíč"))
    look_at(visitor, "new key")
    page.get_by_label("Název klíče").fill("Počítač v kanceláři")
    visitor.follow(page.get_by_role("button", name="Přidat klíč"))
    assert page.get_by_role("heading", name="Záložní kódy").is_visible()
    visitor.follow(page.get_by_role("link", name="pokračovat"))
    assert visitor.path == "/sprava/"

    visitor.open("/sprava/ucet/druhy-faktor/klice/")
    assert page.get_by_role("rowheader", name="Počítač v kanceláři").is_visible()
    look_at(visitor, "keys")
    visitor.follow(page.get_by_role("button", name="Odhlásit se"))
    assert visitor.path == "/sprava/ucet/prihlaseni/"
    visitor.open("/sprava/evidence/source/")
    with page.expect_navigation(url="**/evidence/source/"):
        page.get_by_role("button", name="Přihlásit se přístupovým klíčem").click()
    assert visitor.path == "/sprava/evidence/source/"


def test_a_key_that_does_not_answer_is_told_in_czech(somebody):
    visitor = somebody()
    devices = visitor.page.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device | {"isUserVerified": False}})
    page = visitor.open("/sprava/ucet/prihlaseni/")
    look_at(visitor, "login")
    page.get_by_role("button", name="Přihlásit se přístupovým klíčem").click()
    page.get_by_text("Klíč se nepodařilo použít").wait_for()
    assert visitor.complaints == []


def test_a_code_on_paper_works_once_and_other_sessions_can_be_ended(somebody, people):
    first, second = somebody(), somebody()
    log_in_fully(first, "clen1", people["clen1"][0])
    assert first.path == "/sprava/"
    page = log_in_fully(second, "clen1", people["clen1"][0])
    assert page.get_by_text("Kód nesouhlasí").is_visible()
    look_at(second, "used code")
    page.get_by_label("Kód z aplikace").fill(people["clen1"][1])
    second.follow(page.get_by_role("button", name="Dokončit přihlášení"))
    assert second.path == "/sprava/"

    page = second.open("/sprava/ucet/relace/")
    assert page.get_by_role("rowheader").count() == 2
    look_at(second, "sessions")
    second.follow(page.get_by_role("button", name="Ukončit ostatní přihlášení"))
    assert page.get_by_text("Jinde přihlášeni nejste").is_visible()
    first.page.goto(f"{first.url}/sprava/")
    assert first.path.startswith("/sprava/ucet/prihlaseni/")


def test_the_keyboard_is_enough(somebody):
    visitor = somebody()
    page = visitor.open("/sprava/")
    keyboard = page.keyboard
    page.get_by_label("Uživatelské jméno").focus()
    keyboard.type("clen2")
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    with page.expect_navigation():
        keyboard.press("Enter")
    page.get_by_label("Kód z aplikace").focus()
    keyboard.type(code())
    with page.expect_navigation():
        keyboard.press("Enter")
    assert visitor.path == "/sprava/"


def test_without_javascript_only_passkeys_are_missing(somebody):
    visitor = somebody(java_script_enabled=False)
    page = visitor.open("/sprava/ucet/prihlaseni/")
    assert page.locator("noscript p").is_visible()
    assert not page.get_by_role("button", name="Přihlásit se přístupovým klíčem").is_visible()
    log_in_fully(visitor, "clen3")
    assert visitor.path == "/sprava/"


def test_the_other_pages_of_an_account_hold_as_well(somebody):
    visitor = somebody()
    for path in ("/sprava/ucet/heslo/zapomenute/", "/sprava/ucet/neaktivni/"):
        visitor.open(path)
        look_at(visitor, path)
    log_in_fully(visitor, "clen4")
    paths = ["ucet/heslo/", "ucet/druhy-faktor/", "ucet/druhy-faktor/aplikace/zrusit/", "ucet/odhlaseni/"]
    for path in [*paths, "ucet/druhy-faktor/zalozni-kody/nove/", "ucet/overeni/kodem/"]:
        visitor.open(f"/sprava/{path}")
        look_at(visitor, path)
    assert SECRET not in visitor.page.content()
