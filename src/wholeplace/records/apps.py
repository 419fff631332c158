"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The records of Wholeplace."""

    name = "wholeplace.records"
    label = "records"
    verbose_name = "Records"
