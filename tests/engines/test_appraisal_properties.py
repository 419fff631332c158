"""What must hold of any appraisal, whatever the case."""

import copy
import itertools
import json
import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engines.strategies import documents
from wholeplace.casefile.appraise import appraise_document
from wholeplace.engines.appraisal import Distribution
from wholeplace.foundations.errors import InvalidInput

MONEY_RANGES = (
    "cost_pv",
    "public_cost_pv",
    "benefit_pv",
    "npsv",
    "public_npv",
    "cashable_npv",
    "fiscal_pv",
)
RATIOS = ("bcr", "fiscal_return")
FAMILIES = ("fixed", "uniform", "triangular", "pert", "normal", "lognormal")
quick = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def appraise(document, draws=5):
    return appraise_document(document, draws=draws, seed=11).result


def measure_scale(result):
    """Give the largest flow behind the results: what 1e-9 is relative to where flows cancel."""
    gross = [
        abs(option[name][end] or 0.0)
        for option in result["options"].values()
        for name in ("cost_pv", "benefit_pv")
        for end in ("mean", "p10", "p90")
    ]
    return max(1.0, *gross)


def assert_near(one, other, scale=1.0, path=""):
    """Compare nested results: numbers to 1e-9, relative or of the scale, everything else exactly."""
    if isinstance(one, dict):
        assert sorted(one) == sorted(other), path
        for key in one:
            assert_near(one[key], other[key], scale, f"{path}.{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), path
        for place, pair in enumerate(zip(one, other, strict=True)):
            assert_near(*pair, scale, f"{path}.{place}")
    elif isinstance(one, float) and isinstance(other, float):
        assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9 * scale), (path, one, other)
    else:
        assert one == other, (path, one, other)


def scale_quantity(quantity, factor):
    if isinstance(quantity, dict):
        return {
            key: [number * factor for number in value] if key in FAMILIES else value
            for key, value in quantity.items()
        }
    return quantity * factor


def list_lines(document):
    """Give option, kind of line, place and line of every cost and benefit."""
    for option in document["options"]:
        for kind in ("costs", "benefits"):
            for place, line in enumerate(option[kind]):
                yield option, kind, place, line


def make_case(*, options, agencies=("council",), **case):
    """Write a small case; options are (costs a year, benefits a year) in years 0 to 2, undiscounted."""
    return {
        "case": {
            "title": "A case",
            "place": "Calderwick",
            "body_kind": "council",
            "start_year": 2027,
            "price_base_year": 2027,
            "horizon_years": 3,
            "rate": 0.0,
            "inflation": 0.0,
            **case,
        },
        "agencies": [{"id": name, "name": name} for name in agencies],
        "options": [
            {
                "id": name,
                "name": name,
                "model": "grant",
                "business_as_usual": place == 0,
                "in_house_comparator": place == len(options) - 1,
                "costs": [
                    {"name": f"Cost {n}", "agency": agencies[0], "amount": amount, "years": [0, 2]}
                    for n, amount in enumerate(costs)
                ],
                "benefits": [
                    {
                        "name": f"Benefit {n}",
                        "agency": agencies[0],
                        "kind": "social",
                        "unit_value": amount,
                        "years": [0, 2],
                    }
                    for n, amount in enumerate(benefits)
                ],
            }
            for place, (name, (costs, benefits)) in enumerate(options.items())
        ],
    }


# --- money, order and halves ----------------------------------------------------------------------------


@quick
@given(document=documents(is_random=True), factor=st.sampled_from([0.25, 3.0, 1000.0]))
def test_scaling_all_money_scales_money_and_nothing_else(document, factor):
    """Twice the money gives twice the results in pounds; shares, ratios, years and factors stay."""
    scaled = copy.deepcopy(document)
    for option in scaled["options"]:
        option["exit_cost"] = option.get("exit_cost", 0.0) * factor
        for cost in option["costs"] + option["transfers"]:
            cost["amount"] = scale_quantity(cost["amount"], factor)
        for benefit in option["benefits"]:
            benefit["unit_value"] = scale_quantity(benefit["unit_value"], factor)
    one, other = appraise(document), appraise(scaled)
    scale = measure_scale(other)
    assert (other["best"], other["tie"], other["minimax_regret"]) == (
        one["best"],
        one["tie"],
        one["minimax_regret"],
    )
    assert_near(other["evpi"], one["evpi"] * factor, scale)
    assert_near(other["preferences"], one["preferences"])
    assert_near(other["switching"], one["switching"], 1e3)
    for name, before in one["options"].items():
        after = other["options"][name]
        for key in MONEY_RANGES:
            assert_near(after[key], {end: value * factor for end, value in before[key].items()}, scale, key)
        for key in (*RATIOS, "payback_year", "probability_best"):
            assert_near(after[key], before[key], 1.0, key)
        assert_near(after["expected_regret"], before["expected_regret"] * factor, scale)
        for row in ("net", "transfers", "revenue_cost", "capital_cost", "cashable_benefit"):
            for agency, cash in after["cash"].items():
                wanted = [value * factor for value in before["cash"][agency][row]]
                assert_near(cash[row], wanted, scale, f"cash.{row}")


@quick
@given(document=documents(is_random=True))
def test_reordering_options_only_reorders_results(document):
    """The order of the file decides ties and nothing else."""
    reordered = copy.deepcopy(document)
    reordered["options"].reverse()
    one, other = appraise(document), appraise(reordered)
    assert_near(one["options"], other["options"], measure_scale(one))
    assert_near(one["scenarios"], other["scenarios"], measure_scale(one))
    assert_near(one["evpi"], other["evpi"], measure_scale(one))
    assert sorted(one["tie"]) == sorted(other["tie"])
    if not one["tie"]:
        assert one["best"] == other["best"]
    values = [{entry["quantity"]: entry["value"] for entry in each["evppi"]} for each in (one, other)]
    assert_near(*values, measure_scale(one))


@quick
@given(document=documents(), data=st.data())
def test_splitting_a_line_in_halves_changes_nothing(document, data):
    """Two lines of half the amount are one line of the whole."""
    lines = list(list_lines(document))
    assume(lines)
    option, kind, place, _ = data.draw(st.sampled_from(lines))
    halved = copy.deepcopy(document)
    own = next(each for each in halved["options"] if each["id"] == option["id"])
    field = "amount" if kind == "costs" else "unit_value"
    own[kind][place][field] /= 2
    own[kind].append(copy.deepcopy(own[kind][place]))
    one, other = appraise(document), appraise(halved)
    for result in (one, other):
        for key in ("switching", "guesses", "grades", "cautions", "caution_kinds"):
            del result[key]
    assert_near(one, other, measure_scale(one))


def test_halves_that_share_a_draw_are_one_uncertain_line():
    """Two halves under one shared name spread as widely as the whole."""
    whole = make_case(
        options={"a": ([{"pert": [80, 100, 160], "shared": "pay"}], [500]), "b": ([90], [500])}, draws=500
    )
    half = {"pert": [40, 50, 80], "shared": "pay"}
    halves = make_case(options={"a": ([half, half], [500]), "b": ([90], [500])}, draws=500)
    one, other = (appraise(each, 500) for each in (whole, halves))
    assert_near(one["options"], other["options"], measure_scale(one))
    assert_near([e["value"] for e in one["evppi"]], [e["value"] for e in other["evppi"]])


@quick
@given(document=documents(is_random=True))
def test_transfers_never_change_the_value_to_society(document):
    """Money between agencies is nothing in total: to the last bit, and for each option."""
    without = copy.deepcopy(document)
    for option in without["options"]:
        option["transfers"] = []
    one, other = appraise(document), appraise(without)
    for name in one["options"]:
        for key in (*MONEY_RANGES, *RATIOS, "payback_year", "probability_best", "expected_regret", "lock_in"):
            assert one["options"][name][key] == other["options"][name][key]
    for key in ("best", "tie", "evpi", "switching", "scenarios", "regret", "minimax_regret"):
        assert one[key] == other[key]
    bars = [{bar["quantity"]: bar for bar in each["tornado"]} for each in (one, other)]
    assert bars[0] == bars[1]
    for name, option in one["options"].items():
        moved = [
            math.fsum(cash["transfers"][year] for cash in option["cash"].values())
            for year in range(document["case"]["horizon_years"])
        ]
        assert_near(moved, [0.0] * len(moved), 1e7, name)


@quick
@given(document=documents(is_random=True))
def test_appraising_leaves_the_document_alone(document):
    """The input is the same afterwards, and the same again gives the same bytes."""
    before = copy.deepcopy(document)
    first = json.dumps(appraise(document))
    assert document == before
    assert json.dumps(appraise(document)) == first


@quick
@given(document=documents(), draws=st.sampled_from([1, 3, 7, 100]))
def test_fixed_inputs_have_no_range(document, draws):
    """Mean, P10, P50 and P90 are one number, to the last bit, and knowing more is worth nothing."""
    result = appraise(document, draws)
    assert result["evpi"] == 0
    assert result["evppi"] == []
    for option in result["options"].values():
        for key in (*MONEY_RANGES, *RATIOS):
            assert len(set(option[key].values())) == 1
        for group in ("agencies", "bodies"):
            assert all(len(set(found.values())) == 1 for found in option[group].values())
        assert all(s["probability_of_loss"] in (0, 1) for s in option["shunting"].values())


@quick
@given(document=documents(is_random=True))
def test_the_accounts_add_up(document):
    """Chances sum to one, percentiles rise, and agencies together gain what society gains of their kinds."""
    result = appraise(document, 20)
    options = result["options"].values()
    assert math.isclose(math.fsum(option["probability_best"] for option in options), 1.0)
    assert min(option["expected_regret"] for option in options) == pytest.approx(
        result["evpi"], rel=1e-9, abs=1e-9 * measure_scale(result)
    )
    for option in options:
        for key in MONEY_RANGES:
            found = option[key]
            assert found["p10"] <= found["p50"] <= found["p90"]
        assert all(0 <= share <= 1 for share in option["lock_in"]["committed_share"])
        assert_near(
            option["npsv"]["mean"],
            option["benefit_pv"]["mean"] - option["cost_pv"]["mean"],
            measure_scale(result),
        )


# --- discounting through the whole path ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "factor"),
    [
        (0, 1.0),
        (1, 0.9661835749),
        (30, 0.3562784106),
        (31, 0.3459013695),
        (75, 0.0942137726),
        (76, 0.0919158757),
        (125, 0.027410763),
        (126, 0.0268732971),
        (200, 0.0062073787),
    ],
)
def test_a_pound_in_one_year_is_worth_its_discount_factor(year, factor):
    """Published factors of the Green Book, through case, engine and result."""
    document = make_case(options={"a": ([1.0], []), "b": ([], [])}, rate="green-book-2026", horizon_years=201)
    document["options"][0]["costs"][0]["years"] = [year, year]
    assert appraise(document)["options"]["a"]["cost_pv"]["mean"] == pytest.approx(factor, abs=5e-11)


@given(rate=st.floats(-0.4, 0.9), years=st.integers(1, 40))
@quick
def test_a_level_payment_is_a_geometric_series(rate, years):
    """Σ d(y) in closed form at any fixed rate."""
    assume(abs(rate) > 1e-3)
    document = make_case(options={"a": ([1.0], [])}, rate=rate, horizon_years=years)
    document["options"][0]["costs"][0]["years"] = [0, 99]
    step = 1 / (1 + rate)
    wanted = (1 - step**years) / (1 - step)
    assert appraise(document)["options"]["a"]["cost_pv"]["mean"] == pytest.approx(wanted, rel=1e-9)


# --- information -----------------------------------------------------------------------------------------


@quick
@given(document=documents(is_random=True))
def test_a_dominated_option_is_not_worth_knowing_about(document):
    """An option that is never best leaves the value of information alone."""
    worse = copy.deepcopy(document)
    agency = document["agencies"][0]["id"]
    ruin = {"name": "Ruin", "agency": agency, "amount": 1e12, "years": [0, 0]}
    worse["options"].append({"id": "worse", "name": "Worse", "model": "grant", "costs": [ruin]})
    for option in worse["options"][-1:]:
        option["scores"] = {criterion["id"]: 0 for criterion in document["criteria"]}
    one, other = appraise(document, 20), appraise(worse, 20)
    assert_near(other["evpi"], one["evpi"], measure_scale(one))
    assert other["options"]["worse"]["probability_best"] == 0


def test_knowing_the_only_uncertain_quantity_is_knowing_all():
    """Its value is the value of perfect information, up to the width of a bin."""
    document = make_case(options={"a": ([{"normal": [100, 30]}], [0]), "b": ([105], [0])})
    result = appraise(document, 20_000)
    (only,) = result["evppi"]
    assert only["quantity"] == "options.a.costs.0.amount"
    assert only["value"] == pytest.approx(result["evpi"], rel=0.005)
    assert only["value"] <= result["evpi"] * (1 + 1e-12)
    assert 0 < only["error"] < result["evpi"] / 10


@settings(quick, max_examples=10)
@given(document=documents(is_random=True))
def test_knowing_one_quantity_is_worth_no_more_than_knowing_all(document):
    """Exactly, on the same draws: a maximum of means is at most the mean of the maxima."""
    result = appraise(document, 450)
    for entry in result["evppi"]:
        assert -1e-12 <= entry["value"] <= result["evpi"] + 1e-9 * measure_scale(result)


def test_a_quantity_that_changes_nothing_is_worth_little():
    """Where a quantity is irrelevant, its value is small against what decides."""
    document = make_case(
        options={"a": ([{"normal": [100, 30]}, {"uniform": [0, 1]}], [0]), "b": ([105], [0])}
    )
    worth = {entry["quantity"]: entry["value"] for entry in appraise(document, 20_000)["evppi"]}
    assert worth["options.a.costs.1.amount"] < worth["options.a.costs.0.amount"] / 20


# --- what would change the answer ------------------------------------------------------------------------


@settings(quick, max_examples=30)
@given(document=documents(options=(2, 3, 4)), data=st.data())
def test_a_switching_factor_makes_the_two_best_equal(document, data):
    """Appraised again with the line times its factor, the two mean values are the same."""
    result = appraise(document)
    switches = [switch for switch in result["switching"] if switch["factor"] is not None]
    assume(switches)
    switch = data.draw(st.sampled_from(switches))
    _, name, kind, place = switch["line"].split(".")
    changed = copy.deepcopy(document)
    line = next(option for option in changed["options"] if option["id"] == name)[kind][int(place)]
    line["amount" if kind == "costs" else "unit_value"] *= switch["factor"]
    again = appraise(changed)
    first, second = (again["options"][each]["npsv"]["mean"] for each in result["ranking"][:2])
    assert first == pytest.approx(second, rel=1e-9, abs=1e-9 * measure_scale(result))


@settings(quick, max_examples=30)
@given(document=documents(options=(2, 3, 4)))
def test_no_switching_factor_means_that_none_would_do(document):
    """Where no factor is given, the gap keeps its sign from 0 to 10 times the line."""
    result = appraise(document)
    missing = [switch["line"] for switch in result["switching"] if switch["factor"] is None][:1]
    for path, factor in itertools.product(missing, (0.0, 1.0, 10.0)):
        _, name, kind, place = path.split(".")
        changed = copy.deepcopy(document)
        line = next(option for option in changed["options"] if option["id"] == name)[kind][int(place)]
        line["amount" if kind == "costs" else "unit_value"] *= factor
        first, second = (appraise(changed)["options"][each]["npsv"]["mean"] for each in result["ranking"][:2])
        assert first >= second - 1e-9 * measure_scale(result)


@pytest.mark.parametrize("staff", [163_434.12, 847_433.74, 763_774.62, 255_069.03, 495_435.09, 449_491.06])
def test_an_option_that_adds_one_line_switches_at_nothing(staff):
    """Without that line the two are equal: the factor is 0, not lost to rounding."""
    document = make_case(
        options={"today": ([staff], []), "more": ([staff, staff / 7 + 0.01], [])}, rate=0.035
    )
    document["options"][1]["costs"][1]["years"] = [0, 1]
    factors = {switch["line"]: switch["factor"] for switch in appraise(document)["switching"]}
    assert factors["options.more.costs.1"] == pytest.approx(0, abs=1e-12)


def fix_at(quantity, label, value, path):
    """Replace a distribution by its mean, or by a value if it goes by the label."""
    if not isinstance(quantity, dict):
        return quantity
    family = next(key for key in quantity if key != "shared")
    if quantity.get("shared", path) == label:
        return value
    return Distribution(family, tuple(float(number) for number in quantity[family])).mean


@settings(quick, max_examples=25)
@given(document=documents(is_random=True), data=st.data())
def test_tornado_bars_are_appraisals_at_the_two_ends(document, data):
    """The length of a bar is the change of the value when the quantity moves, all else at its mean."""
    result = appraise(document, 30)
    assume(result["tornado"])
    bar = data.draw(st.sampled_from(result["tornado"]))
    values = {}
    for end in ("low", "high"):
        fixed = copy.deepcopy(document)
        for option, kind, place, line in list_lines(fixed):
            for field in (
                "amount",
                "population",
                "engagement",
                "impact",
                "deadweight",
                "attribution",
                "unit_value",
            ):
                if field in line:
                    path = f"options.{option['id']}.{kind}.{place}.{field}"
                    line[field] = fix_at(line[field], bar["quantity"], bar[end], path)
        try:
            values[end] = appraise(fixed, 1)["options"]
        except InvalidInput:
            assume(False)  # a tail of a normal distribution that may not stand as a plain number
    for name in values["low"]:
        low, high = (values[end][name]["npsv"]["mean"] for end in ("low", "high"))
        shown = bar["options"].get(name, [0.0, 0.0])
        assert_near(shown[1] - shown[0], high - low, measure_scale(result))


@quick
@given(document=documents(), data=st.data())
def test_grade_effects_are_appraisals_without_the_grade(document, data):
    """Leaving the grade out of its lines gives the value and the best option that are shown."""
    result = appraise(document)
    assume(result["grades"])
    effect = data.draw(st.sampled_from(result["grades"]))
    without = copy.deepcopy(document)
    found = 0
    for _, _, _, line in list_lines(without):
        if line.get("grade") == effect["grade"]:
            del line["grade"]
            found += 1
    again = appraise(without)
    assert effect["lines"] == found
    assert effect["best_without"] == again["best"]
    for name, option in again["options"].items():
        assert_near(effect["npsv_without"][name], option["npsv"]["mean"], measure_scale(result))


# --- ties, nulls and cancelling flows ---------------------------------------------------------------------


def test_the_in_house_comparator_wins_a_tie_for_the_best():
    """Then the order of the file; all that tie are named."""
    document = make_case(options={"a": ([10.0], []), "b": ([10.0], []), "c": ([10.0], [])})
    result = appraise(document)
    assert (result["best"], result["tie"]) == ("c", ["a", "b", "c"])
    assert [option["probability_best"] for option in result["options"].values()] == [1 / 3] * 3
    document["options"][2]["costs"][0]["amount"] = 10.1
    result = appraise(document)
    assert (result["best"], result["tie"]) == ("a", ["a", "b"])


@pytest.mark.parametrize(("more", "is_tie"), [(0.9e-9, True), (1.1e-9, False)])
def test_a_tie_is_within_a_billionth(more, is_tie):
    """1e-9 relative, whatever the size."""
    document = make_case(options={"a": ([1e6], []), "b": ([1e6 * (1 + more)], [])})
    assert bool(appraise(document)["tie"]) is is_tie


def test_the_in_house_comparator_wins_a_tie_for_the_least_regret():
    """Two options that are best in one scenario each, with the same largest regret."""
    document = make_case(options={"a": ([10.0], []), "b": ([], [-10.0 + 0.0])})
    document["options"][0]["costs"][0]["drivers"] = ["d"]
    document["options"][1]["benefits"][0]["unit_value"] = 0.0
    document["options"][1]["costs"] = [{"name": "c", "agency": "council", "amount": 20.0, "years": [0, 2]}]
    document["scenarios"] = [{"id": "bad", "name": "Bad", "drivers": {"d": 3.0}}]
    result = appraise(document)
    assert result["regret"] == {"base": {"a": 0.0, "b": 30.0}, "bad": {"a": 30.0, "b": 0.0}}
    assert (result["best"], result["minimax_regret"]) == ("a", "b")
    document["options"][0]["in_house_comparator"] = True
    document["options"][1]["in_house_comparator"] = False
    assert appraise(document)["minimax_regret"] == "a"


def test_ratios_are_null_where_the_cost_is_nothing():
    """Mean null at a mean cost of 0 or less; percentiles null if any draw's cost is 0 or less."""
    free = appraise(make_case(options={"a": ([], [5.0]), "b": ([1.0], [5.0])}))
    assert set(free["options"]["a"]["bcr"].values()) == {None}
    assert set(free["options"]["b"]["bcr"].values()) == {5.0}
    wide = make_case(options={"a": ([{"normal": [10, 10]}], [5.0])})
    found = appraise(wide, 200)["options"]["a"]["bcr"]
    assert found["mean"] == pytest.approx(0.5, rel=0.3)
    assert (found["p10"], found["p50"], found["p90"]) == (None, None, None)


@pytest.mark.parametrize("parts", [(815_326.05, 605_462.79), (0.1, 0.2), (123_456.78, 98_765.43)])
def test_costs_that_income_cancels_give_no_ratio(parts):
    """What rounding leaves of nothing is not a cost to divide by, nor a cost to pay back."""
    document = make_case(options={"a": ([*parts, 0.0], [7.0]), "b": ([1.0], [])}, rate=0.035)
    income = document["options"][0]["costs"][2]
    income |= {"category": "income", "amount": -round(sum(parts), 2)}
    found = appraise(document)["options"]["a"]
    assert set(found["bcr"].values()) == {None}
    assert found["lock_in"]["committed_pv_share"] is None
    assert found["payback_year"] is None


def test_one_option_alone_is_best_and_has_nothing_to_switch_with():
    """A single option: certain, without regret, without switching values."""
    result = appraise(make_case(options={"a": ([{"pert": [1, 2, 4]}], [3.0])}), 50)
    assert (result["best"], result["tie"], result["switching"]) == ("a", [], [])
    assert (result["options"]["a"]["probability_best"], result["evpi"]) == (1.0, 0.0)
    assert result["minimax_regret"] == "a"


# --- hostile figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("growth", "drivers"),
    [(1e15, []), (0.0, ["d"] * 40), (1e3, [])],
    ids=["overflow by growth", "overflow by drivers", "absurd"],
)
def test_figures_too_large_to_compute_with_are_refused(growth, drivers):
    """Overflow is one plain sentence that names the option, never a number that is not one."""
    document = make_case(options={"a": ([1e9], [5.0]), "b": ([1.0], [])}, horizon_years=30)
    document["options"][0]["costs"][0] |= {"growth": growth, "drivers": drivers, "years": [0, 29]}
    document["scenarios"] = [{"id": "s", "name": "S", "drivers": {"d": 1e15}, "probability": 0.5}]
    with pytest.raises(InvalidInput, match=r"options\.a has figures too large to compute with"):
        appraise(document)


def test_growth_beyond_the_last_year_of_a_line_is_not_computed():
    """A line of one year may have any growth."""
    document = make_case(options={"a": ([3.0], [])}, horizon_years=300)
    document["options"][0]["costs"][0] |= {"growth": 1e9, "years": [5, 5]}
    assert appraise(document)["options"]["a"]["cost_pv"]["mean"] == 3.0


@pytest.mark.parametrize(
    "quantity",
    [
        {"uniform": [5, 5]},
        {"triangular": [5, 5, 5]},
        {"pert": [5, 5, 5]},
        {"normal": [5, 0]},
        {"lognormal": [5, 0]},
        {"fixed": [5]},
    ],
)
def test_a_distribution_without_width_is_its_number(quantity):
    """No division by a width of nothing."""
    found = appraise(make_case(options={"a": ([quantity], [])}), 9)["options"]["a"]["cost_pv"]
    assert set(found.values()) == {15.0}


@pytest.mark.parametrize("draws", [1, 2, 9, 10, 11, 99, 100, 101, 199, 200, 999])
def test_any_number_of_draws_will_do(draws):
    """Fewer draws than batches or bins, and numbers that do not divide."""
    document = make_case(options={"a": ([{"normal": [10, 3]}], []), "b": ([10.5], [])})
    result = appraise(document, draws)
    (only,) = result["evppi"]
    assert 0 <= only["value"] <= result["evpi"] + 1e-12
    assert math.isfinite(only["error"])


# --- what is locked in ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "notice", "breaks", "exit_years", "shares"),
    [
        (2, 12, [1], 1.0, [1.0, 0.0, 0.0]),  # notice of exactly the break
        (3, 12.5, [1, 2], 2.0, [1.0, 1.0, 0.0]),  # just too long for the first
        (3, 24.5, [2, 1], 3.0, [1.0, 1.0, 1.0]),  # too long for any
        (1.5, 0, [], 1.5, [1.0, 0.5, 0.0]),
        (0, 6, [2], 0.5, [0.5, 0.0, 0.0]),  # no fixed term: breaks have no effect
        (0, 0, [], 0.0, [0.0, 0.0, 0.0]),
        (30, 0, [], 30.0, [1.0, 1.0, 1.0]),  # longer than the horizon
    ],
)
def test_the_earliest_exit(term, notice, breaks, exit_years, shares):
    """The first break that the notice allows, else the term, without a term the notice."""
    document = make_case(options={"a": ([10.0], []), "b": ([9.0], [])})
    document["options"][1] |= {"term_years": term, "notice_months": notice, "break_years": breaks}
    found = appraise(document)["options"]["b"]["lock_in"]
    assert found["earliest_exit_years"] == exit_years
    assert found["committed_share"] == shares
    assert found["committed_pv_share"] == pytest.approx(sum(shares) / 3)


@pytest.mark.parametrize(("break_year", "value"), [(1, 16.0), (2, 7.0), (3, None)])
def test_the_value_of_leaving_for_today(break_year, value):
    """Each year left saves £9 and the exit costs £2; a break at the horizon is no break."""
    document = make_case(options={"a": ([1.0], []), "b": ([10.0], [])})
    document["options"][1] |= {"term_years": 3, "break_years": [break_year], "exit_cost": 2.0}
    assert appraise(document)["options"]["b"]["lock_in"]["value_of_leaving"] == value


def test_today_that_is_in_house_has_nothing_to_fall_back_on():
    """Business as usual falls back on the in-house comparator, and on nothing if it is that itself."""
    document = make_case(options={"a": ([1.0], [])})
    document["options"][0] |= {"term_years": 3, "break_years": [1]}
    assert appraise(document)["options"]["a"]["lock_in"]["value_of_leaving"] is None


def test_the_comparator_begins_anew_when_today_is_left():
    """Its year 0 falls in the break year: a single early cost is paid late, and later years drop out."""
    document = make_case(options={"a": ([10.0], []), "b": ([4.0], [])})
    document["options"][0] |= {"term_years": 3, "break_years": [1]}
    document["options"][1]["costs"][0]["years"] = [0, 0]
    assert appraise(document)["options"]["a"]["lock_in"]["value_of_leaving"] == 16.0
    document["options"][1]["costs"][0]["years"] = [2, 2]
    assert appraise(document)["options"]["a"]["lock_in"]["value_of_leaving"] == 20.0
