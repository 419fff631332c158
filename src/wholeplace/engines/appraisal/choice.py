"""Which option is best, how sure that is, and what uncertainty costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.appraisal.ranges import average

RELATIVE_TIE = 1e-9
ABSOLUTE_TIE = 1e-6  # pounds: rounding error of flows that cancel, far below a penny

Table = NDArray[np.float64]


def is_tie(left: float, right: float) -> bool:
    """Tell whether two values are the same within 1e-9 relative (or a ten-thousandth of a penny).

    Parameters
    ----------
    left, right : float
        Pounds, or any values of one unit; NaN ties with nothing.

    Returns
    -------
    bool
    """
    return math.isclose(left, right, rel_tol=RELATIVE_TIE, abs_tol=ABSOLUTE_TIE)


def rank_options(values: Sequence[float], preferred: int) -> list[int]:
    """Order options from the largest value to the smallest.

    Parameters
    ----------
    values : sequence of float, one per option
        The larger the better.
    preferred : int
        Position of the option that wins ties (the in-house comparator).

    Returns
    -------
    list of int
        Positions, best first. Of values that tie with the largest left, the preferred option comes
        first, then the order given.
    """
    left, order = list(range(len(values))), []
    while left:
        largest = max(values[position] for position in left)
        tied = [position for position in left if is_tie(values[position], largest)]
        chosen = preferred if preferred in tied else tied[0]
        order.append(chosen)
        left.remove(chosen)
    return order


def list_tied(values: Sequence[float]) -> list[int]:
    """Give the positions that tie for the largest value; empty when one stands alone.

    Parameters
    ----------
    values : sequence of float
        Pounds, one for each option; at least one.

    Returns
    -------
    list of int
        In the order given.
    """
    largest = max(values)
    tied = [position for position, value in enumerate(values) if is_tie(value, largest)]
    return tied if len(tied) > 1 else []


def share_best(npsv: Table) -> list[float]:
    """Give the share of draws in which each option is the best; ties share equally.

    Parameters
    ----------
    npsv : ndarray, shape (options, draws)
        Net present social value, pounds.

    Returns
    -------
    list of float, one per option
        Sums to 1.
    """
    largest = npsv.max(axis=0)
    tolerance = np.maximum(np.abs(largest) * RELATIVE_TIE, ABSOLUTE_TIE)
    is_best = npsv >= largest - tolerance
    number = is_best.sum(axis=0)
    if bool(np.all(number == 1)):
        return [float(np.count_nonzero(row)) / npsv.shape[1] for row in is_best]
    return [average(row / number) for row in is_best]


def expect_regret(npsv: Table) -> list[float]:
    """Give, by option, the mean over draws of the best option's value minus its own, in pounds.

    Parameters
    ----------
    npsv : ndarray, shape (options, draws)
        Net present social value, pounds.

    Returns
    -------
    list of float, one per option
        0 or more.
    """
    largest = npsv.max(axis=0)
    return [average(largest - row) for row in npsv]


def value_perfect_information(npsv: Table) -> float:
    """Give the expected value of perfect information, E[max] − max E.

    Parameters
    ----------
    npsv : ndarray, shape (options, draws)
        Net present social value, pounds.

    Returns
    -------
    float
        Pounds, 0 or more.

    References
    ----------
    Raiffa and Schlaifer (1961), Applied Statistical Decision Theory.
    """
    return max(0.0, average(npsv.max(axis=0)) - max(average(row) for row in npsv))


def tabulate_regret(values: Table) -> Table:
    """Give the regret of each option in each scenario.

    Parameters
    ----------
    values : ndarray, shape (scenarios, options)
        Pounds, the larger the better.

    Returns
    -------
    ndarray, shape (scenarios, options)
        The largest value of the scenario minus the option's, 0 or more.

    References
    ----------
    Savage (1951), The theory of statistical decision.
    """
    return np.asarray(values.max(axis=1, keepdims=True) - values)


def choose_minimax_regret(regret: Table, preferred: int) -> int:
    """Choose the option whose largest regret over the scenarios is the smallest; ties as for the best.

    Parameters
    ----------
    regret : ndarray, shape (scenarios, options)
        Pounds, 0 or more; at least one scenario.
    preferred : int
        The position of the option that wins a tie.

    Returns
    -------
    int
        Its position.
    """
    return rank_options([-float(worst) for worst in regret.max(axis=0)], preferred)[0]
