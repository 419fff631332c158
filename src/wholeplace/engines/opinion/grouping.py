"""Opinion groups of our own: k-means in the plane, with as many groups as stand apart best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeplace.engines.opinion.counts import NO_GROUP, Groups
from wholeplace.engines.opinion.kmeans import Clusters, cluster_places
from wholeplace.engines.opinion.plane import Plane
from wholeplace.engines.opinion.silhouette import measure_silhouettes
from wholeplace.engines.opinion.votes import Floats, Integers

MOST_GROUPS = 5
PEOPLE_A_GROUP = 12
_GRAIN = 2.0**-40


@dataclass(frozen=True)
class Places:
    """The different places of the placed participants, in one order whatever order they came in.

    Parameters
    ----------
    places : ndarray of float64, shape (places, 2)
        Coordinates in units of the largest, rounded to 2^−40.
    many : ndarray of int64, shape (places,)
        Participants at each.
    of_participant : ndarray of int64, shape (placed participants,)
        The place of each.
    """

    places: Floats
    many: Integers
    of_participant: Integers


def find_groups(plane: Plane) -> Groups:
    """Find the opinion groups of those who are placed.

    Parameters
    ----------
    plane : Plane
        As `place_participants` gives.

    Returns
    -------
    Groups
        Named "0", "1", … from the largest; equal sizes by the first participant in the order of ids. One
        group when everybody stands at one place or there are fewer than three people; none when nobody is
        placed. Otherwise k ≤ min(5, 2 + ⌊n / 12⌋), and of these k, and of the solutions for each k that are
        within a thousandth of the best, the one with the largest mean silhouette; between equal ones the
        smaller k.
    """
    found = gather_places(plane)
    people = len(found.of_participant)
    most = min(MOST_GROUPS, 2 + people // PEOPLE_A_GROUP, len(found.places), people - 1)
    if most < 2:
        labels = np.zeros(len(found.places), dtype=np.int64)
    else:
        near = [each for k in range(2, most + 1) for each in cluster_places(found.places, found.many, k)]
        labels = _choose(found, near)
    return _name_groups(labels[found.of_participant], plane)


def gather_places(plane: Plane) -> Places:
    """Gather the placed participants by place, so that order and last bits of rounding do not matter.

    Parameters
    ----------
    plane : Plane
        As `place_participants` gives.

    Returns
    -------
    Places
        Sorted; each axis turned so that its longer tail is on the positive side.
    """
    points = plane.points[plane.is_placed]
    unit = float(np.abs(points).max(initial=0.0)) or 1.0
    rounded = np.round(points / unit / _GRAIN) * _GRAIN
    tails = (rounded**3).sum(axis=0)
    turned = np.where(tails < 0, -rounded, rounded) + 0.0  # no negative zeros
    places, of_participant, many = np.unique(turned, axis=0, return_inverse=True, return_counts=True)
    return Places(places, many, of_participant.reshape(-1))


def _choose(found: Places, candidates: list[Clusters]) -> Integers:
    labellings = np.stack([candidate.labels for candidate in candidates])
    apart = np.round(measure_silhouettes(found.places, found.many, labellings), 12)
    best: Integers = labellings[int(np.argmax(apart))]
    return best


def _name_groups(labels: Integers, plane: Plane) -> Groups:
    of_participant = np.full(len(plane.is_placed), NO_GROUP, dtype=np.int64)
    numbers, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    renamed = np.empty(len(numbers), dtype=np.int64)
    renamed[order] = np.arange(len(numbers))
    of_participant[plane.is_placed] = renamed[np.searchsorted(numbers, labels)]
    of_participant.flags.writeable = False
    return Groups(tuple(str(number) for number in range(len(numbers))), of_participant)
