"""Where e-mails go, from one address: ``smtp+tls://name:password@mail.example.cz:587``."""

from typing import Any
from urllib.parse import urlsplit

import environ

from memorandum.server.variables import refuse

NOWHERE = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
}


def from_url(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's ``MAILERS``; without an address nothing is sent."""
    if not url:
        return NOWHERE
    try:
        is_one = urlsplit(url).scheme in ("smtp", "smtps", "smtp+tls", "smtp+ssl") and urlsplit(url).hostname
        parts = environ.Env.email_url_config(url) if is_one else {}
    except ValueError:  # of the port, or of brackets
        parts = {}
    if not parts:
        hint = "Nastavte EMAIL_URL=smtp+tls://jméno:heslo@server:587, nebo ji vynechte."
        refuse("memorandum.E013", "EMAIL_URL není adresa poštovního serveru.", hint)
    options = {name: parts[key] for key, name in OPTIONS.items() if parts.get(key)}
    return {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options | {"timeout": 10}}
    }
