"""Weighted sum, TOPSIS, value functions and swing weights on published examples.

TOPSIS: Tzeng, G.-H., Huang, J.-J. (2011), Multiple Attribute Decision Making. Weighted sum: Kracka, M. and
others (2010), Ranking heating losses in a building by applying the MULTIMOORA. Both as in the tests of
scikit-criteria (tests/agg/test_topsis.py, tests/agg/test_simple.py). Value functions: R package "smaa",
smaa/tests/pvf.R and smaa/tests/Examples/smaa-Ex.Rout.save (github.com/gertvv/rsmaa, commit 2ce6bbd).
"""

import numpy as np
import pytest

from wholeplace.engines.preference import (
    piecewise_value,
    rank_scores,
    share_of_column,
    swing_weights,
    topsis,
    weighted_sum,
)

HEATING_LOSSES = [
    [33.95, 23.78, 11.45, 39.97, 29.44, 167.1, 3.852],
    [38.9, 4.17, 6.32, 0.01, 4.29, 132.52, 25.184],
    [37.59, 9.36, 8.23, 4.35, 10.22, 136.71, 10.845],
    [30.44, 37.59, 13.91, 74.08, 45.1, 198.34, 2.186],
    [36.21, 14.79, 9.17, 17.77, 17.06, 148.3, 6.61],
    [37.8, 8.55, 7.97, 2.35, 9.25, 134.83, 11.935],
]


def test_topsis_example():
    """Four options, three criteria to be large: published closeness to four digits, and ranks."""
    matrix = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
    closeness = topsis(matrix, [0.3, 0.4, 0.3], [True] * 3)
    np.testing.assert_allclose(closeness, [0.5037, 0.6581, 0.7482, 0.334], rtol=0, atol=5e-5)
    assert rank_scores(closeness).tolist() == [3, 2, 1, 4]


def test_weighted_sum_example():
    """Six ways to insulate a building, seven criteria of one weight: published scores and ranks."""
    maximise = [False, False, False, False, True, False, True]
    scores = weighted_sum(share_of_column(HEATING_LOSSES, maximise), swing_weights([1] * 7))
    published = [0.12040426, 0.3458235, 0.13838192, 0.12841246, 0.12346084, 0.14351701]
    np.testing.assert_allclose(scores, published, rtol=0, atol=5e-9)
    assert rank_scores(scores).tolist() == [6, 1, 3, 4, 5, 2]


@pytest.mark.parametrize(
    ("cutoffs", "values", "points"),
    [
        ([-0.15, 0.35], [0, 1], {0.35: 1, -0.15: 0, 0.1: 0.5}),
        ([50, 100], [1, 0], {50: 1, 100: 0, 75: 0.5}),
        ([-0.15, 0, 0.25, 0.35], [0, 0.1, 0.9, 1], {0.35: 1, -0.15: 0, 0: 0.1, 0.25: 0.9, 0.1: 0.42}),
        ([50, 75, 90, 100], [1, 0.8, 0.5, 0], {50: 1, 60: 0.92, 75: 0.8, 90: 0.5, 100: 0}),
    ],
)
def test_value_functions_between_their_cutoffs(cutoffs, values, points):
    """Published cases 1 to 4: one segment and three, rising and falling."""
    found = piecewise_value(list(points), cutoffs, values)
    np.testing.assert_allclose(found, list(points.values()), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("outside", "points"),
    [
        ("extrapolate", {10: 1.32, 40: 1.08, 101: -0.05, 120: -1}),
        ("clip", {10: 1, 40: 1, 101: 0, 120: 0}),
    ],
)
def test_value_functions_beyond_their_cutoffs(outside, points):
    """Published case 4: the nearest segment carried on, or the value at the nearest cutoff."""
    found = piecewise_value(list(points), [50, 75, 90, 100], [1, 0.8, 0.5, 0], outside=outside)
    np.testing.assert_allclose(found, list(points.values()), rtol=0, atol=1e-12)


def test_swings_become_weights():
    """The formula: each swing over their sum, the most valued step being 100."""
    np.testing.assert_allclose(swing_weights([100, 60, 40]), [0.5, 0.3, 0.2], rtol=1e-15)
