"""``wholeplace serve``: the whole service on one's own machine."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import click

LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command("serve")
@click.option(
    "--data",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("wholeplace-data"),
    show_default=True,
    help="Where the database and the keys are kept.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(folder: Path, host: str, port: int) -> None:
    """Start the service with everything in one FOLDER, for trying it or for one small place.

    With an empty folder, the first page leads to the first account and the first place. Stop it with Ctrl+C.
    For a server of a place in earnest, see docs/deployment.md.
    """
    from wholeplace.foundations.errors import InvalidInput

    if host not in LOCAL:
        raise InvalidInput(
            "--host",
            f"must be this machine itself, but is “{host}”: for others, see docs/deployment.md",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        key = read_or_make_key(folder / "secret-key")
    except OSError as error:
        raise InvalidInput("--data", f"cannot be used: {error.strerror}", file=str(folder)) from error
    shown = f"[{host}]" if ":" in host else host
    environment = os.environ | {
        "WHOLEPLACE_SECRET_KEY": key,
        "WHOLEPLACE_DATABASE": str((folder / "wholeplace.sqlite3").absolute()),
        "WHOLEPLACE_STATIC": str((folder / "static").absolute()),
        "WHOLEPLACE_SIGNING_KEY_FILE": str((folder / "signing-key").absolute()),
        "WHOLEPLACE_PLAIN_HTTP": "1",
        "WHOLEPLACE_HOSTS": "127.0.0.1,localhost,[::1]",
        "WHOLEPLACE_ADDRESS": f"http://{shown}:{port}",
        "WHOLEPLACE_LOG": os.environ.get("WHOLEPLACE_LOG", "plain"),
    }
    command = [sys.executable, "-m", "wholeplace.faces.ops", "serve", "--host", host, "--port", str(port)]
    sys.stdout.flush()
    # In place of this process, so that Ctrl+C and the system's stop signal reach the service itself.
    os.execve(sys.executable, command, environment)  # noqa: S606


def read_or_make_key(path: Path) -> str:
    """Read the secret key of this folder, or make one that only this user can read."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
