"""How undecided a set of shares is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wholeplace.engines.preference.inputs import SUM_TOLERANCE, WeightsAreNotShares, read_numbers


def entropy_bits(shares: ArrayLike) -> float:
    """Give the entropy of shares in bits: 0 when one has all, log2(n) when n have the same.

    Of the first-rank acceptabilities it is the entropy of the choice; of one option's row, of its rank.

    Parameters
    ----------
    shares : array_like, shape (outcomes,)
        Probabilities, not negative, summing to one (within 1e-9). A share of 0 adds nothing.

    Returns
    -------
    float
        −Σ p log2 p, in bits.

    Raises
    ------
    WeightsAreNotShares
        A share is negative, or they do not sum to one.
    NotNumbers, ShapesDoNotMatch, NothingToRank
        Not a list of finite numbers, or an empty one.

    References
    ----------
    van Valkenhoef, G., Tervonen, T. (2016). Entropy-optimal weight constraint elicitation with additive
    multi-attribute utility models. Omega 64, 1-12.
    """
    given = read_numbers(shares, "shares", (1,))
    if given.min() < 0 or abs(given.sum() - 1) > SUM_TOLERANCE:
        raise WeightsAreNotShares(
            f"Shares must be 0 or more and sum to 1, but the least is {given.min()} and their sum "
            f"{given.sum():.12g}."
        )
    positive = given[given > 0]
    return float(np.sum(positive * -np.log2(positive)))
