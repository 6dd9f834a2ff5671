"""People who log in, and the telephone they have in their hand."""

import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.urls import reverse

PASSWORD = "jedenáct veselých vydra"
SECRET = "JBSWY3DPEHPK3PXP"
LOGIN = "/sprava/ucet/prihlaseni/"
SECOND_STEP = "/sprava/ucet/prihlaseni/druhy-krok/"
SET_UP = "/sprava/ucet/druhy-faktor/"


def member(username="editorka", **values):
    """A member of staff with a password."""
    defaults = {"is_staff": True, "is_superuser": True, "email": f"{username}@example.cz"}
    return User.objects.create_user(username, password=PASSWORD, **defaults | values)


def give_app(user):
    """Join an authenticator application; return the recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def code(secret=SECRET, ahead=0):
    """What the application shows now, or after so many steps."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def wrong_code():
    return next(guess for guess in ("000000", "111111", "222222", "333333") if guess not in map(_at, (-1, 0, 1, 2)))


def _at(ahead):
    return code(ahead=ahead)


def log_in(client, username="editorka", password=PASSWORD, **more):
    """The first step, as a browser would do it."""
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def log_in_fully(client, username="editorka", ahead=0):
    log_in(client, username)
    return client.post(reverse("mfa_authenticate"), {"code": code(ahead=ahead)})


def shown_secret(response):
    """The secret that the page offers for copying."""
    return re.search(r'account-secret">([A-Z2-7 ]+)<', response.content.decode())[1].replace(" ", "")


def text(response):
    return response.content.decode()


def is_in(client):
    return client.get("/sprava/").status_code == 200
