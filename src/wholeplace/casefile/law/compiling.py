"""Turn written rules into what the engine judges, with the figures of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from wholeplace.engines.law import CommissionFacts, Condition, IsOneOf, IsWithin, Rule
from wholeplace.foundations.law import Conditions, Days, LawRule, Limits
from wholeplace.foundations.parameters import NotValidOn, Parameters

Figures = Mapping[str, float | None]


def find_figures(rule: LawRule, facts: CommissionFacts, parameters: Parameters) -> Figures:
    """Look up the figures that a rule compares with, on the day that it turns on.

    Parameters
    ----------
    rule : LawRule
        As written.
    facts : CommissionFacts
        A rule about the start of the service takes the figures of that day, any other those of the record's.
    parameters : Parameters
        Where the figures are looked up.

    Returns
    -------
    mapping of str to float or None
        Each parameter's id to its value; None where it has no value on the day.
    """
    start = rule.when.starts_on
    on = facts.as_at if start is None else facts.starts_on or start.first or facts.as_at
    return {name: _find_figure(name, on, parameters) for name in rule.parameter_ids}


def compile_rule(rule: LawRule, figures: Figures) -> Rule:
    """Turn a written rule into what the engine judges.

    Parameters
    ----------
    rule : LawRule
        As written.
    figures : mapping of str to float or None
        The parameters that the rule compares with; one that is None or absent is a limit that is not known.

    Returns
    -------
    Rule
    """
    return Rule(
        id=rule.id,
        kind=rule.kind,
        when=_compile_conditions(rule.when, figures),
        unless=_compile_conditions(rule.unless, figures),
        finding=rule.finding,
        status=rule.status,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )


def _compile_conditions(conditions: Conditions, figures: Figures) -> tuple[Condition, ...]:
    return tuple(_compile_condition(name, value, figures) for name, value in conditions if value is not None)


def _compile_condition(name: str, value: object, figures: Figures) -> Condition:
    if isinstance(value, Days):
        days = {"at_least": value.first, "at_most": value.last}
        return IsWithin(name, cast("Any", {key: day for key, day in days.items() if day is not None}))
    if isinstance(value, Limits):
        limits = {
            key: figures.get(limit) if isinstance(limit, str) else float(limit)
            for key, limit in value
            if limit is not None
        }
        return IsWithin(name, cast("Any", limits))
    return IsOneOf(name, frozenset(cast("Any", [value] if isinstance(value, bool) else value)))


def _find_figure(name: str, on: dt.date, parameters: Parameters) -> float | None:
    try:
        value = parameters.find(name, on).value
    except NotValidOn:
        return None
    return None if value is None else float(value)
