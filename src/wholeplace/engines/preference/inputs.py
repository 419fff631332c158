"""Check scores and weights once, at the edge, and lay them out for the arithmetic."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.foundations.errors import WholeplaceError

Floats = NDArray[np.float64]

SUM_TOLERANCE = 1e-9  # how far from one the weights of a draw may sum: rounding, not a different scale


class NotNumbers(WholeplaceError):
    """Scores or weights hold something that is not a finite number."""


class ShapesDoNotMatch(WholeplaceError):
    """Two inputs speak of different numbers of options, criteria or draws."""


class NothingToRank(WholeplaceError):
    """There is no option, no criterion or no draw."""


class WeightsAreNotShares(WholeplaceError):
    """The weights of a draw are negative or do not sum to one."""


def read_numbers(given: ArrayLike, name: str, dimensions: tuple[int, ...]) -> Floats:
    """Give the input as an array of finite numbers with as many axes as expected, without copying floats.

    Parameters
    ----------
    given : array_like
        Any shape whose number of axes is in `dimensions`; no axis may be empty.
    name : str
        What the numbers are, for the message, such as "values".
    dimensions : tuple of int
        The numbers of axes allowed.

    Returns
    -------
    ndarray of float64
        The same object when it was a float64 array already; it is never written to.

    Raises
    ------
    NotNumbers
        Something is not a number, is NaN or is infinite.
    ShapesDoNotMatch
        The number of axes is not one of `dimensions`.
    NothingToRank
        An axis is empty.
    """
    try:
        table = np.asarray(given)
    except ValueError as error:
        raise NotNumbers(f"The {name} must be a full table of numbers, but are not: {error}.") from error
    if table.dtype.kind not in "biuf":
        raise NotNumbers(f"The {name} must be real numbers, but are {table.dtype}; give numbers only.")
    numbers = table.astype(np.float64, copy=False)
    if numbers.ndim not in dimensions:
        allowed = " or ".join(str(count) for count in dimensions)
        raise ShapesDoNotMatch(
            f"The {name} must have {allowed} axes, but have {numbers.ndim}; check the table."
        )
    if numbers.size == 0:
        raise NothingToRank(
            f"The {name} are empty (shape {numbers.shape}); give one option, criterion and draw at least."
        )
    refuse_non_finite(numbers, name)
    return numbers


def refuse_non_finite(numbers: Floats, name: str) -> None:
    """Raise when a number is NaN or infinite, saying where.

    The sum is finite whenever every number is (save for overflow), and costs no memory; only when it
    is not are the numbers looked at one by one.

    Parameters
    ----------
    numbers : ndarray of float64
        Any shape.
    name : str
        What the numbers are, for the message.

    Raises
    ------
    NotNumbers
        A number is NaN or infinite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(numbers.sum()):
            return
    wrong = np.argwhere(~np.isfinite(numbers))
    if wrong.size:
        place = tuple(int(index) for index in wrong[0])
        raise NotNumbers(
            f"The {name} must be finite numbers, but that at {list(place)} is {numbers[place]}; correct it."
        )


def lay_out_values(values: ArrayLike) -> Floats:
    """Check partial values and turn them so that the draws of one score lie along the last axis.

    Parameters
    ----------
    values : array_like, shape (options, criteria) or (draws, options, criteria)
        Partial values, no unit, 0 (worst) to 1 (best). Draws outside this range are used as they are.

    Returns
    -------
    ndarray of float64, shape (criteria, options, draws)
        A view; fixed values have one draw.

    Raises
    ------
    NotNumbers, ShapesDoNotMatch, NothingToRank
        As in `read_numbers`.
    """
    numbers = read_numbers(values, "values", (2, 3))
    return numbers.T if numbers.ndim == 3 else numbers.T[:, :, np.newaxis]


def lay_out_weights(weights: ArrayLike, criteria: int) -> Floats:
    """Check weights and turn them so that the draws of one weight lie along the last axis.

    Parameters
    ----------
    weights : array_like, shape (criteria,) or (draws, criteria)
        Shares, not negative, summing to one in each draw (within 1e-9).
    criteria : int
        The number of criteria that the values have.

    Returns
    -------
    ndarray of float64, shape (criteria, draws)
        A view; fixed weights have one draw.

    Raises
    ------
    NotNumbers, ShapesDoNotMatch, NothingToRank
        As in `read_numbers`, or the number of criteria differs.
    WeightsAreNotShares
        A weight is negative, or the weights of a draw do not sum to one.
    """
    numbers = np.atleast_2d(read_numbers(weights, "weights", (1, 2))).T
    if len(numbers) != criteria:
        raise ShapesDoNotMatch(
            f"The values have {criteria} criteria but the weights {len(numbers)}; give one weight for each."
        )
    if numbers.min() < 0:
        raise WeightsAreNotShares(
            f"No weight may be negative, but one is {numbers.min()}; make it 0 or more."
        )
    sums = numbers.sum(axis=0)
    furthest = int(np.argmax(np.abs(sums - 1)))
    if abs(sums[furthest] - 1) > SUM_TOLERANCE:
        raise WeightsAreNotShares(
            f"Weights must sum to 1, but those of draw {furthest} sum to {sums[furthest]:.12g}; "
            "divide them by their sum."
        )
    return numbers


def count_draws(values: Floats, weights: Floats) -> int:
    """Say how many draws values and weights have together.

    Parameters
    ----------
    values : ndarray, shape (criteria, options, draws or 1)
        As from `lay_out_values`.
    weights : ndarray, shape (criteria, draws or 1)
        As from `lay_out_weights`.

    Returns
    -------
    int
        The draws of the one that was drawn; 1 when both are fixed.

    Raises
    ------
    ShapesDoNotMatch
        Both were drawn, in different numbers.
    """
    of_values, of_weights = int(values.shape[-1]), int(weights.shape[-1])
    if of_values > 1 and of_weights > 1 and of_values != of_weights:
        raise ShapesDoNotMatch(
            f"There are {of_values} draws of the values but {of_weights} of the weights; draw both alike."
        )
    return max(of_values, of_weights)
