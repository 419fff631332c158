"""SMAA-2: which preferences would put each option first.

Published figures: the examples and tests of the R package "smaa" (van Valkenhoef; github.com/gertvv/rsmaa,
commit 2ce6bbd), files smaa/tests/Examples/smaa-Ex.Rout.save, smaa/tests/nacw.R, smaa/tests/pwi.R and
itest/hansen-*.txt. The package's files of draws are too large to keep here, so figures that rest on them are
checked as far as each docstring says. Figures marked "constructed" are closed forms of our own, to check the
formula.
"""

import numpy as np
import pytest

from wholeplace.engines.preference import (
    confidence_factors,
    draw_uniform_weights,
    entropy_bits,
    rank_acceptability,
)

# Two treatments after surgery, Heparin and Enoxaparin, by proximal and distal thrombosis and bleeding.
THROMBO_MEANS = np.array([[0.41171559, 0.42486473, 0.92578459], [0.75139167, 0.60837097, 0.61514722]])
THROMBO_SDS = np.array([[0.12176922, 0.15645577, 0.07278641], [0.08379215, 0.15249818, 0.16552715]])
THROMBO_ACCEPTABILITY = [[0.3504, 0.6496], [0.6496, 0.3504]]
THROMBO_CENTRAL = [[0.1865097, 0.2772205, 0.5362698], [0.4073100, 0.3641477, 0.2285423]]
THROMBO_CONFIDENCE = [0.6682, 0.8956]
THROMBO_FIRST_AT_50_20_30 = [0.1279, 0.8721]

# Five options on depression by six criteria; rows as published, rounded to four digits.
HANSEN_ACCEPTABILITY = [
    [0.0244, 0.2601, 0.3195, 0.3216, 0.0744],
    [0.1450, 0.3298, 0.2559, 0.2207, 0.0486],
    [0.6002, 0.1156, 0.0980, 0.0616, 0.1246],
    [0.0768, 0.1304, 0.1895, 0.2254, 0.3779],
    [0.1536, 0.1641, 0.1371, 0.1707, 0.3745],
]

# The published figures rest on 10,000 stored draws; ours on 100,000 new ones from independent normal
# distributions with the same means and deviations. Sampling error (0.005 of theirs) and the other shape
# together stay within 0.015.
NEAR = 0.02


@pytest.fixture(scope="module")
def thrombo():
    generator = np.random.default_rng(20260617)
    values = THROMBO_MEANS + THROMBO_SDS * generator.standard_normal((100_000, 2, 3))
    return values, rank_acceptability(values, draw_uniform_weights(generator, 100_000, 3))


def test_thrombo_acceptability_is_near_the_published(thrombo):
    """Published 0.3504 and 0.6496; approximate (0.02), since the stored draws are replaced by normal ones."""
    _, result = thrombo
    np.testing.assert_allclose(result.rank_acceptability, THROMBO_ACCEPTABILITY, rtol=0, atol=NEAR)
    np.testing.assert_allclose(result.pairwise, [[0, 0.3504], [0.6496, 0]], rtol=0, atol=NEAR)


def test_thrombo_central_weights_are_near_the_published(thrombo):
    """Heparin is for those who fear bleeding; approximate (0.02) for the same reason."""
    _, result = thrombo
    np.testing.assert_allclose(result.central_weights, THROMBO_CENTRAL, rtol=0, atol=NEAR)


def test_thrombo_confidence_at_the_published_central_weights_is_near_the_published(thrombo):
    """Published 0.6682 and 0.8956; at the published weights, so that only the score draws differ."""
    values, result = thrombo
    np.testing.assert_allclose(
        confidence_factors(values, THROMBO_CENTRAL), THROMBO_CONFIDENCE, rtol=0, atol=NEAR
    )
    np.testing.assert_allclose(result.confidence, THROMBO_CONFIDENCE, rtol=0, atol=NEAR)


def test_thrombo_with_known_weights_is_near_the_published(thrombo):
    """Weights 0.5, 0.2, 0.3: published first in 0.1279 and 0.8721 of the draws; approximate (0.02)."""
    values, _ = thrombo
    first = rank_acceptability(values, [0.5, 0.2, 0.3]).first_share
    np.testing.assert_allclose(first, THROMBO_FIRST_AT_50_20_30, rtol=0, atol=NEAR)


def test_entropy_of_the_published_thrombo_acceptability():
    """Exactly recomputed from the published row: 0.9344248 bits."""
    assert entropy_bits(THROMBO_ACCEPTABILITY[0]) == pytest.approx(0.9344248, abs=5e-8)


def test_hansen_table_holds_every_option_at_some_rank_and_every_rank_by_some_option():
    """Consistency of the published table only: its draws are not here, so nothing of it is recomputed.

    Ten thousand draws give four digits without rounding, so the sums are exact.
    """
    table = np.array(HANSEN_ACCEPTABILITY)
    np.testing.assert_allclose(table.sum(axis=0), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(table.sum(axis=1), 1, rtol=0, atol=1e-12)


def test_an_option_worse_on_every_criterion_has_no_central_weights():
    """Published (nacw.R): the sole winner has the centroid, the other none, so its confidence is unknown."""
    values = np.zeros((10_000, 2, 3))
    values[:, 0] = 1
    result = rank_acceptability(values, np.full((10_000, 3), 1 / 3))
    np.testing.assert_allclose(result.central_weights[0], 1 / 3, rtol=1e-12)
    assert np.isnan(result.central_weights[1]).all()
    assert result.confidence[0] == 1
    assert np.isnan(result.confidence[1])


def test_an_option_first_in_one_draw_of_ten_thousand_has_central_weights():
    """Published (nacw.R): a single first place is enough."""
    values = np.zeros((10_000, 2, 3))
    values[1:, 0] = 1
    values[0, 1] = 1
    result = rank_acceptability(values, np.full((10_000, 3), 1 / 3))
    np.testing.assert_allclose(result.central_weights, 1 / 3, rtol=1e-12)
    np.testing.assert_allclose(result.confidence, [0.9999, 0.0001], rtol=1e-12)


def test_pairwise_shares_of_ten_draws():
    """Published (pwi.R): ahead in nine draws of ten gives 0.9 against 0.1, and 0 against itself."""
    values = np.zeros((10, 2, 1))
    values[:9, 0] = 1
    values[9, 1] = 1
    np.testing.assert_allclose(rank_acceptability(values, [1.0]).pairwise, [[0, 0.9], [0.1, 0]], rtol=1e-15)


@pytest.mark.parametrize("a", [0.25, 0.5, 1.0])
def test_two_options_each_good_at_one_of_two_criteria(a):
    """Constructed: A=(1,0), B=(0,a), even weights: A is first where w1 > a/(1+a), B elsewhere.

    Midpoints of 200,000 equal steps of w1 stand for the even distribution, so only the step at the limit
    is lost.
    """
    steps = 200_000
    first = (np.arange(steps) + 0.5) / steps
    result = rank_acceptability([[1, 0], [0, a]], np.stack([first, 1 - first], axis=1))
    limit = a / (1 + a)
    np.testing.assert_allclose(result.first_share, [1 - limit, limit], rtol=0, atol=1 / steps)
    np.testing.assert_allclose(result.central_weights[:, 0], [(1 + limit) / 2, limit / 2], atol=1 / steps)
    assert result.confidence.tolist() == [1, 1]


def test_three_options_each_best_on_one_of_three_criteria():
    """Constructed: a third each, and central weights of 11/18 for its own criterion and 7/36 for the others.

    100,000 draws: five times the sampling errors of 0.0015 and 0.0008.
    """
    result = rank_acceptability(np.eye(3), draw_uniform_weights(np.random.default_rng(1), 100_000, 3))
    np.testing.assert_allclose(result.first_share, 1 / 3, rtol=0, atol=0.0075)
    expected = np.full((3, 3), 7 / 36) + np.eye(3) * (11 / 18 - 7 / 36)
    np.testing.assert_allclose(result.central_weights, expected, rtol=0, atol=0.004)
    assert result.confidence.tolist() == [1, 1, 1]


def test_confidence_where_the_score_of_one_option_is_uncertain():
    """Constructed: one criterion, A's score even on 0 to 1 and B's 0.7: A is first with confidence 0.3."""
    values = np.full((1000, 2, 1), 0.7)
    values[:, 0, 0] = (np.arange(1000) + 0.5) / 1000
    result = rank_acceptability(values, [1.0])
    np.testing.assert_allclose(result.confidence, [0.3, 0.7], rtol=1e-12)
    np.testing.assert_allclose(result.first_share, [0.3, 0.7], rtol=1e-12)
