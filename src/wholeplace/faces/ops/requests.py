"""One log line for each request: what was asked, what was answered, how long it took."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("wholeplace.requests")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Whoever reads the log must not be able to open the links that were sent to others.
SECRET_PART = re.compile(r"^(/account/(?:invitation|confirm-email|password/reset/key)/)[^/]+")
QUIET = frozenset({"/health", "/ready"})


def mask_path(path: str) -> str:
    """Give the path of a request without the secret that a link from a letter has in it."""
    return SECRET_PART.sub(r"\1…", path)[:300]


class LogRequest:
    """Write down each request, and give it an id that every other line of it carries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write the line."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        if request.path not in QUIET and not request.path.startswith("/static/"):
            log.info(
                "request",
                method=request.method,
                path=mask_path(request.path),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
        return response
