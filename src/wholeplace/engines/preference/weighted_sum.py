"""The weighted sum of fixed scores, and one way to bring measurements onto a common scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.engines.preference.inputs import Floats, ShapesDoNotMatch, lay_out_weights, read_numbers
from wholeplace.foundations.errors import WholeplaceError


class CannotNormalise(WholeplaceError):
    """A column of measurements cannot be brought onto a common scale."""


def weighted_sum(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Give each option's weighted sum of values.

    Parameters
    ----------
    values : array_like, shape (options, criteria)
        On a common scale, larger is better.
    weights : array_like, shape (criteria,)
        Shares, not negative, summing to one (within 1e-9).

    Returns
    -------
    ndarray of float64, shape (options,)
        On the scale of the values.

    Raises
    ------
    NotNumbers, ShapesDoNotMatch, NothingToRank, WeightsAreNotShares
        As in `rank_acceptability`; weights must be fixed here.

    References
    ----------
    Department for Communities and Local Government (2009). Multi-criteria analysis: a manual.
    """
    matrix = read_numbers(values, "values", (2,))
    shares = lay_out_weights(read_numbers(weights, "weights", (1,)), matrix.shape[1])
    sums: Floats = (matrix * shares[:, 0]).sum(axis=1)
    return sums


def check_directions(maximise: ArrayLike, criteria: int) -> NDArray[np.bool_]:
    """Check that each criterion has a direction.

    Parameters
    ----------
    maximise : array_like of bool, shape (criteria,)
        True where larger is better.
    criteria : int
        How many criteria there are.

    Returns
    -------
    ndarray of bool, shape (criteria,)
        The same.

    Raises
    ------
    ShapesDoNotMatch
        Not one direction for each criterion.
    """
    larger_is_better = np.asarray(maximise, dtype=np.bool_)
    if larger_is_better.shape != (criteria,):
        raise ShapesDoNotMatch(
            f"There are {criteria} criteria but directions of shape {larger_is_better.shape}; give one each."
        )
    return larger_is_better


def share_of_column(matrix: ArrayLike, maximise: ArrayLike) -> Floats:
    """Turn measurements into shares of their column's sum, taking 1/x where smaller is better.

    Parameters
    ----------
    matrix : array_like, shape (options, criteria)
        Measurements in any unit, 0 or more; above 0 where smaller is better. Each column has a sum above 0.
    maximise : array_like of bool, shape (criteria,)
        True where larger is better.

    Returns
    -------
    ndarray of float64, shape (options, criteria)
        No unit, larger is better, every column summing to one. The shares of an option change when another
        is added or removed, and with them, sometimes, the order of the rest.

    Raises
    ------
    CannotNormalise
        A measurement is negative, a criterion to be small has a zero, or a column is all zero.
    NotNumbers, ShapesDoNotMatch, NothingToRank
        Not a full table of finite numbers, or not one direction for each criterion.

    References
    ----------
    Kracka, M., Brauers, W. K. M., Zavadskas, E. K. (2010). Ranking heating losses in a building by applying
    the MULTIMOORA. Inzinerine Ekonomika 21(4), 352-359.
    """
    measured = read_numbers(matrix, "measurements", (2,))
    larger_is_better = check_directions(maximise, measured.shape[1])
    for column, larger in enumerate(larger_is_better):
        least = measured[:, column].min()
        if least < 0 or (least == 0 and not larger) or not measured[:, column].any():
            raise CannotNormalise(
                f"Criterion {column} must have no negative measurement, none of 0 if smaller is better, and "
                f"not only zeros; its smallest is {least}. Score it with a value function instead."
            )
    good = np.where(larger_is_better, measured, 1 / np.where(larger_is_better, 1, measured))
    shares: Floats = good / good.sum(axis=0)
    return shares
