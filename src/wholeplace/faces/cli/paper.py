"""``wholeplace paper``: the documents that officers, members and residents need from a case file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path)
KINDS = ("public-interest-test", "delivery-model-assessment", "easy-read", "cabinet-annex")
FORMATS = {".docx": "docx", ".pdf": "pdf"}


@click.command("paper")
@click.argument("case", metavar="CASE.json", type=FILE)
@click.option("--kind", type=click.Choice(KINDS), required=True, help="Which paper.")
@click.option("--out", "out", metavar="FILE.docx|pdf", type=FILE, required=True, help="Where to write it.")
def paper(case: Path, kind: Any, out: Path) -> None:
    """Write a paper from a published case file.

    \b
    public-interest-test        each question, its answer and reason, and the indication (England)
    delivery-model-assessment   from the need and the longlist to the recommendation and the decision
    easy-read                   an Easy Read summary, begun: a person must fill its marked gaps
    cabinet-annex               the options on two pages

    The same case file gives the same paper. What the file withholds or does not record, the paper says.
    Check the case file first: wholeplace verify CASE.json
    """
    from rich.console import Console

    from wholeplace.casefile.documents.papers import write_paper
    from wholeplace.faces.cli.files import write_outputs

    written_as = _read_format(out)
    case_file = _read_case_file(case)
    with Console(stderr=True).status(f"Writing {out.name}…"):
        content = write_paper(case_file, kind, written_as)
    write_outputs({out: content}, (case,))
    click.echo(f"Wrote {out}")
    if kind == "easy-read":
        click.echo("It is a draft: a person must fill each gap that begins with TO DO.")


def _read_format(out: Path) -> Any:
    from wholeplace.foundations.errors import InvalidInput

    written_as = FORMATS.get(out.suffix.lower())
    if written_as is None:
        problem = f"must end in .docx or .pdf to be a paper, but ends in “{out.suffix}”"
        raise InvalidInput("--out", problem, file=str(out))
    return written_as


def _read_case_file(case: Path) -> dict[str, Any]:
    from wholeplace.casefile.verify import read_case_file
    from wholeplace.faces.cli.files import CASE_FILE_LIMIT_BYTES, name_file
    from wholeplace.formats.source_file import read_text
    from wholeplace.foundations.errors import InvalidInput

    with name_file(case):
        if case.suffix.lower() in (".toml", ".xlsx"):
            problem = "is a case, not a case file: make one with wholeplace appraise, and its option --out"
            raise InvalidInput("", problem)
        return read_case_file(read_text(case, CASE_FILE_LIMIT_BYTES))
