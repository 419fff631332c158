"""k-means in the plane: many starts at once, from fixed seeds, the same for any order of the points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeplace.engines.opinion.votes import Floats, Integers

STARTS = 64
_ROUNDS = 300
_FINEST = 3000  # more places than this are searched on a grid first
_GRID = 48
_POLISHED = 8  # of the solutions on the grid, how many are followed up on the places themselves
_CELLS = 2_000_000
_NEAR, _NEAR_MOST = 1.001, 4
_MOST_MOVES = 2000


@dataclass(frozen=True)
class Clusters:
    """One way to part places into clusters.

    Parameters
    ----------
    labels : ndarray of int64, shape (places,)
        Cluster of each place, from 0; every cluster has a place.
    centres : ndarray of float64, shape (k, 2)
        Means.
    inertia : float
        Sum of squared distances to the own centre.
    """

    labels: Integers
    centres: Floats
    inertia: float


def cluster_places(places: Floats, many: Integers, k: int, starts: int = STARTS) -> tuple[Clusters, ...]:
    """Part places into k clusters with the least sums of squares that many starts find.

    Parameters
    ----------
    places : ndarray of float64, shape (places, 2)
        All different, in one order that does not depend on how they came.
    many : ndarray of int64, shape (places,)
        How many points stand at each.
    k : int
        From 1 to the number of places.
    starts : int
        How many times k-means++ chooses the first centres, from a fixed seed.

    Returns
    -------
    tuple of Clusters
        The best solution, and up to three more whose sums of squares are at most a thousandth larger, but
        alone above 3,000 places; in each, every place belongs to its nearest centre. By sum of squares,
        equal ones by their centres.

    References
    ----------
    Lloyd, S. (1982). Least squares quantization in PCM. Arthur, D., Vassilvitskii, S. (2007). k-means++.
    Hartigan, J. (1975). Clustering Algorithms, chapter 4 (moving single points once Lloyd's steps end).
    """
    generator = np.random.default_rng(k)
    coarse, weight = _coarsen(places, many) if len(places) > _FINEST else (places, many)
    first = _choose_starts(generator, coarse, weight, k, starts)
    found = _iterate(coarse, weight, first)
    if coarse is not places:
        found = _iterate(places, many, _list_best(coarse, weight, found, _POLISHED))
    best = _list_best(places, many, found, 1)
    moved = _iterate(places, many, _move_singly(places, many, best[0])[np.newaxis])
    most = _NEAR_MOST if coarse is places else 1
    listed = _list_best(places, many, np.concatenate([found, moved]), most)
    sums = [float(_sum_squares(places, many, each[np.newaxis])[0]) for each in listed]
    return tuple(
        Clusters(_find_nearest(places, each[np.newaxis])[0], each, inertia)
        for each, inertia in zip(listed, sums, strict=True)
        if inertia <= sums[0] * _NEAR
    )


def _coarsen(places: Floats, many: Integers) -> tuple[Floats, Integers]:
    """Replace the places in each cell of a grid by their mean."""
    low, high = places.min(axis=0), places.max(axis=0)
    steps = np.minimum((places - low) / np.where(high > low, high - low, 1) * _GRID, _GRID - 1).astype(int)
    _, cell = np.unique(steps[:, 0] * _GRID + steps[:, 1], return_inverse=True)
    weight = np.bincount(cell, weights=many)
    means = np.stack([np.bincount(cell, weights=many * places[:, axis]) / weight for axis in (0, 1)], axis=1)
    return means, weight.astype(np.int64)


def _choose_starts(
    generator: np.random.Generator, places: Floats, many: Integers, k: int, starts: int
) -> Floats:
    """Choose centres by k-means++: each far from those before it, by chance."""
    centres = np.empty((starts, k, 2))
    nearest = np.ones((starts, len(places)))
    for turn in range(k):
        reach = np.cumsum(nearest * many, axis=1)
        total = reach[:, -1:]
        drawn = generator.random((starts, 1)) * total
        chosen = np.minimum((reach <= drawn).sum(axis=1), len(places) - 1)
        centres[:, turn] = places[chosen]
        apart = _square_distances(places, centres[:, turn : turn + 1])[:, 0]
        nearest = apart if turn == 0 else np.minimum(nearest, apart)
    return centres


def _square_distances(places: Floats, centres: Floats) -> Floats:
    """Give squared distances, shape (starts, k, places)."""
    across = places[:, 0] - centres[:, :, :1]
    up = places[:, 1] - centres[:, :, 1:]
    across *= across
    up *= up
    across += up
    return across


def _find_nearest(places: Floats, centres: Floats) -> Integers:
    nearest: Integers = np.argmin(_square_distances(places, centres), axis=1)
    return nearest


def _sum_squares(places: Floats, many: Integers, centres: Floats) -> Floats:
    sums: Floats = (_square_distances(places, centres).min(axis=1) * many).sum(axis=1)
    return sums


def _iterate(places: Floats, many: Integers, centres: Floats) -> Floats:
    """Move centres to the means of what is nearest to them until nothing changes, all starts together."""
    centres = centres.copy()
    moving = np.arange(len(centres))
    labels = np.full((len(centres), len(places)), -1, dtype=np.int64)
    step = max(1, _CELLS // (centres.shape[1] * len(places)))
    for _ in range(_ROUNDS):
        still = []
        for first in range(0, len(moving), step):
            part = moving[first : first + step]
            nearest = _find_nearest(places, centres[part])
            changed = (nearest != labels[part]).any(axis=1)
            labels[part] = nearest
            part = part[changed]
            centres[part] = _average(places, many, nearest[changed], centres[part])
            still.append(part)
        moving = np.concatenate(still)
        if not moving.size:
            break
    return centres


def _move_singly(places: Floats, many: Integers, centres: Floats) -> Floats:
    """Move single places between clusters, the most gainful first, as long as the sum of squares falls."""
    centres, every = centres.copy(), np.arange(len(places))
    labels = _find_nearest(places, centres[np.newaxis])[0]
    sizes = np.bincount(labels, weights=many, minlength=len(centres))
    for _ in range(_MOST_MOVES):
        squares = _square_distances(places, centres[np.newaxis])[0]
        own = sizes[labels]
        with np.errstate(divide="ignore", invalid="ignore"):
            leaving = np.where(own > many, many * own / (own - many) * squares[labels, every], -np.inf)
        joining = many * (sizes[:, np.newaxis] / (sizes[:, np.newaxis] + many)) * squares
        joining[labels, every] = np.inf
        gains = leaving - joining.min(axis=0)
        place = int(np.argmax(gains))
        if not gains[place] > 1e-12 * max(1.0, float(squares.max())):
            break
        old, new, weight = int(labels[place]), int(np.argmin(joining[:, place])), many[place]
        centres[old] = (centres[old] * sizes[old] - places[place] * weight) / (sizes[old] - weight)
        centres[new] = (centres[new] * sizes[new] + places[place] * weight) / (sizes[new] + weight)
        sizes[old], sizes[new], labels[place] = sizes[old] - weight, sizes[new] + weight, new
    return centres


def _average(places: Floats, many: Integers, labels: Integers, before: Floats) -> Floats:
    """Give the mean of each cluster; one without places stays where it was."""
    starts, k = before.shape[:2]
    cells = (labels + np.arange(starts)[:, np.newaxis] * k).ravel()
    weight = np.bincount(cells, weights=np.tile(many, starts), minlength=starts * k)
    after = before.copy().reshape(-1, 2)
    filled = weight > 0
    for axis in (0, 1):
        total = np.bincount(cells, weights=np.tile(many * places[:, axis], starts), minlength=starts * k)
        after[filled, axis] = total[filled] / weight[filled]
    return after.reshape(before.shape)


def _list_best(places: Floats, many: Integers, centres: Floats, most: int) -> Floats:
    """Give different solutions by their sum of squares, the centres of each in order."""
    across = np.array([each[np.lexsort((each[:, 1], each[:, 0]))] for each in centres])
    unique = np.unique(across.reshape(len(across), -1), axis=0).reshape(-1, *centres.shape[1:])
    sums = np.concatenate([_sum_squares(places, many, each[np.newaxis]) for each in unique])
    # Equal to a billionth: the first in order, not the one that rounding favours.
    rounded = np.round(sums / max(sums.min(), 1e-300), 9)
    return unique[np.argsort(rounded, kind="stable")[:most]]
