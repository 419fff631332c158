"""When an option may be called the best in public, and why not before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.principles.evidence import Evidence, has_date_by, read_date
from wholeplace.casefile.sentences import say_date


def may_say_best(commission: Mapping[str, Any]) -> bool:
    """Say whether a published page may call an option the best.

    Parameters
    ----------
    commission : mapping
        The record of the commission, plain values.

    Returns
    -------
    bool
        True once every consultation has closed and equality is assessed; on the full route there must
        have been a consultation. Until then pages show front-runners with their weaknesses.

    References
    ----------
    R v Brent LBC, ex parte Gunning (1985): consult at a formative stage, and consider what was said.
    Equality Act 2010, section 149.
    """
    return not list_reasons_against_best(commission)


def list_reasons_against_best(commission: Mapping[str, Any]) -> list[str]:
    """Say what must happen before an option may be called the best.

    Parameters
    ----------
    commission : mapping
        The record of the commission, plain values. A consultation is closed on the day after its last.

    Returns
    -------
    list of str
        Plain sentences; none when nothing stands against it.
    """
    evidence = Evidence(commission, {}, {}, {})
    consultations = evidence.rows("consultations")
    reasons = [_say_open(one, evidence) for one in consultations]
    if not consultations and not evidence.is_light:
        reasons.append("No consultation is recorded yet.")
    if not has_date_by(evidence.table("equality"), "assessed_on", evidence.as_at):
        reasons.append("Equality has not been assessed yet.")
    return [reason for reason in reasons if reason]


def _say_open(consultation: Mapping[str, Any], evidence: Evidence) -> str:
    name = f"The consultation “{consultation.get('title') or 'without a title'}”"
    closes = read_date(consultation.get("closes_on"))
    if closes is None:
        return f"{name} has no closing date yet."
    return "" if closes < evidence.as_at else f"{name} is open until {say_date(closes)}."
