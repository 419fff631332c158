"""``./run demo``: fill a database with Calderwick, the demonstration place, and serve it on this machine."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILLED, DATABASE = "filled.txt", "wholeplace.sqlite3"


def main() -> None:
    """Fill the folder if that was not done yet, say who can sign in, and serve."""
    options = read_options()
    folder = options.folder.resolve()
    if options.fresh and folder.is_dir():
        throw_away(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / FILLED).is_file():
        fill_folder(folder, options.draws)
    print_log_ins(options.port)
    if options.fill_only:
        return
    sys.stdout.flush()
    serve = [
        sys.executable,
        "-m",
        "wholeplace.faces.cli",
        "serve",
        "--data",
        str(folder),
        "--port",
        str(options.port),
    ]
    os.execv(sys.executable, serve)


def throw_away(folder: Path) -> None:
    """Delete an earlier demonstration; any other folder was named by mistake and stays as it is."""
    if any(folder.iterdir()) and not (folder / DATABASE).is_file():
        sys.exit(f"{folder} holds something else than a demonstration: nothing was deleted. Name another.")
    shutil.rmtree(folder)


def read_options() -> argparse.Namespace:
    """Read what was asked for."""
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", default=ROOT / "build" / "demo", help="where it is kept"
    )
    parser.add_argument("--fresh", action="store_true", help="throw away what was there and fill it anew")
    parser.add_argument("--fill-only", action="store_true", help="fill it, and do not serve")
    parser.add_argument("--draws", type=int, default=20_000, help="draws of each appraisal")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def fill_folder(folder: Path, draws: int) -> None:
    """Make the database in the folder and tell the stories; what was left half-done is thrown away."""
    from wholeplace.faces.cli.serve import read_or_make_key

    database = folder / DATABASE
    for left in folder.glob(f"{DATABASE}*"):
        left.unlink()
    os.environ |= {
        # The folder's own key, as the service will use it: what is queued now is signed with it.
        "WHOLEPLACE_SECRET_KEY": read_or_make_key(folder / "secret-key"),
        "WHOLEPLACE_DATABASE": str(database),
        "WHOLEPLACE_PLAIN_HTTP": "1",
        "WHOLEPLACE_LOG": "plain",
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
    }
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from examples.calderwick.fill import fill

    print("Calderwick is being told, from the first need to today. It takes about a minute.")
    begun = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    fill(dt.date.today(), draws=draws, say=lambda line: print(f"  {line}", flush=True))  # noqa: DTZ011
    (folder / FILLED).write_text("Everything was told.\n", encoding="utf-8")
    print(f"Done in {time.monotonic() - begun:.0f} seconds.")


def print_log_ins(port: int) -> None:
    """Say where it is and who can sign in."""
    sys.path.insert(0, str(ROOT))
    from examples.calderwick.log_ins import LOG_INS, PASSWORD, SECOND_FACTOR

    print(f"\nCalderwick: http://127.0.0.1:{port}/calderwick/")
    print(f"Sign in:    http://127.0.0.1:{port}/account/login/")
    print(f"Everybody's password: {PASSWORD}")
    print(f"Who works in the place also needs a code from an authenticator app with the key {SECOND_FACTOR}:")
    print("./run code prints the one of this moment.\n")
    for role, key in LOG_INS:
        print(f"  {key + '@calderwick.example':<34} {role}")
    print()


if __name__ == "__main__":
    main()
