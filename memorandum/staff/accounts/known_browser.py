"""A browser in which somebody has logged in before counts its wrong tries by itself: whatever others try, its owner
gets in.

Its cookie holds a random word and, for each who has logged in there, a digest of that word and their name; the
whole is signed.  It opens nothing.
"""

import hashlib
import secrets

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from memorandum.security.tries import Door

COOKIE = "known_browser"
_AGE = 365 * 24 * 60 * 60  # seconds since the last login
_MOST = 8  # people at one computer
_SALT = "memorandum.known-browser"

#: How many wrong tries are free of waiting: of one name from one address, or in a known browser; of one address.
FREE, FREE_OF_ADDRESS = 3, 20


def doors(request: HttpRequest, guessed: str, name: str) -> list[Door]:
    """Where a try is counted: in a known browser there alone, else by the address, and by address and name together.

    ``guessed`` is the kind of secret.
    """
    name = name.strip().casefold()
    word = known_word(request, name)
    if word:
        return [Door((guessed, "browser", word, name), FREE)]
    address = network(request)
    return [
        Door((guessed, "address", address), FREE_OF_ADDRESS),
        Door((guessed, "address and name", address, name), FREE),
    ]


def network(request: HttpRequest) -> str:
    """Where somebody comes from: an address, or a network of IPv6 that one customer has to themselves."""
    return str(truncate_ip(get_adapter().get_client_ip(request)))


def known_word(request: HttpRequest, name: str | None = None) -> str:
    """The browser's word if that name (or anybody) has logged in there; else „“."""
    word, *marks = _read(request)
    return word if marks and (name is None or _mark(word, name) in marks) else ""


def remember(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """From now on it is a browser of that name."""
    word, *marks = _read(request)
    word = word or secrets.token_urlsafe(16)
    mark = _mark(word, name)
    kept = [mark, *(other for other in marks if other != mark)][:_MOST]
    response.set_signed_cookie(
        COOKIE,
        ":".join((word, *kept)),
        salt=_SALT,
        max_age=_AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> list[str]:
    """The word and the marks; one empty word where there is no such cookie, or one that we did not make."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_AGE)
    return str(value).split(":")


def _mark(word: str, name: str) -> str:
    return hashlib.sha256(f"{word}:{name.strip().casefold()}".encode()).hexdigest()[:32]
