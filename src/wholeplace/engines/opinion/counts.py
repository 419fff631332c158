"""How many agree, disagree and pass, by group and statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wholeplace.engines.opinion.votes import (
    AGREE,
    DISAGREE,
    PASS,
    Integers,
    Votes,
    natural_key,
)
from wholeplace.foundations.errors import WholeplaceError

NO_GROUP = -1


class NotGroups(WholeplaceError):
    """Groups that name a participant who is not in the conversation."""


@dataclass(frozen=True)
class Groups:
    """Which participant is in which group.

    Parameters
    ----------
    labels : tuple of str
        Names of the groups, none of them empty of members, in natural order.
    of_participant : ndarray of int64, shape (participants,)
        Place of the group in ``labels``; −1 for a participant in none.
    """

    labels: tuple[str, ...]
    of_participant: Integers

    @property
    def sizes(self) -> Integers:
        """Members of each group, in the order of the labels."""
        return np.bincount(self.of_participant[self.of_participant >= 0], minlength=len(self.labels))


@dataclass(frozen=True)
class Counts:
    """Votes on each statement.

    Parameters
    ----------
    agree, disagree, passed : ndarray of int64, shape (groups, statements)
        Votes of the members of each group.
    """

    agree: Integers
    disagree: Integers
    passed: Integers

    @property
    def seen(self) -> Integers:
        """Votes of any kind, shape (groups, statements)."""
        return self.agree + self.disagree + self.passed


def assign_groups(votes: Votes, labels: Mapping[str, str]) -> Groups:
    """Turn labels by participant, such as published ones, into groups.

    Parameters
    ----------
    votes : Votes
        Of the conversation.
    labels : mapping of str to str
        Group by participant id; participants not named are in no group. Empty: no groups.

    Returns
    -------
    Groups

    Raises
    ------
    NotGroups
        A participant named is not in the conversation.
    """
    place_of = {name: place for place, name in enumerate(votes.participants)}
    strangers = [name for name in labels if name not in place_of]
    if strangers:
        raise NotGroups(
            f"Participant “{strangers[0]}” has a group but is not among those of the votes; leave it out."
        )
    names = tuple(sorted(set(labels.values()), key=natural_key))
    number_of = {name: number for number, name in enumerate(names)}
    of_participant = np.full(len(votes.participants), NO_GROUP, dtype=np.int64)
    for participant, label in labels.items():
        of_participant[place_of[participant]] = number_of[label]
    of_participant.flags.writeable = False
    return Groups(names, of_participant)


def count_by_group(votes: Votes, groups: Groups) -> Counts:
    """Count the votes of each group.

    Parameters
    ----------
    votes : Votes
        Of the conversation.
    groups : Groups
        Of the same participants.

    Returns
    -------
    Counts
        With one row a group; participants in no group are left out.
    """
    return _count(votes, groups.of_participant, len(groups.labels))


def count_all(votes: Votes) -> Counts:
    """Count the votes of everybody.

    Parameters
    ----------
    votes : Votes
        Of the conversation.

    Returns
    -------
    Counts
        With one row, all participants together, grouped or not.
    """
    return _count(votes, np.zeros(len(votes.participants), dtype=np.int64), 1)


def _count(votes: Votes, group_of: Integers, groups: int) -> Counts:
    width = len(votes.statements)
    group = group_of[votes.rows]
    tables = []
    for value in (AGREE, DISAGREE, PASS):
        counted = (votes.values == value) & (group >= 0)
        cells = group[counted] * width + votes.columns[counted]
        tables.append(np.bincount(cells, minlength=groups * width).reshape(groups, width))
    return Counts(*tables)
