"""allauth's forms with the portal's own words."""

import struct
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from memorandum.security.models import SecurityKind
from memorandum.security.tries import Door
from memorandum.staff.accounts import known_browser, security_log
from memorandum.staff.accounts.adapters import AccountAdapter, slowly

#: A code of an application is valid in the step before, in its own and in the one after it, 30 seconds each.
CODE_IS_VALID_FOR = 90
FREE_CODES = 3  # wrong ones that cost no waiting


def used_before(user_id: int, code: str) -> bool:
    """Mark a code as used and return whether it already was: allauth forgets it before it stops being valid."""
    return not cache.add(f"second-factor-code:{user_id}:{normalize_user_code(code)}", 1, CODE_IS_VALID_FOR)


class LogIn(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page has its own link for a forgotten one


class _OnlyOnce:
    """A form that asks for a code: of the application, or a recovery code."""

    authenticator: Authenticator
    user: Any
    fields: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Kód z aplikace, nebo záložní kód"

    def clean_code(self) -> str:
        taken = slowly(context.request, code_doors(context.request, self.user))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if self.authenticator.type == Authenticator.Type.TOTP and used_before(self.user.pk, code):
                raise ValidationError(AccountAdapter.error_messages["incorrect_code"], code="incorrect_code")
        except ValidationError:
            security_log.guessed(context.request, SecurityKind.WRONG_CODE, self.user, taken)
            raise
        taken.was_right()
        return code


def code_doors(request: HttpRequest, user: User) -> list[Door]:
    """Where a code is counted: in a known browser there alone, else for the person, wherever the tries come from.

    Whoever gets as far knows the password, and six digits can be guessed from a thousand addresses.
    """
    name = user.get_username()
    word = known_browser.known_word(request, name)
    return [Door(("code", "browser", word, name), known_browser.FREE) if word else Door(("code", name), FREE_CODES)]


class Authenticate(_OnlyOnce, AuthenticateForm):
    """The second step after a password."""


class Reauthenticate(_OnlyOnce, ReauthenticateForm):
    """Before a change of the account's security."""


class ActivateApp(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Šestimístný kód z aplikace"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        code = super().clean_code()
        used_before(self.user.pk, code)
        return code


#: What reading an answer that no device has made may end in; allauth expects only some of it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


def _refuse() -> ValidationError:
    return ValidationError("Odpověď klíče nejde přečíst. Zkuste to znovu.", code="unreadable")


class _Readable:
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE:
            raise _refuse() from None


class AuthenticateByPasskey(_Readable, AuthenticateWebAuthnForm):
    """The second step after a password."""


class LogInByPasskey(_Readable, LoginWebAuthnForm):
    """Without a name and a password."""


class ReauthenticateByPasskey(_Readable, ReauthenticateWebAuthnForm):
    """Before a change of the account's security."""


class AddPasskey(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Název klíče"
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["name"].help_text = "Podle čeho ho poznáte, například „počítač v kanceláři“."
        alone = self.fields["passwordless"]
        alone.label = "Přihlašovat se jen tímto klíčem, bez jména a hesla"
        alone.help_text = "Klíč pak musí ověřit otisk prstu, obličej nebo PIN. Jinak bude klíč druhým krokem po hesle."
        alone.initial = True

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except UNREADABLE:
            raise _refuse() from None


class RenamePasskey(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Název klíče"
        self.fields["name"].widget.attrs["maxlength"] = 60
