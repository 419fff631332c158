"""Addresses of the pages about places."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.places import views

urlpatterns = [
    path("", views.show_places, name="places"),
    path("<slug:place>/", views.show_place, name="place"),
    path("<slug:place>/commissions/", views.show_commissions, name="commissions"),
    path("<slug:place>/colour.css", views.show_colour, name="place-colour"),
]
