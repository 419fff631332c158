"""SMAA-2 beside pymcdm's weighted sum called once for each draw of the weights."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wholeplace.engines.preference import Acceptability, draw_uniform_weights, rank_acceptability

Floats = NDArray[np.float64]

DRAWS, OPTIONS, CRITERIA = 100_000, 20, 8
LOOP_DRAWS = 2_000  # of pymcdm; every draw is the same work, so its time is scaled up to all draws
REPEATS = 5
REQUIRED_RATIO = 60.0


def measure_smaa() -> dict[str, Any]:
    """Time both on the same scores in this run, and check that they rank alike.

    Ours draws the weights and gives acceptabilities, central weights, confidence factors and pairwise shares;
    theirs takes weights already drawn and gives utilities only. Ours is run on all draws, theirs on
    `LOOP_DRAWS`, scaled linearly to all.

    Returns
    -------
    dict
        `wholeplace_seconds` and `pymcdm_seconds` (each for all draws; the least of several runs),
        `pymcdm_measured_seconds` and `pymcdm_measured_draws` (what was timed), `ratio`, `required_ratio`,
        `most_apart` (largest difference of first shares over the draws that both ranked), the size, `note`.
    """
    scores = np.random.default_rng(1).random((OPTIONS, CRITERIA))
    # Rows together: the order that a loop over the draws reads fastest.
    weights = np.ascontiguousarray(draw_uniform_weights(np.random.default_rng(2), LOOP_DRAWS, CRITERIA))
    sum_up = prepare_pymcdm()
    ours, theirs_measured = time_in_turn(
        lambda: run_smaa(scores), lambda: [sum_up(scores, row) for row in weights]
    )
    theirs = theirs_measured * DRAWS / LOOP_DRAWS
    return {
        "what": "SMAA-2 with even weights, fixed scores",
        "draws": DRAWS,
        "options": OPTIONS,
        "criteria": CRITERIA,
        "wholeplace_seconds": ours,
        "pymcdm_seconds": theirs,
        "pymcdm_measured_seconds": theirs_measured,
        "pymcdm_measured_draws": LOOP_DRAWS,
        "ratio": theirs / ours,
        "required_ratio": REQUIRED_RATIO,
        "most_apart": compare_first_shares(scores, weights, sum_up),
        "note": f"pymcdm ran {LOOP_DRAWS:,} draws in this run; its time is scaled linearly to {DRAWS:,}.",
    }


def run_smaa(scores: Floats) -> Acceptability:
    """Do the whole of ours: draw the weights, rank, and sum up."""
    return rank_acceptability(scores, draw_uniform_weights(np.random.default_rng(2), DRAWS, CRITERIA))


def prepare_pymcdm() -> Callable[[Floats, Floats], Floats]:
    """Give pymcdm's weighted sum, as its documentation calls it, for criteria that are all to be large."""
    from pymcdm.methods import WSM

    method, larger = WSM(), np.ones(CRITERIA)
    return lambda scores, weights: method(scores, weights, larger)


def time_in_turn(*runs: Callable[[], object]) -> list[float]:
    """Give each one's seconds in the quickest of several rounds: other work on the machine only adds."""
    least = [float("inf")] * len(runs)
    for _ in range(REPEATS):
        for place, run in enumerate(runs):
            start = perf_counter()
            run()
            least[place] = min(least[place], perf_counter() - start)
    return least


def compare_first_shares(
    scores: Floats, weights: Floats, sum_up: Callable[[Floats, Floats], Floats]
) -> float:
    """Give the largest difference of first shares between both, on scores scaled as pymcdm scales them."""
    winners = [int(np.argmax(sum_up(scores, row))) for row in weights]
    theirs = np.bincount(winners, minlength=OPTIONS) / len(weights)
    ours = rank_acceptability(scores / scores.sum(axis=0), weights).first_share
    return float(np.abs(ours - theirs).max())


if __name__ == "__main__":
    for name, value in measure_smaa().items():
        print(f"{name:24} {value:.4g}" if isinstance(value, float) else f"{name:24} {value}")
