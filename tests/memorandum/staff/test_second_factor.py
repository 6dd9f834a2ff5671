"""What a password alone does not open: codes of an application, recovery codes, and how both are kept."""

import re

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from memorandum.staff.accounts.adapters import MfaAdapter
from tests.memorandum.staff.accounts import (
    PASSWORD,
    SECOND_STEP,
    SET_UP,
    code,
    give_app,
    is_in,
    log_in,
    log_in_fully,
    member,
    shown_secret,
    text,
    wrong_code,
)

pytestmark = pytest.mark.usefixtures("required")
ENGLISH = re.compile(
    r"\b(the|your|you|this|please|sign|login|account|password|key|error|code|is|from)\b", re.IGNORECASE
)


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


def test_who_guesses_codes_waits_also_with_the_right_one(client, editor):
    give_app(editor)
    log_in(client)
    for _ in range(5):
        client.post(SECOND_STEP, {"code": wrong_code()})
    assert "Zkuste to znovu za" in text(client.post(SECOND_STEP, {"code": code()}))
    assert not is_in(client)


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
