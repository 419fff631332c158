"""Settings of the service; everything that differs between places comes from the environment.

WHOLEPLACE_SECRET_KEY   a long random text, required unless WHOLEPLACE_DEBUG is 1
WHOLEPLACE_DEBUG        1 on a developer's machine, never on a server
WHOLEPLACE_HOSTS        the host names it answers to, with commas between them
DATABASE_URL            postgres://… ; without it, an SQLite file
WHOLEPLACE_DATABASE     where that SQLite file is; "wholeplace.sqlite3" in the current folder by default
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

DEBUG = os.environ.get("WHOLEPLACE_DEBUG") == "1"


def _read_secret_key() -> str:
    key = os.environ.get("WHOLEPLACE_SECRET_KEY", "")
    if key:
        return key
    if DEBUG:
        return "only-for-a-developers-machine"
    message = (
        "WHOLEPLACE_SECRET_KEY is not set. It signs what people are sent, so there is no default: set it "
        "to a long random text and keep it secret, or set WHOLEPLACE_DEBUG=1 on a developer's machine."
    )
    raise ImproperlyConfigured(message)


def _read_database() -> dict[str, Any]:
    file = Path(os.environ.get("WHOLEPLACE_DATABASE", "wholeplace.sqlite3")).absolute()
    address = os.environ.get("DATABASE_URL") or f"sqlite:///{file}"
    database: dict[str, Any] = dict(dj_database_url.parse(address))
    engine = database["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        # An acknowledged write survives a power cut (FULL); readers and the writer do not block each other
        # (WAL); a transaction takes the write lock at its start, so it cannot fail half-way (IMMEDIATE).
        database["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
        }
    elif engine == "django.db.backends.postgresql":
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
        database["OPTIONS"] = {
            **database.get("OPTIONS", {}),
            "connect_timeout": 10,
            "options": "-c lock_timeout=20s -c statement_timeout=120s -c synchronous_commit=on",
        }
    else:
        message = f"DATABASE_URL asks for {engine}; use postgres://… or sqlite:///… instead."
        raise ImproperlyConfigured(message)
    return database


SECRET_KEY = _read_secret_key()
DATABASES = {"default": _read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALLOWED_HOSTS = [host.strip() for host in os.environ.get("WHOLEPLACE_HOSTS", "").split(",") if host.strip()]
INSTALLED_APPS = ["wholeplace.records", "wholeplace.faces.ops"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "wholeplace.config.urls"
WSGI_APPLICATION = "wholeplace.config.wsgi.application"
ASGI_APPLICATION = "wholeplace.config.asgi.application"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
# A list that browsers keep for years: for a place to decide about its own domain, not for a default.
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
