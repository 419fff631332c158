"""A whole case computed by hand: three options, three years, nothing uncertain.

The rate is 25% a year, so that the discount factors are 1, 0.8 and 0.64; prices rise by 10% a year from 2026,
so that a pound of 2026 is £1.10, £1.21 and £1.331 in 2027, 2028 and 2029. Two worlds: base (0.6), and one
in which demand is half as much again (0.4), so that a line driven by demand is 0.6 × 1 + 0.4 × 1.5 = 1.2
times itself. Every figure below was worked out on paper from the description of the arithmetic; the steps
stand beside it.
"""

import pytest

from wholeplace.casefile.appraise import appraise_document

DOCUMENT = {
    "case": {
        "title": "By hand",
        "place": "Calderwick",
        "body_kind": "council",
        "start_year": 2027,
        "horizon_years": 3,
        "price_base_year": 2026,
        "rate": 0.25,
        "inflation": 0.1,
        "seed": 1,
        "draws": 7,
        "value_pounds": 4_200_000,
    },
    "agencies": [
        {"id": "housing", "name": "Council, housing", "kind": "public", "body": "council"},
        {"id": "care", "name": "Council, care", "body": "council"},
        {"id": "icb", "name": "Integrated care board", "body": "nhs"},
        {"id": "families", "name": "Families", "kind": "household"},
    ],
    "scenarios": [{"id": "high", "name": "High demand", "drivers": {"demand": 1.5}, "probability": 0.4}],
    "criteria": [{"id": "control", "name": "Control"}, {"id": "access", "name": "Access"}],
    "stakeholders": [
        {"id": "users", "name": "Users", "weights": {"control": 100}},
        {"id": "staff", "name": "Staff", "weights": {"control": 50, "access": 50}},
    ],
    "options": [
        {
            "id": "today",
            "name": "Today's contract",
            "model": "contract-large",
            "business_as_usual": True,
            "term_years": 3,
            "notice_months": 6,
            "break_years": [1],
            "exit_cost": 200,
            "scores": {"control": 50, "access": 80},
            "costs": [
                {
                    "name": "Contract",
                    "agency": "housing",
                    "amount": 1000,
                    "years": [0, 2],
                    "drivers": ["demand"],
                }
            ],
        },
        {
            "id": "team",
            "name": "Council team",
            "model": "in-house",
            "in_house_comparator": True,
            "term_years": 3,
            "notice_months": 15,
            "break_years": [1, 2],
            "exit_cost": 100,
            "scores": {"control": 70, "access": 60},
            "costs": [
                {
                    "name": "Staff",
                    "agency": "housing",
                    "category": "staff",
                    "amount": 1000,
                    "years": [0, 2],
                    "growth": 0.1,
                    "grade": 2,
                },
                {"name": "Vans", "agency": "housing", "category": "capital", "amount": 500, "years": [0, 0]},
                {
                    "name": "Fees",
                    "agency": "care",
                    "category": "income",
                    "amount": -100,
                    "years": [1, 2],
                    "grade": 3,
                },
                {"name": "Travel", "agency": "families", "amount": 50, "years": [0, 0]},
            ],
            "benefits": [
                {
                    "name": "Emergency visits avoided",
                    "agency": "icb",
                    "kind": "fiscal-cashable",
                    "population": 10,
                    "engagement": 0.5,
                    "impact": 0.4,
                    "deadweight": 0.25,
                    "attribution": 0.8,
                    "unit_value": 1000,
                    "years": [1, 2],
                    "drop_off": 0.5,
                    "grade": 4,
                    "drivers": ["demand"],
                },
                {
                    "name": "Beds freed",
                    "agency": "icb",
                    "kind": "fiscal-non-cashable",
                    "unit_value": 300,
                    "years": [0, 5],
                },
                {"name": "Sleep", "agency": "families", "kind": "social", "unit_value": 200, "years": [2, 2]},
            ],
            "transfers": [{"from": "icb", "to": "housing", "amount": 150, "years": [0, 1]}],
        },
        {
            "id": "grant",
            "name": "Grant",
            "model": "grant",
            "term_years": 0,
            "notice_months": 18,
            "break_years": [1],
            "exit_cost": 50,
            "scores": {"control": 70, "access": 20},
            "costs": [{"name": "Grant", "agency": "care", "amount": 900, "years": [0, 1]}],
            "benefits": [
                {
                    "name": "Hotels avoided",
                    "agency": "housing",
                    "kind": "fiscal-cashable",
                    "unit_value": 1500,
                    "years": [1, 1],
                    "drivers": ["demand"],
                },
                {
                    "name": "Wages",
                    "agency": "families",
                    "kind": "economic",
                    "unit_value": 400,
                    "years": [0, 2],
                },
            ],
        },
    ],
}

# Flows in pounds of 2026, averaged over the two worlds, in years 0, 1 and 2:
#   today  Contract  1000 × 1.2                                = 1200     1200     1200
#   team   Staff     1000 × 1.05 (grade 2) × 1.1^y             = 1050     1155     1270.5
#          Vans                                                =  500        0        0
#          Fees      −100 × 0.90 (grade 3, income)             =    0      −90      −90
#          Travel                                              =   50        0        0
#          Visits    10 × 0.5 × 0.4 × 0.75 × 0.8 × 1000 = 1200;
#                    × 0.85 (grade 4) = 1020; × 1.2; × 0.5^(y−1) =  0     1224      612
#          Beds      (years 3 to 5 lie beyond the horizon)     =  300      300      300
#          Sleep                                               =    0        0      200
#   grant  Grant                                               =  900      900        0
#          Hotels    1500 × 1.2                                =    0     1800        0
#          Wages                                               =  400      400      400
#
# Present values (× 1, 0.8, 0.64; a level flow × 2.44):
#   Contract 1200 × 2.44 = 2928
#   Staff 1050 + 924 + 813.12 = 2787.12;  Vans 500;  Fees −(72 + 57.6) = −129.6;  Travel 50
#   Visits 979.2 + 391.68 = 1370.88;  Beds 300 × 2.44 = 732;  Sleep 200 × 0.64 = 128
#   Grant 900 + 720 = 1620;  Hotels 1800 × 0.8 = 1440;  Wages 400 × 2.44 = 976
HEADLINES = {
    "today": {
        "cost_pv": 2928.0,
        "public_cost_pv": 2928.0,
        "benefit_pv": 0.0,
        "fiscal_pv": 0.0,
        "npsv": -2928.0,
        "public_npv": -2928.0,
        "cashable_npv": -2928.0,
        "bcr": 0.0,  # 0 / 2928
        "fiscal_return": 0.0,
    },
    "team": {
        "cost_pv": 3207.52,  # 2787.12 + 500 − 129.6 + 50
        "public_cost_pv": 3157.52,  # without the families' travel
        "benefit_pv": 2230.88,  # 1370.88 + 732 + 128
        "fiscal_pv": 2102.88,  # 1370.88 + 732
        "npsv": -976.64,  # 2230.88 − 3207.52
        "public_npv": -1054.64,  # 2102.88 − 3157.52
        "cashable_npv": -1786.64,  # 1370.88 − 3157.52
        "bcr": 0.6955155384845,  # 2230.88 / 3207.52
        "fiscal_return": 0.6659910309357,  # 2102.88 / 3157.52
    },
    "grant": {
        "cost_pv": 1620.0,
        "public_cost_pv": 1620.0,
        "benefit_pv": 2416.0,  # 1440 + 976
        "fiscal_pv": 1440.0,
        "npsv": 796.0,  # 2416 − 1620
        "public_npv": -180.0,  # 1440 − 1620
        "cashable_npv": -180.0,
        "bcr": 1.4913580246914,  # 2416 / 1620
        "fiscal_return": 0.8888888888889,  # 1440 / 1620
    },
}

# Public purse, undiscounted and cumulated. Today: costs only, never. Team: 300 − 1550 = −1250; + 1524 −
# 1065 = −791; + 912 − 1180.5 = −1059.5: never. Grant: −900; + 1800 − 900 = 0, which is enough: year 1.
PAYBACK = {"today": None, "team": None, "grant": 1}

# Team: housing −2787.12 − 500 + 150 × 1.8; care 129.6; icb 1370.88 + 732 − 270; families 128 − 50. Their
# sum is −976.64, the npsv, because no public agency has a benefit that is not fiscal.
AGENCIES = {
    "today": {"housing": -2928.0, "care": 0.0, "icb": 0.0, "families": 0.0},
    "team": {"housing": -3017.12, "care": 129.6, "icb": 1832.88, "families": 78.0},
    "grant": {"housing": 1440.0, "care": -1620.0, "icb": 0.0, "families": 976.0},
}
BODIES = {
    "today": {"council": -2928.0, "nhs": 0.0},
    "team": {"council": -2887.52, "nhs": 1832.88},
    "grant": {"council": -180.0, "nhs": 0.0},
}
# Each agency less the same agency today.
SHUNTING = {
    "today": {"housing": (0.0, 0), "care": (0.0, 0), "icb": (0.0, 0), "families": (0.0, 0)},
    "team": {"housing": (-89.12, 1), "care": (129.6, 0), "icb": (1832.88, 0), "families": (78.0, 0)},
    "grant": {"housing": (4368.0, 0), "care": (-1620.0, 1), "icb": (0.0, 0), "families": (976.0, 0)},
}

LOCK_IN = {
    # Notice of half a year: the break in year 1 will do. Committed: 1200 / 2928. Leaving in year 1 for the
    # council team begun anew: its year 0 is worth (300 − 1600) × 0.8 = −1040, its year 1 (1524 − 1065) ×
    # 0.64 = 293.76, the exit 200 × 0.8 = 160; together −906.24. Staying costs 1200 × (0.8 + 0.64) = 1728.
    # 1728 − 906.24 = 821.76.
    "today": {
        "earliest_exit_years": 1.0,
        "committed_share": [1.0, 0.0, 0.0],
        "committed_pv_share": 0.4098360655738,
        "exit_cost": 200.0,
        "value_of_leaving": 821.76,
    },
    # Notice of 1.25 years: the break in year 2. Committed: (1600 + 1065 × 0.8) / 3207.52 = 2452 / 3207.52.
    # Leaving in year 2 for today: −768 − 100 × 0.64 = −832; staying: (612 + 300 + 200 − 1180.5) × 0.64 =
    # −43.84. Not worth it.
    "team": {
        "earliest_exit_years": 2.0,
        "committed_share": [1.0, 1.0, 0.0],
        "committed_pv_share": 0.7644535341946,
        "exit_cost": 100.0,
        "value_of_leaving": 0.0,
    },
    # No fixed term: the notice of 1.5 years binds, and breaks have no effect. (900 + 720 / 2) / 1620 = 1260
    # / 1620.
    "grant": {
        "earliest_exit_years": 1.5,
        "committed_share": [1.0, 0.5, 0.0],
        "committed_pv_share": 0.7777777777778,
        "exit_cost": 50.0,
        "value_of_leaving": None,
    },
}

NONE = [0.0, 0.0, 0.0]
QUIET = {"revenue_cost": NONE, "capital_cost": NONE, "cashable_benefit": NONE, "transfers": NONE, "net": NONE}
CASH = {
    "today": {
        # 1200 × 1.1, 1.21, 1.331
        "housing": QUIET | {"revenue_cost": [1320.0, 1452.0, 1597.2], "net": [-1320.0, -1452.0, -1597.2]},
        "care": QUIET,
        "icb": QUIET,
        "families": QUIET,
    },
    "team": {
        "housing": {
            "revenue_cost": [1155.0, 1397.55, 1691.0355],  # 1050 × 1.1, 1155 × 1.21, 1270.5 × 1.331
            "capital_cost": [550.0, 0.0, 0.0],  # 500 × 1.1
            "cashable_benefit": NONE,
            "transfers": [165.0, 181.5, 0.0],  # 150 × 1.1, 150 × 1.21
            "net": [-1540.0, -1216.05, -1691.0355],
        },
        # income is a negative cost: −90 × 1.21, −90 × 1.331
        "care": QUIET | {"revenue_cost": [0.0, -108.9, -119.79], "net": [0.0, 108.9, 119.79]},
        "icb": QUIET
        | {
            "cashable_benefit": [0.0, 1481.04, 814.572],  # 1224 × 1.21, 612 × 1.331; beds are not cash
            "transfers": [-165.0, -181.5, 0.0],
            "net": [-165.0, 1299.54, 814.572],
        },
        "families": QUIET | {"revenue_cost": [55.0, 0.0, 0.0], "net": [-55.0, 0.0, 0.0]},
    },
    "grant": {
        "housing": QUIET | {"cashable_benefit": [0.0, 2178.0, 0.0], "net": [0.0, 2178.0, 0.0]},  # 1800 × 1.21
        "care": QUIET | {"revenue_cost": [990.0, 1089.0, 0.0], "net": [-990.0, -1089.0, 0.0]},
        "icb": QUIET,
        "families": QUIET,
    },
}

# The grant leads the team by 796 + 976.64 = 1772.64. A line worth v to its option closes the gap at 1 ±
# 1772.64 / v.
SWITCHING = {
    "options.grant.costs.0": 2.0942222222222,  # 1 + 1772.64 / 1620
    "options.grant.benefits.0": None,  # 1 − 1772.64 / 1440 < 0
    "options.grant.benefits.1": None,  # 1 − 1772.64 / 976 < 0
    "options.team.costs.0": 0.3639886334281,  # 1 − 1772.64 / 2787.12
    "options.team.costs.1": None,  # 1 − 1772.64 / 500 < 0
    "options.team.costs.2": None,  # 1 + 1772.64 / 129.6 = 14.68 > 10
    "options.team.costs.3": None,  # 1 − 1772.64 / 50 < 0
    "options.team.benefits.0": 2.2930672268908,  # 1 + 1772.64 / 1370.88
    "options.team.benefits.1": 3.4216393442623,  # 1 + 1772.64 / 732
    "options.team.benefits.2": None,  # 1 + 1772.64 / 128 = 14.85 > 10
}

# Driven lines at 1 and 1.5: Contract 2440, 3660; Visits 1142.4, 1713.6; Hotels 1200, 1800. The rest of the
# team is worth −976.64 − 1370.88 = −2347.52, the rest of the grant 976 − 1620 = −644.
SCENARIOS = {
    "base": {"today": -2440.0, "team": -1205.12, "grant": 556.0},
    "high": {"today": -3660.0, "team": -633.92, "grant": 1156.0},
}
REGRET = {
    "base": {"today": 2996.0, "team": 1761.12, "grant": 0.0},
    "high": {"today": 4816.0, "team": 1789.92, "grant": 0.0},
}

# Users see control alone: today 0.5; team and grant 0.7, level. Staff: today (0.5 + 0.8) / 2 = 0.65, team
# (0.7 + 0.6) / 2 = 0.65, level; grant 0.45. Pooled, the team is first half the time at (1, 0) and half the
# time at (0.5, 0.5), so centrally at (0.75, 0.25), where it is alone: 0.675 against 0.575 and 0.575.
PREFERENCES = {
    "overall": {
        "rank_acceptability": {
            "today": [0.25, 0.25, 0.5],
            "team": [0.5, 0.5, 0.0],
            "grant": [0.25, 0.25, 0.5],
        },
        "central_weights": {
            "today": {"control": 0.5, "access": 0.5},
            "team": {"control": 0.75, "access": 0.25},
            "grant": {"control": 1.0, "access": 0.0},
        },
        "confidence": {"today": 0.5, "team": 1.0, "grant": 0.5},
    },
    "users": {
        "rank_acceptability": {"today": [0.0, 0.0, 1.0], "team": [0.5, 0.5, 0.0], "grant": [0.5, 0.5, 0.0]},
        "central_weights": {
            "today": None,
            "team": {"control": 1.0, "access": 0.0},
            "grant": {"control": 1.0, "access": 0.0},
        },
        "confidence": {"today": None, "team": 0.5, "grant": 0.5},
    },
    "staff": {
        "rank_acceptability": {"today": [0.5, 0.5, 0.0], "team": [0.5, 0.5, 0.0], "grant": [0.0, 0.0, 1.0]},
        "central_weights": {
            "today": {"control": 0.5, "access": 0.5},
            "team": {"control": 0.5, "access": 0.5},
            "grant": None,
        },
        "confidence": {"today": 0.5, "team": 0.5, "grant": None},
    },
}

OPTIONS = ("today", "team", "grant")


@pytest.fixture(scope="module")
def result():
    return appraise_document(DOCUMENT).result


def check(found, wanted):
    """Compare to 1e-9 relative, and to a ten-thousandth of a penny where the figure is nothing."""
    if isinstance(wanted, dict):
        assert sorted(found) == sorted(wanted)
        for key, value in wanted.items():
            check(found[key], value)
    elif isinstance(wanted, list):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)
    elif wanted is None:
        assert found is None
    else:
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("option", OPTIONS)
def test_headlines(result, option):
    """Present values and ratios; mean and percentiles are the one figure."""
    for name, value in HEADLINES[option].items():
        check(result["options"][option][name], dict.fromkeys(("mean", "p10", "p50", "p90"), value))
    assert result["options"][option]["payback_year"] == PAYBACK[option]


@pytest.mark.parametrize("option", OPTIONS)
def test_who_gains_and_who_pays(result, option):
    """Agencies, bodies, and the change against today."""
    found = result["options"][option]
    for name, wanted in (("agencies", AGENCIES[option]), ("bodies", BODIES[option])):
        check({key: value["mean"] for key, value in found[name].items()}, wanted)
        check({key: value["p90"] for key, value in found[name].items()}, wanted)
    wanted = {
        agency: {"mean": mean, "probability_of_loss": chance}
        for agency, (mean, chance) in SHUNTING[option].items()
    }
    check(found["shunting"], wanted)


@pytest.mark.parametrize("option", OPTIONS)
def test_what_is_locked_in(result, option):
    """Exit, commitment and the value of leaving."""
    check(result["options"][option]["lock_in"], LOCK_IN[option])


@pytest.mark.parametrize("option", OPTIONS)
def test_cash_for_the_finance_plan(result, option):
    """Nominal pounds by year, agency, revenue and capital."""
    check(result["options"][option]["cash"], CASH[option])


def test_choice(result):
    """The grant is best for certain; every other option regrets its distance."""
    assert (result["best"], result["tie"], result["minimax_regret"]) == ("grant", [], "grant")
    check([o["probability_best"] for o in result["options"].values()], [0.0, 0.0, 1.0])
    check([o["expected_regret"] for o in result["options"].values()], [3724.0, 1772.64, 0.0])
    assert (result["evpi"], result["evppi"]) == (0.0, [])


def test_switching_values(result):
    """Every line of the best two, in the order of the file."""
    assert [entry["line"] for entry in result["switching"]] == list(SWITCHING)
    check({entry["line"]: entry["factor"] for entry in result["switching"]}, SWITCHING)
    assert result["switching"][3]["name"] == "Staff"


def test_scenarios_and_regret(result):
    """Each world by itself; the average of the two is the npsv."""
    check(result["scenarios"], SCENARIOS)
    check(result["regret"], REGRET)
    for option in OPTIONS:
        average = 0.6 * SCENARIOS["base"][option] + 0.4 * SCENARIOS["high"][option]
        assert average == pytest.approx(HEADLINES[option]["npsv"])


def test_preferences(result):
    """Ties share ranks; central weights are pooled over the groups."""
    check(result["preferences"], PREFERENCES)


def test_the_output_says_what_it_is(result):
    """Title, seed, draws, engine, and the Public Interest Test of a council, over £1m, in 2027."""
    assert (result["title"], result["seed"], result["draws"]) == ("By hand", 1, 7)
    assert result["engine"] == "appraisal 1"
    assert result["public_interest_test"]["applies"] == "encouraged"
