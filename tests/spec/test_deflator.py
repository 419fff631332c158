"""From the prices of one year to those of another.

An amount is multiplied by the GDP deflator of the later year over that of the earlier.

Source: HM Treasury, GDP deflators at market prices (December 2025), as re-published by the greenbook package,
https://github.com/charlescoverdale/greenbook, commit 6ad7f37, inst/extdata/gdp_deflator.csv. The index is a
third party's copy (status T): it may be used with a caution only. The amounts are derived from it (status D).
"""

import json

import pytest

from wholeplace.foundations.parameters import inflate, load_parameters

# Nominal pounds, their year, real pounds in the prices of 2024.
REAL = [(100, 2015, 133.060825), (500, 2003, 858.133388)]


@pytest.mark.parametrize(("nominal", "year", "real"), REAL)
def test_real_amounts(nominal, year, real):
    """An amount of an earlier year in the prices of 2024."""
    result = inflate(nominal, year, 2024, load_parameters())
    assert result.value == pytest.approx(real, abs=5e-7)
    assert [parameter.id for parameter in result.parameters_used] == ["gdp-deflator"]


def test_the_index_is_used_with_a_caution():
    """The series is a third party's copy and says so."""
    deflator = load_parameters().find("gdp-deflator")
    assert deflator.status == "T"
    assert not deflator.is_authority
    assert deflator.look_up("year", "index")[2024] == 100


def test_the_index_is_that_of_the_reference_file(shared):
    """The shipped index and the figures of this file agree with the file of cited figures, digit by digit."""
    reference = json.loads((shared / "references" / "gdp_deflator.json").read_text(encoding="utf-8"))
    index = {int(year): value for year, value in reference["inputs"]["index"].items()}
    assert load_parameters().find("gdp-deflator").look_up("year", "index") == index
    cases = reference["expected"]["real"]
    assert [(case["nominal"], case["year"], case["real"]) for case in cases] == REAL
    assert {case["base"] for case in cases} == {2024}
