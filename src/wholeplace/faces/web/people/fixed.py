"""Pages that are the same everywhere: what this is, privacy, accessibility, and files for machines."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wholeplace.faces.web.access import public
from wholeplace.faces.web.pages import show

TEXT = "text/plain; charset=utf-8"


@public
def show_about(request: HttpRequest) -> HttpResponse:
    """Say what this is."""
    return show(request, "people/about.html")


@public
def show_privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people, why, for how long, and how to take it away."""
    return show(request, "people/privacy.html", contact=settings.CONTACT)


@public
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was tested and what is known not to work."""
    return show(request, "people/accessibility.html", contact=settings.CONTACT)


@public
def show_security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Tell who found a weakness where to write (RFC 9116)."""
    expires = (timezone.now() + dt.timedelta(days=180)).astimezone(dt.UTC)
    lines = [
        f"Contact: mailto:{settings.CONTACT}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, cy",
        f"Canonical: {settings.SITE_ADDRESS}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@public
def show_robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Let search engines read what is public, and spare them the rest."""
    return HttpResponse("User-agent: *\nDisallow: /account/\nDisallow: /tasks/\n", content_type=TEXT)
