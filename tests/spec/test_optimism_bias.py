"""Optimism bias of capital projects.

The upper bound for the kind of project is lowered by the share of its causes that are shown to be managed; a
project of several kinds of work takes each bound by its share of the cost.

Source: Mott MacDonald (2002), Review of Large Public Procurement in the UK, for HM Treasury: table 2,
https://ppponline.affinitext.com/public/book?id=1343&toc_id=444193; the contract-award example, toc_id=444265;
the combined-project example, toc_id=444268. Published and recomputed (status P).
"""

import json

import pytest

from wholeplace.foundations.parameters import combined_optimism_bias, load_parameters, optimism_bias

# Project type: works duration upper and lower, expenditure upper and lower, in per cent.
BOUNDS = {
    "non-standard-buildings": (39, 2, 51, 4),
    "standard-buildings": (4, 1, 24, 2),
    "non-standard-civil-engineering": (25, 3, 66, 6),
    "standard-civil-engineering": (20, 1, 44, 3),
    "equipment-development": (54, 10, 200, 10),
    "outsourcing": (None, None, 41, 0),
}
COLUMNS = ("works_duration_upper", "works_duration_lower", "expenditure_upper", "expenditure_lower")


def bound(project_type, column):
    return load_parameters().find("optimism-bias").look_up("project_type", column)[project_type]


def test_contract_award_of_a_non_standard_building():
    """With 92% of the causes managed 4% is left; 100 million becomes 104, or 111 with the managing."""
    left = optimism_bias(bound("non-standard-buildings", "expenditure_upper"), 0.92)
    assert round(left) == 4
    assert round(100 * (1 + left / 100)) == 104
    assert round(100 * (1 + left / 100)) + 7 == 111


@pytest.mark.parametrize(
    ("column", "contributions", "resultant"),
    [("expenditure_upper", (15.3, 16.8), 32.1), ("works_duration_upper", (11.7, 2.8), 14.5)],
)
def test_a_building_that_is_part_standard(column, contributions, resultant):
    """30% non-standard and 70% standard: capital expenditure 32.1%, works duration 14.5%."""
    upper = (bound("non-standard-buildings", column), bound("standard-buildings", column))
    combined = combined_optimism_bias((0.3, 0.7), upper)
    assert combined.contributions == pytest.approx(contributions, abs=1e-9)
    assert combined.resultant == pytest.approx(resultant, abs=1e-9)


def test_the_table_of_bounds():
    """Six kinds of project and their four bounds, as published."""
    rows = load_parameters().find("optimism-bias").table
    assert {row["project_type"]: tuple(row[column] for column in COLUMNS) for row in rows} == BOUNDS


def test_outsourcing_is_operating_expenditure_and_has_no_duration():
    """The 41% of outsourced services is often mislabelled as capital."""
    assert bound("outsourcing", "expenditure") == "operating"
    assert bound("outsourcing", "works_duration_upper") is None
    assert bound("standard-buildings", "expenditure") == "capital"


def test_these_figures_are_those_of_the_reference_file(shared):
    """The figures of this file agree with the file of cited figures."""
    text = (shared / "references" / "green_book_optimism_bias.json").read_text(encoding="utf-8")
    table = json.loads(text)["inputs"]["table"]
    assert {name.replace("_", "-"): tuple(row) for name, row in table.items()} == BOUNDS
