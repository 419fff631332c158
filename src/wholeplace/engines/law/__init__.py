"""What the law lets a body do: rules as values, judged by three-valued logic."""

from wholeplace.engines.law.facts import (
    CommissionFacts,
    Duty,
    Finding,
    LegalPosition,
    OptionFacts,
    OptionPosition,
)
from wholeplace.engines.law.judge import (
    COMMISSION_FACTS,
    GRAVITY,
    OPTION_FACTS,
    SameIdTwice,
    UnknownFact,
    judge,
)
from wholeplace.engines.law.rules import THRESHOLD, Condition, IsOneOf, IsWithin, Rule

__all__ = [
    "COMMISSION_FACTS",
    "GRAVITY",
    "OPTION_FACTS",
    "THRESHOLD",
    "CommissionFacts",
    "Condition",
    "Duty",
    "Finding",
    "IsOneOf",
    "IsWithin",
    "LegalPosition",
    "OptionFacts",
    "OptionPosition",
    "Rule",
    "SameIdTwice",
    "UnknownFact",
    "judge",
]
