"""What is entered about a decision or an award, and the call-in window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wholeplace.records.models import Option, Organisation, Person

# DESIGN §3; each is published alike.
AWARD_ROUTES = (
    "in-house service agreement",
    "shared-service agreement",
    "grant",
    "open contract",
    "contract reserved to mutuals",
    "contract reserved to supported employment",
    "light touch contract",
    "staff spin-out",
    "asset or community transfer",
    "participatory-budget award",
    "personal budgets",
    "social outcomes contract",
    "decommission",
)
# The body does it itself, or nobody does: there is no provider whose owners could be unknown.
ROUTES_WITHOUT_PROVIDER = frozenset({"in-house service agreement", "personal budgets", "decommission"})
SATURDAY = 5


@dataclass(frozen=True)
class VoteEntry:
    """How somebody voted; a dissenter's reason is published."""

    person: Person
    vote: str
    reason: str = ""


@dataclass(frozen=True)
class DecisionEntry:
    """What was decided; `refused` holds the reason by option slug."""

    option: Option
    decided_by: str
    decided_on: dt.date
    reasons: str
    conditions: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    votes: Sequence[VoteEntry] = ()


@dataclass(frozen=True)
class DeclarationEntry:
    """An interest, or that there is none."""

    has_interest: bool
    interest: str = ""
    expires_on: dt.date | None = None


@dataclass(frozen=True)
class AwardEntry:
    """Who will deliver, by which route; a new ownership statement is written to the provider."""

    route: str
    provider: Organisation | None = None
    ownership_statement: str = ""
    value_pounds: Decimal | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    break_dates: Sequence[dt.date] = ()


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Return the day that many working days later: Saturdays and Sundays do not count, bank holidays do."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
