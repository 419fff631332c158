"""What the law says, as sourced and dated data. England. No rule is legal advice."""

from wholeplace.foundations.law.library import (
    UnknownRule,
    find_rules,
    list_rules,
    load_rules,
    read_own_rules,
    read_rules,
)
from wholeplace.foundations.law.records import (
    TOPIC_TITLES,
    Conditions,
    Days,
    InvalidRule,
    LawRule,
    Limits,
    RuleSource,
    read_rule,
)

__all__ = [
    "TOPIC_TITLES",
    "Conditions",
    "Days",
    "InvalidRule",
    "LawRule",
    "Limits",
    "RuleSource",
    "UnknownRule",
    "find_rules",
    "list_rules",
    "load_rules",
    "read_own_rules",
    "read_rule",
    "read_rules",
]
