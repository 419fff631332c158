"""From a document to its results: parameters, price years, inflation, weights, the Public Interest Test."""

import datetime as dt

import pytest

from tests.casefile.cases import make_case
from wholeplace.casefile.appraise import appraise_document, make_plain
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.parameters import inflate, load_parameters

ANSWERS = ("value_for_money", "strategic_alignment", "social_value", "economic_growth", "market_impact")
READY = ("workforce", "skills", "systems", "assets", "governance", "transition")


def run(extra: dict | None = None, **changes: object) -> dict:
    return appraise_document(make_case(**changes) | (extra or {}), draws=200).result


def test_draws_and_seed_can_be_given_instead_and_are_recorded() -> None:
    appraised = appraise_document(make_case(), draws=123, seed=9)
    assert (appraised.result["draws"], appraised.result["seed"]) == (123, 9)
    assert appraised.document["case"]["draws"] == 123


def test_the_given_document_is_not_changed() -> None:
    case = make_case()
    appraise_document(case, draws=50)
    assert case == make_case()


def test_dates_and_tuples_become_plain_json() -> None:
    assert make_plain({"a": (dt.date(2027, 4, 1), {"b": [1]})}) == {"a": ["2027-04-01", {"b": [1]}]}


def test_a_figure_of_another_price_year_is_brought_to_the_base_year() -> None:
    parameters = load_parameters()
    factor = inflate(1.0, "2019/20", 2026, parameters).factor
    before = run(options__1__costs__0__amount=95 * factor)
    after = run(options__1__costs__0__price_year="2019/20")
    assert after["options"]["in-house"]["cost_pv"]["mean"] == pytest.approx(
        before["options"]["in-house"]["cost_pv"]["mean"], rel=1e-12
    )
    assert {"gdp-deflator", "gdp-deflator-extension"} <= {entry["id"] for entry in after["parameters"]}


def test_a_unit_cost_is_taken_by_id_with_its_own_price_year() -> None:
    parameters = load_parameters()
    record = parameters.find("gm-ho1.0")
    pounds = inflate(record.value, record.price_year, 2026, parameters).value
    by_id = run(options__0__benefits__0__unit_value={"parameter": "gm-ho1.0"})
    by_hand = run(options__0__benefits__0__unit_value=pounds)
    assert by_id["options"]["contract"]["npsv"]["mean"] == pytest.approx(
        by_hand["options"]["contract"]["npsv"]["mean"], rel=1e-12
    )


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"case__rate": "no-such-table"}, "case.rate", "no-such-table"),
        ({"case__rate": "gdp-deflator"}, "case.rate", "discount rates"),
        ({"case__rate": "green-book-2026", "case__as_at": "2020-01-01"}, "case.rate", "2020"),
        ({"case__inflation": "gm-ho1.0"}, "case.inflation", "gm-ho1.0"),
        ({"options__0__costs__0__amount": {"parameter": "gdp-deflator"}}, "amount.parameter", "is a table"),
        ({"options__0__costs__0__amount": {"parameter": "gm-ho1.00"}}, "amount.parameter", "gm-ho1.0"),
        ({"options__0__costs__0__price_year": 1950}, "amount", "1950"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_at_its_path(changes: dict, path: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        run(**changes)
    assert path in refused.value.path
    assert words in str(refused.value)


def test_two_price_years_for_one_figure_are_refused() -> None:
    changes = {
        "options__0__costs__0__amount": {"parameter": "gm-ho1.0"},
        "options__0__costs__0__price_year": 2020,
    }
    with pytest.raises(InvalidInput, match="price_year must be left out"):
        run(**changes)


def test_a_grade_that_the_places_table_lacks_is_refused() -> None:
    own = {
        "id": "evidence-grade-cost-uplift",
        "title": "Short",
        "table": [{"grade": 1, "share": 0.0}],
        "unit": "share",
        "source": {"title": "x", "address": "https://example.org"},
        "status": "D",
    }
    with pytest.raises(InvalidInput, match="must be a grade of the table"):
        run({"parameters": [own]})


def test_a_place_parameter_without_a_source_is_refused() -> None:
    with pytest.raises(InvalidInput, match="source"):
        run({"parameters": [{"id": "x", "title": "x", "value": 1, "unit": "x", "status": "D"}]})


def test_a_number_and_a_named_series_of_the_same_inflation_agree() -> None:
    """The Bank of England's target is 2% in every year."""
    by_number, by_name = run(case__inflation=0.02), run(case__inflation="inflation-target")
    ours = by_number["options"]["contract"]["cash"]["council"]["net"]
    assert by_name["options"]["contract"]["cash"]["council"]["net"] == pytest.approx(ours, rel=1e-12)


def test_inflation_before_the_base_year_divides() -> None:
    cash = run(
        case__price_base_year=2030, case__inflation="inflation-target", options__1__costs__0__grade=None
    )
    expected = [105 / 1.02**3, 95 / 1.02**2, 95 / 1.02]
    assert cash["options"]["in-house"]["cash"]["council"]["revenue_cost"] == pytest.approx(
        expected, rel=1e-12
    )


def test_distributional_weights_stand_beside_the_unweighted_results() -> None:
    people = {
        "name": "Less worry",
        "agency": "people",
        "kind": "social",
        "unit_value": 50,
        "years": [0, 0],
    }
    settings = {"distributional": {"reference_income": 35_000, "elasticity": 1.0}}
    changes = {"agencies__2__income": 17_500, "options__1__benefits": [people]}
    result = run(settings, **changes)
    assert result["distributional"]["weights"] == {"people": pytest.approx(2.0)}
    plain, weighted = (result["options"]["in-house"]["npsv"], result["distributional"]["npsv"]["in-house"])
    assert weighted["mean"] - plain["mean"] == pytest.approx(50)
    assert "distributional" not in run()
    by_parameter = run({"distributional": {"reference_income": 35_000}}, **changes)
    assert by_parameter["distributional"]["weights"]["people"] == pytest.approx(2**1.3)


def test_without_criteria_there_are_no_preferences() -> None:
    changes = {"criteria": [], "stakeholders": [], "options__0__scores": {}, "options__1__scores": {}}
    assert run(**changes)["preferences"] == {}


def test_without_stakeholders_only_the_overall_preference_is_given() -> None:
    preferences = run(stakeholders=[])["preferences"]
    assert list(preferences) == ["overall"]
    assert sum(preferences["overall"]["rank_acceptability"]["contract"]) == pytest.approx(1)


def test_an_option_that_is_never_first_has_no_central_weights() -> None:
    preferences = run(options__0__scores={"choice": 10, "warmth": 10})["preferences"]
    assert preferences["overall"]["central_weights"]["contract"] is None
    assert preferences["overall"]["confidence"]["contract"] is None


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({}, "encouraged"),
        ({"case__body_kind": "central"}, "required"),
        ({"case__body_kind": "nhs"}, "encouraged"),
        ({"case__body_kind": "nhs", "case__regime": "provider-selection"}, "not-applicable"),
        ({"case__body_kind": "central", "case__regime": "exempt"}, "not-applicable"),
        ({"case__regime": "procurement-act"}, "encouraged"),
        ({"case__start_year": 2026}, "not-applicable"),
        ({"case__value_pounds": 1_000_000}, "not-applicable"),
        ({"case__value_pounds": 1_000_001}, "encouraged"),
        ({"case__value_pounds": None}, "unknown"),
    ],
)
def test_the_public_interest_test_applies_by_body_value_date_and_regime(changes: dict, applies: str) -> None:
    found = run(**changes)["public_interest_test"]
    assert found["applies"] == applies
    assert found["why"].endswith(".")


def answer(favours: str, ready: str, indication: str | None) -> list[str]:
    test: dict = {name: {"favours": favours, "reason": "x"} for name in ANSWERS}
    test |= {name: {"ready": ready, "reason": "x"} for name in READY}
    if indication:
        test["indication"] = {"answer": indication, "reason": "x"}
    return run(public_interest_test=test)["public_interest_test"]["inconsistencies"]


@pytest.mark.parametrize(
    ("favours", "ready", "indication", "number"),
    [
        ("in-house", "yes", "in-house", 0),
        ("market", "yes", "in-house", 6),
        ("neutral", "yes", "in-house", 1),
        ("in-house", "no", "in-house", 6),
        ("market", "no", "market", 0),
        ("in-house", "yes", "market", 6),
        ("neutral", "partly", "market", 1),
        ("neutral", "no", "mixed", 0),
        ("market", "no", "mixed", 1),
        ("market", "yes", None, 0),
    ],
)
def test_answers_that_point_away_from_the_indication_are_named_one_by_one(
    favours: str, ready: str, indication: str | None, number: int
) -> None:
    assert len(answer(favours, ready, indication)) == number


def test_without_answers_everything_is_unanswered() -> None:
    found = run(public_interest_test=None)["public_interest_test"]
    assert found["unanswered"] == [*ANSWERS, *READY, "indication"]
    assert found["indication"] is None
    assert found["inconsistencies"] == []


def test_a_grade_that_takes_all_away_can_be_looked_behind() -> None:
    """A place may hold that a guess is worth nothing; the effect of that grade is still told."""
    own = {
        "id": "evidence-grade-benefit-reduction",
        "title": "Guesses count nothing",
        "table": [{"grade": grade, "share": 1.0 if grade == 5 else 0.0} for grade in range(1, 7)],
        "unit": "share",
        "source": {"title": "x", "address": "https://example.org"},
        "status": "D",
    }
    result = run({"parameters": [own]}, options__0__benefits__0__impact=0.3)
    effect = next(effect for effect in result["grades"] if effect["grade"] == 5)
    gone = effect["npsv_without"]["contract"] - result["options"]["contract"]["npsv"]["mean"]
    assert gone == pytest.approx(90 * (1 + 1 / 1.035 + 1 / 1.035**2), rel=1e-9)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x85b"])
def test_control_characters_are_refused_by_path(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"options\.contract\.costs\.0\.name must not contain the control"):
        run(options__0__costs__0__name=text)
