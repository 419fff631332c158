"""Publish case files from the operator's shell."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.publication.operations import CannotPublishUnverified, publish_case_file


class Command(BaseCommand):
    """Publish each case file; stop at the first that cannot be."""

    help = "Verify case files, store them and put each publication on the event chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files and who publishes them."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a case file, as JSON")
        parser.add_argument(
            "--by", required=True, help='the office that publishes, such as "Head of Commissioning"'
        )

    def handle(self, *, files: list[Path], by: str, **_: object) -> None:
        """Publish and print one line for each file."""
        for file in files:
            try:
                case_file = publish_case_file(document=_read(file), by=by, at=timezone.now())
            except CannotPublishUnverified as error:
                raise CommandError(f"{file}: {error}", returncode=1) from error
            except WholeplaceError as error:
                raise CommandError(f"{file}: {error}", returncode=2) from error
            self.stdout.write(
                f"{file}: published as event {case_file.published.sequence} ({case_file.digest})"
            )


def _read(file: Path) -> str:
    try:
        # Not read_text: it would change the line ends, and with them the digest.
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror}", returncode=2) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file}: is not UTF-8 text (byte {error.start})", returncode=2) from error
