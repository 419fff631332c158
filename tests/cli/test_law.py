"""``wholeplace law`` on the command line."""

import json

from tests.cli.calling import call
from wholeplace.foundations.law import load_rules, read_rule


def run(*arguments):
    return call("law", *arguments)


def test_the_list_shows_every_rule_with_what_it_says_and_its_source():
    """Without an id, each rule stands in the table, and the weak ones are counted."""
    result = run()
    assert result.exit_code == 0
    for rule in load_rules():
        assert any(line.startswith(rule.id) for line in result.stdout.splitlines())
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("reserved-mutual-too-long")]
    assert line.split()[1:4] == ["unavailable", "N", "2025-02-24"]
    assert "Procurement Act 2023, section 33(1)(b)" in line
    weak = sum(not rule.is_authority for rule in load_rules())
    assert f"{len(load_rules())} rules; {weak} with status T, C or M are not authority." in result.stdout
    assert "No rule is legal advice" in result.stdout


def test_the_list_of_a_day_leaves_out_what_is_not_in_force_then():
    """The day before the order of 2026, its reservations are not listed."""
    assert "reserved-below-sub-central" not in run("--on", "2026-02-03").stdout
    result = run("--on", "2026-02-04")
    assert "reserved-below-sub-central" in result.stdout
    assert "rules in force on 2026-02-04;" in result.stdout


def test_one_rule_is_shown_whole():
    """With an id: conditions, reason, status in words, source with section and address, note."""
    result = run("contract-by-competition")
    assert result.exit_code == 0
    assert "Says:     available" in result.stdout
    assert "is_health_service no; model public-service-mutual or co-operative" in result.stdout
    assert "Unless:   service children-social-care or " in result.stdout
    assert "Status:   N (published, copied)" in result.stdout
    assert "Procurement Act 2023, sections 1 and 19, https://www.legislation.gov.uk/" in result.stdout
    assert "at most mutual-reservation-term-years" in run("reserved-mutual").stdout
    assert "Applies:  always" in run("equality-duty").stdout


def test_json_gives_records_that_can_be_read_again():
    """The list is a list of rules, one rule is one rule."""
    records = json.loads(run("--json").stdout)
    assert tuple(read_rule(record) for record in records) == load_rules()
    assert json.loads(run("power-in-house", "--json").stdout)["id"] == "power-in-house"


def test_a_rule_that_does_not_exist_is_one_sentence_and_status_2():
    """Nothing on standard output."""
    result = run("nonsense")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "wholeplace: There is no rule 'nonsense'; wholeplace law lists all.\n"
    assert run("power-in-house", "--on", "2012-02-17").exit_code == 2
    assert run("--on", "yesterday").exit_code == 2
