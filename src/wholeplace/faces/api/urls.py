"""Addresses of the API; a new version gets an address of its own beside this one."""

from __future__ import annotations

from django.urls import path, re_path

from wholeplace.faces.api import views
from wholeplace.faces.api.current import SERVICE

urlpatterns = [
    path("api/", views.show_guide, name="api"),
    path("api/v1/openapi.json", views.show_description, name="api-description"),
    path("api/v1/case-file-1.schema.json", views.show_case_file_schema, name="api-case-file-schema"),
    path("api/v1/", SERVICE.urls),
    re_path(r"^api/.+$", views.show_nothing, name="api-nothing"),
]
