"""Groups of our own: as well apart as scikit-learn's, and the same however the votes are laid out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from tests.formats.polis.conversations import NAMES, needs_conversations, read_conversation, read_reference
from wholeplace.engines.opinion import (
    Votes,
    collect_votes,
    find_groups,
    measure_silhouette,
    place_participants,
)


def collect(matrix: np.ndarray, names: list[str] | None = None, statements: list[str] | None = None) -> Votes:
    """Make votes of a table with NaN for what was not seen."""
    rows, columns = np.nonzero(~np.isnan(matrix))
    people, width = matrix.shape
    names = names or [str(number) for number in range(people)]
    statements = statements or [str(number) for number in range(width)]
    return collect_votes(names, statements, rows, columns, matrix[rows, columns].astype(int))


def part(votes: Votes) -> dict[str, int]:
    """Give the group of everybody who is in one."""
    groups = find_groups(place_participants(votes, np.zeros(len(votes.statements), dtype=bool)))
    found = zip(votes.participants, groups.of_participant.tolist(), strict=True)
    return {name: group for name, group in found if group >= 0}


def list_sets(groups: dict[str, int]) -> set[frozenset[str]]:
    return {
        frozenset(name for name, group in groups.items() if group == wanted)
        for wanted in set(groups.values())
    }


def make_camps(seed: int = 5, people: int = 90, width: int = 24) -> np.ndarray:
    """Make up three camps that see a third of the statements differently, with a third of the votes missing."""
    generator = np.random.default_rng(seed)
    leaning = generator.choice([-0.7, 0.8], size=(3, width))
    wanted = leaning[np.arange(people) % 3] + generator.normal(0, 0.5, (people, width))
    votes = np.clip(np.round(wanted), -1, 1)
    votes[generator.random(votes.shape) < 0.33] = np.nan
    return votes


@needs_conversations
@pytest.mark.slow
@pytest.mark.parametrize("is_moderated", [False, True], ids=["all", "moderated"])
@pytest.mark.parametrize("name", NAMES)
def test_the_silhouette_is_at_least_that_of_scikit_learn_with_50_restarts(
    name: str, is_moderated: bool
) -> None:
    conversation = read_conversation(name)
    votes = collect_votes(
        conversation.participants, conversation.statements, conversation.rows, conversation.columns, conversation.values
    )  # fmt: skip
    left_out = set(map(str, read_reference()[name]["mod_out"])) if is_moderated else set()
    plane = place_participants(votes, np.array([name in left_out for name in votes.statements]))
    groups = find_groups(plane)
    points, labels = plane.points[plane.is_placed], groups.of_participant[plane.is_placed]
    most = min(5, 2 + len(points) // 12)
    with threadpool_limits(1):  # its threads wait for each other where other work is going on
        peers = [KMeans(k, n_init=50, random_state=0).fit_predict(points) for k in range(2, most + 1)]
    theirs = max(silhouette_score(points, each) for each in peers)
    ours = measure_silhouette(points, labels)
    assert ours == pytest.approx(silhouette_score(points, labels), abs=1e-12)
    assert ours >= theirs - 1e-12


def test_made_up_camps_are_found() -> None:
    found = list_sets(part(collect(make_camps())))
    assert sorted(map(len, found)) == [30, 30, 30]
    assert all(len({int(name) % 3 for name in group}) == 1 for group in found)


def test_the_order_of_people_and_statements_changes_not_a_bit() -> None:
    """Ids stay with their votes: every figure is the same to the last bit."""
    matrix, generator = make_camps(), np.random.default_rng(1)
    people, statements = generator.permutation(len(matrix)), generator.permutation(matrix.shape[1])
    one = collect(matrix)
    other = collect(
        matrix[people][:, statements], [str(each) for each in people], [str(each) for each in statements]
    )
    none = np.zeros(matrix.shape[1], dtype=bool)
    planes = [place_participants(each, none) for each in (one, other)]
    assert np.array_equal(planes[0].points, planes[1].points)
    assert np.array_equal(planes[0].components, planes[1].components)
    assert part(one) == part(other)


@given(st.integers(0, 2**31), st.integers(0, 2**31))
def test_new_names_and_turned_statements_change_no_group(seed: int, turning: int) -> None:
    """People and statements change places and names; of some statements the contrary is put to the vote."""
    matrix, generator = make_camps(seed % 7, people=40), np.random.default_rng(turning)
    people, statements = generator.permutation(len(matrix)), generator.permutation(matrix.shape[1])
    turned = matrix[people][:, statements] * generator.choice([-1, 1], size=matrix.shape[1])
    found = {str(people[int(name)]): group for name, group in part(collect(turned)).items()}
    assert list_sets(found) == list_sets(part(collect(matrix)))


def test_whoever_voted_on_fewer_than_seven_statements_is_in_no_group() -> None:
    matrix = make_camps()
    matrix[0, 6:], matrix[0, :6] = np.nan, 1
    matrix[1, 7:], matrix[1, :7] = np.nan, 1
    found = part(collect(matrix))
    assert "0" not in found
    assert "1" in found


def test_with_fewer_than_seven_statements_all_of_them_are_asked() -> None:
    matrix = np.sign(np.random.default_rng(3).normal(size=(30, 4)))
    matrix[0, 0] = np.nan
    assert set(part(collect(matrix))) == {str(number) for number in range(1, 30)}


def test_statements_left_out_shape_nothing() -> None:
    """Noise on a statement that moderators took out leaves everybody where they were."""
    matrix = make_camps()
    left_out = np.zeros(matrix.shape[1], dtype=bool)
    left_out[3] = True
    planes = []
    for cast in (matrix[:, 3], np.random.default_rng(0).choice([-1.0, 1.0], len(matrix))):
        changed = matrix.copy()
        changed[:, 3] = cast
        planes.append(place_participants(collect(changed), left_out))
    assert np.array_equal(planes[0].points, planes[1].points)
    assert planes[0].components[:, 3].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("matrix", "groups"),
    [
        (np.ones((20, 8)), 1),
        (np.ones((1, 8)), 1),
        (np.full((20, 8), np.nan), 0),
        (np.empty((0, 8)), 0),
        (np.empty((3, 0)), 0),
        (np.array([[1.0] * 8, [-1.0] * 8]), 1),
        (np.array([[1.0] * 8, [-1.0] * 8, [1.0] * 8]), 2),
    ],
    ids=[
        "all alike",
        "one person",
        "nobody voted",
        "nobody",
        "no statements",
        "two people",
        "two of three alike",
    ],
)
def test_where_there_is_little_to_part_there_are_few_groups(matrix: np.ndarray, groups: int) -> None:
    assert len(set(part(collect(matrix)).values())) == groups


def test_the_plane_is_that_of_a_slow_twin() -> None:
    """Centred votes with missing ones at the mean, the singular vectors, and the factor for few votes."""
    matrix = make_camps()
    plane = place_participants(collect(matrix), np.zeros(matrix.shape[1], dtype=bool))
    seen = ~np.isnan(matrix)
    centred = np.where(seen, matrix - np.nanmean(matrix, axis=0), 0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    factor = np.sqrt(matrix.shape[1] / seen.sum(axis=1))
    for axis in (0, 1):
        theirs = centred @ directions[axis] * factor
        sign = np.sign(theirs @ plane.points[:, axis])
        np.testing.assert_allclose(plane.points[:, axis], sign * theirs, atol=1e-12)


def test_many_places_are_clustered_as_well_as_few() -> None:
    """Above 2,000 places the search begins on a grid; its sum of squares is still not above scikit-learn's."""
    from wholeplace.engines.opinion.kmeans import cluster_places

    generator = np.random.default_rng(2)
    centres = generator.normal(0, 2, (5, 2))
    places = np.unique(centres[generator.integers(0, 5, 4000)] + generator.normal(0, 1, (4000, 2)), axis=0)
    for k in (2, 5):
        ours = cluster_places(places, np.ones(len(places), dtype=np.int64), k)[0]
        with threadpool_limits(1):
            theirs = KMeans(k, n_init=10, random_state=1, tol=0).fit(places)
        assert ours.inertia <= theirs.inertia_ * (1 + 1e-9)
