"""What a pound is worth to people of different incomes."""

from __future__ import annotations

import math

from wholeplace.foundations.errors import InvalidInput


def distributional_weight(income: float, reference_income: float, eta: float) -> float:
    """Give the welfare weight of a pound for people of one income relative to a reference income.

    Parameters
    ----------
    income : float
        Median equivalised income of those who gain or lose, pounds a year, above 0.
    reference_income : float
        Median equivalised income of taxpayers (or of the median household), same unit, above 0.
    eta : float
        Elasticity of the marginal utility of income, 0 or more (1.3 in the Green Book).

    Returns
    -------
    float
        ``(reference_income / income) ** eta``: 1 at the reference income, above 1 below it.

    Raises
    ------
    InvalidInput
        When an income is not above 0, the elasticity is negative, or one of them is not finite.

    References
    ----------
    HM Treasury, Green Book (2018), A3.12 to A3.22; Layard, Mayraz and Nickell (2008) for 1.3.
    """
    for name, amount in (("income", income), ("reference_income", reference_income)):
        if not 0 < amount < math.inf:
            raise InvalidInput(name, f"must be a number above 0, but is {amount}")
    if not 0 <= eta < math.inf:
        raise InvalidInput("eta", f"must be a number of 0 or more, but is {eta}")
    return float((reference_income / income) ** eta)
