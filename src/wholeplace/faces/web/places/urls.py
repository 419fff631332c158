"""Addresses of the pages about places."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.places import history, views

urlpatterns = [
    path("", views.show_places, name="places"),
    path("<slug:place>/", views.show_place, name="place"),
    path("<slug:place>/commissions/", views.show_commissions, name="commissions"),
    path("<slug:place>/history/", history.show_history, name="place-history"),
    path("<slug:place>/feed.atom", history.send_place_feed, name="place-feed"),
    path(
        "<slug:place>/commissions/<slug:commission>/feed.atom",
        history.send_commission_feed,
        name="commission-feed",
    ),
    path("<slug:place>/colour.css", views.show_colour, name="place-colour"),
]
