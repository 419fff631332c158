"""The entry for WSGI servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from wholeplace.config.telemetry import start_telemetry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wholeplace.config.settings")
start_telemetry()

application = get_wsgi_application()
