"""What the law allowed is checked with the rest of a published file, by the rules it was judged by."""

import json

import pytest

from tests.casefile.records import appraise_small, make_record
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.chain import append_event
from wholeplace.casefile.commission import build_commission_file
from wholeplace.casefile.record import hash_sections
from wholeplace.casefile.verify import verify_case_file
from wholeplace.foundations.law import load_rules

LOADED = "wholeplace.casefile.law.load_rules"


@pytest.fixture(scope="module")
def text() -> str:
    return write_json(build_commission_file(appraise_small(), make_record()))


def forge(text: str, change) -> str:
    """Change results.law and make the chain anew."""
    case_file = json.loads(text)
    change(case_file["results"]["law"])
    sections = hash_sections(case_file)
    events: list = []
    for event in case_file["events"]:
        tops = {path.split(".")[0] for path in event["body"]["sections"]}
        body = {"sections": {path: value for path, value in sections.items() if path.split(".")[0] in tops}}
        events = append_event(events, kind=event["kind"], body=body)
    return write_json(case_file | {"events": events})


def test_a_published_record_holds_and_nothing_is_said_of_rules(text: str) -> None:
    """The rules of this version are those of the file."""
    found = verify_case_file(text)
    assert found.findings == []
    assert not any("rule" in note for note in found.notes)


def test_a_record_still_holds_when_the_shipped_rules_have_moved_on(text: str, monkeypatch) -> None:
    """It is checked by its own rules, and a note says which are different now."""
    kept = tuple(rule for rule in load_rules() if rule.id != "equality-duty")
    monkeypatch.setattr(LOADED, lambda: kept)
    found = verify_case_file(text)
    assert found.findings == []
    assert "The rule “equality-duty” differs from the one in this version of Wholeplace." in found.notes


@pytest.mark.parametrize(
    "change",
    [
        lambda law: law["options"]["contract"].update(status="unavailable"),
        lambda law: law["options"]["contract"]["findings"].clear(),
        lambda law: law["commission"].pop(),
        lambda law: law["rules"].pop(),
        lambda law: law.pop("rules"),
        lambda law: law.pop("figures"),
        lambda law: law["public_interest_test"].update(applies="not-applicable"),
        lambda law: law["rules"].append(law["rules"][0]),
        lambda law: law.update(rules="none"),
        lambda law: law["rules"][0].update(reason="Because."),
        lambda law: law["figures"]["transparency-spend"].update({"spend-transparency": 10**9}),
    ],
)
def test_a_forged_answer_is_found_even_with_a_chain_made_anew(text: str, change) -> None:
    """Whatever does not follow from the record and the rules in the file."""
    assert not verify_case_file(forge(text, change)).holds


def test_a_rule_that_was_rewritten_throughout_is_told(text: str) -> None:
    """A forger who rewrites a rule and all that follows from it is named in a note."""

    def soften(law):
        for told in (*law["commission"], *law["rules"]):
            if told.get("rule", told.get("id")) == "equality-duty":
                told["duty"] = "Nothing much."

    found = verify_case_file(forge(text, soften))
    assert "The rule “equality-duty” differs from the one in this version of Wholeplace." in found.notes
