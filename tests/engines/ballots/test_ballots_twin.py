"""The rules decide as their definitions do, worked out slowly with fractions."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.engines.ballots import ballot_twin as twin
from tests.engines.ballots.making import as_vote, build, elections, find_merit, name
from wholeplace.engines.ballots import (
    COMPLETIONS,
    SATISFACTIONS,
    TIE_BREAKS,
    count_equal_shares,
    count_greedy,
    count_phragmen,
)

satisfactions = st.sampled_from(SATISFACTIONS)
tie_breaks = st.sampled_from(TIE_BREAKS)

TIE = ({"b": 6, "a": 6}, 6, [["a", "b"], ["b", "a"]], None)
FREE = ({"a": 0, "b": 0, "c": 5}, 5, [["a", "c"], ["a"]], None)
UNWANTED = ({"a": 5, "b": 1}, 10, [["a"], ["a"], []], None)
EVERYTHING = ({"a": 1, "b": 2, "c": 3}, 100, [["a", "b"], ["c"], ["a", "c"]], None)
ONE_VOTER = ({"a": 5, "b": 5, "c": 1}, 10, [["a", "b", "c"]], None)
ONE_PROJECT = ({"a": 10}, 10, [["a"], ["a"], ["a"]], None)
NOBODY = ({"a": 10}, 10, [], None)


def with_cases(test):
    """Try the cases that a council would think of, besides random ones."""
    for case in (TIE, FREE, UNWANTED, EVERYTHING, ONE_VOTER, ONE_PROJECT, NOBODY):
        test = example(case, "cost", "id")(test)
    return test


@with_cases
@given(elections(), satisfactions, tie_breaks)
def test_equal_shares_buys_what_the_definition_buys_in_the_same_order(case, satisfaction, tie_break):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    outcome = count_equal_shares(election, satisfaction, completion="none", tie_break=tie_break)
    vote = as_vote(costs, money, ballots, satisfaction, points)
    expected, _, _ = twin.equal_shares(vote, vote.budget / max(1, len(ballots)), tie_break)
    assert name(election, outcome.selected) == expected


@given(elections(), satisfactions, tie_breaks, st.sampled_from(COMPLETIONS), st.sampled_from([1, 2, 5]))
def test_every_completion_ends_where_single_raises_by_the_definition_end(
    case, satisfaction, tie_break, completion, increment
):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    outcome = count_equal_shares(
        election, satisfaction, completion=completion, increment=increment, tie_break=tie_break
    )
    vote = as_vote(costs, money, ballots, satisfaction, points)
    merit = find_merit(costs, ballots, satisfaction, points)
    assert name(election, outcome.selected) == twin.complete(vote, completion, increment, tie_break, merit)


@with_cases
@given(elections(), satisfactions, tie_breaks)
def test_greedy_takes_what_the_definition_takes(case, satisfaction, tie_break):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    vote = as_vote(costs, money, ballots, satisfaction, points)
    merit = find_merit(costs, ballots, satisfaction, points)
    for skip in (True, False):
        outcome = count_greedy(election, satisfaction, tie_break=tie_break, skip=skip)
        assert name(election, outcome.selected) == twin.greedy(vote, merit, tie_break=tie_break, skip=skip)


@with_cases
@given(elections(), satisfactions, tie_breaks)
def test_phragmen_buys_what_the_definition_buys_in_the_same_order(case, satisfaction, tie_break):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    outcome = count_phragmen(election, satisfaction, tie_break=tie_break)
    vote = as_vote(costs, money, ballots, satisfaction, points)
    assert name(election, outcome.selected) == twin.phragmen(vote, tie_break)


@given(elections(most_voters=12), satisfactions, st.integers(1, 400))
def test_leaping_over_starts_gives_what_every_single_start_gives(case, satisfaction, factor):
    """Costs are stretched so that hundreds of single raises lie between two changes."""
    costs, money, ballots, points = case
    stretched = {key: value * factor for key, value in costs.items()}
    election = build(stretched, money * factor, ballots, points)
    for completion in ("add1", "add1-until-overspend"):
        leaping = count_equal_shares(election, satisfaction, completion=completion)
        single = count_equal_shares(election, satisfaction, completion=completion, by_single_steps=True)
        assert (leaping.selected, leaping.raises, leaping.start) == (
            single.selected,
            single.raises,
            single.start,
        )


@pytest.mark.parametrize("close", [1, 3, 1000])
def test_prices_that_floats_hold_equal_are_told_apart(close):
    """Two projects differ in price by less than a float can show: the cheaper is bought, and it is no tie."""
    large = 3 * 10**14
    costs = {"a": large * close + 1, "b": large * close}
    ballots = [["a", "b"]] * 3
    election = build(costs, large * close + 1, ballots)
    outcome = count_equal_shares(election, "cardinality", completion="none")
    assert name(election, outcome.selected) == ["b"]
    assert outcome.ties == ()


@pytest.mark.parametrize(("first", "selected"), [(1, ["a", "b"]), (2, ["a"])])
def test_a_shortfall_that_no_float_shows_is_a_shortfall(first, selected):
    """After a project at 1, two voters have exactly 2 × 10^15 left for theirs; after one at 2, two thirds less."""
    k = 10**15
    election = build({"a": first, "b": 2 * k}, 3 * k + 1, [["a", "b"], ["a", "b"], ["a"]])
    assert name(election, count_equal_shares(election, completion="none").selected) == selected


def test_money_that_is_exactly_enough_is_enough():
    """Three voters with a third of 10 each can pay 10 together, which no float of a third can say."""
    election = build({"a": 10}, 10, [["a"]] * 3)
    assert count_equal_shares(election, completion="none").selected == (0,)
    short = build({"a": 10, "b": 1}, 10, [["a"], ["a"], ["b"]])
    assert name(short, count_equal_shares(short, completion="none").selected) == ["b"]
