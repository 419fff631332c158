"""How signing in behaves here: where it leads, what it says, what it never allows."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wholeplace.records.models import Person
from wholeplace.records.models.constraints import SHORT
from wholeplace.services.entries import tidy_name
from wholeplace.services.people.account import forget_expired
from wholeplace.services.people.permissions import needs_second_factor
from wholeplace.services.people.queries import find_home

INVITED = "invited_email"
TOO_MANY = _("There were too many wrong attempts. Wait 5 minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with an e-mail address and a password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
        "email_taken": _("Somebody has an account with this e-mail address already."),
        "enter_current_password": _("This is not your password of now."),
        "incorrect_code": _("This code is not right, or too old. Wait for the next code and enter it."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("The e-mail address or the password is not right. Check both."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name and the language together with the account."""
        user.name = form.cleaned_data["name"]
        user.language = getattr(request, "LANGUAGE_CODE", "en")
        return super().save_user(request, user, form, commit)

    def stash_verified_email(self, request: HttpRequest, email: str) -> None:
        """Remember to which address an invitation was sent whose link was opened here."""
        request.session[INVITED] = email

    def unstash_verified_email(self, request: HttpRequest) -> str | None:  # noqa: ARG002
        """Add it to no account: only an account made with this very address has it confirmed."""
        return None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Say whether the address needs no confirmation, for its owner opened an invitation."""
        session = getattr(request, "session", {})
        return bool(email) and session.get(INVITED) == email.lower()

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> Any:
        """Count choosing a password as giving it, and let what has run out be forgotten."""
        if more.get("signup") and user.has_usable_password():
            record_authentication(request, user, method="password", email=user.email)
        forget_expired(at=timezone.now())
        return super().post_login(request, user, **more)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to their tasks, others to their place."""
        return find_home(request.user)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead somebody new to the same place as after signing in."""
        return find_home(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Go back to the account."""
        return reverse("account")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask for the password again before what matters most, unless it was given just now."""
        if not super().is_reauthentication_required(app=app, **more):
            return False
        given = get_authentication_records(self.request, self.request.user)
        return not given or time.time() - given[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, which staff must keep."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role may only be used with a second step, so it cannot be switched off."
        ),
        "cannot_generate_recovery_codes": _("Set up the second step first."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first: use the link that we sent to you."),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Let nobody with a staff role go back to a password alone."""
        return not needs_second_factor(authenticator.user)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Signing in with the account that an organisation gives its people."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _(
            "There is an account with this e-mail address already. Sign in with your password instead of %s."
        ),
    }

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Take over the name; without one, the e-mail address stands in until it is changed."""
        person: Person = super().populate_user(request, sociallogin, data)
        person.email = person.email.lower()
        person.name = tidy_name(str(data.get("name") or ""))[:SHORT] or person.email.partition("@")[0]
        person.language = getattr(request, "LANGUAGE_CODE", "en")
        return person

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        """Fill the form with what is known."""
        return super().get_signup_form_initial_data(sociallogin) | {"name": sociallogin.user.name}
