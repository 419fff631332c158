"""``wholeplace appraise``: from a case to its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path)
REPORT_KINDS = (".html", ".pdf", ".docx")


@click.command("appraise")
@click.argument("case", metavar="CASE", type=FILE)
@click.option("--draws", type=int, help="How many draws, instead of the case's own.")
@click.option("--seed", type=int, help="Seed of the draws, instead of the case's own.")
@click.option("--json", "as_json", is_flag=True, help="Print every result as JSON.")
@click.option(
    "--out", "out", metavar="CASE.json", type=FILE, help="Write the case file that anyone can verify."
)
@click.option(
    "--report",
    "reports",
    metavar="FILE.html|pdf|docx",
    type=FILE,
    multiple=True,
    help="Write a report; may be given more than once.",
)
@click.option("--sealed", metavar="FILE", type=FILE, help="Where to keep the withheld parts until release.")
@click.option("--by", metavar="NAME", help="Who made the case file, by role or public name.")
@click.option("--at", metavar="TIME", help="When, such as 2026-11-22T10:00:00Z, if you vouch for it.")
def appraise(
    case: Path,
    draws: int | None,
    seed: int | None,
    as_json: bool,
    out: Path | None,
    reports: tuple[Path, ...],
    sealed: Path | None,
    by: str | None,
    at: str | None,
) -> None:
    """Appraise the options of CASE (a .toml, .xlsx or case file) and show the answer.

    The same file, seed and versions give the same figures, and with --out the same case file, to the last
    bit (but for withheld parts, whose salts are random).
    """
    from rich.console import Console

    from wholeplace.casefile.appraise import appraise_document
    from wholeplace.casefile.inputs.values import MAXIMUM_DRAWS, MAXIMUM_SEED
    from wholeplace.casefile.record import build_case_file
    from wholeplace.faces.cli.files import name_file, read_case, write_outputs

    _refuse_reports(reports)
    _refuse_number("--draws", draws, 1, MAXIMUM_DRAWS)
    _refuse_number("--seed", seed, 0, MAXIMUM_SEED)
    source = read_case(case)
    errors = Console(stderr=True)
    with name_file(case), errors.status("Appraising…"):
        appraised = appraise_document(source.document, draws=draws, seed=seed, places=source.places)
        full = build_case_file(appraised, at=_read_time(at), by=by)
    contents = _write_contents(full, out, reports, sealed, errors)
    write_outputs(contents, (case,))
    if as_json:
        click.echo(json.dumps(appraised.result, ensure_ascii=False, allow_nan=False))
        return
    from wholeplace.faces.cli.summary import print_summary

    print_summary(appraised)
    for path in contents:
        click.echo(f"Wrote {path}")
    if out is not None:
        click.echo(f"Anyone can check it with: wholeplace verify {out}")


def _refuse_number(option: str, number: int | None, low: int, high: int) -> None:
    from wholeplace.foundations.errors import InvalidInput

    if number is not None and not low <= number <= high:
        raise InvalidInput(option, f"must be from {low} to {high:,}, but is {number}")


def _refuse_reports(reports: tuple[Path, ...]) -> None:
    from wholeplace.foundations.errors import InvalidInput

    for path in reports:
        if path.suffix.lower() not in REPORT_KINDS:
            problem = f"must end in .html, .pdf or .docx to be a report, but ends in “{path.suffix}”"
            raise InvalidInput("", problem, file=str(path))


def _read_time(at: str | None) -> str | None:
    from datetime import datetime

    from wholeplace.foundations.errors import InvalidInput

    if at is None:
        return None
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise InvalidInput(
            "--at", f"must be a time with its zone, such as 2026-11-22T10:00:00Z, but is “{at}”"
        )
    return at


def _write_contents(
    full: Mapping[str, Any], out: Path | None, reports: tuple[Path, ...], sealed: Path | None, console: Any
) -> dict[Path, bytes]:
    """Prepare every output in memory, so that all are written or none."""
    from wholeplace.casefile.canonical import write_json
    from wholeplace.casefile.withholding import list_sealed, withhold_parts
    from wholeplace.foundations.errors import InvalidInput

    public = withhold_parts(full)
    contents: dict[Path, bytes] = {}
    if full["withheld"] and out is not None and sealed is None:
        problem = "withholds parts: say with --sealed FILE where to keep them until they are released"
        raise InvalidInput("withheld", problem)
    if sealed is not None and not full["withheld"]:
        raise InvalidInput("--sealed", "is of no use: the case has no [[withheld]] parts")
    if out is not None:
        contents[out] = write_json(public).encode()
    if sealed is not None:
        contents[sealed] = write_json(list_sealed(full)).encode()
    for path in reports:
        with console.status(f"Writing {path.name}…"):
            contents[path] = _render(public, path)
    if len(contents) != (out is not None) + (sealed is not None) + len(reports):
        raise InvalidInput(
            "", "is named for two outputs: give each its own name", file=str(out or reports[0])
        )
    return contents


def _render(public: Mapping[str, Any], path: Path) -> bytes:
    from wholeplace.casefile import documents

    kind = path.suffix.lower()
    if kind == ".pdf":
        return documents.render_pdf(public)
    if kind == ".docx":
        return documents.render_docx(public)
    return documents.render_html(public).encode()
