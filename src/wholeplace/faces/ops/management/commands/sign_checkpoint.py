"""Sign the head of the event chain from the operator's shell, or from a timer."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wholeplace.casefile.checkpoint import read_signing_key
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import Checkpoint
from wholeplace.services.publication.checkpoints import (
    change_key,
    load_signing_key,
    read_key_file,
    sign_checkpoint,
)


class Command(BaseCommand):
    """Sign the head with the place's key; with --new-key, change to another key first."""

    help = "Sign the head of the event chain with the key in WHOLEPLACE_SIGNING_KEY_FILE."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file of a new key."""
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="change to this key; the old one signs the change"
        )

    def handle(self, *, new_key: Path | None = None, **_: object) -> None:
        """Sign and print what was signed."""
        try:
            checkpoint = _sign(new_key)
        except WholeplaceError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"event {checkpoint.sequence}: head {checkpoint.head}")
        self.stdout.write(f"signed by {checkpoint.public_key}")
        if new_key is not None:
            self.stdout.write(f"From now on, WHOLEPLACE_SIGNING_KEY_FILE must name {new_key}.")


def _sign(new_key: Path | None) -> Checkpoint:
    key, now = load_signing_key(), timezone.now()
    if new_key is None:
        return sign_checkpoint(key=key, at=now)
    return change_key(old=key, new=read_signing_key(read_key_file(new_key)), at=now)
