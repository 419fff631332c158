"""Engine and slow twin agree to 1e-9 on every figure, draw by draw."""

import math
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines import twin
from tests.engines.strategies import documents
from wholeplace.casefile.appraise import appraise_document
from wholeplace.engines.appraisal import open_stream
from wholeplace.engines.preference import draw_uniform_weights

AGREE = 1e-9
# The twin is slow: a soak tries many times as many cases.
TIMES = 20 if os.environ.get("WHOLEPLACE_SOAK") else 1


def list_weights(document, draws, seed):
    """Draw the weights of each stakeholder group for the twin: the one thing it cannot know."""
    criteria = [criterion["id"] for criterion in document.get("criteria", [])]
    groups = {}
    for group in document.get("stakeholders") or [{"id": "unknown"}]:
        given = group.get("weights")
        if given is None:
            stream = open_stream(seed, f"stakeholders.{group['id']}.weights")
            groups[group["id"]] = draw_uniform_weights(stream, draws, len(criteria)).tolist()
        else:
            whole = math.fsum(given.values())
            groups[group["id"]] = [[given.get(name, 0.0) / whole for name in criteria]] * draws
    return groups


def run_twin(document, draws, seed):
    """Run the twin and write its result as the engine does."""
    has_criteria = bool(document.get("criteria"))
    weights = list_weights(document, draws, seed) if has_criteria else None
    result = twin.appraise(document, draws, seed, weights)
    if not has_criteria:
        result["preferences"] = {}
    elif not document.get("stakeholders"):
        del result["preferences"]["unknown"]
    return result


def differences(found, wanted, scale, path=""):
    """List the figures that differ by more than 1e-9, relative to the larger or to the flows behind them."""
    if isinstance(wanted, dict):
        if sorted(found) != sorted(wanted):
            return [f"{path}: keys {sorted(found)} and {sorted(wanted)}"]
        return [d for key in wanted for d in differences(found[key], wanted[key], scale, f"{path}.{key}")]
    if isinstance(wanted, list):
        if len(found) != len(wanted):
            return [f"{path}: {len(found)} and {len(wanted)} entries"]
        pairs = enumerate(zip(found, wanted, strict=True))
        return [d for n, (one, two) in pairs for d in differences(one, two, scale, f"{path}.{n}")]
    if isinstance(wanted, float | int) and isinstance(found, float | int):
        near = math.isclose(found, wanted, rel_tol=AGREE, abs_tol=AGREE * scale)
        return [] if near else [f"{path}: engine {found!r}, twin {wanted!r}"]
    return [] if found == wanted else [f"{path}: engine {found!r}, twin {wanted!r}"]


def compare(document, draws, seed):
    """Compare every figure of the result; evppi by quantity, since ties in it have no stated order."""
    found = appraise_document(document, draws=draws, seed=seed).result
    wanted = run_twin(document, draws, seed)
    values = [entry["value"] for entry in found["evppi"]]
    assert values == sorted(values, reverse=True)
    assert all(entry["error"] >= 0 for entry in found["evppi"])
    assert len({entry["quantity"] for entry in found["evppi"]}) == len(values)
    ours = dict(sorted((entry["quantity"], entry["value"]) for entry in found["evppi"]))
    theirs = dict(sorted(wanted["evppi"].items()))
    sides = [{**result, "evppi": evppi} for result, evppi in ((found, ours), (wanted, theirs))]
    gross = [
        abs(entry[name][end])
        for entry in wanted["options"].values()
        for name in ("cost_pv", "benefit_pv")
        for end in ("p10", "p90")
    ]
    scale = max(1.0, *gross)
    problems = []
    for key in wanted:
        problems += differences(
            sides[0][key], sides[1][key], 1.0 if key in ("preferences", "switching") else scale, key
        )
    assert not problems, "\n".join(problems[:20])


quiet = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(quiet, max_examples=60 * TIMES)
@given(document=documents())
def test_twin_agrees_on_fixed_inputs(document):
    """Every figure of the output to 1e-9 where nothing is uncertain."""
    compare(document, 3, 1)


@settings(quiet, max_examples=40 * TIMES)
@given(document=documents(is_random=True), draws=st.integers(1, 60), seed=st.integers(0, 2**53 - 1))
def test_twin_agrees_draw_by_draw(document, draws, seed):
    """Every figure of the output to 1e-9 on the same few draws of uncertain inputs."""
    compare(document, draws, seed)


@settings(quiet, max_examples=4 * TIMES)
@given(document=documents(is_random=True), draws=st.sampled_from([317, 650]))
def test_twin_agrees_with_several_bins(document, draws):
    """The value of information of each quantity to 1e-9, with bins of unequal count too."""
    compare(document, draws, 5)
