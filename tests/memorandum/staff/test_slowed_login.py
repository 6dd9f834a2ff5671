"""Whoever guesses is slowed down; the owner of an account is not shut out by anybody."""

import pytest
from django.test import Client
from django.urls import reverse

from memorandum.staff.accounts import known_browser
from tests.memorandum.security.test_tries import later
from tests.memorandum.staff.accounts import (
    LOGIN,
    SECOND_STEP,
    code,
    give_app,
    is_in,
    log_in,
    log_in_fully,
    member,
    text,
    wrong_code,
)
from tests.memorandum.staff.passkeys import SITE, Passkey

pytestmark = pytest.mark.usefixtures("required")


def attack(number=1_000, name="editorka", **where):
    """Wrong passwords for one name; from ever other addresses unless one is said.  How many were looked at."""
    looked_at = 0
    for count in range(number):
        address = where.get("address", f"198.51.{count // 250}.{count % 250 + 1}")
        attacker = Client(REMOTE_ADDR=address)
        looked_at += log_in(attacker, name, password=f"špatné heslo {count}").status_code == 200
    return looked_at


def of_the_owner(**more):
    """A browser of the owner's, in which she has logged in before, and then her session has ended."""
    browser = Client(REMOTE_ADDR="192.0.2.7", **more)
    log_in_fully(browser, ahead=-1)
    assert is_in(browser)
    browser.post(reverse("account_logout"))
    return browser


def test_a_thousand_wrong_passwords_from_elsewhere_keep_nobody_out(editor):
    give_app(editor)
    known = of_the_owner()
    key = Passkey(editor)
    assert attack() == 1_000, "each from an address of its own"
    log_in_fully(known)
    assert is_in(known)
    by_key = Client(SERVER_NAME=SITE)
    key.log_in(by_key)
    assert is_in(by_key)
    unknown = Client(REMOTE_ADDR="192.0.2.8")
    log_in_fully(unknown, ahead=1)
    assert is_in(unknown), "and not even a browser nobody knows waits for what came from elsewhere"


def test_from_the_attackers_own_address_a_known_browser_and_a_passkey_pass_and_another_waits_a_minute_at_most(editor):
    give_app(editor)
    known = of_the_owner()
    key = Passkey(editor)
    assert attack(100, address="192.0.2.7") == 4
    log_in_fully(known)
    assert is_in(known)
    by_key = Client(SERVER_NAME=SITE, REMOTE_ADDR="192.0.2.7")
    key.log_in(by_key)
    assert is_in(by_key)
    unknown = Client(REMOTE_ADDR="192.0.2.7")
    response = log_in(unknown)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    later(int(response["Retry-After"]))
    log_in_fully(unknown, ahead=1)
    assert is_in(unknown)


def test_who_comes_too_early_is_told_in_czech_when_to_come_again(client, editor):
    for number in range(8):
        log_in(client, password=f"špatné heslo {number}")
        later(8)
    response = log_in(client, password="špatné heslo")
    assert (response.status_code, response["Retry-After"]) == (429, "8")
    told = text(response)
    assert "Zkuste to znovu za 8\xa0sekund" in told
    assert 'value="editorka"' in told, "what was typed stays"
    assert not client.session.get("_auth_user_id")


def test_in_an_hour_one_address_tries_as_often_as_the_documents_say(editor, settings):
    settings.STAFF_MFA = "optional"
    attacker, looked_at, second = Client(REMOTE_ADDR="203.0.113.9"), 0, 0
    while second < 60 * 60:
        response = log_in(attacker, password="špatné heslo 1")
        if response.status_code == 429:
            second += int(response["Retry-After"])
            later(int(response["Retry-After"]))
        else:
            looked_at += 1
    assert looked_at == 68


def test_many_names_from_one_address_are_slowed_down_too():
    names = [f"jmeno{number}" for number in range(60)]
    answers = [log_in(Client(REMOTE_ADDR="203.0.113.9"), name, password="x" * 12).status_code for name in names]
    assert answers == [200] * 21 + [429] * 39


def test_addresses_of_one_network_of_ipv6_are_one(editor):
    for number in range(30):
        response = log_in(Client(REMOTE_ADDR=f"2001:db8::{number:x}"), password="špatné heslo")
    assert response.status_code == 429


@pytest.mark.parametrize(("proxies", "waits"), [(0, True), (1, False)])
def test_behind_a_proxy_the_address_is_the_one_that_it_says(editor, settings, proxies, waits):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(9):
        told = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}
        response = log_in(Client(**told), password="špatné heslo")
    assert (response.status_code == 429) is waits


def test_a_name_written_otherwise_is_the_same_name(editor):
    for name in ("editorka", "EDITORKA", " editorka", "Editorka"):
        log_in(Client(), name, password="špatné heslo")
    assert log_in(Client(), "eDITORKA", password="špatné heslo").status_code == 429


def test_in_a_known_browser_guessing_is_slowed_down_as_well(editor):
    give_app(editor)
    known = of_the_owner()
    answers = [log_in(known, password="špatné heslo").status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2


def test_a_browser_is_known_for_those_alone_who_have_logged_in_there(editor):
    give_app(editor)
    known = of_the_owner()
    member("jiná")
    assert attack(40, "jiná", address="192.0.2.7") == 4
    assert log_in(known, "jiná").status_code == 429


def test_several_people_have_one_computer(editor, settings):
    settings.STAFF_MFA = "optional"
    shared = Client(REMOTE_ADDR="192.0.2.7")
    for name in ("editorka", *(f"kolega{number}" for number in range(3))):
        name == "editorka" or member(name)
        log_in(shared, name)
        shared.post(reverse("account_logout"))
    attack(30, address="192.0.2.7")
    log_in(shared)
    assert is_in(shared)


def test_the_cookie_of_a_known_browser_says_nobody_s_name_and_goes_to_staff_pages_only(editor):
    give_app(editor)
    cookie = of_the_owner().cookies[known_browser.COOKIE]
    assert "editorka" not in cookie.value
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/sprava/", "Lax", True)
    assert cookie["max-age"] > 300 * 24 * 60 * 60


def test_no_cookie_comes_before_the_second_step_nor_can_one_be_made_up(client, editor):
    give_app(editor)
    log_in(client)
    assert known_browser.COOKIE not in client.cookies
    browser = of_the_owner()
    value = browser.cookies[known_browser.COOKIE].value
    forged = Client(REMOTE_ADDR="192.0.2.9")
    for wrong in (f"x{value}", value[:-1], "::", "a:b:c", "\x00", "x" * 5000):
        forged.cookies[known_browser.COOKIE] = wrong
        log_in(forged, password="špatné heslo")
    assert log_in(forged).status_code == 429


def test_guessing_codes_is_slowed_down_wherever_it_comes_from_and_not_in_a_known_browser(editor):
    give_app(editor)
    known = of_the_owner()
    answers = []
    for number in range(8):
        thief = Client(REMOTE_ADDR=f"203.0.113.{number}")  # who knows the password
        log_in(thief)
        answers.append(thief.post(SECOND_STEP, {"code": wrong_code()}))
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 4
    assert "Zkuste to znovu za" in text(answers[-1])
    log_in_fully(known)
    assert is_in(known)


def test_a_code_that_was_used_counts_as_a_wrong_one(editor):
    give_app(editor)
    log_in_fully(Client(), ahead=-1)
    thief = Client()
    log_in(thief)
    answers = [thief.post(SECOND_STEP, {"code": code(ahead=-1)}).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]


def test_letters_for_a_new_password_fill_no_letter_box_and_who_asks_for_more_waits(editor, settings, mailoutbox):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://localhost", "portal@example.cz"

    def ask(address):
        return Client(REMOTE_ADDR=address).post(reverse("account_reset_password"), {"email": editor.email})

    assert [ask("203.0.113.9").status_code for _ in range(6)] == [302] * 4 + [429] * 2
    assert "Retry-After" in ask("203.0.113.9")
    mailoutbox.clear()
    later(3 * 60 * 60)
    answers = {ask(f"203.0.113.{number}")["Location"] for number in range(40)}
    assert answers == {reverse("account_reset_password_done")}, "nobody learns who has an account, or a full box"
    assert len(mailoutbox) == 4


def test_the_page_of_a_wait_is_a_page(client, editor):
    attack(30, address="127.0.0.1")
    assert client.get(LOGIN).status_code == 200, "only tries wait"
