"""What happens to every request: its language, and plain pages for what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import caches
from django.db import Error as DatabaseGone
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from wholeplace.faces.web import errors
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.chain import is_outage

Respond = Callable[[HttpRequest], HttpResponse]
LANGUAGES = dict(settings.LANGUAGES)
SEEN_EVERY_SECONDS = 900


class ChooseLanguage:
    """Speak the language that the person chose, or this browser's reader, else English: no guessing.

    A page in a language that was only guessed would change what a link shows to another reader.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language."""
        chosen = read_language(request)
        language = chosen if chosen in LANGUAGES else "en"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def read_language(request: HttpRequest) -> str:
    """Read the language from the person who signed in, else from the cookie."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        # Without the database nobody is known; the page that says so still needs a language.
        with suppress(DatabaseGone):
            if request.user.is_authenticated:
                return str(request.user.language)
    return request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")


class NoteSession:
    """Remember when and with which browser each session was last used, to the quarter of an hour.

    Not at every request, as the library would by itself: that would be a write for each page.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it; that it cannot be noted is no reason to withhold the page."""
        key = request.session.session_key if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if key and caches["limits"].add(f"seen-{key}", 1, SEEN_EVERY_SECONDS):
            with suppress(DatabaseGone):
                if request.user.is_authenticated:
                    UserSession.objects.create_from_request(request)
        return self.get_response(request)


class AnswerRefusals:
    """Turn what a service refuses into a page with its sentence."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the page that belongs to a refusal; anything else goes on as an error of ours."""
        if isinstance(exception, WholeplaceError):
            return errors.show_refusal(request, exception)
        return None


class AnswerWhenDatabaseIsGone:
    """Say that the database does not answer, and give back what was typed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a page that asks nothing of the database."""
        if is_outage(exception):
            return errors.show_no_database(request)
        return None
