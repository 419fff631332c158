"""Weighted sum, TOPSIS and value functions: slow twins, properties and hostile input."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wholeplace.engines.preference import (
    CannotNormalise,
    InvalidValueFunction,
    NothingToRank,
    NotNumbers,
    ShapesDoNotMatch,
    WeightsAreNotShares,
    piecewise_value,
    share_of_column,
    swing_weights,
    topsis,
    weighted_sum,
)

CRITERIA = 3
tables = st.integers(2, 5).flatmap(lambda n: arrays(float, (n, CRITERIA), elements=st.floats(0.1, 100)))
weights = st.lists(st.floats(0.1, 1), min_size=CRITERIA, max_size=CRITERIA).map(swing_weights)
directions = st.lists(st.booleans(), min_size=CRITERIA, max_size=CRITERIA)


def topsis_slowly(matrix, shares, maximise):
    """Follow the textbook, one number at a time."""
    lengths = [math.sqrt(sum(row[c] ** 2 for row in matrix)) for c in range(CRITERIA)]
    scaled = [[row[c] / lengths[c] * shares[c] for c in range(CRITERIA)] for row in matrix]
    columns = list(zip(*scaled, strict=True))
    best = [max(col) if up else min(col) for col, up in zip(columns, maximise, strict=True)]
    worst = [min(col) if up else max(col) for col, up in zip(columns, maximise, strict=True)]
    pairs = [(math.dist(row, best), math.dist(row, worst)) for row in scaled]
    return [far / (near + far) for near, far in pairs]


@given(tables, weights, directions)
def test_topsis_is_the_textbooks(matrix, shares, maximise):
    # Where all options are equal but for rounding, closeness is undefined or noise.
    assume(np.ptp(matrix, axis=0).max() > 1e-3)
    expected = topsis_slowly(matrix.tolist(), shares.tolist(), maximise)
    np.testing.assert_allclose(topsis(matrix, shares, maximise), expected, rtol=0, atol=1e-9)


@given(tables, weights, directions)
def test_topsis_does_not_depend_on_the_units(matrix, shares, maximise):
    """Pounds or thousands of pounds: a power of two, so that rounding is the same."""
    other_units = matrix * [1024, 1, 0.25]
    np.testing.assert_array_equal(topsis(other_units, shares, maximise), topsis(matrix, shares, maximise))


def test_topsis_gives_the_ideal_one_and_the_anti_ideal_zero():
    assert topsis([[1, 9], [2, 5], [0.5, 10]], [0.5, 0.5], [True, False])[1:].tolist() == [1, 0]


@pytest.mark.parametrize("matrix", [[[1, 2]], [[1, 2], [1, 2]]])
def test_topsis_is_undefined_where_nothing_tells_the_options_apart(matrix):
    assert np.isnan(topsis(matrix, [0.5, 0.5], [True, True])).all()


def test_topsis_of_very_large_numbers_does_not_overflow():
    np.testing.assert_allclose(topsis([[1e300], [5e299]], [1], [True]), [1, 0])


@given(tables, weights)
def test_the_weighted_sum_lies_between_the_worst_and_the_best_value(matrix, shares):
    sums = weighted_sum(matrix, shares)
    expected = [sum(v * w for v, w in zip(row, shares.tolist(), strict=True)) for row in matrix.tolist()]
    np.testing.assert_allclose(sums, expected, rtol=1e-12)
    assert (sums >= matrix.min(axis=1) * (1 - 1e-12)).all()
    assert (sums <= matrix.max(axis=1) * (1 + 1e-12)).all()


@given(tables, directions)
def test_shares_of_a_column_sum_to_one_and_keep_the_order(matrix, maximise):
    shares = share_of_column(matrix, maximise)
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    for column, up in enumerate(maximise):
        good = matrix[:, column] if up else -matrix[:, column]
        assert (np.diff(shares[np.argsort(good, kind="stable"), column]) >= 0).all()


def test_inputs_are_not_touched():
    matrix, shares = np.array([[1.0, 2], [3, 4]]), np.array([0.5, 0.5])
    matrix.setflags(write=False)
    shares.setflags(write=False)
    topsis(matrix, shares, [True, False])
    weighted_sum(share_of_column(matrix, [True, False]), shares)
    piecewise_value(matrix, [0, 5], [0, 1], outside="extrapolate")
    assert matrix.tolist() == [[1, 2], [3, 4]]


def value_slowly(x, points, heights, carry_on):
    """Find the segment by looking at each, and follow its line."""
    segment = 0
    while segment < len(points) - 2 and x > points[segment + 1]:
        segment += 1
    if not carry_on:
        x = min(max(x, points[0]), points[-1])
    slope = (heights[segment + 1] - heights[segment]) / (points[segment + 1] - points[segment])
    return heights[segment] + slope * (x - points[segment])


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True).map(sorted),
    st.data(),
    st.booleans(),
)
def test_a_value_function_is_straight_between_its_points(points, data, carry_on):
    heights = data.draw(st.lists(st.floats(0, 1), min_size=len(points), max_size=len(points)))
    measured = data.draw(st.lists(st.floats(-80, 80), max_size=5))
    outside = "extrapolate" if carry_on else "clip"
    expected = [value_slowly(x, points, heights, carry_on) for x in measured]
    np.testing.assert_allclose(
        piecewise_value(measured, points, heights, outside=outside), expected, atol=1e-9
    )


def test_a_value_function_keeps_the_shape_it_is_given_and_an_unknown_stays_unknown():
    values = piecewise_value([[0, np.nan], [10, 5]], [0, 10], [0, 1])
    assert values.shape == (2, 2)
    assert np.isnan(values[0, 1])
    assert piecewise_value([], [0, 10], [0, 1]).shape == (0,)
    assert np.isnan(piecewise_value([np.nan], [0, 10], [0, 1], outside="extrapolate")).all()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: topsis([[1, 0], [2, 0]], [0.5, 0.5], [True, True]), CannotNormalise, "Criterion 1 is 0"),
        (lambda: topsis([[1, 2]], [0.5, 0.5], [True]), ShapesDoNotMatch, "give one each"),
        (lambda: topsis([[1, 2]], [0.5, 0.4], [True, True]), WeightsAreNotShares, "sum to"),
        (lambda: topsis([[1, np.nan]], [0.5, 0.5], [True, True]), NotNumbers, "measurements"),
        (lambda: topsis(np.empty((0, 2)), [0.5, 0.5], [True, True]), NothingToRank, "empty"),
        (lambda: weighted_sum([[1, 2]], [[0.5, 0.5]]), ShapesDoNotMatch, "weights must have 1 axes"),
        (lambda: weighted_sum([[1, 2]], [1.0]), ShapesDoNotMatch, "2 criteria but the weights 1"),
        (lambda: share_of_column([[1, 0]], [True, False]), CannotNormalise, "Criterion 1"),
        (lambda: share_of_column([[0], [0]], [True]), CannotNormalise, "only zeros"),
        (lambda: share_of_column([[-1], [2]], [True]), CannotNormalise, r"smallest is -1"),
        (lambda: piecewise_value([1], [0], [0]), InvalidValueFunction, "two or more"),
        (lambda: piecewise_value([1], [0, 0], [0, 1]), InvalidValueFunction, "strictly ascending"),
        (lambda: piecewise_value([1], [0, 1], [0]), ShapesDoNotMatch, "2 cutoffs but 1 values"),
        (lambda: piecewise_value([1], [0, np.nan], [0, 1]), NotNumbers, "cutoffs"),
        (lambda: piecewise_value([1], [0, 1], [0, 1], outside="guess"), InvalidValueFunction, "not 'guess'"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()
