"""The statements that tell a group from the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from wholeplace.engines.opinion.consensus import CERTAIN, MOST_LISTED, weigh_share
from wholeplace.engines.opinion.counts import Counts
from wholeplace.engines.opinion.votes import Booleans, Floats, Integers

Side = Literal["agree", "disagree"]


@dataclass(frozen=True)
class Representative:
    """One statement that stands for a group.

    Parameters
    ----------
    statement : int
        Its place.
    side : "agree" or "disagree"
        What the group does more than the others.
    repness : float
        How many times as likely the group is to vote so as the others.
    z : float
        How sure that is: standard normal where the group votes as the others.
    """

    statement: int
    side: Side
    repness: float
    z: float


@dataclass(frozen=True)
class _Sides:
    """The measures of one side of every statement for one group, each of shape (statements,)."""

    share: Floats
    share_z: Floats
    apart_z: Floats
    repness: Floats

    @property
    def strength(self) -> Floats:
        return self.repness * self.apart_z * self.share * self.share_z


def list_representative(counts: Counts, is_left_out: Booleans) -> tuple[tuple[Representative, ...], ...]:
    """List for each group the statements that tell it from the others, at most five.

    Parameters
    ----------
    counts : Counts
        By group.
    is_left_out : ndarray of bool, shape (statements,)
        Statements that moderators took out.

    Returns
    -------
    tuple of tuples of Representative, one for each group
        What the group agrees with, then what it disagrees with; within a side the statement it agrees with
        most first, then by repness · z₂ · p · z₁, equal values by statement id. Both tests must be above
        1.2816, except for the statement it agrees with most. If none passes, that one alone; if there is
        none of that either, the one with the largest z₂. Empty when every statement is left out.

    References
    ----------
    Polis, math/src/polismath/math/repness.clj. Where its published output calls the statement that a group
    agrees with most "disagree", because the others agree even more, that is a slip; here it stays "agree".
    """
    return tuple(_list_for_group(counts, group, is_left_out) for group in range(len(counts.agree)))


def _list_for_group(counts: Counts, group: int, is_left_out: Booleans) -> tuple[Representative, ...]:
    sides: dict[Side, _Sides] = {
        "agree": _measure(counts.agree, counts.seen, group),
        "disagree": _measure(counts.disagree, counts.seen, group),
    }
    agrees = sides["agree"].apart_z > sides["disagree"].apart_z
    both = [
        np.where(agrees, getattr(sides["agree"], name), getattr(sides["disagree"], name))
        for name in ("share", "share_z", "apart_z", "repness")
    ]
    leading = _Sides(*both)
    best = _find_most_agreed(sides["agree"], (counts.agree + counts.disagree)[group] > 0, is_left_out)
    passing = np.flatnonzero((leading.share_z > CERTAIN) & (leading.apart_z > CERTAIN) & ~is_left_out)
    order = passing[np.argsort(-leading.strength[passing], kind="stable")].tolist()
    if not order and best is None:
        kept = np.flatnonzero(~is_left_out)
        order = kept[np.argsort(-leading.apart_z[kept], kind="stable")][:1].tolist()
    chosen: list[tuple[int, Side]] = [(place, _name_side(agrees, place)) for place in order if place != best]
    first: list[tuple[int, Side]] = [] if best is None else [(best, "agree")]
    found = sorted([*first, *chosen][:MOST_LISTED], key=lambda entry: entry[1] != "agree")
    return tuple(
        Representative(place, side, float(sides[side].repness[place]), float(sides[side].apart_z[place]))
        for place, side in found
    )


def _name_side(agrees: Booleans, place: int) -> Side:
    return "agree" if agrees[place] else "disagree"


def _measure(cast: Integers, seen: Integers, group: int) -> _Sides:
    """Measure one side of every statement: this group against all others."""
    own, own_seen = cast[group], seen[group]
    rest, rest_seen = cast.sum(axis=0) - own, seen.sum(axis=0) - own_seen
    share, rest_share = (own + 1) / (own_seen + 2), (rest + 1) / (rest_seen + 2)
    return _Sides(
        share,
        weigh_share(own, own_seen),
        _compare_shares(own + 1, own_seen + 1, rest + 1, rest_seen + 1),
        share / rest_share,
    )


def _compare_shares(cast: Integers, seen: Integers, rest: Integers, rest_seen: Integers) -> Floats:
    """Test two shares against each other with their pooled variance; 0 where everybody is of one mind."""
    pooled = (cast + rest) / (seen + rest_seen)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart: Floats = (cast / seen - rest / rest_seen) / np.sqrt(
            pooled * (1 - pooled) * (1 / seen + 1 / rest_seen)
        )
    return np.where(pooled < 1, apart, 0.0)


def _find_most_agreed(agree: _Sides, is_voted: Booleans, is_left_out: Booleans) -> int | None:
    """Find the statement that a group agrees with most, walking them in the order of their ids.

    The first that is agreed with clearly, or more than elsewhere, leads. It is replaced by a stronger one:
    stronger in telling the group from others once the leader does so, else in how clearly it is agreed with.
    """
    strength, clearness = agree.strength.tolist(), (agree.share * agree.share_z).tolist()
    is_clear = (agree.share_z > CERTAIN) | ((agree.repness > 1) & (agree.share > 0.5))
    best: int | None = None
    for place in np.flatnonzero(is_voted & ~is_left_out).tolist():
        if best is None:
            best = place if is_clear[place] else None
        else:
            measure = strength if agree.repness[best] > 1 else clearness
            best = place if measure[place] > measure[best] else best
    return best
