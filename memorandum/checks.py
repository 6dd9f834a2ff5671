"""What the operator has to set before the portal goes out to people; each check has an id and a hint."""

import errno
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from evidence.guards import problems
from evidence.models import Event
from formats import word_to_pdf
from memorandum.guards import guards
from memorandum.server import ledger_key

_LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1", "testserver"}
_SECRET_LETTERS = 32
#: What stands in templates of projects and in instructions, without signs between the words.
_KNOWN_SECRETS = ("djangoinsecure", "changeme", "changethis", "replaceme", "yoursecret", "secretkey", "tajnyklic")
#: A name, a name with all those below it, or an address.
_HOST = re.compile(r"\.?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]|::1", re.IGNORECASE)
_ROOM = 64 * 1024  # bytes that are written to see that they can be
#: What the standing pages must say of the operator, and the variable that says it.
REQUIRED = {
    "name": "OPERATOR_NAME",
    "address": "OPERATOR_ADDRESS",
    "email": "OPERATOR_EMAIL",
    "data_protection": "DATA_PROTECTION_CONTACT",
}


def _public_hosts() -> list[str]:
    """The names under which others than this machine reach the portal."""
    return sorted(set(settings.ALLOWED_HOSTS) - _LOCAL)


@register()
def operator_is_named(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """The statements of accessibility and of privacy need contacts as soon as the portal has a public name.

    On a laptop nothing is missed: the pages then say that the operator will add the contact.
    """
    missing = [variable for name, variable in REQUIRED.items() if not settings.OPERATOR[name]]
    if missing and _public_hosts():
        yield checks.Warning(
            f"Stránky Přístupnost a Ochrana údajů nemají kontakty, které zákon žádá: {', '.join(missing)}.",
            hint="Nastavte tyto proměnné prostředí; ACCESSIBILITY_EMAIL jen tehdy, je-li jiný než OPERATOR_EMAIL.",
            id="memorandum.W001",
        )


@register()
def contacts_are_addresses(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A mistyped e-mail on a page is a letter box that nobody opens."""
    for name, variable in (("email", "OPERATOR_EMAIL"), ("accessibility_email", "ACCESSIBILITY_EMAIL")):
        value = settings.OPERATOR[name]
        if value and not _is_mail(value):
            hint = f"Opravte proměnnou prostředí {variable}."
            yield checks.Warning(f"„{value}“ není e-mailová adresa.", hint=hint, id="memorandum.W002")


@register()
def holes_can_be_told(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Whoever finds a hole must not write to nobody."""
    contact = settings.SECURITY_CONTACT
    if contact and not _is_mail(contact) and not (_address(contact)[0] == "https" and _address(contact)[1]):
        hint = "Nastavte SECURITY_CONTACT na e-mail, nebo na adresu stránky, která začíná https://."
        yield checks.Error(f"„{contact}“ není kontakt pro hlášení chyb.", hint=hint, id="memorandum.E030")


@register()
def secrets_are_secret(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Whoever guesses the secret logs in as anybody; a former one is believed just as much."""
    secrets = {"SECRET_KEY": [settings.SECRET_KEY], "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS}
    for variable, keys in secrets.items():
        if any(_is_guessed(key) for key in keys):
            yield checks.Error(
                f"{variable} jde uhodnout: je krátký, opakuje se, nebo je opsaný z návodu.",
                hint="Vyrobte jiný: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'",
                id="memorandum.E015",
            )


def _is_guessed(key: str) -> bool:
    """Whether the key is short, poor in letters, one text again and again, or stands in somebody's instructions."""
    words = re.sub("[^a-z]", "", key.lower())
    return (
        len(key) < _SECRET_LETTERS
        or len(set(key)) < _SECRET_LETTERS // 3
        or key in (key + key)[1:-1]
        or any(known in words for known in _KNOWN_SECRETS)
    )


@register()
def hosts_are_names(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """With ``*`` anybody may say what the portal is called, and the name goes into links of e-mails."""
    wrong = [host for host in settings.ALLOWED_HOSTS if not _HOST.fullmatch(host)]
    if wrong:
        yield checks.Error(
            f"V ALLOWED_HOSTS je „{wrong[0]}“, a to není jméno serveru.",
            hint="Vypište jména oddělená čárkami, bez https:// a bez portu: ALLOWED_HOSTS=portal.example.cz",
            id="memorandum.E016",
        )


@register()
def debug_pages_stay_on_this_machine(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Django's debug pages show settings, queries and variables to whoever meets an error."""
    if settings.DEBUG and _public_hosts():
        yield checks.Error(
            f"DEBUG je zapnutý, a portál přitom odpovídá i pod jménem {', '.join(_public_hosts())}.",
            hint="Vypněte DEBUG, nebo vynechte ALLOWED_HOSTS.",
            id="memorandum.E002",
        )


@register()
def second_factor_is_decided(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A mistyped value means "required"; "optional" is for a laptop."""
    if settings.STAFF_MFA not in ("required", "optional"):
        yield checks.Error(
            f"STAFF_MFA je „{settings.STAFF_MFA}“, a to nic neznamená.",
            hint="Nastavte STAFF_MFA=required, nebo na vlastním počítači STAFF_MFA=optional.",
            id="memorandum.E003",
        )
    if settings.STAFF_MFA == "optional" and _public_hosts():
        yield checks.Error(
            "Do správy portálu s veřejným jménem by se vcházelo bez druhého kroku přihlášení.",
            hint="Vynechte STAFF_MFA=optional, nebo ALLOWED_HOSTS.",
            id="memorandum.E017",
        )


@register()
def office_login_is_complete(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """The office's provider tells who somebody is: half of its settings, or an open line to it, is no login."""
    values = {name: getattr(settings, name) for name in ("OIDC_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    missing = [name for name, value in values.items() if not value]
    if missing and any(values.values()):
        yield checks.Error(
            f"Přihlašování účtem úřadu není celé nastaveno, chybí {', '.join(missing)}.",
            hint="Nastavte všechny tři proměnné, nebo žádnou.",
            id="memorandum.E004",
        )
    scheme, host = _address(values["OIDC_URL"])
    if values["OIDC_URL"] and not ((scheme == "https" and host) or (scheme == "http" and host in _LOCAL)):
        yield checks.Error(
            f"OIDC_URL „{values['OIDC_URL']}“ není zabezpečená adresa.",
            hint="Adresa vydavatele (issuer) začíná https://; bez šifrování jen na tomto počítači.",
            id="memorandum.E005",
        )


def _address(url: str) -> tuple[str, str]:
    """The scheme and the host of an address; neither where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""


@register()
def mail_says_who_sends_it(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Links for new passwords need an address that they come from."""
    if settings.EMAIL_URL and not settings.DEFAULT_FROM_EMAIL:
        yield checks.Error(
            "Portál má posílat e-maily, ale neví z jaké adresy.",
            hint="Nastavte EMAIL_FROM nebo OPERATOR_EMAIL.",
            id="memorandum.E006",
        )
    senders = [("EMAIL_FROM", settings.DEFAULT_FROM_EMAIL)] if settings.EMAIL_URL else []
    for variable, value in [*senders, *(("LEDGER_MAIL_TO", address) for address in settings.LEDGER_MAIL_TO)]:
        if value and not _is_mail(parseaddr(value)[1]):
            yield checks.Error(
                f"„{value}“ není e-mailová adresa.",
                hint=f"Opravte proměnnou prostředí {variable}; více adres oddělují čárky.",
                id="memorandum.E019",
            )


def _is_mail(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


@register()
def cookies_of_staff_are_for_tls_only(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """On a network a session cookie must not travel in the open, and passkeys work over TLS only."""
    if _public_hosts() and not settings.BEHIND_TLS and not settings.IS_PUBLIC:
        yield checks.Error(
            "Portál má veřejné jméno, a přihlášení přitom nejsou vázána na šifrované spojení.",
            hint="Za serverem, který ukončuje TLS a nastavuje X-Forwarded-Proto, nastavte BEHIND_TLS=true.",
            id="memorandum.E018",
        )


@register()
def public_pages_have_their_role(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """With the role of the public nothing is told that is not public, whatever a page forgets to ask."""
    users = {alias: database.get("USER") for alias, database in settings.DATABASES.items()}
    is_apart = "public" not in users or users["public"] != users["default"]
    if _public_hosts() and not is_apart and not settings.IS_PUBLIC:
        told = "Veřejné stránky čtou databázi pod rolí, která vidí i to, co zveřejněno není."
        yield checks.Warning(told, hint="Nastavte PUBLIC_DATABASE_URL; viz docs/operations.md.", id="memorandum.W008")


@register()
def ledger_has_its_key(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Without a key nothing can be issued, and what was issued cannot be told from what was forged."""
    if settings.IS_PUBLIC and not settings.LEDGER_PUBLIC_KEY:
        return  # nothing is issued there
    hint = "Nastavte LEDGER_KEY_FILE, nebo LEDGER_SIGNER a LEDGER_PUBLIC_KEY; viz docs/operations.md."
    try:
        key = ledger_key.public_key()
    except ledger_key.CannotSign as problem:
        if settings.LEDGER_KEY:
            told = "LEDGER_KEY není klíč knihy vydání, 64 šestnáctkových číslic."
            yield checks.Error(told, hint=hint, id="memorandum.E007")
        else:
            yield checks.Warning(str(problem), hint=hint, id="memorandum.W006")
        return
    if settings.LEDGER_SIGNER and not _is_program(settings.LEDGER_SIGNER):
        told = "Program, který má podepisovat knihu vydání (LEDGER_SIGNER), na serveru není."
        yield checks.Error(told, hint="Opravte cestu k němu, nebo uvozovky v příkazu.", id="memorandum.E020")
    if [wrong for wrong in (key, *ledger_key.trusted()) if not re.fullmatch("[0-9a-f]{64}", wrong)]:
        told = "LEDGER_PUBLIC_KEY nebo LEDGER_FORMER_KEYS není veřejný klíč, 64 šestnáctkových číslic."
        yield checks.Error(told, hint=hint, id="memorandum.E007")


def _is_program(command: str) -> bool:
    try:
        words = shlex.split(command)
    except ValueError:  # a quote without its other one
        return False
    return bool(words) and shutil.which(words[0]) is not None


@register()
def time_stamps_can_be_told(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Whose stamps are trusted must be known, else none of them would be."""
    if not settings.LEDGER_TSA_URL:
        return
    scheme, host = _address(settings.LEDGER_TSA_URL)
    if scheme not in ("http", "https") or not host:
        yield checks.Error(
            f"LEDGER_TSA_URL „{settings.LEDGER_TSA_URL}“ není adresa autority časových razítek.",
            hint="Adresa začíná https:// nebo http://; bez razítek proměnnou vynechte.",
            id="memorandum.E021",
        )
    try:
        is_told = "BEGIN CERTIFICATE" in Path(settings.LEDGER_TSA_ROOTS or "/").read_text()
    except (OSError, UnicodeError):
        is_told = False
    if not is_told:
        yield checks.Error(
            "Portál má žádat o časová razítka, ale nemá soubor s certifikáty autority.",
            hint="Nastavte LEDGER_TSA_ROOTS na soubor PEM s kořenovými certifikáty autority z LEDGER_TSA_URL.",
            id="memorandum.E008",
        )


@register()
def folders_can_be_written(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A folder that is full or read-only would be found out by a visitor, or by a paper that is just being issued."""
    for variable, folder in (("VAR_DIR", settings.VAR_DIR), ("LEDGER_HEADS_DIR", settings.LEDGER_HEADS_DIR)):
        if not folder:
            continue
        try:
            if variable == "VAR_DIR":
                Path(folder).mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=folder) as file:
                    file.write(bytes(_ROOM))
                    file.flush()
                    os.fsync(file.fileno())
            elif not os.access(folder, os.W_OK | os.X_OK):  # what may be written once is not tried
                raise PermissionError(errno.EACCES, "není tam, nebo do ní portál nesmí zapisovat")
        except OSError as problem:
            yield checks.Error(
                f"Do složky {folder} ({variable}) nejde zapisovat: {problem.strerror}.",
                hint="Uvolněte v ní místo a dejte portálu právo zapisovat, nebo zvolte jinou složku.",
                id="memorandum.E012",
            )


@register()
def libreoffice_is_where_it_is_said(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A server without LibreOffice is in order; one that names a program that is not there would never make a PDF."""
    if settings.SOFFICE and word_to_pdf.program() is None:
        yield checks.Warning(
            f"Program {settings.SOFFICE} na serveru není, PDF dokumentů upravených ve Wordu se proto nevyrobí.",
            hint="Opravte proměnnou prostředí SOFFICE, nebo ji vynechte: LibreOffice se pak najde sám.",
            id="memorandum.W007",
        )


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> Iterator[CheckMessage]:
    """What the database keeps and refuses by itself is there as the portal made it.

    Asked for by ``check --database default`` and before every migration; a database that is still empty lacks nothing.
    """
    if databases and not settings.IS_PUBLIC and Event._meta.db_table in connection.introspection.table_names():
        hint = "Zjistěte, kdo ji změnil. Znovu ji vytvoří soubor sql/ toho jména v příslušné složce portálu."
        yield from (checks.Warning(problem, hint=hint, id="memorandum.W005") for problem in problems(guards()))
