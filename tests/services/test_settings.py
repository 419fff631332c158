"""The settings are in force in the database itself, and refuse what would be unsafe."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

ON_SQLITE = connection.vendor == "sqlite"
only_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="about SQLite")


RunOps = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run_ops(tmp_path: Path) -> RunOps:
    """Return a function that runs a management command in a process that knows only the given settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("WHOLEPLACE_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "wholeplace.faces.ops", *arguments]
        return subprocess.run(
            command, env=kept | environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


def ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("busy_timeout", "20000")],
)
def test_sqlite_pragmas_are_in_force(pragma: str, value: str) -> None:
    assert ask(f"PRAGMA {pragma}") == value


@pytest.mark.django_db(transaction=True)
@only_sqlite
def test_a_transaction_on_sqlite_takes_the_write_lock_at_its_start() -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    try:
        with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
    finally:
        other.close()


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("synchronous_commit", "on"),
        ("lock_timeout", "20s"),
        ("statement_timeout", "2min"),
        ("timezone", "UTC"),
    ],
)
def test_postgresql_settings_are_in_force(setting: str, value: str) -> None:
    assert ask(f"SHOW {setting}") == value


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_without_a_secret_key_there_is_one_clear_refusal(run_ops: RunOps) -> None:
    done = run_ops("check")
    assert done.returncode == 2
    assert done.stderr.startswith("WHOLEPLACE_SECRET_KEY is not set.")
    assert len(done.stderr.splitlines()) == 1


def test_a_developer_needs_no_secret_key(run_ops: RunOps) -> None:
    assert run_ops("check", WHOLEPLACE_DEBUG="1").returncode == 0


def test_other_databases_are_refused_by_name(run_ops: RunOps) -> None:
    done = run_ops("check", WHOLEPLACE_DEBUG="1", DATABASE_URL="mysql://somewhere/wholeplace")
    assert done.returncode == 2
    assert done.stderr.startswith("DATABASE_URL asks for django.db.backends.mysql")


def test_the_defaults_pass_the_deployment_check(run_ops: RunOps) -> None:
    key = "a-key-of-more-than-fifty-characters-0123456789-abcdefghij"
    done = run_ops(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        WHOLEPLACE_SECRET_KEY=key,
        WHOLEPLACE_HOSTS="example.org",
    )
    assert done.returncode == 0, done.stderr


def test_the_database_file_is_where_the_environment_says(run_ops: RunOps, tmp_path: Path) -> None:
    file = tmp_path / "place.sqlite3"
    done = run_ops("migrate", WHOLEPLACE_DEBUG="1", WHOLEPLACE_DATABASE=str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_size > 0
