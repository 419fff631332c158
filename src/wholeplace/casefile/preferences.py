"""What each stakeholder group prefers, where money does not tell."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wholeplace.casefile.inputs import CaseInputs, Quantity, Stakeholder
from wholeplace.engines.appraisal import Distribution, OnStep, open_stream
from wholeplace.engines.preference import (
    Acceptability,
    draw_uniform_weights,
    pool_groups,
    rank_acceptability,
    swing_weights,
)

HIGHEST_SCORE = 100.0
UNKNOWN_GROUP = Stakeholder(id="unknown", name="Weights unknown")


def rank_preferences(
    inputs: CaseInputs, on_step: OnStep | None = None
) -> tuple[dict[str, Any], dict[str, float]]:
    """Rank the options by each group's weights and overall (SMAA-2).

    Parameters
    ----------
    inputs : CaseInputs
        Criteria, scores from 0 to 100, stakeholder groups with swing weights or none (unknown). A
        criterion that a group leaves out of its weights weighs 0. Without any group, one whose weights are
        unknown stands in, and only ``overall`` is given.
    on_step : callable, optional
        Told ``("groups", done, total)`` before each group; what it raises is passed on.

    Returns
    -------
    dict, dict
        By group and ``overall``: ``rank_acceptability`` (option to shares, first rank first),
        ``central_weights`` (option to criterion to weight; None if never first) and ``confidence``
        (None if never first); empty without criteria. Then, by path of a score, the share of its draws
        below 0 or above 100, where there are any.

    References
    ----------
    Lahdelma and Salminen (2001), SMAA-2, Operations Research 49(3), 444–454.
    """
    if not inputs.criteria:
        return {}, {}
    outside: dict[str, float] = {}
    values = _draw_values(inputs, outside)
    groups: dict[str, Acceptability] = {}
    members = inputs.stakeholders or [UNKNOWN_GROUP]
    for place, group in enumerate(members):
        if on_step is not None:
            on_step("groups", place, len(members))
        groups[group.id] = rank_acceptability(values, _find_weights(group, inputs))
    named = {"overall": _name_result(pool_groups(groups, values), inputs)}
    if inputs.stakeholders:
        named |= {group: _name_result(result, inputs) for group, result in groups.items()}
    return named, outside


def _draw_values(inputs: CaseInputs, outside: dict[str, float]) -> NDArray[np.float64]:
    """Give the values, shape (options, criteria) if all scores are known, else (draws, options, criteria)."""
    scores = [[option.scores[criterion.id] for criterion in inputs.criteria] for option in inputs.options]
    if all(isinstance(score, float) for row in scores for score in row):
        return np.array(scores, dtype=float) / HIGHEST_SCORE
    values = np.empty((len(scores), len(inputs.criteria), inputs.case.draws))
    for number, (option, row) in enumerate(zip(inputs.options, scores, strict=True)):
        for place, (criterion, score) in enumerate(zip(inputs.criteria, row, strict=True)):
            path = f"options.{option.id}.scores.{criterion.id}"
            values[number, place] = _draw_score(score, path, inputs, outside) / HIGHEST_SCORE
    return np.moveaxis(values, 2, 0)


def _draw_score(
    score: Quantity, path: str, inputs: CaseInputs, outside: dict[str, float]
) -> NDArray[np.float64] | float:
    if not isinstance(score, Distribution):
        return float(score)  # type: ignore[arg-type]
    stream = f"shared:{score.shared}" if score.shared else path
    drawn = score.draw(open_stream(inputs.case.seed, stream), inputs.case.draws)
    if not score.is_bounded:
        share = float(np.mean((drawn < 0) | (drawn > HIGHEST_SCORE)))
        if share > 0:
            outside[path] = share
    return drawn


def _find_weights(group: Stakeholder, inputs: CaseInputs) -> NDArray[np.float64]:
    """Give a group's weights: fixed from its swings, or drawn evenly from the simplex when unknown."""
    if group.weights is not None:
        return swing_weights([group.weights.get(criterion.id, 0.0) for criterion in inputs.criteria])
    stream = open_stream(inputs.case.seed, f"stakeholders.{group.id}.weights")
    return draw_uniform_weights(stream, inputs.case.draws, len(inputs.criteria))


def _name_result(result: Acceptability, inputs: CaseInputs) -> dict[str, Any]:
    options = [option.id for option in inputs.options]
    criteria = [criterion.id for criterion in inputs.criteria]
    never_first = np.isnan(result.confidence)
    return {
        "rank_acceptability": {
            name: row.tolist() for name, row in zip(options, result.rank_acceptability, strict=True)
        },
        "central_weights": {
            name: None if missing else dict(zip(criteria, row.tolist(), strict=True))
            for name, row, missing in zip(options, result.central_weights, never_first, strict=True)
        },
        "confidence": {
            name: None if missing else float(value)
            for name, value, missing in zip(options, result.confidence, never_first, strict=True)
        },
    }
