"""Call the command line in this process, as a shell would."""

import contextlib
import io
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from wholeplace.faces import cli


@dataclass(frozen=True)
class Called:
    """What a command printed, and its exit status."""

    exit_code: int
    stdout: str
    stderr: str


def call(*arguments: object, folder: Path | None = None) -> Called:
    """Run ``wholeplace`` with some arguments in a folder."""
    out, errors = io.StringIO(), io.StringIO()
    before = {how: signal.getsignal(how) for how in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
    words = ["wholeplace", *map(str, arguments)]
    try:
        with (
            contextlib.chdir(folder or Path.cwd()),
            mock.patch.object(sys, "argv", words),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(errors),
        ):
            cli.main()
    except SystemExit as left:
        return Called(int(left.code or 0), out.getvalue(), errors.getvalue())
    finally:
        for how, handler in before.items():
            signal.signal(how, handler)
    raise AssertionError("main must leave by SystemExit")
