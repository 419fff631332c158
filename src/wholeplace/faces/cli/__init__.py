"""The command line: appraise a case, verify what others published, look up parameters."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import NoReturn

import click

import wholeplace
from wholeplace.foundations.errors import WholeplaceError

COMMANDS = (
    "init", "appraise", "verify", "convert", "release", "paper",
    "count", "debate", "parameters", "law", "schema", "serve", "check-deploy",
)  # fmt: skip
BAD_INPUT = 2


class LateGroup(click.Group):
    """A group whose commands are imported when they are called, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command when it is wanted."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"wholeplace.faces.cli.{name}")
        return getattr(module, name)


@click.group(
    cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(wholeplace.__version__, prog_name="wholeplace")
def group() -> None:
    """Appraise the ways a public service could be delivered, so that anyone can recompute the answer.

    \b
    Start here:
      wholeplace init case.toml                     write a documented example
      wholeplace appraise case.toml                 see what comes out
      wholeplace appraise case.toml --out case.json --report report.html
      wholeplace verify case.json                   recompute what somebody published
      wholeplace paper case.json --kind cabinet-annex --out annex.docx
      wholeplace count vote.pb                      recount a participatory budget
      wholeplace debate votes.csv                   where people agree and where they part
      wholeplace serve                              the service for a whole place, in the browser

    Exit status: 0 all well, 1 the answer is no (verification failed), 2 input that cannot be used.
    """


def main() -> NoReturn:
    """Run the command line, turning every refusal into one sentence and its exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status = group(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        stop("Interrupted: nothing was written.")
    except WholeplaceError as error:
        sentence = str(error)
        stop(sentence if sentence.endswith((".", "?")) else f"{sentence}.")
    except MemoryError:
        stop("There is not enough memory for this case: use fewer draws with --draws.")
    except BrokenPipeError:  # the reader, such as head, has seen enough
        _leave_output(0)
    except OSError as error:
        click.echo(f"wholeplace: The answer cannot be written: {error.strerror}.", err=True)
        _leave_output(BAD_INPUT)
    sys.exit(status if isinstance(status, int) else 0)


def stop(sentence: str) -> NoReturn:
    """Say why nothing can be done, on standard error, and leave with status 2."""
    click.echo(f"wholeplace: {sentence}", err=True)
    sys.exit(BAD_INPUT)


def _leave_output(status: int) -> NoReturn:
    """Leave without another try to write what is still buffered for a closed or full output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
