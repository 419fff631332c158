"""Participatory budgets: equal shares, greedy and Phragmén's rule, exact, and able to explain themselves."""

from wholeplace.engines.ballots.completions import COMPLETIONS, Completion, count_equal_shares
from wholeplace.engines.ballots.election import Election, InvalidElection, make_election
from wholeplace.engines.ballots.explain import (
    Share,
    VoterAccount,
    attribute_spending,
    describe_voter,
    find_payments,
    share_by_group,
)
from wholeplace.engines.ballots.greedy import count_greedy
from wholeplace.engines.ballots.outcome import (
    RULES,
    TIE_BREAKS,
    Bought,
    Outcome,
    Purchase,
    Rule,
    Tie,
    TieBreak,
)
from wholeplace.engines.ballots.phragmen import count_phragmen
from wholeplace.engines.ballots.representation import Representation, find_gini, measure_representation
from wholeplace.engines.ballots.support import (
    SATISFACTIONS,
    Satisfaction,
    Support,
    WrongBallots,
    find_support,
)

__all__ = [
    "COMPLETIONS",
    "RULES",
    "SATISFACTIONS",
    "TIE_BREAKS",
    "Bought",
    "Completion",
    "Election",
    "InvalidElection",
    "Outcome",
    "Purchase",
    "Representation",
    "Rule",
    "Satisfaction",
    "Share",
    "Support",
    "Tie",
    "TieBreak",
    "VoterAccount",
    "WrongBallots",
    "attribute_spending",
    "count_equal_shares",
    "count_greedy",
    "count_phragmen",
    "describe_voter",
    "find_gini",
    "find_payments",
    "find_support",
    "make_election",
    "measure_representation",
    "share_by_group",
]
