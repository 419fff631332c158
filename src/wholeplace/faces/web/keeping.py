"""Keeping whole pages for visitors who have not signed in, and telling browsers what they have already."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from wholeplace import __version__
from wholeplace.services.publication.stamp import Stamp, read_house_stamp, read_stamp

View = Callable[..., HttpResponseBase]
# What leaves no event, such as a corrected name of an officer, shows after this long at the latest.
LONGEST_SECONDS = 900
# Cookies that make a page somebody's own.
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, "messages"})


def kept(view: View) -> View:
    """Keep a public page for visitors until anything changes; put it under the rule of access.

    The page of a place changes with the chain's newest event, the day, the language and the version. Whoever
    has signed in always gets a page of their own.
    """

    @wraps(view)
    def keep(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
        key = name_page(request, parts)
        if key is None:
            return _make_private(view(request, *arguments, **parts))
        etag = f'"{key}"'
        known = get_conditional_response(request, etag=etag)
        response = known or _find_page(request, key) or view(request, *arguments, **parts)
        if response.status_code not in (200, 304) or response.cookies:
            return response
        _keep_page(request, key, response)
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        return response

    return keep


def name_page(request: HttpRequest, parts: dict[str, Any]) -> str | None:
    """Name the page in its present state; None where it is somebody's own or of a place that is not open."""
    if settings.DEBUG or request.method not in ("GET", "HEAD") or PERSONAL_COOKIES & request.COOKIES.keys():
        return None
    stamp: Stamp | None = read_stamp(parts["place"]) if "place" in parts else read_house_stamp()
    if stamp is None:
        return None
    day, slot = timezone.localdate().isoformat(), int(time.time() // LONGEST_SECONDS)
    state = (__version__, translation.get_language(), request.get_full_path(), day, slot, *stamp)
    return hashlib.sha256(repr(state).encode()).hexdigest()[:40]


def _find_page(request: HttpRequest, key: str) -> HttpResponse | None:
    """Find the page; only addresses without a question are kept, so that nobody can fill the memory."""
    found = None if request.META.get("QUERY_STRING") else caches["pages"].get(f"page:{key}")
    if found is None:
        return None
    response = HttpResponse(found[0])
    for name, value in found[1]:
        response.headers[name] = value
    return response


def _keep_page(request: HttpRequest, key: str, response: HttpResponseBase) -> None:
    is_whole = response.status_code == 200 and isinstance(response, HttpResponse)
    if not is_whole or "ETag" in response.headers or request.META.get("QUERY_STRING"):
        return
    content = (response.content, list(response.headers.items()))
    caches["pages"].set(f"page:{key}", content, LONGEST_SECONDS)


def _make_private(response: HttpResponseBase) -> HttpResponseBase:
    if "Cache-Control" not in response.headers:
        patch_cache_control(response, private=True, no_cache=True)
    return response
