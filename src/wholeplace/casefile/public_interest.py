"""The Public Interest Test: whether it applies, what is unanswered, and where answers and judgement differ.

The software counts no votes and gives no verdict: the indication is a judgement that a person writes.
England only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.inputs import CaseInputs, Favour, PublicInterestTest, Readiness
from wholeplace.foundations.parameters import NotValidOn, Parameter, Parameters
from wholeplace.foundations.vocabulary import BodyKind, Regime

THRESHOLD = "public-interest-test-threshold"
SCOPE = "public-interest-test-scope"
QUESTIONS = {
    "value_for_money": "value for money",
    "strategic_alignment": "strategic alignment",
    "social_value": "social value",
    "economic_growth": "economic growth",
    "market_impact": "effect on the market",
    "workforce": "workforce",
    "skills": "skills",
    "systems": "systems",
    "assets": "assets",
    "governance": "governance",
    "transition": "transition",
}
ANSWERS = {"in-house": "in-house", "market": "the market", "mixed": "a mixed arrangement"}


def describe_public_interest_test(
    inputs: CaseInputs, parameters: Parameters
) -> tuple[dict[str, Any], tuple[Parameter, ...]]:
    """Say whether the test applies, what is unanswered and what does not fit together.

    Parameters
    ----------
    inputs : CaseInputs
        Body kind, value in pounds including VAT, regime, and the answers. The rules are those in force on
        1 April of the start year.
    parameters : Parameters
        Holds the threshold and the scope.

    Returns
    -------
    dict, tuple of Parameter
        ``applies`` (required, encouraged, not-applicable, or unknown where the value is not given),
        ``why``, ``unanswered``, ``inconsistencies`` in words, ``indication``; then the parameters used.

    References
    ----------
    PPN 024: The Public Interest Test and Insourcing Strategy (17 June 2026) and its guidance note.
    """
    case = inputs.case
    start = dt.date(case.start_year, 4, 1)
    applies, why, used = decide_scope(case.body_kind, case.value_pounds, case.regime, start, parameters)
    answers = inputs.public_interest_test
    names = [*QUESTIONS, "indication"]
    return {
        "applies": applies,
        "why": why,
        "unanswered": [name for name in names if getattr(answers, name) is None],
        "inconsistencies": _compare_answers(answers),
        "indication": answers.indication.model_dump() if answers.indication else None,
    }, used


def decide_scope(
    body_kind: BodyKind,
    value_pounds: float | None,
    regime: Regime | None,
    start: dt.date,
    parameters: Parameters,
) -> tuple[str, str, tuple[Parameter, ...]]:
    """Say whether the test applies, from the facts it turns on.

    Parameters
    ----------
    body_kind : str
        Kind of the body, such as ``council``.
    value_pounds : float, optional
        Estimated contract value in pounds including VAT; None: not given.
    regime : str, optional
        Procurement regime; None: not named, and taken to be the Procurement Act.
    start : date
        Day on which the service starts; the rules in force on it count.
    parameters : Parameters
        Holds the threshold and the scope.

    Returns
    -------
    str, str, tuple of Parameter
        required, encouraged, not-applicable or unknown (no value given); why, in a sentence; the parameters
        used.

    References
    ----------
    PPN 024: The Public Interest Test and Insourcing Strategy (17 June 2026) and its guidance note.
    """
    if regime == "provider-selection":
        return "not-applicable", "Health services under the Provider Selection Regime are outside it.", ()
    if regime == "exempt":
        return "not-applicable", "The contract is said to be exempt from the procurement regime.", ()
    try:
        threshold, scope = parameters.find(THRESHOLD, start), parameters.find(SCOPE, start)
    except NotValidOn:
        return "not-applicable", f"It was not in force on {start:%-d %B %Y}.", ()
    used = (threshold, scope)
    if value_pounds is None:
        return "unknown", "The estimated value is not given: take advice on whether it applies.", used
    limit = float(threshold.value or 0.0)
    if value_pounds <= limit:
        why = f"The estimated value of £{value_pounds:,.0f} is not over £{limit:,.0f} including VAT."
        return "not-applicable", why, used
    duty = str(scope.look_up("body_kind", "duty")[body_kind])
    why = (
        f"The estimated value of £{value_pounds:,.0f} is over £{limit:,.0f} including VAT, and for a "
        f"body of the kind “{body_kind}” the test is {duty}. This is not legal advice."
    )
    return duty, why, used


def _compare_answers(test: PublicInterestTest) -> list[str]:
    if test.indication is None:
        return []
    answers = {name: getattr(test, name) for name in QUESTIONS}
    sides = {name: answer.favours for name, answer in answers.items() if isinstance(answer, Favour)}
    ready = {name: answer.ready for name, answer in answers.items() if isinstance(answer, Readiness)}
    return compare_answers(sides, ready, test.indication.answer)


def compare_answers(sides: Mapping[str, str], ready: Mapping[str, str], indication: str) -> list[str]:
    """Name each answer that points away from the indication, one by one: nothing is counted.

    Parameters
    ----------
    sides : mapping of str to str
        What each question of the first part favours: in-house, neutral or market.
    ready : mapping of str to str
        How ready the body is by each question of the second part: yes, partly or no.
    indication : str
        in-house, mixed or market, as a person judged it; any other gives no sentence.

    Returns
    -------
    list of str
        One sentence for each.
    """
    if indication == "mixed":
        return _compare_mixed(sides)
    return _compare_sided(indication, sides, ready) if indication in ANSWERS else []


def _compare_mixed(sides: Mapping[str, str]) -> list[str]:
    taken = set(sides.values())
    if len(taken) == 1 and (side := taken.pop()) != "neutral":
        return [
            (
                f"The indication is a mixed arrangement, but every answer of the first part favours "
                f"{ANSWERS[side]}; the reason should say why a mixed arrangement follows."
            )
        ]
    return []


def _compare_sided(chosen: str, sides: Mapping[str, str], ready: Mapping[str, str]) -> list[str]:
    other = "market" if chosen == "in-house" else "in-house"
    found = [
        f"The indication is {ANSWERS[chosen]}, but the answer on {QUESTIONS[name]} favours {ANSWERS[other]}."
        for name, side in sides.items()
        if side == other
    ]
    if sides and chosen not in sides.values():
        found.append(f"The indication is {ANSWERS[chosen]}, but no answer of the first part favours it.")
    if chosen == "in-house":
        found += [
            f"The indication is in-house, but the body is not ready on {QUESTIONS[name]}: say how it will be."
            for name, answer in ready.items()
            if answer == "no"
        ]
    return found
