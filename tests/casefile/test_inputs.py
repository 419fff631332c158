"""What a person writes wrongly is refused in one sentence with the field's path and the value."""

import copy
import math

import pytest

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.inputs import read_inputs
from wholeplace.foundations.errors import InvalidInput

GOOD = {
    "case": {
        "title": "A case",
        "place": "Calderwick",
        "body_kind": "council",
        "start_year": 2027,
        "horizon_years": 10,
        "price_base_year": 2026,
        "rate": "green-book-2026",
        "draws": 20,
    },
    "agencies": [
        {"id": "housing", "name": "Housing", "body": "council"},
        {"id": "council", "name": "The council"},
        {"id": "families", "name": "Families", "kind": "household"},
    ],
    "outcomes": [{"id": "settled", "name": "Settled"}],
    "scenarios": [
        {"id": "high", "name": "High", "drivers": {"demand": 1.33}, "probability": 0.25},
        {"id": "low", "name": "Low", "drivers": {"demand": 0.8}, "probability": 0.25},
    ],
    "criteria": [{"id": "control", "name": "Control"}],
    "stakeholders": [{"id": "users", "name": "Users", "weights": {"control": 100}}],
    "options": [
        {
            "id": "in-house",
            "name": "Council team",
            "model": "in-house",
            "business_as_usual": True,
            "in_house_comparator": True,
            "scores": {"control": 60},
            "costs": [{"name": "Staff", "agency": "housing", "amount": 1000, "years": [0, 9], "grade": 3}],
            "benefits": [
                {
                    "name": "Homes",
                    "outcome": "settled",
                    "agency": "housing",
                    "kind": "fiscal-cashable",
                    "unit_value": {"normal": [50, 5], "shared": "value"},
                    "years": [1, 9],
                }
            ],
            "transfers": [{"from": "council", "to": "housing", "amount": 10, "years": [0, 9]}],
        },
        {
            "id": "grant",
            "name": "Grant",
            "model": "grant",
            "scores": {"control": {"triangular": [50, 60, 80]}},
            "benefits": [
                {
                    "name": "Homes",
                    "agency": "housing",
                    "kind": "social",
                    "unit_value": {"normal": [50, 5], "shared": "value"},
                    "years": [1, 9],
                }
            ],
        },
    ],
}
GONE = object()
COST = ("options", 0, "costs", 0)
BENEFIT = ("options", 0, "benefits", 0)
PAY = ("options", 0, "transfers", 0)


def spoil(location, value):
    document = copy.deepcopy(GOOD)
    here = document
    for step in location[:-1]:
        here = here[step]
    if value is GONE:
        del here[location[-1]]
    else:
        here[location[-1]] = value
    return document


# Where, what, the path that the message begins with, and what else it says.
BAD = {
    "unknown key of the case": (("case", "horizon"), 10, "case.horizon", "did you mean horizon_years"),
    "unknown section": (("option",), [], "option", "did you mean options"),
    "unknown key of a line": (
        (*COST, "ammount"),
        1,
        "options.in-house.costs.0.ammount",
        "did you mean amount",
    ),
    "unknown category": ((*COST, "category"), "wages", "options.in-house.costs.0.category", "“wages”"),
    "unknown distribution": (
        (*COST, "amount"),
        {"beta": [1, 2]},
        "options.in-house.costs.0.amount",
        "“beta”",
    ),
    "missing key of the case": (("case", "title"), GONE, "case.title", "is required"),
    "missing section": (("agencies",), GONE, "agencies", "is required"),
    "missing key of a line": ((*COST, "years"), GONE, "options.in-house.costs.0.years", "is required"),
    "missing score": (("options", 1, "scores"), {}, "options.grant.scores", "“control” is missing"),
    "missing reason": (
        ("public_interest_test",),
        {"workforce": {"ready": "yes"}},
        "public_interest_test.workforce.reason",
        "is required",
    ),
    "text for a number": ((*COST, "amount"), "£1,000", "options.in-house.costs.0.amount", "“£1,000”"),
    "truth for a number": ((*COST, "amount"), True, "options.in-house.costs.0.amount", "true"),
    "list for a number": (("options", 0, "exit_cost"), [5], "options.in-house.exit_cost", "[5]"),
    "number for text": (("case", "title"), 7, "case.title", "7"),
    "number for a list": (("options", 0, "costs"), 7, "options.in-house.costs", "7"),
    "text for a table": (("case",), "x", "case", "“x”"),
    "broken for a whole number": (("case", "horizon_years"), 2.5, "case.horizon_years", "2.5"),
    "negative amount": ((*COST, "amount"), -5, "options.in-house.costs.0.amount", "-5"),
    "range below nought": (
        (*COST, "amount"),
        {"uniform": [-5, 5]},
        "options.in-house.costs.0.amount",
        "-5",
    ),
    "negative transfer": (
        (*PAY, "amount"),
        -10,
        "options.in-house.transfers.0.amount",
        "must not be negative",
    ),
    "negative population": ((*BENEFIT, "population"), -4, "options.in-house.benefits.0.population", "-4"),
    "negative notice": (("options", 0, "notice_months"), -3, "options.in-house.notice_months", "-3"),
    "negative exit cost": (("options", 0, "exit_cost"), -1, "options.in-house.exit_cost", "-1"),
    "negative seed": (("case", "seed"), -1, "case.seed", "-1"),
    "NaN amount": ((*COST, "amount"), math.nan, "options.in-house.costs.0.amount", "nan"),
    "infinite amount": ((*COST, "amount"), math.inf, "options.in-house.costs.0.amount", "inf"),
    "NaN in a distribution": (
        (*COST, "amount"),
        {"pert": [1, math.nan, 3]},
        "options.in-house.costs.0.amount",
        "nan",
    ),
    "NaN growth": ((*COST, "growth"), math.nan, "options.in-house.costs.0.growth", "nan"),
    "absurd amount": ((*COST, "amount"), 1e16, "options.in-house.costs.0.amount", "1e+16"),
    "endless number": ((*COST, "amount"), 10**400, "options.in-house.costs.0.amount", "1000000"),
    "reversed years": ((*COST, "years"), [9, 0], "options.in-house.costs.0.years", "from 9 to 0"),
    "negative year": ((*COST, "years"), [-1, 3], "options.in-house.costs.0.years", "-1"),
    "one year": ((*COST, "years"), [3], "options.in-house.costs.0.years", "[3]"),
    "broken years": ((*COST, "years"), [0, 1.5], "options.in-house.costs.0.years", "[0, 1.5]"),
    "calendar years": ((*COST, "years"), [2027, 2036], "options.in-house.costs.0.years", "[2027, 2036]"),
    "calendar break": (("options", 0, "break_years"), [2030], "options.in-house.break_years", "[2030]"),
    "endless year": ((*COST, "years"), [0, 10**30], "options.in-house.costs.0.years", "10000"),
    "break at the start": (("options", 0, "break_years"), [0], "options.in-house.break_years.0", "0"),
    "unknown agency": ((*COST, "agency"), "houses", "options.in-house.costs.0.agency", "“houses”"),
    "unknown payer": ((*PAY, "from"), "icb", "options.in-house.transfers.0.from", "“icb”"),
    "unknown payee": ((*PAY, "to"), "icb", "options.in-house.transfers.0.to", "“icb”"),
    "payer pays itself": ((*PAY, "to"), "council", "options.in-house.transfers.0.to", "“council”"),
    "cyclic agency": (("agencies", 1, "body"), "housing", "agencies.housing.body", "circular"),
    "unknown outcome": ((*BENEFIT, "outcome"), "x", "options.in-house.benefits.0.outcome", "“x”"),
    "unknown criterion": (("options", 0, "scores", "cost"), 5, "options.in-house.scores.cost", "“cost”"),
    "unknown weight": (
        ("stakeholders", 0, "weights"),
        {"trust": 1},
        "stakeholders.users.weights.trust",
        "“trust”",
    ),
    "unknown rate": (("case", "rate"), "green-book", "case.rate", "green-book"),
    "unknown inflation": (("case", "inflation"), "rpi", "case.inflation", "rpi"),
    "unknown parameter": (
        (*COST, "amount"),
        {"parameter": "nothing"},
        "options.in-house.costs.0.amount.parameter",
        "nothing",
    ),
    "agency twice": (("agencies", 1, "id"), "housing", "agencies.housing.id", "“housing” is given twice"),
    "option twice": (("options", 1, "id"), "in-house", "options.in-house.id", "“in-house” is given twice"),
    "scenario twice": (("scenarios", 1, "id"), "high", "scenarios.high.id", "“high” is given twice"),
    "reserved scenario": (("scenarios", 0, "id"), "base", "scenarios.base.id", "reserved"),
    "reserved group": (("stakeholders", 0, "id"), "overall", "stakeholders.overall.id", "reserved"),
    "id with a dot": (("options", 0, "id"), "a.b", "options.a.b.id", "“a.b”"),
    "no business as usual": (("options", 0, "business_as_usual"), False, "options", "business_as_usual"),
    "no in-house comparator": (("options", 0, "in_house_comparator"), GONE, "options", "in_house_comparator"),
    "two comparators": (
        ("options", 1, "in_house_comparator"),
        True,
        "options.grant.in_house_comparator",
        "“in-house” and “grant”",
    ),
    "two today's": (
        ("options", 1, "business_as_usual"),
        True,
        "options.grant.business_as_usual",
        "“in-house” and “grant”",
    ),
    "no options": (("options",), [], "options", "at least one"),
    "no agencies": (("agencies",), [], "agencies", "at least one"),
    "probability over 1": (("scenarios", 0, "probability"), 1.5, "scenarios.high.probability", "1.5"),
    "probabilities over 1": (("scenarios", 0, "probability"), 0.9, "scenarios", "1.15"),
    "negative probability": (("scenarios", 0, "probability"), -0.1, "scenarios.high.probability", "-0.1"),
    "probability for one only": (
        ("scenarios", 1, "probability"),
        GONE,
        "scenarios.low",
        "needs a probability",
    ),
    "negative driver": (
        ("scenarios", 0, "drivers"),
        {"demand": -1},
        "scenarios.high.drivers.demand",
        "-1",
    ),
    "horizon 0": (("case", "horizon_years"), 0, "case.horizon_years", "0"),
    "horizon 1,000": (("case", "horizon_years"), 1000, "case.horizon_years", "1000"),
    "zero draws": (("case", "draws"), 0, "case.draws", "0"),
    "too many draws": (("case", "draws"), 10**9, "case.draws", "1000000000"),
    "rate of 350%": (("case", "rate"), 3.5, "case.rate", "3.5"),
    "low above high": (
        (*COST, "amount"),
        {"uniform": [9, 1]},
        "options.in-house.costs.0.amount",
        "[9.0, 1.0]",
    ),
    "mode outside": (
        (*COST, "amount"),
        {"pert": [1, 9, 3]},
        "options.in-house.costs.0.amount",
        "[1.0, 9.0, 3.0]",
    ),
    "negative deviation": (
        (*COST, "amount"),
        {"normal": [1, -1]},
        "options.in-house.costs.0.amount",
        "[1.0, -1.0]",
    ),
    "lognormal around nought": (
        (*COST, "amount"),
        {"lognormal": [0, 1]},
        "options.in-house.costs.0.amount",
        "[0.0, 1.0]",
    ),
    "too few numbers": ((*COST, "amount"), {"pert": [1, 2]}, "options.in-house.costs.0.amount", "[1, 2]"),
    "two distributions": (
        (*COST, "amount"),
        {"pert": [1, 2, 3], "fixed": [1]},
        "options.in-house.costs.0.amount",
        "“pert”, “fixed”",
    ),
    "one name, two distributions": (
        ("options", 1, "benefits", 0, "unit_value"),
        {"normal": [50, 6], "shared": "value"},
        "options.grant.benefits.0.unit_value",
        "“value”",
    ),
    "nameless share": (
        (*BENEFIT, "unit_value"),
        {"normal": [50, 5], "shared": ""},
        "options.in-house.benefits.0.unit_value",
        "“”",
    ),
    "half a character for a name": (
        (*BENEFIT, "unit_value"),
        {"normal": [50, 5], "shared": "\ud800"},
        "options.in-house.benefits.0.unit_value.shared",
        "U+D800",
    ),
    "share over 1": ((*BENEFIT, "deadweight"), 15, "options.in-house.benefits.0.deadweight", "15"),
    "grade 7": ((*COST, "grade"), 7, "options.in-house.costs.0.grade", "7"),
    "score over 100": (("options", 0, "scores", "control"), 101, "options.in-house.scores.control", "101"),
    "score range over 100": (
        ("options", 0, "scores", "control"),
        {"uniform": [50, 120]},
        "options.in-house.scores.control",
        "120",
    ),
    "weights of nothing": (
        ("stakeholders", 0, "weights"),
        {"control": 0},
        "stakeholders.users.weights",
        "more than 0",
    ),
    "fiscal gain of a household": (
        (*BENEFIT, "agency"),
        "families",
        "options.in-house.benefits.0.kind",
        "“families”",
    ),
}


def test_the_good_document_holds():
    """Otherwise the refusals below would prove nothing."""
    assert read_inputs(GOOD).options[1].id == "grant"
    assert appraise_document(GOOD).result["best"] in ("in-house", "grant")


@pytest.mark.parametrize("name", BAD)
def test_refusal_names_path_and_value(name):
    """One sentence that begins with the path, shows the value and can be printed anywhere."""
    location, value, path, said = BAD[name]
    document = spoil(location, value)
    with pytest.raises(InvalidInput) as caught:
        appraise_document(document)
    message = str(caught.value)
    assert message.startswith(f"{path} "), message
    assert said in message.removeprefix(path), message
    assert "\n" not in message
    assert len(message) < 400
    message.encode()


@pytest.mark.parametrize("document", [None, [], "text", 7, {}, {"case": None}, [GOOD]])
def test_what_is_no_document_is_refused(document):
    """Whatever the file held, the error is the one family that a person may read."""
    with pytest.raises(InvalidInput):
        appraise_document(document)


def test_refusal_says_where_the_value_stands():
    """The nearest known place: that of the value, else of what holds it."""
    places = {("options", 0, "costs", 0): "line 40", (*COST, "amount"): "line 43"}
    with pytest.raises(InvalidInput, match=r"^line 43: options\.in-house\.costs\.0\.amount"):
        read_inputs(spoil((*COST, "amount"), "x"), places)
    with pytest.raises(InvalidInput, match=r"^line 40: options\.in-house\.costs\.0\.years"):
        read_inputs(spoil((*COST, "years"), GONE), places)


@pytest.mark.parametrize(
    ("location", "value"),
    [
        ((*BENEFIT, "impact"), {"normal": [0.4, 0.4]}),
        ((*BENEFIT, "population"), {"normal": [10, 10]}),
        ((*COST, "amount"), {"normal": [10, 10]}),
        (("options", 0, "scores", "control"), {"normal": [95, 20]}),
    ],
)
def test_draws_outside_a_sensible_range_are_kept_and_said(location, value):
    """Nothing is clipped; a caution names the quantity and the share of its draws."""
    document = spoil(location, value)
    path = ".".join(["options", "in-house", *(str(step) for step in location[2:])])
    cautions = appraise_document(document, draws=500).result["cautions"]
    assert [caution for caution in cautions if f"draws of {path} lie outside" in caution]


def test_income_may_be_negative_and_only_income():
    """A negative cost is an income and says so."""
    document = spoil((*COST, "amount"), -5)
    document["options"][0]["costs"][0]["category"] = "income"
    assert appraise_document(document).result["options"]["in-house"]["cost_pv"]["mean"] < 0


def test_defaults_are_those_of_the_description():
    """Factors 1; deadweight, growth and drop-off 0; seed 1; 100,000 draws; nothing else."""
    document = copy.deepcopy(GOOD)
    del document["case"]["draws"]
    inputs = read_inputs(document)
    assert (inputs.case.seed, inputs.case.draws, inputs.case.inflation, inputs.case.value_pounds) == (
        1,
        100_000,
        None,
        None,
    )
    benefit, cost, option = inputs.options[1].benefits[0], inputs.options[0].costs[0], inputs.options[1]
    assert (benefit.population, benefit.engagement, benefit.impact, benefit.attribution) == (1, 1, 1, 1)
    assert (benefit.deadweight, benefit.drop_off, cost.growth, benefit.grade) == (0, 0, 0, None)
    assert (cost.category, cost.drivers, inputs.agencies[0].kind) == ("other", [], "public")
    assert (option.term_years, option.notice_months, option.exit_cost, option.mobilisation_months) == (0,) * 4
    assert (option.break_years, option.business_as_usual, option.in_house_comparator) == ([], False, False)
