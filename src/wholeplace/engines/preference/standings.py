"""How many options stand ahead of each option in each draw: the inner loop of SMAA.

Utilities are held as one row of draws per option and added up criterion by criterion, without a matrix
product: its library may add in another order when the number of threads changes. Draws are taken in blocks
that fit the processor's cache; no number depends on where a block begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeplace.engines.preference.inputs import Floats, NothingToRank, read_numbers

TIE = 1e-12  # utilities closer than this are equal: rounding in a weighted sum is near 1e-16
BLOCK = (
    4096  # draws at a time: 20 options × 4,096 draws × 8 bytes = 640 KB; with 2,048 the loop's own cost shows
)

Counts = NDArray[np.unsignedinteger[Any]]


def each_block(draws: int, block: int) -> Iterator[slice]:
    """Cut the draws into consecutive blocks; the last one may be shorter.

    Parameters
    ----------
    draws : int
        How many draws there are.
    block : int
        Draws in a block, at least 1.

    Yields
    ------
    slice
        The draws of one block.

    Raises
    ------
    NothingToRank
        The block size is below 1.
    """
    if block < 1:
        raise NothingToRank(f"A block must hold at least one draw, but {block} were asked for.")
    for start in range(0, draws, block):
        yield slice(start, start + block)


def take_draws(drawn: Floats, part: slice) -> Floats:
    """Take a block of draws from the last axis into one piece of memory; one fixed draw stays as it is.

    Parameters
    ----------
    drawn : ndarray, shape (…, draws or 1)
        Values or weights.
    part : slice
        The draws to take.

    Returns
    -------
    ndarray, shape (…, draws of the block or 1)
        Contiguous when drawn.
    """
    return drawn if drawn.shape[-1] == 1 else np.ascontiguousarray(drawn[..., part])


def add_up_utilities(values: Floats, weights: Floats) -> Floats:
    """Give each option's weighted sum of values in each draw, adding criterion after criterion.

    Parameters
    ----------
    values : ndarray, shape (criteria, options, draws or 1)
        Partial values.
    weights : ndarray, shape (criteria, draws or 1)
        Shares.

    Returns
    -------
    ndarray of float64, shape (options, draws)
        Utilities, no unit.
    """
    total: Floats = values[0] * weights[0]
    product = np.empty_like(total)
    for value, weight in zip(values[1:], weights[1:], strict=True):
        np.multiply(value, weight, out=product)
        total += product
    return total


def count_ahead(utilities: Floats) -> Counts:
    """Count for each option and draw how many options stand ahead of it.

    Options whose utilities are closer than 1e-12, or are linked by a chain of such, are tied and have the
    same count; so the options with 0 are first, and r options ahead of a tie of k means that they share ranks
    r+1 to r+k.

    Parameters
    ----------
    utilities : ndarray, shape (options, draws)
        Larger is better.

    Returns
    -------
    ndarray of unsigned integers, shape (options, draws)
        0 to options − 1.
    """
    options, draws = utilities.shape
    ahead = np.zeros((options, draws), dtype=np.min_scalar_type(options))
    for one in range(options - 1):
        lead = utilities[one + 1 :] - utilities[one]
        ahead[one] += (lead >= TIE).sum(axis=0, dtype=ahead.dtype)
        ahead[one + 1 :] += lead <= -TIE
    tied = ahead.sum(axis=0, dtype=np.uint32) != options * (options - 1) // 2
    if tied.any():
        ahead[:, tied] = count_ahead_of_ties(utilities[:, tied])
    return ahead


def count_ahead_of_ties(utilities: Floats) -> NDArray[np.intp]:
    """Count as `count_ahead` does, by sorting: slower, but it follows chains of near-equal utilities.

    Parameters
    ----------
    utilities : ndarray, shape (options, draws)
        Larger is better.

    Returns
    -------
    ndarray of int, shape (options, draws)
        0 to options − 1.
    """
    order = np.argsort(-utilities, axis=0, kind="stable")
    descending = np.take_along_axis(utilities, order, axis=0)
    place = np.zeros(utilities.shape, dtype=np.intp)
    drops = descending[:-1] - descending[1:] >= TIE
    place[1:] = np.where(drops, np.arange(1, len(utilities))[:, np.newaxis], 0)
    ahead = np.empty_like(place)
    np.put_along_axis(ahead, order, np.maximum.accumulate(place, axis=0), axis=0)
    return ahead


def count_ahead_by_draw(values: Floats, weights: Floats, draws: int, block: int) -> Counts:
    """Count how many options stand ahead of each, over all draws, a block at a time.

    Parameters
    ----------
    values : ndarray, shape (criteria, options, draws or 1)
        Partial values.
    weights : ndarray, shape (criteria, draws or 1)
        Shares.
    draws : int
        How many draws there are.
    block : int
        Draws at a time; it changes speed and memory only.

    Returns
    -------
    ndarray of unsigned integers, shape (options, draws)
        As from `count_ahead`.
    """
    options = values.shape[1]
    ahead = np.empty((options, draws), dtype=np.min_scalar_type(options))
    for part in each_block(draws, block):
        ahead[:, part] = count_ahead(add_up_utilities(take_draws(values, part), take_draws(weights, part)))
    return ahead


def rank_scores(scores: ArrayLike) -> NDArray[np.intp]:
    """Rank options by a score, the largest first; tied options have the same rank and the next is left out.

    Parameters
    ----------
    scores : array_like, shape (options,)
        Larger is better; closer than 1e-12 (or linked by a chain of such) is tied.

    Returns
    -------
    ndarray of int, shape (options,)
        1 is first.

    Raises
    ------
    NotNumbers, ShapesDoNotMatch, NothingToRank
        Not a list of finite numbers, or an empty one.
    """
    given = read_numbers(scores, "scores", (1,))
    ranks: NDArray[np.intp] = count_ahead(given[:, np.newaxis])[:, 0].astype(np.intp) + 1
    return ranks
