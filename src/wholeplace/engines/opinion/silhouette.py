"""How well groups are apart: the mean silhouette."""

from __future__ import annotations

import numpy as np

from wholeplace.engines.opinion.threads import one_thread
from wholeplace.engines.opinion.votes import Floats, Integers

_TILE = 512  # places at a time along both sides: their distances stay near the processor


def measure_silhouette(points: Floats, group_of: Integers) -> float:
    """Average over points of (b − a) / max(a, b): a, b the mean distance to the own and to the next group.

    Parameters
    ----------
    points : ndarray of float64, shape (points, 2)
        Places.
    group_of : ndarray of int64, shape (points,)
        Group of each, from 0; a number without points is no group.

    Returns
    -------
    float
        −1 to 1; a point alone in its group counts 0. NaN when there are not at least two groups.

    References
    ----------
    Rousseeuw, P. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster
    analysis. Journal of Computational and Applied Mathematics 20, 53-65.
    """
    if np.unique(group_of).size < 2:
        return float("nan")
    # Points at one place in one group are counted together: there are many, and it saves their distances.
    marked = np.column_stack([points, group_of])
    unique, many = np.unique(marked, axis=0, return_counts=True)
    return float(measure_silhouettes(unique[:, :2], many, unique[:, 2].astype(np.int64)[np.newaxis])[0])


def measure_silhouettes(places: Floats, many: Integers, labellings: Integers) -> Floats:
    """Measure several groupings of the same places at once, so that each distance is computed once.

    Parameters
    ----------
    places : ndarray of float64, shape (places, 2)
        Each may stand for several points.
    many : ndarray of int64, shape (places,)
        How many.
    labellings : ndarray of int64, shape (groupings, places)
        Groups of each grouping, from 0, at least two with points in each.

    Returns
    -------
    ndarray of float64, shape (groupings,)
        The mean silhouette of each.
    """
    counts = [int(labels.max()) + 1 for labels in labellings]
    members = np.concatenate(
        [
            np.where(labels[:, np.newaxis] == np.arange(groups), many[:, np.newaxis], 0)
            for labels, groups in zip(labellings, counts, strict=True)
        ],
        axis=1,
    ).astype(np.float64)
    with one_thread():
        totals = _sum_distances(places, members)
    ends = np.cumsum([0, *counts])
    return np.array(
        [
            _average(totals[:, ends[number] : ends[number + 1]], many, labels)
            for number, labels in enumerate(labellings)
        ]
    )


def _sum_distances(places: Floats, members: Floats) -> Floats:
    """Sum the distances from each place to the members of each group; each pair of places is met once."""
    totals = np.zeros((len(places), members.shape[1]))
    for first in range(0, len(places), _TILE):
        own = slice(first, first + _TILE)
        for second in range(first, len(places), _TILE):
            other = slice(second, second + _TILE)
            across = np.subtract.outer(places[own, 0], places[other, 0])
            up = np.subtract.outer(places[own, 1], places[other, 1])
            across *= across
            up *= up
            across += up
            np.sqrt(across, out=across)
            totals[own] += across @ members[other]
            if second > first:
                totals[other] += across.T @ members[own]
    return totals


def _average(totals: Floats, many: Integers, labels: Integers) -> float:
    size = np.bincount(labels, weights=many, minlength=totals.shape[1])
    every = np.arange(len(labels))
    own_size = size[labels]
    own = totals[every, labels] / np.maximum(own_size - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(size > 0, totals / size, np.inf)
    means[every, labels] = np.inf
    other = means.min(axis=1)
    largest = np.maximum(own, other)
    width = np.where((own_size > 1) & (largest > 0), (other - own) / np.where(largest > 0, largest, 1), 0.0)
    return float((width * many).sum() / many.sum())
