"""The published JSON Schema is the one the models make, and case files follow it."""

import json

import jsonschema
import pytest

from tests.casefile.cases import make_case
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.record import build_case_file
from wholeplace.casefile.schema import make_schema, read_schema, write_schema
from wholeplace.casefile.withholding import withhold_parts


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(read_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def build(**changes: object) -> dict:
    return json.loads(write_json(build_case_file(appraise_document(make_case(**changes)))))


def test_the_schema_in_the_package_is_up_to_date() -> None:
    """Mend with: ./run write."""
    assert read_schema() == write_schema()
    assert make_schema()["title"] == "Wholeplace case file"


def test_a_case_file_follows_the_schema(validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(build())


def test_a_case_file_with_withheld_parts_follows_the_schema(
    validator: jsonschema.Draft202012Validator,
) -> None:
    wishes = [
        {"part": "options.contract.costs.0.amount", "reason": "commercial", "until": "2027-06-01"},
        {"part": "options.in-house.costs", "reason": "commercial"},
        {"part": "results.appraisal.options.contract", "reason": "commercial"},
    ]
    full = build_case_file(appraise_document(make_case() | {"withheld": wishes}))
    validator.validate(json.loads(write_json(full)))
    validator.validate(json.loads(write_json(withhold_parts(full))))


@pytest.mark.parametrize("path", [("case", "case", "titel"), ("computed",), ("events", 0, "who")])
def test_an_unknown_key_breaks_the_schema(path: tuple, validator: jsonschema.Draft202012Validator) -> None:
    case_file = build()
    here = case_file
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = 1
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(case_file)
