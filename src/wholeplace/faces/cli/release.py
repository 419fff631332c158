"""``wholeplace release``: put withheld parts back when their time has come."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command("release")
@click.argument("case_file", metavar="CASE.json", type=FILE)
@click.argument("sealed", metavar="SEALED.json", type=FILE)
@click.option(
    "--out", required=True, metavar="FULL.json", type=FILE, help="Where to write the full case file."
)
def release(case_file: Path, sealed: Path, out: Path) -> None:
    """Put the parts of SEALED.json back into CASE.json, checking each against its commitment."""
    from wholeplace.casefile.canonical import read_json, write_json
    from wholeplace.casefile.verify import read_case_file
    from wholeplace.casefile.withholding import release_parts
    from wholeplace.faces.cli.files import CASE_FILE_LIMIT_BYTES, name_file, write_outputs
    from wholeplace.formats.source_file import read_text

    with name_file(case_file):
        public = read_case_file(read_text(case_file, CASE_FILE_LIMIT_BYTES))
    with name_file(sealed):
        full = release_parts(public, read_json(read_text(sealed, CASE_FILE_LIMIT_BYTES)))
    write_outputs({out: write_json(full).encode()}, (case_file, sealed))
    click.echo(f"Wrote {out}. Check it with: wholeplace verify {out}")
