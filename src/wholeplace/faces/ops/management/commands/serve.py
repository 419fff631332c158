"""Run the web server and the worker side by side on one machine."""

from __future__ import annotations

import io
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wholeplace.records.models import ChainEvent, Person

SECONDS_TO_STOP = 10
WSGI = "wholeplace.config.wsgi:application"


class Stopped(Exception):
    """The system or a person asked to stop."""


class Command(BaseCommand):
    """Prepare the database and the static files, then serve until told to stop."""

    help = "Serve on this machine: the pages with granian, the jobs with a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **_: object) -> None:
        """Start both processes, and start the worker anew should it die."""
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        _sign_head()
        self._greet()
        self._run([self._web(host, port), self._worker()])

    def _greet(self) -> None:
        self.stdout.write(f"Wholeplace is at {settings.SITE_ADDRESS}")
        if not Person.objects.exists():
            code = os.environ.setdefault("WHOLEPLACE_FIRST_RUN_CODE", secrets.token_hex(4))
            self.stdout.write(
                f"Nobody is here yet. Open it, and make the first account with this code: {code}"
            )
        self.stdout.write("Stop it with Ctrl+C.")
        self.stdout.flush()

    def _web(self, host: str, port: int) -> list[str]:
        threads = ["--workers", "1", "--blocking-threads", "4"]
        quiet = ["--no-access-log", "--log-level", "warning"]
        where = ["--interface", "wsgi", "--host", host, "--port", str(port)]
        return [
            sys.executable,
            "-m",
            "granian",
            *where,
            *threads,
            *quiet,
            "wholeplace.config.wsgi:application",
        ]

    def _worker(self) -> list[str]:
        return [sys.executable, "-m", "wholeplace.faces.ops", "work"]

    def _run(self, commands: list[list[str]]) -> None:
        web, worker = commands
        running = {"web": subprocess.Popen(web), "worker": subprocess.Popen(worker)}
        try:
            while running["web"].poll() is None:
                if running["worker"].poll() is not None:
                    self.stderr.write("The worker ended; it is started again.")
                    running["worker"] = subprocess.Popen(worker)
                time.sleep(1)
            raise CommandError("The web server ended by itself; the lines above say why.", returncode=2)
        except Stopped:
            pass
        finally:
            _end(list(running.values()))


def _sign_head() -> None:
    """Sign the chain's head with this folder's own key, made at the first start; an empty chain has none."""
    file = Path(settings.SIGNING_KEY_FILE or "")
    if not settings.SIGNING_KEY_FILE:
        return
    if not file.exists():
        call_command("make_signing_key", str(file), stdout=io.StringIO())
    if ChainEvent.objects.exists():
        call_command("sign_checkpoint", stdout=io.StringIO())


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each process to end, and insist after a while."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
