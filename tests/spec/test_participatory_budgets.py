"""Participatory budgets: equal shares, Phragmén's rule and greedy on small votes.

Published figures: Lackner, M., Skowron, P., Approval-based multi-winner voting: axioms, algorithms, and
applications (arXiv 2007.01795), examples 1, 8, 11 and 12, as worked out by the authors' program (abcvoting,
survey/example08.py, example11.py and example12.py). A committee of k is a budget of k with projects at a cost of
1. Figures marked "constructed" are closed forms of our own. Real elections, two of them counted by the city itself
by equal shares, are compared in `tests/engines/ballots/test_ballots_reference.py`.
"""

from fractions import Fraction

import numpy as np
import pytest

from wholeplace.engines.ballots import (
    count_equal_shares,
    count_greedy,
    count_phragmen,
    find_gini,
    find_payments,
    make_election,
    measure_representation,
)

EXAMPLE_1 = ["ab"] * 3 + ["ac"] * 3 + ["ad"] * 2 + ["bcf", "e", "f", "g"]
EXAMPLE_12 = ["cd"] * 3 + ["ab"] * 2 + ["ac"] * 2 + ["bd"]


def build(ballots, budget, costs):
    """Make an election whose projects have one letter each."""
    ids = sorted(costs)
    offsets = np.cumsum([0, *map(len, ballots)])
    choices = [ids.index(letter) for ballot in ballots for letter in ballot]
    return make_election(ids, [costs[key] for key in ids], budget, offsets, choices)


def elect(ballots, seats, letters):
    """Make an election of a committee."""
    return build(ballots, seats, dict.fromkeys(letters, 1))


def name(election, outcome):
    """Name the winners in order."""
    return "".join(election.project_ids[place] for place in outcome.selected)


def test_phragmen_elects_the_committee_of_example_8():
    """Published: {a, b, c, d} from the profile of example 1 with four seats."""
    election = elect(EXAMPLE_1, 4, "abcdefg")
    outcome = count_phragmen(election)
    assert set(name(election, outcome)) == set("abcd")
    (tie,) = outcome.ties
    assert [election.project_ids[place] for place in tie.between] == ["b", "c"]


def test_equal_shares_buys_a_in_example_11_and_leaves_what_is_published():
    """Published: each begins with 1/3; a at 1/8; its supporters keep 5/24, the others 1/3, and no one more fits."""
    election = elect(EXAMPLE_1, 4, "abcdefg")
    outcome = count_equal_shares(election, "cardinality", completion="none")
    assert name(election, outcome) == "a"
    assert outcome.start == Fraction(1, 3)
    assert outcome.bought[0].price_per_unit == pytest.approx(1 / 8, rel=1e-15)
    assert outcome.money_behind[1] == pytest.approx(3 * 5 / 24 + 1 / 3, rel=1e-14)


def test_equal_shares_buys_c_and_a_in_example_12_at_the_published_prices():
    """Published: each begins with 3/8; c at 1/5, then a at 13/40; left are 7/40, 1/20, 0 and 3/8."""
    election = elect(EXAMPLE_12, 3, "abcd")
    outcome = count_equal_shares(election, "cardinality", completion="none")
    assert name(election, outcome) == "ca"
    assert [bought.price_per_unit for bought in outcome.bought] == pytest.approx([1 / 5, 13 / 40], rel=1e-14)
    b, d = outcome.money_behind[1], outcome.money_behind[3]
    assert b == pytest.approx(2 * 1 / 20 + 3 / 8, rel=1e-14)
    assert d == pytest.approx(3 * 7 / 40 + 3 / 8, rel=1e-14)


def test_half_the_voters_get_half_the_money():
    """Constructed: 51 voters want ten red projects, 49 ten blue ones; ten fit. Greedy takes ten red. Equal shares
    of 100 buy five red and four blue; a raise of 3 to 103 lets the 49 pay for their fifth (49 × 103 > 5,000)."""
    costs = dict.fromkeys("ABCDEFGHIJabcdefghij", 1000)
    election = build(["ABCDEFGHIJ"] * 51 + ["abcdefghij"] * 49, 10_000, costs)
    assert name(election, count_greedy(election)) == "ABCDEFGHIJ"
    assert sum(map(str.isupper, name(election, count_equal_shares(election, completion="none")))) == 5
    outcome = count_equal_shares(election, completion="add1")
    assert (outcome.raises, len(outcome.selected)) == (3, 10)
    assert sum(map(str.isupper, name(election, outcome))) == 5


def test_who_has_less_gives_all_and_the_others_share_the_rest():
    """Constructed: four have a share of 10. Three pay 8 each for x at 24, a rate of 1/3. For y at 11, c gives the
    2 that are left and d 9, a rate of 9/11; z at 4 would have cost d a rate of 1, and is then 3 short."""
    election = build(["x", "x", "xy", "yz"], 40, {"x": 24, "y": 11, "z": 4})
    outcome = count_equal_shares(election, completion="none")
    assert name(election, outcome) == "xy"
    assert [bought.price_per_unit for bought in outcome.bought] == pytest.approx([1 / 3, 9 / 11], rel=1e-14)
    assert [paid.tolist() for paid in find_payments(election, outcome).values()] == [
        pytest.approx([8, 8, 8, 0]),
        pytest.approx([0, 0, 2, 9]),
    ]
    assert outcome.money_behind[2] == pytest.approx(1)


def test_satisfaction_is_measured_against_the_best_that_the_budget_allows():
    """Constructed: with 10 to spend and x bought at 6, the voter for x and y (5) got 6 of at most 6, the voter for
    y got 0 of 5: mean 1/2, Gini coefficient 1/2."""
    election = build(["xy", "y", "xy", "y"], 10, {"x": 6, "y": 5})
    outcome = count_greedy(election, excluded=[1])
    measured = measure_representation(election, outcome)
    assert (measured.share_with_a_winner, measured.mean_satisfaction, measured.gini) == (0.5, 0.5, 0.5)


def test_gini_of_one_to_four():
    """Constructed: mean difference of 1, 2, 3, 4 with replacement is 5/4, over twice the mean 5/2: 1/4."""
    assert find_gini([1, 2, 3, 4], [1, 1, 1, 1]) == pytest.approx(0.25)
    assert find_gini([0, 0], [3, 4]) == 0
