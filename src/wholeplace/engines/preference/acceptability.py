"""SMAA-2: which preferences would put each option first, and how often it would hold each rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wholeplace.engines.preference.confidence import confidence_factors
from wholeplace.engines.preference.inputs import Floats, count_draws, lay_out_values, lay_out_weights
from wholeplace.engines.preference.standings import BLOCK, Counts, count_ahead_by_draw


@dataclass(frozen=True, eq=False)
class Acceptability:
    """What SMAA-2 says of a set of options; the arrays are read-only.

    Parameters
    ----------
    rank_acceptability : ndarray, shape (options, ranks)
        Share of draws in which the option holds the rank, best rank first; a tie of k options for k ranks
        gives 1/k of each rank to each. Every row and every column sums to one.
    central_weights : ndarray, shape (options, criteria)
        Mean weights of the draws in which the option is first, a first place shared by k counting 1/k.
        A row of NaN when it never is.
    confidence : ndarray, shape (options,)
        Share of score draws in which the option is first at its central weights; NaN when it never is first.
    pairwise : ndarray, shape (options, options)
        Share of draws in which the row's option is ahead of the column's, a tie counting one half; the
        diagonal is 0.
    first_weights : ndarray, shape (options, criteria)
        Mean over all draws of (share of the first place × weights): what central weights of several groups
        are pooled from.
    """

    rank_acceptability: Floats
    central_weights: Floats
    confidence: Floats
    pairwise: Floats
    first_weights: Floats

    def __post_init__(self) -> None:
        """Make the arrays read-only copies, so that a result cannot change under its reader."""
        for name in self.__dataclass_fields__:
            kept = np.array(getattr(self, name), dtype=np.float64)
            kept.setflags(write=False)
            object.__setattr__(self, name, kept)

    @property
    def first_share(self) -> Floats:
        """Share of draws in which each option is first (ties shared), shape (options,)."""
        first: Floats = self.rank_acceptability[:, 0]
        return first


def rank_acceptability(values: ArrayLike, weights: ArrayLike, *, block: int = BLOCK) -> Acceptability:
    """Rank options by weighted sum in every draw and say how often, and at which weights, each comes where.

    Parameters
    ----------
    values : array_like, shape (options, criteria) or (draws, options, criteria)
        Partial values, no unit, 0 (worst) to 1 (best): fixed, or drawn when the scores are uncertain. A drawn
        value outside this range is used as it is. Any memory order; read fastest with the draws together.
    weights : array_like, shape (criteria,) or (draws, criteria)
        Shares, not negative, each draw summing to one (within 1e-9): fixed, as from `swing_weights`, or
        drawn, as from `draw_uniform_weights`. If values are drawn too, draw i of one goes with draw i of the
        other.
    block : int, optional
        Draws at a time. It changes speed and memory only: every block size gives the same bytes.

    Returns
    -------
    Acceptability
        Utilities closer than 1e-12, or linked by a chain of such, are tied. A single option is first always.

    Raises
    ------
    NotNumbers
        A value or weight is NaN, infinite or not a number.
    ShapesDoNotMatch
        Values and weights differ in the number of criteria or draws.
    NothingToRank
        No option, no criterion or no draw.
    WeightsAreNotShares
        A weight is negative, or the weights of a draw do not sum to one.

    References
    ----------
    Lahdelma, R., Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group
    decision making. Operations Research 49(3), 444-454.
    Tervonen, T., Lahdelma, R. (2007). Implementing stochastic multicriteria acceptability analysis.
    European Journal of Operational Research 178(2), 500-513.
    """
    value_rows = lay_out_values(values)
    weight_rows = lay_out_weights(weights, len(value_rows))
    draws = count_draws(value_rows, weight_rows)
    ahead = count_ahead_by_draw(value_rows, weight_rows, draws, block)
    tie_sizes = count_tied(ahead)
    shares = share_ranks(ahead, tie_sizes)
    first_weights = weigh_first_places(ahead, tie_sizes, weight_rows)
    central = divide_by_first_share(first_weights, shares[:, 0])
    confidence = confidence_factors(values, central, block=block)
    return Acceptability(shares, central, confidence, share_pairs(ahead), first_weights)


def count_tied(ahead: Counts) -> Counts:
    """Count for each option and draw how many options hold its place, itself included.

    Parameters
    ----------
    ahead : ndarray of unsigned integers, shape (options, draws)
        As from `count_ahead`.

    Returns
    -------
    ndarray of unsigned integers, shape (options, draws)
        1 where the option is alone.
    """
    sizes = np.zeros_like(ahead)
    for one in ahead:
        sizes += ahead == one
    return sizes


def share_ranks(ahead: Counts, tie_sizes: Counts) -> Floats:
    """Give the share of draws in which each option holds each rank.

    Draws are counted as whole numbers by (tie size, options ahead) and divided once, so that the order of the
    draws cannot matter.

    Parameters
    ----------
    ahead, tie_sizes : ndarray of unsigned integers, shape (options, draws)
        As from `count_ahead` and `count_tied`.

    Returns
    -------
    ndarray of float64, shape (options, ranks)
        Rows and columns sum to one.
    """
    options, draws = ahead.shape
    shares = np.zeros((options, options))
    for option in range(options):
        kind = (tie_sizes[option].astype(np.intp) - 1) * options + ahead[option]
        counts = np.bincount(kind, minlength=options * options).reshape(options, options)
        for tied in np.flatnonzero(counts.any(axis=1)) + 1:
            for further in range(tied):
                shares[option, further:] += counts[tied - 1, : options - further] / tied
    shares /= draws
    return shares


def share_pairs(ahead: Counts) -> Floats:
    """Give the share of draws in which one option is ahead of another, a tie counting one half.

    Parameters
    ----------
    ahead : ndarray of unsigned integers, shape (options, draws)
        As from `count_ahead`.

    Returns
    -------
    ndarray of float64, shape (options, options)
        Row ahead of column; 0 on the diagonal.
    """
    options, draws = ahead.shape
    half_wins = np.zeros((options, options), dtype=np.int64)
    for one in range(options):
        for other in range(one + 1, options):
            wins = np.count_nonzero(ahead[one] < ahead[other])
            losses = np.count_nonzero(ahead[one] > ahead[other])
            half_wins[one, other] = draws + wins - losses
            half_wins[other, one] = draws - wins + losses
    shares: Floats = half_wins / (2 * draws)
    return shares


def weigh_first_places(ahead: Counts, tie_sizes: Counts, weights: Floats) -> Floats:
    """Give the mean over the draws of each option's share of the first place times the weights.

    Parameters
    ----------
    ahead, tie_sizes : ndarray of unsigned integers, shape (options, draws)
        As from `count_ahead` and `count_tied`.
    weights : ndarray, shape (criteria, draws or 1)
        Shares.

    Returns
    -------
    ndarray of float64, shape (options, criteria)
        A row of zeros when the option is never first.
    """
    options, draws = ahead.shape
    option, draw = np.divmod(np.flatnonzero(ahead == 0), draws)
    share = 1 / tie_sizes[option, draw]
    columns = [share * (row[draw] if len(row) > 1 else row) for row in weights]
    sums = [np.bincount(option, weights=column, minlength=options) for column in columns]
    means: Floats = np.stack(sums, axis=1) / draws
    return means


def divide_by_first_share(first_weights: Floats, first_share: Floats) -> Floats:
    """Turn mean weighted first places into central weights.

    Parameters
    ----------
    first_weights : ndarray, shape (options, criteria)
        Mean of (share of the first place × weights).
    first_share : ndarray, shape (options,)
        Mean share of the first place.

    Returns
    -------
    ndarray of float64, shape (options, criteria)
        Rows sum to one; NaN where the option is never first.
    """
    central = np.full(first_weights.shape, np.nan)
    ever = first_share > 0
    central[ever] = first_weights[ever] / first_share[ever, np.newaxis]
    return central
