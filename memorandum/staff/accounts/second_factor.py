"""The second factor: who must have one, and whether this visit has shown one."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest

#: The kinds that can be asked for; recovery codes only stand in for them.
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_required() -> bool:
    """Return whether staff must have a second factor; every value but ``optional`` means yes."""
    return bool(settings.STAFF_MFA != "optional")


def exists(user: User | AnonymousUser) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def was_used(request: HttpRequest) -> bool:
    """Return whether a second factor was shown in this very session, by the person who is logged in."""
    return any(record["method"] == "mfa" for record in _records(request))


def is_enough(request: HttpRequest) -> bool:
    return not is_required() or was_used(request)


def was_recent(request: HttpRequest) -> bool:
    """Return whether the person has just proved who they are: with the second factor if they have one."""
    if not request.user.is_authenticated:
        return False
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    weak = not exists(request.user)
    return any(record["at"] > since and (weak or record["method"] == "mfa") for record in _records(request))


def record(request: HttpRequest, user: User, kind: str) -> None:
    """Remember in the session that the person has just shown a second factor of this kind."""
    record_authentication(request, user, "mfa", type=kind)


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    return list(get_authentication_records(request, request.user))
