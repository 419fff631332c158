"""``./run bench chain``: one million events, verified on the command line and by the service itself.

Each is measured in a process of its own: its seconds of processor time beside those of the least that any
check must do (parse each line, write it again, hash it), and how much memory it held at most. Exit status 1
when a limit is not kept. The service's database is an SQLite file, or the empty one DATABASE_URL names.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

EVENTS = 1_000_000
ROWS_AT_ONCE = 5_000
# The command line reads and compares each byte; the service also has to fetch the rows and read their times.
LIMIT_COMMAND, LIMIT_SERVICE = 2.0, 6.0
LIMIT_BYTES = 256 * 2**20
BEGAN = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)


def make_events(count: int) -> Iterator[dict[str, Any]]:
    """Make events as the service records them when somebody types."""
    from wholeplace.casefile.canonical import write_canonical
    from wholeplace.casefile.chain import FIRST_PREVIOUS

    previous = FIRST_PREVIOUS
    for number in range(count):
        at = BEGAN + dt.timedelta(seconds=number, microseconds=number % 1_000_000)
        event = {
            "sequence": number,
            "kind": "need-recorded",
            "at": at.isoformat(timespec="microseconds"),
            "by": "A resident",
            "body": {
                "place": "calderwick",
                "commission": "housing-support",
                "need": number,
                "said": "£5 – “naïve”",
            },
            "previous": previous,
        }
        previous = event["hash"] = hashlib.sha256(write_canonical(event)).hexdigest()
        yield event


def fill_database(count: int) -> None:
    """Put the events into the empty database."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from wholeplace.records.models import ChainEvent

    call_command("migrate", verbosity=0, interactive=False)
    if ChainEvent.objects.exists():
        sys.exit("The database has a chain already: name an empty one.")
    statement = """INSERT INTO records_chainevent (sequence, kind, "at", "by", body, previous_hash, hash)
        VALUES (%s, %s, %s, %s, %s, %s, %s)"""
    events = make_events(count)
    while page := list(islice(events, ROWS_AT_ONCE)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, [_make_row(event) for event in page])


def _make_row(event: dict[str, Any]) -> list[Any]:
    from django.db import connection

    at = connection.ops.adapt_datetimefield_value(dt.datetime.fromisoformat(event["at"]))
    body = json.dumps(event["body"], ensure_ascii=False)
    return [event["sequence"], event["kind"], at, event["by"], body, event["previous"], event["hash"]]


# --- what is measured, each in a process of its own --------------------------------------------------------


def do_the_least(file: Path) -> None:
    """Parse, write and hash each line: what no check can do without."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    with file.open("rb") as lines:
        for line in lines:
            hashlib.sha256(encode(json.loads(line)).encode()).digest()


def export(file: Path) -> None:
    """Write the chain as the service gives it away."""
    from wholeplace.services.publication.checkpoints import export_chain

    with file.open("wb") as stream:
        stream.writelines(export_chain())


def verify(file: Path) -> None:
    """Verify the file as the command line does."""
    from wholeplace.faces.cli.verify import verify as command

    try:
        command([str(file)])
    except SystemExit as end:
        if end.code:
            raise


def check(_: Path) -> None:
    """Check the chain as the operator's command does."""
    from django.core.management import call_command

    call_command("check_chain")


TASKS: dict[str, Callable[[Path], None]] = {
    "least": do_the_least, "export": export, "verify": verify, "check": check,
}  # fmt: skip


def carry_out(name: str, file: Path) -> None:
    """Carry out one task here, and print its processor time and the most memory it held."""
    if name in ("export", "check"):
        import django

        django.setup()
    TASKS[name](file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([used.ru_utime + used.ru_stime, _read_most_memory()]))


def _read_most_memory() -> int:
    """Read the most that this program held; the system's own figure counts the one that started it too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def measure(name: str, file: Path) -> tuple[float, int]:
    """Carry out one task in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.chain", "--task", name, "--file", str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    print(*told[:-1], sep="\n")
    seconds, most_bytes = json.loads(told[-1])
    return seconds, most_bytes


def main() -> int:
    """Measure everything and say what is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--file", type=Path)
    told = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wholeplace.config.settings")
    os.environ.setdefault("WHOLEPLACE_DEBUG", "1")
    if told.task:
        carry_out(told.task, told.file)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/chain.sqlite3")
        return measure_all(told.events, Path(folder) / "chain.jsonl")


def measure_all(count: int, file: Path) -> int:
    """Fill the database, then measure each task and print a line for it."""
    import django

    django.setup()
    fill_database(count)
    exported = measure("export", file)
    print(f"{count:,} events, {file.stat().st_size / 2**20:.0f} MiB; processor time, most memory")
    least, _ = measure("least", file)
    kept = True
    for name, (seconds, most_bytes), limit in (
        ("export", exported, None), ("verify", measure("verify", file), LIMIT_COMMAND),
        ("check", measure("check", file), LIMIT_SERVICE),
    ):  # fmt: skip
        ratio = seconds / least
        kept &= most_bytes <= LIMIT_BYTES and (limit is None or ratio <= limit)
        wanted = f", limit {limit}×" if limit else ""
        held = f"{most_bytes / 2**20:.0f} MiB"
        print(f"{name}: {seconds:.1f} s, {ratio:.2f}× the least ({least:.1f} s){wanted}; {held}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
