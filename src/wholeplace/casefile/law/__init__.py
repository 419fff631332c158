"""What the law lets a commission do: the shipped rules and the place's own, judged on the record's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from wholeplace.casefile.law.compiling import compile_for, compile_rule
from wholeplace.casefile.law.reading import get_table, list_options, read_facts
from wholeplace.casefile.law.telling import FACT_WORDS, describe_rule, name_facts, report_duty, report_option
from wholeplace.casefile.public_interest import decide_scope
from wholeplace.engines.law import CommissionFacts, judge
from wholeplace.foundations.law import load_rules, read_own_rules
from wholeplace.foundations.parameters import Parameters, load_parameters
from wholeplace.foundations.vocabulary import BodyKind, Regime

__all__ = ["FACT_WORDS", "compile_rule", "judge_law"]

EXCLUSIONS = {
    "is_direct_award": "Direct awards under sections 41 and 42 of the Procurement Act 2023 are outside it.",
    "is_delivered_abroad": "Services mainly delivered outside the United Kingdom are outside it.",
    "is_defence_by_maker": "Services on defence goods by their original maker are outside it.",
    "is_already_appraised": "An insourcing strategy has already appraised the service to the same standard.",
}


def judge_law(commission: Mapping[str, Any]) -> dict[str, Any]:
    """Judge the options of a commission against the rules in force on the day of its record.

    Parameters
    ----------
    commission : mapping
        The ``commission`` section of a case file. ``as_at`` is needed; anything else that is absent or None
        is not known. The place's own rules stand in ``place.rules``.

    Returns
    -------
    dict
        ``options``: for each option id ``status`` (available, take-advice, unavailable), ``by_law`` (before
        the place's own advice), ``why`` in a sentence, ``findings`` gravest first, each with the rule's
        words, source and status, and ``advice`` as recorded, with whether it counts.
        ``commission``: the regimes and duties that apply or may apply; ``unknown`` names what would settle
        it. ``public_interest_test``: whether it applies, and why. None of it is legal advice.

    Raises
    ------
    InvalidInput
        When a fact has the wrong type or is not a known word, two options share an id, or one of the
        place's own rules is wrong.
    """
    facts = read_facts(commission)
    own = read_own_rules(get_table(commission, "place").get("rules") or [], "commission.place.rules")
    parameters = load_parameters()
    in_force = [rule for rule in (*load_rules(), *own) if rule.holds_on(facts.as_at)]
    position = judge(facts, [compile_for(rule, facts, parameters) for rule in in_force])
    words = {rule.id: describe_rule(rule, own=rule in own) for rule in in_force}
    advice = {str(each["id"]): each.get("advice") for each in list_options(commission)}
    return {
        "options": {
            each.option: report_option(each, words, advice[each.option], facts.as_at)
            for each in position.options
        },
        "commission": [report_duty(each, words) for each in position.commission],
        "public_interest_test": _judge_test(facts, parameters),
    }


def _judge_test(facts: CommissionFacts, parameters: Parameters) -> dict[str, str]:
    for name, why in EXCLUSIONS.items():
        if getattr(facts, name):
            return {"applies": "not-applicable", "why": why}
    needed = [name for name in ("body_kind", "starts_on") if getattr(facts, name) is None]
    if needed:
        return {"applies": "unknown", "why": f"Not known: {name_facts(needed)}. Take advice."}
    regime: Regime | None = None
    if facts.is_health_service:
        regime = "provider-selection"
    elif facts.is_exempt:
        regime = "exempt"
    body, start = cast("BodyKind", facts.body_kind), cast("dt.date", facts.starts_on)
    applies, why, _ = decide_scope(body, facts.value_pounds, regime, start, parameters)
    unknown = [name for name in ("is_health_service", "is_exempt") if getattr(facts, name) is None]
    if applies in {"required", "encouraged"} and unknown:
        return {"applies": "unknown", "why": f"{why} Not known: {name_facts(unknown)}. Take advice."}
    return {"applies": applies, "why": why}
