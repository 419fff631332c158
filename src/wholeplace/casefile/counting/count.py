"""From a file of ballots to an outcome, under settings that are written down with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from wholeplace.engines.ballots import (
    Completion,
    Election,
    Outcome,
    Rule,
    Satisfaction,
    Share,
    TieBreak,
    count_equal_shares,
    count_greedy,
    count_phragmen,
    find_support,
    make_election,
    share_by_group,
)
from wholeplace.formats.pabulib import PabulibFile
from wholeplace.foundations.errors import InvalidInput

THRESHOLD = "min_project_score_threshold"
# Smaller groups of voters are taken together, so that nobody can be recognised.
FEWEST_VOTERS = 10
SMALL_GROUPS = f"groups of fewer than {FEWEST_VOTERS} voters"
MOST_LABELS = 25
BAND = 10
# Above so many ballots nobody is told whether a voter_id stands twice: it would take longer than the count.
MOST_NAMED = 2_000_000


class CannotCount(InvalidInput):
    """Settings that do not fit the ballots."""


@dataclass(frozen=True)
class CountSettings:
    """How ballots are counted.

    Parameters
    ----------
    rule, satisfaction, tie_break : str
        As the engine has them.
    completion : str
        Of equal shares; ``none`` under the other rules.
    increment : Fraction
        Money by which add1 raises each start.
    skip : bool
        Whether greedy skips what does not fit.
    threshold : bool
        Whether the file's least score is enforced.
    """

    rule: Rule = "equal-shares"
    satisfaction: Satisfaction = "cost"
    completion: Completion = "add1-utilitarian"
    increment: Fraction = Fraction(1)
    tie_break: TieBreak = "id"
    skip: bool = True
    threshold: bool = False


@dataclass(frozen=True, eq=False)
class Counted:
    """A file, how it was counted, and what came out."""

    file: PabulibFile
    settings: CountSettings
    election: Election
    outcome: Outcome
    remarks: tuple[str, ...] = ()

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the file, one sentence each."""
        return (*self.file.notes, *self.remarks, *_note_oddities(self.file))


def count_file(file: PabulibFile, settings: CountSettings) -> Counted:
    """Count the ballots of a file.

    Parameters
    ----------
    file : PabulibFile
    settings : CountSettings

    Returns
    -------
    Counted

    Raises
    ------
    CannotCount
        When the ballots do not say what the satisfaction needs.
    """
    _refuse_unfit(file, settings.satisfaction)
    votes = file.votes
    election = make_election(
        file.project_ids,
        file.costs,
        file.budget,
        votes.offsets,
        votes.choices,
        votes.points,
        votes.points_unit,
    )
    excluded, note = _find_excluded(file, election, settings)
    outcome = _count(election, settings, excluded)
    return Counted(file, settings, election, outcome, note)


def _refuse_unfit(file: PabulibFile, satisfaction: Satisfaction) -> None:
    kind = file.vote_type
    if satisfaction == "borda" and kind != "ordinal":
        raise CannotCount(
            "--satisfaction borda", f"needs ranked ballots, but vote_type is {kind}; use another satisfaction"
        )
    if satisfaction == "score" and kind == "ordinal":
        raise CannotCount("--satisfaction score", "needs points, but the ballots rank; use borda")


def _count(election: Election, settings: CountSettings, excluded: frozenset[int]) -> Outcome:
    satisfaction, tie_break = settings.satisfaction, settings.tie_break
    if settings.rule == "greedy":
        return count_greedy(
            election, satisfaction, tie_break=tie_break, skip=settings.skip, excluded=excluded
        )
    if settings.rule == "phragmen":
        return count_phragmen(election, satisfaction, tie_break=tie_break, excluded=excluded)
    return count_equal_shares(
        election,
        satisfaction,
        completion=settings.completion,
        increment=settings.increment,
        tie_break=tie_break,
        excluded=excluded,
    )


def _find_excluded(
    file: PabulibFile, election: Election, settings: CountSettings
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Find the projects below the file's least score: points where there are some, else votes."""
    if not settings.threshold:
        return frozenset(), ()
    text = file.meta.get(THRESHOLD, "").strip()
    if not text:
        return frozenset(), (f"META gives no {THRESHOLD}, so that none is enforced.",)
    try:
        least = Fraction(text.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise CannotCount(THRESHOLD, f"must be a number, but is “{text[:60]}”") from None
    support = find_support(election, "score" if file.votes.points is not None else "cost")
    unit = support.utility_unit
    below = [place for place, total in enumerate(support.totals.tolist()) if Fraction(total, unit) < least]
    return frozenset(below), ()


def _note_oddities(file: PabulibFile) -> tuple[str, ...]:
    notes = []
    default = file.meta.get("default_score", "").strip()
    if default.strip("0.,"):
        notes.append(
            f"META gives default_score {default}; what a ballot does not name counts 0 all the same."
        )
    if "voter_id" in file.votes.columns and len(file.votes) <= MOST_NAMED:
        times = Counter(file.votes.read_column("voter_id"))
        again = sum(count > 1 for count in times.values())
        if again:
            notes.append(f"{again} voter_id stand on more than one ballot; every ballot is counted.")
    return tuple(notes)


# --- comparing ------------------------------------------------------------------------------------------


def compare_rules(counted: Counted) -> tuple[tuple[CountSettings, Outcome], ...]:
    """Count the same ballots under the usual rules.

    Parameters
    ----------
    counted : Counted

    Returns
    -------
    tuple of (CountSettings, Outcome)
        What was asked for first, then what differs from it in rule or satisfaction.
    """
    asked = counted.settings
    satisfactions: tuple[Satisfaction, ...] = ("cost", "cardinality")
    if counted.file.votes.points is not None:
        satisfactions = ("cost", "cardinality", "score")
    elif counted.file.vote_type == "ordinal":
        satisfactions = ("cost", "cardinality", "borda")
    settings = [asked]
    for rule in ("equal-shares", "greedy"):
        completion: Completion = "add1-utilitarian" if rule == "equal-shares" else "none"
        settings += [
            replace(asked, rule=rule, satisfaction=each, completion=completion) for each in satisfactions
        ]
    settings.append(replace(asked, rule="phragmen", satisfaction="cost", completion="none"))
    excluded, _ = _find_excluded(counted.file, counted.election, asked)
    others = [each for each in settings[1:] if _name_rule(each) != _name_rule(asked)]
    done = [(asked, counted.outcome)]
    done += [(each, _count(counted.election, each, excluded)) for each in others]
    return tuple(done)


def _name_rule(settings: CountSettings) -> tuple[str, str]:
    """Tell rules apart; under Phragmén's it does not matter how much a voter wants something."""
    return settings.rule, "" if settings.rule == "phragmen" else settings.satisfaction


# --- groups of voters, and one voter --------------------------------------------------------------------


def group_voters(counted: Counted, column: str) -> tuple[Share, ...]:
    """Set the share of the money of each group of voters beside its share of the voters.

    Parameters
    ----------
    counted : Counted
    column : str
        Of the section VOTES, such as ``district`` or ``age``. Many different whole numbers are taken
        together by tens, and groups of fewer than 10 voters all together.

    Returns
    -------
    tuple of Share
        The largest group first; numbers that were taken together in their order.

    Raises
    ------
    InvalidPabulib
        When there is no such column.
    """
    written = counted.file.votes.read_column(column.lower())
    labels = _band_numbers(written)
    shares = share_by_group(counted.election, counted.outcome, _join_small(labels))
    are_bands = len(set(written)) > MOST_LABELS and len(set(labels)) < len(set(written))
    return tuple(sorted(shares, key=lambda share: share.label)) if are_bands else shares


def _band_numbers(labels: Sequence[str]) -> list[str]:
    different = set(labels) - {""}
    if len(different) <= MOST_LABELS or not all(label.isascii() and label.isdigit() for label in different):
        return [label or "not known" for label in labels]
    bands = {label: int(label) // BAND * BAND for label in different if len(label) < 10}
    width = len(str(max(bands.values(), default=0)))
    named = {label: f"{low:>{width}} to {low + BAND - 1}" for label, low in bands.items()}
    return [named.get(label, "not known") for label in labels]


def _join_small(labels: list[str]) -> list[str]:
    times = Counter(labels)
    small = {label for label, count in times.items() if count < FEWEST_VOTERS}
    return [SMALL_GROUPS if label in small else label for label in labels]


def find_voter(counted: Counted, voter_id: str) -> int:
    """Find a ballot by its voter_id.

    Parameters
    ----------
    counted : Counted
    voter_id : str
        As in the file.

    Returns
    -------
    int
        Place of the first such ballot, from 0.

    Raises
    ------
    CannotCount
        When no ballot has it.
    """
    try:
        return counted.file.votes.read_column("voter_id").index(voter_id.strip())
    except ValueError:
        raise CannotCount("--voter", f"is “{voter_id[:60]}”, which is no voter_id of the file") from None
