"""What is worth finding out first: the value of perfect information on one quantity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from wholeplace.engines.appraisal.quantities import Draws

MOST_BINS = 100
DRAWS_PER_BIN = 100
BATCHES = 10


@dataclass(frozen=True)
class PartialInformation:
    """The value of knowing one quantity.

    Parameters
    ----------
    value : float
        Expected value of perfect partial information, pounds, 0 or more.
    error : float
        Standard error over ten batches of draws, pounds.
    """

    value: float
    error: float


def order_draws(values: Draws) -> NDArray[np.int64]:
    """Give the positions that sort the draws, about three times as fast as ``argsort``.

    Parameters
    ----------
    values : ndarray, shape (draws,)
        Finite numbers.

    Returns
    -------
    ndarray of int64, shape (draws,)
        Positions in rising order of value. Values that agree in all but the last bits of their
        mantissa (as many bits as a position takes: 17 for 100,000 draws, a relative 1e-11) stand in
        the order of their positions.

    Notes
    -----
    The bits of a float, read as an integer with negative numbers mirrored, sort as the float does. The
    position takes the place of the lowest bits, so that sorting plain integers (vectorised in numpy)
    sorts value and position at once.
    """
    bits = (values + 0.0).view(np.int64)  # + 0.0 makes −0 the same as 0, and a copy
    np.bitwise_xor(bits, (bits >> 63) & np.int64(0x7FFF_FFFF_FFFF_FFFF), out=bits)
    mask = np.int64((1 << max(1, int(len(values) - 1).bit_length())) - 1)
    bits &= ~mask
    bits |= np.arange(len(values), dtype=np.int64)
    bits.sort()
    return np.bitwise_and(bits, mask, out=bits)


def split_equally(draws: int, bins: int) -> NDArray[np.int64]:
    """Give the limits of bins whose counts differ by one at most, shape (bins + 1,), from 0 to draws.

    Parameters
    ----------
    draws : int
        How many there are, at least `bins`.
    bins : int
        At least 1.

    Returns
    -------
    array of int
        Increasing.
    """
    return np.arange(bins + 1) * draws // bins


class InformationTable:
    """The results of every option in every draw, ready to be asked about one quantity after another.

    Parameters
    ----------
    npsv : ndarray, shape (options, draws)
        Net present social value, pounds.
    """

    def __init__(self, npsv: NDArray[np.float64]) -> None:
        """Lay the results out draw by draw and cut the draws into batches."""
        self._by_draw = np.ascontiguousarray(npsv.T)
        self._draws = npsv.shape[1]
        self._bins = max(1, min(MOST_BINS, self._draws // DRAWS_PER_BIN))
        self._batches = min(BATCHES, self._draws)
        limits = split_equally(self._draws, self._batches)
        self._first_cell = np.repeat(np.arange(self._batches, dtype=np.int32) * self._bins, np.diff(limits))
        self._bin_by_rank = np.repeat(
            np.arange(self._bins, dtype=np.int32), np.diff(split_equally(self._draws, self._bins))
        )
        self._ones = np.ones(self._draws)
        self._one_a_column = np.arange(self._draws + 1, dtype=np.int32)

    def value_knowing(self, values: Draws) -> PartialInformation:
        """Estimate the value of knowing a quantity before choosing.

        Parameters
        ----------
        values : ndarray, shape (draws,)
            The quantity in each draw; ties in the order of the draws; a constant is worth nothing.

        Returns
        -------
        PartialInformation
            Σ over equal-count bins of share × (largest bin mean over the options), minus the largest
            overall mean. Bins: max(1, min(100, ⌊draws/100⌋)).

        References
        ----------
        Strong and Oakley (2013), An efficient method for computing partial expected value of perfect
        information for correlated inputs (single parameter, binned conditional means).
        """
        if values.min() == values.max():
            return PartialInformation(0.0, 0.0)
        cells = np.empty(self._draws, dtype=np.int32)
        cells[order_draws(values)] = self._bin_by_rank
        cells += self._first_cell
        shape = (self._bins * self._batches, self._draws)
        sums = csc_matrix((self._ones, cells, self._one_a_column), shape=shape) @ self._by_draw
        counts = np.bincount(cells, minlength=shape[0]).reshape(self._batches, self._bins)
        table = np.asarray(sums).reshape(self._batches, self._bins, -1)
        value = _value_bins(table.sum(axis=0), counts.sum(axis=0))
        batches = [_value_bins(sums, count) for sums, count in zip(table, counts, strict=True)]
        error = float(np.std(batches, ddof=1)) / len(batches) ** 0.5 if len(batches) > 1 else 0.0
        return PartialInformation(max(0.0, value), error)


def _value_bins(sums: NDArray[np.float64], counts: NDArray[np.int64]) -> float:
    """Σ share × largest bin mean − largest overall mean; the counts of the means cancel."""
    draws = counts.sum()
    return float((sums.max(axis=1).sum() - sums.sum(axis=0).max()) / draws)
