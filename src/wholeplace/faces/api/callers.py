"""Who asks: by a session of the pages or by an access token, staff only with their second step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from wholeplace.faces.api.limits import count_forgery, count_read, count_write
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import Person
from wholeplace.services.people.permissions import NotPermitted, Permission, needs_second_factor, require
from wholeplace.services.people.tokens import NotSignedIn, has_second_factor, use_token
from wholeplace.services.places.queries import find_place

PUBLIC = "public"
SIGNED_IN = "signed in"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 10_000_000
# What a form has around a file of the largest size.
FORM_EXTRA = 100_000


def recognise(request: HttpRequest) -> bool:
    """Find out who asks, before anything else: `request.user` is that person, or a visitor."""
    _refuse_large(request)
    request.is_stepless = False  # type: ignore[attr-defined]
    if "Authorization" in request.headers:
        _read_token(request)
    else:
        _read_session(request)
    if request.method in SAFE:
        count_read(request)
    else:
        count_write(request)
    return True


def _refuse_large(request: HttpRequest) -> None:
    """Refuse what is too large before any of it is read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not (said.isascii() and said.isdigit()):
        raise InvalidInput("Content-Length", "must be a number")
    is_form = request.content_type == "multipart/form-data"
    if int(said[:20]) > LARGEST_BODY + (FORM_EXTRA if is_form else 0):
        raise RequestDataTooBig


def recognise_writer(request: HttpRequest) -> bool:
    """Find out who asks, and refuse visitors before what they sent is read."""
    recognise(request)
    return bool(need_person(request))


def need_person(request: HttpRequest) -> Person:
    """Return the person who asks, or refuse a visitor."""
    if isinstance(request.user, Person):
        return request.user
    if request.is_stepless:  # type: ignore[attr-defined]
        raise NotPermitted("Your role may only be used with a second step: set it up in your account first.")
    raise NotSignedIn("Sign in, or send an access token: “Authorization: Bearer wholeplace_…”.")


def _read_token(request: HttpRequest) -> None:
    request.user = AnonymousUser()
    scheme, _, secret = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn("Only “Authorization: Bearer …” with an access token is known here.")
    try:
        token = use_token(secret.strip(), at=timezone.now())
    except NotSignedIn:
        count_forgery(request)
        raise
    if token.scope != "write" and request.method not in SAFE:
        raise NotPermitted("This access token may only read: make one that may write.")
    request.user = token.person


def _read_session(request: HttpRequest) -> None:
    person = request.user
    if not isinstance(person, Person):
        return
    if needs_second_factor(person) and not has_second_factor(person):
        request.is_stepless = True  # type: ignore[attr-defined]
        request.user = AnonymousUser()
    elif request.method not in SAFE and check_csrf(request) is not None:
        raise NotPermitted("A session is trusted only with the token of its cookie: send X-CSRFToken.")


def guard(access: str) -> Callable[[HttpRequest, dict[str, Any]], None]:
    """Make the check of one address: who may ask for it."""

    def check(request: HttpRequest, parts: dict[str, Any]) -> None:
        if access == PUBLIC:
            return
        person = need_person(request)
        if access != SIGNED_IN:
            place = find_place(parts["place"], user=person)
            require(person, Permission(access), place)
            request.place = place  # type: ignore[attr-defined]

    return check
