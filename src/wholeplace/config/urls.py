"""Which address leads to which view: none yet, the pages come with the web face."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
