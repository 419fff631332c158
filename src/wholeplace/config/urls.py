"""Which address leads to which view."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wholeplace.faces.ops.urls")),
    path("", include("wholeplace.faces.api.urls")),
    path("", include("wholeplace.faces.web.urls")),
]
handler400 = "wholeplace.faces.web.errors.show_bad_request"
handler403 = "wholeplace.faces.web.errors.show_forbidden"
handler404 = "wholeplace.faces.web.errors.show_not_found"
handler429 = "wholeplace.faces.web.errors.show_too_many_requests"
handler500 = "wholeplace.faces.web.errors.show_server_error"
