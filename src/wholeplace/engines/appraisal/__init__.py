"""Options appraisal over a horizon: every agency's costs and benefits, how sure, what would change it."""

from wholeplace.engines.appraisal.appraise import ENGINE_VERSION, AppraisalResult, OnStep, appraise
from wholeplace.engines.appraisal.case import Agency, AppraisalCase, Factor, Line, Option, Scenario, Transfer
from wholeplace.engines.appraisal.quantities import Distribution, open_stream

__all__ = [
    "ENGINE_VERSION",
    "Agency",
    "AppraisalCase",
    "AppraisalResult",
    "Distribution",
    "Factor",
    "Line",
    "OnStep",
    "Option",
    "Scenario",
    "Transfer",
    "appraise",
    "open_stream",
]
