"""Whether the same groups would come out if other people of the same kind had taken part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeplace.engines.opinion.counts import Groups
from wholeplace.engines.opinion.grouping import gather_places
from wholeplace.engines.opinion.kmeans import cluster_places
from wholeplace.engines.opinion.plane import Plane, place_participants
from wholeplace.engines.opinion.votes import Booleans, Floats, Integers, Votes

STABLE = 0.75
MOST_DRAWN = 1000  # participants in one resample: more would only cost time
_STARTS = 6


@dataclass(frozen=True)
class Stability:
    """How well groups are found again in resamples of the participants.

    Parameters
    ----------
    of_group : ndarray of float64, shape (groups,)
        Mean over resamples of the largest overlap (Jaccard) of the group with a group found there, 0 to 1;
        NaN where nothing could be resampled.
    agreement : float
        Mean over resamples of the adjusted Rand index between both groupings: 1 the same, 0 no better than
        chance; NaN as above.
    resamples : int
        How many were drawn.
    """

    of_group: Floats
    agreement: float
    resamples: int

    @property
    def is_stable(self) -> bool:
        """Whether every group has an overlap of 0.75 at least, as Hennig advises."""
        return bool((self.of_group >= STABLE).all())


def measure_stability(
    votes: Votes, is_left_out: Booleans, groups: Groups, resamples: int, generator: np.random.Generator
) -> Stability:
    """Draw participants with replacement, find as many groups among them, and compare.

    Everything is done anew in each resample: the plane, the places, the clusters. Compared are those who
    were drawn, each once.

    Parameters
    ----------
    votes : Votes
        Of the conversation.
    is_left_out : ndarray of bool, shape (statements,)
        Statements that do not count.
    groups : Groups
        As `find_groups` gave for the same votes.
    resamples : int
        0 or more; each draws as many participants as are placed, 1,000 at most.
    generator : numpy.random.Generator
        The only source of randomness.

    Returns
    -------
    Stability
        With one group or none, or without resamples: NaN.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data
    Analysis 52, 258-271. Hubert, L., Arabie, P. (1985). Comparing partitions. Journal of Classification 2.
    """
    k, placed = len(groups.labels), np.flatnonzero(groups.of_participant >= 0)
    if k < 2 or resamples < 1:
        return Stability(np.full(k, np.nan), float("nan"), 0)
    overlaps, agreements = [], []
    for _ in range(resamples):
        drawn = generator.choice(placed, size=min(len(placed), MOST_DRAWN))
        chosen, many = np.unique(drawn, return_counts=True)
        other = _regroup(place_participants(_keep(votes, chosen), is_left_out, many), many, k)
        table = np.zeros((k, k))
        np.add.at(table, (groups.of_participant[chosen], other), 1)
        overlaps.append(_overlap(table))
        agreements.append(_adjust_rand(table))
    return Stability(np.mean(overlaps, axis=0), float(np.mean(agreements)), resamples)


def _keep(votes: Votes, chosen: Integers) -> Votes:
    """Leave the votes of some participants."""
    place = np.full(len(votes.participants), -1)
    place[chosen] = np.arange(len(chosen))
    rows = place[votes.rows]
    kept = rows >= 0
    names = tuple(votes.participants[number] for number in chosen.tolist())
    return Votes(names, votes.statements, rows[kept], votes.columns[kept], votes.values[kept])


def _regroup(plane: Plane, weights: Integers, k: int) -> Integers:
    """Cluster those drawn, all of whom are placed."""
    found = gather_places(plane)
    if len(found.places) < k:
        return np.zeros(len(weights), dtype=np.int64)
    many = np.bincount(found.of_participant, weights=weights, minlength=len(found.places)).astype(np.int64)
    labels: Integers = cluster_places(found.places, many, k, starts=_STARTS)[0].labels[found.of_participant]
    return labels


def _overlap(table: Floats) -> Floats:
    """Give each group's largest Jaccard coefficient with a group of the other grouping."""
    either = table.sum(axis=1)[:, np.newaxis] + table.sum(axis=0) - table
    best: Floats = (table / np.maximum(either, 1)).max(axis=1)
    return best


def _adjust_rand(table: Floats) -> float:
    def count_pairs(sizes: Floats) -> float:
        return float((sizes * (sizes - 1) / 2).sum())

    own, other = count_pairs(table.sum(axis=1)), count_pairs(table.sum(axis=0))
    every = count_pairs(table.sum())
    expected = own * other / every if every else 0.0
    most = (own + other) / 2
    return 1.0 if most == expected else (count_pairs(table) - expected) / (most - expected)
