"""How far a commission is: what the law allows, which principles hold, what stands in the way of a move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.guards import Blocker, list_blockers, list_next_stages, list_unrecorded
from wholeplace.casefile.law import judge_law
from wholeplace.casefile.principles import judge_principles
from wholeplace.records.models import AppraisalVersion, Commission
from wholeplace.services.publication.description import describe_commission

# From here on people take part, so they must be able to see it.
PUBLIC_STAGES = frozenset({"debate", "decision", "award", "delivery", "review"})


@dataclass(frozen=True)
class Readiness:
    """What stands in the way of the next stage, and what nobody has recorded yet."""

    to_stage: str
    blockers: tuple[Blocker, ...]
    unrecorded: tuple[str, ...]


@dataclass(frozen=True)
class Position:
    """A commission judged from its record on one day: `law` and `principles` as a case file holds them."""

    record: Mapping[str, Any]
    law: Mapping[str, Any]
    principles: tuple[Mapping[str, Any], ...]


def judge_commission(commission: Commission, *, today: dt.date) -> Position:
    """Judge a commission by the same rules by which anybody checks its case file later."""
    record = describe_commission(commission, as_at=today)
    law = judge_law(record)
    version = _find_computed(commission)
    result, case = (version.result, version.document) if version else (None, None)
    principles = judge_principles(record, result, law, case=case)
    return Position(record=record, law=law, principles=tuple(principles))


def assess_move(commission: Commission, to_stage: str, *, today: dt.date) -> Readiness:
    """Say what stands in the way of a move."""
    return _assess(commission, judge_commission(commission, today=today), to_stage)


def assess_next_move(commission: Commission, position: Position) -> Readiness | None:
    """Say what stands in the way of the next stage; None at the end of the thread."""
    nexts = [stage for stage in list_next_stages(commission.stage) if stage != "withdrawn"]
    return _assess(commission, position, nexts[0]) if nexts else None


def _assess(commission: Commission, position: Position, to_stage: str) -> Readiness:
    blockers = list_blockers(position.record, to_stage, position.principles)
    if to_stage in PUBLIC_STAGES and commission.opened_at is None:
        text = "Open the commission to the public: people can only take part in what they see."
        blockers.insert(0, Blocker("opened", text))
    unrecorded = list_unrecorded(position.record, to_stage, position.principles)
    return Readiness(to_stage=to_stage, blockers=tuple(blockers), unrecorded=tuple(unrecorded))


def _find_computed(commission: Commission) -> AppraisalVersion | None:
    """Find the newest version that was computed."""
    return commission.versions.filter(result__isnull=False).first()
