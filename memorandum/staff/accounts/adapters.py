"""What allauth asks us: where people may be sent, who may log in, how secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

import czech
from memorandum.security.models import SecurityKind
from memorandum.security.tries import Door, MustWait, Taken, knock
from memorandum.staff.accounts import known_browser, second_factor, security_log

NOBODYS_ADDRESS = "0.0.0.0"


class AccountAdapter(DefaultAccountAdapter):
    """Logging in with a name and a password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "Kód nesouhlasí, nebo už neplatí. Opište ten, který je v aplikaci právě teď.",
        "incorrect_password": "Heslo nesouhlasí.",
        "enter_current_password": "Současné heslo nesouhlasí.",
        "rate_limited": "Pokusů bylo příliš mnoho. Zkuste to znovu za minutu.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only to our own staff pages: whoever sends a link to the login page must not choose the page after it."""
        return bool(
            url
            and url.startswith("/sprava/")
            and ".." not in url
            and url.isprintable()
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def get_login_stages(self) -> list[str]:
        ours = "memorandum.staff.accounts.stages.SecondFactorStage"
        return [
            ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in super().get_login_stages()
        ]

    def get_client_ip(self, request: HttpRequest) -> str:
        """An unknown address is one address: whoever comes without one shares the limits with others like them."""
        if not (request.META.get("REMOTE_ADDR") or request.META.get("HTTP_X_FORWARDED_FOR")):
            return NOBODYS_ADDRESS
        return str(super().get_client_ip(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person of that name and password; wrong tries slow down whoever makes them."""
        taken = slowly(request, known_browser.doors(request, "password", credentials.get("username", "")))
        user: User | None = super().authenticate(request, **credentials)
        if user:
            taken.was_right()
        else:
            owner = User.objects.filter(username__iexact=credentials.get("username", "")).first()
            security_log.guessed(request, SecurityKind.WRONG_PASSWORD, owner, taken)
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_browser.remember(request, response, user.get_username())
        security_log.logged_in(request, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            security_log.write(request, SecurityKind.LOGOUT)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Somebody who has logged in a minute ago is not asked again."""
        return not second_factor.was_recent(context.request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it; a password alone would not be enough."""
        words = {
            "reauthenticate": "heslem",
            "mfa_reauthenticate": "kódem z aplikace nebo záložním kódem",
            "mfa_reauthenticate:webauthn": "přístupovým klíčem",
        }
        methods = [
            method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]
        if second_factor.exists(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account what was changed in it, at the address that the administrator has filled in."""
        if settings.EMAIL_URL and (email or user.email):
            super().send_notification_mail(template_prefix, user, context, email or user.email)


def slowly(request: HttpRequest, doors: list[Door]) -> Taken:
    """Count a try that is about to be looked at; raises ValidationError when it comes too early.

    ``views.tells_to_wait`` makes the answer to it a 429.
    """
    try:
        return knock(*doors)
    except MustWait as early:
        request.must_wait = early.seconds  # type: ignore[attr-defined]
        seconds = czech.count(early.seconds, "sekundu", "sekundy", "sekund")
        raise ValidationError(
            f"Nesprávných pokusů bylo víc za sebou. Zkuste to znovu za {seconds}.", code="must_wait"
        ) from None


class MfaAdapter(DefaultMFAAdapter):
    """The second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"]
    }

    def get_totp_issuer(self) -> str:
        return "Memorandum – správa"

    def get_totp_label(self, user: User) -> str:
        return user.get_username()  # an e-mail address would only stand on a telephone that others see

    def _get_site_name(self) -> str:
        return "Memorandum – správa evidence"

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {
            "name": user.get_username(),
            "display_name": user.get_full_name() or user.get_username(),
        }

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 (allauth's name)
        from allauth.mfa.models import Authenticator

        return f"Klíč {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        """A copy of the database alone must not be enough to make codes."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # SECRET_KEY has changed: an empty secret would be one that everybody knows
            raise self.validation_error("incorrect_code") from None


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class OidcAdapter(DefaultSocialAccountAdapter):
    """Logging in with the office's account.

    Nobody is made a user by it.  A person is known by the provider's identifier (``sub``); at the first login that
    identifier is joined to the one active member of staff with the same e-mail, if the provider has verified it.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        claims = sociallogin.account.extra_data
        token, info = claims.get("id_token", {}), claims.get("userinfo", {})
        if sociallogin.state.get("process") != "login":  # joining it to another account, as allauth would on request
            raise _refused(request)
        sociallogin.account.extra_data = {}  # the portal needs none of what the provider tells
        if token and info and token.get("sub") != info.get("sub"):  # OpenID Connect Core 5.3.2
            raise _refused(request)
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
        else:
            user = _member_of_staff(sociallogin)
            if user is None:
                raise _refused(request)
            sociallogin.connect(request, user)
        methods = {token.get("acr"), *_listed(token.get("amr"))}
        if methods & set(settings.OIDC_SECOND_FACTOR):
            second_factor.record(request, sociallogin.user, "oidc")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _listed(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _member_of_staff(sociallogin: SocialLogin) -> User | None:
    """Return the one member of staff with an address that the provider has verified, and no other identifier yet."""
    # Some providers send the word "false"; only a true true counts.
    verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
    owners = [
        user for email in verified for user in User.objects.filter(is_active=True, is_staff=True, email__iexact=email)
    ]
    taken = SocialAccount.objects.filter(user__in=owners, provider=sociallogin.account.provider)
    return owners[0] if len(owners) == 1 and not taken.exists() else None


def _refused(request: HttpRequest) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, "account/oidc_unknown.html", status=403))
