"""What is decided: projects with their costs, a budget, and everybody's ballot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.foundations.errors import WholeplaceError

Ints = NDArray[np.int64]
Places = NDArray[np.int32]

# Sums of points are exact below this, as whole numbers and as floats.
MOST_POINTS = 1 << 53
# Sums of money fit into 64 bits below this.
MOST_MONEY = 1 << 62


class InvalidElection(WholeplaceError):
    """Projects, budget and ballots that do not fit together."""


@dataclass(frozen=True, eq=False)
class Election:
    """A participatory budget, with money in whole units so that every decision can be exact.

    Parameters
    ----------
    project_ids : tuple of str
        Each once.
    costs : tuple of int
        Cost of each project times `money_unit`, at least 0.
    budget : int
        Money to spend times `money_unit`, at least 0.
    money_unit : int
        1 where all amounts are whole, 100 for pence, and so on.
    offsets : ndarray of int, shape (voters + 1,)
        Where each ballot begins in `choices`.
    choices : ndarray of int, shape (choices,)
        Places of the projects, ballot by ballot in its order; no project twice in a ballot.
    points : ndarray of int, shape (choices,), or None
        Points times `points_unit`; None where the ballots give none.
    points_unit : int
        1 for whole points.
    """

    project_ids: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    money_unit: int
    offsets: Ints
    choices: Places
    points: Ints | None = None
    points_unit: int = 1

    @property
    def voters(self) -> int:
        """How many ballots there are, empty ones too."""
        return len(self.offsets) - 1

    @cached_property
    def voter_of_choice(self) -> Places:
        """The voter of each choice, shape (choices,)."""
        return np.repeat(np.arange(self.voters, dtype=np.int32), np.diff(self.offsets))

    @cached_property
    def affordable(self) -> NDArray[np.bool_]:
        """Whether each project costs no more than the whole budget, shape (projects,)."""
        return np.array([cost <= self.budget for cost in self.costs], dtype=bool)

    def show_money(self, amount: int | Fraction) -> Fraction:
        """Turn an amount in whole units into money as people write it."""
        return Fraction(amount) / self.money_unit


def make_election(
    project_ids: Sequence[str],
    costs: Sequence[Fraction | int],
    budget: Fraction | int,
    offsets: ArrayLike,
    choices: ArrayLike,
    points: ArrayLike | None = None,
    points_unit: int = 1,
) -> Election:
    """Put an election together and check that its parts fit.

    Parameters
    ----------
    project_ids : sequence of str
        Each once; may be empty.
    costs : sequence of Fraction or int
        Cost of each project, at least 0.
    budget : Fraction or int
        At least 0.
    offsets : array_like of int, shape (voters + 1,)
        From 0, never falling, ending with the number of choices; [0] for no voters.
    choices : array_like of int, shape (choices,)
        Places of projects, from 0, ballot by ballot in its order. A project that stands twice in a ballot
        counts once, where it first stands.
    points : array_like of int, shape (choices,), optional
        Points times `points_unit`, in absolute value less than 2^53 in total.
    points_unit : int, optional
        At least 1.

    Returns
    -------
    Election

    Raises
    ------
    InvalidElection
        When lengths differ, an id stands twice, a place is not a project's, or an amount is negative or so
        large that sums would not fit into 64 bits.
    """
    places = np.asarray(choices, dtype=np.int32)
    bounds = np.asarray(offsets, dtype=np.int64)
    scores = None if points is None else np.asarray(points, dtype=np.int64)
    _refuse_misfits(project_ids, costs, budget, bounds, places)
    _refuse_points(scores, len(places))
    bounds, places, scores = _drop_repeated(bounds, places, scores, len(project_ids))
    unit = math.lcm(*(Fraction(amount).denominator for amount in (*costs, budget)))
    if (sum(costs) + budget) * unit >= MOST_MONEY:
        raise InvalidElection(
            "The amounts are too large or too finely divided; use at most 18 digits in all."
        )
    return Election(
        tuple(project_ids),
        tuple(int(Fraction(cost) * unit) for cost in costs),
        int(Fraction(budget) * unit),
        unit,
        bounds,
        places,
        scores,
        points_unit,
    )


def _refuse_misfits(
    ids: Sequence[str], costs: Sequence[Fraction | int], budget: Fraction | int, bounds: Ints, places: Places
) -> None:
    if len(ids) != len(costs):
        raise InvalidElection(f"There are {len(ids)} projects but {len(costs)} costs; give each project one.")
    if len(set(ids)) != len(ids):
        raise InvalidElection("Two projects have the same id; give each its own.")
    if budget < 0 or any(cost < 0 for cost in costs):
        raise InvalidElection("A cost or the budget is negative; amounts are at least 0.")
    if bounds.ndim != 1 or not len(bounds) or bounds[0] != 0 or bounds[-1] != len(places):
        raise InvalidElection(
            "The offsets of the ballots must begin with 0 and end with the number of choices."
        )
    if (np.diff(bounds) < 0).any():
        raise InvalidElection("The offsets of the ballots must never fall.")
    if len(places) and not (places.min() >= 0 and places.max() < len(ids)):
        raise InvalidElection(f"A ballot names a project outside 0 to {len(ids) - 1}.")


def _refuse_points(points: Ints | None, choices: int) -> None:
    if points is None:
        return
    if len(points) != choices:
        raise InvalidElection(
            f"There are {choices} choices but {len(points)} points; give each choice its own."
        )
    if np.abs(points.astype(float)).sum() >= MOST_POINTS:
        raise InvalidElection("The points are too large to be added exactly; use smaller numbers.")


def _drop_repeated(
    bounds: Ints, places: Places, points: Ints | None, projects: int
) -> tuple[Ints, Places, Ints | None]:
    """Leave each project where it first stands in a ballot."""
    voters = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))
    order = sort_by_project(places, projects)
    sorted_places, sorted_voters = places[order], voters[order]
    again = (sorted_places[1:] == sorted_places[:-1]) & (sorted_voters[1:] == sorted_voters[:-1])
    if not again.any():
        return bounds, places, points
    kept = np.ones(len(places), dtype=bool)
    kept[order[1:][again]] = False
    counts = np.bincount(voters[kept], minlength=len(bounds) - 1)
    new_bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return new_bounds, places[kept], None if points is None else points[kept]


def sort_by_project(places: Places, projects: int) -> Ints:
    """Order choices by project, those of one project in the order they stand in.

    Parameters
    ----------
    places : ndarray of int, shape (choices,)
        Places of projects.
    projects : int
        How many there are; few projects sort faster, since small numbers are sorted by their digits.

    Returns
    -------
    ndarray of int, shape (choices,)
    """
    small = np.uint8 if projects <= 256 else np.uint16 if projects <= 65536 else np.int32
    return np.argsort(places.astype(small), kind="stable")
