"""The record of a commission is read strictly: what does not hold is refused in one plain sentence."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casefile.cases import make_case
from tests.casefile.commissions import COMMISSION
from tests.casefile.records import make_record
from wholeplace.casefile.commission import compare_with_case, read_commission
from wholeplace.foundations.errors import InvalidInput

LEAST = {
    "as_at": "2026-11-24",
    "place": {"slug": "p", "name": "P", "body_kind": "council"},
    "slug": "c",
    "title": "C",
    "route": "light",
    "stage": "need",
}


def test_a_whole_record_is_read() -> None:
    commission = read_commission(make_record())
    assert commission.options[1].in_house_comparator
    assert commission.consultations[0].closes_on == dt.date(2026, 8, 24)
    assert read_commission(COMMISSION).decision.members[1].vote == "against"


def test_what_was_not_recorded_may_be_absent_none_or_empty() -> None:
    least = read_commission(LEAST)
    assert (least.needs, least.decision, least.boundary_breaches) == ([], None, None)
    names = [name for name in type(least).model_fields if name not in LEAST]
    empty = {name: [] for name in names if isinstance(getattr(least, name), list)}
    assert read_commission(dict.fromkeys(names) | LEAST | empty) == least
    assert read_commission(LEAST | {"question": "", "decision": {}}).decision is not None


@pytest.mark.parametrize("name", LEAST)
def test_what_must_be_there_is_asked_for(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"commission.{name} is required, but is missing"):
        read_commission({key: value for key, value in LEAST.items() if key != name})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"titel": "x"}, "commission.titel is not a known key; did you mean title?"),
        (
            {"options__1__factrs": {}},
            "commission.options.in-house.factrs is not a known key; did you mean factors?",
        ),
        ({"involvement__0__themes__1__cout": 3}, "commission.involvement.0.themes.1.cout is not a known key"),
        ({"decision__members__0__age": 40}, "commission.decision.members.0.age is not a known key"),
        (
            {"options__0__model": "in-hose"},
            "commission.options.contract.model must be one of .*'fund-voice', but is",
        ),
        ({"stage": "later"}, "commission.stage must be one of"),
        ({"involvement__0__group": "friends"}, "commission.involvement.0.group must be one of"),
        ({"value_pounds": "many"}, "commission.value_pounds must be a number, but is “many”"),
        ({"value_pounds": -1}, "commission.value_pounds must be 0 or more, but is -1"),
        ({"value_pounds": float("nan")}, "must be a finite number"),
        ({"place__lock_in_limit_share": 2}, "lock_in_limit_share must be 1 or less, but is 2"),
        ({"involvement__0__people_reached": 4.5}, "people_reached must be a whole number"),
        ({"affects_staff": "yes"}, "commission.affects_staff must be true or false, but is “yes”"),
        ({"options": {}}, "commission.options must be a list, but is a table"),
        ({"decision": []}, "commission.decision must be a table"),
        ({"title": ""}, "commission.title must not be empty"),
        ({"title": "a\x00b"}, "control character U\\+0000"),
        ({"question": "x" * 100_001}, "commission.question must have at most 100,000 characters"),
        ({"slug": "a b"}, "commission.slug must be an id"),
        ({"review__on": "2028-02-30"}, "commission.review.on must be a date such as 2027-04-01"),
        ({"review__on": "1066-10-14"}, "commission.review.on must be a date from 1900 to 2200"),
        (
            {"options__1__id": "contract"},
            "options.contract.id must be given once, but “contract” is given twice",
        ),
        ({"critical_success_factors__1__id": "warm"}, "“warm” is given twice"),
        ({"outcomes": [{"id": "a"}, {"id": "a"}]}, "“a” is given twice"),
        (
            {"needs": [{"number": 3}, {"number": 3}]},
            "needs.1.number must be given once, but 3 is given twice",
        ),
        ({"options__0__in_house_comparator": True}, "must be true for one option at most"),
        (
            {"options__0__factors": {"wam": {"meets": "yes"}}},
            "unknown critical success factor, “wam”; did you mean warm",
        ),
        (
            {"recommendation__option": "kitchen"},
            "commission.recommendation.option names an unknown option, “kitchen”",
        ),
        (
            {"decision__option": "inhouse"},
            "decision.option names an unknown option, “inhouse”; did you mean in-house",
        ),
        ({"decision__refused__0__option": "x"}, "decision.refused.0.option names an unknown option"),
        ({"decision__refused__0__option": "in-house"}, "must be another option than the one that was chosen"),
        ({"awards__0__option": "x"}, "awards.0.option names an unknown option"),
        ({"equality__effects__0__option": "x"}, "equality.effects.0.option names an unknown option"),
        ({"compensations__0__option": "x"}, "compensations.0.option names an unknown option"),
        ({"boundary_breaches": [{"option": "x"}]}, "boundary_breaches.0.option names an unknown option"),
        (
            {"consultations__0__closes_on": "2026-05-01"},
            "closes_on must not be before opens_on \\(2026-06-01\\)",
        ),
        ({"declarations__0__expires_on": "2025-01-01"}, "expires_on must not be before declared_on"),
        ({"decision__call_in_ends_on": "2026-10-01"}, "call_in_ends_on must not be before decided_on"),
        ({"options__3__answered_on": "2026-03-09"}, "neighbours.answered_on must not be before proposed_on"),
        ({"awards__0__ends_on": "2027-01-01"}, "awards.0.ends_on must not be before starts_on"),
        ({"awards__0__break_dates": ["2031-01-01"]}, "break_dates.0 must not be after ends_on"),
        ({"awards__0__break_dates": ["2026-01-01"]}, "break_dates.0 must not be before starts_on"),
        ({"decision__decided_on": "2027-05-04"}, "decided_on must not be after as_at \\(2027-05-03\\)"),
        ({"recommendation__on": "2027-05-04"}, "recommendation.on must not be after as_at"),
        ({"needs__0__recorded_on": "2028-01-01"}, "needs.0.recorded_on must not be after as_at"),
        (
            {"moves__2__from": "options"},
            "commission.moves.2.from must be “debate”, where the move before led",
        ),
        ({"moves__2__on": "2026-01-01"}, "moves.2.on must not be before the move before it"),
        (
            {"stage": "review"},
            "commission.stage must be “delivery”, where the last move led, but is “review”",
        ),
        (
            {"overrides": [{"principle": "lawful", "reason": "r", "name": "n", "office": "o"}]},
            "overrides.0.on is required",
        ),
        (
            {
                "overrides": [
                    {"principle": "lawful", "reason": "", "name": "n", "office": "o", "on": "2026-01-01"}
                ]
            },
            "overrides.0.reason must not be empty",
        ),
        (
            {
                "overrides": [
                    {"principle": "law", "reason": "r", "name": "n", "office": "o", "on": "2026-01-01"}
                ]
            },
            "overrides.0.principle must be one of",
        ),
    ],
)
def test_what_does_not_hold_is_named_with_its_path(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        read_commission(make_record(**changes))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("commission")


@pytest.mark.parametrize("value", [None, 3, "x", [], [make_record()], True])
def test_what_is_no_table_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput, match="commission must be a table"):
        read_commission(value)


def test_a_review_that_lies_ahead_and_a_date_as_a_date_are_fine() -> None:
    assert read_commission(make_record(review__on=dt.date(2030, 1, 1))).review.on.year == 2030


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(make_record())), JUNK)
def test_junk_in_any_section_is_refused_in_words_or_read(name: str, junk: object) -> None:
    try:
        read_commission(make_record() | {name: junk})
    except InvalidInput as error:
        assert str(error).startswith("commission.")  # noqa: PT017
        assert "\n" not in repr(str(error))[1:-1]  # noqa: PT017


@pytest.mark.parametrize(
    ("changes", "case_changes", "words"),
    [
        (
            {"compensations__0__agency": "nsh"},
            {},
            "compensations.0.agency names an unknown agency, “nsh”; did you mean nhs",
        ),
        ({}, {"options__0__id": "mutual"}, "must list every option that was appraised, but lacks “mutual”"),
        (
            {"options__1__in_house_comparator": False},
            {},
            "commission.options.in-house.in_house_comparator must be the same",
        ),
    ],
)
def test_the_record_and_the_appraisal_speak_of_the_same(
    changes: dict, case_changes: dict, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        compare_with_case(read_commission(make_record(**changes)), make_case(**case_changes))


def test_a_record_that_fits_its_appraisal_is_accepted() -> None:
    compare_with_case(read_commission(make_record()), make_case())
    assert json.dumps(make_record())
