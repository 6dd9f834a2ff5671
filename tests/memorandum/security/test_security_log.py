"""The log of security: what gets into it, that nobody takes anything out of it, and when it is forgotten."""

import datetime
import io

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from evidence.history import signed
from memorandum.security import log
from memorandum.security.models import SecurityEvent, SecurityKind
from memorandum.staff.roles import Role
from tests import builders as b
from tests.issued import guards_off, issued_paper
from tests.memorandum.staff.accounts import (
    PASSWORD,
    SECOND_STEP,
    give_app,
    log_in,
    log_in_fully,
    member,
    text,
    wrong_code,
)
from tests.memorandum.staff.passkeys import SITE, Passkey

pytestmark = pytest.mark.django_db
HERE = "192.0.2.7"


def lines(*kinds):
    """What the log says of those kinds, or of all, the oldest first: (kind, who, from where, what)."""
    found = SecurityEvent.objects.order_by("pk").filter(**({"kind__in": kinds} if kinds else {}))
    return [(line.kind, line.user and line.user.username, line.address, line.about) for line in found]


@pytest.fixture
def editor(settings):
    settings.STAFF_MFA = "required"
    return member()


@pytest.fixture
def visitor():
    return Client(REMOTE_ADDR=HERE)


def test_getting_in_and_out_is_told_with_who_from_where_and_how(visitor, editor):
    give_app(editor)
    log_in_fully(visitor)
    visitor.post(reverse("account_logout"))
    Passkey(editor).log_in(Client(SERVER_NAME=SITE, REMOTE_ADDR=HERE))
    assert lines("login", "logout") == [
        ("login", "editorka", HERE, "heslem a kódem z aplikace"),
        ("logout", "editorka", HERE, ""),
        ("login", "editorka", HERE, "přístupovým klíčem"),
    ]


def test_wrong_passwords_are_told_and_no_name_that_may_be_a_password(visitor, editor):
    for name in ("editorka", "Tajné heslo 1"):
        log_in(visitor, name, password="Tajné heslo 2")
    assert lines("wrong_password") == [
        ("wrong_password", "editorka", HERE, ""),
        ("wrong_password", None, HERE, "takový účet není"),
    ]
    assert "Tajné" not in str(lines())


def test_wrong_codes_and_where_waiting_begins_are_told(visitor, editor):
    give_app(editor)
    log_in(visitor)
    for _ in range(9):
        visitor.post(SECOND_STEP, {"code": wrong_code()})
    told = [("wrong_code", "editorka", HERE, "")] * 4
    assert lines("wrong_code", "slowed") == [
        *told,
        ("slowed", "editorka", HERE, "další pokus nejdřív za 1\xa0sekundu"),
    ]


def test_a_flood_of_guesses_does_not_fill_the_log_and_what_staff_do_is_told_all_the_same(monkeypatch, visitor, editor):
    monkeypatch.setattr(log, "MOST_GUESSES_AN_HOUR", 3)
    for number in range(6):
        log_in(visitor, f"nikdo{number}", password="x" * 12)
    assert len(lines("wrong_password")) == 3
    log_in(visitor)
    assert len(lines("login")) == 1


def test_asking_for_a_new_password_is_told(visitor, editor, settings):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://localhost", "portal@example.cz"
    for email in (editor.email, "nikdo@example.cz"):
        visitor.post(reverse("account_reset_password"), {"email": email})
    assert lines("reset_asked") == [
        ("reset_asked", "editorka", HERE, ""),
        ("reset_asked", None, HERE, "takový účet není"),
    ]


def test_a_new_password_and_a_second_factor_are_told(visitor, editor, settings):
    settings.STAFF_MFA = "optional"
    log_in(visitor)
    new = "devět tichých rybníků"
    visitor.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert lines("password_changed") == [("password_changed", "editorka", HERE, "editorka")]
    give_app(editor)
    call_command("reset_mfa", "editorka", stdout=io.StringIO())
    assert [line[3] for line in lines("factor_added", "factor_removed")] == [
        "editorka: aplikace (mimo aplikaci)",
        "editorka: záložní kódy (mimo aplikaci)",
        "editorka: aplikace (mimo aplikaci)",
        "editorka: záložní kódy (mimo aplikaci)",
    ]


def test_the_same_password_written_anew_by_a_login_is_no_new_password(visitor, editor, settings):
    settings.STAFF_MFA = "optional"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    before = editor.password
    log_in(visitor)
    editor.refresh_from_db()
    assert editor.password != before
    assert lines("password_changed") == []


def test_roles_are_told_whoever_gives_them_and_however(visitor, editor, settings):
    settings.STAFF_MFA = "optional"
    log_in(visitor)
    other = User.objects.create_user("nová", is_staff=True)
    group = Group.objects.get(name=Role.PUBLISHER.group)
    form = {"username": "nová", "is_active": "on", "is_staff": "on", "groups": [group.pk]}
    scopes = {"scope-TOTAL_FORMS": "0", "scope-INITIAL_FORMS": "0"}
    assert visitor.post(f"/sprava/auth/user/{other.pk}/change/", form | scopes).status_code == 302
    assert lines("role_given")[-1] == ("role_given", "editorka", HERE, "nová: publikující")
    with signed(command="načti_uživatele"):
        other.groups.clear()
    assert lines("role_taken") == [("role_taken", None, None, "nová: publikující (příkaz načti_uživatele)")]
    User.objects.filter(pk=other.pk).update(is_superuser=True)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert [line[::3] for line in lines()][-2:] == [
        ("role_given", "nová: neomezená práva (mimo aplikaci)"),
        ("account_closed", "nová (mimo aplikaci)"),
    ]


def test_publishing_and_issuing_are_told():
    place = b.locality("Lhota")
    type(place).objects.update(is_public=False)
    type(place).objects.update(name="Lhota nad")
    type(place).objects.update(is_public=True)
    assert [line[0] for line in lines("published", "withheld")] == ["published", "withheld", "published"]
    assert "lokalita: lhota" in lines("published")[0][3]
    issued = issued_paper()
    assert f"zápis {issued.entry_id} v knize vydání" in lines("issued")[0][3]


def test_tables_that_are_taken_away_are_told(visitor, editor, settings):
    settings.STAFF_MFA = "optional"
    log_in(visitor)
    assert visitor.get("/sprava/tabulka/zdroje.xlsx").status_code == 200
    assert lines("exported") == [("exported", "editorka", HERE, "tabulka zdroje")]


# --- Append only ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE security_securityevent SET about = ''",
        "UPDATE security_securityevent SET at = now() - interval '10 years'",
        "DELETE FROM security_securityevent",
        "TRUNCATE security_securityevent",
        "SELECT forget_security_events(0)",
        "SELECT forget_security_events(NULL)",
    ],
)
@pytest.mark.parametrize("session", ["origin", "replica"])
def test_nobody_changes_or_removes_a_line(tampering, session):
    log.write(SecurityKind.LOGIN, about="jak to bylo")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {session}")
        with pytest.raises(IntegrityError, match="Bezpečnostní záznam"), transaction.atomic():
            cursor.execute(tampering)
    assert [line[3] for line in lines("login")] == ["jak to bylo"]


def old(days):
    """A line that was written so many days ago."""
    log.write(SecurityKind.LOGIN, about=f"{days}")
    with guards_off() as cursor:
        cursor.execute(
            "UPDATE security_securityevent SET at = now() - make_interval(days => %s) WHERE about = %s",
            [days, str(days)],
        )


def test_not_even_an_old_line_is_removed_by_hand_and_the_nightly_command_removes_it(settings):
    for days in (29, 31, 364, 366):
        old(days)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityEvent.objects.filter(about="366")._raw_delete("default")
    told = io.StringIO()
    call_command("forget_old_traces", stdout=told)
    assert "365\xa0dnů smazáno: 1." in told.getvalue()
    assert [line[3] for line in lines("login")] == ["29", "31", "364"]
    settings.SECURITY_LOG_DAYS = 30
    call_command("forget_old_traces", stdout=told)
    assert [line[3] for line in lines("login")] == ["29"]


def test_the_moment_is_the_database_s():
    SecurityEvent.objects.create(kind="login", at=datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC))
    assert SecurityEvent.objects.get().at.year > 2001


# --- Read ------------------------------------------------------------------------------------------------------------


def test_an_administrator_reads_it_and_finds_in_it(client, settings):
    user = User.objects.create_user("správkyně", first_name="Jana", last_name="Dvořáková", is_staff=True)
    user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.group))
    client.force_login(user)
    log.write(SecurityKind.WRONG_PASSWORD, user=user, address="2001:db8::7")
    log.write(SecurityKind.LOGIN, address=HERE)
    page = text(client.get("/sprava/security/securityevent/"))
    for words in ("chybné heslo", "přihlášení", "2001:db8::7", HERE, "Jana Dvořáková"):
        assert words in page
    assert "/sprava/security/securityevent/add/" not in page
    for query, shown in (("kind__exact=login", False), ("q=2001:db8", True), ("q=Dvo", True), (f"q={HERE}", False)):
        assert ("2001:db8::7" in text(client.get(f"/sprava/security/securityevent/?{query}"))) is shown, query
    row = SecurityEvent.objects.latest("pk").pk
    assert client.get(f"/sprava/security/securityevent/{row}/change/").status_code == 200
    assert client.post(f"/sprava/security/securityevent/{row}/delete/").status_code == 403


def test_an_account_that_is_no_more_leaves_its_lines(client, admin_user):
    gone = User.objects.create_user("byl")
    log.write(SecurityKind.LOGIN, user=gone)
    gone.delete()
    client.force_login(admin_user)
    assert "smazaný uživatel" in text(client.get("/sprava/security/securityevent/"))
