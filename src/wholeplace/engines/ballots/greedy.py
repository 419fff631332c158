"""Greedy: the best project that fits, then the next best, as most cities count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

import numpy as np

from wholeplace.engines.ballots.election import Election
from wholeplace.engines.ballots.outcome import (
    Bought,
    Outcome,
    Tie,
    TieBreak,
    find_ruled_out,
    rank_for_ties,
)
from wholeplace.engines.ballots.support import Satisfaction, Support, find_support

# Before every number: what costs nothing and has support.
_FIRST, _LATER = 0, 1


def count_greedy(
    election: Election,
    satisfaction: Satisfaction = "cost",
    *,
    tie_break: TieBreak = "id",
    skip: bool = True,
    excluded: Iterable[int] = (),
) -> Outcome:
    """Take the best supported projects while the money lasts.

    Parameters
    ----------
    election : Election
    satisfaction : str, optional
        ``cost`` ranks by number of supporters, ``cardinality`` by supporters per cost, ``score`` and
        ``borda`` by points in total per cost. A supported project without a cost comes first where the
        order is per cost. Nothing without supporters is taken.
    tie_break : str, optional
        Who goes first of those that the order holds equal.
    skip : bool, optional
        Whether a project that does not fit is skipped; otherwise it is the end.
    excluded : iterable of int, optional
        Places of projects below a threshold.

    Returns
    -------
    Outcome
        A tie is listed where not all of the equal projects could be taken, or their order mattered.

    Raises
    ------
    InvalidElection
        When the satisfaction or the tie-break is unknown.

    References
    ----------
    Talmon, N., Faliszewski, P. (2019). A framework for approval-based budgeting methods. AAAI 33, 2181-2188.
    """
    support = find_support(election, satisfaction)
    ranks = rank_for_ties(election, support, tie_break)
    ruled_out = find_ruled_out(election, support, frozenset(excluded))
    able = [place for place, reason in enumerate(ruled_out) if not reason]
    taken, ties = fill_greedily(election, support, able, election.budget, ranks=ranks, skip=skip)
    return Outcome(
        "greedy",
        satisfaction,
        "none",
        support,
        tuple(Bought(place, number) for number, place in enumerate(taken, 1)),
        ties,
        sum(election.costs[place] for place in taken),
        ruled_out,
        np.full(len(election.costs), np.nan),
    )


def fill_greedily(
    election: Election,
    support: Support,
    able: Sequence[int],
    money: int,
    *,
    ranks: Sequence[int],
    skip: bool = True,
) -> tuple[list[int], tuple[Tie, ...]]:
    """Take the best of some projects while they fit.

    Parameters
    ----------
    election : Election
    support : Support
        Whose satisfaction says what is best.
    able : sequence of int
        Places of supported projects.
    money : int
        What may be spent, in whole units.
    ranks : sequence of int
        By project: who goes first in a tie.
    skip : bool, optional
        Whether to go on after a project that does not fit.

    Returns
    -------
    tuple of (list of int, tuple of Tie)
        What was taken, in order, and the ties that mattered.
    """
    merits = {place: _find_merit(election, support, place) for place in able}
    order = sorted(able, key=lambda place: (merits[place][0], -merits[place][1], ranks[place]))
    taken: list[int] = []
    ties: list[Tie] = []
    for _, equal in groupby(order, key=merits.__getitem__):
        places = list(equal)
        before, left = list(taken), money
        for place in places:
            if election.costs[place] <= money:
                taken.append(place)
                money -= election.costs[place]
            elif not skip:
                ties += _list_tie(election, places, taken[len(before) :], left)
                return taken, tuple(ties)
        ties += _list_tie(election, places, taken[len(before) :], left)
    return taken, tuple(ties)


def _find_merit(election: Election, support: Support, place: int) -> tuple[int, Fraction]:
    """Say how good a project is: the class it is in, and the more the better."""
    total, cost = int(support.totals[place]), election.costs[place]
    if support.satisfaction == "cost":
        return _LATER, Fraction(total)
    return (_LATER, Fraction(total, cost)) if cost else (_FIRST, Fraction(0))


def _list_tie(election: Election, equal: Sequence[int], taken: Sequence[int], left: int) -> list[Tie]:
    """List a tie if not all that fitted alone were taken."""
    fitting = [place for place in equal if election.costs[place] <= left]
    if len(fitting) > 1 and taken and len(taken) < len(fitting):
        return [Tie(tuple(fitting), taken[0])]
    return []
