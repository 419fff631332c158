"""Groups are called stable when they are, and not when they are not."""

import numpy as np
import pytest

from tests.engines.opinion.test_groups import collect, make_camps
from wholeplace.engines.opinion import Stability, find_groups, measure_stability, place_participants


def measure(matrix: np.ndarray, resamples: int = 12, seed: int = 0) -> Stability:
    votes, none = collect(matrix), np.zeros(matrix.shape[1], dtype=bool)
    groups = find_groups(place_participants(votes, none))
    return measure_stability(votes, none, groups, resamples, np.random.default_rng(seed))


def test_clear_camps_are_stable() -> None:
    found = measure(make_camps())
    assert found.is_stable
    assert found.of_group.shape == (3,)
    assert found.agreement > 0.95


def test_votes_by_chance_give_no_stable_groups() -> None:
    found = measure(np.random.default_rng(8).choice([-1.0, 0.0, 1.0], size=(120, 20)))
    assert not found.is_stable
    assert found.agreement < 0.7


def test_the_same_seed_gives_the_same_figures() -> None:
    one, other = (measure(make_camps(people=45)) for _ in range(2))
    assert np.array_equal(one.of_group, other.of_group)
    assert one.agreement == other.agreement


@pytest.mark.parametrize(("matrix", "resamples"), [(np.ones((20, 8)), 5), (make_camps(), 0)])
def test_without_groups_or_resamples_nothing_is_known(matrix: np.ndarray, resamples: int) -> None:
    found = measure(matrix, resamples)
    assert found.resamples == 0
    assert np.isnan(found.of_group).all()
    assert np.isnan(found.agreement)
