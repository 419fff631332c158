"""Make a key that signs the chain."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from nacl.signing import SigningKey

from wholeplace.casefile.checkpoint import name_public_key


class Command(BaseCommand):
    """Write a new key into a file that only its owner can read; no file is ever written over."""

    help = "Make a key that signs checkpoints of the event chain, and print its public half."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="FILE", help="where the secret half is written")

    def handle(self, *, file: Path, **_: object) -> None:
        """Write the secret half, print the public one."""
        key = SigningKey.generate()
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{file}: cannot be written: {error.strerror}", returncode=2) from error
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(bytes(key).hex() + "\n")
        self.stdout.write(f"{file}: the secret half; keep a copy away from this machine")
        self.stdout.write(f"public key: {name_public_key(key)}")
