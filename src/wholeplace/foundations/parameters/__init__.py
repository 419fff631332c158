"""Every figure that a rule or a computation rests on, dated and with its source."""

from __future__ import annotations

from wholeplace.foundations.parameters.discounting import discount_factors, discount_rates
from wholeplace.foundations.parameters.distribution import distributional_weight
from wholeplace.foundations.parameters.library import (
    NotValidOn,
    Parameters,
    UnknownParameter,
    load_parameters,
)
from wholeplace.foundations.parameters.optimism import CombinedBias, combined_optimism_bias, optimism_bias
from wholeplace.foundations.parameters.prices import Inflated, inflate, yearly_inflation
from wholeplace.foundations.parameters.records import (
    STATUS_MEANINGS,
    InvalidParameter,
    Parameter,
    Source,
)

__all__ = [
    "STATUS_MEANINGS",
    "CombinedBias",
    "Inflated",
    "InvalidParameter",
    "NotValidOn",
    "Parameter",
    "Parameters",
    "Source",
    "UnknownParameter",
    "combined_optimism_bias",
    "discount_factors",
    "discount_rates",
    "distributional_weight",
    "inflate",
    "load_parameters",
    "optimism_bias",
    "yearly_inflation",
]
