"""A case file with a commission holds when nobody touched it; without one it stays what it was."""

import json
import os
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.casefile.mutations import list_survivors
from tests.casefile.records import appraise_small, make_record
from tests.casefile.test_commission import JUNK
from tests.casefile.test_verify import rehash
from wholeplace.casefile.canonical import NotReadableJson, write_json
from wholeplace.casefile.chain import append_event
from wholeplace.casefile.commission import build_commission_file
from wholeplace.casefile.principles import CODES
from wholeplace.casefile.record import build_case_file
from wholeplace.casefile.schema import read_schema
from wholeplace.casefile.verify import NotACaseFile, verify_case_file
from wholeplace.casefile.withholding import find_stand_ins, list_sealed, release_parts, withhold_parts
from wholeplace.foundations.errors import InvalidInput

MUTATIONS = 10_000 if os.environ.get("WHOLEPLACE_SOAK") else 1_000


def build(*withheld: dict, **changes: Any) -> dict[str, Any]:
    appraised = appraise_small(withheld=list(withheld)) if withheld else appraise_small()
    return json.loads(write_json(build_commission_file(appraised, make_record(**changes))))


@pytest.fixture(scope="module")
def text() -> str:
    return write_json(build())


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(read_schema()))


def change(case_file: dict, path: tuple, value: object) -> dict:
    here: Any = case_file
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return case_file


def test_an_untouched_file_holds_and_says_what_was_checked(text: str) -> None:
    found = verify_case_file(text)
    assert found.findings == []
    assert any("chain of 4 events is unbroken" in note for note in found.notes)
    assert any(note.startswith("Every result was recomputed") for note in found.notes)


def test_the_record_stands_after_the_parameters_and_before_the_results(text: str) -> None:
    case_file = json.loads(text)
    assert list(case_file) == [
        "format", "format_version", "case", "parameters", "commission", "results", "computed_on", "withheld", "events",
    ]  # fmt: skip
    assert [event["kind"] for event in case_file["events"]] == [
        "inputs-recorded", "parameters-recorded", "commission-recorded", "appraised",
    ]  # fmt: skip
    assert list(case_file["results"]) == ["appraisal", "law", "principles"]
    assert [one["code"] for one in case_file["results"]["principles"]] == list(CODES)
    assert set(case_file["results"]["law"]["options"]) == {"contract", "in-house", "do-minimum", "neighbours"}


def test_the_same_record_gives_the_same_bytes(text: str) -> None:
    assert write_json(build()) == text


def test_a_file_without_a_commission_is_what_it_was(text: str) -> None:
    plain = build_case_file(appraise_small())
    whole = json.loads(text)
    assert [event["kind"] for event in plain["events"]] == [
        "inputs-recorded",
        "parameters-recorded",
        "appraised",
    ]
    assert set(whole) - set(plain) == {"commission"}
    assert {key: whole[key] for key in ("case", "parameters", "computed_on")} == json.loads(
        write_json({key: plain[key] for key in ("case", "parameters", "computed_on")})
    )
    assert plain["events"][:2] == whole["events"][:2]


@pytest.mark.slow
def test_single_character_mutations_of_values_are_all_found(text: str) -> None:
    assert list_survivors(text, MUTATIONS, seed=20261124) == []


@pytest.mark.slow
def test_mutations_inside_the_record_and_what_is_judged_from_it_are_all_found(text: str) -> None:
    """The appraisal's results are most of the file: here only the rest is mutated."""
    start = text.index('\n "commission": {')
    end = text.index('\n  "appraisal": {')
    law = text.index('\n  "law": {')
    last = text.index('\n "computed_on": {')
    assert list_survivors(text, MUTATIONS // 4, seed=1, within=(start, end)) == []
    assert list_survivors(text, MUTATIONS // 4, seed=2, within=(law, last)) == []


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        (("commission", "title"), "Meals", "“commission.title” was changed"),
        (("commission", "as_at"), "2027-05-04", "“commission.as_at” was changed"),
        (("commission", "needs", 0, "title"), "Cold", "“commission.needs.0.title” (title of need 1) was changed"),
        (
            ("commission", "options", 1, "weaknesses"),
            "",
            "“commission.options.1.in-house” (option in-house) was changed",
        ),
        (
            ("commission", "involvement", 1, "themes", 1, "response"),
            "No",
            "“commission.involvement.1.themes.1” (theme 2 of involvement 2) was changed",
        ),
        (
            ("commission", "equality", "effects", 0, "effect"),
            "negative",
            "“commission.equality.effects.0” (effect 1 of equality) was changed",
        ),
        (
            ("commission", "decision", "members", 1, "vote"),
            "for",
            "“commission.decision.members.1” (member 2 of decision) was changed",
        ),
        (("commission", "decision", "reasons"), "x", "“commission.decision.reasons” (reasons of decision) was changed"),
        (
            ("commission", "awards", 0, "value_pounds"),
            1,
            "“commission.awards.0” (award 1) was changed",
        ),
        (("results", "law", "options", "contract", "status"), "unavailable", "“results.law.options.contract” was changed"),
        (("results", "principles", 0, "status"), "not-yet", "“results.principles.0.need-first” was changed"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named_in_plain_words(path: tuple, value: object, name: str, text: str) -> None:
    assert name in verify_case_file(write_json(change(json.loads(text), path, value))).findings[0]


def test_a_changed_result_is_named_with_what_recomputing_gives(text: str) -> None:
    file = change(json.loads(text), ("results", "principles", 0, "status"), "not-yet")
    found = verify_case_file(write_json(file)).findings[0]
    assert "“results.principles.0.status” is recorded as not-yet, but recomputing it gives met" in found


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (
            ("results", "principles", 3, "status"),
            "overridden",
            "results.principles.3.status” is recorded as overridden",
        ),
        (("results", "principles", 13, "why"), "Nobody loses.", "results.principles.13.why"),
        (
            ("results", "law", "options", "in-house", "status"),
            "unavailable",
            "results.law.options.in-house.status",
        ),
        (
            ("results", "law", "public_interest_test", "applies"),
            "not-applicable",
            "public_interest_test.applies",
        ),
        (("commission", "decision", "option"), "contract", "another option than the one that was chosen"),
        (("commission", "involvement"), [], "results.principles.3.status"),
        (("commission", "decision", "optoin"), "contract", "commission.decision.optoin is not a known key"),
        (("commission", "review"), None, "results.principles.17.status"),
        (("results", "extra"), {}, "only in what was recorded"),
    ],
)
def test_a_forger_who_mends_the_chain_is_found_by_judging_again(
    path: tuple, value: object, words: str, text: str
) -> None:
    found = verify_case_file(rehash(change(json.loads(text), path, value)))
    assert words in found.findings[0]


def test_an_override_slipped_in_with_a_new_chain_is_found(text: str) -> None:
    file = json.loads(text)
    file["commission"]["review"] = None
    whole = {"name": "Cllr Ada Moss", "office": "Leader", "reason": "r", "on": "2026-10-10"}
    file["results"]["principles"][17] |= {
        "status": "overridden",
        "override": whole,
        "why": "No review date is set yet.",
    }
    assert "results.principles.17" in verify_case_file(rehash(file)).findings[0]


@pytest.mark.parametrize("top", ["commission"])
def test_taking_the_record_out_or_slipping_one_in_is_found(top: str, text: str) -> None:
    taken = {key: value for key, value in json.loads(text).items() if key != top}
    assert "but should be" in verify_case_file(write_json(taken)).findings[0]
    slipped = json.loads(write_json(build_case_file(appraise_small())))
    slipped[top] = json.loads(text)[top]
    assert "but should be" in verify_case_file(write_json(slipped)).findings[0]


def test_results_without_a_record_are_found(text: str) -> None:
    plain = json.loads(write_json(build_case_file(appraise_small())))
    plain["results"]["law"] = json.loads(text)["results"]["law"]
    assert "only in what was recorded" in verify_case_file(rehash(plain)).findings[0]


@pytest.mark.parametrize("number", range(4))
def test_deleting_an_event_is_found(number: int, text: str) -> None:
    case_file = json.loads(text)
    del case_file["events"][number]
    assert not verify_case_file(write_json(case_file)).holds
    events: list = []
    for event in case_file["events"]:
        events = append_event(events, kind=event["kind"], body=event["body"])
    assert not verify_case_file(write_json(case_file | {"events": events})).holds


@pytest.mark.parametrize(
    "list_path",
    [("needs",), ("options",), ("involvement",), ("involvement", 0, "themes"), ("decision", "members")],
)
def test_members_of_lists_removed_added_or_exchanged_are_found(list_path: tuple, text: str) -> None:
    for alter in (lambda rows: rows.pop(), lambda rows: rows.append(rows[0]), lambda rows: rows.reverse()):
        file = json.loads(text)
        rows: Any = file["commission"]
        for step in list_path:
            rows = rows[step]
        before = list(rows)
        alter(rows)
        assert rows == before or not verify_case_file(write_json(file)).holds


@pytest.mark.parametrize("junk", [None, 3, [], "x", {}])
def test_a_record_that_is_none_is_refused_in_words(junk: object, text: str) -> None:
    file = json.loads(text) | {"commission": junk}
    found = verify_case_file(write_json(file))
    assert not found.holds
    assert found.findings[0].endswith(".")


def test_a_record_that_does_not_hold_or_fit_is_not_published() -> None:
    with pytest.raises(InvalidInput, match=r"commission\.decision\.option names an unknown option"):
        build(decision__option="kitchen")
    with pytest.raises(InvalidInput, match=r"compensations\.0\.agency names an unknown agency"):
        build(compensations__0__agency="nsh")


# --- withheld parts ---------------------------------------------------------------------------------------


THEME = {"part": "commission.involvement.0.themes.1", "reason": "personal", "until": "2028-01-01"}
PRICE = {"part": "commission.value_pounds", "reason": "commercial", "until": "2027-12-01"}
PROVIDER = {"part": "commission.options.contract.weaknesses", "reason": "commercial"}
AMOUNT = {"part": "options.contract.costs.0.amount", "reason": "commercial"}
WHY = {"part": "results.principles.need-first.why", "reason": "personal"}
DECLARED = {"part": "commission.declarations.0.interest", "reason": "personal"}


def publish(*wishes: dict, **changes: Any) -> tuple[dict, dict]:
    full = build(*wishes, **changes)
    return full, json.loads(write_json(withhold_parts(full)))


def test_a_withheld_theme_is_not_in_the_file_and_the_rest_is_judged_again() -> None:
    full, public = publish(THEME)
    assert "Rotas are by street" in json.dumps(full["commission"]["involvement"][0])
    assert "Rotas are by street" not in json.dumps(public["commission"]["involvement"][0])
    assert full["withheld"][0]["salt"] not in write_json(public)
    found = verify_case_file(write_json(public))
    assert found.findings == []
    notes = " ".join(found.notes)
    assert "“commission.involvement.0.themes.1” is withheld until 2028-01-01: personal." in notes
    assert "“users-heard” cannot be judged again: it rests on a part that is withheld: personal." in notes
    assert "The appraisal was recomputed from the inputs and is the same." in notes
    assert "What the law allows was judged again from the record and is the same." in notes


def test_a_withheld_text_that_no_rule_reads_hinders_nothing() -> None:
    _, public = publish(PROVIDER)
    notes = verify_case_file(write_json(public)).notes
    assert (
        f"{len(CODES)} of {len(CODES)} principles were judged again from the record and are the same."
        in notes
    )


def test_a_withheld_value_hinders_what_the_law_says_of_it() -> None:
    _, public = publish(PRICE)
    found = verify_case_file(write_json(public))
    assert found.findings == []
    assert any(
        "What the law allows cannot be judged again" in note and "commercial" in note for note in found.notes
    )


def test_a_withheld_input_hinders_the_appraisal_and_not_the_principles() -> None:
    _, public = publish(AMOUNT)
    found = verify_case_file(write_json(public))
    assert found.findings == []
    assert any("cannot be recomputed while “options.contract.costs.0.amount”" in note for note in found.notes)
    assert any(f"of {len(CODES)} principles were judged again" in note for note in found.notes)


def test_a_principles_reason_may_be_withheld() -> None:
    _, public = publish(WHY)
    found = verify_case_file(write_json(public))
    assert found.findings == []
    assert set(public["results"]["principles"][0]["why"]) == {"withheld"}


def test_once_released_the_file_verifies_in_full_with_the_same_chain() -> None:
    full, public = publish(THEME, PRICE, AMOUNT, WHY)
    released = release_parts(public, json.loads(write_json(list_sealed(full))))
    assert released == full
    assert public["events"] == full["events"]
    found = verify_case_file(write_json(released))
    assert found.findings == []
    assert sum("is what was committed to" in note for note in found.notes) == 4
    assert any("Every result was recomputed" in note for note in found.notes)


def test_a_forgery_behind_a_withheld_part_is_still_found() -> None:
    for path, value, words in (
        (("results", "principles", 0, "status"), "not-yet", "results.principles.0.status"),
        (("results", "law", "options", "contract", "status"), "unavailable", "results.law.options.contract"),
        (("results", "appraisal", "evpi"), 1.5, "results.appraisal.evpi"),
        (("results", "principles"), [], "must hold 18 principles"),
        (("commission", "options"), 3, "commission.options must be a list"),
    ):
        _, public = publish(THEME)
        found = verify_case_file(rehash(change(public, path, value)))
        assert words in found.findings[0], path


def test_a_part_that_only_pretends_to_be_withheld_is_found() -> None:
    """Whoever replaces an unwelcome part by a commitment to nothing must not get away with it."""
    stand_in = {"withheld": {"commitment": "0" * 64, "reason": "personal", "until": None}}
    for wishes in ((), (PROVIDER,)):
        _, public = publish(*wishes)
        public["commission"]["review"] = stand_in
        found = verify_case_file(rehash(public))
        assert "“commission.review” stands as withheld, but is not in the list" in found.findings[0]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("commission", "not a whole section"),
        ("commission.involvement", "not a whole section"),
        ("commission.equality", "not a whole section"),
        ("commission.as_at", "not a whole section"),
        ("commission.stage", "not a whole section"),
        ("commission.involvement.9.themes", "has no “9”"),
        ("commission.nothing.0", "has no “nothing”"),
    ],
)
def test_what_cannot_be_withheld_is_refused(part: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        build({"part": part, "reason": "x"})


def test_a_part_of_a_record_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="has no “commission”"):
        build_case_file(appraise_small(withheld=[THEME]))


def test_stand_ins_are_found_at_any_depth() -> None:
    _, public = publish(THEME, PRICE)
    assert set(find_stand_ins(public, ())) == {
        ("commission", "involvement", 0, "themes", 1),
        ("commission", "value_pounds"),
    }


OWN = {
    "id": "no-large-firms",
    "title": "Meals stay local",
    "topic": "place",
    "kind": "option",
    "finding": "unavailable",
    "when": {"model": ["contract-sme"]},
    "reason": "Council resolved on 3 March 2026 that meals are not run by firms.",
    "source": {"title": "Council minutes", "address": "https://example.org/minutes", "section": "item 7"},
    "status": "N",
    "valid_from": "2026-03-03",
}


def test_a_places_own_rule_counts_and_is_judged_again() -> None:
    case_file = build(place__rules=[OWN])
    assert case_file["results"]["law"]["options"]["contract"]["status"] == "unavailable"
    assert case_file["results"]["principles"][1]["status"] == "not-yet"
    assert verify_case_file(write_json(case_file)).findings == []
    assert not verify_case_file(rehash(change(case_file, ("commission", "place", "rules"), []))).holds


def test_while_a_places_own_rule_is_withheld_the_law_cannot_be_judged_again() -> None:
    _, public = publish(
        {"part": "commission.place.rules.0.reason", "reason": "legal advice"}, place__rules=[OWN]
    )
    found = verify_case_file(write_json(public))
    assert found.findings == []
    assert any("cannot be judged again: a rule of the place is withheld" in note for note in found.notes)


def test_a_record_that_cannot_be_judged_behind_a_withheld_part_is_found() -> None:
    _, public = publish(THEME)
    public["results"]["law"] = [1]
    assert "The record of the commission cannot be judged" in verify_case_file(rehash(public)).findings[0]


# --- the schema ---------------------------------------------------------------------------------------------


def test_a_commission_file_follows_the_schema_with_and_without_withheld_parts(
    validator: jsonschema.Draft202012Validator, text: str
) -> None:
    validator.validate(json.loads(text))
    for file in publish(THEME, PRICE, PROVIDER, AMOUNT, WHY):
        validator.validate(file)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("commission", "titel"), "x"),
        (("commission", "options", 0, "model"), "in-hose"),
        (("commission", "involvement", 0, "themes", 0, "count"), -1),
        (("commission", "overrides"), [{"principle": "lawful"}]),
        (("commission", "stage"), "later"),
        (("results", "principles", 0, "status"), "perhaps"),
        (("results", "principles", 0, "code"), "best"),
        (("results", "laws"), {}),
    ],
)
def test_what_the_reader_refuses_breaks_the_schema(
    path: tuple, value: object, text: str, validator: jsonschema.Draft202012Validator
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(change(json.loads(text), path, value))


def test_the_schema_asks_of_a_record_what_the_reader_asks(
    validator: jsonschema.Draft202012Validator, text: str
) -> None:
    file = json.loads(text)
    file["commission"] = {
        key: file["commission"][key] for key in ("as_at", "place", "slug", "title", "route", "stage")
    }
    validator.validate(file)
    del file["commission"]["route"]
    with pytest.raises(jsonschema.ValidationError, match="'route' is a required property"):
        validator.validate(file)


# --- hostile files ------------------------------------------------------------------------------------------


def list_places(value: Any, path: tuple = ()) -> list[tuple]:
    """List the path of every member of nested tables and lists."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, member in pairs for place in [(*path, key), *list_places(member, (*path, key))]]


@cache
def publish_once(is_withheld: bool) -> str:
    """Publish the small commission once, with or without a withheld theme."""
    return write_json(publish(*([THEME] if is_withheld else []))[1])


@given(st.data(), st.booleans())
def test_junk_anywhere_with_a_mended_chain_never_stops_verification(
    data: st.DataObject, is_withheld: bool
) -> None:
    """Whoever knows the rules can write any file: each is answered in words."""
    case_file = json.loads(publish_once(is_withheld))
    judged = ("commission", ("results", "law"), ("results", "principles"))
    top = data.draw(st.sampled_from(judged))
    start = (top,) if isinstance(top, str) else top
    here: Any = case_file
    for step in start:
        here = here[step]
    place = data.draw(st.sampled_from([start, *list_places(here, start)]))
    junk = data.draw(JUNK.filter(lambda value: "nan" not in repr(value) and "inf" not in repr(value)))
    try:
        text = rehash(change(case_file, place, junk))
    except Exception:  # noqa: BLE001 - what cannot be hashed cannot be published
        assume(False)
    try:
        found = verify_case_file(text)
    except (NotReadableJson, NotACaseFile):
        return
    assert all(finding.endswith(".") for finding in found.findings)


@pytest.mark.parametrize("depth", [50, 250])
def test_a_deeply_nested_record_is_refused_in_words(depth: int, text: str) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]
    file = json.loads(text)
    file["commission"]["question"] = deep
    try:
        assert not verify_case_file(write_json(file)).holds
    except NotReadableJson as error:
        assert "nested more than" in str(error)  # noqa: PT017


def test_a_key_that_stands_twice_in_the_record_is_refused(text: str) -> None:
    twice = text.replace(
        '  "slug": "meals-at-home",', '  "slug": "meals-at-home",\n  "slug": "meals-at-home",', 1
    )
    assert twice != text
    with pytest.raises(NotReadableJson, match="stands twice"):
        verify_case_file(twice)
