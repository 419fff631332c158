"""A case file holds when nobody touched it, and says where somebody did."""

import json

import pytest

from tests.casefile.cases import make_case
from tests.casefile.mutations import list_survivors
from wholeplace.casefile import history, verify
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.canonical import AlteredLiteral, NotReadableJson, read_json, write_json
from wholeplace.casefile.chain import append_event, event_hash
from wholeplace.casefile.record import build_case_file, hash_sections
from wholeplace.casefile.verify import NotACaseFile, find_difference, read_case_file, verify_case_file


@pytest.fixture(scope="module")
def text() -> str:
    return write_json(build_case_file(appraise_document(make_case())))


def rehash(case_file: dict) -> str:
    """Write a case file with a chain made anew: a forger who knows the rules."""
    sections = hash_sections(case_file)
    events: list = []
    for event in case_file["events"]:
        tops = {path.split(".")[0] for path in event["body"]["sections"]}
        body = {"sections": {path: value for path, value in sections.items() if path.split(".")[0] in tops}}
        events = append_event(events, kind=event["kind"], body=body)
    return write_json(case_file | {"events": events})


def test_an_untouched_file_holds_and_says_what_was_checked(text: str) -> None:
    found = verify_case_file(text)
    assert found.holds
    assert any("recomputed" in note for note in found.notes)
    assert any("unbroken" in note for note in found.notes)


def test_the_same_case_gives_the_same_bytes(text: str) -> None:
    assert write_json(build_case_file(appraise_document(make_case()))) == text


def test_another_layout_of_the_same_values_still_holds(text: str) -> None:
    assert verify_case_file(json.dumps(json.loads(text), separators=(",", ":"))).holds
    assert verify_case_file(json.dumps(json.loads(text), indent=4, sort_keys=True)).holds


def test_a_thousand_single_character_mutations_of_values_are_all_found(text: str) -> None:
    """Done when: every mutation of a value makes verification fail."""
    assert list_survivors(text, 1000, seed=20261122) == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_deleting_an_event_is_found(text: str, number: int) -> None:
    case_file = json.loads(text)
    del case_file["events"][number]
    assert not verify_case_file(write_json(case_file)).holds


def test_deleting_an_event_and_mending_the_chain_is_found(text: str) -> None:
    case_file = json.loads(text)
    events: list = []
    for event in case_file["events"][:2]:
        events = append_event(events, kind=event["kind"], body=event["body"])
    assert "but should be" in verify_case_file(write_json(case_file | {"events": events})).findings[0]


def test_reordering_events_is_found(text: str) -> None:
    case_file = json.loads(text)
    case_file["events"].reverse()
    assert "deleted, added or moved" in verify_case_file(write_json(case_file)).findings[0]


def test_an_event_changed_with_its_hash_breaks_the_next(text: str) -> None:
    case_file = json.loads(text)
    case_file["events"][0]["by"] = "somebody else"
    case_file["events"][0]["hash"] = event_hash(case_file["events"][0])
    assert "does not follow" in verify_case_file(write_json(case_file)).findings[0]


def test_a_result_forged_with_a_new_chain_is_found_by_recomputing(text: str) -> None:
    case_file = json.loads(text)
    case_file["results"]["appraisal"]["options"]["in-house"]["npsv"]["mean"] += 1
    found = verify_case_file(rehash(case_file))
    assert "results.appraisal.options.in-house.npsv.mean" in found.findings[0]
    assert "recomputing it gives" in found.findings[0]


def test_an_input_forged_with_a_new_chain_is_found_by_recomputing(text: str) -> None:
    case_file = json.loads(text)
    case_file["case"]["options"][1]["costs"][0]["amount"] = 94
    assert "is recorded as" in verify_case_file(rehash(case_file)).findings[0]


def test_a_parameter_forged_with_a_new_chain_is_found_by_recomputing(text: str) -> None:
    case_file = json.loads(text)
    grades = next(
        record for record in case_file["parameters"] if record["id"] == "evidence-grade-cost-uplift"
    )
    grades["table"][2]["share"] = 0.2
    assert not verify_case_file(rehash(case_file)).holds


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        (("case", "options", 1, "costs", 0, "amount"), 94, "“case.options.1.in-house.costs.0” was changed"),
        (("case", "options", 1, "name"), "Kitchen", "“case.options.1.in-house.name” was changed"),
        (("case", "case", "title"), "Meals", "“case.case” was changed"),
        (("parameters", 0, "unit"), "a month", "“parameters.0.evidence-grade-benefit-reduction” was changed"),
        (("computed_on", "python"), "2.7", "“computed_on” was changed"),
        (("results", "appraisal", "evpi"), 1.5, "“results.appraisal.evpi” is recorded as 1.5"),
        (
            ("results", "appraisal", "options", "contract", "npsv", "p10"),
            1.5,
            "contract.npsv.p10” is recorded as 1.5",
        ),
    ],
)
def test_what_was_changed_is_named(path: tuple, value: object, name: str, text: str) -> None:
    case_file = json.loads(text)
    here = case_file
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    assert name in verify_case_file(write_json(case_file)).findings[0]


def test_exchanged_lines_and_options_are_found(text: str) -> None:
    for path in (("case", "options"), ("case", "options", 1, "costs"), ("parameters",)):
        case_file = json.loads(text)
        here = case_file
        for step in path:
            here = here[step]
        here.reverse()
        assert not verify_case_file(write_json(case_file)).holds


def test_an_input_that_no_longer_holds_is_named(text: str) -> None:
    case_file = json.loads(text)
    case_file["case"]["case"]["horizon_years"] = 0
    assert "case.horizon_years must be 1 or more" in verify_case_file(rehash(case_file)).findings[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: file.pop("parameters"), "“parameters” is missing"),
        (lambda file: file.update(extra=1), "“extra” does not belong"),
        (lambda file: file.update(format="another"), "The format is “another”"),
        (lambda file: file.update(case=[]), "“case” is not of the right kind"),
        (lambda file: file.update(events=[]), "missing or empty"),
        (lambda file: file.update(events=[1, 2, 3]), "is not an event"),
        (lambda file: file["case"].update(extra=1), "“case.extra” was added"),
        (lambda file: file["case"].pop("outcomes"), "“case.outcomes” was removed"),
        (lambda file: file.update(withheld=[{"part": "options.contract.costs.0.amount"}]), "not usable"),
        (lambda file: file.update(withheld=[3]), "not usable"),
    ],
)
def test_a_file_out_of_shape_is_refused_in_words(text: str, change, words: str) -> None:
    case_file = json.loads(text)
    change(case_file)
    assert words in verify_case_file(write_json(case_file)).findings[0]


def test_an_engine_of_another_kind_or_newer_is_refused(text: str) -> None:
    case_file = json.loads(text)
    for engine in ("appraisal 99", "abacus", None):
        case_file["results"]["appraisal"]["engine"] = engine
        assert "newer or unknown engine" in verify_case_file(rehash(case_file)).findings[0]


def test_a_file_from_an_older_engine_says_what_changed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(history.ENGINE_CHANGES, 2, "EVPPI uses smaller bins")
    monkeypatch.setattr(verify, "describe_machine", lambda: {"engine": "appraisal 2"})
    found = verify_case_file(text)
    assert found.holds
    assert any("version 2: EVPPI uses smaller bins" in note for note in found.notes)


def test_a_difference_on_another_machine_names_the_versions(text: str) -> None:
    case_file = json.loads(text)
    case_file["computed_on"]["numpy"] = "1.0"
    case_file["results"]["appraisal"]["evpi"] += 1
    assert "numpy 1.0 (here" in verify_case_file(rehash(case_file)).findings[0]


def test_a_parameter_that_moved_on_since_is_noted_and_the_files_own_used() -> None:
    own = appraise_document(make_case())
    records = [record.as_record() for record in own.parameters]
    uplift = next(record for record in records if record["id"] == "evidence-grade-cost-uplift")
    uplift["table"][2]["share"] = 0.12
    found = verify_case_file(write_json(build_case_file(appraise_document(make_case(), parameters=records))))
    assert found.holds
    assert any("evidence-grade-cost-uplift” differs" in note for note in found.notes)


@pytest.mark.parametrize("other", ["[]", "3", '"x"', "{}", '{"a": 1}'])
def test_other_json_is_not_a_case_file(other: str) -> None:
    with pytest.raises(NotACaseFile, match="not a case file"):
        verify_case_file(other)


@pytest.mark.parametrize(
    "broken",
    ["", "{", '{"case": NaN}', '{"case": 1, "case": 2}', "[" * 5000, '{"case": Infinity}', '{"a" 1}'],
)
def test_what_is_not_json_is_refused(broken: str) -> None:
    with pytest.raises(NotReadableJson):
        verify_case_file(broken)


def test_reading_without_verifying_refuses_what_lacks_a_section(text: str) -> None:
    assert read_case_file(text)["format"] == "wholeplace-case-file"
    with pytest.raises(NotACaseFile, match="is missing"):
        read_case_file('{"case": {}}')


@pytest.mark.parametrize(
    "literal", ["1.50", "0e0", "1E5", "0.30000000000000005", "9007199254740993", "-00.5", '"\\/"']
)
def test_a_literal_that_no_software_writes_is_an_alteration(literal: str) -> None:
    with pytest.raises((AlteredLiteral, NotReadableJson)):
        read_json(f'{{"a": {literal}}}')


@pytest.mark.parametrize("value", [1e-05, 5200.0, 1e22, 0.1 + 0.2, -0.0, 2**53 - 1, "é\n", "\u2028"])
def test_what_software_writes_is_read_back(value: object) -> None:
    assert read_json(json.dumps({"a": value})) == {"a": value}
    assert read_json(write_json({"a": value})) == {"a": value}


@pytest.mark.parametrize(
    ("recorded", "recomputed", "words"),
    [
        ({"a": 1.0}, {"a": 1.0 + 1e-12}, None),
        ({"a": 1.0}, {"a": 1.0 + 1e-6}, "“r.a” is recorded as 1.0"),
        ({"a": True}, {"a": 1}, "“r.a”"),
        ({"a": [1, 2]}, {"a": [1, 3]}, "“r.a.1”"),
        ({"a": [1]}, {"a": [1, 2]}, "“r.a”"),
        ({"a": None}, {"a": 0}, "“r.a”"),
        ({"a": 1}, {}, "only in what was recorded"),
        ({}, {"a": 1}, "only in what was recomputed"),
        ({"a": "x" * 200}, {"a": "y"}, "…"),
    ],
)
def test_the_first_difference_is_named(recorded: object, recomputed: object, words: str | None) -> None:
    found = find_difference(recorded, recomputed, "r")
    assert found is None if words is None else words in found


def make_own_parameter(share: float) -> dict:
    return {
        "id": "evidence-grade-cost-uplift",
        "title": "Our own grades",
        "table": [{"grade": grade, "share": share * grade} for grade in range(1, 7)],
        "unit": "share",
        "source": {"title": "Our guide", "address": "https://example.org"},
        "status": "D",
    }


def test_a_file_with_a_places_own_parameter_holds() -> None:
    """The record stands in the case and among the parameters used; that is one record, not two."""
    case = make_case() | {"parameters": [make_own_parameter(0.01)]}
    found = verify_case_file(write_json(build_case_file(appraise_document(case))))
    assert found.findings == []


def test_a_places_own_parameter_that_differs_between_case_and_list_is_found() -> None:
    case = make_case() | {"parameters": [make_own_parameter(0.01)]}
    case_file = json.loads(write_json(build_case_file(appraise_document(case))))
    case_file["case"]["parameters"] = [make_own_parameter(0.02)]
    assert "is recorded as" in verify_case_file(rehash(case_file)).findings[0]
