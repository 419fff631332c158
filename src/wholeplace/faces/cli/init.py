"""``wholeplace init``: a documented example to start from."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("path", metavar="CASE.toml|CASE.xlsx", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(path: Path, force: bool) -> None:
    """Write a documented example case, as text (TOML) or as a spreadsheet (XLSX).

    The example is complete and can be appraised as it is; change it line by line into your own.
    """
    from wholeplace.casefile.example import read_example
    from wholeplace.faces.cli.files import write_case, write_outputs
    from wholeplace.formats.toml import read_toml
    from wholeplace.foundations.errors import InvalidInput

    if path.exists() and not force:
        raise InvalidInput(
            "", "is there already: give another name, or --force to write over it", file=str(path)
        )
    text = read_example()
    data = text.encode() if path.suffix.lower() == ".toml" else write_case(read_toml(text).document, path)
    write_outputs({path: data})
    click.echo(f"Wrote {path}. Next: wholeplace appraise {path}")
