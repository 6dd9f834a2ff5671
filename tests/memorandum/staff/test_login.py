"""Getting in: a password, a second factor, and everything that must not get in."""

import re

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from memorandum.staff.accounts.adapters import MfaAdapter
from tests.memorandum.staff.accounts import (
    PASSWORD,
    code,
    give_app,
    log_in,
    log_in_fully,
    member,
    shown_secret,
    wrong_code,
)

LOGIN = "/sprava/ucet/prihlaseni/"
SECOND_STEP = "/sprava/ucet/prihlaseni/druhy-krok/"
SET_UP = "/sprava/ucet/druhy-faktor/"
ENGLISH = re.compile(
    r"\b(the|your|you|this|please|sign|login|account|password|key|error|code|is|from)\b", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def required(settings, db):
    settings.STAFF_MFA = "required"


@pytest.fixture
def editor():
    return member()


def text(response):
    return response.content.decode()


def is_in(client):
    return client.get("/sprava/").status_code == 200


def test_the_way_to_the_staff_pages_leads_through_the_login(client):
    response = client.get("/sprava/evidence/source/?q=x", follow=True)
    assert response.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fsprava%2Fevidence%2Fsource%2F%3Fq%3Dx"
    assert 'name="next" value="/sprava/evidence/source/?q=x"' in text(response)


def test_a_first_login_sets_up_the_second_factor_and_goes_on_where_it_was_going(client, editor):
    response = log_in(client, next="/sprava/evidence/source/")
    assert response["Location"] == "/sprava/evidence/source/"
    response = client.get("/sprava/evidence/source/", follow=True)
    assert response.redirect_chain[-1][0] == SET_UP
    assert "dvě minuty" in text(response).replace("\xa0", " ")
    assert not is_in(client)

    secret = shown_secret(client.get(reverse("mfa_activate_totp")))
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert text(response).count("<li><code>") == 10
    assert 'href="/sprava/evidence/source/"' in text(response)
    assert is_in(client)


def test_the_first_code_does_not_log_in_a_second_time(client, editor):
    log_in(client)
    secret = shown_secret(client.get(reverse("mfa_activate_totp")))
    seen = code(secret)
    client.post(reverse("mfa_activate_totp"), {"code": seen})
    other = Client()
    log_in(other)
    assert other.post(SECOND_STEP, {"code": seen}).status_code == 200
    assert not is_in(other)


def test_a_password_alone_opens_nothing_once_there_is_a_second_factor(client, editor):
    give_app(editor)
    assert log_in(client)["Location"] == SECOND_STEP
    for name in ("mfa_index", "account_change_password", "usersessions_list", "mfa_view_recovery_codes"):
        assert client.get(reverse(name)).status_code == 302
    assert not is_in(client)
    assert client.post(SECOND_STEP, {"code": code()})["Location"] == "/sprava/"
    assert is_in(client)


def test_after_the_second_step_the_way_goes_on(client, editor):
    give_app(editor)
    log_in(client, next="/sprava/evidence/source/")
    assert client.post(SECOND_STEP, {"code": code()})["Location"] == "/sprava/evidence/source/"


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_code_counts_once(client, editor, ahead):
    give_app(editor)
    spent = code(ahead=ahead)
    log_in(client)
    assert client.post(SECOND_STEP, {"code": spent}).status_code == 302
    other = Client()
    log_in(other)
    # What allauth remembers of a code ends before the code does.
    cache.delete(f"allauth.mfa.totp.used?user={editor.pk}&code={spent}")
    response = other.post(SECOND_STEP, {"code": spent})
    assert "Kód nesouhlasí" in text(response)
    assert not is_in(other)


@pytest.mark.parametrize("written", ["{} {}", "{}-{}", " {}{} ", "{}.{}!"])
def test_a_code_written_otherwise_is_the_same_code(client, editor, written):
    give_app(editor)
    spent = code()
    log_in(client)
    assert client.post(SECOND_STEP, {"code": written.format(spent[:3], spent[3:])}).status_code == 302
    other = Client()
    log_in(other)
    cache.delete(f"allauth.mfa.totp.used?user={editor.pk}&code={spent}")
    assert other.post(SECOND_STEP, {"code": spent}).status_code == 200
    assert not is_in(other)


def test_a_passkey_is_offered_only_to_who_has_one(client, editor):
    give_app(editor)
    log_in(client)
    assert "webauthn_form" not in text(client.get(SECOND_STEP))


@pytest.mark.parametrize("ahead", [-3, 3])
def test_an_old_code_and_one_of_the_future_do_not_count(client, editor, ahead):
    give_app(editor)
    log_in(client)
    assert client.post(SECOND_STEP, {"code": code(ahead=ahead)}).status_code == 200
    assert not is_in(client)


def test_a_recovery_code_counts_once(client, editor):
    codes = give_app(editor)
    for visitor, expected in ((client, 302), (Client(), 200)):
        log_in(visitor)
        assert visitor.post(SECOND_STEP, {"code": codes[0]}).status_code == expected
    assert is_in(client)


def test_a_code_of_somebody_else_does_not_count(client, editor):
    give_app(editor)
    codes = give_app(member("jiná"))
    log_in(client)
    assert client.post(SECOND_STEP, {"code": codes[0]}).status_code == 200


def test_guessing_codes_is_stopped_also_for_the_right_one(client, editor):
    give_app(editor)
    log_in(client)
    for _ in range(5):
        client.post(SECOND_STEP, {"code": wrong_code()})
    assert "příliš mnoho" in text(client.post(SECOND_STEP, {"code": code()}))
    assert not is_in(client)


def test_guessing_passwords_is_stopped_also_for_the_right_one(client, editor):
    for number in range(5):
        assert "není správné" in text(log_in(client, password=f"spatne-heslo-{number}"))
    assert "příliš mnoho" in text(log_in(client))
    assert not client.session.get("_auth_user_id")


def test_a_flood_of_logins_gets_a_czech_429(client, editor):
    for number in range(30):
        log_in(client, username=f"nikdo{number}")
    response = log_in(client)
    assert response.status_code == 429
    assert "Příliš mnoho pokusů" in text(response)


def test_an_unknown_name_is_told_the_same_as_a_wrong_password(client, editor):
    answers = set()
    for name in ("editorka", "neexistuje"):
        answer = text(Client().post(LOGIN, {"login": name, "password": "něco jiného 123"}))
        answers.add(answer.partition('role="alert"')[2].partition("</div>")[0])
    assert len(answers) == 1
    assert "není správné" in answers.pop()


@pytest.mark.parametrize(
    "target",
    [
        "//zlo.example",
        "https://zlo.example/",
        "/\\zlo.example",
        "\\\\zlo.example",
        "http:///zlo.example",
        "javascript:alert(1)",
        "/sprava/../../zlo",
        "/sprava/\\..",
        "/o-portalu/",
        "",
        "https://testserver@zlo.example/sprava/",
        "/sprava/\x00",
        "/sprava/\r\nSet-Cookie: a=b",
    ],
)
def test_nobody_else_chooses_where_the_login_leads(client, editor, target):
    give_app(editor)
    for start in (f"{LOGIN}", "/sprava/login/"):
        client.get(start, {"next": target})
    log_in(client, next=target)
    assert client.post(SECOND_STEP, {"code": code()})["Location"] == "/sprava/"
    assert client.get("/sprava/login/", {"next": target})["Location"] == "/sprava/"
    assert client.post(reverse("account_logout"), {"next": target})["Location"] == LOGIN


def test_a_session_planted_before_the_login_is_worth_nothing(client, editor):
    give_app(editor)
    client.get(f"{LOGIN}?next=/sprava/")
    log_in(client)
    planted = client.session.session_key
    assert planted
    client.post(SECOND_STEP, {"code": code()})
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_a_form_from_another_site_logs_nobody_in(editor):
    strict = Client(enforce_csrf_checks=True)
    response = log_in(strict)
    assert response.status_code == 403
    assert "Formulář vypršel" in text(response)
    assert "Django" not in text(response)
    assert not strict.session.get("_auth_user_id")


def test_who_is_switched_off_is_out_at_once(client, editor):
    give_app(editor)
    log_in_fully(client)
    assert is_in(client)
    User.objects.update(is_active=False)
    assert not is_in(client)
    assert log_in(Client())["Location"] == reverse("account_inactive"), "told only to who knows the password"
    assert "není správné" in text(log_in(Client(), password="špatné heslo 1"))


def test_who_is_no_staff_any_more_is_out_at_once(client, editor):
    give_app(editor)
    log_in_fully(client)
    User.objects.update(is_staff=False)
    assert not is_in(client)


def test_who_is_not_staff_is_told_so_and_does_not_go_round_in_circles(client):
    member("čtenář", is_staff=False, is_superuser=False)
    log_in(client, "čtenář")
    response = client.get("/sprava/", follow=True)
    assert response.status_code == 403
    assert "Do správy nemáte přístup" in text(response)
    assert len(response.redirect_chain) == 1


def test_a_session_older_than_the_second_factor_has_to_show_it(client, editor):
    old = Client()
    log_in(old)
    give_app(editor)
    for name in ("mfa_index", "mfa_add_webauthn", "account_change_password", "mfa_generate_recovery_codes"):
        assert old.get(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate")), name
    assert (
        old.get("/sprava/", follow=True).redirect_chain[-1][0] == f"{reverse('mfa_reauthenticate')}?next=%2Fsprava%2F"
    )
    assert old.post(reverse("account_reauthenticate"), {"password": PASSWORD})["Location"].startswith(
        reverse("mfa_reauthenticate")
    )
    response = old.post(f"{reverse('mfa_reauthenticate')}?next=/sprava/", {"code": code()})
    assert response["Location"] == "/sprava/"
    assert is_in(old)


def test_a_change_of_the_second_factor_asks_again_after_a_while(client, editor):
    give_app(editor)
    log_in_fully(client)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 16 * 60
    session.save()
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate")), name
    assert is_in(client), "but the work goes on"


def test_where_it_is_optional_a_password_is_enough_until_somebody_wants_more(client, editor, settings):
    settings.STAFF_MFA = "optional"
    log_in(client)
    assert is_in(client)
    give_app(editor)
    other = Client()
    assert log_in(other)["Location"] == SECOND_STEP
    assert not is_in(other)


def test_a_mistyped_setting_does_not_make_it_optional(client, editor, settings):
    settings.STAFF_MFA = "Optional"
    log_in(client)
    assert not is_in(client)


def test_nobody_signs_up(client):
    names = {
        pattern.name for pattern in __import__("memorandum.staff.accounts.urls", fromlist=["urlpatterns"]).urlpatterns
    }
    assert not {name for name in names if "signup" in name or "email" in name or "connections" in name}
    assert client.get("/sprava/ucet/").status_code in (302, 404)
    assert client.get("/sprava/ucet/signup/", follow=True).redirect_chain[-1][0].startswith(LOGIN)


def test_ending_other_sessions_leaves_this_one(client, editor):
    give_app(editor)
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"})
    log_in_fully(client)
    log_in_fully(other, ahead=1)
    page = text(client.get(reverse("usersessions_list")))
    assert "Firefox, Windows" in page
    assert page.count("tento prohlížeč") == 1
    client.post(reverse("usersessions_list"))
    assert is_in(client)
    assert not is_in(other)


def test_a_list_of_sessions_shows_nobody_else_s(client, editor):
    member("jiná")
    stranger = Client(headers={"user-agent": "Firefox"})
    log_in(stranger, "jiná")
    log_in(client)
    assert "Firefox" not in text(client.get(reverse("usersessions_list")))
    client.post(reverse("usersessions_list"))
    assert stranger.session.get("_auth_user_id")


def test_a_new_password_ends_other_sessions(client, editor):
    give_app(editor)
    other = Client()
    log_in_fully(client)
    log_in_fully(other, ahead=1)
    new = "devět tichých rybníků"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize("weak", ["krátké", "heslo123", "password1234", "123456789012", "editorka@example.cz"])
def test_a_weak_password_is_refused_in_czech(client, editor, weak):
    log_in(client)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    response = client.post(reverse("account_change_password"), form)
    assert response.status_code == 200
    assert "Heslo" in text(response).partition('class="errorlist"')[2]
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_without_e_mail_the_page_says_whom_to_ask(client, editor, settings, mailoutbox):
    settings.EMAIL_URL = ""
    settings.OPERATOR = settings.OPERATOR | {"email": "spravce@example.cz"}
    for response in (
        client.get(reverse("account_reset_password")),
        client.post(reverse("account_reset_password"), {"email": editor.email}),
    ):
        assert "mailto:spravce@example.cz" in text(response)
    assert mailoutbox == []


def test_a_new_password_by_e_mail_does_not_get_round_the_second_factor(client, editor, settings, mailoutbox):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://localhost", "portal@example.cz"
    give_app(editor)
    known = client.post(reverse("account_reset_password"), {"email": editor.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nikdo@example.cz"})
    assert known["Location"] == unknown["Location"]
    (letter,) = [mail for mail in mailoutbox if mail.to == [editor.email]]
    assert letter.from_email == "portal@example.cz"
    link = next(line for line in letter.body.splitlines() if "/heslo/nove/" in line).partition("testserver")[2]
    page = client.get(link, follow=True)
    new = "devět tichých rybníků"
    action = page.redirect_chain[-1][0]
    assert client.post(action, {"password1": new, "password2": new}).status_code == 302
    assert "už neplatí" in text(client.get(link, follow=True))
    assert log_in(client, password=new)["Location"] == SECOND_STEP
    assert not is_in(client)


def test_a_change_of_the_second_factor_is_told_by_e_mail(client, editor, settings, mailoutbox):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://localhost", "portal@example.cz"
    give_app(editor)
    log_in_fully(client)
    client.post(reverse("mfa_deactivate_totp"))
    (letter,) = mailoutbox
    assert letter.to == [editor.email]
    assert letter.subject.startswith("Memorandum – správa: ")
    assert not ENGLISH.search(letter.body), letter.body


def test_secrets_lie_in_the_database_encrypted(client, editor, settings):
    codes = give_app(editor)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "JBSWY3DPEHPK3PXP" not in stored
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "nový klíč"
    log_in(client)
    assert client.post(SECOND_STEP, {"code": code()}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    other = Client()
    log_in(other)
    for guess in (codes[0], code(secret="", ahead=0)):
        assert other.post(SECOND_STEP, {"code": guess}).status_code == 200
    assert not is_in(other)


def test_what_was_encrypted_is_read_again():
    assert MfaAdapter().decrypt(MfaAdapter().encrypt("tajné")) == "tajné"


def test_a_lost_telephone_is_forgotten_on_request(client, editor, capsys):
    give_app(editor)
    log_in_fully(client)
    call_command("reset_mfa", "editorka")
    assert "zrušen" in capsys.readouterr().out
    assert not is_in(client), "whoever has the telephone may have the session too"
    log_in(client)
    assert client.get("/sprava/", follow=True).redirect_chain[-1][0] == SET_UP
    with pytest.raises(CommandError, match="neexistuje"):
        call_command("reset_mfa", "nikdo")


def test_the_admin_shows_no_secrets(client, editor, settings):
    settings.STAFF_MFA = "optional"
    log_in(client)
    index = text(client.get("/sprava/"))
    for word in ("authenticator", "usersession", "socialtoken", "emailaddress"):
        assert word not in index
        assert client.get(f"/sprava/mfa/{word}/").status_code == 404


def test_cookies_stay_on_the_staff_s_side(client, editor):
    client.get(LOGIN)
    log_in(client)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["path"] == "/sprava/"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    response = client.get("/o-portalu/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert UserSession.objects.count() == 1


def test_the_old_addresses_of_the_admin_lead_on(client, editor, settings):
    settings.STAFF_MFA = "optional"
    log_in(client)
    assert client.get("/sprava/password_change/")["Location"] == reverse("account_change_password")
    assert client.get("/sprava/logout/").status_code == 200, "a link does not log out"
    assert is_in(client)
    assert client.post("/sprava/logout/")["Location"] == LOGIN
    assert not is_in(client)
