"""A count as a record that machines read."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from wholeplace.casefile.counting.count import Counted, CountSettings
from wholeplace.engines.ballots import (
    Bought,
    Election,
    Outcome,
    Representation,
    Share,
    VoterAccount,
    measure_representation,
)


def describe_count(counted: Counted, name: str) -> dict[str, Any]:
    """Describe a count as plain values.

    Parameters
    ----------
    counted : Counted
    name : str
        Of the file.

    Returns
    -------
    dict
        As ``wholeplace count --json`` prints it; amounts are whole where they can be.
    """
    election, outcome = counted.election, counted.outcome
    record = {"file": name, **_describe_settings(counted.settings, outcome)}
    record |= {
        "voters": election.voters,
        "budget": show_amount(election, election.budget),
        **describe_selection(election, outcome),
        "ties": [
            {"between": _name(election, tie.between), "chosen": election.project_ids[tie.chosen]}
            for tie in outcome.ties
        ],
        "projects": _describe_projects(election, outcome),
        "representation": describe_representation(measure_representation(election, outcome)),
    }
    if outcome.start is not None and election.voters:
        record["share_of_each_voter"] = float(outcome.start) / election.money_unit
    return record | {"tie_break": counted.settings.tie_break, "notes": list(counted.notes)}


def show_amount(election: Election, amount: int) -> int | float:
    """Give an amount in whole units as money, whole where it is."""
    money = Fraction(amount, election.money_unit)
    return int(money) if money.denominator == 1 else float(money)


def describe_selection(election: Election, outcome: Outcome) -> dict[str, Any]:
    """Describe what was spent and selected."""
    return {
        "spent": show_amount(election, outcome.spent),
        "selected": _name(election, outcome.selected),
    }


def describe_representation(measured: Representation) -> dict[str, float]:
    """Describe the measures of representation."""
    return {
        "share_with_a_winner": measured.share_with_a_winner,
        "mean_satisfaction": measured.mean_satisfaction,
        "gini": measured.gini,
    }


def describe_rival(
    election: Election, settings: CountSettings, outcome: Outcome, measured: Representation
) -> dict[str, Any]:
    """Describe what would have won under a rule."""
    return {
        **_describe_settings(settings, outcome),
        **describe_selection(election, outcome),
        "representation": describe_representation(measured),
    }


def describe_share(share: Share) -> dict[str, Any]:
    """Describe a group of voters."""
    return {
        "group": share.label.strip(),
        "voters": share.voters,
        "share_of_voters": share.share_of_voters,
        "money": share.money,
        "share_of_money": share.share_of_money,
        "share_with_a_winner": share.with_a_winner,
    }


def describe_account(election: Election, account: VoterAccount) -> dict[str, Any]:
    """Describe what one ballot brought about."""
    ids = election.project_ids
    return {
        "start": account.start,
        "won": {ids[place]: paid for place, paid in zip(account.won, account.payments, strict=True)},
        "lost": _name(election, account.lost),
        "left": account.left,
    }


def _describe_settings(settings: CountSettings, outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": settings.rule,
        "satisfaction": settings.satisfaction,
        "completion": outcome.completion,
    }


def _name(election: Election, places: tuple[int, ...]) -> list[str]:
    return [election.project_ids[place] for place in places]


def _describe_projects(election: Election, outcome: Outcome) -> dict[str, dict[str, Any]]:
    winners = {bought.project: bought for bought in outcome.bought}
    return {
        key: _describe_project(election, outcome, place, winners.get(place))
        for place, key in enumerate(election.project_ids)
    }


def _describe_project(
    election: Election, outcome: Outcome, place: int, bought: Bought | None
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "cost": show_amount(election, election.costs[place]),
        "supporters": int(outcome.support.supporters[place]),
        "selected": bought is not None,
    }
    if bought is not None:
        record["round"] = bought.round
        if bought.price_per_unit is not None:
            record["price_per_unit"] = bought.price_per_unit
        if bought.by_completion:
            record["by"] = "completion"
    behind = float(outcome.money_behind[place])
    if not math.isnan(behind):
        record["money_behind"] = behind
        if bought is None:
            record["short_by"] = max(0.0, election.costs[place] / election.money_unit - behind)
    if bought is None:
        record["reason"] = outcome.ruled_out[place] or "not-enough"
    return record
