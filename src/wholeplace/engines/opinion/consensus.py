"""What all groups share, what everybody shares, and which statement to show next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wholeplace.engines.opinion.counts import Counts
from wholeplace.engines.opinion.votes import Booleans, Floats, Integers

CERTAIN = 1.2816  # a normal variable stays below it in 90 cases of 100
MOST_LISTED = 5
META_PRIORITY = 49.0


@dataclass(frozen=True)
class Majorities:
    """Statements on which everybody together leans one way, the clearest first.

    Parameters
    ----------
    agree, disagree : tuple of int
        Places of statements, at most five each.
    """

    agree: tuple[int, ...]
    disagree: tuple[int, ...]


def group_consensus(counts: Counts) -> Floats:
    """Measure how far every group agrees with each statement: Π over groups of (A + 1) / (S + 2).

    Parameters
    ----------
    counts : Counts
        By group.

    Returns
    -------
    ndarray of float64, shape (statements,)
        Above 0 and below 1; a statement that a group has not seen counts ½ for it. NaN without groups.

    References
    ----------
    Small, C. et al. (2021). Polis: Scaling deliberation by mapping high dimensional opinion spaces.
    Recerca 26(2). "Group-informed consensus".
    """
    if not len(counts.agree):
        return np.full(counts.agree.shape[1], np.nan)
    shares: Floats = np.prod((counts.agree + 1) / (counts.seen + 2), axis=0)
    return shares


def measure_extremity(centre: ArrayLike, components: ArrayLike) -> Floats:
    """Measure how far a participant who agrees with one statement alone stands from the middle.

    Parameters
    ----------
    centre : array_like, shape (statements,)
        Mean vote, where 1 is agree and −1 is disagree.
    components : array_like, shape (2, statements)
        The axes of the plane; zero for statements that were left out.

    Returns
    -------
    ndarray of float64, shape (statements,)
        E = √statements · |1 − centre| · ‖components‖, the same for either sign of an axis.

    References
    ----------
    Polis, math/src/polismath/math/pca.clj (sparsity-aware projection of a single vote).
    """
    middle, axes = np.asarray(centre, dtype=np.float64), np.asarray(components, dtype=np.float64)
    # Summed by hand: numpy's norm goes through threads for long axes and may add in another order.
    lengths = np.sqrt((axes * axes).sum(axis=0))
    extremity: Floats = np.sqrt(middle.size) * np.abs(1.0 - middle) * lengths
    return extremity


def rank_priority(counts: Counts, extremity: ArrayLike, is_meta: ArrayLike | None = None) -> Floats:
    """Say how much it would help to have a vote on each statement next.

    Parameters
    ----------
    counts : Counts
        By group; their sums over the groups are used.
    extremity : array_like, shape (statements,)
        As `measure_extremity` gives.
    is_meta : array_like of bool, shape (statements,), optional
        Statements about the person and not about the question; their priority is 49.

    Returns
    -------
    ndarray of float64, shape (statements,)
        [(1 − p)(E + 1) · a · (1 + 8 · 2^(−S/5))]² with p = (P + 1)/(S + 2) and a = (A + 1)/(S + 2): much
        agreement, little passing, far from the middle, and few votes so far.

    References
    ----------
    Polis, math/src/polismath/math/conversation.clj, ``importance-metric`` and ``priority-metric``.
    """
    agree, passed, seen = (table.sum(axis=0) for table in (counts.agree, counts.passed, counts.seen))
    passing, agreeing = (passed + 1) / (seen + 2), (agree + 1) / (seen + 2)
    newness = 1 + 8 * np.exp2(-seen / 5)
    importance = (1 - passing) * (np.asarray(extremity, dtype=np.float64) + 1) * agreeing
    priority: Floats = (importance * newness) ** 2
    return priority if is_meta is None else np.where(np.asarray(is_meta), META_PRIORITY, priority)


def find_majorities(counts: Counts, is_left_out: Booleans) -> Majorities:
    """Find what everybody together agrees or disagrees with.

    Parameters
    ----------
    counts : Counts
        Of all participants, in one row.
    is_left_out : ndarray of bool, shape (statements,)
        Statements that moderators took out.

    Returns
    -------
    Majorities
        Statements with p = (x + 1)/(S + 2) above ½ and z above 1.2816, by p · z, the five largest; equal
        values by statement id.
    """
    seen = counts.seen[0]
    return Majorities(
        _list_clearest(counts.agree[0], seen, is_left_out),
        _list_clearest(counts.disagree[0], seen, is_left_out),
    )


def _list_clearest(cast: Integers, seen: Integers, is_left_out: Booleans) -> tuple[int, ...]:
    share, certainty = (cast + 1) / (seen + 2), weigh_share(cast, seen)
    passing = np.flatnonzero((share > 0.5) & (certainty > CERTAIN) & ~is_left_out)
    order = np.argsort(-(share * certainty)[passing], kind="stable")
    return tuple(passing[order][:MOST_LISTED].tolist())


def weigh_share(cast: Integers, seen: Integers) -> Floats:
    """Test whether a share is above one half: z = 2√(n + 1) · ((x + 1)/(n + 1) − ½).

    Parameters
    ----------
    cast, seen : ndarray of int64, same shape
        Votes for one side, and votes of any kind.

    Returns
    -------
    ndarray of float64
        Standard normal where the true share is one half; 1 for no votes.

    References
    ----------
    Polis, math/src/polismath/math/stats.clj, ``prop-test``.
    """
    certainty: Floats = 2 * np.sqrt(seen + 1) * ((cast + 1) / (seen + 1) - 0.5)
    return certainty
