"""Addresses for those who run the service."""

from __future__ import annotations

from django.urls import path

from wholeplace.faces.ops import probes

urlpatterns = [
    path("health", probes.show_health, name="health"),
    path("ready", probes.show_readiness, name="ready"),
]
