"""Optimism bias of capital projects: how much of the upper bound is left after risks are managed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.foundations.errors import InvalidInput


@dataclass(frozen=True)
class CombinedBias:
    """The bias of a project made of several kinds of work.

    Attributes
    ----------
    resultant : float
        The bias of the whole, in the unit of the upper bounds given.
    contributions : tuple of float
        Each part's share times its upper bound; they add up to the resultant.
    """

    resultant: float
    contributions: tuple[float, ...]


def optimism_bias(upper: float, managed_share: float) -> float:
    """Give the optimism bias that is left when a share of its causes is managed.

    Parameters
    ----------
    upper : float
        Upper bound for the kind of project, 0 or more, as a share or a percentage.
    managed_share : float
        Share of the bias whose causes are shown to be managed, 0 to 1.

    Returns
    -------
    float
        ``upper * (1 - managed_share)``, in the unit of ``upper``. A cost is then multiplied by one plus it.

    Raises
    ------
    InvalidInput
        When the bound is negative or not finite, or the share is outside 0 to 1.

    References
    ----------
    Mott MacDonald (2002), Review of Large Public Procurement in the UK, tables 1 and 2 and worked example.
    """
    if not 0 <= upper < math.inf:
        raise InvalidInput("upper", f"must be a number of 0 or more, but is {upper}")
    if not 0 <= managed_share <= 1:
        raise InvalidInput("managed_share", f"must be 0 to 1, but is {managed_share}")
    return upper * (1 - managed_share)


def combined_optimism_bias(shares: Sequence[float], upper: Sequence[float]) -> CombinedBias:
    """Combine the upper bounds of a project's parts by their shares of its cost.

    Parameters
    ----------
    shares : sequence of float
        Shape (parts,): share of each part in the project's cost, 0 to 1, adding up to 1 within 1e-9.
    upper : sequence of float
        Shape (parts,): upper bound for each part's kind of work, as shares or percentages.

    Returns
    -------
    CombinedBias

    Raises
    ------
    InvalidInput
        When the two differ in length, are empty, a share is outside 0 to 1, or the shares do not add up to 1.

    References
    ----------
    Mott MacDonald (2002), Review of Large Public Procurement in the UK, combined-project example.
    """
    if len(shares) != len(upper) or not shares:
        raise InvalidInput(
            "shares", f"must be as many as the upper bounds, but there are {len(shares)} and {len(upper)}"
        )
    if any(not 0 <= share <= 1 for share in shares) or abs(math.fsum(shares) - 1) > 1e-9:
        raise InvalidInput("shares", f"must each be 0 to 1 and add up to 1, but are {tuple(shares)}")
    parts = tuple(share * optimism_bias(bound, 0) for share, bound in zip(shares, upper, strict=True))
    return CombinedBias(math.fsum(parts), parts)
