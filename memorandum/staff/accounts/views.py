"""The pages of an account that need more than allauth's own views."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.views import PasswordResetView
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

from memorandum.security.models import SecurityKind
from memorandum.security.tries import Door, MustWait, knock
from memorandum.staff.accounts import known_browser, second_factor, security_log
from memorandum.staff.accounts.adapters import slowly

#: Where somebody was going when they were sent to set up a second factor.
ONWARD = "second_factor_onward"

_LETTERS = 3  # to one letter box at once; then one after 1, 2, 4 … seconds, in the end one an hour

View = Callable[..., HttpResponseBase]


def known_by_all_factors(view: View) -> View:
    """Let nobody who has a second factor touch the account before showing it.

    A session may be older than the second factor, or may have begun with the office's account.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and second_factor.exists(user) and not second_factor.was_used(request):
            return to_second_factor(request, request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def tells_to_wait(view: View) -> View:
    """A page that refused to look at a try that came too early says when to come again also to programs."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        seconds = getattr(request, "must_wait", None)
        if seconds is not None:
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    return told


def to_second_factor(request: HttpRequest, onward: str) -> HttpResponse:
    """Send somebody who is logged in to show the second factor, or to set one up, and then where they were going."""
    if second_factor.exists(request.user):
        method = get_adapter().get_reauthentication_methods(request.user)[0]
        return HttpResponseRedirect(f"{method['url']}?{urlencode({'next': onward})}")
    request.session[ONWARD] = onward
    return HttpResponseRedirect(reverse("mfa_index"))


class _WithOnward:
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        onward = self.request.session.get(ONWARD)
        return context | {
            "onward": onward if get_adapter().is_safe_url(onward) else reverse("admin:index"),
            "must_set_up": second_factor.is_required() and not second_factor.exists(self.request.user),
            "is_known": second_factor.is_enough(self.request),
        }


class SecondFactorView(_WithOnward, IndexView):
    """All kinds of the second factor, what is set up and what can be."""


class RecoveryCodesView(_WithOnward, ViewRecoveryCodesView):
    """The codes for the day when the telephone is at home; after a set-up the way goes on from here."""


class ActivateAppView(ActivateTOTPView):
    """Join an authenticator application.  Its first code is also the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.record(self.request, self.request.user, "totp")
        return response


class AddPasskeyView(AddWebAuthnView):
    """Join a passkey, which is thereby also the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.record(self.request, self.request.user, "webauthn")
        return response


def office_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the office's own login; when its service does not answer, a sentence instead of an error 500."""
    try:
        return openid_connect.login(request, provider_id)
    except RequestException as error:
        return render_authentication_error(request, provider_id, exception=error)


class ForgottenPasswordView(PasswordResetView):
    """A new password by e-mail, or a sentence about whom to ask where the portal sends none."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.EMAIL_URL:
            return render(request, "account/password_reset_by_person.html", {"email": settings.OPERATOR["email"]})
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Who asks again and again has to wait; and nobody's letter box is filled by others.  What was sent goes on
        being valid, so whoever has it needs no other.
        """
        email = form.cleaned_data["email"].casefold()
        word = known_browser.known_word(self.request)
        address = known_browser.network(self.request)
        try:
            if word:
                slowly(self.request, [Door(("reset", "browser", word), known_browser.FREE)])
            else:
                of_address = Door(("reset", "address", address), known_browser.FREE_OF_ADDRESS)
                slowly(self.request, [of_address, Door(("reset", "both", address, email), known_browser.FREE)])
        except ValidationError as early:
            form.add_error(None, early)
            return self.form_invalid(form)
        owner = next(iter(form.users), None)
        security_log.write(self.request, SecurityKind.RESET_ASKED, owner, "" if owner else security_log.NOBODY)
        try:
            knock(Door(("letters", email), _LETTERS, longest=60 * 60))
        except MustWait:
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        return response
