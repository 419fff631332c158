"""``wholeplace convert``: the same case as text or as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command("convert")
@click.argument("source", metavar="FROM", type=FILE)
@click.argument("target", metavar="TO", type=FILE)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def convert(source: Path, target: Path, force: bool) -> None:
    """Write the case FROM (.toml, .xlsx or a case file) as TO (.toml or .xlsx), without loss.

    Comments of a TOML file are not carried over.
    """
    from wholeplace.casefile.appraise import make_plain
    from wholeplace.casefile.inputs import read_inputs
    from wholeplace.faces.cli.files import name_file, read_case, write_case, write_outputs
    from wholeplace.foundations.errors import InvalidInput

    if target.exists() and not force:
        problem = "is there already: give another name, or --force to write over it"
        raise InvalidInput("", problem, file=str(target))
    case = read_case(source)
    with name_file(source):
        read_inputs(make_plain(case.document), case.places)
    write_outputs({target: write_case(case.document, target)}, (source,))
    click.echo(f"Wrote {target}")
