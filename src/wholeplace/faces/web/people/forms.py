"""The forms of signing in, in the words of the house."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.internal import flows
from allauth.mfa import app_settings as second_factor
from allauth.mfa.base import forms as second_factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.socialaccount import forms as single_sign_on
from django import forms
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wholeplace.records.models.constraints import SHORT
from wholeplace.services.entries import tidy_name

EMAIL = _("E-mail address")
PASSWORD_HINT = _(
    "At least 12 characters. Three words that do not belong together are easy to remember and hard to guess."
)


class NameField(forms.CharField):
    """A person's name as they write it, in any script."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("Your name"),
            max_length=SHORT,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Enter your name")},
            **more,
        )

    def clean(self, value: Any) -> Any:
        """Tidy it before it is checked."""
        return super().clean(tidy_name(value) if isinstance(value, str) else value)


class _Worded(forms.Form):
    """Gives the fields of the library our labels and takes its placeholders away."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name.startswith(("password", "oldpassword")):
                field.error_messages["required"] = _("Enter a password")
            elif name in {"email", "login"}:
                field.error_messages["required"] = _("Enter an e-mail address")
                for validator in field.validators:
                    if hasattr(validator, "message") and not hasattr(validator, "limit_value"):
                        validator.message = _("Enter an e-mail address like name@example.org")


class SignInForm(_Worded, account.LoginForm):
    """Sign in."""

    labels = {"login": EMAIL, "password": _("Password")}


class SignUpForm(_Worded, account.SignupForm):
    """Make an account."""

    labels = {"email": EMAIL, "password1": _("Choose a password")}
    hints = {
        "name": _("It is shown beside what you write here, unless you write for an organisation."),
        "email": _("We send a link to it, to see that it is yours. It is never shown to others."),
        "password1": PASSWORD_HINT,
    }
    name = NameField()
    field_order = ["name", "email", "password1"]

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account; whoever sends the form twice at once is told the same as the first time."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            return None, flows.signup.prevent_enumeration(request, email=self.cleaned_data["email"])


class JoinForm(_Worded, single_sign_on.SignupForm):
    """Make an account for somebody who came from an organisation's own sign-in."""

    labels = {"email": EMAIL}
    name = NameField()
    field_order = ["name", "email"]


class ForgottenPasswordForm(_Worded, account.ResetPasswordForm):
    """Ask for a link to choose a new password."""

    labels = {"email": EMAIL}


class NewPasswordForm(_Worded, account.ResetPasswordKeyForm):
    """Choose a new password after following a link."""

    labels = {"password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    """Change the password."""

    labels = {
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(_Worded, account.SetPasswordForm):
    """Choose a first password."""

    labels = {"password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": PASSWORD_HINT}


class ChangeEmailForm(_Worded, account.AddEmailForm):
    """Give another e-mail address."""

    labels = {"email": _("New e-mail address")}
    hints = {"email": _("We send a link to it. Until you open the link, the old address stays.")}


class ConfirmItIsYouForm(_Worded, account.ReauthenticateForm):
    """Give the password again."""

    labels = {"password": _("Password")}


class _OnceOnly(second_factor_forms.BaseAuthenticateForm):
    """Takes each code once for as long as it could be right, not only for its own half minute."""

    def clean_code(self) -> str:
        """Refuse a code that was used."""
        code = "".join(str(self.cleaned_data["code"]).split())
        self.cleaned_data["code"] = code
        code = super().clean_code()
        steps = 2 * second_factor.TOTP_TOLERANCE + 2
        used = f"second-factor:{self.user.pk}:{code}"
        if not cache.add(used, "used", timeout=steps * second_factor.TOTP_PERIOD):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        return code


class SecondFactorForm(_Worded, _OnceOnly, second_factor_forms.AuthenticateForm):
    """Give the code of the app, or a recovery code."""

    labels = {"code": _("Code")}


class SecondFactorAgainForm(_Worded, _OnceOnly, second_factor_forms.ReauthenticateForm):
    """Give the code again."""

    labels = {"code": _("Code")}


class SetUpSecondFactorForm(_Worded, ActivateTOTPForm):
    """Prove that the app shows the right codes."""

    labels = {"code": _("The 6 digits that the app shows now")}

    def clean_code(self) -> str:
        """Let people type the space that apps show in the middle."""
        self.cleaned_data["code"] = "".join(str(self.cleaned_data["code"]).split())
        return str(super().clean_code())
