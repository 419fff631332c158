"""The account, invitations, the first account, and choosing a language."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, password_validation, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wholeplace.faces.web import errors
from wholeplace.faces.web.access import has_second_factor, own_account, public
from wholeplace.faces.web.fields import LineField
from wholeplace.faces.web.pages import FormPage, show
from wholeplace.faces.web.people.browsers import name_browser
from wholeplace.faces.web.people.forms import PASSWORD_HINT, NameField
from wholeplace.records.models import Person
from wholeplace.services.operation import NotFound
from wholeplace.services.people import account, operations, queries
from wholeplace.services.people.first_run import make_first_person
from wholeplace.services.people.permissions import needs_second_factor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of ours; browsers name the origin of what they send."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return urlsplit(origin)[:2] == (request.scheme, request.get_host())


@public
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that the reader chose, and go back to where they were.

    The form stands on every page. Without a token, a page is the same for all visitors and can be kept;
    instead, the browser must not say that the form was on a page of somebody else.
    """
    if not is_from_here(request):
        return errors.show_csrf_failure(request)
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, Person):
            account.choose_language(by=request.user, language=language, at=timezone.now())
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


# --- one's own account -----------------------------------------------------------------------------------


@own_account
@never_cache
def show_account(request: HttpRequest) -> HttpResponse:
    """Show what is known about the person who asks, what they said, and what they can change."""
    person = _read_person(request)
    return show(
        request,
        "people/account.html",
        person=person,
        languages=settings.LANGUAGES,
        roles=list(person.memberships.select_related("place", "organisation")),
        has_second_step=has_second_factor(request),
        has_recovery_codes=is_mfa_enabled(person, types=[Authenticator.Type.RECOVERY_CODES]),
        must_have_second_step=needs_second_factor(person),
        needs=queries.list_needs_of(person),
        proposals=queries.list_proposals_of(person),
        sessions=[
            (one, name_browser(one.user_agent))
            for one in account.list_sessions(person, this=request.session.session_key)
        ],
    )


@own_account
@never_cache
def download_data(request: HttpRequest) -> HttpResponse:
    """Give a person everything that is kept about them, as a file."""
    data = account.export_person(_read_person(request))
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="wholeplace-my-data.json"'
    return response


@own_account
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End a person's other sessions; this one stays."""
    person = _read_person(request)
    account.sign_out_everywhere(by=person, at=timezone.now())
    update_session_auth_hash(request, person)
    UserSession.objects.create_from_request(request)
    messages.success(request, _("You are signed out everywhere else."))
    return HttpResponseRedirect(reverse("account"))


@own_account
@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of a person's sessions; that it has ended already is what was asked for."""
    person = _read_person(request)
    with suppress(NotFound):
        account.end_session(by=person, number=number, at=timezone.now())
    messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(reverse("account"))


def _read_person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise NotFound(_("Sign in first."))
    return request.user


class NameForm(django_forms.Form):
    """One's own name."""

    name = NameField()


class ChangeName(FormPage):
    """Change one's own name."""

    template = "form.html"
    form_class = NameForm

    def initial(self) -> Mapping[str, Any]:
        """Start with the name of now."""
        return {"name": self.person.name}

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {"title": _("Change your name"), "back": reverse("account")}

    def save(self, form: Any) -> str:
        """Change it."""
        account.change_name(by=self.person, name=form.cleaned_data["name"], at=timezone.now())
        messages.success(self.request, _("Your name is changed."))
        return reverse("account")


class EraseForm(django_forms.Form):
    """The last question before somebody is erased."""

    password = django_forms.CharField(
        label=lazy("Your password"),
        widget=django_forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": lazy("Enter your password")},
    )
    sure = django_forms.BooleanField(
        label=lazy("I understand that this cannot be undone"),
        error_messages={"required": lazy("Tick the box if you are sure")},
    )

    def __init__(self, *arguments: Any, person: Person, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.person = person
        if not person.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """Ask for the right one, as often as at signing in."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.person, password):
            raise django_forms.ValidationError(_("This is not your password."))
        return password


class Erase(FormPage):
    """Erase oneself."""

    template = "people/erase.html"
    form_class = EraseForm

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Make the form for this person."""
        return EraseForm(*arguments, person=self.person, **named)

    def _save_once(self, form: django_forms.Form) -> str:
        # A note that it was done would be kept about somebody of whom nothing is kept.
        return self.save(form)

    def save(self, form: Any) -> str:  # noqa: ARG002
        """Erase, and forget the session."""
        account.erase_person(by=self.person, at=timezone.now())
        logout(self.request)
        messages.success(self.request, _("You are erased. Goodbye, and thank you."))
        return reverse("places")


# --- invitations -----------------------------------------------------------------------------------------


@public
@never_cache
def show_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to; accept it once they have signed in."""
    invitation = operations.find_invitation(token, at=timezone.now())
    person = request.user
    if not isinstance(person, Person):
        # Whoever opened this link reads the mail of that address, so it need not be confirmed once more.
        get_adapter().stash_verified_email(request, invitation.email)
        return show(request, "people/invitation.html", invitation=invitation)
    if request.method != "POST":
        return show(request, "people/invitation.html", invitation=invitation)
    operations.accept_invitation(token=token, by=person, at=timezone.now())
    role_place = invitation.place
    messages.success(request, _("Welcome to %(place)s.") % {"place": role_place.name})
    if needs_second_factor(person):
        return HttpResponseRedirect(queries.find_home(person))
    return HttpResponseRedirect(reverse("place", kwargs={"place": role_place.slug}))


# --- the first account -----------------------------------------------------------------------------------


class FirstPersonForm(django_forms.Form):
    """The first account."""

    code = LineField(
        lazy("Code"), longest=100, hint=lazy("The service printed it in its terminal when it started.")
    )
    name = NameField()
    email = django_forms.EmailField(
        label=lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": lazy("Enter an e-mail address"),
            "invalid": lazy("Enter an e-mail address like name@example.org"),
        },
    )
    password = django_forms.CharField(
        label=lazy("Choose a password"),
        help_text=PASSWORD_HINT,
        widget=django_forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": lazy("Enter a password")},
    )

    def clean_password(self) -> str:
        """Ask for a good one."""
        password: str = self.cleaned_data["password"]
        person = Person(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, person)
        return password


class FirstRun(FormPage):
    """Make the first account, while nobody is here."""

    template = "people/first-run.html"
    form_class = FirstPersonForm

    def get(self, request: HttpRequest, **parts: Any) -> HttpResponse:
        """Lead on to the first place once somebody is here."""
        if queries.is_anybody_here():
            return HttpResponseRedirect(reverse("new-place"))
        return super().get(request, **parts)

    def prepare(self) -> None:
        """Be there only while nobody is."""
        if queries.is_anybody_here():
            raise NotFound(_("The first account was made already. Sign in with it."))

    def post(self, request: HttpRequest, **parts: Any) -> HttpResponse:
        """Let nobody try many codes."""
        return ratelimit.consume_or_429(request, action="signup") or super().post(request, **parts)

    def save(self, form: Any) -> str:
        """Make it, sign in, and go on to the first place."""
        person = make_first_person(at=timezone.now(), **form.cleaned_data)
        login(self.request, person, backend=BACKEND)
        record_authentication(self.request, person, method="password", email=person.email)
        return reverse("new-place")
