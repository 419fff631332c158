"""``wholeplace count``: recount a participatory budget, and see why it came out so."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from wholeplace.casefile.counting import Counted, CountSettings
    from wholeplace.engines.ballots import Completion

FILE = click.Path(path_type=Path)
RULES = click.Choice(["equal-shares", "greedy", "phragmen"])
SATISFACTIONS = click.Choice(["cost", "cardinality", "score", "borda"])
COMPLETIONS = click.Choice(["none", "add1", "add1-utilitarian", "add1-until-overspend", "utilitarian"])
TIE_BREAKS = click.Choice(["id", "cost", "votes"])


@click.command("count")
@click.argument("files", metavar="FILE.pb…", type=FILE, nargs=-1, required=True)
@click.option("--rule", type=RULES, default="equal-shares", show_default=True, help="How winners are found.")
@click.option(
    "--satisfaction",
    type=SATISFACTIONS,
    default="cost",
    show_default=True,
    help="What a winner is worth to who voted for it: its cost, 1, the points given, or the rank.",
)
@click.option(
    "--completion", type=COMPLETIONS, help="What equal shares does with the rest [default: add1-utilitarian]."
)
@click.option("--increment", metavar="N", help="Money by which add1 raises each voter's share [default: 1].")
@click.option(
    "--tie-break", type=TIE_BREAKS, default="id", show_default=True, help="Who goes first among equals."
)
@click.option("--no-skip", is_flag=True, help="Greedy stops at the first project that does not fit.")
@click.option(
    "--threshold", type=click.Choice(["none", "file"]), default="none", show_default=True,
    help="Whether the file's least score of a project is enforced.",
)  # fmt: skip
@click.option("--compare", is_flag=True, help="Show what would have won under other rules.")
@click.option("--by", "column", metavar="COLUMN", help="Show groups of voters, such as by district.")
@click.option("--voter", metavar="ID", help="Show what one voter's share paid for.")
@click.option("--report", metavar="FILE.html", type=FILE, help="Write a page that explains the result.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one line a file.")
def count(files: tuple[Path, ...], as_json: bool, report: Path | None, **options: Any) -> None:
    """Count the ballots of FILE.pb (Pabulib format) and say who won, why, and what just missed.

    Every decision is exact; ties are named. The same file and options give the same outcome everywhere.
    """
    from wholeplace.faces.cli.files import write_outputs

    settings = _read_settings(options)
    _refuse_report(report, files)
    for path in files:
        counted = _count(path, settings)
        if report is not None:
            write_outputs({report: _render(counted, path, options)}, files)
        if as_json:
            record = _describe(counted, path, options)
            click.echo(json.dumps(record, ensure_ascii=False, allow_nan=False))
        else:
            _print(counted, path, options)
            if report is not None:
                click.echo(f"Wrote {report}")


def _read_settings(options: dict[str, Any]) -> CountSettings:
    from wholeplace.casefile.counting import CountSettings
    from wholeplace.foundations.errors import InvalidInput

    rule, completion = options["rule"], options["completion"]
    if rule != "equal-shares" and completion not in (None, "none"):
        raise InvalidInput("--completion", f"belongs to equal-shares; leave it out with --rule {rule}")
    if rule != "greedy" and options["no_skip"]:
        raise InvalidInput("--no-skip", f"belongs to greedy; leave it out with --rule {rule}")
    chosen: Completion = completion or ("add1-utilitarian" if rule == "equal-shares" else "none")
    return CountSettings(
        rule,
        options["satisfaction"],
        chosen,
        _read_increment(options["increment"]),
        options["tie_break"],
        skip=not options["no_skip"],
        threshold=options["threshold"] == "file",
    )


def _read_increment(text: str | None) -> Fraction:
    from decimal import Decimal, InvalidOperation

    from wholeplace.foundations.errors import InvalidInput

    if text is None:
        return Fraction(1)
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and Decimal("0.000001") <= number <= Decimal(10**12)):
        raise InvalidInput("--increment", f"must be money from 0.000001 to 10^12, but is “{text}”")
    return Fraction(number)


def _refuse_report(report: Path | None, files: tuple[Path, ...]) -> None:
    from wholeplace.foundations.errors import InvalidInput

    if report is None:
        return
    if report.suffix.lower() != ".html":
        problem = f"must end in .html to be a report, but ends in “{report.suffix}”"
        raise InvalidInput("", problem, file=str(report))
    if len(files) > 1:
        raise InvalidInput("--report", f"is for one file, but {len(files)} are given")


def _count(path: Path, settings: CountSettings) -> Counted:
    from wholeplace.casefile.counting import count_file
    from wholeplace.engines.ballots import InvalidElection
    from wholeplace.faces.cli.files import name_file
    from wholeplace.formats.pabulib import LIMIT_BYTES, read_pabulib
    from wholeplace.formats.source_file import read_bytes
    from wholeplace.foundations.errors import InvalidInput

    with name_file(path):
        try:
            return count_file(read_pabulib(read_bytes(path, LIMIT_BYTES)), settings)
        except InvalidElection as error:
            raise InvalidInput("", f"cannot be counted: {error}", file=str(path)) from error


def _describe(counted: Counted, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    from wholeplace.casefile.counting import compare_rules, describe_count, find_voter, group_voters
    from wholeplace.casefile.counting import record as records
    from wholeplace.engines.ballots import describe_voter, measure_representation
    from wholeplace.faces.cli.files import name_file

    election = counted.election
    record = describe_count(counted, str(path))
    with name_file(path):
        if options["column"]:
            shares = group_voters(counted, options["column"])
            record["groups"] = [records.describe_share(share) for share in shares]
        if options["voter"]:
            account = describe_voter(election, counted.outcome, find_voter(counted, options["voter"]))
            record["voter"] = {"id": options["voter"], **records.describe_account(election, account)}
    if options["compare"]:
        support = counted.outcome.support
        record["comparison"] = [
            records.describe_rival(
                election, settings, outcome, measure_representation(election, outcome, support)
            )
            for settings, outcome in compare_rules(counted)
        ]
    return record


def _print(counted: Counted, path: Path, options: dict[str, Any]) -> None:
    from wholeplace.faces.cli import count_tables
    from wholeplace.faces.cli.files import name_file

    with name_file(path):
        count_tables.print_count(counted, path.name, options["column"], options["voter"])
        if options["compare"]:
            count_tables.print_comparison(counted)


def _render(counted: Counted, path: Path, options: dict[str, Any]) -> bytes:
    from wholeplace.casefile.documents.count_report import render_count
    from wholeplace.faces.cli.files import name_file

    with name_file(path):
        return render_count(counted, path.name, options["column"]).encode()
