"""Addresses of the pages for those who check and re-use what is published."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.web.reference import views

urlpatterns = [
    path("check", views.check, name="check"),
    path("methods/", views.show_methods, name="methods"),
    path("methods/<slug:page>/", views.show_methods, name="method-page"),
    path("parameters/", views.show_parameters, name="parameters"),
    path("parameters/parameters.<str:kind>", views.download_parameters, name="parameters-file"),
    path("data/", views.show_data, name="data"),
    path("data/case-file-1.schema.json", views.download_schema, name="case-file-schema"),
]
