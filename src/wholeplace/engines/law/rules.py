"""Rules as the engine sees them: conditions that answer yes, no or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wholeplace.engines.law.facts import FactValue
from wholeplace.foundations.vocabulary import LegalStatus, Status

Answer = Literal["yes", "no", "unknown"]
RuleKind = Literal["option", "duty", "regime"]
Comparison = Literal["at_least", "over", "at_most", "below"]

THRESHOLD = "threshold"


@dataclass(frozen=True)
class IsOneOf:
    """Whether a fact has one of some values.

    Attributes
    ----------
    fact : str
        Name of the fact.
    values : frozenset of str or bool
        Never empty.
    """

    fact: str
    values: frozenset[str | bool]

    def answer(self, value: FactValue | None) -> Answer:
        """Answer for a value; None is not known."""
        if value is None:
            return "unknown"
        return "yes" if value in self.values else "no"

    def list_unknown(self, value: FactValue | None) -> tuple[str, ...]:
        """Name what is not known."""
        return (self.fact,) if value is None else ()


@dataclass(frozen=True)
class IsWithin:
    """Whether a fact lies within limits.

    Attributes
    ----------
    fact : str
        Name of the fact.
    limits : mapping of comparison to number or date
        A limit of None is not known on the day: no threshold is published for it.
    """

    fact: str
    limits: Mapping[Comparison, float | date | None]

    def answer(self, value: FactValue | None) -> Answer:
        """Answer for a value; None is not known, but one limit that is broken settles it."""
        if value is None:
            return "unknown"
        answers = [_compare(value, name, limit) for name, limit in self.limits.items()]
        return _all(answers)

    def list_unknown(self, value: FactValue | None) -> tuple[str, ...]:
        """Name what is not known."""
        missing = (self.fact,) if value is None else ()
        return (*missing, THRESHOLD) if None in self.limits.values() else missing


Condition = IsOneOf | IsWithin


@dataclass(frozen=True)
class Rule:
    """One rule, without its words.

    Attributes
    ----------
    id : str
        Unique among the rules that hold on one day.
    kind : str
        ``option``: speaks of options; ``duty`` and ``regime``: apply to the commission.
    when : tuple of Condition
        All of them must hold; none: always.
    unless : tuple of Condition
        Any of them switches the rule off. Not knowing one leaves a duty standing, and an option in doubt.
    finding : str, optional
        Of an option rule: what it says.
    status : str
        How far its source can be relied on; see ``STATUS_MEANINGS`` of the parameters.
    valid_from, valid_to : date, optional
        First and last day on which it holds, both included; None: open.
    """

    id: str
    kind: RuleKind
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()
    finding: LegalStatus | None = None
    status: Status = "M"
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the rule is in force on a day; the first and the last day are included."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    def answer_when(self, facts: Mapping[str, FactValue | None]) -> Answer:
        """Say whether every condition holds."""
        return _all(each.answer(facts[each.fact]) for each in self.when)

    def answer_unless(self, facts: Mapping[str, FactValue | None]) -> Answer:
        """Say whether any exception holds."""
        answers = [each.answer(facts[each.fact]) for each in self.unless]
        if "yes" in answers:
            return "yes"
        return "unknown" if "unknown" in answers else "no"


def _all(answers: Iterable[Answer]) -> Answer:
    """Answer no if any is no, unknown if any is unknown, else yes (Kleene's strong logic)."""
    given = list(answers)
    if "no" in given:
        return "no"
    return "unknown" if "unknown" in given else "yes"


def _compare(value: FactValue, comparison: Comparison, limit: float | date | None) -> Answer:
    if limit is None:
        return "unknown"
    holds = {
        "at_least": value >= limit,  # type: ignore[operator]
        "over": value > limit,  # type: ignore[operator]
        "at_most": value <= limit,  # type: ignore[operator]
        "below": value < limit,  # type: ignore[operator]
    }[comparison]
    return "yes" if holds else "no"
