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
from django.db import DatabaseError, IntegrityError, connection
from nacl.signing import SigningKey

from wholeplace.casefile.chain_file import verify_chain
from wholeplace.records.models import CaseFile, ChainEvent, Checkpoint
from wholeplace.services.operation import operation
from wholeplace.services.publication.chain import append_event
from wholeplace.services.publication.checkpoints import export_chain, sign_checkpoint
from wholeplace.services.publication.operations import AlreadyPublished, publish_case_file
from wholeplace.services.publication.queries import check_chain, list_case_files

ROOT = Path(__file__).resolve().parent.parent.parent
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


# --- fifty writers of any kind of event --------------------------------------------------------------------

THREADS_HERE, PROCESSES, THREADS_THERE, EVENTS_EACH = 25, 5, 5, 4
WRITE_ELSEWHERE = """
import sys, threading
import django
django.setup()
from tests.services.test_parallel_writers import write_events
start = threading.Barrier(int(sys.argv[2]))
threads = [threading.Thread(target=write_events, args=(f"{sys.argv[1]}-{n}", start)) for n in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


@operation
def write_event(*, name: str, number: int) -> str:
    """Write one event as every operation of the service does, and return its hash."""
    return append_event(kind="test-event", by="A writer", at=AT, body={"name": name, "number": number}).hash


def write_events(name: str, start: threading.Barrier) -> list[str]:
    """Write in this thread's own connection; print each acknowledged hash for who reads our output."""
    try:
        start.wait()
        hashes = [write_event(name=name, number=number) for number in range(EVENTS_EACH)]
        sys.stdout.write("".join(f"{one}\n" for one in hashes))
        return hashes
    finally:
        connection.close()


def start_process(number: int) -> subprocess.Popen[str]:
    """Start a process with several writers, each with its own connection."""
    environment = os.environ | {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
        "WHOLEPLACE_DEBUG": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    command = [sys.executable, "-c", WRITE_ELSEWHERE, f"process-{number}", str(THREADS_THERE)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def test_fifty_threads_in_six_processes_make_one_chain_and_lose_nothing() -> None:
    assert THREADS_HERE + PROCESSES * THREADS_THERE == 50
    processes = [start_process(number) for number in range(PROCESSES)]
    start = threading.Barrier(THREADS_HERE)
    with ThreadPoolExecutor(THREADS_HERE) as pool:
        names = [f"thread-{number}" for number in range(THREADS_HERE)]
        acknowledged = [
            one for some in pool.map(lambda name: write_events(name, start), names) for one in some
        ]
    for process in processes:
        lines = read_rest(process)
        assert process.returncode == 0, lines
        acknowledged += [line.strip() for line in lines]
    assert len(acknowledged) == len(set(acknowledged)) == 50 * EVENTS_EACH
    assert set(acknowledged) == set(ChainEvent.objects.values_list("hash", flat=True))
    report = check_chain()
    assert (report.broken, report.events) == ("", 50 * EVENTS_EACH)
    found = verify_chain(export_chain())
    assert found.holds, found.findings


def test_a_fork_is_refused_by_the_database_itself() -> None:
    first = write_event(name="first", number=0)
    for number in range(2):
        event = ChainEvent(
            sequence=number + 1, previous_hash=first, kind="test-event", at=AT, by="A writer", body={},
            hash=f"{number}" * 64,
        )  # fmt: skip
        if number == 0:
            event.save(force_insert=True)
            continue
        with pytest.raises(IntegrityError):
            event.save(force_insert=True)


@pytest.mark.parametrize("table", ["records_chainevent", "records_checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {table}", "UPDATE {table} SET sequence = sequence + 1"])
def test_the_database_refuses_to_edit_or_delete_what_is_on_the_chain(table: str, change: str) -> None:
    write_event(name="first", number=0)
    sign_checkpoint(key=SigningKey.generate(), at=AT)
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(change.format(table=table))
    assert check_chain().broken == ""
    assert Checkpoint.objects.count() == 1
