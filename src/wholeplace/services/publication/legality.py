"""Where an option stands in law, from the shipped rules, the place's own and the advice it took."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.law import judge_law
from wholeplace.records.models import Commission, Option
from wholeplace.services.publication.description import describe_commission


@dataclass(frozen=True)
class LegalStanding:
    """The status of an option and the gravest reason for it."""

    status: str
    reason: str


def judge_commission_law(commission: Commission, *, as_at: dt.date) -> dict[str, Any]:
    """Judge a commission by the rules of law on a day: `results.law` of its case file."""
    return judge_law(describe_commission(commission, as_at=as_at))


def judge_option(option: Option, *, as_at: dt.date) -> LegalStanding:
    """Judge one option; where no rule speaks of it, advice is needed."""
    law = judge_commission_law(option.commission, as_at=as_at)
    found = law.get("options", {}).get(option.slug)
    if not found:
        return LegalStanding("take-advice", "No rule speaks of this option.")
    return LegalStanding(found["status"], found["why"])
