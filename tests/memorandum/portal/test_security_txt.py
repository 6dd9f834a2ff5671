"""Where holes are told, as RFC 9116 wants it."""

import datetime

import pytest

PATH = "/.well-known/security.txt"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("contact", "expected"),
    [("chyby@example.cz", "mailto:chyby@example.cz"), ("https://example.cz/chyby/", "https://example.cz/chyby/")],
)
def test_it_says_whom_to_tell_and_until_when_it_holds(client, settings, contact, expected):
    settings.SECURITY_CONTACT = contact
    response = client.get(PATH)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert told["Contact"] == expected
    assert told["Preferred-Languages"] == "cs, en"
    assert told["Canonical"] == f"http://testserver{PATH}"
    left = datetime.datetime.fromisoformat(told["Expires"]) - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=100) < left < datetime.timedelta(days=365)


def test_where_nobody_would_read_it_there_is_none(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(PATH).status_code == 404
