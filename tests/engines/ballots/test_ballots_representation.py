"""How much a voter could have got within the budget is found exactly; groups and accounts add up."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.ballots.making import as_vote, build, elections
from wholeplace.engines.ballots import (
    SATISFACTIONS,
    InvalidElection,
    count_equal_shares,
    count_greedy,
    count_phragmen,
    describe_voter,
    measure_representation,
    share_by_group,
)
from wholeplace.engines.ballots.representation import fill_best

satisfactions = st.sampled_from(SATISFACTIONS)


def find_most_slowly(costs, utilities, budget):
    """Try every combination."""
    places = range(len(costs))
    fitting = [
        sum(utilities[p] for p in chosen)
        for size in range(len(costs) + 1)
        for chosen in combinations(places, size)
        if sum(costs[p] for p in chosen) <= budget
    ]
    return max(fitting)


things = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), min_size=1, max_size=9)


@given(things, st.integers(0, 120), st.booleans())
def test_the_most_within_a_budget_is_what_trying_everything_finds(pairs, budget, by_cost):
    costs = [cost for cost, _ in pairs]
    utilities = costs if by_cost else [utility for _, utility in pairs]
    found = fill_best(np.array(costs), np.array(utilities), budget)
    assert found == find_most_slowly(costs, utilities, budget)


def test_the_most_is_found_in_large_ballots_with_odd_amounts():
    """Thirty projects, where trying everything would take a thousand million combinations."""
    costs = np.random.default_rng(4).integers(10**4, 10**6, 30)
    assert fill_best(costs, costs, 5 * 10**6) <= 5 * 10**6
    assert fill_best(costs, costs, int(costs.sum())) == costs.sum()
    assert fill_best(2 * costs, 2 * costs, 2 * int(costs[:7].sum())) == 2 * costs[:7].sum()


@given(elections(), satisfactions)
def test_measures_are_what_the_definitions_say(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    outcome = count_greedy(election, satisfaction)
    winners = [election.project_ids[place] for place in outcome.selected]
    quotients, with_winner = [], 0
    for wants in as_vote(costs, money, ballots, satisfaction, points).utilities:
        worth = {p: 0 if satisfaction == "cost" and not costs[p] else float(u) for p, u in wants.items()}
        keys = [p for p in wants if costs[p] <= money]
        most = find_most_slowly([costs[p] for p in keys], [worth[p] for p in keys], money)
        got = sum(worth.get(p, 0) for p in winners)
        quotients.append(got / most if most else 0.0)
        with_winner += any(p in wants for p in winners)
    measured = measure_representation(election, outcome)
    n = len(ballots)
    assert measured.share_with_a_winner == pytest.approx(with_winner / n if n else 0)
    assert measured.mean_satisfaction == pytest.approx(sum(quotients) / n if n else 0)
    apart = sum(abs(x - y) for x in quotients for y in quotients)
    total = sum(quotients)
    assert measured.gini == pytest.approx(apart / (2 * n * total) if total else 0, abs=1e-12)


@given(elections(), satisfactions)
def test_what_groups_got_adds_up_to_what_was_spent(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    labels = ["even" if voter % 2 else "odd" for voter in range(len(ballots))]
    for outcome in (count_equal_shares(election, satisfaction), count_phragmen(election, satisfaction)):
        shares = share_by_group(election, outcome, labels)
        assert sum(share.voters for share in shares) == len(ballots)
        assert sum(share.money for share in shares) == pytest.approx(outcome.spent)


@given(elections(), satisfactions)
def test_each_voters_account_is_their_part_of_every_payment(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    outcome = count_equal_shares(election, satisfaction)
    accounts = [describe_voter(election, outcome, voter) for voter in range(len(ballots))]
    assert sum(sum(account.payments) for account in accounts) == pytest.approx(outcome.spent)
    vote = as_vote(costs, money, ballots, satisfaction, points)
    for account, wants in zip(accounts, vote.utilities, strict=True):
        named = {election.project_ids[place] for place in (*account.won, *account.lost)}
        assert named == set(wants)
        assert set(account.won) <= set(outcome.selected)
        assert not set(account.lost) & set(outcome.selected)
        assert account.left >= 0


def test_what_is_not_there_is_refused():
    election = build({"a": 1}, 1, [["a"]])
    outcome = count_greedy(election)
    with pytest.raises(InvalidElection, match="no ballot 1"):
        describe_voter(election, outcome, 1)
    with pytest.raises(InvalidElection, match="1 ballots but 2 labels"):
        share_by_group(election, outcome, ["x", "y"])
