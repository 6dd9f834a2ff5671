"""A wrong configuration is named and comes with a hint."""

import pytest
from django.db import connection

from memorandum import checks


@pytest.mark.parametrize(
    ("debug", "hosts", "wrong"),
    [(True, ["localhost"], False), (True, ["portal.example.cz"], True), (False, ["portal.example.cz"], False)],
)
def test_debug_pages_for_the_public_are_an_error(settings, debug, hosts, wrong):
    settings.DEBUG, settings.ALLOWED_HOSTS = debug, hosts
    assert [error.id for error in checks.debug_pages_stay_on_this_machine(None)] == ["memorandum.E002"] * wrong


def test_a_guard_that_the_database_lacks_is_told(db):
    assert [*checks.guards_stand(None, databases=["default"])] == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keep_history ON localities_locality")
    (warning,) = checks.guards_stand(None, databases=["default"])
    assert warning.id == "memorandum.W005"
    assert "localities_locality" in warning.msg
    assert [*checks.guards_stand(None)] == [], "only who asks about the database waits for it"


def test_a_ledger_without_its_key_or_with_an_odd_one_is_told(settings):
    assert [*checks.ledger_has_its_key(None)] == []
    settings.LEDGER_KEY = ""
    assert [told.id for told in checks.ledger_has_its_key(None)] == ["memorandum.W006"]
    settings.LEDGER_SIGNER = "true"
    assert [told.id for told in checks.ledger_has_its_key(None)] == ["memorandum.E007"], "of what key?"
    settings.LEDGER_PUBLIC_KEY = "ab" * 32
    assert [*checks.ledger_has_its_key(None)] == []
    settings.LEDGER_FORMER_KEYS = ["nic"]
    assert [told.id for told in checks.ledger_has_its_key(None)] == ["memorandum.E007"]


def test_a_libreoffice_that_is_not_where_it_is_said_is_told(settings):
    assert [*checks.libreoffice_is_where_it_is_said(None)] == []
    settings.SOFFICE = ""
    assert [*checks.libreoffice_is_where_it_is_said(None)] == [], "a server need not have it"
    settings.SOFFICE = "/nikde/soffice"
    (warning,) = checks.libreoffice_is_where_it_is_said(None)
    assert warning.id == "memorandum.W007"
    assert "SOFFICE" in warning.hint


def test_a_portal_with_a_public_name_is_told_of_the_role_of_the_public(settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["portal.example.cz"]
    own = {"USER": "portal_public"}
    for public, told in ((own, []), ({"USER": settings.DATABASES["default"]["USER"]}, ["memorandum.W008"])):
        monkeypatch.setitem(settings.DATABASES, "public", public)
        assert [warning.id for warning in checks.public_pages_have_their_role(None)] == told
