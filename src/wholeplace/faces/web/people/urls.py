"""Addresses of the pages about oneself, and of those that are the same for everybody."""

from __future__ import annotations

from django.urls import include, path

from wholeplace.faces.web.access import own_account, public, signed_in
from wholeplace.faces.web.people import fixed, tokens, views

urlpatterns = [
    path("about", fixed.show_about, name="about"),
    path("privacy", fixed.show_privacy, name="privacy"),
    path("accessibility", fixed.show_accessibility, name="accessibility"),
    path("security.txt", fixed.show_security, name="security"),
    path(".well-known/security.txt", fixed.show_security, name="security-well-known"),
    path("robots.txt", fixed.show_robots, name="robots"),
    path("language", views.choose_language, name="choose-language"),
    path("account/", views.show_account, name="account"),
    path("account/name", own_account(views.ChangeName.as_view()), name="account-name"),
    path("account/my-data.json", views.download_data, name="account-data"),
    path("account/sign-out-everywhere", views.sign_out_everywhere, name="account-sign-out-everywhere"),
    path("account/sessions/<int:number>/end", views.end_session, name="account-session-end"),
    path("account/tokens/", signed_in(tokens.Tokens.as_view()), name="tokens"),
    path("account/tokens/<int:number>/revoke", tokens.revoke, name="token-revoke"),
    path("account/erase", own_account(views.Erase.as_view()), name="account-erase"),
    path("account/invitation/<str:token>/", views.show_invitation, name="invitation"),
    path("first-run", public(views.FirstRun.as_view()), name="first-run"),
    path("account/", include("wholeplace.faces.web.people.sign_in")),
]
