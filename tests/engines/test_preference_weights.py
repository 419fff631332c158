"""Weights drawn evenly, weights from swings, and the entropy of shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.engines.preference import (
    NothingToRank,
    NotNumbers,
    ShapesDoNotMatch,
    SwingsGiveNoWeights,
    WeightsAreNotShares,
    draw_uniform_weights,
    entropy_bits,
    rank_acceptability,
    swing_weights,
)


def test_drawn_weights_are_shares_that_sum_to_one():
    weights = draw_uniform_weights(np.random.default_rng(1), 1000, 5)
    assert weights.shape == (1000, 5)
    assert weights.min() > 0
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=0, atol=1e-15)


@pytest.mark.parametrize("criteria", [2, 3, 8])
def test_drawn_weights_are_uniform_on_the_simplex(criteria):
    """Each weight has P(w > x) = (1−x)^(n−1), mean 1/n and variance (n−1)/(n²(n+1)); limits: five errors."""
    draws = 100_000
    weights = draw_uniform_weights(np.random.default_rng(2), draws, criteria)
    variance = (criteria - 1) / (criteria**2 * (criteria + 1))
    assert np.abs(weights.mean(axis=0) - 1 / criteria).max() < 5 * np.sqrt(variance / draws)
    assert np.abs(weights.var(axis=0) / variance - 1).max() < 0.03
    for x in (0.05, 0.2, 0.5):
        share = (1 - x) ** (criteria - 1)
        error = np.sqrt(share * (1 - share) / draws)
        assert np.abs((weights > x).mean(axis=0) - share).max() < 5 * error


def test_the_generator_alone_decides_the_draws():
    one = draw_uniform_weights(np.random.default_rng(3), 10, 3)
    np.testing.assert_array_equal(one, draw_uniform_weights(np.random.default_rng(3), 10, 3))


def test_a_single_criterion_has_all_the_weight():
    assert draw_uniform_weights(np.random.default_rng(4), 3, 1).tolist() == [[1.0], [1.0], [1.0]]


@pytest.mark.parametrize(("draws", "criteria"), [(0, 2), (2, 0), (-1, 2)])
def test_no_draws_or_no_criteria_are_refused(draws, criteria):
    with pytest.raises(NothingToRank, match=f"{draws} draws of {criteria} criteria"):
        draw_uniform_weights(np.random.default_rng(1), draws, criteria)


swings = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 100)), min_size=1, max_size=6).filter(any)


@given(swings, st.floats(1e-3, 1e3))
def test_scaling_the_swings_changes_no_weight(given, factor):
    weights = swing_weights(given)
    assert abs(weights.sum() - 1) < 1e-15 * len(given) + 1e-15
    np.testing.assert_allclose(swing_weights(np.array(given) * factor), weights, rtol=1e-14, atol=1e-300)


@given(swings)
def test_doubling_the_swings_changes_no_byte_of_the_result(given):
    """A power of two scales without rounding, so that the ranking cannot move at all."""
    values = np.linspace(0, 1, 3 * len(given)).reshape(3, len(given))
    once = rank_acceptability(values, swing_weights(given))
    twice = rank_acceptability(values, swing_weights(np.array(given) * 2))
    assert once.rank_acceptability.tobytes() == twice.rank_acceptability.tobytes()
    assert once.central_weights.tobytes() == twice.central_weights.tobytes()


def test_swings_are_not_touched():
    given = np.array([100.0, 50.0])
    swing_weights(given)
    assert given.tolist() == [100, 50]


def test_very_large_swings_do_not_overflow():
    assert swing_weights([1e308, 1e308]).tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ([100, -1], SwingsGiveNoWeights, r"0 or more, but one is -1"),
        ([0, 0], SwingsGiveNoWeights, "all are 0"),
        ([100, np.nan], NotNumbers, "swings"),
        ([], NothingToRank, "swings are empty"),
        ([[100, 50]], ShapesDoNotMatch, "swings must have 1 axes"),
    ],
)
def test_bad_swings_are_refused_in_words(given, error, words):
    with pytest.raises(error, match=words):
        swing_weights(given)


@given(st.integers(1, 50))
def test_even_shares_have_the_most_entropy_and_certainty_none(outcomes):
    assert entropy_bits(np.full(outcomes, 1 / outcomes)) == pytest.approx(np.log2(outcomes), abs=1e-12)
    assert entropy_bits(np.eye(outcomes)[0]) == 0


@pytest.mark.parametrize("shares", [[0.5, 0.6], [1.2, -0.2]])
def test_entropy_of_what_are_not_shares_is_refused(shares):
    with pytest.raises(WeightsAreNotShares, match="sum"):
        entropy_bits(shares)
