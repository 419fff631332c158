"""The service with one bare page beside it: a view that answers a constant, through no middleware of ours."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

service = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.template import engines  # noqa: E402


def show_bare(request: HttpRequest) -> HttpResponse:
    """Answer as the smallest Django page does: a template of three lines, rendered anew."""
    return HttpResponse(TEMPLATE.render({"name": request.path}))


TEMPLATE = engines["django"].from_string("<!DOCTYPE html>\n<title>{{ name }}</title>\n<h1>{{ name }}</h1>\n")
urlpatterns = [path("bare", show_bare)]


class BareHandler(WSGIHandler):
    """Django's own handler with the middleware that `startproject` gives, and nothing of ours."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Load Django's default middleware instead of the service's."""
        kept = settings.MIDDLEWARE
        settings.MIDDLEWARE = [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ]
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = kept

    def resolve_request(self, request: HttpRequest):
        """Know the one page."""
        from django.urls import get_resolver

        request.urlconf = __name__
        match = get_resolver(__name__).resolve(request.path_info)
        request.resolver_match = match
        return match


bare = BareHandler()


def application(environ, start_response):
    """Send the bare page to its own handler, everything else to the service."""
    return (bare if environ["PATH_INFO"] == "/bare" else service)(environ, start_response)
