"""Each principle is met, not yet met, overridden or not recorded, and says why in plain words."""

import copy
import datetime as dt
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casefile.cases import make_case
from tests.casefile.records import RECORD, appraise_small, make_law, make_record
from tests.casefile.test_commission import JUNK
from wholeplace.casefile.principles import CODES, judge_principles, list_reasons_against_best, may_say_best
from wholeplace.foundations.vocabulary import PrincipleCode

DESIGN_ORDER = list(get_args(PrincipleCode))
STATUSES = {"met", "not-yet", "overridden", "not-recorded"}


@pytest.fixture(scope="module")
def appraisal() -> dict[str, Any]:
    return appraise_small().result


def judge(
    appraisal: dict | None, law: dict | None = None, case: dict | None = None, **changes: Any
) -> dict[str, dict]:
    record = make_record(**changes)
    found = judge_principles(record, appraisal, law or make_law(record), case=case or make_case())
    return {one["code"]: one for one in found}


def test_all_are_judged_in_the_published_order(appraisal: dict) -> None:
    found = judge(appraisal)
    assert list(found) == DESIGN_ORDER == list(CODES)
    assert all(set(one) == {"code", "title", "status", "why", "override"} for one in found.values())


def test_the_guide_tells_every_principle(root: Path) -> None:
    guide = (root / "docs" / "principles.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([a-z]+-[a-z-]+|lawful|reviewed)`", guide)) >= set(CODES)


def test_a_commission_in_which_all_is_as_it_should_be_meets_all(appraisal: dict) -> None:
    assert {code: one["why"] for code, one in judge(appraisal).items() if one["status"] != "met"} == {}


def test_an_empty_record_meets_none_and_says_what_is_missing() -> None:
    found = judge_principles({"as_at": "2027-05-03"}, None, {})
    assert {one["code"] for one in found if one["status"] == "not-recorded"} == {
        "boundary-kept",
        "outcomes-not-inputs",
        "open-to-social-sector",
    }
    assert {one["status"] for one in found} == {"not-yet", "not-recorded"}
    assert all(one["why"].endswith(".") for one in found)


def override(code: str, **changes: Any) -> dict[str, Any]:
    whole = {
        "principle": code,
        "reason": "Winter comes",
        "name": "Cllr Ada Moss",
        "office": "Leader",
        "on": "2026-10-10",
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("need-first", {"needs": []}, "No need is cited yet"),
    ("need-first", {"needs__0__evidence": []}, "No cited need has evidence yet"),
    ("need-first", {"needs__0__evidence": [{"title": " "}]}, "No cited need has evidence yet"),
    (
        "need-first",
        {"needs__0__recorded_on": None},
        "day on which a need with evidence was recorded is missing",
    ),
    ("need-first", {"needs__0__recorded_on": "2026-03-05"}, "“Council kitchen” came before the first need"),
    ("in-house-benchmark", {"options__1__in_house_comparator": False}, "No in-house comparator is named"),
    ("in-house-benchmark", {"options__1__model": "council-company"}, "is not in-house"),
    ("in-house-benchmark", {"options__1__id": "kitchen", "decision__option": "kitchen"}, "is not costed yet"),
    (
        "in-house-benchmark",
        {"decision__option": "contract", "decision__reasons": ""},
        "not said why “Council kitchen” was not chosen",
    ),
    (
        "users-heard",
        {"involvement__0__group": "providers"},
        "not recorded yet how the people who use the service",
    ),
    ("users-heard", {"involvement__0__people_reached": 0}, "does not say how many people"),
    ("users-heard", {"involvement__0__method": ""}, "does not say how."),
    ("users-heard", {"involvement__0__held_on": "2027-06-01"}, "does not say when"),
    ("users-heard", {"involvement__0__themes": []}, "does not say what they said"),
    (
        "users-heard",
        {"involvement__0__themes__1__response": ""},
        "1 theme from the people who use the service has no",
    ),
    ("community-heard", {"involvement__1__group": "users"}, "how the community were heard"),
    ("staff-heard", {"involvement__2__group": "users"}, "how the staff were heard"),
    (
        "staff-heard",
        {"involvement__2__themes__0__response": None},
        "1 theme from the staff has no answer yet",
    ),
    ("sector-neutral", {"options": []}, "No option is on the longlist"),
    ("sector-neutral", {"options__2__dropped_reason": ""}, "dropped without a reason: “Do minimum”"),
    (
        "sector-neutral",
        {"options__3__answer_reason": None},
        "refused without a reason: “Neighbours who cook”",
    ),
    (
        "sector-neutral",
        {"options__0__factors": {}},
        "not judged on every critical success factor: “Contract”",
    ),
    (
        "sector-neutral",
        {"options__3__answer": None, "options__3__status": "longlisted"},
        "still waiting for an answer: “Neighbours who cook”",
    ),
    ("sector-neutral", {"options__2__status": "shortlisted"}, "on the shortlist, but not in the appraisal"),
    (
        "boundary-kept",
        {"boundary_breaches": [{"option": "in-house", "boundary": "No profit from hunger"}]},
        "“Council kitchen” would break the boundary “No profit from hunger”",
    ),
    (
        "outcomes-not-inputs",
        {"specification_check__findings": [{"finding": "Two vans"}]},
        "1 of its 1 findings has no",
    ),
    ("outcomes-not-inputs", {"specification_check__done_on": None}, "has not been done yet"),
    (
        "outcomes-not-inputs",
        {"specification_check": None, "specification_checked": False},
        "has not been checked",
    ),
    (
        "open-to-social-sector",
        {"barrier_check__findings__0__answer": " "},
        "1 of its 1 findings has no answer",
    ),
    ("nothing-predetermined", {"consultations": []}, "No consultation is recorded yet"),
    ("nothing-predetermined", {"consultations__0__closes_on": "2027-05-03"}, "is open until 3 May 2027"),
    ("nothing-predetermined", {"consultations__0__closes_on": None}, "has no closing date yet"),
    ("nothing-predetermined", {"consultations__0__still_open": ""}, "not said what was still open"),
    ("nothing-predetermined", {"equality": None}, "Equality has not been assessed yet"),
    (
        "nothing-predetermined",
        {"recommendation__on": "2026-08-24"},
        "The recommendation of 24 August 2026 was made before the consultation closed",
    ),
    (
        "nothing-predetermined",
        {"decision__decided_on": "2026-08-31"},
        "was made before equality was assessed",
    ),
    ("grant-considered", {"grant_considered": None}, "not recorded yet that a grant was considered"),
    (
        "grant-considered",
        {"grant_considered__considered": False},
        "not recorded yet that a grant was considered",
    ),
    (
        "grant-considered",
        {"grant_considered__reason": ""},
        "The reason for this route, and not another, is missing",
    ),
    ("equality-assessed", {"equality__assessed_on": None}, "Equality has not been assessed"),
    ("equality-assessed", {"equality__assessed_on": "2028-01-01"}, "Equality has not been assessed"),
    ("equality-assessed", {"equality__effects": []}, "names no groups yet"),
    ("equality-assessed", {"equality__effects__0__baseline": ""}, "The baseline is missing for Older people"),
    ("no-cost-shunting", {"compensations": []}, "worse off on average: NHS (£"),
    ("no-cost-shunting", {"compensations__0__agreed_with": ""}, "No agreed compensation is recorded"),
    ("no-cost-shunting", {"compensations__0__on": None}, "No agreed compensation is recorded"),
    ("no-cost-shunting", {"compensations__0__option": "contract"}, "No agreed compensation is recorded"),
    ("no-cost-shunting", {"recommendation": None, "decision": None}, "No option has been recommended yet"),
    (
        "no-cost-shunting",
        {"decision__option": "do-minimum"},
        "has not been appraised, so nobody knows who loses",
    ),
    ("options-kept-open", {"recommendation": None, "decision": None}, "No option has been recommended yet"),
    ("options-kept-open", {"decision__option": "do-minimum"}, "would lock in has not been worked out"),
    (
        "options-kept-open",
        {"place__lock_in_limit_share": 0.1, "decision__option": "contract"},
        "over the place’s limit of 10%, and no reason is recorded",
    ),
    ("ownership-known", {"awards": []}, "Nothing has been awarded yet"),
    ("ownership-known", {"awards__0__option": "contract"}, "1 of the 1 awards do not say who provides"),
    (
        "ownership-known",
        {"awards__0__provider": {"name": "Meals Ltd"}},
        "not stated yet who owns “Meals Ltd”",
    ),
    ("interests-declared", {"evaluators": [], "decision": None}, "Nobody is named yet who scores or decides"),
    ("interests-declared", {"declarations": []}, "from Cllr Ada Moss, Cllr Ben Reed and Dr Cy Lane"),
    ("interests-declared", {"declarations__2__expires_on": "2027-05-02"}, "from Dr Cy Lane"),
    ("interests-declared", {"declarations__0__expires_on": "2026-10-09"}, "from Cllr Ada Moss"),
    ("interests-declared", {"declarations__0__declared_on": "2026-10-11"}, "from Cllr Ada Moss"),
    ("interests-declared", {"declarations__0__has_interest": True}, "from Cllr Ada Moss"),
    ("interests-declared", {"declarations__0__has_interest": None}, "from Cllr Ada Moss"),
    ("reviewed", {"review": None}, "No review date is set yet"),
    ("reviewed", {"review__triggers": []}, "Nothing is named yet that would bring the review forward"),
    ("reviewed", {"review__on": "2027-05-02"}, "The review of 2 May 2027 is overdue"),
]


@pytest.mark.parametrize(("code", "changes", "words"), CASES)
def test_what_is_missing_is_not_yet_met_and_named(
    code: str, changes: dict, words: str, appraisal: dict
) -> None:
    one = judge(appraisal, **changes)[code]
    assert one["status"] == "not-yet"
    assert words in one["why"]
    assert one["override"] is None


def test_the_table_holds_every_principle() -> None:
    assert {code for code, _, _ in CASES} | {"lawful"} == set(CODES)


@pytest.mark.parametrize(
    ("statuses", "changes", "words"),
    [
        ({"contract": "unavailable"}, {}, "“Contract” cannot lawfully be chosen"),
        ({"in_house": "take-advice"}, {}, "take advice on “Council kitchen”"),
        ({}, {"options__0__advice": {"status": "unavailable"}}, "“Contract” cannot lawfully be chosen"),
        (
            {"do_minimum": "unavailable"},
            {"decision__option": "do-minimum"},
            "“Do minimum” cannot lawfully be chosen",
        ),
        ({}, {"options": []}, "No option is on the longlist yet"),
    ],
)
def test_only_lawful_routes_are_compared(statuses: dict, changes: dict, words: str, appraisal: dict) -> None:
    record = make_record(**changes)
    one = judge(appraisal, make_law(record, **statuses), **changes)["lawful"]
    assert one["status"] == "not-yet"
    assert words in one["why"]


def test_an_option_that_nobody_judged_or_without_a_source_is_named(appraisal: dict) -> None:
    law = make_law(RECORD)
    del law["options"]["contract"]
    law["options"]["in-house"]["findings"][0]["source"] = ""
    why = judge(appraisal, law)["lawful"]["why"]
    assert "not been looked at for “Contract”" in why
    assert "without a source is used for “Council kitchen”" in why


def test_advice_settles_what_the_rules_leave_open_and_a_dropped_option_does_not_matter(
    appraisal: dict,
) -> None:
    changes = {
        "options__1__advice": {"status": "available", "reason": "r", "by": "Legal", "on": "2026-08-01"}
    }
    law = make_law(RECORD, in_house="take-advice", do_minimum="unavailable", contract="take-advice")
    assert judge(appraisal, law, **changes)["lawful"]["status"] == "met"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (
            "need-first",
            {"options__0__proposed_on": "2026-01-01"},
        ),  # today's arrangement is older than any need
        ("in-house-benchmark", {"decision__option": "contract", "decision__refused": []}),  # with reasons
        ("users-heard", {"involvement__0__group": "carers"}),
        ("staff-heard", {"involvement__2__group": "unions"}),
        ("staff-heard", {"involvement__2__group": "users", "affects_staff": False}),
        ("sector-neutral", {"options__3__proposed_as": None}),
        ("boundary-kept", {"boundary_breaches": [{"option": "do-minimum", "boundary": "x"}]}),  # dropped
        ("outcomes-not-inputs", {"specification_check": None, "specification_checked": True}),
        ("nothing-predetermined", {"decision__decided_on": "2026-09-01", "recommendation__on": "2026-09-01"}),
        ("nothing-predetermined", {"route": "light", "consultations": []}),
        ("no-cost-shunting", {"compensations__0__option": None}),  # agreed for every option
        ("options-kept-open", {"place__lock_in_limit_share": None}),
        (
            "options-kept-open",
            {
                "place__lock_in_limit_share": 0.1,
                "decision__option": "contract",
                "lock_in_justification": "Vans",
            },
        ),
        (
            "ownership-known",
            {"awards__0__provider": {"name": "M", "ownership_statement": "Owned by its cooks"}},
        ),
        (
            "interests-declared",
            {"declarations__0__has_interest": True, "declarations__0__interest": "A cousin cooks"},
        ),
        ("interests-declared", {"declarations__0__name": "cllr  ADA moss"}),
        ("reviewed", {"review__on": "2027-05-03"}),  # on the day it is not overdue
    ],
)
def test_what_is_good_enough_is_met(code: str, changes: dict, appraisal: dict) -> None:
    one = judge(appraisal, **changes)[code]
    assert (one["status"], one["code"]) == ("met", code), one["why"]


def test_costs_that_only_the_in_house_comparator_lacks_are_named(appraisal: dict) -> None:
    pension = {"name": "Pensions", "agency": "council", "category": "pensions", "amount": 5, "years": [0, 2]}
    case = make_case()
    case["options"][0]["costs"].append(pension)
    one = judge(appraisal, case=case)["in-house-benchmark"]
    assert one["status"] == "not-yet"
    assert "lacks costs that other options have: pensions" in one["why"]


def test_a_provider_that_loses_its_trade_is_no_cost_shunting(appraisal: dict) -> None:
    case = make_case(agencies__1__kind="provider")
    assert judge(appraisal, case=case, compensations=[])["no-cost-shunting"]["status"] == "met"


def test_an_override_by_a_named_person_is_shown_with_what_is_still_missing(appraisal: dict) -> None:
    one = judge(appraisal, review=None, overrides=[override("reviewed")])["reviewed"]
    assert one["status"] == "overridden"
    assert "No review date" in one["why"]
    assert one["override"] == {
        key: value for key, value in override("reviewed").items() if key != "principle"
    }


@pytest.mark.parametrize("key", ["name", "office", "reason", "on"])
@pytest.mark.parametrize("value", [None, ""])
def test_an_override_without_name_office_reason_or_date_does_not_count(
    key: str, value: Any, appraisal: dict
) -> None:
    one = judge(appraisal, review=None, overrides=[override("reviewed", **{key: value})])["reviewed"]
    assert (one["status"], one["override"]) == ("not-yet", None)


def test_an_override_that_lies_ahead_or_is_of_another_principle_does_not_count(appraisal: dict) -> None:
    rows = [override("reviewed", on="2027-05-04"), override("lawful")]
    assert judge(appraisal, review=None, overrides=rows)["reviewed"]["status"] == "not-yet"


def test_an_override_of_what_is_met_or_not_recorded(appraisal: dict) -> None:
    rows = [override("reviewed"), override("boundary-kept")]
    found = judge(appraisal, boundary_breaches=None, overrides=rows)
    assert found["reviewed"]["status"] == "met"
    assert found["boundary-kept"]["status"] == "overridden"


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"as_at": "2026-08-24"}, False),
        ({"as_at": "2026-08-31"}, False),  # closed, but equality is not assessed
        ({"as_at": "2026-09-01"}, True),
        ({"consultations__0__closes_on": None}, False),
        ({"consultations": [], "route": "full"}, False),
        ({"consultations": [], "route": "light"}, True),
        ({"equality__assessed_on": None}, False),
    ],
)
def test_best_is_said_only_after_consultation_and_equality(changes: dict, may: bool) -> None:
    record = make_record(**changes)
    assert may_say_best(record) is may
    assert bool(list_reasons_against_best(record)) is not may


def test_every_consultation_must_have_closed() -> None:
    record = make_record()
    record["consultations"].append({"title": "Second", "closes_on": "2027-06-01"})
    assert list_reasons_against_best(record) == ["The consultation “Second” is open until 1 June 2027."]


@given(st.sampled_from(sorted(RECORD)), JUNK, st.sampled_from([None, {}, {"options": {"in-house": []}}]))
def test_junk_in_a_record_never_stops_judging(name: str, junk: object, appraisal: dict | None) -> None:
    """Drafts are judged while they are written: whatever stands there, every principle has an answer."""
    found = judge_principles(
        make_record() | {name: junk}, appraisal, {"options": junk} if name == "title" else {}
    )
    assert [one["code"] for one in found] == list(CODES)
    assert all(one["status"] in STATUSES and one["why"] for one in found)


def test_judging_changes_nothing_and_takes_dates_as_dates(appraisal: dict) -> None:
    record, law = make_record(), make_law(RECORD)
    before = copy.deepcopy((record, appraisal, law))
    found = judge_principles(record, appraisal, law, case=make_case())
    assert (record, appraisal, law) == before
    dated = record | {"as_at": dt.date(2027, 5, 3), "review": {"on": dt.date(2028, 3, 31), "triggers": ["x"]}}
    assert judge_principles(dated, appraisal, law, case=make_case()) == found


def test_reasons_are_short_plain_sentences(appraisal: dict) -> None:
    for _, changes, _ in CASES:
        for one in judge(appraisal, **changes).values():
            assert one["why"][0].isupper() or one["why"][0] in "“1234567890", one["why"]
            assert re.fullmatch(r"[^\n]{10,400}[.]", one["why"]), one["why"]
            assert "None" not in one["why"]
