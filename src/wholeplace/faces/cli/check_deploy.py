"""``wholeplace check-deploy``: what is unsafe about the settings of a server."""

from __future__ import annotations

import os
import sys

import click


@click.command("check-deploy")
def check_deploy() -> None:
    """Say what is unsafe or missing in the settings of this server, read from the environment.

    Exit status 0: nothing; 1: something must be mended; 2: the settings cannot be read.
    """
    sys.stdout.flush()
    command = [sys.executable, "-m", "wholeplace.faces.ops", "check_deploy"]
    os.execv(sys.executable, command)  # noqa: S606
