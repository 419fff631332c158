"""A debate as it may be shown: no figure about fewer people than the threshold.

A group with fewer members is named and nothing more is said of it. A share of a group on a statement is left
out when fewer members voted on it. Where the votes of all groups less those shown would leave fewer than the
threshold, the smallest share shown is left out too, so that what is hidden cannot be got back by taking away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wholeplace.casefile.debate import Debate
from wholeplace.casefile.documents.figures import show_share
from wholeplace.casefile.documents.texts import clean_text, shorten
from wholeplace.formats.polis import Statement

LONGEST_TITLE = 240


@dataclass(frozen=True)
class Share:
    """A share of votes that may be shown, or not."""

    cast: int
    seen: int
    is_shown: bool

    @property
    def value(self) -> float | None:
        """From 0 to 1; None where it is not shown or nobody voted."""
        return self.cast / self.seen if self.is_shown and self.seen else None

    @property
    def text(self) -> str:
        """In whole per cent, or why there is none."""
        if not self.seen:
            return "no votes"
        return show_share(self.cast / self.seen) if self.is_shown else "not shown"


@dataclass(frozen=True)
class GroupReading:
    """A group: its label, how many people, whether anything is said of it, and how surely it is found."""

    label: str
    people: int
    share: float
    threshold: int
    overlap: float | None

    @property
    def is_shown(self) -> bool:
        """Whether the group has as many members as the threshold asks for."""
        return self.people >= self.threshold

    @property
    def people_shown(self) -> str:
        """The number of people, or that there are too few."""
        return f"{self.people:,}" if self.is_shown else f"under {self.threshold}"

    @property
    def share_shown(self) -> str:
        """The share of all who are in groups."""
        return show_share(self.share) if self.is_shown else "–"

    @property
    def again_shown(self) -> str:
        """How much of the group is found again in resamples."""
        return "–" if self.overlap is None or not self.is_shown else f"{self.overlap:.0%}"


@dataclass(frozen=True)
class StatementReading:
    """A statement with the shares that may be shown.

    Parameters
    ----------
    id, title, name : str
        Its id; its id and text; its text in quotation marks, or its id where there is none.
    is_left_out : bool
        Whether moderators took it out.
    everybody, everybody_disagree : Share
        Those who agree, who disagree, of all who voted on it.
    groups, groups_disagree : tuple of Share
        The same of each group.
    division : float or None
        From 0, all groups alike, to 1: the largest difference between shown groups in (A + 1)/(S + 2). None
        when fewer than two can be shown.
    """

    id: str
    title: str
    name: str
    is_left_out: bool
    everybody: Share
    everybody_disagree: Share
    groups: tuple[Share, ...]
    groups_disagree: tuple[Share, ...]
    division: float | None


@dataclass(frozen=True)
class RepresentativeReading:
    """What stands for a group: the statement, the side, and the share of the group and of the others."""

    statement: StatementReading
    side: str
    share: Share
    others: Share


@dataclass(frozen=True)
class DebateReading:
    """Everything that may be shown.

    Parameters
    ----------
    by_consensus, by_division : tuple of int
        Places of statements: those with the largest group-informed consensus, and with the largest division,
        first. Without those left out or not to be shown.
    """

    debate: Debate
    threshold: int
    groups: tuple[GroupReading, ...]
    statements: tuple[StatementReading, ...]
    representative: tuple[tuple[RepresentativeReading, ...], ...]
    by_consensus: tuple[int, ...]
    by_division: tuple[int, ...]


def open_debate(debate: Debate, statements: Mapping[str, Statement], threshold: int) -> DebateReading:
    """Prepare a debate to be shown.

    Parameters
    ----------
    debate : Debate
        As computed.
    statements : mapping of str to Statement
        Texts by id; a statement without one is named by its id.
    threshold : int
        The fewest people of whom anything is said, at least 1.

    Returns
    -------
    DebateReading
    """
    groups = _read_groups(debate, threshold)
    read = tuple(
        _read_statement(debate, statements, place, groups, threshold)
        for place in range(len(debate.votes.statements))
    )
    kept = [place for place, each in enumerate(read) if not each.is_left_out and each.division is not None]
    divisions = {place: read[place].division or 0.0 for place in kept}
    return DebateReading(
        debate,
        threshold,
        groups,
        read,
        _read_representative(debate, read, threshold),
        tuple(sorted(kept, key=lambda place: (-debate.consensus[place], place))),
        tuple(sorted(kept, key=lambda place: (-divisions[place], place))),
    )


def _read_groups(debate: Debate, threshold: int) -> tuple[GroupReading, ...]:
    stability, sizes = debate.stability, debate.groups.sizes.tolist()
    overlaps: Sequence[float | None] = [None] * len(sizes)
    if stability is not None and stability.resamples:
        overlaps = stability.of_group.tolist()
    return tuple(
        GroupReading(clean_text(label), size, size / max(1, debate.grouped), threshold, overlap)
        for label, size, overlap in zip(debate.groups.labels, sizes, overlaps, strict=True)
    )


def _read_statement(
    debate: Debate,
    statements: Mapping[str, Statement],
    place: int,
    groups: Sequence[GroupReading],
    threshold: int,
) -> StatementReading:
    name = debate.votes.statements[place]
    text = clean_text(statements[name].text) if name in statements else ""
    own = debate.by_group.seen[:, place].tolist()
    shown = choose_shown(own, groups)
    tables = debate.by_group.agree[:, place].tolist(), debate.by_group.disagree[:, place].tolist()
    agree, disagree = (
        tuple(Share(*cells) for cells in zip(table, own, shown, strict=True)) for table in tables
    )
    smooth = [(share.cast + 1) / (share.seen + 2) for share in agree if share.is_shown]
    return StatementReading(
        id=name,
        title=shorten(f"{clean_text(name)}. {text}", LONGEST_TITLE)
        if text
        else f"Statement {clean_text(name)}",
        name=f"“{shorten(text, LONGEST_TITLE).rstrip('.')}”" if text else f"statement {clean_text(name)}",
        is_left_out=bool(debate.is_left_out[place]),
        everybody=_share_of_all(debate, debate.everybody.agree, place, threshold),
        everybody_disagree=_share_of_all(debate, debate.everybody.disagree, place, threshold),
        groups=agree,
        groups_disagree=disagree,
        division=max(smooth) - min(smooth) if len(smooth) > 1 else None,
    )


def _share_of_all(debate: Debate, table: NDArray[np.int64], place: int, threshold: int) -> Share:
    seen = int(debate.everybody.seen[0, place])
    return Share(int(table[0, place]), seen, seen >= threshold)


def choose_shown(own: Sequence[int], groups: Sequence[GroupReading]) -> list[bool]:
    """Choose of which groups a share on one statement may be shown.

    Parameters
    ----------
    own : sequence of int
        Votes of each group on the statement.
    groups : sequence of GroupReading
        The groups, all with the same threshold.

    Returns
    -------
    list of bool
        One for each group. Hidden are groups and cells below the threshold; and, while the votes left when
        those shown are taken from all are 1 to threshold − 1, the smallest of those shown.
    """
    shown = [group.is_shown and votes >= group.threshold for group, votes in zip(groups, own, strict=True)]
    while any(shown):
        rest = sum(votes for votes, is_shown in zip(own, shown, strict=True) if not is_shown)
        if not 0 < rest < groups[0].threshold:
            break
        smallest = min((place for place, is_shown in enumerate(shown) if is_shown), key=lambda p: own[p])
        shown[smallest] = False
    return shown


def _read_representative(
    debate: Debate, read: Sequence[StatementReading], threshold: int
) -> tuple[tuple[RepresentativeReading, ...], ...]:
    listed = []
    for group, entries in enumerate(debate.representative):
        found = []
        for each in entries:
            statement = read[each.statement]
            table = debate.by_group.agree if each.side == "agree" else debate.by_group.disagree
            own = (statement.groups if each.side == "agree" else statement.groups_disagree)[group]
            cast = int(table[:, each.statement].sum()) - own.cast
            seen = int(debate.by_group.seen[:, each.statement].sum()) - own.seen
            others = Share(cast, seen, own.is_shown and (seen >= threshold or not seen))
            found.append(RepresentativeReading(statement, each.side, own, others))
        listed.append(tuple(found))
    return tuple(listed)


def list_places(reading: DebateReading, group: int, most: int) -> list[tuple[float, float, int]]:
    """List where the people of a group stand, several together, so that nobody is seen alone.

    Parameters
    ----------
    reading : DebateReading
        With its threshold.
    group : int
        Place of the group.
    most : int
        About how many places to list.

    Returns
    -------
    list of (float, float, int)
        Mean place along both axes and how many people: at least the threshold in each, everybody in exactly
        one. Empty for a group that is not shown. People are parted in halves by the axis along which they
        lie further apart, as long as both halves are large enough.

    References
    ----------
    Domingo-Ferrer, J., Mateo-Sanz, J. (2002). Practical data-oriented microaggregation for statistical
    disclosure control. IEEE Transactions on Knowledge and Data Engineering 14(1).
    """
    if not reading.groups[group].is_shown:
        return []
    points = reading.debate.plane.points[reading.debate.groups.of_participant == group]
    least = max(reading.threshold, -(-len(points) // most))
    waiting, found = [points], []
    while waiting:
        part = waiting.pop()
        if len(part) < 2 * least:
            found.append((float(part[:, 0].mean()), float(part[:, 1].mean()), len(part)))
            continue
        axis = int(np.argmax(np.ptp(part, axis=0)))
        order = np.lexsort((part[:, 1 - axis], part[:, axis]))
        middle = len(part) // 2
        waiting += [part[order[middle:]], part[order[:middle]]]
    return found
