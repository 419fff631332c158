"""Several writers at once give one unbroken chain, and what was acknowledged is there."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from wholeplace.records.models import CaseFile
from wholeplace.services.publication.operations import AlreadyPublished, publish_case_file
from wholeplace.services.publication.queries import check_chain, list_case_files

WRITERS = 8
AT = datetime(2027, 4, 1, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True)]


def publish_all(documents: list[str], start: threading.Barrier) -> list[str]:
    """Publish in this thread's own connection and return the digests that were acknowledged."""
    try:
        start.wait()
        return [publish_case_file(document=document, by="A writer", at=AT).digest for document in documents]
    finally:
        connection.close()


def database_address() -> str:
    """Return the address of the database of this test, for another process."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = settings["USER"] + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{login}@{quote(settings['HOST'], safe='')}{port}/{settings['NAME']}"


def start_writer(number: int, files: list[Path]) -> subprocess.Popen[str]:
    """Start the operator's command in a process of its own; each line it prints is an acknowledgement."""
    environment = os.environ | {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
        "WHOLEPLACE_DEBUG": "1",
    }
    command = [
        sys.executable,
        "-u",
        "-m",
        "wholeplace.faces.ops",
        "publish_case_file",
        "--by",
        f"Writer {number}",
    ]
    return subprocess.Popen(
        [*command, *map(str, files)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_line(writer: subprocess.Popen[str]) -> str:
    """Wait for the writer's first acknowledgement."""
    assert writer.stdout is not None
    return writer.stdout.readline()


def read_rest(writer: subprocess.Popen[str]) -> list[str]:
    """Wait for the writer's end and return its whole lines; a killed writer's last one may be cut short."""
    assert writer.stdout is not None
    with writer.stdout:
        lines = list(writer.stdout)
    writer.wait()
    return [line for line in lines if line.endswith("\n")]


def test_eight_threads_make_one_chain_from_nothing(case_files: list[str]) -> None:
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        shares = [case_files[number::WRITERS] for number in range(WRITERS)]
        acknowledged = [
            digest
            for digests in pool.map(lambda share: publish_all(share, start), shares)
            for digest in digests
        ]
    report = check_chain()
    assert report.broken == ""
    assert report.events == len(acknowledged) == len(case_files)
    assert {row.digest for row in list_case_files()} == set(acknowledged)


def test_of_eight_threads_with_the_same_case_file_one_succeeds(case_files: list[str]) -> None:
    start = threading.Barrier(WRITERS)

    def attempt(_: int) -> str:
        try:
            return publish_all(case_files[:1], start)[0]
        except AlreadyPublished:
            return ""

    with ThreadPoolExecutor(WRITERS) as pool:
        outcomes = list(pool.map(attempt, range(WRITERS)))
    assert len([outcome for outcome in outcomes if outcome]) == 1
    assert check_chain().events == 1


def test_eight_processes_lose_nothing_they_acknowledged_even_when_half_are_killed(
    case_files: list[str], tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.json" for number in range(len(case_files))]
    for file, document in zip(files, case_files, strict=True):
        file.write_bytes(document.encode())
    writers = [start_writer(number, files[number::WRITERS]) for number in range(WRITERS)]
    acknowledged = []
    for victim in writers[1::2]:
        acknowledged.append(read_line(victim))
        victim.kill()
    for writer in writers:
        acknowledged += read_rest(writer)
    assert [writer.returncode for writer in writers[::2]] == [0] * (WRITERS // 2), acknowledged
    digests = {line.rstrip(")\n").rpartition("(")[2] for line in acknowledged}
    assert len(digests) >= len(case_files) // 2 + WRITERS // 2
    assert check_chain().broken == ""
    assert digests <= set(CaseFile.objects.values_list("digest", flat=True))
