"""From a line to its flows: the deterministic shape over years, and the draws that multiply it.

A line is (a product of quantities) × (a known shape over years), so that every present value of it is
its drawn product times one number. That is what makes 100,000 draws of hundreds of lines cheap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.appraisal.case import AppraisalCase, Factor, Line, Transfer
from wholeplace.engines.appraisal.quantities import Distribution, Draws
from wholeplace.engines.appraisal.sampling import Sampler

Profile = NDArray[np.float64]


def shape_years(first: int, last: int, yearly_change: float, horizon_years: int) -> Profile:
    """Give the multiplier of the first year's flow in each year of the horizon.

    Parameters
    ----------
    first, last : int
        First and last year of the line, inclusive; years beyond the horizon count nothing.
    yearly_change : float
        Relative change a year from the first year on; above −1, or −1 for a line that lasts one year.
    horizon_years : int
        Number of years.

    Returns
    -------
    ndarray, shape (years,)
        (1 + change)^(y − first) from first to last, 0 elsewhere.
    """
    years = np.arange(horizon_years)
    in_force = (years >= first) & (years <= last)
    return np.where(in_force, (1.0 + yearly_change) ** np.clip(years - first, 0, last - first), 0.0)


def profile_line(line: Line | Transfer, horizon_years: int) -> Profile:
    """Give a line's shape over years with its optimism correction, before drivers.

    Parameters
    ----------
    line : Line or Transfer
        The line.
    horizon_years : int
        Number of years.

    Returns
    -------
    ndarray, shape (years,)
        Multiplier of the product of the line's factors in each year.
    """
    if isinstance(line, Transfer):
        return shape_years(line.first_year, line.last_year, 0.0, horizon_years)
    return line.correction * shape_years(line.first_year, line.last_year, line.yearly_change, horizon_years)


def multiply_drivers(line: Line, case: AppraisalCase) -> NDArray[np.float64]:
    """Give the product of a line's drivers in each scenario.

    Parameters
    ----------
    line : Line
        The line.
    case : AppraisalCase
        For the scenarios.

    Returns
    -------
    ndarray, shape (scenarios,)
        1 where a scenario names none of the line's drivers.
    """
    return np.array(
        [
            float(np.prod([scenario.drivers.get(name, 1.0) for name in line.drivers]))
            for scenario in case.scenarios
        ]
    )


def expect_drivers(line: Line, case: AppraisalCase) -> float:
    """Give the probability-weighted product of a line's drivers over the scenarios.

    Parameters
    ----------
    line : Line
        A cost or a benefit, with the names of its drivers.
    case : AppraisalCase
        With its scenarios and their probabilities.

    Returns
    -------
    float
        Shares of the scenarios' drivers, weighted by their probabilities.
    """
    probabilities = np.array([scenario.probability for scenario in case.scenarios])
    return float(np.sum(probabilities * multiply_drivers(line, case)))


def apply_factor(factor: Factor, value: Draws | float) -> Draws | float:
    """Turn the stated quantity into what enters the product: complemented, then scaled.

    Parameters
    ----------
    factor : Factor
        The quantity.
    value : ndarray or float
        Its value or draws, as stated.

    Returns
    -------
    ndarray or float
        Same shape.
    """
    entering = 1.0 - value if factor.is_complement else value
    return entering if factor.scale == 1.0 else entering * factor.scale


def draw_product(factors: tuple[Factor, ...], sampler: Sampler, watch: dict[str, float]) -> Draws | float:
    """Draw the product of a line's factors.

    Parameters
    ----------
    factors : tuple of Factor
        The line's quantities.
    sampler : Sampler
        Gives the draws.
    watch : dict of str to float
        Receives, by path, the share of draws outside the sensible range, where there are any.

    Returns
    -------
    ndarray, shape (draws,), or float
        Pounds a year in the line's first year before correction; a float when nothing is uncertain.
    """
    known, drawn = 1.0, None
    for factor in factors:
        value = sampler.draw(factor)
        _watch_range(factor, value, watch)
        entering = apply_factor(factor, value)
        if isinstance(entering, float):
            known *= entering
        elif drawn is None:
            drawn = entering if entering.flags.writeable else entering.copy()
        else:
            drawn = np.multiply(drawn, entering, out=drawn)
    if drawn is None:
        return known
    return drawn if known == 1.0 else np.multiply(drawn, known, out=drawn)


def _watch_range(factor: Factor, value: Draws | float, watch: dict[str, float]) -> None:
    low, high = factor.sensible
    if isinstance(factor.quantity, Distribution):
        smallest, largest = factor.quantity.bounds
        if smallest >= low and largest <= high:
            return
    outside = float(np.mean((value < low) | (value > high)))
    if outside > 0:
        watch[factor.path] = outside
