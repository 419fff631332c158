"""Run a management command: "python -m wholeplace.faces.ops migrate"."""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command named by the arguments, once the settings are known to be good."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wholeplace.config.settings")
    try:
        _ = settings.DATABASES
    except ImproperlyConfigured as error:
        # Without this, some commands go on without settings and end in a traceback about something else.
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    execute_from_command_line(["python -m wholeplace.faces.ops", *sys.argv[1:]])


if __name__ == "__main__":
    main()
