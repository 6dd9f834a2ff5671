"""Getting in: a password, where it leads, and everything that must not get in."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from memorandum.staff.accounts.urls import urlpatterns
from tests.memorandum.staff.accounts import (
    LOGIN,
    PASSWORD,
    SECOND_STEP,
    code,
    give_app,
    is_in,
    log_in,
    log_in_fully,
    member,
    text,
)

pytestmark = pytest.mark.usefixtures("required")


def test_the_way_to_the_staff_pages_leads_through_the_login(client):
    response = client.get("/sprava/evidence/source/?q=x", follow=True)
    assert response.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fsprava%2Fevidence%2Fsource%2F%3Fq%3Dx"
    assert 'name="next" value="/sprava/evidence/source/?q=x"' in text(response)


def test_who_guesses_passwords_waits_also_with_the_right_one(client, editor):
    for number in range(4):
        assert "není správné" in text(log_in(client, password=f"spatne-heslo-{number}"))
    response = log_in(client)
    assert (response.status_code, response["Retry-After"]) == (429, "1")
    assert "Zkuste to znovu za" in text(response)
    assert not client.session.get("_auth_user_id")


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


def test_nobody_signs_up(client):
    names = {pattern.name for pattern in urlpatterns}
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


@pytest.mark.parametrize(
    ("minutes", "since", "stays"), [(60, 59, True), (60, 61, False), (5, 6, False), (0, 700, True)]
)
def test_who_asks_for_nothing_for_long_logs_in_again_and_is_told_why(client, editor, settings, minutes, since, stays):
    settings.STAFF_MFA, settings.STAFF_IDLE_MINUTES = "optional", minutes
    client.force_login(editor)
    assert client.get("/sprava/").status_code == 200
    session = client.session
    session["seen_at"] = session.get("seen_at", int(time.time())) - since * 60
    session.save()
    assert client.get("/sprava/").status_code == (200 if stays else 302)
    told = client.get(LOGIN, follow=True)
    assert ("Odhlásili jsme vás" in text(told)) is not stays
    assert client.get("/sprava/").status_code == (200 if stays else 302)


def test_who_works_is_not_idle(client, editor, settings):
    settings.STAFF_MFA, settings.STAFF_IDLE_MINUTES = "optional", 60
    client.force_login(editor)
    for _ in range(3):
        assert client.get("/sprava/").status_code == 200
        session = client.session
        session["seen_at"] -= 40 * 60
        session.save()
    assert client.get("/sprava/").status_code == 200
    log_in(client)
    assert "Odhlásili jsme vás" not in text(client.get(LOGIN, follow=True))
