"""Addresses of the pages about oneself."""

from __future__ import annotations

from django.urls import include, path

from wholeplace.faces.web.people import views

urlpatterns = [
    path("language", views.choose_language, name="choose-language"),
    path("account/", views.show_account, name="account"),
    path("account/", include("wholeplace.faces.web.people.sign_in")),
]
