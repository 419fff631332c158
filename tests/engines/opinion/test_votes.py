"""Votes are brought into one order; what cannot be a vote is refused."""

import numpy as np
import pytest

from wholeplace.engines.opinion import (
    NotGroups,
    NotVotes,
    assign_groups,
    collect_votes,
    count_all,
    count_by_group,
    find_majorities,
    group_consensus,
    list_representative,
    measure_silhouette,
    natural_key,
)


def test_the_last_vote_of_a_pair_counts() -> None:
    votes = collect_votes(["a", "b"], ["1"], [0, 1, 0], [0, 0, 0], [1, 0, -1])
    assert votes.values.tolist() == [-1, 0]


def test_ids_stand_in_natural_order() -> None:
    votes = collect_votes(["10", "9", "x", "-1"], ["2", "11"], [0], [1], [1])
    assert votes.participants == ("9", "10", "-1", "x")
    assert votes.statements == ("2", "11")
    assert (votes.rows.tolist(), votes.columns.tolist()) == ([1], [1])
    assert min(["٣", "3", "²"], key=natural_key) == "3"


def test_inputs_are_not_changed_and_results_cannot_be() -> None:
    rows, columns, values = np.array([1, 0]), np.array([0, 0]), np.array([1, -1])
    votes = collect_votes(["a", "b"], ["1"], rows, columns, values)
    assert (rows.tolist(), columns.tolist(), values.tolist()) == ([1, 0], [0, 0], [1, -1])
    with pytest.raises(ValueError, match="read-only"):
        votes.values[0] = 0


@pytest.mark.parametrize(
    ("people", "statements", "rows", "columns", "values", "words"),
    [
        (["a", "a"], ["1"], [0], [0], [1], "participant “a” stands twice"),
        (["a"], ["1", "1"], [0], [0], [1], "statement “1” stands twice"),
        (["a"], ["1"], [1], [0], [1], "names a participant"),
        (["a"], ["1"], [0], [-1], [1], "names a statement"),
        (["a"], ["1"], [0], [0], [2], "must be 1"),
        (["a"], ["1"], [0, 0], [0], [1], "needs a voter"),
        (["a"], ["1"], [0], [0], [float("nan")], "whole numbers"),
        (["a"], ["1"], [[0]], [0], [1], "whole numbers"),
    ],
)
def test_what_cannot_be_votes_is_refused(people, statements, rows, columns, values, words) -> None:
    with pytest.raises(NotVotes, match=words):
        collect_votes(people, statements, rows, columns, values)


def test_a_group_for_a_stranger_is_refused() -> None:
    votes = collect_votes(["a"], ["1"], [0], [0], [1])
    with pytest.raises(NotGroups, match="“z” has a group"):
        assign_groups(votes, {"z": "0"})


def test_counts_are_those_of_a_slow_twin() -> None:
    generator = np.random.default_rng(4)
    matrix = generator.choice([-1.0, 0.0, 1.0, np.nan], size=(40, 9))
    rows, columns = np.nonzero(~np.isnan(matrix))
    votes = collect_votes(
        [str(n) for n in range(40)],
        [str(n) for n in range(9)],
        rows,
        columns,
        matrix[rows, columns].astype(int),
    )
    labels = {str(n): "ab"[n % 2] for n in range(30)}
    counts = count_by_group(votes, assign_groups(votes, labels))
    for group, label in enumerate("ab"):
        mine = matrix[[n for n in range(30) if labels[str(n)] == label]]
        assert counts.agree[group].tolist() == (mine == 1).sum(axis=0).tolist()
        assert counts.disagree[group].tolist() == (mine == -1).sum(axis=0).tolist()
        assert counts.passed[group].tolist() == (mine == 0).sum(axis=0).tolist()
    assert count_all(votes).seen[0].tolist() == (~np.isnan(matrix)).sum(axis=0).tolist()


def test_without_groups_there_is_no_consensus_of_groups() -> None:
    votes = collect_votes(["a"], ["1"], [0], [0], [1])
    counts = count_by_group(votes, assign_groups(votes, {}))
    assert np.isnan(group_consensus(counts)).all()
    assert list_representative(counts, np.zeros(1, dtype=bool)) == ()


def test_statements_left_out_represent_nobody() -> None:
    votes = collect_votes(["a", "b"], ["1"], [0, 1], [0, 0], [1, -1])
    counts = count_by_group(votes, assign_groups(votes, {"a": "0", "b": "1"}))
    assert list_representative(counts, np.ones(1, dtype=bool)) == ((), ())
    majorities = find_majorities(count_all(votes), np.ones(1, dtype=bool))
    assert (majorities.agree, majorities.disagree) == ((), ())


def test_where_nothing_passes_a_group_still_has_its_clearest_statement() -> None:
    """One vote against is neither clear nor agreed with: the largest z₂ stands alone."""
    votes = collect_votes(["a", "b"], ["1", "2"], [0, 1], [0, 1], [-1, -1])
    counts = count_by_group(votes, assign_groups(votes, {"a": "0", "b": "1"}))
    listed = list_representative(counts, np.zeros(2, dtype=bool))
    assert [len(each) for each in listed] == [1, 1]


def test_a_silhouette_needs_two_groups() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert np.isnan(measure_silhouette(points, np.array([0, 0])))
    assert measure_silhouette(points, np.array([0, 1])) == 0
