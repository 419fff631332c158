"""A participatory budget counted from its published file, as anyone can."""

from wholeplace.casefile.counting.count import (
    CannotCount,
    Counted,
    CountSettings,
    compare_rules,
    count_file,
    find_voter,
    group_voters,
)
from wholeplace.casefile.counting.record import describe_count

__all__ = [
    "CannotCount",
    "CountSettings",
    "Counted",
    "compare_rules",
    "count_file",
    "describe_count",
    "find_voter",
    "group_voters",
]
