"""Say what is unsafe about this server."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from wholeplace.faces.ops.checks import list_dangers


class Command(BaseCommand):
    """List each danger with what to do; exit with 1 if there is any."""

    help = "Say what is unsafe or missing in the settings of this server."
    requires_system_checks = ()

    def handle(self, **_: object) -> None:
        """Print what was found."""
        dangers = list_dangers()
        for danger in dangers:
            self.stdout.write(f"- {danger}")
        if dangers:
            raise CommandError(f"{len(dangers)} to mend before people rely on this server.", returncode=1)
        self.stdout.write("Nothing unsafe was found in the settings.")
