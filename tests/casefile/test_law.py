"""What the law allows: each row of the law, positive, negative, unknown, and on the day before and after."""

import contextlib
import copy
import datetime as dt
import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.casefile.law import FACT_WORDS, judge_law, list_rule_changes, rejudge_law
from wholeplace.casefile.public_interest import decide_scope
from wholeplace.engines.law import COMMISSION_FACTS, OPTION_FACTS
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.law import load_rules, read_rule
from wholeplace.foundations.parameters import load_parameters
from wholeplace.foundations.vocabulary import BodyKind, DeliveryModel, Lever, Regime, ServiceFunction

MUTUAL, FIRM, CHARITY = "public-service-mutual", "contract-large", "social-enterprise"
# A council's light touch service above every threshold, everything known, nothing out of the ordinary.
BASE = {
    "as_at": "2026-11-24",
    "place": {"body_kind": "council"},
    "service": "advice",
    "value_pounds": 4_200_000,
    "starts_on": "2027-04-01",
    "is_health_service": False,
    "is_light_touch": True,
    "is_reservable": True,
    "is_exempt": False,
    "is_statutory_duty": False,
    "affects_staff": False,
    "cuts_voluntary_sector": False,
}
OPTION = {
    "id": "a",
    "model": "in-house",
    "proposed_as": "commissioner",
    "is_for_profit": False,
    "is_reserved": False,
    "term_years": 5,
}
OPTION_KEYS = set(OPTION)
OWN = {
    "id": "calderwick-no-large-firms",
    "title": "Calderwick keeps care local",
    "topic": "place",
    "kind": "option",
    "finding": "unavailable",
    "when": {"model": [FIRM]},
    "reason": "Council resolved on 3 March 2026 that care is not run by large firms.",
    "source": {"title": "Council minutes", "address": "https://example.org/minutes", "section": "item 7"},
    "status": "N",
    "valid_from": "2026-03-03",
}


def make(**changes):
    """Make a commission of one option; body_kind and the option's facts are named like the others."""
    commission, option = copy.deepcopy(BASE), dict(OPTION)
    for name, value in changes.items():
        if name == "body_kind":
            commission["place"]["body_kind"] = value
        elif name in OPTION_KEYS:
            option[name] = value
        else:
            commission[name] = value
    return {**commission, "options": [option]}


def judge_one(**changes):
    return judge_law(make(**changes))["options"]["a"]


def find_rules(**changes):
    """Give what each rule comes to: a status, "applies" or "may apply"."""
    result = judge_law(make(**changes))
    found = {finding["rule"]: finding["status"] for finding in result["options"]["a"]["findings"]}
    return found | {
        each["rule"]: "may apply" if each["unknown"] else "applies" for each in result["commission"]
    }


# One line for each rule of LAW.md's rows: what makes it speak, what it says, one change that silences it, and
# a fact whose absence makes it doubtful ("" where it asks for none that can be missing).
# fmt: off
ROWS = [
    # Public Interest Test
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"value_pounds": 1_000_000}, "value_pounds"),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"starts_on": "2027-03-31"}, "starts_on"),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"is_direct_award": True}, "is_exempt"),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"is_exempt": True}, "is_exempt"),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"is_delivered_abroad": True}, ""),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"is_defence_by_maker": True}, ""),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"is_health_service": True}, "is_health_service"),
    ("public-interest-test-required", {"body_kind": "central"}, "applies", {"is_already_appraised": True}, ""),
    ("public-interest-test-encouraged", {"value_pounds": 1_000_000.01}, "applies", {"value_pounds": 1_000_000}, "value_pounds"),
    ("public-interest-test-encouraged", {}, "applies", {"body_kind": "central"}, "starts_on"),
    ("insourcing-strategy", {"body_kind": "central"}, "applies", {"body_kind": "nhs"}, ""),
    # Procurement regime
    ("regime-sub-central", {"is_light_touch": False, "value_pounds": 207_720}, "applies", {"value_pounds": 207_719.99}, "is_light_touch"),
    ("regime-central", {"body_kind": "nhs", "is_light_touch": False, "value_pounds": 135_018}, "applies", {"value_pounds": 135_017}, "value_pounds"),
    ("regime-light-touch", {"value_pounds": 663_540}, "applies", {"value_pounds": 663_539.99}, "value_pounds"),
    ("regime-below-sub-central", {"is_light_touch": False, "value_pounds": 207_719}, "applies", {"value_pounds": 207_720}, "value_pounds"),
    ("regime-below-central", {"body_kind": "central", "is_light_touch": False, "value_pounds": 135_017}, "applies", {"value_pounds": 135_018}, "value_pounds"),
    ("regime-below-light-touch", {"value_pounds": 663_539}, "applies", {"value_pounds": 663_540}, "is_light_touch"),
    ("regime-provider-selection", {"is_health_service": True, "value_pounds": 1}, "applies", {"body_kind": "police"}, "is_health_service"),
    ("regime-mixed-health", {"service": "adult-social-care"}, "applies", {"service": "libraries"}, "service"),
    ("regime-mixed-thresholds", {"model": FIRM}, "applies", {"model": "in-house"}, "is_exempt"),
    ("regime-exempt", {"is_exempt": True}, "applies", {"is_exempt": False}, "is_exempt"),
    ("regime-other-body", {"body_kind": "other"}, "applies", {"body_kind": "council"}, ""),
    ("contract-by-competition", {"model": FIRM}, "available", {"is_health_service": True}, "is_health_service"),
    ("contract-by-competition", {"model": "co-operative"}, "available", {"service": "planning"}, "service"),
    ("contract-health-services", {"model": CHARITY, "is_health_service": True}, "available", {"body_kind": "central"}, "is_reserved"),
    ("contract-health-reserved", {"model": MUTUAL, "is_health_service": True, "is_reserved": True}, "take-advice", {"is_health_service": False}, "is_health_service"),
    # Reserved contracts
    ("reserved-mutual", {"model": MUTUAL, "is_reserved": True}, "available", {"term_years": 5.5}, "term_years"),
    ("reserved-mutual", {"model": MUTUAL, "is_reserved": True}, "available", {"is_light_touch": False}, "is_reservable"),
    ("reserved-mutual-too-long", {"model": MUTUAL, "is_reserved": True, "term_years": 5.1}, "unavailable", {"term_years": 5}, "value_pounds"),
    ("reserved-mutual-not-light-touch", {"model": MUTUAL, "is_reserved": True, "is_light_touch": False}, "unavailable", {"value_pounds": 200_000}, "is_light_touch"),
    ("reserved-mutual-not-light-touch-central", {"model": MUTUAL, "is_reserved": True, "is_light_touch": False, "body_kind": "nhs"}, "unavailable", {"body_kind": "council"}, "value_pounds"),
    ("reserved-mutual-not-reservable", {"model": MUTUAL, "is_reserved": True, "is_reservable": False}, "unavailable", {"is_reserved": False}, "is_reservable"),
    ("reserved-mutual-open-to-all", {"model": MUTUAL, "is_reserved": True}, "applies", {"is_reserved": False}, "is_reserved"),
    ("reserved-supported-employment-light-touch", {"model": CHARITY, "is_reserved": True}, "take-advice", {"value_pounds": 600_000}, "value_pounds"),
    ("reserved-supported-employment-sub-central", {"model": CHARITY, "is_reserved": True, "is_light_touch": False}, "take-advice", {"is_reserved": False}, "is_reserved"),
    ("reserved-supported-employment-central", {"model": CHARITY, "is_reserved": True, "is_light_touch": False, "body_kind": "central"}, "take-advice", {"body_kind": "council"}, "body_kind"),
    # Below the threshold
    ("reserved-below-light-touch", {"model": CHARITY, "is_reserved": True, "value_pounds": 663_539}, "available", {"value_pounds": 663_540}, "value_pounds"),
    ("reserved-below-sub-central", {"model": "contract-sme", "is_reserved": True, "is_light_touch": False, "value_pounds": 100_000}, "available", {"body_kind": "police"}, "is_light_touch"),
    ("reserved-below-central", {"model": "contract-sme", "is_reserved": True, "is_light_touch": False, "value_pounds": 100_000, "body_kind": "central"}, "available", {"value_pounds": 140_000}, "value_pounds"),
    ("reserved-below-before-2026", {"model": "contract-sme", "is_reserved": True, "as_at": "2026-01-15"}, "take-advice", {"as_at": "2026-02-04"}, "is_reserved"),
    # Children's social care
    ("children-not-for-profit", {"service": "looked-after-children", "model": MUTUAL}, "available", {"is_for_profit": True}, "is_for_profit"),
    ("children-for-profit", {"service": "children-social-care", "model": FIRM, "is_for_profit": True}, "unavailable", {"is_for_profit": False}, "is_for_profit"),
    ("children-for-profit", {"service": "children-social-care", "model": FIRM, "is_for_profit": True}, "unavailable", {"service": "looked-after-children"}, "service"),
    ("looked-after-for-profit", {"service": "looked-after-children", "model": FIRM, "is_for_profit": True}, "take-advice", {"service": "children-placements"}, "is_for_profit"),
    ("children-another-authority", {"service": "children-social-care", "model": "shared-service"}, "take-advice", {"service": "libraries"}, "service"),
    ("children-reviewing-officers", {"service": "looked-after-children", "model": MUTUAL}, "applies", {"model": "in-house"}, "service"),
    ("children-council-responsible", {"service": "children-social-care", "model": CHARITY}, "applies", {"model": "in-house"}, "service"),
    # Adult care
    ("adult-care-market", {"service": "adult-social-care"}, "applies", {"service": "health"}, "service"),
    ("adult-care-carers", {"service": "adult-social-care"}, "applies", {"body_kind": "nhs"}, "service"),
    ("adult-care-charging", {"service": "adult-social-care"}, "applies", {"service": "housing"}, "service"),
    ("adult-care-personal-budgets", {"service": "adult-social-care", "model": "personal-budgets"}, "available", {"service": "housing"}, "service"),
    ("personal-budgets-elsewhere", {"service": "education", "model": "personal-budgets"}, "take-advice", {"service": "adult-social-care"}, ""),
    ("adult-care-not-delegable", {"service": "adult-social-care", "model": CHARITY}, "applies", {"model": "in-house"}, "service"),
    ("adult-care-no-decommission", {"service": "adult-social-care", "model": "decommission", "is_statutory_duty": True}, "unavailable", {"is_statutory_duty": False}, "is_statutory_duty"),
    # Grants and help in kind
    ("grant-within-minimal-assistance", {"model": "grant", "value_pounds": 315_000}, "available", {"value_pounds": 315_000.01}, "value_pounds"),
    ("grant-over-minimal-assistance", {"model": "fund-voice", "value_pounds": 315_001}, "take-advice", {"value_pounds": 315_000}, "value_pounds"),
    ("grant-other-body", {"model": "grant", "body_kind": "nhs"}, "take-advice", {"body_kind": "council"}, "body_kind"),
    ("grant-or-contract", {"model": "grant"}, "applies", {"model": FIRM}, ""),
    ("subsidy-gate", {"model": "community-owned"}, "applies", {"model": FIRM}, ""),
    # Consultation and equality
    ("best-value-consult", {}, "applies", {"body_kind": "nhs"}, "body_kind"),
    ("voluntary-sector-notice", {"cuts_voluntary_sector": True}, "applies", {"cuts_voluntary_sector": False}, "cuts_voluntary_sector"),
    # Social value
    ("social-value-act", {"model": FIRM}, "applies", {"model": "grant"}, "is_health_service"),
    ("procurement-policy-statement", {"model": FIRM}, "applies", {"is_health_service": True}, "is_health_service"),
    ("social-value-weight-central", {"model": FIRM, "body_kind": "central"}, "applies", {"body_kind": "council"}, "body_kind"),
    # Workforce
    ("workforce-tupe", {"affects_staff": True}, "applies", {"affects_staff": False}, "affects_staff"),
    ("workforce-pensions-best-value", {"affects_staff": True, "model": MUTUAL}, "applies", {"model": "in-house"}, "affects_staff"),
    ("workforce-pensions-fair-deal", {"affects_staff": True, "model": MUTUAL, "body_kind": "nhs"}, "applies", {"body_kind": "council"}, "affects_staff"),
    ("workforce-outsourcing-protection", {"affects_staff": True, "model": FIRM}, "applies", {"model": "shared-service"}, "affects_staff"),
    # Right to challenge
    ("right-to-challenge", {"proposed_as": "staff-group", "model": MUTUAL}, "applies", {"proposed_as": "firm"}, "proposed_as"),
    ("right-to-challenge", {"proposed_as": "charity", "model": CHARITY}, "applies", {"body_kind": "police"}, "body_kind"),
    # Transparency and data
    ("transparency-contracts", {"model": FIRM, "value_pounds": 5_001}, "applies", {"value_pounds": 5_000}, "value_pounds"),
    ("transparency-spend", {"value_pounds": 501}, "applies", {"value_pounds": 500}, "value_pounds"),
    ("transparency-grants", {"model": "grant"}, "applies", {"model": FIRM}, ""),
    ("data-impact-assessment", {"service": "homelessness"}, "applies", {"service": "highways-and-transport"}, "service"),
    # Powers to act
    ("power-in-house", {}, "available", {"body_kind": "nhs"}, "body_kind"),
    ("power-in-house-other-body", {"body_kind": "combined-authority"}, "take-advice", {"body_kind": "council"}, ""),
    ("power-redesign", {"model": "redesign"}, "available", {"body_kind": "nhs"}, "body_kind"),
    ("power-do-minimum", {"model": "do-minimum"}, "available", {"body_kind": "nhs"}, "body_kind"),
    ("power-regulate", {"model": "regulate"}, "take-advice", {"model": "in-house"}, ""),
    ("decommission-statutory", {"model": "decommission", "is_statutory_duty": True}, "take-advice", {"is_statutory_duty": False}, "is_statutory_duty"),
    ("decommission-not-statutory", {"model": "decommission"}, "available", {"is_statutory_duty": True}, "is_statutory_duty"),
    ("homelessness-no-decommission", {"model": "decommission", "is_statutory_duty": True, "service": "homelessness"}, "unavailable", {"service": "advice"}, "service"),
    ("shared-service-councils", {"model": "shared-service"}, "available", {"body_kind": "police"}, "body_kind"),
    ("joint-arrangement-nhs", {"model": "joint-arrangement", "service": "public-health"}, "available", {"service": "libraries"}, "service"),
    ("joint-arrangement-councils", {"model": "joint-arrangement"}, "available", {"service": "adult-social-care"}, "body_kind"),
    ("council-company-exempt", {"model": "council-company", "is_exempt": True}, "available", {"is_exempt": False}, "is_exempt"),
    ("council-company-not-exempt", {"model": "council-company"}, "take-advice", {"is_exempt": True}, "is_exempt"),
    ("horizontal-arrangement", {"model": "shared-service"}, "applies", {"model": "in-house"}, ""),
    ("decisions-of-the-authority", {"model": FIRM, "service": "planning"}, "take-advice", {"service": "advice"}, "service"),
    ("homelessness-contracting-out", {"model": FIRM, "service": "homelessness"}, "applies", {"model": "in-house"}, "service"),
]
# fmt: on
IDS = [f"{rule}-{place}" for place, (rule, *_) in enumerate(ROWS)]
# These hold for every commission, whatever its facts.
ALWAYS = {"consultation-gunning", "consultation-nothing-predetermined", "equality-duty", "data-protection"}


@pytest.mark.parametrize(("rule", "facts", "says", "silenced_by", "needs"), ROWS, ids=IDS)
def test_each_rule_speaks_where_it_should_and_nowhere_else(rule, facts, says, silenced_by, needs):
    """It says what the row says, and one change of fact silences it."""
    assert find_rules(**facts)[rule] == says
    assert rule not in find_rules(**{**facts, **silenced_by})


@pytest.mark.parametrize(("rule", "facts", "says", "needs"), [(*row[:3], row[4]) for row in ROWS if row[4]])
def test_each_rule_is_in_doubt_without_a_fact_it_needs(rule, facts, says, needs):
    """Without the fact the rule asks for advice and says what is missing; it never makes anything available."""
    result = judge_law(make(**{**facts, needs: None}))
    told = {each["rule"]: each for each in (*result["options"]["a"]["findings"], *result["commission"])}
    if rule not in told:  # another rule opens the option, and this one had only opened it too
        assert says == "available"
        assert result["options"]["a"]["status"] == "available"
        return
    assert needs in told[rule]["unknown"]
    assert FACT_WORDS[needs] in told[rule]["reason"]
    assert told[rule].get("status", "take-advice") == "take-advice"


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_each_rule_is_silent_the_day_before_it_begins_and_the_day_after_it_ends(rule):
    """First and last day are included."""
    facts = next((row[1] for row in ROWS if row[0] == rule.id), {})
    day = dt.timedelta(days=1)
    inside = [each for each in (rule.valid_from, rule.valid_to) if each]
    outside = [
        each
        for each in (rule.valid_from and rule.valid_from - day, rule.valid_to and rule.valid_to + day)
        if each
    ]
    for on in inside:
        assert rule.id in find_rules(**{**facts, "as_at": on.isoformat()})
    for on in outside:
        assert rule.id not in find_rules(**{**facts, "as_at": on.isoformat()})


def test_the_table_has_a_row_for_every_shipped_rule():
    """A rule that is added without a row fails here."""
    assert {rule.id for rule in load_rules()} == {row[0] for row in ROWS} | ALWAYS


@pytest.mark.parametrize("body_kind", get_args(BodyKind))
def test_some_duties_bind_every_body(body_kind):
    """Fair consultation, no predetermined best, equality and personal data."""
    assert dict.fromkeys(ALWAYS, "applies").items() <= find_rules(body_kind=body_kind).items()


# --- whole options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "available"),
        ({"service": None}, "available"),
        ({"body_kind": None}, "take-advice"),
        ({"model": None}, "take-advice"),
        ({"model": FIRM, "service": "other"}, "take-advice"),
        ({"model": FIRM, "service": None}, "take-advice"),
        ({"model": FIRM, "is_health_service": None}, "take-advice"),
        ({"model": FIRM, "is_reserved": None}, "take-advice"),
        ({"model": FIRM, "value_pounds": None}, "available"),
        ({"model": FIRM, "body_kind": "other"}, "take-advice"),
        ({"model": MUTUAL, "is_reserved": True, "is_reservable": None}, "take-advice"),
        ({"model": MUTUAL, "is_reserved": True, "term_years": None}, "take-advice"),
        ({"model": MUTUAL, "is_reserved": True, "term_years": 6, "is_reservable": None}, "unavailable"),
        ({"model": FIRM, "service": "children-social-care", "is_for_profit": None}, "take-advice"),
        ({"model": FIRM, "service": "children-social-care", "is_for_profit": True}, "unavailable"),
        ({"model": "joint-arrangement", "service": "children-social-care"}, "take-advice"),
        ({"model": "grant"}, "take-advice"),
        ({"model": "council-company", "is_exempt": None}, "take-advice"),
        ({"model": "decommission", "is_statutory_duty": None}, "take-advice"),
        ({"model": "regulate"}, "take-advice"),
        ({"model": "in-house", "body_kind": "nhs"}, "take-advice"),
        # Before the first threshold that is at hand, the reservation cannot be placed.
        ({"model": MUTUAL, "is_reserved": True, "as_at": "2025-12-31"}, "take-advice"),
    ],
)
def test_an_option_stands_where_its_gravest_rule_puts_it(facts, status):
    """Some whole options, among them what is not known."""
    assert judge_one(**facts)["status"] == status


@pytest.mark.parametrize("model", [*get_args(DeliveryModel), *get_args(Lever)])
def test_nothing_known_leaves_no_option_available(model):
    """Only the model and the day are known: every option is a matter for advice."""
    result = judge_law({"as_at": "2026-11-24", "place": {}, "options": [{"id": "a", "model": model}]})
    assert result["options"]["a"]["status"] == "take-advice"


def test_an_option_that_no_rule_knows_says_so():
    """No finding, a plain sentence, take advice."""
    told = judge_one(model="personal-budgets", body_kind="nhs", service="adult-social-care")
    assert (told["status"], told["findings"]) == ("take-advice", [])
    assert told["why"] == "No rule says that this is open: take advice."


def test_a_finding_carries_its_words_and_its_source():
    """Reason, source with section, address, status and note stand beside each finding."""
    (finding,) = judge_one(model=FIRM, service="children-social-care", is_for_profit=True)["findings"]
    assert finding["rule"] == "children-for-profit"
    assert finding["rule_status"] == "T"
    assert "SI 2014/2407" in finding["source"]
    assert finding["source"].endswith("Not-for-profit providers")
    assert finding["address"].startswith("https://")
    assert finding["own"] is False
    assert finding["unknown"] == []
    assert "could not be read" in finding["note"]


def test_the_answer_is_plain_values_and_the_record_is_untouched():
    """It goes into JSON and comes back the same; judging twice gives the same."""
    commission = make(model=FIRM, affects_staff=None)
    before = copy.deepcopy(commission)
    result = judge_law(commission)
    assert json.loads(json.dumps(result)) == result
    assert judge_law(commission) == result
    assert commission == before


def test_dropped_options_are_judged_but_bring_no_duty():
    """A grant that was dropped asks for no publication of grants."""
    commission = make(model="grant")
    commission["options"][0]["status"] = "dropped"
    result = judge_law(commission)
    assert result["options"]["a"]["status"] == "take-advice"
    assert "transparency-grants" not in {each["rule"] for each in result["commission"]}


# --- the Public Interest Test ------------------------------------------------------------------------


@pytest.mark.parametrize("body_kind", get_args(BodyKind))
@pytest.mark.parametrize("value", [None, 0, 999_999, 1_000_000, 1_000_001, 50_000_000])
@pytest.mark.parametrize("starts_on", ["2026-04-01", "2027-03-31", "2027-04-01", "2030-01-01"])
@pytest.mark.parametrize(
    ("health", "exempt", "regime"),
    [(False, False, "procurement-act"), (True, False, "provider-selection"), (False, True, "exempt")],
)
def test_rule_and_test_agree_on_whether_it_applies(body_kind, value, starts_on, health, exempt, regime):
    """The duty among the rules, the answer here and the answer in the case file are one answer."""
    assert regime in get_args(Regime)
    commission = make(
        body_kind=body_kind,
        value_pounds=value,
        starts_on=starts_on,
        is_health_service=health,
        is_exempt=exempt,
    )
    result = judge_law(commission)
    applies, why, _ = decide_scope(
        body_kind, value, regime, dt.date.fromisoformat(starts_on), load_parameters()
    )
    assert result["public_interest_test"] == {"applies": applies, "why": why}
    duties = {each["rule"]: bool(each["unknown"]) for each in result["commission"]}
    told = {word for word in ("required", "encouraged") if f"public-interest-test-{word}" in duties}
    if applies == "unknown":
        assert all(duties[f"public-interest-test-{word}"] for word in told)
        assert told
    else:
        assert told == ({applies} & {"required", "encouraged"})
        assert not any(duties[f"public-interest-test-{word}"] for word in told)


@pytest.mark.parametrize(
    "fact", ["is_direct_award", "is_delivered_abroad", "is_defence_by_maker", "is_already_appraised"]
)
def test_each_further_exclusion_takes_the_test_away(fact):
    """With a reason of its own."""
    told = judge_law(make(body_kind="central", **{fact: True}))["public_interest_test"]
    assert told["applies"] == "not-applicable"
    assert (
        judge_law(make(body_kind="central", **{fact: False}))["public_interest_test"]["applies"] == "required"
    )


@pytest.mark.parametrize("fact", ["body_kind", "starts_on", "value_pounds", "is_health_service", "is_exempt"])
def test_without_a_fact_the_test_is_unknown(fact):
    """It asks for advice rather than guess."""
    told = judge_law(make(**{fact: None}))["public_interest_test"]
    assert told["applies"] == "unknown"
    assert "advice" in told["why"]


# --- the place's own advice --------------------------------------------------------------------------

ADVICE = {"status": "available", "reason": "Counsel advised.", "by": "Monitoring officer", "on": "2026-11-20"}


def test_advice_settles_a_matter_for_advice_and_stands_beside_the_rule():
    """The finding stays, the status follows the advice, and the reason names who gave it."""
    commission = make(model="grant")
    commission["options"][0]["advice"] = ADVICE
    told = judge_law(commission)["options"]["a"]
    assert (told["status"], told["by_law"]) == ("available", "take-advice")
    assert [each["rule"] for each in told["findings"]] == ["grant-over-minimal-assistance"]
    assert told["advice"] == {**ADVICE, "counts": True, "why_not": ""}
    assert told["why"].endswith("The place’s own advice, by Monitoring officer: Counsel advised.")


def test_advice_cannot_open_what_the_law_closes():
    """Unavailable by law stays unavailable."""
    commission = make(model=FIRM, service="children-social-care", is_for_profit=True)
    commission["options"][0]["advice"] = ADVICE
    told = judge_law(commission)["options"]["a"]
    assert (told["status"], told["by_law"]) == ("unavailable", "unavailable")


def test_advice_can_close_what_the_law_leaves_open():
    """The place may be more careful than the rules."""
    commission = make()
    commission["options"][0]["advice"] = {**ADVICE, "status": "unavailable"}
    told = judge_law(commission)["options"]["a"]
    assert (told["status"], told["by_law"]) == ("unavailable", "available")


@pytest.mark.parametrize(
    ("change", "why_not"),
    [
        ({"reason": ""}, "it has no reason"),
        ({"by": None}, "it has no by"),
        ({"on": None, "reason": None}, "it has no reason and no on"),
        ({"on": "2026-11-25"}, "dated after the record"),
    ],
)
def test_advice_without_a_name_a_reason_or_a_day_does_not_count(change, why_not):
    """It is shown, with why it does not count."""
    commission = make(model="grant")
    commission["options"][0]["advice"] = {**ADVICE, **change}
    told = judge_law(commission)["options"]["a"]
    assert told["status"] == "take-advice"
    assert told["advice"]["counts"] is False
    assert why_not in told["advice"]["why_not"]


# --- the place's own rules ---------------------------------------------------------------------------


def with_rules(*rules, **facts):
    commission = make(**facts)
    commission["place"]["rules"] = list(rules)
    return judge_law(commission)


def test_a_places_own_rule_counts_and_is_marked_as_its_own():
    """Its boundary closes the option, and nobody takes it for the law of the land."""
    told = with_rules(OWN, model=FIRM)["options"]["a"]
    assert told["status"] == "unavailable"
    assert {each["rule"]: each["own"] for each in told["findings"]} == {
        "calderwick-no-large-firms": True,
        "contract-by-competition": False,
    }
    duty = {**OWN, "id": "ask-the-forum", "kind": "duty", "duty": "Ask the carers’ forum."}
    del duty["finding"], duty["when"]
    (own,) = [each for each in with_rules(duty)["commission"] if each["own"]]
    assert (own["rule"], own["duty"]) == ("ask-the-forum", "Ask the carers’ forum.")


def test_a_places_own_rule_cannot_open_what_the_law_closes():
    """Unavailable wins over available, whoever says it."""
    opening = {**OWN, "finding": "available"}
    told = with_rules(opening, model=FIRM, service="children-social-care", is_for_profit=True)["options"]["a"]
    assert told["status"] == "unavailable"


def test_a_places_own_rule_is_dated_like_the_others():
    """The day before it was resolved it says nothing."""
    assert with_rules(OWN, model=FIRM, as_at="2026-03-02")["options"]["a"]["status"] == "available"
    assert with_rules(OWN, model=FIRM, as_at="2026-03-03")["options"]["a"]["status"] == "unavailable"


@given(
    st.permutations(
        [OWN, {**OWN, "id": "b", "finding": "take-advice"}, {**OWN, "id": "c", "when": {"model": ["grant"]}}]
    )
)
def test_the_order_of_a_places_rules_does_not_matter(rules):
    """Same answer, in the same words."""
    assert with_rules(*rules, model=FIRM) == with_rules(
        *sorted(rules, key=lambda each: each["id"]), model=FIRM
    )


# --- checking what was published -----------------------------------------------------------------------


def publish(**facts):
    """Give a commission and its answer as they come back from a published file."""
    commission = make(**facts)
    commission["place"]["rules"] = [
        {**OWN, "when": {"model": [FIRM], "value_pounds": {"over": "spend-transparency"}}}
    ]
    return commission, json.loads(json.dumps(judge_law(commission)))


@pytest.mark.parametrize("facts", [row[1] for row in ROWS[::7]])
def test_the_record_can_be_judged_again_by_its_own_rules(facts):
    """The rules and figures in the file give the same answer, and nothing has changed since."""
    commission, law = publish(**facts)
    assert rejudge_law(commission, law) == law
    assert list_rule_changes(commission, law) == []


def test_a_record_holds_when_the_shipped_rules_have_changed(monkeypatch):
    """A later version says what it would say, and still verifies what was published."""
    commission, law = publish(model=FIRM, is_reserved=False)
    later = [rule for rule in load_rules() if rule.id not in {"contract-by-competition", "equality-duty"}]
    changed = next(rule for rule in load_rules() if rule.id == "equality-duty").model_copy(
        update={"note": "Amended."}
    )
    further = read_rule({**OWN, "id": "law-of-2027", "topic": "powers"})
    monkeypatch.setattr("wholeplace.casefile.law.load_rules", lambda: (*later, changed, further))
    assert rejudge_law(commission, law) == law
    assert judge_law(commission) != law
    assert list_rule_changes(commission, law) == [
        "The rule “contract-by-competition” differs from the one in this version of Wholeplace.",
        "The rule “equality-duty” differs from the one in this version of Wholeplace.",
        "The rule “law-of-2027” speaks in this version of Wholeplace, and did not then.",
    ]


def test_a_record_holds_when_a_threshold_has_changed(monkeypatch):
    """The file's own figure counts, for shipped rules and for the place's own."""
    commission, law = publish(model="grant", value_pounds=315_000)
    monkeypatch.setattr(
        "wholeplace.casefile.law.find_figures", lambda rule, *_: dict.fromkeys(rule.parameter_ids, 1.0)
    )
    assert rejudge_law(commission, law) == law
    assert (
        "By the rules of this version, the option “a” would be take-advice instead of available."
        in list_rule_changes(commission, law)
    )


def test_an_altered_answer_is_not_what_its_rules_give():
    """Changing the status, a finding or a figure shows."""
    commission, law = publish(model=FIRM, service="children-social-care", is_for_profit=True)
    for change in ("status", "findings"):
        altered = copy.deepcopy(law)
        altered["options"]["a"][change] = "available" if change == "status" else []
        assert rejudge_law(commission, altered) != altered


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"rules": "none"}, "results.law.rules"),
        ({"rules": [{}]}, "results.law.rules.0.id"),
        ({"figures": []}, ""),
        ({"figures": ["x"]}, "results.law.figures"),
        ({"figures": {"equality-duty": 3}}, "results.law.figures"),
        ({"figures": {"equality-duty": {"x": "3"}}}, "results.law.figures.equality-duty.x"),
    ],
)
def test_recorded_rules_that_cannot_be_used_are_refused_with_their_path(change, path):
    """A tampered record gets one sentence; an empty list of figures is none."""
    commission, law = publish()
    if not path:
        assert rejudge_law(commission, {**law, **change})["options"] == law["options"]
        return
    with pytest.raises(InvalidInput) as refused:
        rejudge_law(commission, {**law, **change})
    assert refused.value.path == path


# --- what nobody should write ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"as_at": None}, "commission.as_at"),
        ({"as_at": "24/11/2026"}, "commission.as_at"),
        ({"as_at": "2026-02-30"}, "commission.as_at"),
        ({"as_at": 20261124}, "commission.as_at"),
        ({"body_kind": "parish"}, "commission.place.body_kind"),
        ({"body_kind": ["council"]}, "commission.place.body_kind"),
        ({"service": "dragons"}, "commission.service"),
        ({"value_pounds": "lots"}, "commission.value_pounds"),
        ({"value_pounds": -1}, "commission.value_pounds"),
        ({"value_pounds": float("nan")}, "commission.value_pounds"),
        ({"value_pounds": True}, "commission.value_pounds"),
        ({"starts_on": "soon"}, "commission.starts_on"),
        ({"is_exempt": "no"}, "commission.is_exempt"),
        ({"affects_staff": 1}, "commission.affects_staff"),
        ({"place": "Calderwick"}, "commission.place"),
        ({"options": {"a": {}}}, "commission.options"),
        ({"options": ["a"]}, "commission.options.0"),
        ({"options": [{"model": "grant"}]}, "commission.options.0.id"),
        ({"options": [{"id": "a"}, {"id": "a"}]}, "commission.options.1.id"),
        ({"model": "magic"}, "commission.options.a.model"),
        ({"is_for_profit": "yes"}, "commission.options.a.is_for_profit"),
        ({"term_years": "five"}, "commission.options.a.term_years"),
        ({"options": [{"id": "a", "advice": "go ahead"}]}, "commission.options.a.advice"),
        (
            {"options": [{"id": "a", "advice": {**ADVICE, "status": "fine"}}]},
            "commission.options.a.advice.status",
        ),
        (
            {"options": [{"id": "a", "advice": {**ADVICE, "on": "yesterday"}}]},
            "commission.options.a.advice.on",
        ),
        ({"place": {"rules": "none"}}, "commission.place.rules"),
        ({"place": {"rules": [{**OWN, "id": "power-in-house"}]}}, "commission.place.rules.0.id"),
        ({"place": {"rules": [OWN, OWN]}}, "commission.place.rules"),
        (
            {"place": {"rules": [{**OWN, "when": {"model": ["magic"]}}]}},
            "commission.place.rules.0.when.model.0",
        ),
        ({"place": {"rules": [{**OWN, "status": "X"}]}}, "commission.place.rules.0.status"),
    ],
)
def test_a_wrong_fact_is_refused_with_its_path(change, path):
    """One sentence that names the field, the value and what to do."""
    commission = make(**change)
    commission.update({name: value for name, value in change.items() if name in ("options", "place")})
    with pytest.raises(InvalidInput) as refused:
        judge_law(commission)
    assert refused.value.path == path
    assert "\n" not in str(refused.value)


@given(
    st.dictionaries(
        st.sampled_from([*sorted(COMMISSION_FACTS - {"as_at"}), "options", "place"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=3),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_any_rubbish_gets_an_answer_or_one_sentence(rubbish):
    """A published file that was tampered with never crashes the check."""
    with contextlib.suppress(InvalidInput):
        assert judge_law({"as_at": "2026-11-24", **rubbish})["public_interest_test"]


def test_every_fact_has_words_for_a_reader():
    """No reader meets a field name in a sentence."""
    assert set(FACT_WORDS) == (COMMISSION_FACTS | OPTION_FACTS | {"threshold"}) - {"as_at"}
    assert set(get_args(ServiceFunction)) >= {"children-social-care", "other"}
