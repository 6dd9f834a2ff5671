"""Logging in with the office's account: who is let in, who is not, and what is kept of it."""

from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.memorandum.staff.accounts import PASSWORD, code, give_app, log_in, member, text
from tests.memorandum.staff.oidc import running_provider, settings_for

START = "/sprava/ucet/prihlaseni/urad/"


@pytest.fixture(scope="module")
def running():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def office(running, settings, db):
    running.person = {"sub": "u-1", "email": "editorka@example.cz", "email_verified": True, "name": "Editorka"}
    running.token, running.error = {}, ""
    running.asked.clear()
    settings.SOCIALACCOUNT_PROVIDERS = settings_for(running)
    settings.STAFF_MFA = "required"
    settings.OIDC_SECOND_FACTOR = []
    return running


def come_back(client, onward="/sprava/evidence/source/"):
    """Go to the provider and return from it, as a browser does; what the portal then answers."""
    away = client.get(START, {"process": "login", "next": onward})
    assert away.status_code == 302, away.content.decode()
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def is_known(client):
    return bool(client.session.get("_auth_user_id"))


def test_the_login_page_offers_it_only_where_there_is_one(client, office, settings):
    assert "Přihlásit se účtem Zkušebního úřadu" in text(client.get(reverse("account_login")))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Zkušebního" not in text(client.get(reverse("account_login")))
    assert client.get(START).status_code == 404


def test_a_member_of_staff_is_known_by_a_verified_address_and_later_by_the_identifier(client, office, editor):
    assert come_back(client)["Location"] == "/sprava/evidence/source/"
    assert is_known(client)
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD), "the password stays as it was"
    office.person |= {"email": "uplne.jina@example.cz", "email_verified": False}
    other = Client()
    come_back(other)
    assert is_known(other)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (editor, "u-1", {})
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()


def test_it_is_no_second_factor_by_itself(client, office, editor):
    office.token = {"amr": ["pwd"], "acr": "urn:heslo"}
    come_back(client)
    assert client.get("/sprava/", follow=True).redirect_chain[-1][0] == reverse("mfa_index")


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "otp"]}, {"acr": "otp"}])
def test_a_second_factor_at_the_office_counts_if_the_settings_say_so(client, office, editor, settings, claims):
    settings.OIDC_SECOND_FACTOR = ["otp", "hwk"]
    office.token = claims
    give_app(editor)
    come_back(client)
    assert client.get("/sprava/").status_code == 200


@pytest.mark.parametrize("claims", [{"amr": "otp"}, {"amr": ["pwd"]}, {"amr": [["otp"]]}, {"amr": None, "acr": None}])
def test_what_does_not_say_it_clearly_does_not_count(client, office, editor, settings, claims):
    settings.OIDC_SECOND_FACTOR = ["otp"]
    office.token = claims
    office.person["amr"] = ["otp"]  # userinfo is not about this login
    give_app(editor)
    assert come_back(client)["Location"] == reverse("mfa_authenticate")
    assert client.get("/sprava/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code()})["Location"] == "/sprava/evidence/source/"


def test_a_second_factor_at_the_office_is_not_one_of_a_later_login_with_a_password(client, office, editor, settings):
    settings.OIDC_SECOND_FACTOR = ["otp"]
    office.token = {"amr": ["otp"]}
    give_app(editor)
    come_back(client)
    client.post(reverse("account_logout"))
    assert log_in(client)["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nikdo@example.cz"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
    ],
)
def test_who_is_not_known_is_told_so_and_not_created(client, office, editor, person):
    office.person |= person
    response = come_back(client)
    assert response.status_code == 403
    assert "K\xa0účtu úřadu tu není žádný pracovník" in text(response).replace("&nbsp;", "\xa0")
    assert not is_known(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("values", [{"is_staff": False}, {"is_active": False}])
def test_an_address_of_somebody_without_access_opens_nothing(client, office, editor, values):
    User.objects.update(**values)
    assert come_back(client).status_code == 403
    assert not is_known(client)


def test_an_address_of_two_people_is_nobody_s(client, office, editor):
    member("druhá", email="EDITORKA@example.cz")
    assert come_back(client).status_code == 403


def test_an_address_given_to_somebody_new_does_not_open_the_old_account(client, office, editor):
    come_back(client)
    office.person["sub"] = "u-2"
    other = Client()
    assert come_back(other).status_code == 403
    assert not is_known(other)


def test_who_was_joined_and_then_switched_off_stays_out(client, office, editor):
    come_back(client)
    User.objects.update(is_active=False)
    other = Client()
    come_back(other)
    assert not is_known(other)


def test_userinfo_of_somebody_else_is_refused(client, office, editor):
    office.token = {"sub": "u-9"}
    assert come_back(client).status_code == 403
    assert not is_known(client)


@pytest.mark.parametrize("token", [{"iss": "https://zlo.example"}, {"aud": "jiny-portal"}, {"exp": 1}])
def test_a_token_for_somebody_else_is_refused(client, office, editor, token):
    office.token = token
    response = come_back(client)
    assert response.status_code == 401
    assert "se nezdařilo" in text(response)
    assert not is_known(client)


def test_a_made_up_answer_is_refused(client, office, editor):
    for query in ("code=x&state=y", "code=x", "error=access_denied", ""):
        response = client.get(f"{START}navrat/?{query}")
        assert response.status_code in (302, 401)
    assert not is_known(client)


def test_an_answer_meant_for_another_browser_is_refused(client, office, editor):
    """Otherwise somebody could log others in under their own name, and read what they then write."""
    away = Client().get(START, {"process": "login"})
    back = urlsplit(requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"])
    response = client.get(f"{back.path}?{back.query}")
    assert response.status_code == 401
    assert not is_known(client)


def test_who_turns_back_at_the_office_is_told_so(client, office, editor):
    office.error = "access_denied"
    response = come_back(client)
    assert response["Location"] == reverse("socialaccount_login_cancelled")
    assert "zrušeno" in text(client.get(response["Location"]))


def test_nobody_else_chooses_where_it_leads(client, office, editor):
    for target in ("//zlo.example", "https://zlo.example/", "/o-portalu/"):
        assert come_back(Client(), onward=target)["Location"] == "/sprava/"


def test_joining_somebody_else_s_account_by_hand_is_not_possible(client, office, editor):
    """allauth would join the office's account to whoever is logged in, if asked by ``process=connect``."""
    other = member("jiná")
    log_in(client, "jiná")
    away = client.get(START, {"process": "connect"})
    if away.status_code == 302 and away["Location"].startswith(office.url):
        back = urlsplit(requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"])
        client.get(f"{back.path}?{back.query}")
    assert not SocialAccount.objects.filter(user=other).exists()


def test_a_provider_that_is_down_does_not_take_the_portal_with_it(client, office, editor, settings):
    gone = settings_for(office)
    gone["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = gone
    response = client.get(START, {"process": "login"})
    assert response.status_code == 401
    assert "se nezdařilo" in text(response)
    assert not Authenticator.objects.exists()
