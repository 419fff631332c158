"""``wholeplace verify``: recompute what somebody published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wholeplace.casefile.chain_file import ChainVerification
    from wholeplace.casefile.verify import Verification


@click.command("verify")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each file.")
@click.option(
    "--key",
    "keys",
    metavar="KEY",
    multiple=True,
    help="For a chain: the public key that signed it, or the first of several in a row.",
)
def verify(paths: tuple[Path, ...], as_json: bool, keys: tuple[str, ...]) -> int:
    """Recompute every result of case files, check event chains, and say what holds.

    A file whose name ends in .jsonl is a place's whole event chain; any other is a case file. Works offline.
    Exit status 0 when every file holds, 1 when one does not, 2 when one is not such a file.
    """
    from rich.console import Console

    from wholeplace.faces.cli.files import name_file

    status = 0
    for path in paths:
        is_chain = path.suffix == ".jsonl"
        doing = "Following" if is_chain else "Recomputing"
        with name_file(path), Console(stderr=True).status(f"{doing} {path.name}…"):
            found = _verify_chain(path, keys) if is_chain else _verify_case_file(path)
        status = status if found.holds else 1
        if as_json:
            record = {
                "file": str(path),
                "holds": found.holds,
                "findings": found.findings,
                "notes": found.notes,
            }
            click.echo(json.dumps(record, ensure_ascii=False))
            continue
        click.echo(f"{path}: {'holds' if found.holds else 'does NOT hold'}")
        for sentence in (*found.findings, *found.notes):
            click.echo(f"  {sentence}")
    return status


def _verify_case_file(path: Path) -> Verification:
    from wholeplace.casefile.verify import verify_case_file
    from wholeplace.faces.cli.files import CASE_FILE_LIMIT_BYTES
    from wholeplace.formats.source_file import read_text

    return verify_case_file(read_text(path, CASE_FILE_LIMIT_BYTES))


def _verify_chain(path: Path, keys: tuple[str, ...]) -> ChainVerification:
    """Read a chain line by line, however long it is; no line is read beyond what an event can have."""
    from wholeplace.casefile.chain_file import LONGEST_LINE, verify_chain
    from wholeplace.casefile.checkpoint import is_hexadecimal
    from wholeplace.foundations.errors import InvalidInput

    for key in keys:
        if not is_hexadecimal(key, 64):
            raise InvalidInput("--key", f"must be 64 hexadecimal digits in lower case, but is “{key[:80]}”")
    with path.open("rb") as stream:
        return verify_chain(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), keys=keys)
