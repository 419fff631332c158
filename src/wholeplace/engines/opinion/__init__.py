"""Where people agree and where they part: opinion groups, consensus, and what stands for a group."""

from wholeplace.engines.opinion.consensus import (
    Majorities,
    find_majorities,
    group_consensus,
    measure_extremity,
    rank_priority,
)
from wholeplace.engines.opinion.counts import (
    Counts,
    Groups,
    NotGroups,
    assign_groups,
    count_all,
    count_by_group,
)
from wholeplace.engines.opinion.grouping import find_groups
from wholeplace.engines.opinion.plane import Plane, place_participants
from wholeplace.engines.opinion.representative import Representative, list_representative
from wholeplace.engines.opinion.silhouette import measure_silhouette
from wholeplace.engines.opinion.stability import Stability, measure_stability
from wholeplace.engines.opinion.votes import NotVotes, Votes, collect_votes, natural_key

__all__ = [
    "Counts",
    "Groups",
    "Majorities",
    "NotGroups",
    "NotVotes",
    "Plane",
    "Representative",
    "Stability",
    "Votes",
    "assign_groups",
    "collect_votes",
    "count_all",
    "count_by_group",
    "find_groups",
    "find_majorities",
    "group_consensus",
    "list_representative",
    "measure_extremity",
    "measure_silhouette",
    "measure_stability",
    "natural_key",
    "place_participants",
    "rank_priority",
]
