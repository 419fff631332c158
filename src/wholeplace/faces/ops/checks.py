"""What is unsafe about a server's settings, each as one sentence with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from wholeplace.faces.ops.probes import find_problem


def list_dangers() -> list[str]:
    """Return what must be mended before people rely on this server; empty where nothing is known."""
    return [*_check_secrets(), *_check_addresses(), *_check_database(), *_check_running()]


def _check_secrets() -> Iterator[str]:
    if settings.DEBUG:
        yield "WHOLEPLACE_DEBUG is 1: error pages would show what is inside. Unset it."
    if settings.PLAIN_HTTP and not settings.DEBUG:
        yield "WHOLEPLACE_PLAIN_HTTP is 1: passwords and sessions would travel unencrypted. Unset it."
    key = settings.SECRET_KEY
    if len(key) < 50 or len(set(key)) < 10:
        yield (
            "WHOLEPLACE_SECRET_KEY is too easy to guess: set it to a random text of 50 characters or "
            "more, such as python -c 'import secrets; print(secrets.token_urlsafe(48))' prints."
        )


def _check_addresses() -> Iterator[str]:
    if not settings.ALLOWED_HOSTS:
        yield "WHOLEPLACE_HOSTS is not set: the server answers to no name. Set it to the place's host name."
    if "*" in settings.ALLOWED_HOSTS:
        yield "WHOLEPLACE_HOSTS is *: anybody could put their own name into links. Name the hosts."
    if not settings.SITE_ADDRESS.startswith("https://"):
        yield f"WHOLEPLACE_ADDRESS is {settings.SITE_ADDRESS}: set it to the https:// address of the place."
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        yield (
            "WHOLEPLACE_EMAIL_BACKEND sends no e-mail: invitations would reach nobody. Set it "
            "to django.core.mail.backends.smtp.EmailBackend."
        )


def _check_database() -> Iterator[str]:
    problem = find_problem()
    if problem:
        yield f"The database is not ready: {problem}."
        return
    if connection.vendor == "sqlite":
        yield (
            "The database is SQLite: good for trying, too little for a place in earnest. Set DATABASE_URL to "
            "a PostgreSQL database."
        )
        return
    yield from _check_postgresql()


def _check_postgresql() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                cursor.execute(f"SHOW {name}")
                value = cursor.fetchone()[0]
                if value == "off":
                    yield f"PostgreSQL's {name} is off: what was acknowledged could be lost. Set it to on."
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                yield (
                    "The service signs in to PostgreSQL as a superuser, who may change the chain. Give it a "
                    "role of its own."
                )
    except DatabaseError as error:
        yield f"PostgreSQL did not answer what its settings are: {error}."


def _check_running() -> Iterator[str]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield (
            f"No style sheets are gathered in {settings.STATIC_ROOT}: run python -m wholeplace.faces.ops "
            "collectstatic."
        )
    if not settings.SIGNING_KEY and not Path(settings.SIGNING_KEY_FILE or "/nowhere").is_file():
        yield (
            "WHOLEPLACE_SIGNING_KEY_FILE names no key, so the chain is not signed. Make one with "
            "python -m wholeplace.faces.ops make_signing_key FILE."
        )
