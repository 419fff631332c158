"""``wholeplace parameters``: every figure that a rule or a computation rests on, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from wholeplace.foundations.parameters import Parameter, Parameters

PIPE_COLUMNS = 200
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("parameters")
@click.argument("parameter_id", metavar="[ID]", required=False)
@click.option(
    "--on", "day", type=DAY, metavar="DATE", help="Those that hold on this day, such as 2027-04-01."
)
@click.option("--case", "case_file", type=click.Path(path_type=Path), help="Add a case's own parameters.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def parameters(parameter_id: str | None, day: datetime | None, case_file: Path | None, as_json: bool) -> None:
    """List the parameters with unit, status and source, or show one with ID in full.

    Status P, N, D and MM may be relied on; T (third party), C (constructed) and M (recalled) are cautions.
    """
    from wholeplace.foundations.parameters import load_parameters

    on = day.date() if day else None
    loaded = _load_with_own(case_file) if case_file else load_parameters()
    found = (loaded.find(parameter_id, on),) if parameter_id else loaded.list(on)
    if as_json:
        records = [parameter.as_record() for parameter in found]
        _print_json(records[0] if parameter_id else records)
    elif parameter_id:
        _print_record(found[0], loaded)
    else:
        _print_table(found, loaded, on)


def _load_with_own(path: Path) -> Parameters:
    from wholeplace.faces.cli.files import name_file, read_case
    from wholeplace.foundations.errors import InvalidInput
    from wholeplace.foundations.parameters import load_parameters

    own = read_case(path).document.get("parameters", [])
    with name_file(path):
        if not isinstance(own, list):
            raise InvalidInput("parameters", "must be a list of tables, written [[parameters]]")
        return load_parameters(own)


def _print_json(document: object) -> None:
    import json

    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def make_console() -> Console:
    """Give a console for plain tables, wide enough in a pipe."""
    import sys

    from rich.console import Console

    # In a pipe rich would assume 80 columns and cut every source short.
    width = None if sys.stdout.isatty() else PIPE_COLUMNS
    return Console(highlight=False, markup=False, emoji=False, width=width)


def _print_table(found: tuple[Parameter, ...], loaded: Parameters, on: date | None) -> None:
    from rich.table import Table
    from rich.text import Text

    console = make_console()
    longest_source = 60 if console.width >= 160 else 28
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Parameter", "Value", "Unit", "Status", "Valid from", "Source"):
        table.add_column(heading, overflow="fold", no_wrap=heading in {"Value", "Status", "Valid from"})
    for parameter in found:
        own = " (your own)" if parameter in loaded.own else ""
        cells = (
            parameter.id + own,
            _short_value(parameter),
            parameter.unit,
            parameter.status,
            str(parameter.valid_from or ""),
            _cut(parameter.source.title, longest_source),
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    when = f" on {on}" if on else ""
    weak = sum(not parameter.is_authority for parameter in found)
    console.print(f"\n{len(found)} parameters{when}; {weak} with status T, C or M are not authority.")


def _short_value(parameter: Parameter) -> str:
    if parameter.value is not None:
        return f"{parameter.value:,}"
    rows = len(parameter.table or ())
    return f"{rows} row{'' if rows == 1 else 's'}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _print_record(parameter: Parameter, loaded: Parameters) -> None:
    console = make_console()
    for name, text in _describe(parameter, loaded):
        console.print(f"{name + ':':<12}{text}", soft_wrap=True)
    if parameter.table:
        console.print()
        console.print(_make_table(parameter.table))


def _describe(parameter: Parameter, loaded: Parameters) -> list[tuple[str, str]]:
    from wholeplace.foundations.parameters import STATUS_MEANINGS

    caution = "" if parameter.is_authority else "; not authority, use with a caution"
    ends = f" to {parameter.valid_to}" if parameter.valid_to else ""
    replaced = loaded.overrides.get(parameter.id, ()) if parameter in loaded.own else ()
    lines = [
        ("Parameter", parameter.id),
        ("Title", parameter.title),
        ("Value", "" if parameter.value is None else _short_value(parameter)),
        ("Unit", parameter.unit),
        ("Prices of", str(parameter.price_year or "")),
        ("Agency", parameter.agency or ""),
        ("Status", f"{parameter.status} ({STATUS_MEANINGS[parameter.status]}{caution})"),
        ("Valid", f"from {parameter.valid_from}{ends}" if parameter.valid_from else ends.strip()),
        ("Source", parameter.source_text),
        ("Note", parameter.note),
        ("Replaces", "; ".join(f"{_short_value(each)}, {each.source_text}" for each in replaced)),
    ]
    return [(name, text) for name, text in lines if text]


def _make_table(rows: tuple[Mapping[str, Any], ...]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        is_number = all(not isinstance(row[name], str) for row in rows)
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row.values()))
    return table
