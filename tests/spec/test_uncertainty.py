"""Decisions under uncertainty: value of information, regret, and the right to leave.

Figures: references, decision_under_uncertainty.json. Two things there are not ours to check and are left out:
the value of information of the chemotherapy example (P and N) needs its 10,000 stored draws, which are not
available; the critical phosphorus level of the lake (D) is the root of an equation that no engine here
solves. The robustness of info-gap theory (C) is not computed by Wholeplace either.
"""

import math

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import norm

from wholeplace.casefile.appraise import appraise_document
from wholeplace.engines.appraisal.choice import (
    choose_minimax_regret,
    tabulate_regret,
    value_perfect_information,
)

# Mean and deviation of the difference of two options, and E[max] − max E in closed form (derived, status D).
NORMAL_DIFFERENCES = [
    (0.0, 1.0, 0.3989422804),
    (1.0, 1.0, 0.0833154706),
    (2.0, 5.0, 1.1521941847),
    (100.0, 250.0, 57.6097092369),
]

# Stocks, bonds and money market when interest rates rise, stay and fall (recalled, recomputed: status MM).
RETURNS = np.array([[-4.0, 4.0, 12.0], [-2.0, 3.0, 8.0], [3.0, 2.0, 1.0]])
REGRET = np.array([[7.0, 0.0, 0.0], [5.0, 1.0, 4.0], [0.0, 2.0, 11.0]])


def make_document(options, **case):
    return {
        "case": {
            "title": "Uncertain",
            "place": "Calderwick",
            "body_kind": "council",
            "start_year": 2026,
            "price_base_year": 2026,
            "horizon_years": 1,
            "rate": 0.035,
            **case,
        },
        "agencies": [{"id": "council", "name": "Council"}],
        "options": [
            {
                "name": option["id"],
                "model": "grant",
                "business_as_usual": place == 0,
                "in_house_comparator": place == len(options) - 1,
                **option,
            }
            for place, option in enumerate(options)
        ],
    }


def benefit(value, years=(0, 0), **more):
    return {
        "name": "Benefit",
        "agency": "council",
        "kind": "social",
        "unit_value": value,
        "years": list(years),
        **more,
    }


@pytest.mark.parametrize(("mean", "sd", "evpi"), NORMAL_DIFFERENCES)
def test_evpi_of_a_normal_difference_in_closed_form(mean, sd, evpi):
    """sd·φ(m/sd) − |m|·Φ(−|m|/sd): the published figures by formula."""
    closed = sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd)
    assert closed == pytest.approx(evpi, abs=5e-11)


@pytest.mark.parametrize(("mean", "sd", "evpi"), NORMAL_DIFFERENCES)
def test_evpi_of_a_normal_difference_by_simulation(mean, sd, evpi):
    """The same through a case, within four standard errors of 100,000 draws."""
    document = make_document(
        [{"id": "new", "benefits": [benefit({"normal": [mean, sd]})]}, {"id": "today"}], draws=100_000
    )
    result = appraise_document(document).result
    at_stake = sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd)  # E[max(x, 0)]
    square = (mean**2 + sd**2) * norm.cdf(mean / sd) + mean * sd * norm.pdf(mean / sd)  # E[max(x, 0)²]
    error = math.sqrt((square - at_stake**2) / 100_000) + sd / math.sqrt(100_000)
    assert result["evpi"] == pytest.approx(evpi, abs=4 * error)
    (only,) = result["evppi"]
    assert only["value"] == pytest.approx(evpi, abs=4 * error)


def test_evpi_on_a_fine_grid_of_quantiles():
    """Without sampling error: 200,000 equally likely quantiles give the closed form to 1e-4."""
    shares = (np.arange(200_000) + 0.5) / 200_000
    for mean, sd, evpi in NORMAL_DIFFERENCES:
        npsv = np.stack([norm.ppf(shares) * sd + mean, np.zeros(len(shares))])
        assert value_perfect_information(npsv) == pytest.approx(evpi, rel=1e-4)


def test_regret_table_and_choice():
    """Bonds: the largest regret is the smallest, 5 against 7 and 11."""
    found = tabulate_regret(RETURNS.T)
    np.testing.assert_array_equal(found, REGRET.T)
    assert found.max(axis=0).tolist() == [7.0, 5.0, 11.0]
    for preferred in range(3):
        assert choose_minimax_regret(found, preferred) == 1


def test_regret_through_a_case():
    """The same table from scenarios with one driver for each option."""
    names = ("stocks", "bonds", "money-market")
    states = ("rise", "static", "fall")
    options = [{"id": name, "benefits": [benefit(1.0, drivers=[name]), benefit(-20.0)]} for name in names]
    document = make_document(options, draws=1)
    document["scenarios"] = [
        {
            "id": state,
            "name": state,
            "drivers": {name: RETURNS[row, column] + 20 for row, name in enumerate(names)},
        }
        for column, state in enumerate(states)
    ]
    result = appraise_document(document).result
    for column, state in enumerate(states):
        found = [result["regret"][state][name] for name in names]
        assert found == pytest.approx(REGRET[:, column].tolist(), abs=1e-12)
    assert result["minimax_regret"] == "bonds"


def test_the_best_mixture_of_the_regret_table():
    """61.1% stocks and 38.9% money market regret 4.28 at most: a linear program on our table."""
    table = tabulate_regret(RETURNS.T)  # states × options
    found = linprog(
        c=[0, 0, 0, 1],
        A_ub=np.column_stack([table, -np.ones(3)]),
        b_ub=np.zeros(3),
        A_eq=[[1, 1, 1, 0]],
        b_eq=[1],
        bounds=[(0, None)] * 4,
    )
    np.testing.assert_allclose(found.x, [0.611111, 0.0, 0.388889, 4.277778], atol=5e-7)


def test_break_clause():
    """The right to leave after two years is worth £13.36 (constructed, status C).

    A five-year contract saves 10 a year with even chances, else costs 12 a year, known after year 2; leaving
    then costs 5; 3.5%, flows at the ends of years 1 to 5. In Wholeplace year y of the reference is year y,
    and leaving at the end of year 2 is a break at year 3, whose exit cost falls due a year earlier than our
    d(3): 5 × 1.035 at d(3) is 5 at d(2). The even chances are two appraisals, because a quantity here has
    no two-point distribution; the value of leaving is their mean, and business as usual is worth nothing.
    """
    values, worths = [], []
    for saving in (10.0, -12.0):
        contract = {
            "id": "contract",
            "term_years": 6,
            "break_years": [3],
            "exit_cost": 5 * 1.035,
            "benefits": [benefit(saving, (1, 5))],
        }
        document = make_document([{"id": "today"}, contract], horizon_years=6, draws=1)
        found = appraise_document(document).result["options"]["contract"]
        values.append(found["lock_in"]["value_of_leaving"])
        worths.append(found["npsv"]["mean"])
    locked, option_value = sum(worths) / 2, sum(values) / 2
    assert values[0] == 0.0
    assert locked == pytest.approx(-4.515052, abs=5e-7)
    assert option_value == pytest.approx(13.358372, abs=5e-7)
    assert locked + option_value == pytest.approx(8.843319, abs=1e-6)
