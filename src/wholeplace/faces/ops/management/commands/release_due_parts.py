"""Release withheld parts whose date has come: for a timer, once a day."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from wholeplace.services.publication.withholding import release_due_parts


class Command(BaseCommand):
    """Release what is due; what cannot be released stops it, so that somebody looks."""

    help = "Publish every withheld part whose release date has come."

    def handle(self, **_: object) -> None:
        """Release, and print one line for each part."""
        for part in release_due_parts(at=timezone.now()):
            self.stdout.write(f"released: {part.label}, {part.commission}")
