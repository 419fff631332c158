"""``wholeplace parameters`` on the command line."""

import json

import pytest

from tests.cli.calling import call
from wholeplace.foundations.parameters import load_parameters

CASE = """
[case]
title = "Ours"

[[parameters]]
id = "green-book-2026"
title = "Our rate"
value = 0.03
unit = "share a year"
status = "C"
valid_from = 2026-05-01
source = { title = "Cabinet paper 12", address = "https://example.org/paper" }
"""


@pytest.fixture
def case_file(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")
    return path


def run(*arguments):
    return call("parameters", *arguments)


def test_the_list_shows_every_parameter_with_status_and_source():
    """Without an id, each parameter stands in the table, and the weak ones are counted."""
    result = run()
    assert result.exit_code == 0
    for parameter in load_parameters().list():
        assert any(line.startswith(parameter.id) for line in result.stdout.splitlines())
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("procurement-threshold-works")]
    assert line.split()[1:6] == ["5,193,000", "GBP", "including", "VAT", "N"]
    assert "2026-01-01" in line
    assert "Arthur Cox" in line
    weak = sum(not parameter.is_authority for parameter in load_parameters().list())
    assert f"{weak} with status T, C or M are not authority" in result.stdout


def test_the_list_of_a_day_leaves_out_what_does_not_hold_then():
    """Before April 2027 the threshold of the Public Interest Test is not listed."""
    assert "public-interest-test-threshold" not in run("--on", "2027-03-31").stdout
    result = run("--on", "2027-04-01")
    assert "public-interest-test-threshold" in result.stdout
    assert "parameters on 2027-04-01;" in result.stdout


def test_one_parameter_is_shown_whole_with_its_table():
    """With an id: title, status in words, source with page and address, and each row."""
    result = run("green-book-2026")
    assert result.exit_code == 0
    parameter = load_parameters().find("green-book-2026")
    assert parameter.source_text in result.stdout
    assert "N (published, copied)" in result.stdout
    assert ["31", "75", "0.03"] in [line.split() for line in result.stdout.splitlines()]
    assert ["301", "0.01"] in [line.split() for line in result.stdout.splitlines()]


def test_a_weak_figure_says_so():
    """A recalled figure is shown with its caution."""
    assert (
        "M (recalled, unverified; not authority, use with a caution)"
        in run("evidence-grade-cost-uplift").stdout
    )


def test_one_unit_cost_names_agency_and_price_year():
    """A unit cost is shown with its value, agency and the year of its prices."""
    text = run("gm-ss1.0").stdout
    for part in ("51,080", "GBP per year", "2013/14", "Local authority"):
        assert part in text


def test_json_is_a_list_or_one_object():
    """``--json`` prints every record as a list, or one record for an id, as the records themselves."""
    assert json.loads(run("--json").stdout) == [
        parameter.as_record() for parameter in load_parameters().list()
    ]
    assert (
        json.loads(run("gdp-deflator", "--json").stdout) == load_parameters().find("gdp-deflator").as_record()
    )


def test_a_case_brings_its_own_parameters(case_file):
    """A case's own record is listed as such, and shown with what it replaces."""
    assert "green-book-2026 (your own)" in run("--case", case_file).stdout
    text = run("green-book-2026", "--case", case_file).stdout
    assert "Cabinet paper 12" in text
    assert "Replaces:" in text
    assert "from 2026-05-01" in text


def test_a_case_without_parameters_changes_nothing(case_file):
    """A case that has no parameters of its own gives the shipped list."""
    case_file.write_text("[case]\ntitle = 'Ours'\n", encoding="utf-8")
    assert run("--case", case_file).stdout == run().stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gdp-deflater"], "There is no parameter 'gdp-deflater'; did you mean gdp-deflator"),
        (["public-interest-test-scope", "--on", "2026-01-01"], "no value that holds on 2026-01-01"),
        (["--case", "nowhere.toml"], "nowhere.toml: does not exist"),
    ],
)
def test_wrong_requests_end_with_a_sentence_and_code_2(arguments, sentence):
    """An unknown id, a day without a value and a missing file each give one sentence on standard error."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "case.toml: is in UTF-16, not UTF-8"),
        (b"[case", "case.toml, line 1: cannot be read as TOML"),
        (b"parameters = 3", "case.toml: parameters must be a list of tables, written [[parameters]]"),
        (b"parameters = [3]", "case.toml: parameters.0 must be a record with named fields"),
        (b"[[parameters]]\nid = 'x'", "case.toml: parameters.0.title is missing and must be given"),
        (CASE.replace("0.03", "nan").encode(), "case.toml: parameters.0.value must be a finite number"),
    ],
)
def test_a_wrong_case_ends_with_a_sentence_and_code_2(case_file, content, sentence):
    """A case that cannot be read, or holds a wrong record, is refused with file and field."""
    case_file.write_bytes(content)
    result = run("--case", case_file)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_wrong_day_is_refused_by_the_command_line():
    """A day that is no date ends with code 2."""
    assert run("--on", "April").exit_code == 2
