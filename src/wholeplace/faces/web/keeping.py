"""Keeping whole pages for visitors who have not signed in, and telling browsers what they have already.

A kept page is found again before sessions, languages and all else that it does not need: the view's decorator
says which pages may be kept, the middleware at the front keeps the finished bytes with every header.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseGone
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from wholeplace import __version__
from wholeplace.services.publication.stamp import Stamp, read_house_stamp, read_stamp

View = Callable[..., HttpResponseBase]
Respond = Callable[[HttpRequest], HttpResponse]
# What leaves no event, such as a corrected name of an officer, shows after this long at the latest.
LONGEST_SECONDS = 900
# Cookies that make a page somebody's own.
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
LANGUAGES = dict(settings.LANGUAGES)


def kept(view: View) -> View:
    """Let a public page be kept for visitors until anything changes; put it under the rule of access.

    Whoever has signed in always gets a page of their own.
    """

    @wraps(view)
    def mark(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
        response = view(request, *arguments, **parts)
        key = getattr(request, "page_key", None)
        if key is None or response.status_code != 200 or response.cookies:
            return response
        response.headers["ETag"] = f'"{key}"'
        patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        response.may_be_kept = True  # type: ignore[attr-defined]
        return response

    return mark


# What a balancer asks: the one wants no database at all, the other the answer of now.
PROBES = frozenset({"health", "ready"})


class Shelf:
    """The kept pages of this process, the oldest thrown away first; one thread makes one, others wait."""

    def __init__(self) -> None:
        self.pages: OrderedDict[str, tuple[bytes, list[tuple[str, str]]]] = OrderedDict()
        self.lock = threading.Lock()
        self.making: dict[str, threading.Lock] = {}

    def find(self, key: str) -> HttpResponse | None:
        """Give a page as it was kept, with every header."""
        found = self.pages.get(key)
        if found is None:
            return None
        response = HttpResponse(found[0])
        for name, value in found[1]:
            response.headers[name] = value
        return response

    def keep(self, key: str, response: HttpResponse) -> HttpResponse:
        """Keep a page if its view allows that."""
        if not getattr(response, "may_be_kept", False) or response.cookies or response.streaming:
            return response
        with self.lock:
            if settings.KEPT_PAGES:
                self.pages[key] = (response.content, list(response.headers.items()))
            while len(self.pages) > settings.KEPT_PAGES:
                self.pages.popitem(last=False)
        return response

    def make(self, key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
        """Have a page made, by one thread at a time."""
        with self.lock:
            turn = self.making.setdefault(key, threading.Lock())
        try:
            with turn:
                return self.find(key) or self.keep(key, make())
        finally:
            with self.lock:
                self.making.pop(key, None)

    def clear(self) -> None:
        """Throw every page away."""
        with self.lock:
            self.pages.clear()


shelf = Shelf()


class GiveKeptPages:
    """Answer a visitor with the kept page, if nothing has changed since it was made."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find the page, or have it made; what does not say otherwise is for this browser only."""
        response = self._find_or_make(request)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def _find_or_make(self, request: HttpRequest) -> HttpResponseBase:
        """Find the page, or have it made and keep it; a browser that has it already is told so."""
        key = name_page(request)
        if key is None or settings.DEBUG:
            return self.get_response(request)
        request.page_key = key  # type: ignore[attr-defined]
        return (
            _say_known(request, key) or shelf.find(key) or shelf.make(key, lambda: self.get_response(request))
        )


def _say_known(request: HttpRequest, key: str) -> HttpResponseBase | None:
    """Say that the browser's own copy is as good, where it asks that."""
    if "If-None-Match" not in request.headers:
        return None
    known = get_conditional_response(request, etag=f'"{key}"')
    if known is not None:
        known.headers["ETag"] = f'"{key}"'
        patch_cache_control(known, public=True, no_cache=True)
        patch_vary_headers(known, ["Cookie"])
    return known


def name_page(request: HttpRequest) -> str | None:
    """Name a page in its present state; None where it is somebody's own or of a place that is not open.

    The state is the chain's newest event, the day, the language and the version. An address with a question
    is never kept, so that nobody can fill the memory with questions.
    """
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
        return None
    if PERSONAL_COOKIES & request.COOKIES.keys() or request.path_info.startswith(settings.STATIC_URL):
        return None
    stamp = _read_stamp(request.path_info)
    if stamp is None:
        return None
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    day, slot = timezone.localdate().isoformat(), int(time.time() // LONGEST_SECONDS)
    host = request.headers.get("Host", "")
    state = (__version__, host, language if language in LANGUAGES else "", request.path, day, slot, *stamp)
    return hashlib.sha256(repr(state).encode()).hexdigest()[:40]


def _read_stamp(path: str) -> Stamp | None:
    from wholeplace.services.places.reserved import RESERVED

    first = path.lstrip("/").split("/", 1)[0]
    if first in PROBES:
        return None
    try:
        return read_house_stamp() if not first or first in RESERVED else read_stamp(first)
    except DatabaseGone:
        # The page itself says so, and what is still possible.
        return None
