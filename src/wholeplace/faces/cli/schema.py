"""``wholeplace schema``: the JSON Schema of the case file."""

from __future__ import annotations

import click


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of the case file, for those who read or write it with other software."""
    from wholeplace.casefile.schema import read_schema

    click.echo(read_schema(), nl=False)
