"""The principles about who takes part: open specifications, fair access, known owners, declared interests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.principles.evidence import (
    SHOWN,
    Evidence,
    Verdict,
    decide,
    has_date_by,
    has_text,
    read_date,
)
from wholeplace.casefile.sentences import join_names

# Models in which the award goes to nobody outside, or to many whom people choose themselves.
WITHOUT_PROVIDER = frozenset(
    {"in-house", "shared-service", "joint-arrangement", "personal-budgets", "do-minimum", "decommission",
     "redesign", "regulate"}
)  # fmt: skip


def judge_outcomes_not_inputs(evidence: Evidence) -> Verdict:
    """Judge whether the specification passed its check, or each finding has an answer.

    Parameters
    ----------
    evidence : Evidence
        Reads specification_check and specification_checked.

    Returns
    -------
    Verdict
    """
    checked = evidence.commission.get("specification_checked")
    if not evidence.table("specification_check") and checked is not None:
        gap = "The specification has not been checked for asking how instead of what."
        return decide([] if checked else [gap], "The specification was checked; no finding is recorded.")
    return _judge_check(evidence, "specification_check", "The check of the specification")


def judge_open_to_social_sector(evidence: Evidence) -> Verdict:
    """Judge whether the barrier check passed, or each finding has an answer.

    Parameters
    ----------
    evidence : Evidence
        Reads barrier_check.

    Returns
    -------
    Verdict
    """
    return _judge_check(evidence, "barrier_check", "The check for barriers to small and social providers")


def _judge_check(evidence: Evidence, name: str, title: str) -> Verdict:
    check = evidence.table(name)
    if not check:
        return Verdict("not-recorded", f"{title} is not recorded yet.")
    findings = evidence.rows(name, "findings")
    waiting = sum(not has_text(finding, "answer") for finding in findings)
    gaps = [
        "" if has_date_by(check, "done_on", evidence.as_at) else f"{title} has not been done yet.",
        f"{waiting} of its {len(findings)} findings {'has' if waiting == 1 else 'have'} no answer yet."
        if waiting
        else "",
    ]
    return decide(gaps, f"{title} is done; {_say_findings(len(findings))}.")


def _say_findings(number: int) -> str:
    return (
        f"all {number} findings have an answer"
        if number > 1
        else ("its finding has an answer" if number else "it found nothing")
    )


def judge_ownership_known(evidence: Evidence) -> Verdict:
    """Judge whether it is public who owns and controls every provider with an award.

    Parameters
    ----------
    evidence : Evidence
        Reads awards and options.

    Returns
    -------
    Verdict
    """
    awards = evidence.rows("awards")
    if not awards:
        return Verdict("not-yet", "Nothing has been awarded yet.")
    models = {option.get("id"): option.get("model") for option in evidence.options}
    nameless, unowned = 0, []
    for award in awards:
        provider = award.get("provider")
        if not isinstance(provider, Mapping) or not has_text(provider, "name"):
            nameless += models.get(award.get("option")) not in WITHOUT_PROVIDER
        elif not has_text(provider, "ownership_statement"):
            unowned.append(f"“{provider['name']}”")
    gaps = [
        f"{nameless} of the {len(awards)} awards do not say who provides." if nameless else "",
        f"It is not stated yet who owns {join_names(unowned, SHOWN)}." if unowned else "",
    ]
    return decide(gaps, "It is known who owns every provider with an award.")


def judge_interests_declared(evidence: Evidence) -> Verdict:
    """Judge whether everybody who scores or decides has a current declaration of interests.

    Parameters
    ----------
    evidence : Evidence
        Reads evaluators, decision and declarations. Members' declarations must hold on the day of the
        decision, evaluators' on the day of the record; whoever has an interest must name it.

    Returns
    -------
    Verdict
    """
    decided = read_date(evidence.table("decision").get("decided_on")) or evidence.as_at
    evaluators = evidence.commission.get("evaluators")
    people = [(str(name), evidence.as_at) for name in (evaluators if isinstance(evaluators, list) else [])]
    people += [(str(row.get("name") or ""), decided) for row in evidence.rows("decision", "members")]
    if not people:
        return Verdict("not-yet", "Nobody is named yet who scores or decides.")
    names = {name for name, day in people if not _has_declared(evidence, name, day)}
    missing = sorted(name or "somebody without a name" for name in names)
    gaps = [f"There is no current declaration of interests from {join_names(missing, SHOWN)}."]
    number = len({name for name, _ in people})
    who = (
        "The one person who scores or decides has"
        if number == 1
        else f"All {number} people who score or decide have"
    )
    return decide(gaps if missing else [], f"{who} declared their interests.")


def _has_declared(evidence: Evidence, name: str, day: dt.date) -> bool:
    return any(
        _same_name(row.get("name"), name) and _is_current(row, day) for row in evidence.rows("declarations")
    )


def _same_name(left: object, right: str) -> bool:
    return isinstance(left, str) and " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def _is_current(row: Mapping[str, Any], day: dt.date) -> bool:
    expires = read_date(row.get("expires_on"))
    is_said = row.get("has_interest") is False or (
        row.get("has_interest") is True and has_text(row, "interest")
    )
    return is_said and has_date_by(row, "declared_on", day) and (expires is None or expires >= day)
