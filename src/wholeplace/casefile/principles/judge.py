"""Judge every principle from the record, and set beside it what somebody in office overrode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.appraise import make_plain
from wholeplace.casefile.principles.evidence import Evidence, find_rows, has_date_by, has_text
from wholeplace.casefile.principles.register import RULES, Rule


def judge_principles(
    commission: Mapping[str, Any],
    appraisal: Mapping[str, Any] | None,
    law: Mapping[str, Any],
    *,
    case: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Judge every principle.

    Parameters
    ----------
    commission : mapping
        The record of the commission. A half-finished one is judged as it stands: what is missing is not
        yet met.
    appraisal : mapping or None
        ``results.appraisal``; None before anything was appraised.
    law : mapping
        ``results.law``.
    case : mapping, optional
        The inputs of the appraisal, which say how deep each option is costed and which agencies are
        providers. The case file's own are used when it is made and verified.

    Returns
    -------
    list of dict
        In the published order: code, title, status (met, not-yet, overridden, not-recorded), why (plain
        sentences, of the rule also where it was overridden) and the override or None.
    """
    evidence = Evidence(
        make_plain(commission), make_plain(appraisal or {}), make_plain(law), make_plain(case or {})
    )
    return [judge_rule(rule, evidence) for rule in RULES]


def judge_rule(rule: Rule, evidence: Evidence) -> dict[str, Any]:
    """Judge one principle.

    Parameters
    ----------
    rule : Rule
        The principle.
    evidence : Evidence
        Plain values.

    Returns
    -------
    dict
        As ``judge_principles`` gives for each.
    """
    verdict = rule.judge(evidence)
    override = None if verdict.status == "met" else _find_override(rule, evidence)
    return {
        "code": rule.code,
        "title": rule.title,
        "status": verdict.status if override is None else "overridden",
        "why": verdict.why,
        "override": override,
    }


def _find_override(rule: Rule, evidence: Evidence) -> dict[str, Any] | None:
    """Give a whole override: name, office, reason and a day that is not ahead."""
    for row in find_rows(evidence.commission.get("overrides")):
        texts = {key: row.get(key) for key in ("name", "office", "reason", "on")}
        is_whole = all(has_text(row, key) for key in texts) and has_date_by(row, "on", evidence.as_at)
        if row.get("principle") == rule.code and is_whole:
            return texts
    return None
