"""The one API of this process."""

from __future__ import annotations

from wholeplace.faces.api.service import make_service

SERVICE = make_service()
