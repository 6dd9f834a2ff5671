"""Every account page in the states in which people meet it: Czech, strict, with one heading, and no page forgotten."""

import re

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from memorandum.staff.accounts.urls import urlpatterns
from tests.memorandum.staff.accounts import code, give_app, log_in, log_in_fully, member

ENGLISH = re.compile(
    r"\b(the|your|you|this|that|please|sign|login|logout|account|password|username|error|code|codes|is|are|from|with"
    r"|submit|continue|cancel|remove|add|edit|save|back|session|sessions|browser|security|recovery|authenticator"
    r"|invalid|required|field|enter|used|unused|must|not)\b",
    re.IGNORECASE,
)
#: The names of programs that people install stay as their shops call them.
NAMES = re.compile(r"(Google|Microsoft) Authenticator|Aegis|FreeOTP")
#: Answers that are no pages.
NO_PAGES = {"mfa_login_webauthn", "openid_connect_login", "openid_connect_callback"}

#: What a device never answers.
SPOILED = ["", "{}", "null", "[1]", '"x"', '{"id": 1}', "x" * 5000]

STRANGER = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
STRANGER += ["account_reset_password_from_key_done", "socialaccount_login_cancelled", "socialaccount_login_error"]
NEWCOMER = ["mfa_index", "account_change_password", "account_reauthenticate", "account_set_password"]
NEWCOMER += ["mfa_activate_totp", "mfa_add_webauthn", "account_logout", "usersessions_list", "mfa_list_webauthn"]
KNOWN = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
KNOWN += ["mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_list_webauthn", "usersessions_list"]
ELSEWHERE = {"mfa_authenticate", "account_reset_password_from_key", "mfa_edit_webauthn", "mfa_remove_webauthn"}


pytestmark = pytest.mark.usefixtures("required")


@pytest.fixture
def newcomer(client, editor):
    log_in(client)
    return client


@pytest.fixture
def known(client, editor):
    give_app(editor)
    give_key(editor)
    log_in_fully(client)
    return client


def give_key(user):
    """A passkey as its device would describe it; nobody has the device."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    described = AttestedCredentialData.create(Aaguid.NONE, b"key", public)
    data = AuthenticatorData.create(b"\0" * 32, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, described)
    client_data = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    credential = {
        "id": websafe_encode(b"key"),
        "rawId": websafe_encode(b"key"),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Klíč v kapse", "credential": credential}
    )


def said(page):
    """What people read or hear on a page."""
    page = re.sub(r"<(script|style|code)\b.*?</\1>", " ", page, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:alt|title|placeholder|aria-label|content)="([^"]*)"', page)
    return NAMES.sub("", " ".join([re.sub(r"<[^>]*>", " ", page), *attributes]))


def examine(response, status=200):
    assert response.status_code == status
    page = response.content.decode()
    assert '<html lang="cs">' in page
    assert page.count("<h1") == 1
    spoken = said(page).replace("width=device-width, initial-scale=1", "")
    assert ENGLISH.findall(spoken) == []
    assert not re.search(r"\sstyle=|\son\w+=", page), "the policy would stop it"
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert "unsafe" not in response["Content-Security-Policy"]
    return page


def test_no_page_is_forgotten():
    names = {pattern.name for pattern in urlpatterns}
    assert names == {*STRANGER, *NEWCOMER, *KNOWN} | ELSEWHERE | NO_PAGES


@pytest.mark.parametrize("mail", ["", "smtp://localhost"])
@pytest.mark.parametrize("name", STRANGER)
def test_pages_of_a_stranger(client, settings, name, mail):
    settings.EMAIL_URL = mail
    examine(client.get(reverse(name)), 401 if name == "socialaccount_login_error" else 200)


@pytest.mark.parametrize("name", NEWCOMER)
def test_pages_of_somebody_without_a_second_factor(newcomer, name):
    examine(newcomer.get(reverse(name)))


@pytest.mark.parametrize("name", KNOWN)
def test_pages_of_somebody_with_a_second_factor(known, name):
    examine(known.get(reverse(name)))


def test_pages_of_one_key(known):
    key = Authenticator.objects.get(type="webauthn")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert "Klíč v kapse" in examine(known.get(reverse(name, args=[key.pk])))
    response = known.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": ""})
    examine(response)
    known.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_a_key_of_somebody_else_is_not_there(known):
    key = give_key(member("jiná"))
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert known.get(reverse(name, args=[key.pk])).status_code == 404
        assert known.post(reverse(name, args=[key.pk]), {"name": "moje"}).status_code == 404


def test_the_second_step_and_its_mistakes(client, editor):
    give_app(editor)
    log_in(client)
    examine(client.get(reverse("mfa_authenticate")))
    for wrong in ("", "000000", "x" * 5000, "\x00", "１２３４５６"):
        examine(client.post(reverse("mfa_authenticate"), {"code": wrong}))
    for wrong in SPOILED:
        examine(client.post(reverse("mfa_authenticate"), {"credential": wrong}))
    assert SESSION_KEY not in client.session


def test_mistakes_in_forms_are_told_in_czech(newcomer):
    for name, form in (
        ("mfa_activate_totp", {"code": "000000"}),
        ("mfa_activate_totp", {}),
        ("mfa_add_webauthn", {}),
        *(("mfa_add_webauthn", {"credential": wrong}) for wrong in SPOILED),
        ("account_change_password", {}),
        ("account_change_password", {"oldpassword": "x", "password1": "12345678", "password2": "jiné"}),
        ("account_reauthenticate", {"password": "x"}),
    ):
        page = examine(newcomer.post(reverse(name), form))
        assert 'class="errorlist"' in page or 'role="alert"' in page, name


def test_mistakes_of_a_login_are_told_in_czech(client, editor):
    for form in ({}, {"login": "editorka"}, *({"login": name, "password": "y"} for name in ("x" * 5000, "\x00"))):
        examine(client.post(reverse("account_login"), form))
    for wrong in (*SPOILED, '{"response": {"userHandle": "MQ"}}', '{"response": []}'):
        response = client.post(reverse("mfa_login_webauthn"), {"credential": wrong})
        if response.status_code == 302:
            response = client.get(response["Location"])
        examine(response, 429 if response.status_code == 429 else 200)


def test_too_many_attempts_and_no_access_are_told_in_czech(client, editor):
    member("čtenář", is_staff=False, is_superuser=False)
    log_in(client, "čtenář")
    examine(client.get("/sprava/", follow=True), 403)
    strict = Client(enforce_csrf_checks=True)
    examine(log_in(strict), 403)
    for _ in range(30):
        log_in(Client(), "nikdo")
    examine(log_in(Client(), "nikdo"), 429)


def test_a_spoiled_link_for_a_new_password_is_told_in_czech(client, settings):
    settings.EMAIL_URL = "smtp://localhost"
    examine(client.get("/sprava/ucet/heslo/nove/1-spatny/"))


def test_what_the_pages_say_after_an_action_is_czech(known):
    for name, form in (
        ("mfa_generate_recovery_codes", {}),
        ("mfa_deactivate_totp", {}),
        ("usersessions_list", {}),
        ("account_logout", {}),
    ):
        examine(known.post(reverse(name), form, follow=True))
    assert code()
