"""A login that is set up wrongly is named, with a hint; e-mail is read from one address."""

import pytest

from memorandum import checks
from memorandum.server import mailers

PUBLIC, HERE = ["portal.example.cz"], ["localhost", "127.0.0.1"]


def ids(check):
    messages = list(check)
    assert all(message.hint for message in messages)
    return [message.id.partition(".")[2] for message in messages]


@pytest.mark.parametrize(
    ("value", "hosts", "expected"),
    [
        ("required", PUBLIC, []),
        ("optional", HERE, []),
        ("optional", PUBLIC, ["E017"]),
        ("Optional", HERE, ["E003"]),
        ("", HERE, ["E003"]),
        ("false", PUBLIC, ["E003"]),
    ],
)
def test_the_second_factor_is_decided(settings, value, hosts, expected):
    settings.STAFF_MFA, settings.ALLOWED_HOSTS = value, hosts
    assert ids(checks.second_factor_is_decided(None)) == expected


@pytest.mark.parametrize(
    ("url", "client", "secret", "expected"),
    [
        ("", "", "", []),
        ("https://login.example.cz/realms/urad", "portal", "x", []),
        ("http://127.0.0.1:9000", "portal", "x", []),
        ("https://login.example.cz", "", "x", ["E004"]),
        ("https://login.example.cz", "portal", "", ["E004"]),
        ("", "portal", "x", ["E004"]),
        ("http://login.example.cz", "portal", "x", ["E005"]),
        ("login.example.cz", "portal", "x", ["E005"]),
        ("https://", "portal", "x", ["E005"]),
        ("http://login.example.cz", "", "", ["E004", "E005"]),
    ],
)
def test_the_office_s_login_is_whole_and_over_tls(settings, url, client, secret, expected):
    settings.OIDC_URL, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = url, client, secret
    assert ids(checks.office_login_is_complete(None)) == expected


@pytest.mark.parametrize(
    ("url", "sender", "expected"),
    [("", "", []), ("smtp://mail.example.cz", "a@example.cz", []), ("smtp://mail.example.cz", "", ["E006"])],
)
def test_mail_has_a_sender(settings, url, sender, expected):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = url, sender
    assert ids(checks.mail_says_who_sends_it(None)) == expected


@pytest.mark.parametrize(
    ("tls", "hosts", "expected"), [(True, PUBLIC, []), (False, HERE, []), (False, PUBLIC, ["E018"])]
)
def test_a_public_portal_keeps_its_cookies_to_tls(settings, tls, hosts, expected):
    settings.BEHIND_TLS, settings.ALLOWED_HOSTS = tls, hosts
    assert ids(checks.cookies_of_staff_are_for_tls_only(None)) == expected


def test_mail_goes_where_the_address_says():
    assert mailers.from_url("") == mailers.NOWHERE
    assert mailers.from_url("smtp+tls://jm%C3%A9no:p%40ss@mail.example.cz:587")["default"] == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "mail.example.cz",
            "port": 587,
            "username": "jméno",
            "password": "p@ss",
            "use_tls": True,
            "timeout": 10,
        },
    }
    assert mailers.from_url("smtp+ssl://mail.example.cz")["default"]["OPTIONS"]["use_ssl"] is True
