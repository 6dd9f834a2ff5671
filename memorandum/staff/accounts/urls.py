"""Addresses of the account pages, all under /sprava/ucet/.

allauth's own list would bring pages for signing up, for e-mail addresses and for joining other services; only what
is named here exists.  The names are allauth's, because it leads to them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as usersessions
from django.urls import path, re_path
from django.views.generic import TemplateView

from memorandum.staff.accounts import views
from memorandum.staff.accounts.views import known_by_all_factors, tells_to_wait

OIDC = {"provider_id": "oidc"}

urlpatterns = [
    path("prihlaseni/", tells_to_wait(account.login), name="account_login"),
    path("prihlaseni/klicem/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("prihlaseni/druhy-krok/", tells_to_wait(mfa.authenticate), name="mfa_authenticate"),
    path("prihlaseni/urad/", views.office_login, OIDC, name="openid_connect_login"),
    path("prihlaseni/urad/navrat/", openid_connect.callback, OIDC, name="openid_connect_callback"),
    path("prihlaseni/urad/zruseno/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("prihlaseni/urad/chyba/", socialaccount.login_error, name="socialaccount_login_error"),
    path("odhlaseni/", account.logout, name="account_logout"),
    path("neaktivni/", account.account_inactive, name="account_inactive"),
    path("overeni/heslem/", tells_to_wait(account.reauthenticate), name="account_reauthenticate"),
    path("overeni/kodem/", tells_to_wait(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("overeni/klicem/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("heslo/", known_by_all_factors(account.password_change), name="account_change_password"),
    path("heslo/zadne/", TemplateView.as_view(template_name="account/no_password.html"), name="account_set_password"),
    path("heslo/zapomenute/", tells_to_wait(views.ForgottenPasswordView.as_view()), name="account_reset_password"),
    path("heslo/zapomenute/odeslano/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^heslo/nove/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("heslo/nove/hotovo/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("relace/", known_by_all_factors(usersessions.list_usersessions), name="usersessions_list"),
    path("druhy-faktor/", known_by_all_factors(views.SecondFactorView.as_view()), name="mfa_index"),
    path("druhy-faktor/aplikace/", known_by_all_factors(views.ActivateAppView.as_view()), name="mfa_activate_totp"),
    path("druhy-faktor/aplikace/zrusit/", known_by_all_factors(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("druhy-faktor/klice/", known_by_all_factors(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("druhy-faktor/klice/novy/", known_by_all_factors(views.AddPasskeyView.as_view()), name="mfa_add_webauthn"),
    path("druhy-faktor/klice/<int:pk>/", known_by_all_factors(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "druhy-faktor/klice/<int:pk>/odebrat/",
        known_by_all_factors(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "druhy-faktor/zalozni-kody/",
        known_by_all_factors(views.RecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "druhy-faktor/zalozni-kody/nove/",
        known_by_all_factors(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
