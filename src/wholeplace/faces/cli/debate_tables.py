"""What ``wholeplace debate`` prints for a person."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wholeplace.casefile.debate import Debate, list_debate_cautions
from wholeplace.casefile.documents.debate.reading import DebateReading, Share, open_debate
from wholeplace.formats.polis import Statement

PIPE_COLUMNS = 120
MOST_SHOWN = 10


def print_debate(name: str, debate: Debate, statements: Mapping[str, Statement], threshold: int) -> None:
    """Print the groups, what stands for each, where all agree, where they part, and the cautions."""
    width = None if sys.stdout.isatty() else PIPE_COLUMNS
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    reading = open_debate(debate, statements, threshold)
    votes = debate.votes
    console.print(Text(f"\n{name}", style="bold"), soft_wrap=True)
    console.print(
        f"{len(votes.participants):,} people, {len(votes.statements):,} statements, "
        f"{len(votes.values):,} votes; "
        f"{debate.grouped:,} people in {len(debate.groups.labels)} groups{_say_silhouette(debate)}",
        soft_wrap=True,
    )
    if reading.groups:
        console.print(_table_groups(reading))
        for number in range(len(reading.groups)):
            _print_representative(console, reading, number)
    _print_statements(console, reading, "Where all groups agree most", reading.by_consensus)
    _print_statements(console, reading, "Where groups part most", reading.by_division)
    _print_majorities(console, reading)
    cautions = list_debate_cautions(debate)
    if cautions:
        console.print(Text("Cautions", style="bold"))
    for caution in cautions:
        console.print(f"  • {caution}", soft_wrap=True)


def _say_silhouette(debate: Debate) -> str:
    return "" if debate.silhouette is None else f" (silhouette {debate.silhouette:.2f})"


def _table_groups(reading: DebateReading) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Group")
    for heading in ("People", "Share", "Found again"):
        table.add_column(heading, justify="right")
    for group in reading.groups:
        table.add_row(Text(group.label), group.people_shown, group.share_shown, group.again_shown)
    return table


def _print_representative(console: Console, reading: DebateReading, number: int) -> None:
    shown = reading.groups[number]
    console.print(Text(f"Group {shown.label}", style="bold"))
    if not shown.is_shown:
        console.print(f"  Fewer than {reading.threshold} people: not shown.")
        return
    for each in reading.representative[number]:
        verb = "agrees" if each.side == "agree" else "disagrees"
        line = f"  {verb}: {each.statement.title} ({each.share.text}; others {each.others.text})"
        console.print(line, soft_wrap=True)


def _print_statements(console: Console, reading: DebateReading, heading: str, places: Sequence[int]) -> None:
    if not len(places):
        return
    table = Table(title=heading, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Statement", overflow="fold", min_width=30, max_width=70)
    table.add_column("All agree", justify="right")
    for group in reading.groups:
        table.add_column(Text(f"Group {group.label}"), justify="right")
    for place in np.asarray(places)[:MOST_SHOWN].tolist():
        statement = reading.statements[place]
        cells = [Text(share.text) for share in (statement.everybody, *statement.groups)]
        table.add_row(Text(statement.title), *cells)
    console.print(table)


def _print_majorities(console: Console, reading: DebateReading) -> None:
    majorities = reading.debate.majorities
    for verb, places in (("agrees", majorities.agree), ("disagrees", majorities.disagree)):
        if not places:
            continue
        console.print(Text(f"Everybody together clearly {verb}", style="bold"))
        for place in places:
            statement = reading.statements[place]
            share: Share = statement.everybody if verb == "agrees" else statement.everybody_disagree
            console.print(f"  {statement.title} ({share.text})", soft_wrap=True)
    console.print()
