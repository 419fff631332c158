"""Turn written rules into what the engine judges, with the figures of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from wholeplace.engines.law import CommissionFacts, Condition, IsOneOf, IsWithin, Rule
from wholeplace.foundations.law import Conditions, Days, LawRule, Limits
from wholeplace.foundations.parameters import NotValidOn, Parameters


def compile_for(rule: LawRule, facts: CommissionFacts, parameters: Parameters) -> Rule:
    """Take the figures of the day that the rule turns on: the start of the service, or the record's day."""
    start = rule.when.starts_on
    on = facts.as_at if start is None else facts.starts_on or start.first or facts.as_at
    return compile_rule(rule, on, parameters)


def compile_rule(rule: LawRule, on: dt.date, parameters: Parameters) -> Rule:
    """Turn a written rule into what the engine judges, with the figures that hold on a day.

    Parameters
    ----------
    rule : LawRule
        As written.
    on : date
        The day whose thresholds count.
    parameters : Parameters
        Where the thresholds are looked up; one that has no value on the day becomes a limit of None.

    Returns
    -------
    Rule
    """
    return Rule(
        id=rule.id,
        kind=rule.kind,
        when=_compile_conditions(rule.when, on, parameters),
        unless=_compile_conditions(rule.unless, on, parameters),
        finding=rule.finding,
        status=rule.status,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )


def _compile_conditions(conditions: Conditions, on: dt.date, parameters: Parameters) -> tuple[Condition, ...]:
    return tuple(
        _compile_condition(name, value, on, parameters) for name, value in conditions if value is not None
    )


def _compile_condition(name: str, value: object, on: dt.date, parameters: Parameters) -> Condition:
    if isinstance(value, Days):
        days = {"at_least": value.first, "at_most": value.last}
        return IsWithin(name, cast("Any", {key: day for key, day in days.items() if day is not None}))
    if isinstance(value, Limits):
        limits = {key: limit for key, limit in value if limit is not None}
        return IsWithin(
            name, cast("Any", {key: _find_limit(each, on, parameters) for key, each in limits.items()})
        )
    return IsOneOf(name, frozenset(cast("Any", [value] if isinstance(value, bool) else value)))


def _find_limit(limit: float | str, on: dt.date, parameters: Parameters) -> float | None:
    if not isinstance(limit, str):
        return float(limit)
    try:
        value = parameters.find(limit, on).value
    except NotValidOn:
        return None
    return None if value is None else float(value)
