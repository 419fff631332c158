"""What the law lets a commission do: the shipped rules and the place's own, judged on the record's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from wholeplace.casefile.law.compiling import Figures, compile_rule, find_figures
from wholeplace.casefile.law.reading import (
    YES_OR_NO_FACTS,
    get_table,
    list_options,
    read_facts,
    read_recorded_figures,
    read_recorded_rules,
)
from wholeplace.casefile.law.telling import FACT_WORDS, describe_rule, name_facts, report_duty, report_option
from wholeplace.casefile.public_interest import decide_scope
from wholeplace.engines.law import CommissionFacts, LegalPosition, judge
from wholeplace.foundations.law import LawRule, load_rules, read_own_rules
from wholeplace.foundations.parameters import Parameters, load_parameters
from wholeplace.foundations.vocabulary import BodyKind, Regime

__all__ = ["FACT_WORDS", "YES_OR_NO_FACTS", "judge_law", "list_rule_changes", "rejudge_law"]

OWN_PATH = "commission.place.rules"

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
        it. ``public_interest_test``: whether it applies, and why. ``rules``: the shipped rules that spoke, as
        written, and ``figures`` the thresholds they were judged with, so that anyone can judge again by the
        same rules (``rejudge_law``). None of it is legal advice.

    Raises
    ------
    InvalidInput
        When a fact has the wrong type or is not a known word, two options share an id, or one of the
        place's own rules is wrong.
    """
    facts = read_facts(commission)
    own = read_own_rules(_list_own(commission), OWN_PATH)
    return _judge(commission, facts, load_rules(), own, {})


def rejudge_law(commission: Mapping[str, Any], law: Mapping[str, Any]) -> dict[str, Any]:
    """Judge a commission again by the rules and figures that a case file was judged by.

    The rules that ship change from version to version; what was published is checked by its own.

    Parameters
    ----------
    commission : mapping
        The ``commission`` section of a case file.
    law : mapping
        Its ``results.law``, of which ``rules`` and ``figures`` are read.

    Returns
    -------
    dict
        As ``judge_law`` gives; the Public Interest Test is judged by the parameters at hand.

    Raises
    ------
    InvalidInput
        As ``judge_law``, and when the recorded rules or figures cannot be used.
    """
    facts = read_facts(commission)
    rules = read_recorded_rules(law)
    own = read_own_rules(_list_own(commission), OWN_PATH, frozenset(rule.id for rule in rules))
    return _judge(commission, facts, rules, own, read_recorded_figures(law))


def list_rule_changes(commission: Mapping[str, Any], law: Mapping[str, Any]) -> list[str]:
    """Say where the rules of this version differ from those a case file was judged by.

    Parameters
    ----------
    commission, law : mapping
        The ``commission`` section and ``results.law`` of a case file.

    Returns
    -------
    list of str
        One sentence for each rule that was changed, each that speaks now and did not then, and each option
        that would stand elsewhere; empty when nothing would change.

    Raises
    ------
    InvalidInput
        As ``rejudge_law``.
    """
    now = judge_law(commission)
    then, known = read_recorded_rules(law), load_rules()
    recorded = {rule.id for rule in then}
    changed = [rule.id for rule in then if rule not in known]
    added = [each["id"] for each in now["rules"] if each["id"] not in recorded]
    old, new = rejudge_law(commission, law)["options"], now["options"]
    return [
        *(f"The rule “{each}” differs from the one in this version of Wholeplace." for each in changed),
        *(f"The rule “{each}” speaks in this version of Wholeplace, and did not then." for each in added),
        *(
            f"By the rules of this version, the option “{each}” would be {told['status']} instead of "
            f"{old[each]['status']}."
            for each, told in new.items()
            if told["status"] != old[each]["status"]
        ),
    ]


def _judge(
    commission: Mapping[str, Any],
    facts: CommissionFacts,
    shipped: Iterable[LawRule],
    own: Sequence[LawRule],
    recorded: Mapping[str, Figures],
) -> dict[str, Any]:
    parameters = load_parameters()
    in_force = {rule.id: rule for rule in (*shipped, *own) if rule.holds_on(facts.as_at)}
    figures = {
        name: recorded.get(name) or find_figures(rule, facts, parameters) for name, rule in in_force.items()
    }
    position = judge(facts, [compile_rule(rule, figures[name]) for name, rule in in_force.items()])
    own_ids = {rule.id for rule in own}
    words = {name: describe_rule(rule, own=name in own_ids) for name, rule in in_force.items()}
    advice = {str(each["id"]): each.get("advice") for each in list_options(commission)}
    spoke = _list_speaking(position)
    return {
        "options": {
            each.option: report_option(each, words, advice[each.option], facts.as_at)
            for each in position.options
        },
        "commission": [report_duty(each, words) for each in position.commission],
        "public_interest_test": _judge_test(facts, parameters),
        "rules": [in_force[name].as_record() for name in spoke if name not in own_ids],
        "figures": {name: dict(figures[name]) for name in spoke if figures[name]},
    }


def _list_own(commission: Mapping[str, Any]) -> object:
    return get_table(commission, "place").get("rules") or []


def _list_speaking(position: LegalPosition) -> list[str]:
    """Name the rules that something was said by; without the silent ones the answer is the same."""
    found = {finding.rule for option in position.options for finding in option.findings}
    return sorted(found | {duty.rule for duty in position.commission})


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
