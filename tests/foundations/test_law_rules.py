"""Rules of law as data: each has words, a source with a section, a status and dates, and nothing else is let in."""

import copy
import datetime as dt
from importlib.resources import files
from typing import get_args

import pytest
import yaml

from wholeplace.engines.law import COMMISSION_FACTS, OPTION_FACTS
from wholeplace.foundations import record_file
from wholeplace.foundations.law import (
    TOPIC_TITLES,
    Conditions,
    InvalidRule,
    UnknownRule,
    find_rules,
    list_rules,
    load_rules,
    read_own_rules,
    read_rule,
    read_rules,
)
from wholeplace.foundations.law.records import Topic

RECORD = {
    "id": "own-rule",
    "title": "Our boundary",
    "topic": "place",
    "kind": "option",
    "finding": "unavailable",
    "when": {"model": ["contract-large"]},
    "reason": "Council resolved it.",
    "source": {"title": "Minutes", "address": "https://example.org/minutes", "section": "item 7"},
    "status": "N",
}
DUTY = {
    **{key: RECORD[key] for key in RECORD if key not in ("finding", "when")},
    "kind": "duty",
    "duty": "Ask the forum.",
}


def change(**fields):
    return {**RECORD, **fields}


def without(*names):
    return {key: value for key, value in RECORD.items() if key not in names}


def refusal(record):
    with pytest.raises(InvalidRule) as caught:
        read_rule(record, "rules.0")
    return str(caught.value)


# --- the shipped rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_every_shipped_rule_can_be_checked(rule):
    """Words, a web address, a section; a source that was not read, or not to the end, is confessed in a note."""
    assert rule.source.address.startswith(("https://", "http://"))
    assert rule.source.section
    assert rule.reason.endswith((".", "?"))
    assert rule.duty is None or rule.duty.endswith(".")
    assert rule.topic != "place"
    if rule.status == "M":
        assert rule.note


@pytest.mark.parametrize(
    "rule", [each for each in load_rules() if each.kind == "option"], ids=lambda rule: rule.id
)
def test_a_shipped_rule_has_the_authority_to_say_what_it_says(rule):
    """What opens an option was read; what closes one was not merely recalled."""
    if rule.finding == "available":
        assert rule.is_authority
    if rule.finding == "unavailable":
        assert rule.status not in {"M", "C"}


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_a_shipped_rule_takes_its_figures_from_the_parameters(rule):
    """A threshold changes in one place."""
    for part in (rule.when, rule.unless):
        for limits in (part.value_pounds, part.term_years):
            given = limits.model_dump(exclude_none=True) if limits else {}
            assert all(isinstance(limit, str) for limit in given.values())


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_a_rule_survives_writing_and_reading(rule):
    """As a record and back it is the same rule."""
    assert read_rule(rule.as_record()) == rule


def test_every_topic_of_the_law_has_a_rule():
    """Each row is covered, and each topic has a title."""
    assert {rule.topic for rule in load_rules()} == set(get_args(Topic)) - {"place"}
    assert set(TOPIC_TITLES) == set(get_args(Topic))


def test_rules_ask_for_exactly_what_the_engine_knows():
    """The conditions that can be written are the facts of the engine."""
    assert set(Conditions.model_fields) == (COMMISSION_FACTS | OPTION_FACTS) - {"as_at"}


def test_rules_are_listed_and_found_by_day():
    """On a day, only what is in force then; without one, all."""
    assert list_rules() == load_rules()
    before = {rule.id for rule in list_rules(dt.date(2026, 2, 3))}
    after = {rule.id for rule in list_rules(dt.date(2026, 2, 4))}
    assert after - before == {"reserved-below-light-touch", "reserved-below-sub-central"}
    assert before - after == {"reserved-below-before-2026"}
    assert [rule.id for rule in find_rules("power-in-house")] == ["power-in-house"]
    with pytest.raises(UnknownRule, match="There is no rule 'nonsense'; wholeplace law lists all"):
        find_rules("nonsense")
    with pytest.raises(UnknownRule, match="Rule power-in-house is not in force on 2012-02-17"):
        find_rules("power-in-house", dt.date(2012, 2, 17))


def test_every_file_of_rules_is_shipped_and_read():
    """No file is forgotten."""
    folder = files("wholeplace.foundations.law")
    written = [
        record["id"]
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
        for record in yaml.safe_load(entry.read_text(encoding="utf-8"))
    ]
    assert sorted(written) == sorted(rule.id for rule in load_rules())


# --- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["id", "title", "topic", "kind", "reason", "source", "status"])
def test_a_field_that_is_missing_is_named(name):
    """Each is needed."""
    assert refusal(without(name)) == f"rules.0.{name} is missing and must be given"


@pytest.mark.parametrize("part", ["title", "address", "section"])
def test_a_rule_without_a_whole_source_is_refused(part):
    """Title, address and section."""
    source = {key: value for key, value in RECORD["source"].items() if key != part}
    assert refusal(change(source=source)) == f"rules.0.source.{part} is missing and must be given"


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ([], "rules.0 must be a rule with named fields, but is []"),
        (None, "rules.0 must be a rule with named fields, but is empty"),
        (
            change(colour="red"),
            "rules.0.colour is not a field of a rule here; the fields are id, title, topic, kind, finding",
        ),
        (change(id="Own Rule"), "rules.0.id must be lower-case letters, figures, dots and hyphens"),
        (change(topic="tax"), "rules.0.topic must be one of 'powers', "),
        (change(kind="law"), "rules.0.kind must be one of 'option', 'duty' or 'regime', but is 'law'"),
        (
            change(status="X"),
            "rules.0.status must be one of 'P', 'MM', 'N', 'T', 'D', 'C' or 'M', but is 'X'",
        ),
        (
            change(finding="maybe"),
            "rules.0.finding must be one of 'available', 'take-advice' or 'unavailable'",
        ),
        (without("finding"), "rules.0 is an option rule: it must have a finding and must not have a duty"),
        (change(duty="Ask."), "rules.0 is an option rule: it must have a finding and must not have a duty"),
        (without("when"), "rules.0 is an option rule: it must say in when.model which options it speaks of"),
        (change(when={"service": ["housing"]}), "rules.0 is an option rule: it must say in when.model"),
        (
            {**DUTY, "finding": "available"},
            "rules.0 is a duty: it must have a duty and must not have a finding",
        ),
        ({**DUTY, "duty": ""}, "rules.0.duty must not be empty"),
        (change(reason="  "), "rules.0.reason must not be empty"),
        (change(reason=7), "rules.0.reason must be text, but is 7"),
        (change(when=["model"]), "rules.0.when must have named fields, but is ['model']"),
        (change(when={"model": "grant"}), "rules.0.when.model must be a list, but is 'grant'"),
        (change(when={"model": []}), "rules.0.when.model must name at least one"),
        (change(when={"model": ["grant", "grant"]}), "rules.0.when.model must not name grant twice"),
        (change(when={"model": ["magic"]}), "rules.0.when.model.0 must be one of 'in-house', "),
        (change(when={"model": None}), "rules.0.when has an empty model; give it a value or leave it out"),
        (
            change(when={"model": ["grant"], "is_exempt": "yes"}),
            "rules.0.when.is_exempt must be true or false, but is 'yes'",
        ),
        (
            change(when={"model": ["grant"], "is_exempt": 1}),
            "rules.0.when.is_exempt must be true or false, but is 1",
        ),
        (
            change(when={"model": ["grant"], "moon": "full"}),
            "rules.0.when.moon is not a field of a rule here; the fields are body_kind, ",
        ),
        (
            change(when={"model": ["grant"], "value_pounds": 5}),
            "rules.0.when.value_pounds must have named fields, but is 5",
        ),
        (
            change(when={"model": ["grant"], "value_pounds": {}}),
            "rules.0.when.value_pounds must have at_least, over, at_most or below",
        ),
        (
            change(when={"model": ["grant"], "value_pounds": {"above": 5}}),
            "rules.0.when.value_pounds.above is not a field of a rule here; the fields are at_least, over, at_most, below",
        ),
        (
            change(when={"model": ["grant"], "value_pounds": {"over": -5}}),
            "rules.0.when.value_pounds.over must be a number from 0, but is -5",
        ),
        (
            change(when={"model": ["grant"], "value_pounds": {"over": float("nan")}}),
            "rules.0.when.value_pounds.over must be a number from 0, but is nan",
        ),
        (
            change(when={"model": ["grant"], "value_pounds": {"over": True}}),
            "rules.0.when.value_pounds.over must be a number or the id of a parameter",
        ),
        (change(when={"model": ["grant"], "starts_on": {}}), "rules.0.when.starts_on must have from or to"),
        (
            change(when={"model": ["grant"], "starts_on": {"from": "soon"}}),
            "rules.0.when.starts_on.from must be a date such as 2026-04-01, but is 'soon'",
        ),
        (
            change(when={"model": ["grant"], "starts_on": {"since": "2026-01-01"}}),
            "rules.0.when.starts_on.since is not a field of a rule here; the fields are from, to",
        ),
        (
            change(when={"model": ["grant"], "starts_on": {"from": "2026-02-01", "to": "2026-01-01"}}),
            "rules.0.when.starts_on must not end (2026-01-01) before it begins (2026-02-01)",
        ),
        (
            change(valid_from="2026-02-01", valid_to="2026-01-31"),
            "rules.0 must not end (2026-01-31) before it begins (2026-02-01)",
        ),
        (change(valid_from=2026), "rules.0.valid_from must be a date such as 2026-04-01, but is 2026"),
        (change(source="the law"), "rules.0.source must have named fields, but is 'the law'"),
        (
            change(source={**RECORD["source"], "address": "javascript:alert(1)"}),
            "rules.0.source.address must be a web address",
        ),
    ],
)
def test_a_wrong_rule_is_refused_in_one_sentence(record, sentence):
    """It names the field, what is wrong, and what to do."""
    said = refusal(record)
    assert said.startswith(sentence)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "must be a YAML list of rules with at least one rule"),
        ("[]", "must be a YAML list of rules with at least one rule"),
        ("id: own-rule", "must be a YAML list of rules with at least one rule"),
        ("- id: [", "line 1: is not a plain YAML list of rules"),
        ("- {id: a, id: b}", "the key id stands twice"),
        ("- &a {id: a}\n- *a", "an alias is not allowed"),
        ("- !!python/object/apply:os.system [ls]", "is not a plain YAML list of rules"),
        ("- \x00", "is not a plain YAML list of rules"),
        ("- " * 2_000 + "a", "is not a plain YAML list of rules: maximum recursion depth"),
        ("- - a", "rule 1 must be a rule with named fields, but is ['a']"),
        ("- {id: own-rule}", "rule 1 (own-rule).title is missing and must be given"),
    ],
)
def test_a_hostile_file_is_refused_in_one_sentence(text, problem):
    """No object is built, no alias blows up, nothing is half read."""
    with pytest.raises(InvalidRule) as caught:
        read_rules(text, "mine.yaml")
    assert str(caught.value).startswith("mine.yaml")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_beyond_all_measure_is_not_parsed(monkeypatch):
    """It is refused by its length."""
    monkeypatch.setattr(record_file, "LARGEST_FILE_CHARACTERS", 10)
    with pytest.raises(InvalidRule, match="must have at most 10 characters"):
        read_rules(yaml.safe_dump([RECORD]), "mine.yaml")


# --- a place's own rules -----------------------------------------------------------------------------


def test_a_place_writes_rules_of_the_same_shape():
    """A rule that is read is a rule."""
    (rule,) = read_own_rules([RECORD])
    assert rule == read_rule(RECORD)
    assert read_own_rules([]) == ()
    assert (
        read_own_rules([change(when={"model": ["grant"], "value_pounds": {"over": 5_000}})])[
            0
        ].when.value_pounds.over
        == 5_000
    )


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ("rules", "rules must be a list of rules"),
        (
            [change(id="power-in-house")],
            "rules.0.id is power-in-house, the id of a shipped rule, which cannot be replaced",
        ),
        ([RECORD, RECORD], "rules must not have two rules own-rule that hold on the same day"),
        (
            [change(when={"model": ["grant"], "value_pounds": {"over": "no-such-figure"}})],
            "rules.0 compares with the parameter no-such-figure, which does not exist",
        ),
        (
            [change(when={"model": ["grant"], "value_pounds": {"over": "public-interest-test-scope"}})],
            "rules.0 compares with the parameter public-interest-test-scope, which is a table, not a figure",
        ),
        ([RECORD] * 1_001, "rules must have at most 1000 rules, but has 1001"),
    ],
)
def test_a_places_rules_are_refused_in_one_sentence(records, sentence):
    """It may add to the law, not replace it."""
    with pytest.raises(InvalidRule) as caught:
        read_own_rules(records)
    assert str(caught.value).startswith(sentence)


def test_versions_of_a_rule_may_follow_each_other():
    """One ends the day before the next begins."""
    versions = [change(valid_to="2026-12-31"), change(valid_from="2027-01-01")]
    assert len(read_own_rules(versions)) == 2
    with pytest.raises(InvalidRule, match="hold on the same day"):
        read_own_rules([change(valid_to="2027-01-01"), change(valid_from="2027-01-01")])


def test_a_rule_cannot_be_changed():
    """Nor the record it was read from."""
    record = copy.deepcopy(RECORD)
    (rule,) = read_own_rules([record])
    with pytest.raises(ValueError, match="frozen"):
        rule.finding = "available"
    assert record == RECORD
