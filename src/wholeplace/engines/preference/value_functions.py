"""Value functions: from a measurement to how good it is."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wholeplace.engines.preference.inputs import Floats, ShapesDoNotMatch, read_numbers
from wholeplace.foundations.errors import WholeplaceError


class InvalidValueFunction(WholeplaceError):
    """The points of a value function do not define one."""


def piecewise_value(
    measured: ArrayLike,
    cutoffs: ArrayLike,
    values: ArrayLike,
    *,
    outside: Literal["clip", "extrapolate"] = "clip",
) -> Floats:
    """Give the value of measurements by straight lines between points.

    Parameters
    ----------
    measured : array_like, any shape
        Measurements, in the unit of the cutoffs; may be empty.
    cutoffs : array_like, shape (points,)
        Strictly ascending, at least two.
    values : array_like, shape (points,)
        The value at each cutoff, usually 0 to 1; descending where smaller is better.
    outside : {"clip", "extrapolate"}
        Beyond the first and last cutoff: their values, or the line of the nearest segment carried on.

    Returns
    -------
    ndarray of float64, the shape of `measured`
        Values, no unit; outside 0 to 1 only when extrapolated. NaN where the measurement is NaN.

    Raises
    ------
    InvalidValueFunction
        Fewer than two cutoffs, or not strictly ascending, or `outside` is neither word.
    ShapesDoNotMatch
        Not one value for each cutoff.
    NotNumbers, NothingToRank
        Cutoffs or values are not finite numbers, or empty.

    References
    ----------
    Keeney, R. L., Raiffa, H. (1976). Decisions with Multiple Objectives.
    """
    points, heights = read_points(cutoffs, values)
    if outside not in ("clip", "extrapolate"):
        raise InvalidValueFunction(f"Beyond the cutoffs, say clip or extrapolate, not '{outside}'.")
    at = np.asarray(measured, dtype=np.float64)
    inside: Floats = np.interp(at, points, heights)
    if outside == "clip":
        return inside
    slopes = np.diff(heights) / np.diff(points)
    below = np.minimum(at - points[0], 0) * slopes[0]
    above = np.maximum(at - points[-1], 0) * slopes[-1]
    extrapolated: Floats = inside + below + above
    return extrapolated


def read_points(cutoffs: ArrayLike, values: ArrayLike) -> tuple[Floats, Floats]:
    """Check the points of a value function.

    Parameters
    ----------
    cutoffs, values : array_like, shape (points,)
        As in `piecewise_value`.

    Returns
    -------
    tuple of ndarray of float64, shape (points,) each
        Cutoffs and values.

    Raises
    ------
    InvalidValueFunction, ShapesDoNotMatch, NotNumbers, NothingToRank
        As in `piecewise_value`.
    """
    points = read_numbers(cutoffs, "cutoffs", (1,))
    heights = read_numbers(values, "values at the cutoffs", (1,))
    if points.shape != heights.shape:
        raise ShapesDoNotMatch(
            f"There are {len(points)} cutoffs but {len(heights)} values; give one value for each cutoff."
        )
    if len(points) < 2 or not (np.diff(points) > 0).all():
        raise InvalidValueFunction(
            f"Cutoffs must be two or more and strictly ascending, but are {points.tolist()}; order them."
        )
    return points, heights
