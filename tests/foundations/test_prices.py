"""Prices, rates and corrections: what happens at the edges, and what no place's own figure may break."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.parameters import (
    InvalidParameter,
    Parameter,
    combined_optimism_bias,
    discount_factors,
    discount_rates,
    distributional_weight,
    inflate,
    load_parameters,
    optimism_bias,
    yearly_inflation,
)
from wholeplace.foundations.parameters.records import read_record

SHIPPED = load_parameters()
DEFLATOR = SHIPPED.find("gdp-deflator")
EXTENSION = SHIPPED.find("gdp-deflator-extension")
INDEX = DEFLATOR.look_up("year", "index")
YEARS = st.one_of(
    st.integers(1990, 2060), st.integers(1990, 2060).map(lambda year: f"{year}/{(year + 1) % 100:02d}")
)


def make_parameter(parameter_id="own-series", **fields) -> Parameter:
    return read_record(
        {
            "id": parameter_id,
            "title": "Own",
            "unit": "share a year",
            "source": {"title": "Cabinet paper 12", "address": "https://example.org/paper"},
            "status": "C",
            **fields,
        }
    )


def make_series(*rows):
    return make_parameter(
        table=[{"from_year": first, "to_year": last, "rate": rate} for first, last, rate in rows]
    )


def with_own(*own):
    return load_parameters([each.as_record() for each in own])


# --- inflate -----------------------------------------------------------------------------------------


def test_a_financial_year_is_three_quarters_its_first_calendar_year():
    """2013/14 weighs 2013 by 0.75 and 2014 by 0.25, and needs no extension."""
    result = inflate(100, "2013/14", 2024, SHIPPED)
    assert result.factor == pytest.approx(100 / (0.75 * INDEX[2013] + 0.25 * INDEX[2014]), rel=1e-12)
    assert result.value == pytest.approx(100 * result.factor, rel=1e-12)
    assert result.parameters_used == (DEFLATOR,)


def test_the_century_turns_inside_a_financial_year():
    """1999/00 lies between 1999 and 2000."""
    result = inflate(1, "1999/00", 2000, SHIPPED)
    assert result.factor == pytest.approx(INDEX[2000] / (0.75 * INDEX[1999] + 0.25 * INDEX[2000]), rel=1e-12)


def test_years_after_the_series_take_the_placeholder_and_say_so():
    """2026 is two years of the extension after 2024, and the placeholder is among the parameters used."""
    result = inflate(100, 2024, 2026, SHIPPED)
    assert result.value == pytest.approx(100 * 1.02**2, rel=1e-12)
    assert result.parameters_used == (DEFLATOR, EXTENSION)
    assert EXTENSION.status == "C"
    assert not EXTENSION.is_authority


@pytest.mark.parametrize(
    ("year", "is_extended"), [(2024, False), ("2023/24", False), ("2024/25", True), (2025, True)]
)
def test_the_extension_is_named_exactly_when_it_is_needed(year, is_extended):
    """2024/25 already needs 2025, which the series does not have."""
    assert (EXTENSION in inflate(1, 2000, year, SHIPPED).parameters_used) is is_extended
    assert (EXTENSION in inflate(1, year, 2000, SHIPPED).parameters_used) is is_extended


def test_the_same_year_changes_nothing_and_uses_nothing():
    """From a year to itself the factor is exactly 1, also where the placeholder would be needed."""
    for year in (2010, "2013/14", 2030):
        assert inflate(-7.5, year, year, SHIPPED) == inflate(-7.5, year, year, SHIPPED)
        result = inflate(-7.5, year, year, SHIPPED)
        assert (result.value, result.factor, result.parameters_used) == (-7.5, 1.0, ())


@given(st.floats(-1e9, 1e9), YEARS, YEARS, YEARS)
def test_inflating_in_two_steps_is_inflating_in_one(value, first, middle, last):
    """Factors multiply along a chain of years, and there and back is where one began."""
    direct = inflate(value, first, last, SHIPPED)
    step = inflate(inflate(value, first, middle, SHIPPED).value, middle, last, SHIPPED)
    assert step.value == pytest.approx(direct.value, rel=1e-9, abs=1e-9)
    assert inflate(direct.value, last, first, SHIPPED).value == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(YEARS, YEARS)
def test_inflation_does_not_depend_on_the_size_of_the_amount(first, last):
    """Doubling the amount doubles the answer; nothing is rounded."""
    once, twice = inflate(0.01, first, last, SHIPPED), inflate(0.02, first, last, SHIPPED)
    assert twice.factor == once.factor
    assert twice.value == pytest.approx(2 * once.value, rel=1e-12)


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        (1989, "from_year cannot be 1989: the years for which prices are known or assumed are 1990 to 2999"),
        ("1989/90", "from_year cannot be 1989/90"),
        (3000, "from_year cannot be 3000"),
        (10**9, "from_year must be a calendar year"),
        ("2013/15", "from_year must be a calendar year"),
        ("2013-14", "from_year must be a calendar year"),
        ("2013", "from_year must be a calendar year"),
        (2013.5, "from_year must be a calendar year"),
        (True, "from_year must be a calendar year"),
        (None, "from_year must be a calendar year"),
    ],
)
def test_years_that_cannot_be_used_are_refused(year, sentence):
    """Years before 1990, after 2999, or that are no years are refused with the field and the value."""
    with pytest.raises(InvalidInput) as caught:
        inflate(1, year, 2024, SHIPPED)
    assert sentence in str(caught.value)
    with pytest.raises(InvalidInput, match=r"^to_year "):
        inflate(1, 2024, year, SHIPPED)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True])
def test_amounts_that_are_no_numbers_are_refused(value):
    """NaN, infinity and a truth value are not amounts."""
    with pytest.raises(InvalidInput, match="value must be a finite number"):
        inflate(value, 2010, 2024, SHIPPED)


def test_a_place_may_bring_its_own_deflator_and_extension():
    """A place's series and forecast replace the shipped ones, and are what the result names."""
    series = make_parameter(
        "gdp-deflator", table=[{"year": 2024, "index": 100}, {"year": 2025, "index": 103}]
    )
    forecast = make_parameter("gdp-deflator-extension", value=0.03)
    result = inflate(100, 2024, 2027, with_own(series, forecast))
    assert result.value == pytest.approx(103 * 1.03**2, rel=1e-12)
    assert result.parameters_used == (series, forecast)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"year": 2020, "index": 1}, {"year": 2022, "index": 2}], "gdp-deflator gives no index for 2021"),
        ([{"year": 2021.5, "index": 1}], "must have whole years in its table, but has 2021.5"),
        ([{"year": True, "index": 1}], "must have whole years in its table, but has True"),
        ([{"year": None, "index": 1}], "must have whole years in its table, but has None"),
        ([{"year": 2021, "index": 0}], "must have an index above 0 for 2021, but has 0"),
        ([{"year": 2021, "index": "100"}], "must have an index above 0 for 2021, but has '100'"),
        ([{"year": 2021, "index": True}], "must have an index above 0 for 2021, but has True"),
        ([{"year": 2021, "level": 1}], "must have a table with a column index"),
        ([{"year": 2021, "index": 1}, {"year": 2021, "index": 2}], "the same year twice"),
    ],
)
def test_a_deflator_that_cannot_be_used_is_refused(rows, sentence):
    """Gaps, doubled years, indices of zero and wrong columns are refused by name."""
    own = with_own(make_parameter("gdp-deflator", table=rows))
    with pytest.raises(InvalidParameter) as caught:
        inflate(1, 2021, 2022, own)
    assert sentence in str(caught.value)


# --- yearly inflation --------------------------------------------------------------------------------


def test_the_inflation_target_holds_in_every_year():
    """2% in any calendar year, in the order asked for."""
    assert yearly_inflation(SHIPPED.find("inflation-target"), [2028, 2027, 2150]) == (0.02, 0.02, 0.02)
    assert yearly_inflation(SHIPPED.find("inflation-target"), []) == ()


def test_a_table_of_yearly_rates_is_read_by_calendar_year():
    """Periods are inclusive at both ends, and an empty end is open."""
    series = make_series((None, 2026, 0.035), (2027, 2028, 0.025), (2029, None, 0.02))
    assert yearly_inflation(series, range(2025, 2031)) == (0.035, 0.035, 0.025, 0.025, 0.02, 0.02)


def test_a_single_value_holds_in_every_year():
    """A parameter with a value instead of a table gives that rate each year."""
    assert yearly_inflation(make_parameter(value=-0.01), range(2027, 2030)) == (-0.01, -0.01, -0.01)
    assert discount_rates(make_parameter(value=0), 2) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("series", "sentence"),
    [
        (make_series((2027, 2028, 0.02)), "own-series gives no rate for year 2026"),
        (make_series((2020, 2027, 0.02), (2026, None, 0.03)), "gives more than one rate for year 2026"),
        (make_series((2020, None, -1)), "must have rates that are numbers above -1, but has -1"),
        (make_series((2020, None, "2%")), "must have rates that are numbers above -1, but has '2%'"),
        (make_series((2020, None, True)), "must have rates that are numbers above -1, but has True"),
        (make_series((2020, None, None)), "must have rates that are numbers above -1, but has None"),
        (make_series((2020.5, None, 0.02)), "must have whole years in its table, but has 2020.5"),
        (make_series((True, None, 0.02)), "must have whole years in its table, but has True"),
        (make_parameter(value=-2), "must have rates that are numbers above -1, but has -2"),
        (make_parameter(table=[{"year": 2026, "rate": 0.02}]), "columns from_year, to_year and rate"),
    ],
)
def test_a_series_that_cannot_be_used_is_refused(series, sentence):
    """Gaps, overlaps, impossible rates and wrong columns are refused by name."""
    with pytest.raises(InvalidParameter) as caught:
        yearly_inflation(series, [2026])
    assert sentence in str(caught.value)


# --- discounting -------------------------------------------------------------------------------------


@given(st.lists(st.floats(-0.5, 1), min_size=1, max_size=300))
def test_factors_are_the_running_product_of_the_yearly_ones(rates):
    """The factors agree with an obvious product, begin with 1, and do not see the first rate."""
    factors = discount_factors(rates)
    slow = [1 / math.prod(1 + rate for rate in rates[1 : year + 1]) for year in range(len(rates))]
    assert factors == pytest.approx(slow, rel=1e-9)
    assert factors[0] == 1
    assert discount_factors([0.9, *rates[1:]]) == factors


def test_no_years_no_factors():
    """An empty horizon has no factors."""
    assert discount_factors(()) == ()


@pytest.mark.parametrize("rate", [-1, -2.5, math.nan, math.inf])
def test_impossible_rates_are_refused(rate):
    """A rate of -1 or less, or one that is no number, is refused with its year."""
    with pytest.raises(InvalidInput, match=r"rates\.1 must be a number above -1"):
        discount_factors((0, rate))


@pytest.mark.parametrize("horizon", [0, -1])
def test_a_horizon_below_one_year_is_refused(horizon):
    """There is no appraisal of no years."""
    with pytest.raises(InvalidInput, match=f"horizon_years must be 1 or more, but is {horizon}"):
        discount_rates(SHIPPED.find("green-book-2026"), horizon)


# --- optimism bias and distributional weights ----------------------------------------------------------


@given(st.floats(0, 1000), st.floats(0, 1))
def test_managing_causes_only_lowers_the_bias(upper, managed):
    """What is left lies between nothing and the upper bound."""
    assert 0 <= optimism_bias(upper, managed) <= upper
    assert optimism_bias(upper, 0) == upper
    assert optimism_bias(upper, 1) == 0


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 200)), min_size=1, max_size=6))
def test_the_bias_of_a_whole_lies_among_those_of_its_parts(parts):
    """A combination is an average: between the least and the largest bound, and the sum of its parts."""
    total = math.fsum(share for share, _ in parts)
    shares, upper = [share / total for share, _ in parts], [bound for _, bound in parts]
    combined = combined_optimism_bias(shares, upper)
    assert min(upper) - 1e-6 <= combined.resultant <= max(upper) + 1e-6
    assert math.fsum(combined.contributions) == pytest.approx(combined.resultant, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("upper", [-1, math.nan, math.inf])
def test_impossible_bounds_are_refused(upper):
    """A bound below 0 or that is no number is refused."""
    with pytest.raises(InvalidInput, match="upper must be a number of 0 or more"):
        optimism_bias(upper, 0)


@pytest.mark.parametrize("managed", [-0.1, 1.1, 92, math.nan])
def test_impossible_shares_are_refused(managed):
    """92 for 92% is refused, not taken as a share."""
    with pytest.raises(InvalidInput, match="managed_share must be 0 to 1"):
        optimism_bias(51, managed)


@pytest.mark.parametrize(
    ("shares", "upper", "sentence"),
    [
        ([], [], "there are 0 and 0"),
        ([1], [51, 24], "there are 1 and 2"),
        ([0.3, 0.6], [51, 24], "add up to 1"),
        ([1.5, -0.5], [51, 24], "each be 0 to 1"),
        ([30, 70], [51, 24], "each be 0 to 1"),
        ([math.nan, 1], [51, 24], "each be 0 to 1"),
    ],
)
def test_impossible_combinations_are_refused(shares, upper, sentence):
    """Shares that do not make a whole are refused."""
    with pytest.raises(InvalidInput) as caught:
        combined_optimism_bias(shares, upper)
    assert sentence in str(caught.value)


@given(st.floats(1_000, 1e6), st.floats(1_000, 1e6), st.floats(0, 4))
def test_weights_turn_round_with_the_incomes(income, reference, eta):
    """Swapping the incomes turns the weight over; the poorer weigh more; at elasticity 0 all weigh 1."""
    weight = distributional_weight(income, reference, eta)
    assert weight * distributional_weight(reference, income, eta) == pytest.approx(1, rel=1e-9)
    assert (weight >= 1) or income > reference
    assert distributional_weight(income, reference, 0) == 1


@pytest.mark.parametrize(
    ("income", "reference", "eta", "sentence"),
    [
        (0, 35_000, 1.3, "income must be a number above 0, but is 0"),
        (-1, 35_000, 1.3, "income must be a number above 0"),
        (math.nan, 35_000, 1.3, "income must be a number above 0"),
        (15_000, 0, 1.3, "reference_income must be a number above 0"),
        (15_000, math.inf, 1.3, "reference_income must be a number above 0"),
        (15_000, 35_000, -1, "eta must be a number of 0 or more"),
        (15_000, 35_000, math.nan, "eta must be a number of 0 or more"),
    ],
)
def test_impossible_incomes_are_refused(income, reference, eta, sentence):
    """Incomes of nothing and negative elasticities are refused by name."""
    with pytest.raises(InvalidInput) as caught:
        distributional_weight(income, reference, eta)
    assert sentence in str(caught.value)
