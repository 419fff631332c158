"""SMAA-2 against an obvious slow twin, its properties, and hostile input."""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.engines.preference import (
    Acceptability,
    NoGroups,
    NothingToRank,
    NotNumbers,
    ShapesDoNotMatch,
    WeightsAreNotShares,
    confidence_factors,
    draw_uniform_weights,
    find_common_favourites,
    find_favourites,
    pool_groups,
    rank_acceptability,
    rank_scores,
    swing_weights,
)
from wholeplace.engines.preference.standings import count_ahead

TIE = Fraction(1e-12)

# --- the slow twin: one draw at a time, in exact fractions ----------------------------------------------


def rank_exactly(utilities):
    """Give each option (options ahead, options in its tie), following chains of near-equal utilities."""
    order = sorted(range(len(utilities)), key=lambda option: -utilities[option])
    ties = [[order[0]]]
    for better, worse in pairwise(order):
        if utilities[better] - utilities[worse] < TIE:
            ties[-1].append(worse)
        else:
            ties.append([worse])
    standing = {}
    ahead = 0
    for tie in ties:
        standing.update({option: (ahead, len(tie)) for option in tie})
        ahead += len(tie)
    return [standing[option] for option in range(len(utilities))]


def add_up_exactly(values, weights):
    return [sum(Fraction(v) * Fraction(w) for v, w in zip(row, weights, strict=True)) for row in values]


class Twin(NamedTuple):
    ranks: list
    central: list
    confidence: list
    pairs: list


def smaa_exactly(values, weights):
    """Do what `rank_acceptability` does, for values and weights that are both given for every draw."""
    draws, options, criteria = len(values), len(values[0]), len(values[0][0])
    ranks = [[Fraction(0)] * options for _ in range(options)]
    pairs = [[Fraction(0)] * options for _ in range(options)]
    first = [[Fraction(0)] * criteria for _ in range(options)]
    for scores, shares in zip(values, weights, strict=True):
        standing = rank_exactly(add_up_exactly(scores, shares))
        for option, (ahead, tied) in enumerate(standing):
            for rank in range(ahead, ahead + tied):
                ranks[option][rank] += Fraction(1, tied * draws)
            if ahead == 0:
                for criterion, share in enumerate(shares):
                    first[option][criterion] += Fraction(share) / (tied * draws)
            for rival, (rival_ahead, _) in enumerate(standing):
                if rival != option:
                    won = Fraction(ahead < rival_ahead) + Fraction(ahead == rival_ahead, 2)
                    pairs[option][rival] += won / draws
    central = [
        [w / row[0] for w in total] if row[0] else None for row, total in zip(ranks, first, strict=True)
    ]
    return Twin(ranks, central, confide_exactly(values, central), pairs)


def confide_exactly(values, central):
    confidence = []
    for option, weights in enumerate(central):
        if weights is None:
            confidence.append(None)
            continue
        share = Fraction(0)
        for scores in values:
            ahead, tied = rank_exactly(add_up_exactly(scores, weights))[option]
            share += Fraction(ahead == 0, tied)
        confidence.append(share / len(values))
    return confidence


def as_floats(rows):
    return np.array([[np.nan if x is None else float(x) for x in row] for row in rows])


def assert_same(result, twin):
    criteria = result.central_weights.shape[1]
    central = [row or [None] * criteria for row in twin.central]
    np.testing.assert_allclose(result.rank_acceptability, as_floats(twin.ranks), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(result.central_weights, as_floats(central), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(result.confidence, as_floats([twin.confidence])[0], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(result.pairwise, as_floats(twin.pairs), rtol=1e-12, atol=1e-15)


# --- what to try: eighths make ties frequent and exact -------------------------------------------------


@st.composite
def problems(draw):
    """Values and weights of a small problem, each fixed or drawn, on a grid of eighths."""
    draws, options, criteria = draw(st.integers(1, 6)), draw(st.integers(1, 5)), draw(st.integers(1, 3))
    score = st.integers(0, 4).map(lambda quarter: quarter / 4)
    cuts = st.lists(st.integers(0, 8), min_size=criteria - 1, max_size=criteria - 1).map(sorted)
    shares = cuts.map(lambda cut: np.diff([0, *cut, 8]) / 8)
    table = st.lists(
        st.lists(score, min_size=criteria, max_size=criteria), min_size=options, max_size=options
    )
    values = draw(table | st.lists(table, min_size=draws, max_size=draws))
    weights = draw(shares | st.lists(shares, min_size=draws, max_size=draws))
    return np.array(values), np.array(weights)


def in_full(values, weights):
    """Repeat what is fixed, so that the twin sees one table and one set of weights for each draw."""
    values, weights = np.array(values), np.array(weights)
    values = values if values.ndim == 3 else values[np.newaxis]
    weights = np.atleast_2d(weights)
    draws = max(len(values), len(weights))
    values = np.broadcast_to(values, (draws, *values.shape[1:]))
    return values.tolist(), np.broadcast_to(weights, (draws, weights.shape[1])).tolist()


@given(problems())
def test_result_is_that_of_exact_arithmetic_one_draw_at_a_time(problem):
    values, weights = problem
    assert_same(rank_acceptability(values, weights), smaa_exactly(*in_full(values, weights)))


@pytest.mark.parametrize("drawn", [False, True])
def test_result_on_continuous_scores_is_that_of_exact_arithmetic(drawn):
    generator = np.random.default_rng(11)
    values = generator.random((60, 6, 4)) if drawn else generator.random((6, 4))
    weights = draw_uniform_weights(generator, 60, 4)
    assert_same(rank_acceptability(values, weights), smaa_exactly(*in_full(values, weights)))


@given(problems())
def test_each_option_holds_some_rank_and_each_rank_is_held(problem):
    shares = rank_acceptability(*problem).rank_acceptability
    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=0, atol=1e-14)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=0, atol=1e-14)


@given(problems())
def test_central_weights_are_weights_and_confidence_a_share(problem):
    result = rank_acceptability(*problem)
    ever = result.first_share > 0
    np.testing.assert_allclose(result.central_weights[ever].sum(axis=1), 1, rtol=0, atol=1e-14)
    assert np.isnan(result.central_weights[~ever]).all()
    assert ((result.confidence[ever] >= 0) & (result.confidence[ever] <= 1)).all()
    assert np.isnan(result.confidence[~ever]).all()


@given(problems())
def test_of_two_options_one_is_ahead_or_they_share_it(problem):
    pairwise = rank_acceptability(*problem).pairwise
    others = 1 - np.eye(len(pairwise))
    np.testing.assert_array_equal(pairwise + pairwise.T, others)


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_options_changes_only_the_order_of_the_result(problem, random):
    values, weights = problem
    order = list(range(values.shape[-2]))
    random.shuffle(order)
    result, shuffled = rank_acceptability(values, weights), rank_acceptability(values[..., order, :], weights)
    np.testing.assert_array_equal(shuffled.rank_acceptability, result.rank_acceptability[order])
    np.testing.assert_array_equal(shuffled.central_weights, result.central_weights[order])
    np.testing.assert_array_equal(shuffled.confidence, result.confidence[order])
    np.testing.assert_array_equal(shuffled.pairwise, result.pairwise[np.ix_(order, order)])


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_draws_changes_no_share(problem, random):
    values, weights = (np.array(table) for table in in_full(*problem))
    order = list(range(len(values)))
    random.shuffle(order)
    result, shuffled = rank_acceptability(values, weights), rank_acceptability(values[order], weights[order])
    np.testing.assert_array_equal(shuffled.rank_acceptability, result.rank_acceptability)
    np.testing.assert_allclose(shuffled.central_weights, result.central_weights, rtol=1e-12)


@given(problems())
def test_an_option_and_its_double_share_what_it_had_alone(problem):
    values, weights = problem
    doubled = np.concatenate([values, values[..., :1, :]], axis=-2)
    alone, shared = rank_acceptability(values, weights), rank_acceptability(doubled, weights)
    np.testing.assert_array_equal(shared.rank_acceptability[0], shared.rank_acceptability[-1])
    np.testing.assert_array_equal(shared.central_weights[0], shared.central_weights[-1])
    assert shared.pairwise[0, -1] == 0.5
    never = alone.first_share[0] == 0
    assert never == (shared.first_share[0] == 0)
    assert shared.first_share[0] <= alone.first_share[0]
    assert shared.first_share[0] >= alone.first_share[0] / 2 - 1e-15


def test_three_doubles_have_a_third_of_every_rank():
    """Ties of all options in all draws, also with weights drawn."""
    weights = draw_uniform_weights(np.random.default_rng(1), 100, 2)
    result = rank_acceptability([[0.3, 0.9]] * 3, weights)
    np.testing.assert_allclose(result.rank_acceptability, 1 / 3, rtol=1e-15)
    np.testing.assert_allclose(result.central_weights, [weights.mean(axis=0)] * 3, rtol=1e-13)
    np.testing.assert_allclose(result.confidence, 1 / 3, rtol=1e-15)


def as_bytes(result):
    names = ("rank_acceptability", "central_weights", "confidence", "pairwise", "first_weights")
    return [getattr(result, name).tobytes() for name in names]


@pytest.mark.parametrize("block", [1, 7, 64, 999, 1000, 5000])
@pytest.mark.parametrize("drawn", [False, True])
def test_every_block_size_gives_the_same_bytes(block, drawn):
    """Also where a fifth of the draws hold ties."""
    generator = np.random.default_rng(5)
    values = generator.random((1000, 5, 3) if drawn else (5, 3))
    values[..., 4, :] = np.where(generator.random((*values.shape[:-2], 1)) < 0.2, values[..., 3, :], 0.5)
    weights = draw_uniform_weights(generator, 1000, 3)
    whole = rank_acceptability(values, weights)
    assert as_bytes(rank_acceptability(values, weights, block=block)) == as_bytes(whole)


def test_memory_order_of_the_values_changes_no_byte():
    generator = np.random.default_rng(6)
    values, weights = generator.random((300, 4, 3)), draw_uniform_weights(generator, 300, 3)
    turned = np.ascontiguousarray(values.T).T
    assert as_bytes(rank_acceptability(turned, weights)) == as_bytes(rank_acceptability(values, weights))
    rows = np.ascontiguousarray(weights)
    assert as_bytes(rank_acceptability(values, rows)) == as_bytes(rank_acceptability(values, weights))


def test_values_drawn_the_same_each_time_give_what_fixed_values_give():
    generator = np.random.default_rng(7)
    values, weights = generator.random((4, 3)), draw_uniform_weights(generator, 200, 3)
    fixed = rank_acceptability(values, weights)
    drawn = rank_acceptability(np.repeat(values[np.newaxis], 200, axis=0), weights)
    assert as_bytes(drawn) == as_bytes(fixed)


@given(problems())
def test_inputs_are_not_touched(problem):
    values, weights = problem
    before = values.copy(), weights.copy()
    values.setflags(write=False)
    weights.setflags(write=False)
    result = rank_acceptability(values, weights)
    pool_groups({"all": result}, values)
    np.testing.assert_array_equal(values, before[0])
    np.testing.assert_array_equal(weights, before[1])


def test_a_result_cannot_be_written_to():
    result = rank_acceptability([[1, 0], [0, 1]], [0.5, 0.5])
    with pytest.raises(ValueError, match="read-only"):
        result.rank_acceptability[0, 0] = 0


# --- ties ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("gap", "ahead"), [(0.9e-12, [0, 0]), (1.1e-12, [1, 0])])
def test_utilities_closer_than_a_millionth_of_a_millionth_are_tied(gap, ahead):
    assert count_ahead(np.array([[0.5], [0.5 + gap]]))[:, 0].tolist() == ahead
    assert count_ahead(np.array([[0.5 + gap], [0.5]]))[:, 0].tolist() == ahead[::-1]


def test_a_near_tie_for_first_is_shared_in_the_confidence_too():
    assert rank_acceptability([[0.5], [0.5 + 5e-13]], [1.0]).confidence.tolist() == [0.5, 0.5]


def test_a_chain_of_near_equal_utilities_is_one_tie():
    """The ends of the chain are further apart than the limit; one tie keeps every rank held exactly once."""
    utilities = np.array([[0.2 + 1.6e-12], [0.9], [0.2], [0.2 + 0.8e-12]])
    assert count_ahead(utilities)[:, 0].tolist() == [1, 0, 1, 1]


def test_a_tie_for_first_counts_at_the_central_weights_as_well():
    """Two doubles first, a third option behind: each is first with confidence one half."""
    result = rank_acceptability([[1, 0.5], [1, 0.5], [0, 0]], [0.5, 0.5])
    assert result.confidence[:2].tolist() == [0.5, 0.5]
    assert np.isnan(result.confidence[2])
    assert result.rank_acceptability.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


def test_more_options_than_a_byte_can_count():
    """300 options, all different, in one draw."""
    result = rank_acceptability(np.arange(300)[:, np.newaxis] / 300, [1.0])
    np.testing.assert_array_equal(result.rank_acceptability, np.eye(300)[::-1])


def test_a_single_option_is_always_first():
    result = rank_acceptability([[0.2, 0.4]], [0.25, 0.75])
    assert result.rank_acceptability.tolist() == [[1.0]]
    assert result.central_weights.tolist() == [[0.25, 0.75]]
    assert result.confidence.tolist() == [1.0]
    assert result.pairwise.tolist() == [[0.0]]


def test_scores_are_ranked_with_ties_sharing_the_better_place():
    assert rank_scores([0.1, 0.7, 0.7, 0.3]).tolist() == [4, 1, 1, 3]


# --- groups ---------------------------------------------------------------------------------------------


def two_groups():
    values = np.array([[1, 0.2], [0.4, 0.9], [0.3, 0.1]])
    weights = {"users": swing_weights([100, 20]), "staff": swing_weights([10, 100])}
    return values, {name: rank_acceptability(values, given) for name, given in weights.items()}


def test_overall_is_the_mean_of_the_groups_and_is_asked_again_for_confidence():
    """Users put the first option first, staff the second, nobody the third."""
    values, groups = two_groups()
    overall = pool_groups(groups, values)
    np.testing.assert_allclose(overall.first_share, [0.5, 0.5, 0])
    np.testing.assert_allclose(overall.central_weights[:2], [[100 / 120, 20 / 120], [10 / 110, 100 / 110]])
    np.testing.assert_allclose(overall.confidence, [1, 1, np.nan])
    assert overall.pairwise[:2, 2].tolist() == [1, 1]


def test_pooling_groups_of_equal_draws_is_smaa_over_all_their_draws_together():
    generator = np.random.default_rng(8)
    values = generator.random((4, 3))
    draws = [draw_uniform_weights(generator, 500, 3) for _ in range(3)]
    overall = pool_groups({str(n): rank_acceptability(values, w) for n, w in enumerate(draws)}, values)
    together = rank_acceptability(values, np.concatenate(draws))
    for name in ("rank_acceptability", "central_weights", "confidence", "pairwise", "first_weights"):
        np.testing.assert_allclose(getattr(overall, name), getattr(together, name), rtol=1e-12)


def test_a_group_with_one_draw_counts_as_much_as_one_with_many():
    values = np.array([[1.0, 0], [0, 1]])
    even = draw_uniform_weights(np.random.default_rng(9), 1000, 2)
    overall = pool_groups(
        {"known": rank_acceptability(values, [1, 0]), "unknown": rank_acceptability(values, even)}, values
    )
    share = (1 + (even[:, 0] > 0.5).mean()) / 2
    np.testing.assert_allclose(overall.first_share, [share, 1 - share])


@given(problems())
def test_one_group_alone_is_its_own_overall(problem):
    result = rank_acceptability(*problem)
    assert as_bytes(pool_groups({"all": result}, problem[0])) == as_bytes(result)


def test_groups_disagree_when_no_option_is_every_groups_favourite():
    values, groups = two_groups()
    assert [find_favourites(result).tolist() for result in groups.values()] == [[0], [1]]
    assert find_common_favourites(groups).tolist() == []
    tied = rank_acceptability(values[[0, 0, 1]], swing_weights([1, 0]))
    assert find_favourites(tied).tolist() == [0, 1]
    assert find_common_favourites({"users": groups["users"], "members": tied}).tolist() == [0]


def test_favourites_closer_than_rounding_are_all_favourites():
    table = np.array([[0.5, 0.5], [0.5 - 1e-14, 0.5 + 1e-14]])
    assert find_favourites(Acceptability(table, table, table[0], table, table)).tolist() == [0, 1]


def test_no_groups_are_refused():
    with pytest.raises(NoGroups, match="give at least one"):
        pool_groups({}, [[1]])
    with pytest.raises(NoGroups, match="give at least one"):
        find_common_favourites({})


def test_groups_that_ranked_other_options_are_refused_by_name():
    _, groups = two_groups()
    groups["members"] = rank_acceptability([[1, 0], [0, 1]], [0.5, 0.5])
    with pytest.raises(ShapesDoNotMatch, match=r"'users' has 3 options .* 'members' 2"):
        pool_groups(groups, [[1, 0], [0, 1]])


def test_groups_and_values_of_other_options_are_refused():
    _, groups = two_groups()
    with pytest.raises(ShapesDoNotMatch, match="Central weights"):
        pool_groups(groups, [[1, 0], [0, 1]])


# --- hostile input --------------------------------------------------------------------------------------

TABLE = [[1, 0], [0.5, 0.5]]


@pytest.mark.parametrize(
    ("values", "weights", "error", "words"),
    [
        ([[1, np.nan], [0, 1]], [0.5, 0.5], NotNumbers, r"values .* \[0, 1\] is nan"),
        ([[[1, 0]], [[np.inf, 0]]], [0.5, 0.5], NotNumbers, r"values .* \[1, 0, 0\] is inf"),
        ([[1, np.inf], [-np.inf, 1]], [0.5, 0.5], NotNumbers, r"\[0, 1\] is inf"),
        (TABLE, [0.5, np.nan], NotNumbers, r"weights .* \[1\] is nan"),
        ([[1, 0], [1]], [0.5, 0.5], NotNumbers, "values must be a full table"),
        ([["1", "0"]], [0.5, 0.5], NotNumbers, "values must be real numbers"),
        ([[1j, 0]], [0.5, 0.5], NotNumbers, "complex"),
        ([[None, 0]], [0.5, 0.5], NotNumbers, "object"),
        ([1, 0], [0.5, 0.5], ShapesDoNotMatch, "2 or 3 axes, but have 1"),
        (TABLE, [[[0.5, 0.5]]], ShapesDoNotMatch, "1 or 2 axes, but have 3"),
        (TABLE, [0.2, 0.3, 0.5], ShapesDoNotMatch, "2 criteria but the weights 3"),
        ([TABLE, TABLE], [[0.5, 0.5]] * 3, ShapesDoNotMatch, "2 draws of the values but 3 of the weights"),
        (np.empty((0, 2)), [0.5, 0.5], NothingToRank, r"shape \(0, 2\)"),
        (np.empty((2, 0)), np.empty(0), NothingToRank, r"shape \(2, 0\)"),
        (np.empty((0, 2, 2)), [0.5, 0.5], NothingToRank, r"shape \(0, 2, 2\)"),
        (TABLE, np.empty((0, 2)), NothingToRank, "weights are empty"),
        (TABLE, [0.5, 0.6], WeightsAreNotShares, r"sum to 1, but those of draw 0 sum to 1\.1"),
        (TABLE, [[0.5, 0.5], [0.5, 0.4]], WeightsAreNotShares, r"draw 1 sum to 0\.9"),
        (TABLE, [1.5, -0.5], WeightsAreNotShares, r"negative, but one is -0\.5"),
    ],
)
def test_bad_input_is_refused_in_words(values, weights, error, words):
    with pytest.raises(error, match=words):
        rank_acceptability(values, weights)


def test_finite_numbers_whose_sum_is_not_are_no_mistake():
    """The quick check for NaN adds everything up; that must not refuse very large scores."""
    assert rank_acceptability([[1e308, 1e308], [0, 0]], [0.5, 0.5]).first_share.tolist() == [1, 0]


def test_weights_may_be_off_by_rounding():
    assert rank_acceptability(TABLE, [0.5, 0.5 + 5e-10]).first_share.tolist() == [0, 1]


def test_blocks_without_draws_are_refused():
    with pytest.raises(NothingToRank, match="block"):
        rank_acceptability(TABLE, [0.5, 0.5], block=0)


def test_central_weights_of_another_shape_or_infinite_are_refused():
    with pytest.raises(ShapesDoNotMatch, match=r"shape \(2, 2\)"):
        confidence_factors(TABLE, [0.5, 0.5])
    with pytest.raises(NotNumbers, match="central weights"):
        confidence_factors(TABLE, [[0.5, np.inf], [0.5, 0.5]])


def test_no_central_weights_at_all_leave_confidence_unknown():
    assert np.isnan(confidence_factors(TABLE, np.full((2, 2), np.nan))).all()


def test_a_result_keeps_no_hold_on_the_arrays_it_was_made_from():
    shares = np.eye(2)
    kept = Acceptability(shares, shares, shares[0], shares, shares)
    shares[0, 0] = 9
    assert kept.rank_acceptability[0, 0] == 1
