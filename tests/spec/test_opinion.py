"""Debates: opinion groups, consensus, and what tells a group from the others.

Published figures: Polis' own output for a conversation on transport (conversation 4asymkcrjf, "math-pca2"), as
kept with the tests of red-dwarf 0.4.0 (github.com/polis-community/red-dwarf, commit 4dbbab1b); in its group 0 and
over everybody. Whole conversations are compared in tests/engines/opinion. Figures marked "constructed" are closed
forms of our own, to check the formula.
"""

import numpy as np
import pytest

from wholeplace.engines.opinion import (
    assign_groups,
    collect_votes,
    count_all,
    count_by_group,
    find_groups,
    find_majorities,
    group_consensus,
    list_representative,
    measure_extremity,
    measure_silhouette,
    place_participants,
    rank_priority,
)
from wholeplace.engines.opinion.consensus import weigh_share


def cast(agree: int, disagree: int, passed: int, statement: int = 0, first: int = 0):
    """List votes of different people on one statement: rows, columns and values."""
    values = [1] * agree + [-1] * disagree + [0] * passed
    return list(range(first, first + len(values))), [statement] * len(values), values


def collect(*parts):
    rows, columns, values = ([each for part in parts for each in part[axis]] for axis in range(3))
    people, statements = max(rows) + 1, max(columns) + 1
    return collect_votes(
        [str(n) for n in range(people)], [str(n) for n in range(statements)], rows, columns, values
    )


@pytest.mark.parametrize(
    ("agree", "seen", "z"), [(50, 53, 6.531972647421808), (39, 40, 6.090776713655636), (14, 15, 3.5)]
)
def test_certainty_that_a_share_is_above_one_half(agree, seen, z):
    """Published by Polis: 50 of 53 give 6.5320, 39 of 40 give 6.0908, 14 of 15 give 3.5."""
    assert weigh_share(np.array([agree]), np.array([seen]))[0] == pytest.approx(z, rel=1e-12)


def test_consensus_of_everybody_takes_the_clearest_first():
    """Published by Polis: of statements with 50 of 53 and 39 of 40 agreeing, the first is clearer (p · z)."""
    votes = collect(cast(39, 1, 0, statement=0), cast(50, 3, 0, statement=1))
    assert find_majorities(count_all(votes), np.zeros(2, dtype=bool)).agree == (1, 0)


def test_group_informed_consensus_multiplies_over_groups():
    """Constructed: 8 of 8 in one group and 3 of 6 in the other: 9/10 · 4/8 = 0.45."""
    votes = collect(cast(8, 0, 0), cast(3, 2, 1, first=8))
    groups = assign_groups(votes, {str(n): "a" if n < 8 else "b" for n in range(14)})
    assert group_consensus(count_by_group(votes, groups)).tolist() == [0.45]


def test_a_statement_that_a_group_has_not_seen_counts_one_half_for_it():
    """Constructed: 8 of 8 in one group, nobody in the other: 9/10 · 1/2."""
    votes = collect(cast(8, 0, 0), cast(3, 0, 0, statement=1, first=8))
    groups = assign_groups(votes, {str(n): "a" if n < 8 else "b" for n in range(11)})
    assert group_consensus(count_by_group(votes, groups))[0] == pytest.approx(0.45, rel=1e-15)


def test_repness_compares_a_group_with_the_others():
    """Constructed: 9 of 10 here and 4 of 16 there give repness (10/12) / (5/18) = 3.

    z₂ with one more vote each: shares 10/11 and 5/17, pooled 15/28.
    """
    votes = collect(cast(9, 1, 0), cast(4, 12, 0, first=10))
    groups = assign_groups(votes, {str(n): "a" if n < 10 else "b" for n in range(26)})
    (found,) = list_representative(count_by_group(votes, groups), np.zeros(1, dtype=bool))[0]
    pooled = 15 / 28
    z = (10 / 11 - 5 / 17) / np.sqrt(pooled * (1 - pooled) * (1 / 11 + 1 / 17))
    assert (found.statement, found.side) == (0, "agree")
    assert found.repness == pytest.approx(3, rel=1e-12)
    assert found.z == pytest.approx(z, rel=1e-12)


def test_priority_of_a_new_statement_and_of_one_about_the_person():
    """Constructed: without votes [(1 − ½)(E + 1) · ½ · 9]², with E = 1 so 20.25. Polis publishes 49 for meta."""
    votes = collect_votes(["0"], ["0"], [], [], np.array([], dtype=int))
    counts = count_by_group(votes, assign_groups(votes, {"0": "a"}))
    assert rank_priority(counts, [1.0]).tolist() == [20.25]
    assert rank_priority(counts, [1.0], [True]).tolist() == [49.0]


def test_extremity_is_where_a_single_agreement_stands():
    """Constructed: four statements, mean −½ and component (0.6, 0.8): √4 · 1.5 · 1 = 3."""
    found = measure_extremity([-0.5, 0, 0, 0], [[0.6, 0, 0, 0], [0.8, 0, 0, 0]])
    assert found.tolist() == [3, 0, 0, 0]


def test_silhouette_of_two_pairs_on_a_line():
    """Constructed: 0, 1 and 10, 11: 1 − 1/10.5 at the ends and 1 − 1/9.5 inside."""
    points = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0]])
    expected = 1 - (1 / 10.5 + 1 / 9.5) / 2
    assert measure_silhouette(points, np.array([0, 0, 1, 1])) == pytest.approx(expected, rel=1e-14)


def test_two_camps_stand_at_equal_distance_from_the_middle():
    """Constructed: ten people say yes to all of nine statements and ten no: both at √9 = 3, and two groups."""
    rows, columns = np.divmod(np.arange(180), 9)
    votes = collect_votes(
        [str(n) for n in range(20)], [str(n) for n in range(9)], rows, columns, np.where(rows < 10, 1, -1)
    )
    plane = place_participants(votes, np.zeros(9, dtype=bool))
    np.testing.assert_allclose(np.abs(plane.points[:, 0]), 3, rtol=1e-12)
    assert find_groups(plane).sizes.tolist() == [10, 10]
