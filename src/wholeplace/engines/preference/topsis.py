"""TOPSIS: nearness to an ideal option made of the best of each criterion."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wholeplace.engines.preference.inputs import Floats, lay_out_weights, read_numbers
from wholeplace.engines.preference.weighted_sum import CannotNormalise, check_directions


def topsis(matrix: ArrayLike, weights: ArrayLike, maximise: ArrayLike) -> Floats:
    """Give each option's relative closeness to the ideal option, by Euclidean distance.

    Each column is divided by its Euclidean length (vector normalisation) and multiplied by its weight; the
    ideal takes the best of each column, the anti-ideal the worst; closeness = distance from the anti-ideal /
    (that + distance from the ideal). It depends on the other options present, so that removing a loser may
    change the winner.

    Parameters
    ----------
    matrix : array_like, shape (options, criteria)
        Measurements in any unit; no column all zero.
    weights : array_like, shape (criteria,)
        Shares, not negative, summing to one (within 1e-9).
    maximise : array_like of bool, shape (criteria,)
        True where larger is better.

    Returns
    -------
    ndarray of float64, shape (options,)
        0 (the anti-ideal) to 1 (the ideal); all NaN when no criterion with a weight tells the options apart,
        as with a single option.

    Raises
    ------
    CannotNormalise
        A column is all zero.
    NotNumbers, ShapesDoNotMatch, NothingToRank, WeightsAreNotShares
        As in `weighted_sum`, or not one direction for each criterion.

    References
    ----------
    Hwang, C. L., Yoon, K. (1981). Multiple Attribute Decision Making: Methods and Applications.
    Tzeng, G.-H., Huang, J.-J. (2011). Multiple Attribute Decision Making: Methods and Applications.
    """
    measured = read_numbers(matrix, "measurements", (2,))
    shares = lay_out_weights(read_numbers(weights, "weights", (1,)), measured.shape[1])
    larger_is_better = check_directions(maximise, measured.shape[1])
    largest = np.abs(measured).max(axis=0)
    if not largest.all():
        column = int(np.flatnonzero(largest == 0)[0])
        raise CannotNormalise(f"Criterion {column} is 0 for every option and cannot be scaled; leave it out.")
    relative = measured / largest  # first, so that squares of very large numbers cannot overflow
    scaled = relative / np.sqrt((relative**2).sum(axis=0)) * shares[:, 0]
    scaled = np.where(larger_is_better, scaled, -scaled)
    from_ideal = np.sqrt(((scaled.max(axis=0) - scaled) ** 2).sum(axis=1))
    from_worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    apart = from_ideal + from_worst
    closeness = np.full(len(apart), np.nan)
    np.divide(from_worst, apart, out=closeness, where=apart > 0)
    return closeness
