"""The schema of what a person writes: the inputs of one case.

The same document, as nested dictionaries and lists, comes from TOML, from a spreadsheet or from a
published case file, and is validated here once, at the edge. Everything behind trusts it.
"""

from wholeplace.casefile.inputs.models import (
    BENEFIT_QUANTITIES,
    Agency,
    Benefit,
    CaseInputs,
    Cost,
    Favour,
    Indication,
    Line,
    Option,
    PublicInterestTest,
    Readiness,
    Stakeholder,
    Transfer,
)
from wholeplace.casefile.inputs.read import read_inputs
from wholeplace.casefile.inputs.values import ParameterReference, Quantity
from wholeplace.casefile.inputs.words import Location

__all__ = [
    "BENEFIT_QUANTITIES",
    "Agency",
    "Benefit",
    "CaseInputs",
    "Cost",
    "Favour",
    "Indication",
    "Line",
    "Location",
    "Option",
    "ParameterReference",
    "PublicInterestTest",
    "Quantity",
    "Readiness",
    "Stakeholder",
    "Transfer",
    "read_inputs",
]
