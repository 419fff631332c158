"""Confidence factors: how sure the scores make an option's first place at its own typical weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.engines.preference.inputs import (
    Floats,
    ShapesDoNotMatch,
    lay_out_values,
    refuse_non_finite,
)
from wholeplace.engines.preference.standings import (
    BLOCK,
    TIE,
    add_up_utilities,
    count_ahead,
    each_block,
    take_draws,
)


def confidence_factors(values: ArrayLike, central_weights: ArrayLike, *, block: int = BLOCK) -> Floats:
    """Give each option's share of score draws in which it is first at its central weights.

    Parameters
    ----------
    values : array_like, shape (options, criteria) or (draws, options, criteria)
        Partial values, no unit, 0 (worst) to 1 (best); fixed values count as one draw.
    central_weights : array_like, shape (options, criteria)
        The weights at which each option is judged; a row with NaN means that there are none.
    block : int, optional
        Draws at a time; it changes speed and memory only.

    Returns
    -------
    ndarray of float64, shape (options,)
        Shares, 0 to 1; k options tied for first count 1/k each. NaN where the row of weights has NaN.

    Raises
    ------
    NotNumbers, ShapesDoNotMatch, NothingToRank
        Values are not finite, the tables are not of one size, or there is nothing to rank.

    References
    ----------
    Lahdelma, R., Salminen, P. (2001). SMAA-2. Operations Research 49(3), 444-454: the confidence factor.
    """
    rows = lay_out_values(values)
    criteria, options, draws = rows.shape
    central = np.asarray(central_weights, dtype=np.float64)
    if central.shape != (options, criteria):
        raise ShapesDoNotMatch(
            f"Central weights must have shape {(options, criteria)}, a row an option, not {central.shape}."
        )
    unknown = np.isnan(central).any(axis=1)
    refuse_non_finite(central[~unknown], "central weights")
    counts = np.zeros((options, options), dtype=np.int64)
    for part in each_block(draws, block):
        scores = take_draws(rows, part)
        for option in np.flatnonzero(~unknown):
            utilities = add_up_utilities(scores, central[option][:, np.newaxis])
            counts[option] += count_first_places(utilities, int(option))
    shares: Floats = (counts / np.arange(1, options + 1)).sum(axis=1) / draws
    shares[unknown] = np.nan
    return shares


def count_first_places(utilities: Floats, option: int) -> NDArray[np.int64]:
    """Count the draws in which one option is first, by how many share the place.

    Parameters
    ----------
    utilities : ndarray, shape (options, draws)
        Larger is better; ties as in `count_ahead`.
    option : int
        The option to look at.

    Returns
    -------
    ndarray of int64, shape (options,)
        At place k: first in a tie of k + 1 options (k = 0: alone).
    """
    near = utilities.max(axis=0) - utilities < TIE
    alone = near.sum(axis=0, dtype=np.min_scalar_type(len(near))) == 1
    counts = np.zeros(len(utilities), dtype=np.int64)
    counts[0] = np.count_nonzero(near[option] & alone)
    if not alone.all():
        first = count_ahead(utilities[:, ~alone]) == 0
        shared_by = first.sum(axis=0)[first[option]]
        counts += np.bincount(shared_by - 1, minlength=len(counts))
    return counts
