"""Weights of criteria: unknown ones drawn evenly, known ones from swings."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wholeplace.engines.preference.inputs import Floats, NothingToRank, read_numbers
from wholeplace.foundations.errors import WholeplaceError


class SwingsGiveNoWeights(WholeplaceError):
    """Swings are negative or all zero, so that no weights follow from them."""


def draw_uniform_weights(generator: np.random.Generator, draws: int, criteria: int) -> Floats:
    """Draw weights evenly from the simplex: what to assume when a group's weights are unknown.

    Independent standard exponentials divided by their sum are uniform on the simplex.

    Parameters
    ----------
    generator : numpy.random.Generator
        The only source of randomness; it is advanced by draws × criteria exponentials, in which the
        draws of the first criterion come first.
    draws, criteria : int
        At least 1 each.

    Returns
    -------
    ndarray of float64, shape (draws, criteria)
        Shares, no unit, positive, each row summing to one. The draws of one criterion lie together in memory,
        which is the order that `rank_acceptability` reads fastest.

    Raises
    ------
    NothingToRank
        Fewer than one draw or one criterion is asked for.

    References
    ----------
    Devroye, L. (1986). Non-Uniform Random Variate Generation, chapter V.
    Tervonen, T., Lahdelma, R. (2007). Implementing stochastic multicriteria acceptability analysis.
    European Journal of Operational Research 178(2), 500-513.
    """
    if draws < 1 or criteria < 1:
        raise NothingToRank(
            f"At least one draw and one criterion are needed, but {draws} draws of {criteria} criteria "
            "were asked for."
        )
    shares = generator.standard_exponential((criteria, draws))
    shares /= shares.sum(axis=0)
    return shares.T


def swing_weights(swings: ArrayLike) -> Floats:
    """Turn swings into weights: each swing's share of their sum.

    A swing says how much the step from the worst to the best score of a criterion is worth; by custom
    the most valued step is 100. Only ratios count: swings of 100 and 50 give the weights of 2 and 1.

    Parameters
    ----------
    swings : array_like, shape (criteria,)
        No unit, 0 or more, at least one above 0.

    Returns
    -------
    ndarray of float64, shape (criteria,)
        Shares, summing to one.

    Raises
    ------
    SwingsGiveNoWeights
        A swing is negative, or all are zero.
    NotNumbers, ShapesDoNotMatch, NothingToRank
        Not a list of finite numbers, or an empty one.

    References
    ----------
    von Winterfeldt, D., Edwards, W. (1986). Decision Analysis and Behavioral Research.
    """
    given = read_numbers(swings, "swings", (1,))
    if given.min() < 0:
        raise SwingsGiveNoWeights(
            f"A swing must be 0 or more, but one is {given.min()}; give a worthless step 0."
        )
    if given.max() == 0:
        raise SwingsGiveNoWeights(
            "One swing at least must be above 0, but all are 0; give the best step 100."
        )
    relative = given / given.max()  # first, so that the sum of very large swings cannot overflow
    shares: Floats = relative / relative.sum()
    return shares
