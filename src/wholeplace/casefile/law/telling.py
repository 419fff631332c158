"""Tell where the options stand in words, with the rule and its source beside each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wholeplace.casefile.law.reading import read_advice
from wholeplace.engines.law import THRESHOLD, Duty, Finding, OptionPosition
from wholeplace.foundations.law import LawRule

FACT_WORDS: Mapping[str, str] = {
    "body_kind": "what kind of body decides",
    "service": "which function the service belongs to",
    "value_pounds": "the estimated value",
    "starts_on": "when the service starts",
    "is_health_service": "whether it is a health care service",
    "is_light_touch": "whether it is a light touch service",
    "is_reservable": "whether the service may be reserved to mutuals",
    "is_exempt": "whether the contract is exempted",
    "is_statutory_duty": "whether an Act requires the service",
    "affects_staff": "whether staff are affected",
    "cuts_voluntary_sector": "whether support for voluntary bodies is cut",
    "is_direct_award": "whether it is a direct award",
    "is_delivered_abroad": "whether it is delivered abroad",
    "is_defence_by_maker": "whether it is for defence goods by their maker",
    "is_already_appraised": "whether an insourcing strategy has appraised it",
    "model": "how the service would be delivered",
    "proposed_as": "who proposed it",
    "is_for_profit": "whether the provider works for profit",
    "is_reserved": "whether the award would be reserved",
    "term_years": "how long the award would last",
    THRESHOLD: "the threshold on that day",
}
NO_RULE = "No rule says that this is open: take advice."


def describe_rule(rule: LawRule, *, own: bool) -> dict[str, Any]:
    """Give the words of a rule, and whether it is the place's own."""
    return {
        "rule": rule.id,
        "title": rule.title,
        "topic": rule.topic,
        "kind": rule.kind,
        "duty": rule.duty,
        "reason": rule.reason,
        "source": rule.source_text,
        "address": rule.source.address,
        "rule_status": rule.status,
        "note": rule.note,
        "own": own,
        "finding": rule.finding,
    }


def report_option(
    position: OptionPosition, words: Mapping[str, dict[str, Any]], advice: Any, as_at: dt.date
) -> dict[str, Any]:
    """Tell where one option stands.

    Parameters
    ----------
    position : OptionPosition
        What the engine found.
    words : mapping
        For each rule in force, by id, what ``describe_rule`` gives.
    advice : mapping or None
        The place's own advice as recorded.
    as_at : date
        Day of the record; later advice does not count.

    Returns
    -------
    dict
        ``status``, ``by_law``, ``why``, ``findings`` and ``advice``, all plain values.
    """
    findings = [_report_finding(each, words[each.rule]) for each in position.findings]
    return {
        "status": position.status,
        "by_law": position.by_law,
        "why": _say_why(position, findings, advice),
        "findings": findings,
        "advice": _report_advice(position.option, advice, as_at),
    }


def _report_finding(finding: Finding, words: Mapping[str, Any]) -> dict[str, Any]:
    reason = words["reason"]
    if finding.unknown:
        reason += f" Not known: {name_facts(finding.unknown)}. Take advice."
    elif finding.status != words["finding"]:
        reason += " The source of this rule was not read here: take advice."
    kept = ("rule", "title", "source", "address", "rule_status", "note", "own")
    return {
        **{name: words[name] for name in kept},
        "status": finding.status,
        "reason": reason,
        "unknown": list(finding.unknown),
    }


def report_duty(duty: Duty, words: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Tell one duty or regime; ``unknown`` names the facts that would settle whether it applies."""
    told = words[duty.rule]
    reason = told["reason"]
    if duty.unknown:
        reason += f" It may apply. Not known: {name_facts(duty.unknown)}. Take advice."
    kept = ("rule", "title", "topic", "kind", "duty", "source", "address", "rule_status", "note", "own")
    return {
        **{name: told[name] for name in kept},
        "reason": reason,
        "options": list(duty.options),
        "unknown": list(duty.unknown),
    }


def _report_advice(option_id: str, advice: Any, as_at: dt.date) -> dict[str, Any] | None:
    if advice is None:
        return None
    status, why_not = read_advice({"advice": advice}, f"commission.options.{option_id}", as_at)
    kept = {name: advice.get(name) for name in ("status", "reason", "by", "on")}
    kept["on"] = str(kept["on"]) if kept["on"] else kept["on"]
    return {**kept, "counts": status is not None, "why_not": why_not}


def _say_why(position: OptionPosition, findings: Sequence[Mapping[str, Any]], advice: Any) -> str:
    reason = str(findings[0]["reason"]) if findings else NO_RULE
    if position.status == position.by_law:
        return reason
    return f"{reason} The place’s own advice, by {advice['by']}: {advice['reason']}"


def name_facts(names: Sequence[str]) -> str:
    """Name facts in words, for a sentence."""
    return "; ".join(FACT_WORDS[name] for name in names)
