"""A count in plain words."""

from __future__ import annotations

import math

from wholeplace.casefile.counting.count import Counted, CountSettings
from wholeplace.engines.ballots import Outcome

RULE_NAMES = {"equal-shares": "Equal shares", "greedy": "Greedy", "phragmen": "Phragmén"}
WORTH = {
    "cost": "by cost",
    "cardinality": "by number of projects",
    "score": "by points",
    "borda": "by ranks",
}
GREEDY_ORDER = {
    "cost": "by votes",
    "cardinality": "by votes for the money",
    "score": "by points for the money",
    "borda": "by ranks for the money",
}
UTILITIES = {
    "cost": "A winning project is worth its cost to whoever voted for it.",
    "cardinality": "Every winning project is worth the same to whoever voted for it.",
    "score": "A winning project is worth the points that the voter gave it.",
    "borda": "A winning project is worth more to a voter the higher the voter ranked it.",
}
COMPLETIONS = {
    "none": "What is left of the budget stays unspent.",
    "add1": (
        "If money was left that a project could use, all shares were raised by the same amount, step by "
        "step, as long as the budget allowed."
    ),
    "add1-utilitarian": (
        "If money was left that a project could use, all shares were raised by the same amount, step by "
        "step, as long as the budget allowed. What was left then went to the projects with most support that "
        "still fitted."
    ),
    "add1-until-overspend": (
        "All shares were raised by the same amount, step by step, as long as the budget allowed."
    ),
    "utilitarian": "What was left went to the projects with most support that still fitted.",
}
EXPLANATIONS = {
    "equal-shares": (
        "Each voter has the same share of the budget. A project is bought when its supporters can pay for it "
        "together from their shares. Where several could be, the one that asks least of its supporters for "
        "what it is worth to them is first. Everyone pays the same for the same worth, or all that they have "
        "left."
    ),
    "greedy": (
        "The best supported project that fits into the budget is taken first, then the next best, "
        "until nothing more fits."
    ),
    "phragmen": (
        "Money comes to all voters at the same speed. As soon as a project's supporters have enough "
        "together, they buy it. Counting ends when the next project would cost more than the budget has left."
    ),
}
TIE_BREAKS = {
    "id": "Equal projects go by their number or name in the file.",
    "cost": "Of equal projects the cheaper goes first, then the one with the smaller number or name.",
    "votes": "Of equal projects the one with more supporters goes first, then the smaller number or name.",
}
REASONS = {
    "over-budget": "costs more than the whole budget",
    "no-support": "nobody voted for it",
    "below-threshold": "below the least score",
}


def say_rule(settings: CountSettings) -> str:
    """Name a rule with what it goes by.

    Parameters
    ----------
    settings : CountSettings

    Returns
    -------
    str
        "Equal shares by cost", "Greedy by votes", "Phragmén".
    """
    name = RULE_NAMES[settings.rule]
    if settings.rule == "phragmen":
        return name
    order = GREEDY_ORDER if settings.rule == "greedy" else WORTH
    return f"{name} {order[settings.satisfaction]}"


def explain_rule(settings: CountSettings) -> list[str]:
    """Explain how was counted, in sentences.

    Parameters
    ----------
    settings : CountSettings

    Returns
    -------
    list of str
    """
    sentences = [EXPLANATIONS[settings.rule]]
    if settings.rule == "equal-shares":
        sentences += [UTILITIES[settings.satisfaction], COMPLETIONS[settings.completion]]
    if settings.rule == "greedy":
        order = GREEDY_ORDER[settings.satisfaction].removeprefix("by ")
        sentences.append(f"Best means most {order}.")
        sentences.append(
            "A project that does not fit is skipped."
            if settings.skip
            else "The first that does not fit ends it."
        )
    if settings.threshold:
        sentences.append("Projects below the least score that the file sets take no part.")
    return [*sentences, TIE_BREAKS[settings.tie_break]]


def show_money(counted: Counted, amount: float) -> str:
    """Write an amount with the currency of the file.

    Parameters
    ----------
    counted : Counted
    amount : float
        Money.

    Returns
    -------
    str
        "12,500 PLN", "£12,500", "0.35 EUR", with a no-break space; whole above a hundred.
    """
    currency = counted.file.meta.get("currency", "").strip()[:12]
    digits = f"{amount:,.0f}" if abs(amount) >= 100 or float(amount).is_integer() else f"{amount:,.2f}"
    if currency in ("GBP", "£"):
        return f"£{digits}"
    # A no-break space keeps the amount on one line.
    return f"{digits}\u00a0{currency}" if currency else digits


def say_fate(counted: Counted, place: int) -> str:
    """Say why a project lost.

    Parameters
    ----------
    counted : Counted
    place : int
        Of a project that was not selected.

    Returns
    -------
    str
    """
    outcome = counted.outcome
    if outcome.ruled_out[place]:
        return REASONS[outcome.ruled_out[place]]
    short = find_shortfall(counted, outcome, place)
    if math.isnan(short):
        return "did not fit into what was left"
    if short > 0:
        return f"its supporters were {show_money(counted, short)} short"
    return "did not fit into what was left of the budget"


def find_shortfall(counted: Counted, outcome: Outcome, place: int) -> float:
    """Find what a project's supporters lacked at the end, in money.

    Parameters
    ----------
    counted : Counted
    outcome : Outcome
    place : int
        Of the project.

    Returns
    -------
    float
        At least 0; NaN under rules by which voters have no money.
    """
    cost = counted.election.costs[place] / counted.election.money_unit
    behind = float(outcome.money_behind[place])
    return behind if math.isnan(behind) else max(0.0, cost - behind)


def list_losers(counted: Counted) -> list[int]:
    """List the projects that were not selected, those that missed least first.

    Parameters
    ----------
    counted : Counted

    Returns
    -------
    list of int
        By share of the cost that was lacking, then by supporters.
    """
    outcome, election = counted.outcome, counted.election
    selected = set(outcome.selected)

    def miss(place: int) -> tuple[bool, float, int]:
        short = find_shortfall(counted, outcome, place)
        cost = max(1, election.costs[place]) / election.money_unit
        share = 0.0 if math.isnan(short) else short / cost
        return bool(outcome.ruled_out[place]), share, -int(outcome.support.supporters[place])

    return sorted((place for place in range(len(election.costs)) if place not in selected), key=miss)
