"""Write everything that is stored into one file."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.backup import write_backup


class Command(BaseCommand):
    """Back up; the service may go on running."""

    help = "Write all records into one file, as they are at one moment."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: object) -> None:
        """Write and print what was written."""
        try:
            report = write_backup(file)
        except (WholeplaceError, OSError) as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        self.stdout.write(f"{file}: {report.rows} rows of {report.tables} tables, digest {report.digest}")
