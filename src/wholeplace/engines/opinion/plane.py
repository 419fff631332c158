"""Participants in the plane in which their votes differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from wholeplace.engines.opinion.threads import one_thread
from wholeplace.engines.opinion.votes import Booleans, Floats, Integers, NotVotes, Votes

LEAST_VOTES = 7
MOST_STATEMENTS = 4000
_BLOCK = 4096  # participants at a time


@dataclass(frozen=True)
class Plane:
    """Where everybody stands, and what the two axes are made of.

    Parameters
    ----------
    centre : ndarray of float64, shape (statements,)
        Mean vote of the placed participants who voted on the statement (1 agree, −1 disagree); 0 for
        statements without such a vote and for those left out.
    components : ndarray of float64, shape (2, statements)
        The axes, each of length 1, the widest first; 0 where there is nothing to tell apart. The entry that
        is largest in size is positive.
    points : ndarray of float64, shape (participants, 2)
        Σ over votes cast of (vote − centre) × component, times √(statements / votes cast), over statements
        that were not left out; (0, 0) for a participant without votes.
    is_placed : ndarray of bool, shape (participants,)
        Whether the participant cast at least min(7, statements) votes and so shaped the plane.
    """

    centre: Floats
    components: Floats
    points: Floats
    is_placed: Booleans


def place_participants(votes: Votes, is_left_out: Booleans, weights: Integers | None = None) -> Plane:
    """Place participants in the plane of the two principal components of their votes.

    Missing votes count as the statement's mean. The covariance of statements is summed up in whole numbers,
    so that it does not depend on the order of anything, and needs memory for statements × statements only.

    Parameters
    ----------
    votes : Votes
        Of the conversation.
    is_left_out : ndarray of bool, shape (statements,)
        Statements that do not count.
    weights : ndarray of int64, shape (participants,), optional
        How often each participant counts in shaping the plane, for resampling; 1 if not given.

    Returns
    -------
    Plane

    Raises
    ------
    NotVotes
        More than 4,000 statements: their covariance would not fit.

    References
    ----------
    Small, C. et al. (2021). Polis: Scaling deliberation by mapping high dimensional opinion spaces.
    Recerca 26(2). The factor √(statements / votes cast) keeps those who voted little from the middle.
    """
    if len(is_left_out) > MOST_STATEMENTS:
        raise NotVotes(
            f"There are {len(is_left_out):,} statements, and at most {MOST_STATEMENTS:,} can be compared; "
            "leave out those with few votes."
        )
    counted = ~is_left_out[votes.columns]
    rows, columns, values = votes.rows[counted], votes.columns[counted], votes.values[counted]
    cast = np.bincount(rows, minlength=len(votes.participants))
    statements = int(np.count_nonzero(~is_left_out))
    is_placed: Booleans = cast >= max(1, min(LEAST_VOTES, statements))
    weight = is_placed.astype(np.int64) * (1 if weights is None else weights)
    centre = _average(columns, values, weight[rows], len(is_left_out))
    with one_thread():
        components = _find_components(_covary(rows, columns, values, weight, centre))
    departures = values - centre[columns]
    sums = np.stack(
        [
            np.bincount(rows, weights=departures * component[columns], minlength=len(cast))
            for component in components
        ],
        axis=1,
    )
    stretch: Floats = np.sqrt(statements / np.maximum(cast, 1))[:, np.newaxis]
    points: Floats = sums * stretch
    return Plane(centre, components, points, is_placed)


def _average(columns: Integers, values: NDArray[np.int8], weight: Integers, statements: int) -> Floats:
    voted = np.bincount(columns, weights=weight, minlength=statements)
    total = np.bincount(columns, weights=weight * values, minlength=statements)
    mean: Floats = total / np.maximum(voted, 1)
    return mean


def _covary(
    rows: Integers, columns: Integers, values: NDArray[np.int8], weight: Integers, centre: Floats
) -> Floats:
    """Sum (vote − mean)(vote − mean) for each pair of statements over those who voted on both."""
    size = len(centre)
    products, crosses, together = (np.zeros((size, size)) for _ in range(3))
    kept = np.flatnonzero(weight)
    ends = np.searchsorted(rows, np.append(kept, len(weight)))
    stops = np.searchsorted(rows, kept, side="right")
    for first in range(0, len(kept), _BLOCK):
        chosen = kept[first : first + _BLOCK]
        inside = slice(ends[first], stops[min(first + _BLOCK, len(kept)) - 1])
        place = np.searchsorted(chosen, rows[inside])
        is_kept = np.take(chosen, np.minimum(place, len(chosen) - 1)) == rows[inside]
        cells = place[is_kept], columns[inside][is_kept]
        # Whole numbers below 2^24 are exact in float32, so that neither threads nor order can change a sum.
        cast, seen = np.zeros((2, len(chosen), size), dtype=np.float32)
        cast[cells], seen[cells] = values[inside][is_kept], 1
        again = weight[chosen]
        if again.max() > 1:  # only in resamples; a table times itself takes half the time
            cast, seen = np.repeat(cast, again, axis=0), np.repeat(seen, again, axis=0)
        products += cast.T @ cast
        crosses += cast.T @ seen
        together += seen.T @ seen
    shift = centre[:, np.newaxis] * crosses.T
    return products - (shift + shift.T) + np.outer(centre, centre) * together


def _find_components(covariance: Floats) -> Floats:
    """Give the two directions of the largest variance; zero where there is no variance."""
    components = np.zeros((2, len(covariance)))
    varying = np.flatnonzero(np.diagonal(covariance) > 0)
    if not varying.size:
        return components
    # Only the last two: a fourth of the time that all would take.
    wanted = [max(0, len(varying) - 2), len(varying) - 1]
    inside = covariance[np.ix_(varying, varying)]
    variances, directions = eigh(inside, subset_by_index=wanted, check_finite=False)
    for axis in range(len(variances)):
        if variances[-1 - axis] > 1e-9 * max(1.0, variances[-1]):
            direction = directions[:, -1 - axis]
            components[axis, varying] = direction * np.sign(direction[np.argmax(np.abs(direction))])
    return components
