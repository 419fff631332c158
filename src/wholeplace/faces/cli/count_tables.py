"""What ``wholeplace count`` prints for a person."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from wholeplace.casefile.counting import Counted, compare_rules, find_voter, group_voters
from wholeplace.casefile.counting.words import explain_rule, list_losers, say_fate, say_rule, show_money
from wholeplace.casefile.documents.texts import clean_text
from wholeplace.engines.ballots import Share, describe_voter, measure_representation
from wholeplace.faces.cli.parameters import make_console

MOST_LOSERS = 15


def print_count(counted: Counted, name: str, column: str | None, voter: str | None) -> None:
    """Print the winners, what just missed, ties, and how well the voters are represented."""
    shares = group_voters(counted, column) if column else ()
    place = find_voter(counted, voter) if voter else -1
    _print_outcome(counted, name)
    if column:
        _print_groups(counted, column, shares)
    if voter:
        _print_voter(counted, voter, place)


def _print_outcome(counted: Counted, name: str) -> None:
    console = make_console()
    election = counted.election
    title = clean_text(counted.file.meta.get("description", "")) or name
    console.print(f"\n{title}", style="bold")
    console.print(f"{say_rule(counted.settings)}: {_say_result(counted)}")
    console.print(f"{election.voters:,} ballots were counted.\n")
    console.print(_table_winners(counted))
    losers = list_losers(counted)
    if losers:
        console.print("\nWhat missed, and by how much", style="bold")
        console.print(_table_losers(counted, losers[:MOST_LOSERS]))
        if len(losers) > MOST_LOSERS:
            console.print(f"… and {len(losers) - MOST_LOSERS} more: see --json or --report.")
    console.print()
    for sentence in [*_say_ties(counted), *_say_representation(counted), *explain_rule(counted.settings)]:
        console.print(f"• {sentence}", soft_wrap=True)
    for note in counted.notes:
        console.print(f"• Note: {clean_text(note)}", soft_wrap=True)


def _say_result(counted: Counted) -> str:
    election, outcome = counted.election, counted.outcome
    spent = show_money(counted, outcome.spent / election.money_unit)
    budget = show_money(counted, election.budget / election.money_unit)
    return f"{len(outcome.selected)} of {len(election.costs)} projects win, for {spent} of {budget}."


def _open_table(*columns: tuple[str, bool]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, is_number in columns:
        table.add_column(
            heading, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number
        )
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))


def _label(counted: Counted, place: int) -> str:
    return clean_text(counted.file.names[place])[:80]


def _table_winners(counted: Counted) -> Table:
    election, outcome = counted.election, counted.outcome
    table = _open_table(
        ("Round", True),
        ("Project", False),
        ("Name", False),
        ("Cost", True),
        ("Supporters", True),
        ("Bought", False),
    )
    for bought in outcome.bought:
        cost = show_money(counted, election.costs[bought.project] / election.money_unit)
        how = "with what was left" if bought.by_completion else "by its supporters"
        how = "" if outcome.rule == "greedy" else how
        supporters = f"{outcome.support.supporters[bought.project]:,}"
        _add(
            table, str(bought.round), election.project_ids[bought.project], _label(counted, bought.project),
            cost, supporters, how,
        )  # fmt: skip
    return table


def _table_losers(counted: Counted, losers: Sequence[int]) -> Table:
    election = counted.election
    table = _open_table(
        ("Project", False), ("Name", False), ("Cost", True), ("Supporters", True), ("Why", False)
    )
    for place in losers:
        cost = show_money(counted, election.costs[place] / election.money_unit)
        supporters = f"{counted.outcome.support.supporters[place]:,}"
        _add(
            table,
            election.project_ids[place],
            _label(counted, place),
            cost,
            supporters,
            say_fate(counted, place),
        )
    return table


def _say_ties(counted: Counted) -> list[str]:
    ids = counted.election.project_ids
    return [
        f"Tie between {', '.join(ids[place] for place in tie.between)}: {ids[tie.chosen]} went first."
        for tie in counted.outcome.ties
    ]


def _say_representation(counted: Counted) -> list[str]:
    measured = measure_representation(counted.election, counted.outcome)
    return [
        f"{measured.share_with_a_winner:.1%} of the voters voted for at least one winner.",
        (
            f"On average a voter got {measured.mean_satisfaction:.1%} of the most that the budget could have "
            f"given to that voter alone (Gini coefficient {measured.gini:.2f})."
        ),
    ]


def _print_groups(counted: Counted, column: str, shares: Sequence[Share]) -> None:
    console = make_console()
    console.print(f"\nShare of the voters and of the money by {column}", style="bold")
    table = _open_table(
        ("Group", False), ("Voters", True), ("Share of voters", True), ("Money", True),
        ("Share of money", True), ("With a winner", True),
    )  # fmt: skip
    for share in shares:
        _add(
            table, clean_text(share.label), f"{share.voters:,}", f"{share.share_of_voters:.1%}",
            show_money(counted, share.money), f"{share.share_of_money:.1%}", f"{share.with_a_winner:.1%}",
        )  # fmt: skip
    console.print(table)


def _print_voter(counted: Counted, voter: str, voter_place: int) -> None:
    console = make_console()
    account = describe_voter(counted.election, counted.outcome, voter_place)
    console.print(f"\nWhat the ballot {clean_text(voter)} brought about", style="bold")
    if account.start is not None:
        console.print(f"• Its share was {show_money(counted, account.start)}.")
    completed = {each.project for each in counted.outcome.bought if each.price_per_unit is None}
    for place, paid in zip(account.won, account.payments, strict=True):
        how = "spent for each supporter" if place in completed else "paid from the share"
        console.print(f"• {_label(counted, place)} won: {show_money(counted, paid)} {how}.", soft_wrap=True)
    for place in account.lost:
        console.print(f"• {_label(counted, place)} lost: {say_fate(counted, place)}.", soft_wrap=True)
    if account.left is not None:
        console.print(f"• {show_money(counted, account.left)} of the share was left.")


def print_comparison(counted: Counted) -> None:
    """Print what would have won under other rules."""
    console = make_console()
    console.print("\nWhat would have won under other rules", style="bold")
    table = _open_table(
        ("Rule", False), ("Winners", True), ("Spent", True), ("With a winner", True), ("Also wins", False),
        ("No longer wins", False),
    )  # fmt: skip
    ids, asked = counted.election.project_ids, set(counted.outcome.selected)
    for settings, outcome in compare_rules(counted):
        measured = measure_representation(counted.election, outcome, counted.outcome.support)
        other = set(outcome.selected)
        _add(
            table, say_rule(settings), str(len(other)),
            show_money(counted, outcome.spent / counted.election.money_unit),
            f"{measured.share_with_a_winner:.1%}",
            " ".join(sorted(ids[place] for place in other - asked)) or "—",
            " ".join(sorted(ids[place] for place in asked - other)) or "—",
        )  # fmt: skip
    console.print(table)
