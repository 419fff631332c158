"""The account, and choosing a language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wholeplace.faces.web.access import own_account, public
from wholeplace.faces.web.pages import show
from wholeplace.records.models import Person
from wholeplace.services.people.account import choose_language as choose_language_of


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that the reader chose, and go back to where they were."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, Person):
            choose_language_of(by=request.user, language=language, at=timezone.now())
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


@own_account
def show_account(request: HttpRequest) -> HttpResponse:
    """Show what is known about the person who asks, and what they can change."""
    return show(request, "people/account.html")
