"""The addresses of signing in that are used here, one by one: none of the library's others can be reached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as single_sign_on
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import path, re_path
from django.views.generic.base import RedirectView

from wholeplace.faces.web.access import own_account, public


def unless_it_is_down(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say so when the organisation's sign-in does not answer."""

    @wraps(view)
    def ask(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        try:
            return view(request, **parts)
        except OSError:  # what the library's client raises for everything between here and there
            return render(request, "socialaccount/authentication_error.html", status=502)

    return ask


to_account = RedirectView.as_view(pattern_name="account")
urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("closed/", public(account.account_inactive), name="account_inactive"),
    path("signup/", public(account.signup), name="account_signup"),
    path("reauthenticate/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("email/", own_account(account.email), name="account_email"),
    path("confirm-email/", public(account.email_verification_sent), name="account_email_verification_sent"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$", public(account.confirm_email), name="account_confirm_email"
    ),
    path("password/change/", own_account(account.password_change), name="account_change_password"),
    path("password/set/", own_account(account.password_set), name="account_set_password"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-step/", own_account(to_account), name="mfa_index"),
    path("second-step/enter/", public(second_factor.authenticate), name="mfa_authenticate"),
    path("second-step/again/", own_account(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/set-up/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("second-step/switch-off/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", own_account(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/make/",
        own_account(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        own_account(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("organisation/join/", public(single_sign_on.signup), name="socialaccount_signup"),
    path(
        "organisation/cancelled/",
        public(single_sign_on.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path("organisation/error/", public(single_sign_on.login_error), name="socialaccount_login_error"),
    path("organisation/connections/", own_account(to_account), name="socialaccount_connections"),
    path(
        "oidc/<str:provider_id>/login/",
        public(unless_it_is_down(openid_connect.login)),
        name="openid_connect_login",
    ),
    path(
        "oidc/<str:provider_id>/login/callback/",
        public(unless_it_is_down(openid_connect.callback)),
        name="openid_connect_callback",
    ),
]
