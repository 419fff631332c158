"""A part may be withheld for a time: committed to now, verified as withheld, and in full once released."""

import json

import pytest

from tests.casefile.cases import make_case
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.record import build_case_file
from wholeplace.casefile.verify import verify_case_file
from wholeplace.casefile.withholding import (
    DoesNotMatchCommitment,
    commit_value,
    list_sealed,
    release_parts,
    withhold_parts,
)
from wholeplace.foundations.errors import InvalidInput

PRICE = {"part": "options.contract.costs.0.amount", "reason": "commercial", "until": "2027-06-01"}
STORY = {"part": "options.in-house.summary", "reason": "personal"}
RESULT = {"part": "results.appraisal.options.contract.cash", "reason": "commercial"}


def build(*withheld: dict) -> dict:
    case = make_case(options__1__summary="A person's story") | {"withheld": list(withheld)}
    return build_case_file(appraise_document(case))


def plain(value: dict) -> dict:
    return json.loads(write_json(value))


def test_a_withheld_part_is_not_in_the_public_file_and_is_said_to_be_withheld() -> None:
    full = build(PRICE)
    public = write_json(withhold_parts(full))
    assert '"pert"' not in public.split('"options"')[1].split('"benefits"')[0]
    assert full["withheld"][0]["salt"] not in public
    found = verify_case_file(public)
    assert found.holds
    assert any("is withheld until 2027-06-01: commercial" in note for note in found.notes)
    assert any("cannot be recomputed while" in note for note in found.notes)


def test_without_a_date_a_part_is_withheld_until_further_notice() -> None:
    found = verify_case_file(write_json(withhold_parts(build(STORY))))
    assert any("until further notice: personal" in note for note in found.notes)


def test_once_released_the_file_verifies_in_full_with_the_same_chain() -> None:
    full = plain(build(PRICE, STORY, RESULT))
    public, sealed = plain(withhold_parts(full)), plain(list_sealed(full))
    assert public["events"] == full["events"]
    released = release_parts(public, sealed)
    assert released == full
    found = verify_case_file(write_json(released))
    assert found.holds
    assert sum("is what was committed to" in note for note in found.notes) == 3
    assert any("recomputed" in note for note in found.notes)


def test_one_part_can_be_released_before_another() -> None:
    full = plain(build(PRICE, STORY))
    public, sealed = plain(withhold_parts(full)), plain(list_sealed(full))
    sealed["parts"] = [part for part in sealed["parts"] if part["part"] == STORY["part"]]
    found = verify_case_file(write_json(release_parts(public, sealed)))
    assert found.holds
    assert any("is withheld until" in note for note in found.notes)
    assert any("is what was committed to" in note for note in found.notes)


def test_another_value_cannot_be_released_in_its_place() -> None:
    full = plain(build(PRICE))
    public, sealed = plain(withhold_parts(full)), plain(list_sealed(full))
    sealed["parts"][0]["value"] = 1
    with pytest.raises(DoesNotMatchCommitment, match="not the part that was committed to"):
        release_parts(public, sealed)


def test_a_changed_released_part_is_found() -> None:
    full = plain(build(PRICE))
    full["case"]["options"][0]["costs"][0]["amount"] = {"pert": [90, 100, 131]}
    assert "is not what was committed to" in verify_case_file(write_json(full)).findings[0]


def test_a_changed_reason_commitment_or_date_is_found() -> None:
    for key, value in (
        ("reason", "shy"),
        ("until", "2030-01-01"),
        ("commitment", "0" * 64),
        ("part", STORY["part"]),
    ):
        public = plain(withhold_parts(build(PRICE)))
        public["withheld"][0][key] = value
        assert not verify_case_file(write_json(public)).holds


def test_salts_differ_so_that_equal_values_cannot_be_told() -> None:
    assert build(PRICE)["withheld"][0]["salt"] != build(PRICE)["withheld"][0]["salt"]
    assert commit_value(1, "a") != commit_value(1, "b")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("options.nobody.costs.0.amount", "has no “nobody”"),
        ("options.contract.costs.9.amount", "has no “9”"),
        ("options", "not a whole section"),
        ("options.contract.costs.0.amount.pert.0.x", "has no “x”"),
    ],
)
def test_a_part_that_is_not_there_is_refused(part: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        build({"part": part, "reason": "x"})


def test_releasing_with_the_wrong_file_is_refused() -> None:
    public = plain(withhold_parts(build(PRICE)))
    with pytest.raises(InvalidInput, match="not a file of sealed parts"):
        release_parts(public, {"format": "x"})
    other = {"format": "wholeplace-sealed-parts", "parts": [{"part": "options.x", "salt": "", "value": 1}]}
    with pytest.raises(InvalidInput, match="does not withhold"):
        release_parts(public, other)
    empty = {"format": "wholeplace-sealed-parts", "parts": [{"part": PRICE["part"]}]}
    with pytest.raises(InvalidInput, match="part, salt and value"):
        release_parts(public, empty)
