"""Beside what is withheld, a record is held to the same form and rules; the withheld place itself to none."""

import copy
import json
from typing import Any

import pytest

from tests.casefile.test_commission_file import (
    AMOUNT,
    PRICE,
    PROVIDER,
    THEME,
    change,
    publish,
    rehash,
)
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.commission.beside import check_inputs_beside, check_record_beside
from wholeplace.casefile.verify import verify_case_file
from wholeplace.foundations.errors import InvalidInput

INTEREST = {"part": "commission.declarations.0.name", "reason": "personal"}
WISHES = {"theme": THEME, "price": PRICE, "weaknesses": PROVIDER, "interest": INTEREST}
OPTION = {"part": "commission.options.contract", "reason": "commercial"}
FACTOR = {"part": "commission.critical_success_factors.0", "reason": "commercial"}
MOVE = {"part": "commission.moves.0", "reason": "personal"}


def find(public: dict[str, Any]) -> list[str]:
    return verify_case_file(rehash(public)).findings


def check(public: dict[str, Any]) -> None:
    check_record_beside(public["commission"], public["case"])


@pytest.mark.parametrize(
    "wish", [*WISHES.values(), OPTION, FACTOR, MOVE], ids=[*WISHES, "option", "factor", "move"]
)
def test_what_is_withheld_is_no_problem_of_form(wish: dict[str, Any]) -> None:
    _, public = publish(wish)
    check(public)


@pytest.mark.parametrize("wish", WISHES.values(), ids=list(WISHES))
@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("commission", "stage"), "beginning", "commission.stage must be one of"),
        (("commission", "involvement", 0, "people_reached"), -4, "commission.involvement.0.people_reached"),
        (
            ("commission", "involvement", 0, "themes", 0, "count"),
            "many",
            "commission.involvement.0.themes.0.count",
        ),
        (("commission", "surprise"), 1, "commission.surprise"),
        (("commission", "as_at"), "soon", "commission.as_at"),
        (("commission", "title"), "", "commission.title"),
    ],
    ids=["word", "range", "type", "key", "date", "empty"],
)
def test_what_does_not_hold_beside_it_is_found(
    wish: dict[str, Any], path: tuple[Any, ...], value: Any, words: str
) -> None:
    _, public = publish(wish)
    found = find(change(public, path, value))
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("wish", WISHES.values(), ids=list(WISHES))
def test_what_is_missing_beside_it_is_found(wish: dict[str, Any]) -> None:
    _, public = publish(wish)
    broken = copy.deepcopy(public)
    del broken["commission"]["involvement"][0]["group"]
    assert "commission.involvement.0.group is required" in find(broken)[0]


@pytest.mark.parametrize("wish", WISHES.values(), ids=list(WISHES))
def test_a_rule_between_values_is_applied_beside_it(wish: dict[str, Any]) -> None:
    _, public = publish(wish)
    first = public["commission"]["consultations"][0]
    turned = change(public, ("commission", "consultations", 0, "closes_on"), "1999-01-01")
    assert first["opens_on"] > "1999-01-01"
    assert "commission.consultations.0.closes_on must not be before opens_on" in find(turned)[0]


def test_a_place_after_a_withheld_member_is_named_as_it_stands_in_the_file() -> None:
    _, public = publish({"part": "commission.involvement.0", "reason": "personal"})
    assert len(public["commission"]["involvement"]) > 1
    late = change(public, ("commission", "involvement", 1, "themes", 0, "responded_on"), "2150-01-01")
    with pytest.raises(InvalidInput, match=r"commission\.involvement\.1\.themes\.0\.responded_on"):
        check(late)


def test_who_points_at_a_withheld_option_is_not_accused() -> None:
    _, public = publish(OPTION)
    check(public)
    open_one = json.loads(write_json(publish()[1]))
    wrong = change(open_one, ("commission", "recommendation", "option"), "nobody")
    with pytest.raises(InvalidInput, match="nobody"):
        check(wrong)


def test_more_beside_a_stand_in_is_not_tolerated() -> None:
    """Only the exact form of a withheld place counts as one."""
    _, public = publish(THEME)
    themes = public["commission"]["involvement"][0]["themes"]
    themes[1] = {**themes[1], "theme": "also this"}
    with pytest.raises(InvalidInput, match="withheld"):
        check(public)


def test_the_other_inputs_are_checked_while_one_is_withheld() -> None:
    _, public = publish(AMOUNT)
    check_inputs_beside(public["case"])
    for path, value, words in (
        (("case", "case", "horizon_years"), "long", "case.horizon_years"),
        (("case", "options", 0, "costs", 0, "years"), [5], "costs.0.years"),
        (("case", "agencies", 0, "kind"), "club", "agencies"),
    ):
        found = find(change(copy.deepcopy(public), path, value))
        assert len(found) == 1, path
        assert words in found[0]


def test_the_notes_say_what_was_checked() -> None:
    _, public = publish(THEME)
    notes = verify_case_file(write_json(public)).notes
    assert "The form of the record was checked, but for what is withheld in it." in notes
    _, public = publish(AMOUNT)
    assert any(
        "the form of the other inputs was checked" in one
        for one in verify_case_file(write_json(public)).notes
    )
