"""The page that explains a participatory budget's result to whoever voted."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from wholeplace.casefile.counting import Counted, CountSettings, compare_rules, group_voters
from wholeplace.casefile.counting.words import (
    explain_rule,
    find_shortfall,
    list_losers,
    say_fate,
    say_rule,
    show_money,
)
from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Code,
    Column,
    Facts,
    Inset,
    Paragraph,
    Report,
    Section,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.charts.bars import BarRow, draw_bars
from wholeplace.casefile.documents.figures import show_number, show_share
from wholeplace.casefile.documents.html import write_html
from wholeplace.casefile.documents.texts import clean_text, shorten
from wholeplace.engines.ballots import Outcome, Share, attribute_spending, measure_representation

MOST_BARS = 15
MOST_GROUPS = 12
# Columns of ballots that say where a voter lives: shown without being asked for.
PLACES = ("district", "neighborhood", "subdistrict")


def render_count(counted: Counted, name: str, column: str | None = None) -> str:
    """Render a count as one self-contained HTML file.

    Parameters
    ----------
    counted : Counted
    name : str
        Of the file.
    column : str, optional
        By which column of the ballots groups of voters are shown; the district, where the file has it, if
        left out.

    Returns
    -------
    str
        A document that asks for nothing from anywhere and needs no script. It names no single voter.

    Raises
    ------
    AssetNotBuilt
        When the style sheet of the design system is not in this installation.
    InvalidPabulib
        When there is no such column.
    """
    column = column or next((each for each in PLACES if each in counted.file.votes.columns), None)
    sections = [_show_result(counted), _show_payments(counted), _show_misses(counted)]
    if column:
        sections.append(_show_groups(counted, column))
    sections += [_show_rivals(counted), _explain(counted), _show_check(counted, name)]
    meta = {key: clean_text(value) for key, value in counted.file.meta.items()}
    title = meta.get("description") or clean_text(name)
    place = ", ".join(each for each in (meta.get("unit"), meta.get("subunit"), meta.get("instance")) if each)
    return write_html(Report(title, place, "", sections, kind="Participatory budget", checked="ballots"))


def _label(counted: Counted, place: int) -> str:
    return shorten(clean_text(counted.file.names[place]), 100)


def _cost(counted: Counted, place: int) -> float:
    return counted.election.costs[place] / counted.election.money_unit


def _supporters(counted: Counted, place: int) -> str:
    return show_number(int(counted.outcome.support.supporters[place]))


# --- the result -----------------------------------------------------------------------------------------


def _show_result(counted: Counted) -> Section:
    election, outcome = counted.election, counted.outcome
    measured = measure_representation(election, outcome)
    spent, budget = outcome.spent / election.money_unit, election.budget / election.money_unit
    answer = (
        f"{len(outcome.selected)} of {len(election.costs)} projects win. They cost "
        f"{show_money(counted, spent)} of {show_money(counted, budget)}."
    )
    got = show_share(measured.mean_satisfaction)
    facts = Facts(
        [
            ("Ballots", show_number(election.voters)),
            ("Rule", say_rule(counted.settings)),
            (
                "Voters with a winner",
                f"{show_share(measured.share_with_a_winner)} voted for a project that wins",
            ),
            ("What voters got", f"{got} of the most that the budget could have given each alone, on average"),
            ("How evenly", f"Gini coefficient {measured.gini:.2f}: 0 is the same for all, 1 is all for one"),
            ("Left over", show_money(counted, budget - spent)),
        ]
    )
    return Section(
        "result", "The result", [Inset(answer), facts, *_list_winners(counted), *_list_ties(counted)]
    )


def _list_winners(counted: Counted) -> list[Block]:
    outcome = counted.outcome
    if not outcome.bought:
        return [Paragraph("No project could be bought.")]
    rows = [
        [
            f"{bought.round}. {_label(counted, bought.project)}",
            show_money(counted, _cost(counted, bought.project)),
            _supporters(counted, bought.project),
            _say_how(outcome, by_completion=bought.by_completion),
        ]
        for bought in outcome.bought
    ]
    columns: list[Column | str] = ["Project", number_column("Cost"), number_column("Supporters"), "How"]
    table = make_table("The winners, in the order in which they were bought", columns, rows)
    return [_draw_winners(counted), table]


def _draw_winners(counted: Counted) -> Chart:
    """Draw where the money goes, the dearest winner first."""
    dearest = sorted(counted.outcome.selected, key=lambda place: -_cost(counted, place))
    rows = [
        BarRow(_label(counted, place), _cost(counted, place), is_leading=not number)
        for number, place in enumerate(dearest[:MOST_BARS])
    ]
    spent = counted.outcome.spent / counted.election.money_unit
    share = show_share(_cost(counted, dearest[0]) / spent) if spent else "none"
    title = f"The dearest winner, {_label(counted, dearest[0])}, takes {share} of what is spent"
    listed = "; ".join(f"{row.name} {show_money(counted, row.value or 0)}" for row in rows)
    first = f"The {MOST_BARS} dearest winners" if len(dearest) > MOST_BARS else "The winners"
    return draw_bars(
        "chart-winners",
        title,
        f"{first} by cost: {listed}.",
        rows,
        lambda cost: show_money(counted, cost or 0),
    )


def _say_how(outcome: Outcome, *, by_completion: bool) -> str:
    if by_completion:
        return "with what was left"
    return "by support" if outcome.rule == "greedy" else "by its supporters"


def _list_ties(counted: Counted) -> list[Block]:
    if not counted.outcome.ties:
        return [Paragraph("No choice was decided by a tie-break.", "hint")]
    sentences = [
        f"{', '.join(_label(counted, place) for place in tie.between)}: "
        f"{_label(counted, tie.chosen)} went first."
        for tie in counted.outcome.ties
    ]
    return [Paragraph("Some projects were exactly equal, and the tie-break chose:"), Bullets(sentences)]


# --- who paid -------------------------------------------------------------------------------------------


def _show_payments(counted: Counted) -> Section:
    rows: list[list[Cell | str]] = []
    for project, voters, amounts in attribute_spending(counted.election, counted.outcome):
        paying = amounts[amounts > 0]
        most = float(paying.max()) if len(paying) else 0.0
        less = int(np.count_nonzero(paying < most * (1 - 1e-9)))
        rows.append(
            [
                _label(counted, project),
                show_number(len(voters)),
                show_money(counted, most),
                show_money(counted, float(amounts.mean()) if len(voters) else 0.0),
                show_number(less),
            ]
        )
    columns: list[Column | str] = [
        "Project",
        number_column("Supporters"),
        number_column("Most that one paid"),
        number_column("Mean"),
        number_column("Paid less"),
    ]
    start = counted.outcome.start
    if start is None or not counted.election.voters:
        told = "Under this rule nobody has a share: each winner's cost is divided among its supporters."
    else:
        share = show_money(counted, float(start) / counted.election.money_unit)
        told = (
            f"Each voter had a share of {share}. Supporters of a project paid the same for the same worth; "
            "who had less left gave all of it. What was bought with what was left is divided evenly."
        )
    blocks: list[Block] = [Paragraph(told)]
    if rows:
        blocks.append(make_table("What supporters paid for each winner", columns, rows))
    return Section("payments", "Who paid for what", blocks)


# --- what missed ----------------------------------------------------------------------------------------


def _show_misses(counted: Counted) -> Section:
    losers = list_losers(counted)
    if not losers:
        return Section("misses", "What just missed", [Paragraph("Every project wins.")])
    rows = [
        [
            _label(counted, place),
            show_money(counted, _cost(counted, place)),
            _supporters(counted, place),
            say_fate(counted, place),
        ]
        for place in losers
    ]
    numbers = number_column("Cost"), number_column("Supporters")
    columns: list[Column | str] = ["Project", *numbers, "Why it does not win"]
    table = make_table("Projects that do not win, nearest first", columns, rows)
    return Section("misses", "What just missed", [*_draw_misses(counted, losers), table])


def _draw_misses(counted: Counted, losers: Sequence[int]) -> list[Block]:
    """Draw how much of its cost each of the nearest had behind it, or its supporters under other rules."""
    near = [place for place in losers if not counted.outcome.ruled_out[place]][:MOST_BARS]
    if not near:
        return []
    shortfalls = [find_shortfall(counted, counted.outcome, place) for place in near]
    if any(math.isnan(short) for short in shortfalls):
        return [_draw_support(counted, near)]
    shares = [
        1 - short / _cost(counted, place) if _cost(counted, place) else 1.0
        for place, short in zip(near, shortfalls, strict=True)
    ]
    nearest = f"{_label(counted, near[0])} had {show_share(shares[0])} of its cost"
    listed = "; ".join(
        f"{_label(counted, place)} {show_share(share)}" for place, share in zip(near, shares, strict=True)
    )
    rows = [
        BarRow(_label(counted, place), share, is_leading=not number)
        for number, (place, share) in enumerate(zip(near, shares, strict=True))
    ]
    described = f"What supporters had left, as a share of the cost: {listed}."
    return [draw_bars("chart-misses", f"The nearest: {nearest}", described, rows, show_share, 1.0)]


def _draw_support(counted: Counted, places: Sequence[int]) -> Chart:
    supporters = counted.outcome.support.supporters
    rows = [BarRow(_label(counted, place), float(supporters[place])) for place in places]
    listed = "; ".join(f"{row.name} {show_number(row.value)}" for row in rows)
    return draw_bars(
        "chart-misses", "Supporters of what missed", f"Supporters of each: {listed}.", rows, show_number
    )


# --- groups of voters -----------------------------------------------------------------------------------


def _show_groups(counted: Counted, column: str) -> Section:
    shares = group_voters(counted, column)
    rows = [
        [
            clean_text(share.label) or "not known",
            show_number(share.voters),
            f"{share.share_of_voters:.1%}",
            show_money(counted, share.money),
            f"{share.share_of_money:.1%}",
            show_share(share.with_a_winner),
        ]
        for share in shares
    ]
    columns: list[Column | str] = [
        "Group",
        number_column("Voters"),
        number_column("Share of voters"),
        number_column("Money"),
        number_column("Share of money"),
        number_column("With a winner"),
    ]
    named = clean_text(column)
    told = Paragraph(
        "Money counts for a group where its voters paid for a winner, or support a winner that nobody paid "
        "for in particular. Groups of fewer than 10 voters are taken together."
    )
    table = make_table(f"Share of the voters and of the money by {named}", columns, rows)
    return Section("groups", "What each group of voters got", [told, _draw_groups(shares, named), table])


def _draw_groups(shares: Sequence[Share], named: str) -> Chart:
    rows = []
    for share in shares[:MOST_GROUPS]:
        label = clean_text(share.label) or "not known"
        rows += [
            BarRow(f"{label}: voters", share.share_of_voters),
            BarRow(f"{label}: money", share.share_of_money, is_leading=True),
        ]
    widest = max(shares, key=lambda share: abs(share.share_of_money - share.share_of_voters))
    title = (
        f"The widest gap is {clean_text(widest.label)}: {widest.share_of_voters:.1%} of the voters, "
        f"{widest.share_of_money:.1%} of the money"
    )
    listed = "; ".join(
        f"{clean_text(share.label)}: {share.share_of_voters:.1%} of the voters, "
        f"{share.share_of_money:.1%} of the money"
        for share in shares[:MOST_GROUPS]
    )
    return draw_bars("chart-groups", title, f"By {named}: {listed}.", rows, _show_tenths)


def _show_tenths(share: float | None) -> str:
    return f"{share or 0:.1%}"


# --- other rules ----------------------------------------------------------------------------------------


def _show_rivals(counted: Counted) -> Section:
    election, asked = counted.election, counted.outcome
    rivals = compare_rules(counted)
    rows: list[list[Cell | str]] = []
    for settings, outcome in rivals:
        measured = measure_representation(election, outcome, asked.support)
        rows.append(
            [
                Cell(say_rule(settings), is_strong=outcome is asked),
                show_number(len(outcome.selected)),
                show_money(counted, outcome.spent / election.money_unit),
                show_share(measured.share_with_a_winner),
                show_share(measured.mean_satisfaction),
                f"{measured.gini:.2f}",
            ]
        )
    columns: list[Column | str] = [
        "Rule",
        number_column("Winners"),
        number_column("Spent"),
        number_column("Voters with a winner"),
        number_column("What voters got"),
        number_column("Gini"),
    ]
    blocks: list[Block] = [
        Paragraph("The same ballots, counted by other rules. The first line is the rule of this count."),
        make_table("Rules side by side", columns, rows),
        *_show_changes(counted, rivals),
    ]
    return Section("rivals", "What would have won under other rules", blocks)


def _show_changes(counted: Counted, rivals: Sequence[tuple[CountSettings, Outcome]]) -> list[Block]:
    """Show the projects on which the rules disagree."""
    outcomes = [outcome for _, outcome in rivals]
    chosen: list[set[int]] = [set(outcome.selected) for outcome in outcomes]
    different = sorted(set[int].union(*chosen) - set[int].intersection(*chosen))
    if not different:
        return [Paragraph("Every one of these rules chooses the same projects.")]
    names = [say_rule(settings) for settings, _ in rivals]
    rows: list[list[Cell | str]] = [
        [
            _label(counted, place),
            *(Cell("wins", "gain-1") if place in winners else Cell("no") for winners in chosen),
        ]
        for place in different
    ]
    return [make_table("Projects on which the rules disagree", ["Project", *map(number_column, names)], rows)]


# --- how, and checking ----------------------------------------------------------------------------------


def _explain(counted: Counted) -> Section:
    blocks: list[Block] = [Bullets(explain_rule(counted.settings))]
    if counted.notes:
        blocks += [Paragraph("About the file:"), Bullets([clean_text(note) for note in counted.notes])]
    return Section("how", "How it was counted", blocks)


def _show_check(counted: Counted, name: str) -> Section:
    settings = counted.settings
    words = ["wholeplace count", clean_text(name), f"--rule {settings.rule}"]
    words.append(f"--satisfaction {settings.satisfaction}")
    if settings.rule == "equal-shares":
        words.append(f"--completion {settings.completion}")
        if settings.increment != 1:
            words.append(f"--increment {float(settings.increment):g}")
    words += ["--no-skip"] * (not settings.skip) + ["--threshold file"] * settings.threshold
    words.append(f"--tie-break {settings.tie_break}")
    told = (
        "Anyone can count the published ballots again, on their own machine and without a connection, and "
        "must get the same winners. Other programs that read the Pabulib format do as well."
    )
    blocks: list[Block] = [Paragraph(told), Code(" ".join(words))]
    if "voter_id" in counted.file.votes.columns:
        own = "To see which of your projects won and what your share paid for, add the number of your ballot:"
        blocks += [Paragraph(own), Code(" ".join([*words, "--voter NUMBER"]))]
    return Section("check", "Check this yourself", blocks)
