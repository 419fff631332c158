"""Read a backup into an empty database."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.backup import read_backup


class Command(BaseCommand):
    """Restore; all of it or nothing."""

    help = "Read a backup into an empty database that has been migrated, on SQLite or PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: object) -> None:
        """Read, compare the digests, and print what was read."""
        try:
            report = read_backup(file)
        except (WholeplaceError, OSError) as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        self.stdout.write(
            f"{file}: {report.rows} rows of {report.tables} tables are back, digest {report.digest}"
        )
