"""Check the event chain from the operator's shell."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wholeplace.services.publication.queries import check_chain


class Command(BaseCommand):
    """Walk the chain; exit with 1 at the first break."""

    help = "Check that no event or case file was changed, removed or put in since it was written."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a hash that is known from elsewhere."""
        parser.add_argument(
            "--head", default="", metavar="HASH", help="a hash noted earlier that the chain must have"
        )

    def handle(self, *, head: str, **_: object) -> None:
        """Print what was found."""
        report = check_chain(known_head=head)
        if report.broken:
            raise CommandError(f"the chain is broken: {report.broken}", returncode=1)
        self.stdout.write(f"the chain holds: {report.events} events, the last hash is {report.head}")
