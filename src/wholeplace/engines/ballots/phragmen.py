"""Phragmén's sequential rule: money arrives at the same speed for all, supporters buy when they can."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.election import Election
from wholeplace.engines.ballots.equal_shares import SUM_ERROR
from wholeplace.engines.ballots.outcome import (
    Bought,
    Outcome,
    Tie,
    TieBreak,
    find_ruled_out,
    rank_for_ties,
)
from wholeplace.engines.ballots.support import Satisfaction, Support, find_support


def count_phragmen(
    election: Election,
    satisfaction: Satisfaction = "cost",
    *,
    tie_break: TieBreak = "id",
    excluded: Iterable[int] = (),
) -> Outcome:
    """Let money arrive at all voters evenly; supporters buy a project as soon as they can pay for it.

    Parameters
    ----------
    election : Election
    satisfaction : str, optional
        Says who supports what (positive utility); how much they want it does not matter to the rule.
    tie_break : str, optional
        Who goes first of those that can be paid at the same moment.
    excluded : iterable of int, optional
        Places of projects below a threshold.

    Returns
    -------
    Outcome
        It ends when the next project, or any that could be paid at the same moment, would overspend.
        ``price_per_unit`` is None. ``money_behind`` is what a project's supporters would have had at that
        moment, or at its end.

    Raises
    ------
    InvalidElection
        When the satisfaction or the tie-break is unknown.

    References
    ----------
    Brill, M., Freeman, R., Janson, S., Lackner, M. (2017). Phragmén's voting methods and justified
    representation. AAAI 31, 406-413. Los, M., Christoff, Z., Grossi, D. (2022). Proportional budget
    allocations. IJCAI.
    """
    support = find_support(election, satisfaction)
    ranks = rank_for_ties(election, support, tie_break)
    ruled_out = find_ruled_out(election, support, frozenset(excluded))
    run = _Run(election, support, ranks, [place for place, why in enumerate(ruled_out) if not why])
    unit = election.money_unit
    bought = tuple(
        Bought(place, number, money_behind=election.costs[place] / unit)
        for number, place in enumerate(run.order, 1)
    )
    spent = sum(election.costs[place] for place in run.order)
    behind = run.add_up_money() / unit
    return Outcome(
        "phragmen", satisfaction, "none", support, bought, tuple(run.ties), spent, ruled_out, behind
    )


class _Run:
    """Each supporter's load is the moment of their last purchase, so that exact loads are known by round."""

    def __init__(
        self, election: Election, support: Support, ranks: Sequence[int], able: Sequence[int]
    ) -> None:
        self.election, self.support, self.ranks = election, support, ranks
        self.moments: list[Fraction] = []
        self.order: list[int] = []
        self.ties: list[Tie] = []
        # The round of each group's last purchase; -1: none yet.
        self.last = np.full(len(support.sizes), -1, dtype=np.int32)
        self.loads = np.zeros(len(support.sizes))
        self.end = Fraction(0)
        # Loads only rise, so that an old moment is a lower bound.
        self.bounds = {place: election.costs[place] / int(support.supporters[place]) for place in able}
        self.fresh: dict[int, int] = {}
        left = election.budget
        while self.bounds:
            first = self._find_first()
            if any(election.costs[place] > left for place in first):
                break
            self._buy(first)
            left -= election.costs[self.order[-1]]

    def _slice(self, place: int) -> slice:
        return slice(self.support.starts[place], self.support.starts[place + 1])

    def _find_first(self) -> list[int]:
        """Find every project that can be paid first."""
        margin = 1 + 4 * SUM_ERROR * (1 + len(self.order))
        least = self._refresh_least()
        while True:
            near = [place for place, bound in self.bounds.items() if bound <= least * margin]
            stale = [place for place in near if self.fresh.get(place) != len(self.order)]
            for place in stale:
                self._refresh(place)
            if not stale:
                break
        if len(near) == 1:
            self.end = self._find_moment(near[0])
            return near
        exact = {place: self._find_moment(place) for place in near}
        self.end = min(exact.values())
        return sorted((p for p in near if exact[p] == self.end), key=self.ranks.__getitem__)

    def _refresh_least(self) -> float:
        while True:
            place = min(self.bounds, key=self.bounds.__getitem__)
            if self.fresh.get(place) == len(self.order):
                return self.bounds[place]
            self._refresh(place)

    def _refresh(self, place: int) -> None:
        at = self._slice(place)
        loads = self.loads[self.support.groups[at]]
        if self.support.people is not None:
            loads = loads * self.support.people[at]
        total = self.election.costs[place] + float(loads.sum())
        self.bounds[place] = total / int(self.support.supporters[place])
        self.fresh[place] = len(self.order)

    def _find_moment(self, place: int) -> Fraction:
        """Work out exactly when a project can be paid."""
        at = self._slice(place)
        rounds = self.last[self.support.groups[at]]
        people = None if self.support.people is None else self.support.people[at][rounds >= 0]
        counts = np.bincount(rounds[rounds >= 0], weights=people, minlength=len(self.moments))
        loads = sum(
            (int(count) * moment for count, moment in zip(counts, self.moments, strict=True) if count),
            Fraction(0),
        )
        return (self.election.costs[place] + loads) / int(self.support.supporters[place])

    def _buy(self, first: list[int]) -> None:
        if len(first) > 1:
            self.ties.append(Tie(tuple(first), first[0]))
        groups = self.support.groups[self._slice(first[0])]
        self.last[groups] = len(self.order)
        self.loads[groups] = float(self.end)
        self.moments.append(self.end)
        self.order.append(first[0])
        del self.bounds[first[0]]

    def add_up_money(self) -> NDArray[np.float64]:
        """Add up what each project's supporters had at the end and had not spent, in whole units."""
        left = (float(self.end) - self.loads)[self.support.groups]
        if self.support.people is not None:
            left = left * self.support.people
        sums = np.concatenate([[0.0], np.cumsum(left)])
        behind: NDArray[np.float64] = sums[self.support.starts[1:]] - sums[self.support.starts[:-1]]
        return np.maximum(behind, 0.0)
