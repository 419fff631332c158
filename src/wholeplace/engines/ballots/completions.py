"""Equal shares from start to end: the method itself, and what may be done with the money it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.election import Election, InvalidElection
from wholeplace.engines.ballots.equal_shares import BrokenPromise, Run, Setup
from wholeplace.engines.ballots.greedy import fill_greedily
from wholeplace.engines.ballots.outcome import (
    Bought,
    Outcome,
    Tie,
    TieBreak,
    find_ruled_out,
    rank_for_ties,
)
from wholeplace.engines.ballots.support import Satisfaction, Support, find_support, narrow_support

Completion = Literal["none", "add1", "add1-utilitarian", "add1-until-overspend", "utilitarian"]
COMPLETIONS: tuple[Completion, ...] = get_args(Completion)


def count_equal_shares(
    election: Election,
    satisfaction: Satisfaction = "cost",
    *,
    completion: Completion = "add1-utilitarian",
    increment: Fraction | int = 1,
    tie_break: TieBreak = "id",
    excluded: Iterable[int] = (),
    by_single_steps: bool = False,
) -> Outcome:
    """Give everyone the same share, and let supporters buy what they can afford together.

    Each of the n voters, those with empty ballots too, starts with budget / n. A project is affordable at
    rate ρ if its supporters can pay its cost, each at most ρ times its utility and at most what they have
    left. The project with the smallest ρ is bought, until none is affordable. Supported projects without a
    cost come first; projects that cost more than the whole budget do not take part.

    Parameters
    ----------
    election : Election
        No voters: nothing is bought.
    satisfaction : str, optional
        What a voter's utility is; see `find_support`.
    completion : str, optional
        ``none``. ``add1``: every start is raised by the increment until the outcome is exhaustive (no
        supported project left fits into what is left of the budget) or the next outcome would overspend; the
        last one within the budget counts. ``add1-until-overspend``: the same, but exhaustive outcomes are no
        reason to stop, unless everything is bought. ``utilitarian``: the outcome is filled up greedily;
        ``add1-utilitarian``: that of add1 is.
    increment : Fraction or int, optional
        Money by which each start is raised, more than 0.
    tie_break : str, optional
        Who goes first of those at the same rate.
    excluded : iterable of int, optional
        Places of projects below a threshold.
    by_single_steps : bool, optional
        Whether to try every single start instead of leaping over those that provably change nothing; only
        the time differs.

    Returns
    -------
    Outcome
        Every decision is exact.

    Raises
    ------
    InvalidElection
        When an option is unknown or the increment is not more than 0.

    References
    ----------
    Peters, D., Pierczyński, G., Skowron, P. (2021). Proportional participatory budgeting with additive
    utilities. NeurIPS 34. Completions: equalshares.net/implementation/completion.
    """
    if completion not in COMPLETIONS:
        raise InvalidElection(f"Completion must be one of {', '.join(COMPLETIONS)}, but is “{completion}”.")
    if increment <= 0:
        raise InvalidElection(f"The increment must be more than 0, but is {increment}.")
    support = find_support(election, satisfaction)
    ranks = rank_for_ties(election, support, tie_break)
    ruled_out = find_ruled_out(election, support, frozenset(excluded))
    climb = _Climb(
        _set_up(election, support, ranks, ruled_out),
        Fraction(increment) * election.money_unit,
        by_single_steps=by_single_steps,
    )
    if completion.startswith("add1"):
        climb.rise(until_overspend=completion == "add1-until-overspend")
    filled: tuple[list[int], tuple[Tie, ...]] = ([], ())
    if completion.endswith("utilitarian"):
        left = [place for place in climb.setup.candidates if place not in climb.run.bought]
        filled = fill_greedily(election, support, left, climb.left, ranks=ranks)
    return _conclude(climb, completion, ruled_out, filled)


def _set_up(
    election: Election, support: Support, ranks: tuple[int, ...], ruled_out: tuple[str, ...]
) -> Setup:
    able = [place for place, reason in enumerate(ruled_out) if not reason]
    free = sorted((place for place in able if not election.costs[place]), key=ranks.__getitem__)
    candidates = tuple(place for place in able if election.costs[place])
    return Setup(election, support, ranks, tuple(free), candidates)


class _Climb:
    """Runs from rising starts; `run` is the one that counts so far."""

    def __init__(self, setup: Setup, increment: Fraction, *, by_single_steps: bool) -> None:
        self.setup, self.increment, self.by_single_steps = setup, increment, by_single_steps
        self.raises = 0
        self.ceiling = self.find_start(0)
        self.narrowed = self._narrow()
        self.run = Run(self.narrowed, self.ceiling)

    def _narrow(self) -> Setup:
        """Leave what could be paid from a start up to the ceiling; then many more ballots are equal."""
        support, costs = self.setup.support, self.setup.election.costs
        is_kept = np.zeros(len(costs), dtype=bool)
        for place in self.setup.candidates:
            is_kept[place] = int(support.supporters[place]) * self.ceiling >= costs[place]
        return replace(self.setup, support=narrow_support(support, is_kept), pools={})

    def find_start(self, raises: int) -> Fraction:
        """Give each voter's start after so many raises."""
        election = self.setup.election
        return Fraction(election.budget, max(1, election.voters)) + raises * self.increment

    def count_spent(self, run: Run) -> int:
        return sum(self.setup.election.costs[place] for place in run.bought)

    @property
    def left(self) -> int:
        """What is left of the budget."""
        return self.setup.election.budget - self.count_spent(self.run)

    def rise(self, *, until_overspend: bool) -> None:
        """Raise the start until there is a reason to stop.

        As long as a leap provably changes nothing, the next is twice as long; after one that may, half.
        """
        leap = 1
        while not self._is_done(until_overspend=until_overspend):
            higher = self._try(leap)
            if higher is None:
                leap //= 2
                continue
            if not higher.is_same and self.count_spent(higher) > self.setup.election.budget:
                return
            self.run = higher
            self.raises += leap
            leap = leap * 2 if higher.is_same and not self.by_single_steps else 1

    def _is_done(self, *, until_overspend: bool) -> bool:
        bought = set(self.run.bought)
        missing = [place for place in self.setup.candidates if place not in bought]
        if until_overspend or not missing:
            return not missing
        return min(self.setup.election.costs[place] for place in missing) > self.left

    def _try(self, leap: int) -> Run | None:
        """Run from a higher start; None if something between may differ."""
        start = self.find_start(self.raises + leap)
        if start > self.ceiling:
            self.ceiling = 2 * start
            self.narrowed = self._narrow()
        try:
            return Run(self.narrowed, start, self.run, must_be_same=leap > 1)
        except BrokenPromise:
            return None


def _conclude(
    climb: _Climb,
    completion: Completion,
    ruled_out: tuple[str, ...],
    filled: tuple[list[int], tuple[Tie, ...]],
) -> Outcome:
    election, run = climb.setup.election, climb.run
    behind = _add_up_money(climb) / election.money_unit
    bought = [Bought(place, 0, price_per_unit=0.0, money_behind=0.0) for place in run.setup.free]
    for purchase in run.purchases:
        money = purchase.money_behind / election.money_unit
        bought.append(
            Bought(
                purchase.project, 0, False, _show_price(climb.setup, purchase.project, purchase.level), money
            )
        )
    bought += [Bought(place, 0, by_completion=True, money_behind=float(behind[place])) for place in filled[0]]
    numbered = tuple(
        Bought(each.project, number, each.by_completion, each.price_per_unit, each.money_behind)
        for number, each in enumerate(bought, 1)
    )
    for each in numbered:
        behind[each.project] = np.nan if each.money_behind is None else each.money_behind
    return Outcome(
        "equal-shares", climb.setup.support.satisfaction, completion, climb.setup.support, numbered,
        (*run.ties, *filled[1]), sum(election.costs[each.project] for each in numbered), ruled_out, behind,
        run.start, climb.raises, tuple(run.purchases), run.setup.support,
    )  # fmt: skip


def _add_up_money(climb: _Climb) -> NDArray[np.float64]:
    """Add up what each project's supporters have left, in whole units."""
    support = climb.setup.support
    sums = np.concatenate([[0.0], np.cumsum(climb.run.tell_voters()[support.groups])])
    behind: NDArray[np.float64] = sums[support.starts[1:]] - sums[support.starts[:-1]]
    return behind


def _show_price(setup: Setup, project: int, level: float) -> float:
    """Give money for a unit of utility, in the units that people write."""
    if setup.support.satisfaction == "cost":
        return level / setup.support.scales[project]
    return level / setup.election.money_unit * setup.support.utility_unit
