"""The draws: right distributions, one stream for each quantity, the same bytes whatever else happens."""

import copy
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from wholeplace.casefile.appraise import appraise_document
from wholeplace.engines.appraisal import Distribution, open_stream
from wholeplace.engines.appraisal.quantities import InvalidDistribution

DRAWS = 40_000


def freeze_lognormal(mean, sd):
    spread = math.log1p((sd / mean) ** 2)
    return stats.lognorm(math.sqrt(spread), scale=math.exp(math.log(mean) - spread / 2))


def freeze_pert(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)


SHAPES = {
    "uniform": (Distribution("uniform", (2.0, 5.0)), stats.uniform(2, 3)),
    "triangular": (Distribution("triangular", (2.0, 3.0, 7.0)), stats.triang(0.2, 2, 5)),
    "triangular, mode at an end": (Distribution("triangular", (2.0, 2.0, 7.0)), stats.triang(0, 2, 5)),
    "pert": (Distribution("pert", (900.0, 1000.0, 1250.0)), freeze_pert(900, 1000, 1250)),
    "pert, mode at an end": (Distribution("pert", (0.0, 1.0, 1.0)), freeze_pert(0, 1, 1)),
    "normal": (Distribution("normal", (0.35, 0.08)), stats.norm(0.35, 0.08)),
    "lognormal": (Distribution("lognormal", (100.0, 40.0)), freeze_lognormal(100, 40)),
    "lognormal, wide": (Distribution("lognormal", (3.0, 6.0)), freeze_lognormal(3, 6)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_draws_follow_their_distribution(name):
    """Kolmogorov–Smirnov, mean and quantiles against scipy, within sampling error of a fixed seed."""
    distribution, wanted = SHAPES[name]
    drawn = distribution.draw(open_stream(3, name), DRAWS)
    assert drawn.shape == (DRAWS,)
    assert stats.kstest(drawn, wanted.cdf).pvalue > 1e-3
    assert distribution.mean == pytest.approx(wanted.mean(), rel=1e-12)
    error = wanted.std() / math.sqrt(DRAWS)
    assert drawn.mean() == pytest.approx(wanted.mean(), abs=4.5 * error)
    kurtosis = float(wanted.stats("k"))
    variance_error = wanted.var() * math.sqrt((kurtosis + 2) / DRAWS)
    assert drawn.var() == pytest.approx(wanted.var(), abs=4.5 * variance_error)
    for share in (0.1, 0.5, 0.9):
        place = wanted.ppf(share)
        quantile_error = math.sqrt(share * (1 - share) / DRAWS) / wanted.pdf(place)
        assert np.percentile(drawn, 100 * share) == pytest.approx(place, abs=4.5 * quantile_error)


def test_pert_mean_is_a_sixth_of_ends_and_four_modes():
    """(a + 4m + b)/6, exactly."""
    assert Distribution("pert", (900.0, 1000.0, 1250.0)).mean == (900 + 4 * 1000 + 1250) / 6


def test_lognormal_is_given_by_its_own_mean_and_deviation():
    """σ² = ln(1+(sd/mean)²), μ = ln mean − σ²/2: the figures are of the quantity, not of its logarithm."""
    drawn = np.log(Distribution("lognormal", (100.0, 40.0)).draw(open_stream(1, "x"), DRAWS))
    assert drawn.var() == pytest.approx(math.log(1.16), rel=0.03)
    assert drawn.mean() == pytest.approx(math.log(100) - math.log(1.16) / 2, abs=0.01)


def test_a_lognormal_beyond_arithmetic_is_refused():
    """Its parameters would overflow."""
    with pytest.raises(InvalidDistribution, match="1,000,000 times the mean"):
        Distribution("lognormal", (1e-6, 1e6))


def test_streams_are_independent():
    """No two of thirty streams go together, nor do neighbouring seeds or lagged draws."""
    keys = [f"options.a.costs.{n}.amount" for n in range(28)]
    rows = [open_stream(7, key).standard_normal(DRAWS) for key in keys]
    rows += [
        open_stream(8, keys[0]).standard_normal(DRAWS),
        open_stream(7, "shared:x").standard_normal(DRAWS),
    ]
    rows.append(np.roll(rows[0], 1))
    off_diagonal = np.corrcoef(rows)[~np.eye(len(rows), dtype=bool)]
    assert np.abs(off_diagonal).max() < 5 / math.sqrt(DRAWS)


def make_document():
    """Give a case in which everything that can be random is."""
    impact = {"normal": [0.35, 0.08], "shared": "impact"}
    benefit = {
        "name": "Homes",
        "agency": "c",
        "kind": "fiscal-cashable",
        "population": {"uniform": [300, 500]},
        "impact": impact,
        "unit_value": {"lognormal": [5200, 900]},
        "years": [1, 4],
    }
    return {
        "case": {
            "title": "Draws",
            "place": "Calderwick",
            "body_kind": "council",
            "start_year": 2027,
            "price_base_year": 2026,
            "horizon_years": 5,
            "rate": "green-book-2026",
            "seed": 5,
            "draws": 20_000,
        },
        "agencies": [{"id": "c", "name": "Council"}, {"id": "n", "name": "NHS"}],
        "criteria": [{"id": "control", "name": "Control"}, {"id": "trust", "name": "Trust"}],
        "stakeholders": [
            {"id": "users", "name": "Users"},
            {"id": "staff", "name": "Staff", "weights": {"trust": 100, "control": 30}},
        ],
        "options": [
            {
                "id": name,
                "name": name,
                "model": "grant",
                "business_as_usual": name == "a",
                "in_house_comparator": name == "b",
                "scores": {"control": {"triangular": [40, 60, 90]}, "trust": {"pert": [30, 50, 60]}},
                "costs": [
                    {"name": "Staff", "agency": "c", "amount": {"pert": [9e5, 1e6, 1.25e6]}, "years": [0, 4]}
                ],
                "benefits": [copy.deepcopy(benefit)],
                "transfers": [
                    {"from": "n", "to": "c", "amount": {"triangular": [1e5, 2e5, 4e5]}, "years": [0, 4]}
                ],
            }
            for name in ("a", "b")
        ],
    }


def test_a_line_at_the_end_changes_no_other_draw():
    """Of every list: to the last bit, everything that the line does not enter stays."""
    before = appraise_document(make_document()).result
    longer = make_document()
    extra = {"name": "Extra", "agency": "n", "amount": {"uniform": [1, 9]}, "years": [0, 0]}
    longer["options"][1]["costs"].append(extra)
    longer["options"].append(
        {"id": "c", "name": "c", "model": "grant", "costs": [extra], "scores": {"control": 1, "trust": 1}}
    )
    after = appraise_document(longer).result
    for key in ("npsv", "agencies", "cash", "shunting", "lock_in"):
        assert after["options"]["a"][key] == before["options"]["a"][key]
    for key in ("benefit_pv", "fiscal_pv"):
        assert after["options"]["b"][key] == before["options"]["b"][key]
    assert after["options"]["b"]["agencies"]["c"] == before["options"]["b"]["agencies"]["c"]


def test_a_shared_name_is_one_draw():
    """Two lines under one name move together; under two names they partly cancel."""
    document = make_document()
    for option, other_name in zip(document["options"], ("pay", "other"), strict=True):
        first = {"normal": [100.0, 10.0], "shared": "pay"}
        option["costs"] = [
            {"name": "x", "agency": "c", "amount": first, "years": [0, 0]},
            {"name": "y", "agency": "c", "amount": first | {"shared": other_name}, "years": [0, 0]},
        ]
    found = appraise_document(document).result["options"]
    drawn = Distribution("normal", (100.0, 10.0)).draw(open_stream(5, "shared:pay"), 20_000)
    p10, p90 = np.percentile(2 * drawn, [10, 90])
    assert found["a"]["cost_pv"]["p10"] == pytest.approx(p10, rel=1e-12)
    assert found["a"]["cost_pv"]["p90"] == pytest.approx(p90, rel=1e-12)
    width = found["b"]["cost_pv"]["p90"] - found["b"]["cost_pv"]["p10"]
    assert width == pytest.approx((p90 - p10) / math.sqrt(2), rel=0.03)


def test_a_shared_name_is_one_entry_of_what_is_worth_knowing():
    """Quantities go by their path or by their shared name, each once."""
    names = [entry["quantity"] for entry in appraise_document(make_document(), draws=300).result["evppi"]]
    assert sorted(names) == sorted(
        ["impact"]
        + [
            f"options.{option}.{path}"
            for option in "ab"
            for path in (
                "costs.0.amount",
                "benefits.0.population",
                "benefits.0.unit_value",
                "transfers.0.amount",
            )
        ]
    )


SCRIPT = """
import json, sys
from wholeplace.casefile.appraise import appraise_document
print(json.dumps(appraise_document(json.load(sys.stdin)).result))
"""


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_same_bytes_in_another_process_and_on_any_number_of_threads(root: Path, threads):
    """Same file, seed, platform and versions: the same result to the last byte."""
    environment = os.environ | {
        "PYTHONPATH": str(root / "src"),
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONHASHSEED": threads,
    }
    other = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(make_document()),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    here = json.dumps(appraise_document(make_document()).result)
    assert other.stdout.rstrip("\n") == here


def test_another_seed_gives_another_world():
    """The seed of the case, or the one asked for instead, decides the draws."""
    one, other, again = (
        appraise_document(make_document(), draws=50, seed=seed).result["options"]["a"]["npsv"]
        for seed in (5, 6, None)
    )
    assert one != other
    assert one == again
