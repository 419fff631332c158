"""Checking a case file that somebody brings, within limits: it may be huge, wrong or hostile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wholeplace.foundations.errors import WholeplaceError

LARGEST_BYTES = 20_000_000
LONGEST_SECONDS = 45
MEMORY_BYTES = 3_000_000_000
HANDED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
# One at a time in each process, so that checks never keep readers waiting.
_TURN = threading.BoundedSemaphore(1)
# A process of its own, so that what takes too long can be ended and what takes too much memory hurts nobody.
_PROGRAM = """
import json, resource, sys
seconds, memory = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
from wholeplace.casefile.canonical import NotReadableJson
from wholeplace.casefile.verify import NotACaseFile, verify_case_file
try:
    found = verify_case_file(sys.stdin.buffer.read().decode())
    answer = {"holds": found.holds, "findings": found.findings, "notes": found.notes}
except UnicodeDecodeError:
    answer = {"refused": "The file is not text."}
except (NotReadableJson, NotACaseFile) as error:
    answer = {"refused": f"This is not a case file: {error}"}
print(json.dumps(answer))
"""


class CannotCheck(WholeplaceError):
    """A file that cannot be checked here."""


@dataclass(frozen=True)
class Checked:
    """What verification found: whether all holds, what does not, what a reader should know beside it."""

    holds: bool
    findings: Sequence[str]
    notes: Sequence[str]


def check_upload(content: bytes, *, seconds: int = LONGEST_SECONDS) -> Checked:
    """Verify a case file as the command line does, or say in one sentence why it cannot be done here."""
    if len(content) > LARGEST_BYTES:
        raise CannotCheck(
            f"The file is larger than {LARGEST_BYTES // 1_000_000} megabytes. Check it on your own computer."
        )
    if not _TURN.acquire(blocking=False):
        raise CannotCheck("Another file is being checked at this moment. Send yours again in a minute.")
    try:
        answer = _run(content, seconds)
    finally:
        _TURN.release()
    if "refused" in answer:
        raise CannotCheck(str(answer["refused"]))
    return Checked(bool(answer["holds"]), list(answer["findings"]), list(answer["notes"]))


def _run(content: bytes, seconds: int) -> dict[str, Any]:
    # Threads of the linear algebra would each reserve memory of their own. The keys and passwords of the
    # service are nothing that reading somebody else's file could need.
    surroundings = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    surroundings["OPENBLAS_NUM_THREADS"] = "1"
    command = [sys.executable, "-c", _PROGRAM, str(seconds), str(MEMORY_BYTES)]
    too_much = (
        f"Working this file out again takes more than the {seconds} seconds or the memory that this page "
        "has for it. Check it on your own computer."
    )
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, env=surroundings, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotCheck(too_much) from error
    if done.returncode != 0:
        raise CannotCheck(too_much)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
