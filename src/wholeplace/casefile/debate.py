"""A debate from its votes to its result: the one path by which groups and consensus are computed."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.opinion import (
    Counts,
    Groups,
    Majorities,
    Plane,
    Representative,
    Stability,
    Votes,
    assign_groups,
    collect_votes,
    count_all,
    count_by_group,
    find_groups,
    find_majorities,
    group_consensus,
    list_representative,
    measure_extremity,
    measure_silhouette,
    measure_stability,
    place_participants,
    rank_priority,
)
from wholeplace.formats.polis import Conversation

RESAMPLES = 50
SEED = 1
FEW_PEOPLE = 30


@dataclass(frozen=True)
class DebateSettings:
    """What a debate is computed with besides its votes.

    Parameters
    ----------
    groups : mapping of str to str, optional
        Groups that are given, by participant; without them they are found.
    moderated_out : collection of str
        Statements that neither shape the groups nor represent them.
    meta : collection of str
        Statements about the person; their priority is 49.
    resamples : int
        For the stability of groups that are found; 0 leaves it out.
    seed : int
        Of the resamples.
    """

    groups: Mapping[str, str] | None = None
    moderated_out: Collection[str] = ()
    meta: Collection[str] = ()
    resamples: int = RESAMPLES
    seed: int = SEED


@dataclass(frozen=True)
class Debate:
    """A debate with everything computed from it; arrays as the opinion engine gives them."""

    votes: Votes
    is_left_out: NDArray[np.bool_]
    unknown_statements: tuple[str, ...]
    plane: Plane
    groups: Groups
    silhouette: float | None
    stability: Stability | None
    everybody: Counts
    by_group: Counts
    consensus: NDArray[np.float64]
    priority: NDArray[np.float64]
    representative: tuple[tuple[Representative, ...], ...]
    majorities: Majorities

    @property
    def grouped(self) -> int:
        """How many participants are in a group."""
        return int((self.groups.of_participant >= 0).sum())


def compute_debate(conversation: Conversation, settings: DebateSettings | None = None) -> Debate:
    """Compute groups, consensus and what represents each group.

    Parameters
    ----------
    conversation : Conversation
        As read from a file; its own groups are not used unless they are among the settings.
    settings : DebateSettings, optional
        All at their defaults if not given.

    Returns
    -------
    Debate
        The same for any order of participants, statements and votes of different pairs.

    Raises
    ------
    NotVotes, NotGroups
        Ids stand twice; a group is given to somebody who is not in the conversation.
    """
    settings = settings or DebateSettings()
    votes = collect_votes(
        conversation.participants,
        conversation.statements,
        conversation.rows,
        conversation.columns,
        conversation.values,
    )
    is_left_out = _mark(votes, settings.moderated_out)
    plane = place_participants(votes, is_left_out)
    groups = find_groups(plane) if settings.groups is None else assign_groups(votes, settings.groups)
    stability = None
    if settings.groups is None and settings.resamples:
        generator = np.random.default_rng(settings.seed)
        stability = measure_stability(votes, is_left_out, groups, settings.resamples, generator)
    grouped = groups.of_participant >= 0
    silhouette = measure_silhouette(plane.points[grouped], groups.of_participant[grouped])
    by_group, everybody = count_by_group(votes, groups), count_all(votes)
    extremity = measure_extremity(plane.centre, plane.components)
    return Debate(
        votes=votes,
        is_left_out=is_left_out,
        unknown_statements=tuple(sorted(set(settings.moderated_out) - set(votes.statements))),
        plane=plane,
        groups=groups,
        silhouette=None if math.isnan(silhouette) else silhouette,
        stability=stability,
        everybody=everybody,
        by_group=by_group,
        consensus=group_consensus(by_group),
        priority=rank_priority(by_group, extremity, _mark(votes, settings.meta)),
        representative=list_representative(by_group, is_left_out),
        majorities=find_majorities(everybody, is_left_out),
    )


def _mark(votes: Votes, statements: Collection[str]) -> NDArray[np.bool_]:
    marked = set(statements)
    return np.array([name in marked for name in votes.statements], dtype=np.bool_)


def freeze_groups(debate: Debate) -> dict[str, str]:
    """Give the assignment that a run publishes, so that every figure can be recomputed from it.

    Parameters
    ----------
    debate : Debate
        As computed.

    Returns
    -------
    dict of str to str
        Group by participant, in the order of ids; those in no group are left out.
    """
    return {
        name: debate.groups.labels[group]
        for name, group in zip(debate.votes.participants, debate.groups.of_participant.tolist(), strict=True)
        if group >= 0
    }


def freeze_conversation(debate: Debate) -> Conversation:
    """Give the votes with the groups of a run, to be written and computed again.

    Parameters
    ----------
    debate : Debate
        As computed.

    Returns
    -------
    Conversation
        In the order of ids.
    """
    votes = debate.votes
    return Conversation(
        votes.participants, votes.statements, votes.rows, votes.columns, votes.values, freeze_groups(debate)
    )


def describe_debate(debate: Debate) -> dict[str, Any]:
    """Write a debate as plain values, for JSON.

    Parameters
    ----------
    debate : Debate
        As computed.

    Returns
    -------
    dict
        ``participants``, ``statements``, ``votes`` (counts), ``groups`` (by participant), ``k``,
        ``silhouette``, ``by_statement`` (votes of everybody, of each group, consensus, priority),
        ``representative`` and ``consensus`` (statements); further ``grouped``, ``moderated_out``,
        ``stability`` and ``cautions``. What cannot be computed is None.
    """
    statements = debate.votes.statements
    return {
        "participants": len(debate.votes.participants),
        "statements": len(statements),
        "votes": len(debate.votes.values),
        "groups": {name: _say_label(label) for name, label in freeze_groups(debate).items()},
        "k": len(debate.groups.labels),
        "silhouette": debate.silhouette,
        "by_statement": {name: _describe_statement(debate, place) for place, name in enumerate(statements)},
        "representative": {
            label: [
                {
                    "statement": statements[each.statement],
                    "for": each.side,
                    "repness": each.repness,
                    "z": each.z,
                }
                for each in listed
            ]
            for label, listed in zip(debate.groups.labels, debate.representative, strict=True)
        },
        "consensus": {
            "agree": [statements[place] for place in debate.majorities.agree],
            "disagree": [statements[place] for place in debate.majorities.disagree],
        },
        "grouped": debate.grouped,
        "moderated_out": [
            name for name, out in zip(statements, debate.is_left_out.tolist(), strict=True) if out
        ],
        "stability": _describe_stability(debate),
        "cautions": list_debate_cautions(debate),
    }


def _say_label(label: str) -> int | str:
    """Give a group's number where its label is one, as it stands in Polis files."""
    return int(label) if label.isascii() and label.isdigit() and str(int(label)) == label else label


def _describe_statement(debate: Debate, place: int) -> dict[str, Any]:
    consensus = float(debate.consensus[place])
    return {
        **_describe_counts(debate.everybody, 0, place),
        "consensus": None if math.isnan(consensus) else consensus,
        "priority": float(debate.priority[place]),
        "groups": {
            label: _describe_counts(debate.by_group, group, place)
            for group, label in enumerate(debate.groups.labels)
        },
    }


def _describe_counts(counts: Counts, group: int, place: int) -> dict[str, int]:
    tables = {"agree": counts.agree, "disagree": counts.disagree, "pass": counts.passed}
    return {name: int(table[group, place]) for name, table in tables.items()}


def _describe_stability(debate: Debate) -> dict[str, Any] | None:
    stability = debate.stability
    if stability is None or not stability.resamples:
        return None
    return {
        "resamples": stability.resamples,
        "agreement": stability.agreement,
        "groups": dict(zip(debate.groups.labels, stability.of_group.tolist(), strict=True)),
        "stable": stability.is_stable,
    }


def list_debate_cautions(debate: Debate) -> list[str]:
    """Say what a reader must know beside the figures.

    Parameters
    ----------
    debate : Debate
        As computed.

    Returns
    -------
    list of str
        Sentences; empty when there is nothing to say.
    """
    people, grouped = len(debate.votes.participants), debate.grouped
    cautions = [
        f"Statement {name} was to be left out, but nobody voted on it in this file."
        for name in debate.unknown_statements
    ]
    if not len(debate.votes.values):
        cautions.append("Nobody has voted yet, so there is nothing to compare.")
    elif len(debate.groups.labels) < 2:
        cautions.append("There are no groups to compare: too few people voted enough, or all voted alike.")
    elif grouped < FEW_PEOPLE:
        cautions.append(f"Only {grouped} people are in groups: among so few, groups can arise by chance.")
    if len(debate.groups.labels) > 1 and grouped * 2 < people:
        cautions.append(
            f"Only {grouped} of {people} people voted enough to be in a group; others may see it otherwise."
        )
    return cautions + _say_instability(debate)


def _say_instability(debate: Debate) -> list[str]:
    stability = debate.stability
    if stability is None or not stability.resamples or stability.is_stable:
        return []
    weak = [
        label
        for label, overlap in zip(debate.groups.labels, stability.of_group.tolist(), strict=True)
        if overlap < 0.75
    ]
    named = f"group {weak[0]} is" if len(weak) == 1 else f"groups {', '.join(weak)} are"
    caution = (
        f"The groups are not stable: when {stability.resamples} times people are drawn anew from those who "
        f"took part, {named} found again by less than three quarters. Read them as a sketch, not as camps."
    )
    return [caution]
