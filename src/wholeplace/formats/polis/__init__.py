"""Conversations in the layouts of Polis: votes as a matrix or as a list, statements, groups."""

from wholeplace.formats.polis.comments import Statement, read_statements, write_statements
from wholeplace.formats.polis.groups import read_groups
from wholeplace.formats.polis.votes import Conversation, read_votes, write_vote_list, write_vote_matrix

__all__ = [
    "Conversation",
    "Statement",
    "read_groups",
    "read_statements",
    "read_votes",
    "write_statements",
    "write_vote_list",
    "write_vote_matrix",
]
