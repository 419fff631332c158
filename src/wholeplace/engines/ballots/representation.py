"""How well an outcome represents the voters, in three numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.engines.ballots.election import Election
from wholeplace.engines.ballots.outcome import Outcome
from wholeplace.engines.ballots.support import Support, narrow_support

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Up to so many projects, every combination of a ballot is tried; above, combinations are built up one by one.
MOST_TRIED = 10
BLOCK_COMBINATIONS = 1 << 22
MOST_BITS = 1 << 27


@dataclass(frozen=True)
class Representation:
    """How well an outcome represents the voters.

    Parameters
    ----------
    share_with_a_winner : float
        Share of all ballots that support at least one winner; 0 without ballots.
    mean_satisfaction : float
        Mean over all ballots of the utility of the winners, divided by the most that the voter could have got
        within the budget (0 where that is 0).
    gini : float
        Gini coefficient of the same quotients: 0 where all are equal, towards 1 where few have all.
    """

    share_with_a_winner: float
    mean_satisfaction: float
    gini: float


def measure_representation(
    election: Election, outcome: Outcome, support: Support | None = None
) -> Representation:
    """Measure how well an outcome represents the voters.

    Parameters
    ----------
    election : Election
    outcome : Outcome
        Of any rule.
    support : Support, optional
        Whose satisfaction says what a voter's utility is; the outcome's own, if left out. Of which every
        voter is a group.

    Returns
    -------
    Representation

    References
    ----------
    Fairstein, R., Benadè, G., Gal, K. (2023). Participatory budgeting design for the real world. AAAI 37.
    """
    support = narrow_support(support or outcome.support, election.affordable)
    has_won = np.zeros(len(election.costs), dtype=bool)
    has_won[list(outcome.selected)] = True
    utilities = _list_utilities(support)
    won = _sum_by_group(np.where(has_won[support.projects], utilities, 0), support)
    most = _find_most(election, support, utilities)
    quotients = np.divide(won, most, out=np.zeros(len(most)), where=most > 0)
    voters = election.voters
    winners = _sum_by_group(has_won[support.projects].astype(np.int64), support) > 0
    return Representation(
        float(support.sizes[winners].sum() / voters) if voters else 0.0,
        float((quotients * support.sizes).sum() / voters) if voters else 0.0,
        find_gini(quotients, support.sizes),
    )


def find_gini(values: ArrayLike, counts: ArrayLike) -> float:
    """Find the Gini coefficient.

    Parameters
    ----------
    values : array_like of float, shape (kinds,)
        At least 0.
    counts : array_like of int, shape (kinds,)
        How often each value occurs.

    Returns
    -------
    float
        Mean difference between two values, drawn with replacement, over twice the mean; 0 where all values
        are 0 or there is none.
    """
    amounts, numbers = np.asarray(values, dtype=float), np.asarray(counts, dtype=float)
    order = np.argsort(amounts)
    amounts, numbers = amounts[order], numbers[order]
    total, people = (amounts * numbers).sum(), numbers.sum()
    if not total:
        return 0.0
    # The mean rank of each value's bearers, counted from both ends of the row.
    ranks = 2 * np.cumsum(numbers) - numbers - people
    return float(max(0.0, (ranks * amounts * numbers).sum() / (people * total)))


def _list_utilities(support: Support) -> Ints:
    """Give the utility of each choice, as whole numbers."""
    weights = np.ones(len(support.projects), dtype=np.int64) if support.weights is None else support.weights
    if support.satisfaction != "cost":
        return weights
    return weights * np.array(support.scales, dtype=np.int64)[support.projects]


def _sum_by_group(values: Ints, support: Support) -> Ints:
    sums = np.concatenate([[0], np.cumsum(values)])
    totals: Ints = sums[support.offsets[1:]] - sums[support.offsets[:-1]]
    return totals


def _find_most(election: Election, support: Support, utilities: Ints) -> Ints:
    """Find the most that each group of equal ballots could have got within the budget."""
    costs = np.array(election.costs, dtype=np.int64)[support.projects]
    most = _sum_by_group(utilities, support)
    lengths = np.diff(support.offsets)
    is_tight = _sum_by_group(costs, support) > election.budget
    for length in np.unique(lengths[is_tight]).tolist():
        groups = np.flatnonzero(is_tight & (lengths == length))
        at = support.offsets[groups][:, np.newaxis] + np.arange(length)
        if support.satisfaction == "cardinality":
            cheapest = np.cumsum(np.sort(costs[at], axis=1), axis=1)
            most[groups] = (cheapest <= election.budget).sum(axis=1)
        elif length <= MOST_TRIED:
            most[groups] = _try_all(costs[at], utilities[at], election.budget)
        else:
            most[groups] = [fill_best(costs[place], utilities[place], election.budget) for place in at]
    return most


def _try_all(costs: Ints, utilities: Ints, budget: int) -> Ints:
    """Try every combination of each row."""
    length = costs.shape[1]
    masks = (np.arange(1 << length) >> np.arange(length)[:, np.newaxis]) & 1
    found = [
        np.where(costs[rows] @ masks <= budget, utilities[rows] @ masks, 0).max(axis=1)
        for rows in _cut(len(costs), max(1, BLOCK_COMBINATIONS >> length))
    ]
    return np.concatenate(found)


def _cut(number: int, size: int) -> Iterator[slice]:
    return (slice(first, first + size) for first in range(0, number, size))


def fill_best(costs: Ints, utilities: Ints, budget: int) -> int:
    """Find the most utility that fits into a budget.

    Parameters
    ----------
    costs, utilities : ndarray of int, shape (projects,)
        At least 0 each.
    budget : int
        At least 0.

    Returns
    -------
    int
        Exactly.
    """
    common = math.gcd(*costs.tolist())
    if (costs == utilities).all() and common and budget // common < MOST_BITS:
        return _fill_exactly([cost // common for cost in costs.tolist()], budget // common) * common
    # Combinations of which no other is both cheaper and better, by rising cost.
    paid, gained = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for cost, utility in zip(costs.tolist(), utilities.tolist(), strict=True):
        fits = paid + cost <= budget
        paid = np.concatenate([paid, paid[fits] + cost])
        gained = np.concatenate([gained, gained[fits] + utility])
        order = np.lexsort((-gained, paid))
        paid, gained = paid[order], gained[order]
        is_better = np.concatenate([[True], gained[1:] > np.maximum.accumulate(gained)[:-1]])
        paid, gained = paid[is_better], gained[is_better]
    return int(gained[-1])


def _fill_exactly(costs: list[int], budget: int) -> int:
    """Find the largest sum within the budget: bit s of a number says that s can be reached."""
    within = (1 << (budget + 1)) - 1
    reached = 1
    for cost in costs:
        reached |= (reached << cost) & within
        if reached >> budget:
            return budget
    return reached.bit_length() - 1
