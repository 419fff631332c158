"""Access tokens: what lets a program act for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from wholeplace.faces.web.access import signed_in
from wholeplace.faces.web.fields import LineField
from wholeplace.faces.web.pages import FormPage, show
from wholeplace.records.models import Person
from wholeplace.services.people.tokens import NewToken, TokenEntry, list_tokens, make_token, revoke_token

SCOPES = [
    ("read", lazy("Only read what I may read")),
    ("write", lazy("Read, and write what I may write")),
]
LIVES = [("30", lazy("30 days")), ("90", lazy("90 days")), ("366", lazy("A year"))]


class TokenForm(forms.Form):
    """A new token."""

    name = LineField(lazy("What is it for?"), hint=lazy("Such as: our open data script"))
    scope = forms.ChoiceField(
        label=lazy("What may the program do?"), choices=SCOPES, widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose what the program may do")},
    )  # fmt: skip
    days = forms.ChoiceField(
        label=lazy("How long does it work?"), choices=LIVES, widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose how long it works")},
    )  # fmt: skip

    def entry(self) -> TokenEntry:
        """Give what was entered."""
        entered = self.cleaned_data
        return TokenEntry(entered["name"], entered["scope"], int(entered["days"]))


class Tokens(FormPage):
    """One's own tokens, and a form for a new one, which is shown once."""

    template = "people/tokens.html"
    form_class = TokenForm
    made: NewToken | None = None

    def initial(self) -> Mapping[str, Any]:
        """Start with what does the least harm."""
        return {"scope": "read", "days": "90"}

    def more(self) -> Mapping[str, Any]:
        """Give the tokens that still work."""
        return {"tokens": list_tokens(self.person, at=timezone.now()), "back": reverse("account")}

    def save(self, form: TokenForm) -> str:
        """Make it."""
        self.made = make_token(entry=form.entry(), by=self.person, at=timezone.now())
        return reverse("tokens")

    def post(self, request: HttpRequest, **parts: Any) -> HttpResponse:
        """Show the new token instead of going on: it is kept nowhere, so this is the only time."""
        response = super().post(request, **parts)
        if self.made is None:
            return response
        page = show(request, "people/token-made.html", made=self.made)
        page.headers["Cache-Control"] = "no-store"
        return page


@signed_in
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    if isinstance(request.user, Person):
        token = revoke_token(identifier=number, by=request.user, at=timezone.now())
        messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    return HttpResponseRedirect(reverse("tokens"))
