"""Discounting by the Green Book's falling rates.

A pound in year y counts d(y) = d(y-1) / (1 + r(y)), with d(0) = 1 and r(y) the rate of the year entered.

Source: HM Treasury, Green Book (February 2026), as tabulated by the Department for Transport, 16 April 2026,
https://www.gov.uk/government/publications/tag-forthcoming-changes/forthcoming-change-green-book-updates.
The factors are derived from that published table (status D), not themselves published.
"""

import json
import math

import pytest

from wholeplace.foundations.parameters import discount_factors, discount_rates, load_parameters

SCHEDULES = {
    "standard": "green-book-2026",
    "health": "green-book-2026-health",
    "lower_sensitivity": "green-book-2026-lower",
}

# Year to factor, to ten decimal places.
FACTORS = {
    "standard": {
        0: 1.0,
        1: 0.9661835749,
        2: 0.9335107004,
        3: 0.9019427057,
        4: 0.8714422277,
        5: 0.8419731669,
        6: 0.8135006443,
        7: 0.7859909607,
        8: 0.7594115562,
        9: 0.7337309722,
        10: 0.7089188137,
        15: 0.5968906186,
        20: 0.5025658844,
        25: 0.4231469893,
        30: 0.3562784106,
        31: 0.3459013695,
        40: 0.2651045973,
        50: 0.1972627177,
        60: 0.1467819879,
        75: 0.0942137726,
        76: 0.0919158757,
        100: 0.0508180223,
        125: 0.027410763,
        126: 0.0268732971,
        150: 0.0167077062,
        200: 0.0062073787,
        300: 0.0014005674,
        301: 0.0013867004,
        500: 0.0001914385,
    },
    "health": {
        0: 1.0,
        1: 0.9852216749,
        2: 0.9706617486,
        3: 0.9563169937,
        4: 0.9421842303,
        5: 0.9282603254,
        6: 0.9145421925,
        7: 0.9010267907,
        8: 0.8877111238,
        9: 0.8745922402,
        10: 0.8616672317,
        15: 0.7998515049,
        20: 0.7424704182,
        25: 0.689205832,
        30: 0.6397624299,
        31: 0.6316146015,
        40: 0.5627986165,
        50: 0.4950935972,
        60: 0.4355335333,
        75: 0.3593544536,
        76: 0.3555500678,
        100: 0.2754015556,
        125: 0.2110618529,
        126: 0.209262198,
        150: 0.170386684,
        200: 0.1110420471,
        300: 0.0586711566,
        301: 0.0584199508,
        500: 0.0248732257,
    },
    "lower_sensitivity": {
        0: 1.0,
        1: 0.9708737864,
        2: 0.9425959091,
        3: 0.9151416594,
        4: 0.8884870479,
        5: 0.8626087844,
        6: 0.8374842567,
        7: 0.8130915113,
        8: 0.7894092343,
        9: 0.7664167323,
        10: 0.7440939149,
        15: 0.6418619474,
        20: 0.5536757542,
        25: 0.4776055693,
        30: 0.4119867595,
        31: 0.4016639948,
        40: 0.3196536764,
        50: 0.2480139725,
        60: 0.1924299174,
        75: 0.1315125687,
        76: 0.1287571654,
        100: 0.0774588282,
        125: 0.0456220278,
        126: 0.0448550072,
        150: 0.0298595478,
        200: 0.0127908826,
        300: 0.003550123,
        301: 0.0035198523,
        500: 0.000640399,
    },
}

NET_PRESENT_VALUES = [
    ([-100, 30, 30, 30, 30, 30], 35.4515712641),
    ([-100, 50, 50, 50], 40.0818490457),
]

# Costs and benefits by year, net present value, benefit-cost ratio.
PAIRS = [
    ([50, 0], [0, 80], 27.2946859903, 1.5458937198),
    ([100, 0], [0, 200], 93.2367149758, 1.9323671498),
]


def factors(schedule, years=501):
    return discount_factors(discount_rates(load_parameters().find(SCHEDULES[schedule]), years))


def present_value(flows):
    return math.fsum(
        flow * factor for flow, factor in zip(flows, factors("standard", len(flows)), strict=True)
    )


def equivalent_annual(value, years):
    return value / math.fsum(factors("standard", years + 1)[1:])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_discount_factors(schedule):
    """Each schedule gives its factors from year 0 to year 500."""
    ours = factors(schedule)
    assert {year: round(ours[year], 10) for year in FACTORS[schedule]} == FACTORS[schedule]


def test_the_first_rate_is_the_sum_of_its_published_parts():
    """3.5% is time preference 0.5%, risk 1%, growth 2% times elasticity 1 (terms of reference, 2025)."""
    delta, risk, elasticity, growth = 0.005, 0.01, 1.0, 0.02
    standard = load_parameters().find("green-book-2026")
    assert delta + risk + elasticity * growth == pytest.approx(0.035, rel=1e-12)
    assert discount_rates(standard, 2)[1] == 0.035


def test_where_the_rate_falls():
    """Year 31 is the first at 3%, year 76 the first at 2.5%."""
    ours = factors("standard")
    assert ours[31] == pytest.approx(ours[30] / 1.03, rel=1e-12)
    assert ours[75] == pytest.approx(1 / (1.035**30 * 1.03**45), rel=1e-12)
    assert ours[76] == pytest.approx(ours[75] / 1.025, rel=1e-12)


@pytest.mark.parametrize(("flows", "value"), NET_PRESENT_VALUES)
def test_net_present_value(flows, value):
    """A cost today and equal benefits after it."""
    assert present_value(flows) == pytest.approx(value, abs=1e-10)


def test_equivalent_annual_value():
    """The net present value of the first case spread over its five years."""
    assert equivalent_annual(present_value([-100, 30, 30, 30, 30, 30]), 5) == pytest.approx(
        7.8518626842, abs=1e-10
    )


@pytest.mark.parametrize(("costs", "benefits", "value", "ratio"), PAIRS)
def test_benefit_cost_ratio(costs, benefits, value, ratio):
    """Two options: net present value and benefit-cost ratio."""
    assert present_value(benefits) - present_value(costs) == pytest.approx(value, abs=1e-10)
    assert present_value(benefits) / present_value(costs) == pytest.approx(ratio, abs=1e-10)


def test_the_shipped_rates_and_these_figures_are_those_of_the_reference_file(shared):
    """The three shipped tables and the figures of this file agree with the file of cited figures."""
    text = (shared / "references" / "green_book_discounting.json").read_text(encoding="utf-8")
    reference = json.loads(text)
    for column, parameter_id in SCHEDULES.items():
        rows = [
            {"from_year": row["from_year"], "to_year": row["to_year"], "rate": row[column]}
            for row in reference["inputs"]["schedule"]
        ]
        assert [dict(row) for row in load_parameters().find(parameter_id).table] == rows
    expected = reference["expected"]["discount_factors"]
    assert {
        name: {int(year): factor for year, factor in rows.items()} for name, rows in expected.items()
    } == FACTORS
