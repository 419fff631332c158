"""Backup and restore: every record as one line of JSON, the same on both databases.

One file moves a place from SQLite to PostgreSQL as well as back to life. Sessions and the queue are left out:
people sign in again, and jobs that were under way are found and run again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.queries import check_chain

FORMAT = "wholeplace-backup-1"
APPS = ("records", "account", "mfa", "socialaccount")
ROWS_AT_A_TIME = 500


class CannotRestore(WholeplaceError):
    """A backup that cannot be read into this database."""


@dataclass(frozen=True)
class BackupReport:
    """What was written or read; the digest covers every row."""

    tables: int
    rows: int
    digest: str


def write_backup(file: Path) -> BackupReport:
    """Write all records, as they are at one moment, into a new file; never over one that is there."""
    if file.exists():
        raise CannotRestore("is there already: give another name, so that no backup is lost")
    unfinished = file.with_name(f"{file.name}.part")
    handle = _open_for_owner(unfinished)
    try:
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write_tables(archive)
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return _report(manifest)


def _open_for_owner(file: Path) -> int:
    """Open a new file that nobody else can read, not even while it is empty."""
    try:
        return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CannotRestore(
            f"is being written by another backup; if none is running, delete {file.name} first"
        ) from error


def read_backup(file: Path) -> BackupReport:
    """Read a backup into an empty database: all of it, with equal digests, or nothing."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise CannotRestore("is not a backup of Wholeplace: it cannot be opened") from error
    with archive:
        manifest = _read_manifest(archive)
        with transaction.atomic():
            _refuse_full_database()
            for label in manifest["tables"]:
                _read_table(archive, label)
            _reset_sequences()
            _compare(manifest)
    return _report(manifest)


def digest_records() -> dict[str, tuple[int, str]]:
    """Return, for each table, how many rows it has and the digest of all of them."""
    return {model._meta.label: _digest_table(model) for model in list_models()}


def list_models() -> list[type[models.Model]]:
    """Return the models that a backup holds, each after those that it points to."""
    chosen = [(config, None) for config in apps.get_app_configs() if config.label in APPS]
    return list(serializers.sort_dependencies(chosen, allow_cycles=True))


def _write_tables(archive: zipfile.ZipFile) -> dict[str, Any]:
    tables = {}
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for model in list_models():
            hasher, rows = hashlib.sha256(), 0
            with archive.open(f"{model._meta.label}.jsonl", "w", force_zip64=True) as member:
                for line in _write_rows(model):
                    member.write(line)
                    hasher.update(line)
                    rows += 1
            tables[model._meta.label] = {"rows": rows, "digest": hasher.hexdigest()}
    return {"format": FORMAT, "tables": tables}


def _write_rows(model: type[models.Model]) -> Iterator[bytes]:
    rows = model._default_manager.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME)
    for row in rows:
        [plain] = serializers.serialize("python", [row])
        text = json.dumps(plain, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        yield text.encode() + b"\n"


def _digest_table(model: type[models.Model]) -> tuple[int, str]:
    hasher, rows = hashlib.sha256(), 0
    for line in _write_rows(model):
        hasher.update(line)
        rows += 1
    return rows, hasher.hexdigest()


def _read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read("manifest.json"))
        known = {model._meta.label for model in list_models()}
        if manifest["format"] != FORMAT or set(manifest["tables"]) != known:
            raise CannotRestore("was written by another version of Wholeplace: restore it with that version")
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise CannotRestore("is not a whole backup of Wholeplace: its list of tables is missing") from error
    return dict(manifest)


def _refuse_full_database() -> None:
    full = [model._meta.verbose_name_plural for model in list_models() if model._default_manager.exists()]
    if full:
        raise CannotRestore(f"was not read: this database already has {', '.join(map(str, full[:3]))}")


def _read_table(archive: zipfile.ZipFile, label: str) -> None:
    model = apps.get_model(label)
    batch: list[models.Model] = []
    try:
        with archive.open(f"{label}.jsonl") as raw, io.TextIOWrapper(raw, encoding="utf-8") as lines:
            for each in serializers.deserialize("jsonl", lines):
                batch.append(each.object)
                if len(batch) >= ROWS_AT_A_TIME:
                    model._default_manager.bulk_create(batch)
                    batch = []
            model._default_manager.bulk_create(batch)
    except (KeyError, DeserializationError, DatabaseError, zipfile.BadZipFile, ValueError) as error:
        raise CannotRestore(f"is damaged: the table {label} cannot be read. Nothing was restored") from error


def _reset_sequences() -> None:
    """Let new rows get numbers after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list_models()):
            cursor.execute(statement)


def _compare(manifest: dict[str, Any]) -> None:
    for label, (rows, digest) in digest_records().items():
        wanted = manifest["tables"][label]
        if (rows, digest) != (wanted["rows"], wanted["digest"]):
            raise CannotRestore(f"is damaged: the table {label} is not as it was. Nothing was restored")
    broken = check_chain().broken
    if broken:
        raise CannotRestore(f"holds a broken chain: {broken}. Nothing was restored")


def _report(manifest: dict[str, Any]) -> BackupReport:
    tables = manifest["tables"]
    digest = hashlib.sha256("".join(tables[label]["digest"] for label in sorted(tables)).encode()).hexdigest()
    return BackupReport(tables=len(tables), rows=sum(one["rows"] for one in tables.values()), digest=digest)
