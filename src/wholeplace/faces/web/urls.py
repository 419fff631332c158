"""All addresses of the pages; those with fixed first words come before those of places."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wholeplace.faces.web.people.urls")),
    path("", include("wholeplace.faces.web.reference.urls")),
    path("", include("wholeplace.faces.web.settings.urls")),
    path("", include("wholeplace.faces.web.needs.urls")),
    path("", include("wholeplace.faces.web.work.urls")),
    path("", include("wholeplace.faces.web.options.urls")),
    path("", include("wholeplace.faces.web.tests.urls")),
    path("", include("wholeplace.faces.web.involvement.urls")),
    path("", include("wholeplace.faces.web.decisions.urls")),
    path("", include("wholeplace.faces.web.publication.urls")),
    path("", include("wholeplace.faces.web.appraisals.urls")),
    path("", include("wholeplace.faces.web.commissions.urls")),
    path("", include("wholeplace.faces.web.places.urls")),
]
