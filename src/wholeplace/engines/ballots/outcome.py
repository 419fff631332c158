"""What a rule decided, with everything that is needed to explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.election import Election, InvalidElection
from wholeplace.engines.ballots.support import Satisfaction, Support

Rule = Literal["equal-shares", "greedy", "phragmen"]
TieBreak = Literal["id", "cost", "votes"]
RULES: tuple[Rule, ...] = get_args(Rule)
TIE_BREAKS: tuple[TieBreak, ...] = get_args(TieBreak)


@dataclass(frozen=True)
class Tie:
    """A choice between projects that the rule held equal.

    Parameters
    ----------
    between : tuple of int
        Places of the projects, the chosen one among them.
    chosen : int
        Place of the one that the tie-break put first.
    """

    between: tuple[int, ...]
    chosen: int


@dataclass(frozen=True, eq=False)
class Purchase:
    """One project bought from the voters' own money.

    Parameters
    ----------
    project : int
        Its place.
    level : float
        What each supporter pays for a utility of 1, before the project's scale; whoever has less gives all.
    low, high : float
        Bounds between which the exact price per unit of utility lies, for sure.
    money_behind : float
        What its supporters had left before.
    capped : ndarray of int, shape (groups,)
        Groups of voters that had something left, but less than was asked, and gave it all.
    emptied : ndarray of int, shape (groups,)
        Groups that paid exactly what they had left.
    units : int
        Sum of the utilities of all who paid in full, times their number.
    """

    project: int
    level: float
    low: float
    high: float
    money_behind: float
    capped: NDArray[np.int32]
    emptied: NDArray[np.int32]
    units: int


@dataclass(frozen=True)
class Bought:
    """A winning project.

    Parameters
    ----------
    project : int
        Its place.
    round : int
        The order of purchase, from 1.
    by_completion : bool
        Whether it was added from what the rule had left.
    price_per_unit : float or None
        Money for a unit of utility, as people write money; None where nobody paid in particular.
    money_behind : float or None
        What the supporters had left when it was bought, in money.
    """

    project: int
    round: int
    by_completion: bool = False
    price_per_unit: float | None = None
    money_behind: float | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a rule decided.

    Parameters
    ----------
    rule, satisfaction, completion : str
        How it was decided.
    support : Support
        The supporters it was decided by.
    bought : tuple of Bought
        The winners, in order.
    ties : tuple of Tie
        In order; a choice without a tie is not listed.
    spent : int
        Cost of the winners, in the election's whole units.
    ruled_out : tuple of str, shape (projects,)
        Why a project could not take part: "over-budget", "no-support", "below-threshold", or "".
    money_behind : ndarray of float, shape (projects,)
        What the supporters had left at the end, in money; NaN where voters have no money under the rule.
    start : Fraction or None
        What each voter began with, in whole units.
    raises : int
        By how many increments each voter's start was raised.
    purchases : tuple of Purchase
        What the voters bought, in order.
    payers : Support or None
        The groups of voters that `purchases` speak of.
    """

    rule: Rule
    satisfaction: Satisfaction
    completion: str
    support: Support
    bought: tuple[Bought, ...]
    ties: tuple[Tie, ...]
    spent: int
    ruled_out: tuple[str, ...]
    money_behind: NDArray[np.float64]
    start: Fraction | None = None
    raises: int = 0
    purchases: tuple[Purchase, ...] = ()
    payers: Support | None = None

    @property
    def selected(self) -> tuple[int, ...]:
        """Places of the winners, in order."""
        return tuple(each.project for each in self.bought)


def rank_for_ties(election: Election, support: Support, tie_break: TieBreak) -> tuple[int, ...]:
    """Rank the projects for when a rule holds some equal.

    Parameters
    ----------
    election : Election
    support : Support
        Whose supporters are the votes.
    tie_break : str
        ``id``: the smaller id, as a string; ``cost``: the cheaper, then by id; ``votes``: more supporters,
        then by id.

    Returns
    -------
    tuple of int, shape (projects,)
        The smaller rank wins; no two are equal.

    Raises
    ------
    InvalidElection
        When the tie-break is unknown.
    """
    if tie_break not in TIE_BREAKS:
        raise InvalidElection(f"The tie-break must be one of {', '.join(TIE_BREAKS)}, but is “{tie_break}”.")
    ids = election.project_ids
    first: Sequence[int] = [0] * len(ids)
    if tie_break == "cost":
        first = election.costs
    elif tie_break == "votes":
        first = [-count for count in support.supporters.tolist()]
    order = sorted(range(len(ids)), key=lambda place: (first[place], ids[place]))
    ranks = [0] * len(ids)
    for rank, place in enumerate(order):
        ranks[place] = rank
    return tuple(ranks)


def find_ruled_out(election: Election, support: Support, excluded: frozenset[int]) -> tuple[str, ...]:
    """Say which projects cannot take part, and why.

    Parameters
    ----------
    election : Election
    support : Support
    excluded : frozenset of int
        Places of projects below a threshold.

    Returns
    -------
    tuple of str, shape (projects,)
        "over-budget", "no-support", "below-threshold", or "" for those that take part.
    """
    reasons = []
    for place, cost in enumerate(election.costs):
        if cost > election.budget:
            reasons.append("over-budget")
        elif place in excluded:
            reasons.append("below-threshold")
        else:
            reasons.append("" if support.supporters[place] else "no-support")
    return tuple(reasons)
