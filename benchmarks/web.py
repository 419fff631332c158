"""Public pages under load, beside a bare Django page of the same stack in the same run: ``./run bench web``.

wrk asks granian on this machine, on SQLite and, where its programs are here, on PostgreSQL. Required: at
least 40% of the bare page's throughput, 95 in 100 answers under 150 ms at 50 connections, pages under 150 KB
without fonts. Absolute figures mean little on a shared machine: the ratio counts.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "bare Django page": "/bare",
    "place": "/calderwick/",
    "commission": "/calderwick/commissions/housing-related-support-after-the-charity-contract/",
    "appraisal": "/calderwick/commissions/housing-related-support-after-the-charity-contract/appraisal/",
}
CONNECTIONS = 50
LEAST_SHARE, MOST_MILLISECONDS, MOST_BYTES = 0.40, 150.0, 150_000


@dataclass(frozen=True)
class Load:
    """What wrk measured."""

    per_second: float
    p95_milliseconds: float
    failed: int


def main() -> int:
    """Measure and print; 1 if a requirement is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("web: wrk is not here: install it (Debian: wrk)")
    missed = []
    for name, environment in list_databases():
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wholeplace-bench.")))
            settings = stack.enter_context(environment(folder))
            fill(folder, settings)
            address = stack.enter_context(serve(folder, settings))
            missed += measure(name, address, options.seconds)
    for line in missed:
        print(f"MISSED: {line}")
    return 1 if missed else 0


def list_databases() -> list[tuple[str, object]]:
    """Give SQLite, and PostgreSQL where its programs are."""
    known = [("SQLite", use_sqlite)]
    if find_postgresql():
        known.append(("PostgreSQL", use_postgresql))
    return known


@contextlib.contextmanager
def use_sqlite(folder: Path) -> Iterator[dict[str, str]]:
    """Keep the records in a file."""
    yield {"WHOLEPLACE_DATABASE": str(folder / "wholeplace.sqlite3")}


def find_postgresql() -> Path | None:
    """Find the folder of PostgreSQL's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").is_file()), None)


@contextlib.contextmanager
def use_postgresql(_folder: Path) -> Iterator[dict[str, str]]:
    """Start a private cluster, reached by its socket only; initdb refuses root, so another user owns it."""
    programs = find_postgresql()
    assert programs is not None
    cluster = Path(tempfile.mkdtemp(prefix="wholeplace-pg.", dir="/tmp"))
    owner = []
    if os.getuid() == 0:
        shutil.chown(cluster, "postgres")
        owner = ["runuser", "-u", "postgres", "--"]

    def run(*command: str | Path) -> None:
        subprocess.run([*owner, *command], cwd="/", check=True, capture_output=True)

    try:
        run(
            programs / "initdb",
            "-D",
            cluster / "data",
            "-U",
            "wholeplace",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        )
        # fsync stays on: it is measured as it would run.
        options = f"-k {cluster} -c listen_addresses= -c max_connections=60"
        run(programs / "pg_ctl", "-D", cluster / "data", "-l", cluster / "log", "-w", "-o", options, "start")
        yield {"DATABASE_URL": f"postgresql://wholeplace@{str(cluster).replace('/', '%2F')}/postgres"}
        run(programs / "pg_ctl", "-D", cluster / "data", "-m", "fast", "stop")
    finally:
        shutil.rmtree(cluster, ignore_errors=True)


def fill(folder: Path, settings: dict[str, str]) -> None:
    """Tell the demonstration place into the database, with few draws: that changes no page."""
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "import datetime as dt\n"
        "from examples.calderwick.fill import fill\n"
        "call_command('migrate', verbosity=0, interactive=False)\n"
        "call_command('collectstatic', verbosity=0, interactive=False)\n"
        "fill(dt.date.today(), draws=2000, say=lambda line: None)\n"
    )
    subprocess.run([sys.executable, "-c", code], env=make_environment(folder, settings), cwd=ROOT, check=True)


def make_environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """Give the service's settings as on a server, but for TLS."""
    return os.environ | settings | {
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
        "WHOLEPLACE_SECRET_KEY": "only-for-a-benchmark-of-the-pages-00000000000000000000",
        "WHOLEPLACE_STATIC": str(folder / "static"),
        "WHOLEPLACE_PLAIN_HTTP": "1",
        "WHOLEPLACE_HOSTS": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }  # fmt: skip


@contextlib.contextmanager
def serve(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """Serve with granian, as the guide for one machine says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning",
        "benchmarks.web_application:application",
    ]  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=make_environment(folder, settings), cwd=ROOT, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/bare", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit("web: the server did not start")


def measure(database: str, address: str, seconds: int) -> list[str]:
    """Measure each page, the bare one before and after, and give what misses its requirement."""
    print(f"\n{database}: {CONNECTIONS} connections, {seconds} s a page, one granian worker of four threads")
    print(f"{'page':<18}{'per second':>12}{'of bare':>9}{'p95 ms':>9}{'failed':>8}{'KB':>8}{'KB gzip':>9}")
    for path in PAGES.values():  # so that nobody pays for the first of everything
        urllib.request.urlopen(address + path, timeout=60).close()
        ask(address + path, 1)
    bare = ask(address + PAGES["bare Django page"], seconds)
    missed = []
    for name, path in PAGES.items():
        load = bare if path == "/bare" else ask(address + path, seconds)
        share = load.per_second / bare.per_second
        weight, packed = (0, 0) if path == "/bare" else weigh(address, path)
        print(
            f"{name:<18}{load.per_second:>12.0f}{share:>9.0%}{load.p95_milliseconds:>9.1f}{load.failed:>8}"
            f"{weight / 1000:>8.0f}{packed / 1000:>9.0f}"
        )
        wanted = {
            f"has {share:.0%} of the bare page's throughput, not {LEAST_SHARE:.0%}": share < LEAST_SHARE,
            f"answers in {load.p95_milliseconds:.0f} ms": load.p95_milliseconds > MOST_MILLISECONDS,
            f"failed {load.failed} times": load.failed > 0,
            f"weighs {packed / 1000:.0f} KB": packed > MOST_BYTES,
        }
        missed += [f"{database}: the page {name} {what}" for what, is_so in wanted.items() if is_so]
    return missed


def ask(address: str, seconds: int) -> Load:
    """Let wrk ask for one page."""
    script = ROOT / "benchmarks" / "percentiles.lua"
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-s", str(script), address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT ([\d.]+) ([\d.]+) (\d+)", said)
    assert found is not None, said
    return Load(float(found.group(1)), float(found.group(2)), int(found.group(3)))


def weigh(address: str, path: str) -> tuple[int, int]:
    """Add up the page with every style sheet and script that it names, as they are and compressed."""
    page = urllib.request.urlopen(address + path, timeout=30).read()
    linked = re.findall(
        r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)"', page.decode()
    )
    parts = [page, *(urllib.request.urlopen(address + name, timeout=30).read() for name in set(linked))]
    return sum(map(len, parts)), sum(len(gzip.compress(part)) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
