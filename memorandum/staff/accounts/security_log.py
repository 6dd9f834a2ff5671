"""What a request of the staff leaves in the log of security."""

import ipaddress

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.models import User
from django.http import HttpRequest

import czech
from memorandum.security import log
from memorandum.security.models import SecurityKind
from memorandum.security.tries import Taken

NOBODY = "takový účet není"
_WAYS = {
    "password": "heslem",
    "password_reset": "novým heslem",
    "socialaccount": "účtem úřadu",
    "totp": "kódem z aplikace",
    "recovery_codes": "záložním kódem",
    "webauthn": "přístupovým klíčem",
    "oidc": "druhým krokem u úřadu",
}


def where_from(request: HttpRequest) -> str | None:
    """The address, as proxies that are trusted tell it; None where it is unknown."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except ValueError:
        return None
    return None if address.is_unspecified else str(address)


def write(request: HttpRequest, kind: SecurityKind, user: User | None = None, about: str = "") -> None:
    """A line about whoever asks, or about another account."""
    asks = request.user if isinstance(request.user, User) else None
    log.write(kind, user=user or asks, address=where_from(request), about=about)


def logged_in(request: HttpRequest, user: User) -> None:
    records = get_authentication_records(request, user)
    kinds = (record.get("type") or record["method"] for record in records)
    ways = dict.fromkeys(_WAYS[kind] for kind in kinds if kind in _WAYS)
    write(request, SecurityKind.LOGIN, user, " a ".join(ways))


def guessed(request: HttpRequest, kind: SecurityKind, user: User | None, taken: Taken) -> None:
    """A wrong password or code; what was typed for a name may be a password, so it is not kept."""
    write(request, kind, user, "" if user else NOBODY)
    if taken.is_slowed:
        seconds = czech.count(taken.seconds, "sekundu", "sekundy", "sekund")
        write(request, SecurityKind.SLOWED, user, f"další pokus nejdřív za {seconds}")
