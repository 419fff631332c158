"""Means and percentiles over draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeplace.engines.appraisal.quantities import Draws

PERCENTILES = (10, 50, 90)
NOTHING = 1e-6  # pounds: what rounding leaves of costs that incomes cancel, far below a penny


@dataclass(frozen=True)
class Range:
    """How a result spreads over the draws; None where the statistic is not defined.

    Parameters
    ----------
    mean, p10, p50, p90 : float or None
        In the unit of the result.
    """

    mean: float | None
    p10: float | None
    p50: float | None
    p90: float | None


def average(values: Draws) -> float:
    """Average over draws, exactly the value when all draws are the same.

    Parameters
    ----------
    values : ndarray, shape (draws,)
        At least one.

    Returns
    -------
    float
        In the unit of the values.
    """
    first = float(values[0])
    return first if bool(np.all(values == first)) else float(np.mean(values))


def summarise(values: Draws) -> Range:
    """Give mean, P10, P50 and P90 over draws.

    Parameters
    ----------
    values : ndarray, shape (draws,)
        At least one.

    Returns
    -------
    Range
        Percentiles by linear interpolation; all four equal when the values are.

    References
    ----------
    Hyndman and Fan (1996), definition 7 (numpy's ``linear``).
    """
    first = float(values[0])
    if bool(np.all(values == first)):
        return Range(first, first, first, first)
    p10, p50, p90 = (float(value) for value in np.percentile(values, PERCENTILES))
    return Range(float(np.mean(values)), p10, p50, p90)


def summarise_ratio(numerator: Draws, denominator: Draws) -> Range:
    """Give the ratio of the means, and the percentiles of the ratio in each draw.

    Parameters
    ----------
    numerator, denominator : ndarray, shape (draws,)
        In the same unit.

    Returns
    -------
    Range
        Mean None when the mean denominator is 0 or less; percentiles None when any draw's is. A
        millionth of a pound is nothing.
    """
    below = average(denominator)
    mean = average(numerator) / below if below > NOTHING else None
    if not bool(np.all(denominator > NOTHING)):
        return Range(mean, None, None, None)
    spread = summarise(numerator / denominator)
    return Range(mean, spread.p10, spread.p50, spread.p90)
