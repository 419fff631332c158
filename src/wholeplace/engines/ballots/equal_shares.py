"""The method of equal shares: everyone has the same share, and supporters buy what they can afford together.

A candidate's price can only rise while others are bought, since its supporters only have less. So an old
price is a bound, and only candidates whose bound is the least are looked at again.

Prices are floats with bounds that hold for sure. Where they cannot tell which of two is less, whether money
is enough, or whether somebody can pay in full, the `Ledger` tells exactly.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.election import Election
from wholeplace.engines.ballots.ledger import Ledger
from wholeplace.engines.ballots.outcome import Purchase, Tie
from wholeplace.engines.ballots.support import Support

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Groups = NDArray[np.int32]

EPSILON = 2.0**-52
# numpy adds pairwise in blocks of 128: at most 16 + 3 + log2(entries / 128) roundings, under 50 for 2^32
# entries; the rest is for the products and differences around it.
SUM_ERROR = 64 * EPSILON
# A level that is less certain than this share of the start is worked out exactly before it is paid, so that
# errors do not grow from round to round.
MOST_ERROR = 1e-10
# Stands for a balance above zero that a float cannot hold: exactly zero means that nothing is left.
LEAST = 1e-300


@dataclass(frozen=True, eq=False)
class Setup:
    """What does not depend on the voters' start.

    Parameters
    ----------
    election : Election
    support : Support
    ranks : tuple of int
        Who goes first in a tie.
    free : tuple of int
        Projects without a cost that take part, in the order of the tie-break.
    candidates : tuple of int
        The other projects that take part.
    pools : dict of int to _Pool
        The supporters of candidates that were looked at, kept from run to run.
    """

    election: Election
    support: Support
    ranks: tuple[int, ...]
    free: tuple[int, ...]
    candidates: tuple[int, ...]
    pools: dict[int, _Pool] = field(default_factory=dict, repr=False)

    def open_pool(self, project: int) -> _Pool:
        """Gather a candidate's supporters."""
        if project not in self.pools:
            self.pools[project] = _open_pool(self.support, project)
        return self.pools[project]


@dataclass(frozen=True, eq=False)
class _Offer:
    """What a candidate would cost its supporters now.

    ``capped`` marks who would give all they have, ``emptied`` who would pay exactly that. Unless
    ``is_clear``, the floats could not tell who is capped, and only ``low`` holds for sure.
    """

    project: int
    groups: Groups
    capped: Bools
    level: float
    error: float
    low: float
    high: float
    money: float
    is_clear: bool
    emptied: Bools | None = None
    exact: Fraction | None = None


class BrokenPromise(Exception):
    """The order of purchases may differ from the expected one somewhere between the two starts."""


class Run:
    """One run of the method from one start.

    Parameters
    ----------
    setup : Setup
    start : Fraction
        What each voter begins with, in whole units.
    expected : Run, optional
        A run from a lower start. ``is_same`` then tells whether every start between the two gives the same
        purchases in the same order.
    must_be_same : bool
        Whether to raise `BrokenPromise` as soon as that is not certain.
    """

    def __init__(
        self, setup: Setup, start: Fraction, expected: Run | None = None, *, must_be_same: bool = False
    ) -> None:
        self.setup, self.start = setup, start
        self.expected, self.must_be_same, self.is_same = expected, must_be_same, expected is not None
        self.ledger = Ledger(setup.support, setup.election.costs, start)
        self.share = float(start)
        self.balances = np.full(len(setup.support.sizes), self.share)
        self.error = EPSILON * self.share
        self.ties: list[Tie] = []
        self._pools: dict[int, _Pool] = {}
        self._offers: dict[int, tuple[int, _Offer]] = {}
        self._bounds = self._bound_first()
        heapq.heapify(self._bounds)
        while self._bounds and (offer := self._choose()) is not None:
            self._buy(offer)
        self._check_end()

    @property
    def purchases(self) -> list[Purchase]:
        """What was bought with money, in order."""
        return self.ledger.purchases

    @property
    def bought(self) -> tuple[int, ...]:
        """What was bought, in order; projects without a cost first."""
        return (*self.setup.free, *(purchase.project for purchase in self.purchases))

    def tell_voters(self) -> Floats:
        """Tell what each voter has left, in whole units, shape (voters,)."""
        groups = self.setup.support.group_of_voter
        return self.balances if groups is None else self.balances[groups]

    # --- choosing -----------------------------------------------------------------------------------------

    def _bound_first(self) -> list[tuple[float, int, int]]:
        """Bound the price of each candidate that can be paid at all, as if nobody were capped."""
        election, support = self.setup.election, self.setup.support
        bounds = []
        for project in self.setup.candidates:
            cost = election.costs[project]
            if int(support.supporters[project]) * self.start.numerator >= cost * self.start.denominator:
                units = int(support.totals[project]) * support.scales[project]
                bounds.append((cost / units * (1 - 4 * EPSILON), self.setup.ranks[project], project))
        return bounds

    def _choose(self) -> _Offer | None:
        """Find the candidate with the least price; None if none can be paid."""
        contenders, least = self._find_contenders()
        rivals = [offer for offer in contenders if offer.low <= least]
        if not rivals:
            return None
        chosen = rivals[0] if len(rivals) == 1 else self._settle(rivals)
        for offer in contenders:
            if offer.project != chosen.project:
                self._push(offer)
        if self.is_same:
            self._check_promise(chosen)
        return chosen

    def _find_contenders(self) -> tuple[list[_Offer], float]:
        """Take out every candidate that may have the least price, and what that is at most."""
        contenders: list[_Offer] = []
        least = math.inf
        while self._bounds and self._bounds[0][0] <= least:
            offer, is_fresh = self._look_at(heapq.heappop(self._bounds)[2])
            if offer is None:
                continue
            if not is_fresh:
                self._push(offer)
                continue
            contenders.append(offer := self._clear(offer))
            least = min(least, offer.high)
        return contenders, least

    def _look_at(self, project: int) -> tuple[_Offer | None, bool]:
        """Give a candidate's offer and whether it had been worked out since the last purchase."""
        now = len(self.purchases)
        since, known = self._offers.get(project, (-1, None))
        if since == now:
            return known, True
        offer = self._work_out(project, known)
        if offer is not None:
            self._offers[project] = now, offer
        return offer, False

    def _push(self, offer: _Offer) -> None:
        heapq.heappush(self._bounds, (offer.low, self.setup.ranks[offer.project], offer.project))

    def _settle(self, rivals: Sequence[_Offer]) -> _Offer:
        """Compare exactly; break a tie by rank."""
        exact = [self._make_exact(offer) for offer in rivals]
        prices = [self._find_price(offer) for offer in exact]
        least = min(prices)
        equal = [offer for offer, price in zip(exact, prices, strict=True) if price == least]
        equal.sort(key=lambda offer: self.setup.ranks[offer.project])
        if len(equal) > 1:
            self.ties.append(Tie(tuple(offer.project for offer in equal), equal[0].project))
        return equal[0]

    def _find_price(self, offer: _Offer) -> Fraction:
        assert offer.exact is not None  # noqa: S101 - for the type checker: it was made exact above
        return offer.exact / self.setup.support.scales[offer.project]

    # --- pricing ------------------------------------------------------------------------------------------

    def _work_out(self, project: int, known: _Offer | None) -> _Offer | None:
        """Work out a candidate's price; None if its supporters can no longer pay."""
        pool = self._pools.get(project)
        if pool is None:
            pool = self._pools[project] = self.setup.open_pool(project)
        left = self.balances[pool.groups]
        if np.count_nonzero(left) * 4 < len(left) * 3:
            is_alive = left > 0
            pool = self._pools[project] = pool.keep(is_alive)
            left = left[is_alive]
        cost = self.setup.election.costs[project]
        gifts = left if pool.people is None else left * pool.people
        money = float(np.add.reduce(gifts))
        doubt = pool.number * self.error + SUM_ERROR * max(money, cost)
        if money + doubt < cost:
            return None
        is_enough = money - doubt > cost
        if not is_enough and self.ledger.add_up(pool.groups[left > 0]) < cost:
            return None
        level = 0.0 if known is None else max(0.0, known.level - known.error)
        return self._cap(pool, left, gifts, (money, level, is_enough))

    def _cap(self, pool: _Pool, left: Floats, gifts: Floats, given: tuple[float, float, bool]) -> _Offer:
        """Find who is capped by raising the level until nobody more is.

        For any set of capped voters, the level that makes up the cost with the others is a lower bound.
        """
        money, level, is_enough = given
        project, cost = pool.project, float(self.setup.election.costs[pool.project])
        capped = left < pool.ask(level)
        count = -1
        while (now := int(np.count_nonzero(capped))) != count:
            count = now
            units = pool.units if not now else pool.units - pool.count_units(capped)
            if units <= 0:
                break
            level = (cost - float(np.add.reduce(gifts[capped]))) / units if now else cost / units
            gap = left - pool.ask(level)
            capped = gap < 0
        if units <= 0:  # all capped by a rounding: the exact way will tell
            return _Offer(project, pool.groups, capped, level, 0.0, 0.0, math.inf, money, is_clear=False)
        unsure = self.error * pool.count_people(capped) + SUM_ERROR * cost
        error = unsure / units + 4 * EPSILON * level
        margin = 2 * error * pool.largest + self.error + 4 * EPSILON * self.share
        is_clear = is_enough and bool(np.minimum.reduce(np.abs(gap)) > margin)
        scale = self.setup.support.scales[project]
        low = (level - error) / scale * (1 - 4 * EPSILON)
        high = (level + error) / scale * (1 + 4 * EPSILON) if is_clear else math.inf
        return _Offer(project, pool.groups, capped, level, error, low, high, money, is_clear=is_clear)

    def _clear(self, offer: _Offer) -> _Offer:
        """Find out exactly who is capped and at which level.

        Capping whoever is surely below a lower bound of the level gives a higher lower bound, until nobody
        more is below.
        """
        if offer.is_clear:
            return offer
        pool = self._pools[offer.project]
        left = self.balances[offer.groups]
        alive = left > 0
        balances: dict[int, Fraction] = {}
        level = self._raise_level(pool, alive, np.zeros(len(left), dtype=bool))
        capped = np.zeros(len(left), dtype=bool)
        while True:
            below = alive & ~capped & self._find_below(pool, left, level, balances)
            if not below.any():
                break
            capped |= below
            level = self._raise_level(pool, alive, capped)
        emptied = alive & ~capped & self._find_emptied(pool, left, level, balances)
        number = float(level)
        scale = self.setup.support.scales[offer.project]
        low, high = (number / scale * factor for factor in (1 - 8 * EPSILON, 1 + 8 * EPSILON))
        cleared = replace(
            offer, capped=capped | ~alive, emptied=emptied, level=number, error=EPSILON * number,
            low=low, high=high, is_clear=True, exact=level,
        )  # fmt: skip
        self._offers[offer.project] = len(self.purchases), cleared
        return cleared

    def _raise_level(self, pool: _Pool, alive: Bools, capped: Bools) -> Fraction:
        given = self.ledger.add_up(pool.groups[capped])
        units = int(pool.count_units(alive & ~capped))
        return Fraction(self.setup.election.costs[pool.project] - given) / units

    def _find_below(self, pool: _Pool, left: Floats, level: Fraction, balances: dict[int, Fraction]) -> Bools:
        """Find who has less than the level asks, exactly."""
        surely, near = self._compare(pool, left, level)
        for place in near:
            surely[place] = self._tell(pool, place, balances) < level * pool.weight(place)
        return surely

    def _find_emptied(
        self, pool: _Pool, left: Floats, level: Fraction, balances: dict[int, Fraction]
    ) -> Bools:
        """Find who has exactly what the level asks."""
        exactly = np.zeros(len(left), dtype=bool)
        for place in self._compare(pool, left, level)[1]:
            exactly[place] = self._tell(pool, place, balances) == level * pool.weight(place)
        return exactly

    def _compare(self, pool: _Pool, left: Floats, level: Fraction) -> tuple[Bools, list[int]]:
        """Find who surely has less than the level asks, and of whom floats cannot tell."""
        asked = pool.ask(float(level)) + np.zeros(len(left))
        margin = self.error + 8 * EPSILON * (asked + self.share)
        near = (np.abs(left - asked) <= margin) & (left > 0)
        return left < asked - margin, np.flatnonzero(near).tolist()

    def _tell(self, pool: _Pool, place: int, balances: dict[int, Fraction]) -> Fraction:
        group = int(pool.groups[place])
        if group not in balances:
            balances[group] = self.ledger.tell_balance(group)
        return balances[group]

    def _make_exact(self, offer: _Offer) -> _Offer:
        """Give a clear offer its exact level."""
        if offer.exact is not None:
            return offer
        alive = self.balances[offer.groups] > 0
        exact = self._raise_level(self._pools[offer.project], alive, offer.capped & alive)
        return replace(offer, exact=exact, level=float(exact), error=EPSILON * float(exact))

    # --- buying -------------------------------------------------------------------------------------------

    def _buy(self, offer: _Offer) -> None:
        """Let the supporters pay."""
        if offer.error * self._pools[offer.project].largest > MOST_ERROR * self.share:
            offer = self._make_exact(offer)
        pool = self._pools.pop(offer.project)
        left = self.balances[offer.groups]
        rest = np.where(offer.capped, 0.0, np.maximum(left - pool.ask(offer.level), LEAST))
        emptied = np.empty(0, dtype=np.int32)
        if offer.emptied is not None:
            rest[offer.emptied] = 0.0
            emptied = offer.groups[offer.emptied]
        self.balances[offer.groups] = rest
        capped = offer.groups[offer.capped & (left > 0)]
        units = int(pool.count_units(~offer.capped))
        self.ledger.add(
            Purchase(offer.project, offer.level, offer.low, offer.high, offer.money, capped, emptied, units)
        )
        self.error += offer.error * pool.largest + 2 * EPSILON * self.share

    # --- promising ----------------------------------------------------------------------------------------

    def _check_promise(self, chosen: _Offer) -> None:
        """See that this purchase is made from every start between the expected run's and this one's.

        From a higher start everyone has at least as much left after the same purchases, so that every price
        is at most as high. The expected purchase is therefore made from every start between, if its price at
        the lower start is below every other candidate's price at the higher one.
        """
        assert self.expected is not None  # noqa: S101 - for the type checker: nothing to check otherwise
        round_ = len(self.purchases)
        if round_ >= len(self.expected.purchases):
            return self._break_promise()
        promised = self.expected.purchases[round_]
        if promised.project != chosen.project or not self._all_are_later(promised):
            self._break_promise()
        return None

    def _all_are_later(self, promised: Purchase) -> bool:
        aside: list[_Offer] = []
        while self._bounds and self._bounds[0][0] <= promised.high:
            offer, is_fresh = self._look_at(self._bounds[0][2])
            heapq.heappop(self._bounds)
            if offer is None:
                continue
            if is_fresh:
                aside.append(self._clear(offer))
            else:
                self._push(offer)
        for offer in aside:
            self._push(offer)
        near = [offer for offer in aside if offer.low <= promised.high]
        return all(self._is_later(promised, offer) for offer in near)

    def _is_later(self, promised: Purchase, offer: _Offer) -> bool:
        """Compare prices that nobody caps exactly: they are simple quotients."""
        if len(promised.capped) or (self.balances[offer.groups][offer.capped] > 0).any():
            return False
        costs, scales, ranks = self.setup.election.costs, self.setup.support.scales, self.setup.ranks
        units = int(self._pools[offer.project].count_units(~offer.capped))
        ours = costs[promised.project] * scales[offer.project] * units
        theirs = costs[offer.project] * scales[promised.project] * promised.units
        return (ours, ranks[promised.project]) < (theirs, ranks[offer.project])

    def _break_promise(self) -> None:
        self.is_same = False
        if self.must_be_same:
            raise BrokenPromise

    def _check_end(self) -> None:
        if self.is_same and self.expected and len(self.purchases) != len(self.expected.purchases):
            self._break_promise()
        self.expected = None


@dataclass(frozen=True, eq=False)
class _Pool:
    """A candidate's supporters that may have something left; None stands for ones."""

    project: int
    groups: Groups
    people: Floats | None
    weights: Floats | None
    each: Floats | None
    number: float
    units: float
    largest: float

    def ask(self, level: float) -> Floats | float:
        """Give what each is asked for at a level."""
        return level if self.weights is None else level * self.weights

    def weight(self, place: int) -> int:
        """Give the utility of one of them."""
        return 1 if self.weights is None else int(self.weights[place])

    def count_units(self, which: Bools) -> float:
        """Add up the utilities of some, times their number: whole numbers, so that any order is exact."""
        return float(np.count_nonzero(which) if self.each is None else np.dot(self.each, which))

    def count_people(self, which: Bools) -> float:
        """Count some."""
        return float(np.count_nonzero(which) if self.people is None else np.dot(self.people, which))

    def keep(self, which: Bools) -> _Pool:
        """Keep some."""
        return _fill_pool(
            self.project,
            self.groups[which],
            None if self.people is None else self.people[which],
            None if self.weights is None else self.weights[which],
        )


def _open_pool(support: Support, project: int) -> _Pool:
    at = slice(support.starts[project], support.starts[project + 1])
    return _fill_pool(
        project,
        support.groups[at],
        None if support.people is None else support.people[at],
        None if support.utilities is None else support.utilities[at],
    )


def _fill_pool(project: int, groups: Groups, people: Floats | None, weights: Floats | None) -> _Pool:
    number = float(len(groups) if people is None else np.add.reduce(people))
    largest = 1.0 if weights is None or not len(weights) else float(weights.max())
    each = people if weights is None else weights if people is None else people * weights
    units = float(len(groups) if each is None else np.add.reduce(each))
    return _Pool(project, groups, people, weights, each, number, units, largest)
