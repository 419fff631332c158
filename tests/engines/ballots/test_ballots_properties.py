"""What must hold for every election."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.ballots import ballot_twin as twin
from tests.engines.ballots.making import as_vote, build, elections, name
from wholeplace.engines.ballots import (
    SATISFACTIONS,
    InvalidElection,
    count_equal_shares,
    count_greedy,
    count_phragmen,
    find_payments,
    make_election,
)

satisfactions = st.sampled_from(SATISFACTIONS)


def count_all(election, satisfaction):
    """Count by every rule."""
    return [
        count_equal_shares(election, satisfaction, completion="none"),
        count_equal_shares(election, satisfaction),
        count_greedy(election, satisfaction),
        count_phragmen(election, satisfaction),
    ]


@given(elections(), satisfactions)
def test_the_budget_is_kept_and_nothing_is_bought_twice(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    for outcome in count_all(election, satisfaction):
        selected = name(election, outcome.selected)
        assert sum(costs[key] for key in selected) == outcome.spent <= money
        assert len(set(selected)) == len(selected)


@given(elections(), satisfactions)
def test_each_winner_is_paid_exactly_by_its_supporters_and_nobody_overspends(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    vote = as_vote(costs, money, ballots, satisfaction, points)
    outcome = count_equal_shares(election, satisfaction, completion="add1")
    payments = find_payments(election, outcome)
    _, _, expected = twin.equal_shares(vote, outcome.start)
    spent = np.zeros(len(ballots))
    for project, paid in payments.items():
        key = election.project_ids[project]
        assert np.flatnonzero(paid).tolist() == [v for v, amount in expected[key].items() if amount]
        np.testing.assert_allclose(paid.sum(), costs[key], rtol=1e-12)
        for voter, amount in expected[key].items():
            assert paid[voter] == pytest.approx(float(amount), abs=1e-9)
        spent += paid
    assert (spent <= float(outcome.start) * (1 + 1e-12)).all()


@given(elections(most_voters=5), st.sampled_from(["cardinality", "cost", "score"]))
def test_a_group_that_deserves_projects_gets_them_up_to_one(case, satisfaction):
    """Extended justified representation up to one project, by trying every group and every set of projects.

    A group with its share of the budget that could buy the set T, where each member wants each project p of T
    at least so much, has a member whose winners, with one project of T more, are worth more than T to the group.
    """
    costs, money, ballots, points = case
    costs = {key: max(1, value) for key, value in costs.items()}
    election = build(costs, money, ballots, points)
    winners = set(name(election, count_equal_shares(election, satisfaction, completion="none").selected))
    utilities = as_vote(costs, money, ballots, satisfaction, points).utilities
    n = len(ballots)
    for size in range(1, n + 1):
        for group in itertools.combinations(range(n), size):
            for number in range(1, len(costs) + 1):
                for wanted in itertools.combinations(costs, number):
                    if sum(costs[p] for p in wanted) * n > size * money:
                        continue
                    least = sum(min(utilities[v].get(p, 0) for v in group) for p in wanted)
                    assert any(_is_represented(utilities[v], winners, wanted, least) for v in group)


def _is_represented(wants, winners, wanted, least):
    has = sum(wants.get(p, 0) for p in winners)
    more = [wants.get(p, 0) for p in wanted if p not in winners]
    return has >= least or any(has + extra > least for extra in more)


@given(elections(), satisfactions, st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_does_not_matter(case, satisfaction, random):
    costs, money, ballots, points = case
    order = list(range(len(ballots)))
    random.shuffle(order)
    shuffled = build(
        costs, money, [ballots[v] for v in order], None if points is None else [points[v] for v in order]
    )
    election = build(costs, money, ballots, points)
    for ours, theirs in zip(
        count_all(election, satisfaction), count_all(shuffled, satisfaction), strict=True
    ):
        assert ours.selected == theirs.selected


@given(elections(), satisfactions, st.randoms(use_true_random=False))
def test_the_order_of_the_projects_matters_in_ties_only(case, satisfaction, random):
    """Ties go by id, so that listing the projects in another order changes nothing at all."""
    costs, money, ballots, points = case
    keys = list(costs)
    random.shuffle(keys)
    election = build(costs, money, ballots, points)
    shuffled = build({key: costs[key] for key in keys}, money, ballots, points)
    for ours, theirs in zip(
        count_all(election, satisfaction), count_all(shuffled, satisfaction), strict=True
    ):
        assert name(election, ours.selected) == name(shuffled, theirs.selected)


@given(elections(), satisfactions)
def test_other_names_change_nothing_where_there_was_no_tie(case, satisfaction):
    costs, money, ballots, points = case
    renamed = {key: f"{100 - place}" for place, key in enumerate(costs)}
    election = build(costs, money, ballots, points)
    other = build(
        {renamed[key]: value for key, value in costs.items()},
        money,
        [[renamed[key] for key in ballot] for ballot in ballots],
        points,
    )
    for ours, theirs in zip(count_all(election, satisfaction), count_all(other, satisfaction), strict=True):
        if not ours.ties:
            assert set(ours.selected) == set(theirs.selected)


@given(elections(), satisfactions)
def test_amounts_in_pence_or_millions_change_nothing(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    larger = build({key: value * 10**9 for key, value in costs.items()}, money * 10**9, ballots, points)
    for ours, theirs in zip(count_all(election, satisfaction), count_all(larger, satisfaction), strict=True):
        if "add1" not in ours.completion:
            assert ours.selected == theirs.selected


@given(elections(), satisfactions)
def test_nothing_that_was_handed_in_is_changed(case, satisfaction):
    costs, money, ballots, points = case
    election = build(costs, money, ballots, points)
    before = election.choices.copy(), election.offsets.copy()
    count_all(election, satisfaction)
    assert (election.choices == before[0]).all()
    assert (election.offsets == before[1]).all()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((["a"], [1, 2], 1, [0], []), "1 projects but 2 costs"),
        ((["a", "a"], [1, 2], 1, [0], []), "same id"),
        ((["a"], [-1], 1, [0], []), "negative"),
        ((["a"], [1], -1, [0], []), "negative"),
        ((["a"], [1], 1, [0, 1], []), "end with the number of choices"),
        ((["a"], [1], 1, [0, 2, 1], [0]), "never fall"),
        ((["a"], [1], 1, [0, 1], [1]), "outside 0 to 0"),
        ((["a"], [1], 1, [0, 1], [0], [1, 2]), "1 choices but 2 points"),
        ((["a"], [1], 1, [0, 1], [0], [2**60]), "too large"),
    ],
)
def test_parts_that_do_not_fit_are_refused_in_one_sentence(parts, said):
    with pytest.raises(InvalidElection, match=said):
        make_election(*parts)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"satisfaction": "joy"}, "Satisfaction"),
        ({"completion": "add2"}, "Completion"),
        ({"tie_break": "coin"}, "tie-break"),
        ({"increment": 0}, "increment"),
    ],
)
def test_an_unknown_option_is_refused(options, said):
    with pytest.raises(InvalidElection, match=said):
        count_equal_shares(build({"a": 1}, 1, [["a"]]), **options)
