"""Exact arithmetic over what has been bought, for the decisions that floats cannot make."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.outcome import Purchase
from wholeplace.engines.ballots.support import Support

Groups = NDArray[np.int32]


class Ledger:
    """What everyone has left, exactly.

    Who has something left has paid in full for each purchase they support, so that their money is their
    start less whole multiples of the levels; and a level is a purchase's cost less what the capped gave,
    divided by a whole number. So each level follows from the earlier ones.

    Parameters
    ----------
    support : Support
    costs : sequence of int
        By project, in whole units.
    start : Fraction
        What each voter began with, in whole units.
    """

    def __init__(self, support: Support, costs: Sequence[int], start: Fraction) -> None:
        self.support, self.costs, self.start = support, costs, start
        self.purchases: list[Purchase] = []
        self.round_of = np.full(len(costs), -1, dtype=np.int64)
        # The exact levels have a common denominator: adding big whole numbers is quicker than fractions.
        self._numerators: list[int] = []
        self._denominator = start.denominator

    def add(self, purchase: Purchase) -> None:
        """Enter a purchase."""
        self.round_of[purchase.project] = len(self.purchases)
        self.purchases.append(purchase)

    def tell_level(self, round_: int) -> Fraction:
        """Give the exact level of a purchase, by its round from 0."""
        self._work_out_levels()
        return Fraction(self._numerators[round_], self._denominator)

    def _work_out_levels(self) -> None:
        for purchase in self.purchases[len(self._numerators) :]:
            cost = self.costs[purchase.project] * self._denominator
            rest = cost - self._add_up(purchase.capped, len(self._numerators))
            common = math.gcd(rest, purchase.units)
            factor = purchase.units // common
            if factor > 1:
                self._denominator *= factor
                self._numerators = [numerator * factor for numerator in self._numerators]
            self._numerators.append(rest // common)

    def add_up(self, groups: Groups) -> Fraction:
        """Add up what the voters of some groups have left.

        Parameters
        ----------
        groups : ndarray of int, shape (groups,)
            Only groups that have something left.

        Returns
        -------
        Fraction
        """
        self._work_out_levels()
        return Fraction(self._add_up(groups, len(self.purchases)), self._denominator)

    def _add_up(self, groups: Groups, before: int) -> int:
        """Add up what was left before a purchase, over the common denominator."""
        people = self.support.sizes[groups]
        left = self._show_start() * int(people.sum())
        if not before or not len(groups):
            return left
        counts = self._count_units(groups, people, before)
        paid: int = sum(map(operator.mul, counts, self._numerators))
        return left - paid

    def _show_start(self) -> int:
        return self.start.numerator * (self._denominator // self.start.denominator)

    def _count_units(self, groups: Groups, people: NDArray[np.int64], before: int) -> list[int]:
        """Count for each purchase how many units of its level the groups have paid."""
        offsets, support = self.support.offsets, self.support
        lengths = offsets[groups + 1] - offsets[groups]
        ends = np.cumsum(lengths)
        at = np.repeat(offsets[groups] - (ends - lengths), lengths) + np.arange(int(ends[-1]))
        rounds = self.round_of[support.projects[at]]
        units = np.repeat(people, lengths)
        if support.weights is not None:
            units = units * support.weights[at]
        is_paid = (rounds >= 0) & (rounds < before)
        sums = np.bincount(rounds[is_paid], weights=units[is_paid], minlength=before)
        counts: list[int] = sums.astype(np.int64).tolist()
        return counts

    def tell_balance(self, group: int) -> Fraction:
        """Give what each voter of a group has left.

        Parameters
        ----------
        group : int
            One that has something left.

        Returns
        -------
        Fraction
        """
        self._work_out_levels()
        paid = self._add_up(np.array([group], dtype=np.int32), len(self.purchases))
        return Fraction(paid, self._denominator * int(self.support.sizes[group]))
