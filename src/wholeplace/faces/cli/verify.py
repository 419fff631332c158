"""``wholeplace verify``: recompute what somebody published."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("verify")
@click.argument("paths", metavar="CASE.json...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each file.")
def verify(paths: tuple[Path, ...], as_json: bool) -> int:
    """Recompute every result of case files, check their event chains, and say what holds.

    Works offline. Exit status 0 when every file holds, 1 when one does not, 2 when one is not a case file.
    """
    from rich.console import Console

    from wholeplace.casefile.verify import verify_case_file
    from wholeplace.faces.cli.files import CASE_FILE_LIMIT_BYTES, name_file
    from wholeplace.formats.source_file import read_text

    status = 0
    for path in paths:
        with name_file(path), Console(stderr=True).status(f"Recomputing {path.name}…"):
            found = verify_case_file(read_text(path, CASE_FILE_LIMIT_BYTES))
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
