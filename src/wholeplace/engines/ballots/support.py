"""Who supports which project, and how much each wants it: the rules' own view of the ballots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.ballots.election import Election, InvalidElection, sort_by_project

Ints = NDArray[np.int64]
Satisfaction = Literal["cost", "cardinality", "score", "borda"]
SATISFACTIONS: tuple[Satisfaction, ...] = get_args(Satisfaction)

# Above so many voters, ballots are only merged if a sample says that many are alike.
ALWAYS_MERGED = 2_000_000
SAMPLE = 50_000
# Odd constants of the hash of a ballot; equality is checked afterwards, so that they only steer the speed.
_SEED = 20240229


class WrongBallots(InvalidElection):
    """Ballots that do not say what the satisfaction needs."""


@dataclass(frozen=True, eq=False)
class Support:
    """The supporters of each project, equal ballots taken together.

    Parameters
    ----------
    satisfaction : str
        What a voter's utility is.
    starts : ndarray of int, shape (projects + 1,)
        Where each project's supporters begin in `groups`.
    groups : ndarray of int, shape (entries,)
        The groups of equal ballots that support the project.
    utilities : ndarray of float, shape (entries,), or None
        Whole numbers; utility is this times the project's `scales`. None: all 1.
    people : ndarray of float, shape (entries,), or None
        How many voters the group has. None: all 1.
    scales : tuple of int
        What a utility of 1 stands for, by project: its cost, or 1.
    utility_unit : int
        By what all utilities are to be divided.
    sizes : ndarray of int, shape (groups,)
        Voters in each group.
    group_of_voter : ndarray of int, shape (voters,), or None
        None: every voter is a group.
    offsets, projects : ndarray of int
        The groups' ballots: where each begins, and its supported projects.
    weights : ndarray of int, shape (supported choices,), or None
        Utility of each, as `utilities`.
    supporters : ndarray of int, shape (projects,)
        Voters with positive utility.
    totals : ndarray of int, shape (projects,)
        Sum of the supporters' utilities, before `scales`.
    """

    satisfaction: Satisfaction
    starts: Ints
    groups: NDArray[np.int32]
    utilities: NDArray[np.float64] | None
    people: NDArray[np.float64] | None
    scales: tuple[int, ...]
    utility_unit: int
    sizes: Ints
    group_of_voter: NDArray[np.int32] | None
    offsets: Ints
    projects: NDArray[np.int32]
    weights: Ints | None
    supporters: Ints
    totals: Ints


def find_support(election: Election, satisfaction: Satisfaction) -> Support:
    """Find each project's supporters: the voters with positive utility.

    Parameters
    ----------
    election : Election
        Any; projects over the budget have supporters too.
    satisfaction : str
        ``cost``: the project's cost for who names it; ``cardinality``: 1; ``score``: the voter's points, 1
        where the ballots give none; ``borda``: length of the ballot − 1 − position.

    Returns
    -------
    Support

    Raises
    ------
    WrongBallots
        When the satisfaction is unknown.
    """
    if satisfaction not in SATISFACTIONS:
        raise WrongBallots(
            f"Satisfaction must be one of {', '.join(SATISFACTIONS)}, but is “{satisfaction}”."
        )
    offsets, projects, weights = _keep_supported(election, _weigh_choices(election, satisfaction))
    scales = election.costs if satisfaction == "cost" else (1,) * len(election.costs)
    unit = election.points_unit if satisfaction == "score" else 1
    sizes = np.ones(len(offsets) - 1, dtype=np.int64)
    return _arrange((satisfaction, scales, unit), (offsets, projects, weights), (sizes, None))


def narrow_support(support: Support, is_kept: NDArray[np.bool_]) -> Support:
    """Leave some projects only, and take the ballots together that are then equal.

    Parameters
    ----------
    support : Support
        Of which every voter is a group.
    is_kept : ndarray of bool, shape (projects,)
        Which projects stay.

    Returns
    -------
    Support
        The other projects have no supporters in it.
    """
    kept = is_kept[support.projects]
    before = np.concatenate([[0], np.cumsum(kept)])
    offsets, projects = before[support.offsets], support.projects[kept]
    weights = None if support.weights is None else support.weights[kept]
    sizes, group_of_voter = support.sizes, None
    merged = _merge_ballots(offsets, projects, weights)
    if merged is not None:
        first, group_of_voter, sizes = merged
        offsets, projects, weights = _take_ballots(offsets, projects, weights, first)
    meaning = support.satisfaction, support.scales, support.utility_unit
    return _arrange(meaning, (offsets, projects, weights), (sizes, group_of_voter))


def _weigh_choices(election: Election, satisfaction: Satisfaction) -> Ints | None:
    if satisfaction == "borda":
        lengths = np.diff(election.offsets)
        positions = np.arange(len(election.choices)) - np.repeat(election.offsets[:-1], lengths)
        return np.repeat(lengths, lengths) - 1 - positions
    return election.points if satisfaction == "score" else None


def _keep_supported(election: Election, weights: Ints | None) -> tuple[Ints, NDArray[np.int32], Ints | None]:
    """Leave the choices with positive utility; without points in use, a choice of 0 points is no approval."""
    deciding = weights if weights is not None else election.points
    if deciding is None or (is_kept := deciding > 0).all():
        return election.offsets, election.choices, weights
    before = np.concatenate([[0], np.cumsum(is_kept)])
    kept_weights = None if weights is None else weights[is_kept]
    return before[election.offsets], election.choices[is_kept], kept_weights


def _merge_ballots(
    offsets: Ints, projects: NDArray[np.int32], weights: Ints | None
) -> tuple[Ints, NDArray[np.int32], Ints] | None:
    """Find equal ballots; give a first one of each kind, each voter's kind, and their numbers."""
    voters = len(offsets) - 1
    if not len(projects):
        return None
    hashes = _hash_ballots(offsets, projects, weights)
    if voters > ALWAYS_MERGED and len(np.unique(hashes[:SAMPLE])) > 0.5 * SAMPLE:
        return None
    _, first, kind, sizes = np.unique(hashes, return_index=True, return_inverse=True, return_counts=True)
    if len(first) > 0.8 * voters or not _are_equal(offsets, projects, weights, first[kind]):
        return None
    return first, kind.astype(np.int32), sizes


def _hash_ballots(offsets: Ints, projects: NDArray[np.int32], weights: Ints | None) -> NDArray[np.uint64]:
    """Hash each ballot without regard to its order."""
    constants = np.random.default_rng(_SEED).integers(1, 1 << 63, int(projects.max()) + 1, dtype=np.uint64)
    marks = constants[projects]
    if weights is not None:
        marks = marks * (weights.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1))
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(marks, dtype=np.uint64)])
    hashes: NDArray[np.uint64] = sums[offsets[1:]] - sums[offsets[:-1]]
    return hashes


def _are_equal(offsets: Ints, projects: NDArray[np.int32], weights: Ints | None, twin: Ints) -> bool:
    """Check that each ballot has the same projects and utilities as its twin."""
    lengths = np.diff(offsets)
    if (lengths != lengths[twin]).any():
        return False
    width = int(projects.max()) + 1
    keys = np.repeat(np.arange(len(lengths)) * width, lengths) + projects
    at = np.repeat(offsets[twin] - offsets[:-1], lengths) + np.arange(len(projects))
    if weights is None:
        keys.sort()
        chosen = keys % width
        return bool((chosen == chosen[at]).all())
    order = np.argsort(keys)
    chosen, wanted = projects[order], weights[order]
    return bool((chosen == chosen[at]).all() and (wanted == wanted[at]).all())


def _take_ballots(
    offsets: Ints, projects: NDArray[np.int32], weights: Ints | None, which: Ints
) -> tuple[Ints, NDArray[np.int32], Ints | None]:
    lengths = np.diff(offsets)[which]
    new = np.concatenate([[0], np.cumsum(lengths)])
    at = np.repeat(offsets[which] - new[:-1], lengths) + np.arange(new[-1])
    return new, projects[at], None if weights is None else weights[at]


def _arrange(
    meaning: tuple[Satisfaction, tuple[int, ...], int],
    ballots: tuple[Ints, NDArray[np.int32], Ints | None],
    grouping: tuple[Ints, NDArray[np.int32] | None],
) -> Support:
    """Turn ballots by group into supporters by project."""
    satisfaction, scales, unit = meaning
    (offsets, projects, weights), (sizes, group_of_voter) = ballots, grouping
    order = sort_by_project(projects, len(scales))
    owner = np.repeat(np.arange(len(sizes), dtype=np.int32), np.diff(offsets))
    groups = owner[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(projects, minlength=len(scales)))])
    people = None if group_of_voter is None else sizes[groups]
    utilities = None if weights is None else weights[order]
    supporters = np.diff(starts) if people is None else _sum_by_project(people, starts)
    totals = supporters
    if utilities is not None:
        totals = _sum_by_project(utilities if people is None else people * utilities, starts)
    return Support(
        satisfaction,
        starts,
        groups,
        None if utilities is None else utilities.astype(float),
        None if people is None else people.astype(float),
        scales,
        unit,
        sizes,
        group_of_voter,
        offsets,
        projects,
        weights,
        supporters,
        totals,
    )


def _sum_by_project(values: Ints, starts: Ints) -> Ints:
    sums = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    totals: Ints = sums[starts[1:]] - sums[starts[:-1]]
    return totals
