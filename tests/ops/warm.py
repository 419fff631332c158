"""A process that has read the service already, and becomes its web server or its worker when it is asked to.

To read everything anew takes seconds, of which a soak with hundreds of kills would mostly consist. What is
forked here starts as granian and the worker always start, in a process group of its own, and dies like them.

    python -m tests.ops.warm LOG

Each line on standard input is "web PORT" or "worker"; the answer is the number of the new process group.
"""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

WSGI = "wholeplace.config.wsgi:application"
PAGES = ("/calderwick/", "/calderwick/needs/", "/account/sign-in", "/api/v1/places")


def main(log: Path) -> None:
    """Fork once for each line, until there is none."""
    read_everything()
    # Nobody waits for the killed: the system forgets them at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(line.split(), log)
        # Both sides do it, so that the group is there for whoever is told its number.
        os.setpgid(child, child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def read_everything() -> None:
    """Import the application and answer some pages, so that those who are forked know them; then let go."""
    import_module("granian.cli")
    import_module(WSGI.partition(":")[0])
    from django.db import connections
    from django.test import Client

    for path in PAGES:
        Client(headers={"host": "127.0.0.1"}).get(path)
    # No two processes may share a connection.
    connections.close_all()


def become(words: list[str], log: Path) -> None:
    """Be the web server or the worker to the end of this process."""
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(log)
        serve(int(words[1])) if words[0] == "web" else work()
    finally:
        os._exit(1)


def _redirect(log: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    kept = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number, opened in enumerate((nothing, kept, kept)):
        os.dup2(opened, number)


def serve(port: int) -> None:
    """Serve as the "serve" command does."""
    from granian.cli import cli

    cli(
        [
            "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", WSGI,
        ]
    )  # fmt: skip


def work() -> None:
    """Work as the "work" command does."""
    from django.core.management import call_command

    call_command("work")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
