"""What the environment says, read in one place; what cannot be read stops the start with a sentence, not a traceback.

Each variable may also be named with ``_FILE`` at its end: then it holds the path of a file with the value, which is
how secrets are handed over.  An empty variable is one that is not set.
"""

import ipaddress
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_YES, _NO = ("true", "1", "yes", "on", "ano"), ("false", "0", "no", "off", "ne")
_POSTGRESQL = ("postgres", "postgresql", "psql", "pgsql")


def refuse(number: str, sentence: str, hint: str) -> NoReturn:
    """End the process (exit code 1): settings that cannot be read leave nothing that Django's checks could look at."""
    sys.exit(f"({number}) {sentence}\n    {hint}")


class Variables:
    """The variables of the process, over those of the file ``.env``."""

    def __init__(self, file: Path) -> None:
        try:
            environ.Env.read_env(file)
        except (OSError, ValueError) as problem:
            refuse("memorandum.E010", f"Soubor {file} nejde přečíst: {problem}.", "Opravte ho, nebo ho odstraňte.")
        self._values = environ.FileAwareEnv().ENVIRON
        #: What was said of each variable that was asked for.
        self.said: dict[str, str] = {}

    def text(self, name: str, default: str = "") -> str:
        """The value, or ``default`` where the variable is empty or not there."""
        file = self._values.env.get(f"{name}_FILE")
        try:
            value = str(self._values.get(name, ""))
            value.encode()
        except (OSError, UnicodeError) as problem:
            told = getattr(problem, "strerror", None) or "není to text v UTF-8"
            where = f"Soubor {file} (proměnná {name}_FILE)" if file else f"Proměnnou {name}"
            refuse("memorandum.E010", f"{where} nejde přečíst: {told}.", "Opravte cestu, práva, nebo obsah.")
        self.said[name] = value
        if not file:
            return value or default
        if not value.strip():
            hint = "Uložte do něj hodnotu, nebo proměnnou vynechte."
            refuse("memorandum.E010", f"Soubor {file} (proměnná {name}_FILE) je prázdný.", hint)
        return value.strip()

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """The values between commas."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()] or list(default)

    def flag(self, name: str) -> bool:
        """Yes or no; no where nothing is said.  A word that is neither must not pass for "no"."""
        value = self.text(name, "false").strip().lower()
        if value not in (*_YES, *_NO):
            hint = f"Nastavte {name}=true, nebo {name}=false."
            refuse("memorandum.E010", f"{name} je „{value}“, a to není ano ani ne.", hint)
        return value in _YES

    def number(self, name: str, default: int, most: int, least: int = 0) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self.text(name, str(default)).strip()
        if not re.fullmatch("[0-9]{1,9}", value) or not least <= int(value) <= most:
            hint = f"Nastavte {name} na takové číslo, nebo ji vynechte; výchozí je {default}."
            refuse("memorandum.E010", f"{name} je „{value}“, a má to být celé číslo od {least} do {most}.", hint)
        return int(value)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of the words, the first where nothing is said."""
        value = self.text(name, choices[0]).strip().lower()
        if value not in choices:
            hint = f"Nastavte {name}={choices[0]}, nebo ji vynechte."
            refuse("memorandum.E010", f"{name} je „{value}“, a zná se jen {' a '.join(choices)}.", hint)
        return value

    def address(self, name: str, schemes: Sequence[str]) -> str:
        """The address of a server that speaks one of the schemes, or nothing where none is set."""
        url = self.text(name).strip()
        try:
            parts = urlsplit(url)
            is_there = parts.path.startswith("/") if parts.scheme == "unix" else parts.hostname and parts.port != 0
            is_plain = parts.scheme == "unix" or re.fullmatch("(/[0-9]{0,4})?", parts.path)
            is_right = parts.scheme in schemes and is_there and is_plain and not parts.query and not parts.fragment
        except ValueError:
            is_right = False
        if url and not is_right:  # which may hold a password
            hint = f"Nastavte {name}={schemes[0]}://server:port/číslo, nebo ji vynechte."
            refuse("memorandum.E010", f"{name} není adresa ({' ani '.join(schemes)}).", hint)
        return url

    def networks(self, name: str) -> list[Network]:
        """Addresses and networks between commas; none where nothing is said."""
        try:
            return [ipaddress.ip_network(word) for word in self.words(name)]
        except ValueError:
            hint = f"Nastavte například {name}=192.0.2.7,10.0.0.0/8, nebo ji vynechte."
            refuse("memorandum.E010", f"{name} je „{self.text(name)}“, a to nejsou adresy ani sítě.", hint)

    def database(self, name: str) -> dict[str, Any]:
        """Django's settings of the PostgreSQL database at the address, or nothing where none is set."""
        if not (url := self.text(name).strip()):
            return {}
        hint = f"Nastavte {name}=postgresql://jméno:heslo@server/databáze, nebo ji vynechte: poběží server z var/."
        try:
            parts = urlsplit(url)
            found: dict[str, Any] = environ.Env.db_url_config(url)
            place = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
        except (ValueError, ImproperlyConfigured):
            refuse("memorandum.E001", f"{name} není adresa databáze.", hint)  # which may hold a password
        if parts.scheme not in _POSTGRESQL:
            refuse("memorandum.E001", f"Portál potřebuje PostgreSQL, ne „{parts.scheme or 'nic'}“ ({name}).", hint)
        if not found["NAME"]:
            refuse("memorandum.E001", f"{name} neříká jméno databáze.", hint)
        if place.startswith("/"):  # django-environ would leave %2Frun%2Fpostgresql as it is, in small letters
            found["HOST"] = place
        return found
