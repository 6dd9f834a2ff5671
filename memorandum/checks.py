"""What the operator has to set before the portal goes out to people; each check has an id and a hint."""

import re
from collections.abc import Iterator
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
        if not value:
            continue
        try:
            validate_email(value)
        except ValidationError:
            hint = f"Opravte proměnnou prostředí {variable}."
            yield checks.Warning(f"„{value}“ není e-mailová adresa.", hint=hint, id="memorandum.W002")


@register()
def database_is_postgresql(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """History, search and Czech order live in PostgreSQL's triggers and functions."""
    if connection.vendor != "postgresql":
        yield checks.Error(
            f"Portál potřebuje PostgreSQL, ne {connection.vendor}.",
            hint="Nastavte DATABASE_URL=postgresql://…, nebo proměnnou vynechte: poběží server z var/.",
            id="memorandum.E001",
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
        yield checks.Warning(
            "Do správy portálu s veřejným jménem se vchází bez druhého kroku přihlášení.",
            hint="Vynechte STAFF_MFA=optional.",
            id="memorandum.W003",
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
    address = urlsplit(values["OIDC_URL"])
    if values["OIDC_URL"] and not (
        (address.scheme == "https" and address.hostname) or (address.scheme == "http" and address.hostname in _LOCAL)
    ):
        yield checks.Error(
            f"OIDC_URL „{values['OIDC_URL']}“ není zabezpečená adresa.",
            hint="Adresa vydavatele (issuer) začíná https://; bez šifrování jen na tomto počítači.",
            id="memorandum.E005",
        )


@register()
def mail_says_who_sends_it(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Links for new passwords need an address that they come from."""
    if settings.EMAIL_URL and not settings.DEFAULT_FROM_EMAIL:
        yield checks.Error(
            "Portál má posílat e-maily, ale neví z jaké adresy.",
            hint="Nastavte EMAIL_FROM nebo OPERATOR_EMAIL.",
            id="memorandum.E006",
        )


@register()
def cookies_of_staff_are_for_tls_only(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """On a network a session cookie must not travel in the open, and passkeys work over TLS only."""
    if _public_hosts() and not settings.BEHIND_TLS:
        yield checks.Warning(
            "Portál má veřejné jméno, a přihlášení přitom nejsou vázána na šifrované spojení.",
            hint="Za serverem, který ukončuje TLS a nastavuje X-Forwarded-Proto, nastavte BEHIND_TLS=true.",
            id="memorandum.W004",
        )


@register()
def ledger_has_its_key(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Without a key nothing can be issued, and what was issued cannot be told from what was forged."""
    hint = "Nastavte LEDGER_KEY_FILE, nebo LEDGER_SIGNER a LEDGER_PUBLIC_KEY; viz docs/operations.md."
    try:
        key = ledger_key.public_key()
    except ledger_key.CannotSign as problem:
        yield checks.Warning(str(problem), hint=hint, id="memorandum.W006")
        return
    if [wrong for wrong in (key, *ledger_key.trusted()) if not re.fullmatch("[0-9a-f]{64}", wrong)]:
        told = "LEDGER_PUBLIC_KEY nebo LEDGER_FORMER_KEYS není veřejný klíč, 64 šestnáctkových číslic."
        yield checks.Error(told, hint=hint, id="memorandum.E007")


@register()
def time_stamps_can_be_told(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Whose stamps are trusted must be known, else none of them would be."""
    if settings.LEDGER_TSA_URL and not Path(settings.LEDGER_TSA_ROOTS or "/").is_file():
        yield checks.Error(
            "Portál má žádat o časová razítka, ale nemá soubor s certifikáty autority.",
            hint="Nastavte LEDGER_TSA_ROOTS na soubor PEM s kořenovými certifikáty autority z LEDGER_TSA_URL.",
            id="memorandum.E008",
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
    if databases and Event._meta.db_table in connection.introspection.table_names():
        hint = "Zjistěte, kdo ji změnil. Znovu ji vytvoří soubor sql/ toho jména v příslušné složce portálu."
        yield from (checks.Warning(problem, hint=hint, id="memorandum.W005") for problem in problems(guards()))
