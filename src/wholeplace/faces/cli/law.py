"""``wholeplace law``: the rules that decide which options are open, with their sources."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from wholeplace.faces.cli.parameters import DAY

if TYPE_CHECKING:
    from wholeplace.foundations.law import LawRule


@click.command("law")
@click.argument("rule_id", metavar="[ID]", required=False)
@click.option("--on", "day", type=DAY, metavar="DATE", help="Those in force on this day, such as 2027-04-01.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def law(rule_id: str | None, day: datetime | None, as_json: bool) -> None:
    """List the rules on what a body may do (England), or show one with ID in full.

    No rule is legal advice. A rule whose source was read (status P, N, D, MM) can make an option available;
    one read in somebody else's account (T) can rule it out; a recalled one (M) only asks for advice.
    """
    from wholeplace.foundations.law import find_rules, list_rules

    on = day.date() if day else None
    found = find_rules(rule_id, on) if rule_id else list_rules(on)
    if as_json:
        _print_json(found, whole=rule_id is not None)
    elif rule_id:
        _print_rules(found)
    else:
        _print_table(found, on)


def _print_json(found: tuple[LawRule, ...], *, whole: bool) -> None:
    import json

    records = [rule.as_record() for rule in found]
    document = records[0] if whole and len(records) == 1 else records
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _print_table(found: tuple[LawRule, ...], on: date | None) -> None:
    from rich.table import Table
    from rich.text import Text

    from wholeplace.faces.cli.parameters import make_console

    console = make_console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Rule", "Says", "Status", "Valid from", "Title", "Source"):
        table.add_column(heading, overflow="fold", no_wrap=heading in {"Says", "Status", "Valid from"})
    for rule in found:
        says = rule.finding or rule.kind
        cells = (rule.id, says, rule.status, str(rule.valid_from or ""), rule.title, rule.source_text)
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    when = f" in force on {on}" if on else ""
    weak = sum(not rule.is_authority for rule in found)
    console.print(f"\n{len(found)} rules{when}; {weak} with status T, C or M are not authority.")
    console.print("England. No rule is legal advice; what is not known is never called available.")


def _print_rules(found: tuple[LawRule, ...]) -> None:
    from wholeplace.faces.cli.parameters import make_console

    console = make_console()
    for place, rule in enumerate(found):
        if place:
            console.print()
        for name, text in _describe(rule):
            console.print(f"{name + ':':<10}{text}", soft_wrap=True)


def _describe(rule: LawRule) -> list[tuple[str, str]]:
    from wholeplace.foundations.law import TOPIC_TITLES
    from wholeplace.foundations.parameters import STATUS_MEANINGS

    record = rule.as_record()
    ends = f" to {rule.valid_to}" if rule.valid_to else ""
    lines = [
        ("Rule", rule.id),
        ("Title", rule.title),
        ("Topic", TOPIC_TITLES[rule.topic]),
        ("Says", rule.finding or rule.kind),
        ("Applies", _list_conditions(record.get("when", {})) or "always"),
        ("Unless", _list_conditions(record.get("unless", {}))),
        ("Reason", rule.reason),
        ("Duty", rule.duty or ""),
        ("Status", f"{rule.status} ({STATUS_MEANINGS[rule.status]})"),
        ("Valid", f"from {rule.valid_from}{ends}" if rule.valid_from else ends.strip()),
        ("Source", f"{rule.source_text}, {rule.source.address}"),
        ("Note", rule.note),
    ]
    return [(name, text) for name, text in lines if text]


def _list_conditions(conditions: dict[str, object]) -> str:
    return "; ".join(f"{name} {_say_condition(value)}" for name, value in conditions.items())


def _say_condition(value: object) -> str:
    if isinstance(value, dict):
        return " and ".join(f"{name.replace('_', ' ')} {limit}" for name, limit in value.items())
    if isinstance(value, list):
        return " or ".join(str(each) for each in value)
    return {True: "yes", False: "no"}[bool(value)]
