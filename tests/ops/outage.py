"""A place served on PostgreSQL of its own, whose server is stopped while people save, and started again.

    python -m tests.ops.outage FOLDER PROGRAMS

FOLDER holds the cluster's data and its socket, PROGRAMS has pg_ctl; DATABASE_URL names the database. What was
seen is printed as one line of JSON: the test says what it must be.
"""

import html
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

NEED, EDIT = "/calderwick/needs/record", "/calderwick/commissions/housing-support/appraisal/edit"
WHAT = "Warm & <b>dry</b>\r\n“near us”"
OPTIONS = "-k '{}' -c listen_addresses='' -c max_connections=40"


def as_owner(command: list[str]) -> list[str]:
    """Run a program of PostgreSQL, which refuses root, as a user without rights."""
    return command if os.getuid() else ["runuser", "-u", "postgres", "--", *command]


def control(folder: Path, programs: Path, *what: str) -> None:
    """Start or stop the server, and wait for it."""
    command = as_owner([str(programs / "pg_ctl"), "-D", f"{folder}/data", "-s", "-w", "-t", "60", *what])
    quiet: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, cwd=folder, **quiet)


def start(folder: Path, programs: Path) -> None:
    """Start the server, reached by its socket only."""
    control(folder, programs, "start", "-l", f"{folder}/server-log", "-o", OPTIONS.format(folder))


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve with granian and a worker; what is handed out is the worker."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings", "WHOLEPLACE_DEBUG": "1",
        "WHOLEPLACE_JOB_STALLED_SECONDS": "5",
    }  # fmt: skip
    web = [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "1",
        "--log-level",
        "error",
    ]
    work = ["-m", "wholeplace.faces.ops", "work"]
    running = [
        subprocess.Popen(
            [sys.executable, *command], env=environment, start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in ([*web, "wholeplace.config.wsgi:application"], work)
    ]  # fmt: skip
    try:
        yield running[1]
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def read_form(page: str) -> dict[str, str]:
    """Read the form that can be sent again, as a browser would send it."""
    found = re.search(rf'<form method="post" action="{NEED}">(.*?)</form>', page, re.DOTALL)
    fields = re.findall(r'name="(.*?)" value="(.*?)"', found[1] if found else "", re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in fields}


def fill_database() -> tuple[dict[str, str], dict[str, str]]:
    """Make the place, with an appraisal; return what the browsers of two people send of themselves."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from tests.ops.test_kills import browse
    from tests.services.appraising import make_document
    from tests.services.commissioning import make_case
    from wholeplace.formats.toml import write_toml
    from wholeplace.services.appraisals.operations import upload_case

    call_command("migrate", verbosity=0, interactive=False)
    case = make_case()
    file = ("case.toml", write_toml(make_document()).encode())
    upload_case(
        commission=case.commission,
        file=file,
        revision=None,
        by=case.people["commissioner"],
        at=timezone.now(),
    )
    browsers = browse(case.people["resident"]), browse(case.people["finance-partner"])
    connection.close()
    return browsers


def watch(folder: Path, programs: Path) -> dict[str, Any]:
    """Save while the server is stopped, and again when it is back; tell what was seen."""
    from tests.ops.test_kills import CUT_OFF, ask
    from tests.ops.test_serve import free_port
    from tests.services.test_jobs import wait_until
    from wholeplace.records.models import Job, Need
    from wholeplace.services.publication.queries import check_chain

    resident, finance = fill_database()
    port, seen = free_port(), dict[str, Any]()
    form = {"title": "Room", "what": WHAT, "anyway": "on", "once": "11111111-2222-4333-8444-555555555555"}

    def is_ready() -> bool:
        try:
            return ask(port, "GET", "/ready").status == 200
        except CUT_OFF:
            return False

    with served(port) as worker:
        wait_until(is_ready, "the web server is ready")
        control(folder, programs, "stop", "-m", "immediate")
        refused = ask(port, "POST", NEED, urlencode(form), resident)
        paths = ("/health", "/ready", "/calderwick/", "/api/v1/places")
        seen["while stopped"] = {path: ask(port, "GET", path).status for path in paths}
        typed = json.dumps({"revision": 1, "changes": []})
        as_json = finance | {"Content-Type": "application/json"}
        seen["while stopped"] |= {
            "save": refused.status, "autosave": ask(port, "POST", f"{EDIT}/save", typed, as_json).status,
        }  # fmt: skip
        start(folder, programs)
        again = read_form(refused.body)
        seen["kept"] = {name: value for name, value in again.items() if name != "csrfmiddlewaretoken"}
        sent = [ask(port, "POST", NEED, urlencode(again), resident) for _ in range(2)]
        seen["sent again"] = [(answer.status, answer.location) for answer in sent]
        seen["compute"] = ask(port, "POST", f"{EDIT}/compute", urlencode({"note": ""}), finance).status
        wait_until(lambda: Job.objects.filter(state="done").exists(), "the same worker computes")
        seen["worker lives"] = worker.poll() is None
    seen["needs"], seen["broken"] = list(Need.objects.values_list("title", flat=True)), check_chain().broken
    return seen | {"form": form}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(watch(Path(sys.argv[1]), Path(sys.argv[2]))) + "\n")
