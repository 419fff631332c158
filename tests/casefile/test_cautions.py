"""Every caution that a reader must see is said, and only then."""

import pytest

from tests.casefile.cases import make_case
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.documents.words import CAUTION_KINDS


def warn(extra: dict | None = None, **changes: object) -> str:
    return "\n".join(appraise_document(make_case(**changes) | (extra or {}), draws=200).result["cautions"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "hold for the base scenario alone"),
        ({"scenarios__0__probability": 0.2}, "averaged over them by their probabilities"),
        ({"scenarios": [], "options__0__benefits__0__drivers": []}, "no scenarios are given"),
        ({}, "evidence-grade-cost-uplift"),
        ({}, "status M"),
        ({}, "made up for illustration (status C)"),
        ({"options__0__costs__0__status": None}, "1 of the 6 lines of cost, benefit and transfer do not say"),
        ({"options__0__costs__0__status": {"amount": "T"}}, "1 are taken from a third party"),
        ({"options__1__benefits__0__impact": 0.3}, "“Falls avoided” is a guess (evidence grade 5)"),
        ({"options__1__costs__0__amount": 200}, "worse off than today on average: Council by £"),
        ({}, "No VAT cost is written down for Contract and Council kitchen"),
        ({}, "No transition cost is written down for Contract;"),
        ({}, "Council kitchen is in-house with an exit cost of £0"),
        ({"options__0__break_years": [9]}, "Contract has a break in year 9, after its term of 3 years"),
        ({}, "The value of being able to leave is an upper bound"),
        (
            {"options__1__mobilisation_months": 6},
            "takes 6 months to mobilise, but counts benefits from before",
        ),
        ({"case__inflation": None}, "No inflation is given"),
        ({"options__0__costs__0__years": [3, 4]}, "after the last year, 2, that count nothing: Price"),
        ({"options__1__transfers__0__years": [3, 4]}, "that count nothing: a transfer"),
        ({"scenarios__0__drivers": {"weather": 1.1}}, "“weather” is named by a scenario, but no line"),
        ({"scenarios__0__drivers": {}}, "“demand” is used by lines, but no scenario names it"),
        ({"options__0__benefits__0__impact": {"normal": [0.3, 0.3]}}, "lie outside its sensible range"),
        ({"options__0__scores__choice": {"normal": [90, 20]}}, "options.contract.scores.choice lie outside"),
        ({}, "The Public Interest Test is encouraged and has unanswered questions: strategic alignment"),
        ({"case__value_pounds": None}, "cannot be told without the estimated value"),
        (
            {"case__rate": "green-book-2026", "options__0__costs__0__price_year": 2019},
            "gdp-deflator-extension",
        ),
    ],
)
def test_a_caution_is_said_where_it_is_due(changes: dict, words: str) -> None:
    assert words in warn(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"case__value_pounds": 900_000}, "Public Interest Test"),
        ({"options__1__exit_cost": 5}, "exit cost of £0"),
        ({"options__0__break_years": []}, "upper bound"),
        ({}, "tie for the best"),
        ({}, "to mobilise"),
        ({}, "sensible range"),
        (
            {"scenarios": [], "options__0__benefits__0__drivers": [], "options__1__benefits__0__drivers": []},
            "driver",
        ),
    ],
)
def test_a_caution_is_not_said_where_it_is_not_due(changes: dict, words: str) -> None:
    assert words not in warn(**changes)


def test_a_tie_is_said_with_the_rule_that_breaks_it() -> None:
    case = make_case()
    twin = case["options"][1] | {"id": "twin", "name": "Twin", "in_house_comparator": False}
    case["options"] = [case["options"][0], twin, case["options"][1]]
    for option in case["options"][1:]:
        option["benefits"] = [option["benefits"][0] | {"impact": 0.5}]
    result = appraise_document(case, draws=100).result
    assert result["best"] == "in-house"
    assert result["tie"] == ["twin", "in-house"]
    assert any("in-house wins ties" in caution for caution in result["cautions"])


def test_a_places_own_parameter_is_named_with_its_source() -> None:
    own = {
        "id": "evidence-grade-benefit-reduction",
        "title": "Our own grades",
        "table": [{"grade": grade, "share": 0.01 * grade} for grade in range(1, 7)],
        "unit": "share",
        "source": {
            "title": "Sampleton evaluation guide",
            "address": "https://example.org/guide",
            "page": "4",
        },
        "status": "D",
    }
    said = warn({"parameters": [own]})
    assert "is Sampleton's own, from Sampleton evaluation guide, 4, https://example.org/guide" in said
    assert "evidence-grade-benefit-reduction” (Reduction" not in said


def test_every_caution_has_a_kind_that_the_report_has_a_heading_for() -> None:
    result = appraise_document(make_case(), draws=200).result
    assert len(result["caution_kinds"]) == len(result["cautions"])
    assert set(result["caution_kinds"]) <= set(CAUTION_KINDS)
