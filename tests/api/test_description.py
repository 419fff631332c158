"""The description is valid OpenAPI 3.1, and every answer is as it says: for everybody, whatever is sent."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.test_access import OPERATIONS, PEOPLE, name_parts
from tests.api.world import World
from wholeplace.casefile.schema import read_schema
from wholeplace.config.wsgi import application
from wholeplace.faces.api.views import write_description

pytestmark = pytest.mark.django_db
CHECKS: list[Any] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
SOAKS = bool(os.environ.get("WHOLEPLACE_SOAK"))
# Each operation gets an equal share of a soak's 20,000 requests, so that the sum holds however tests are spread.
LEAST_REQUESTS = -(-20_000 // len(OPERATIONS)) if SOAKS else 1
CAREFUL = settings(
    max_examples=14 if SOAKS else 12, database=None, deadline=None, phases=[Phase.generate], print_blob=True,
    suppress_health_check=list(HealthCheck), derandomize=not SOAKS,
)  # fmt: skip
DESCRIBED: dict[str, Any] = json.loads(write_description())


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a whole request pass without closing the connection, which holds the test's transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@lru_cache(maxsize=1)
def open_schema() -> Any:
    """Read the description as schemathesis does."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@lru_cache(maxsize=1)
def list_operations() -> dict[str, Any]:
    """List what schemathesis found, each under its name."""
    found = [result.ok() for result in open_schema().get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}


def list_references(part: Any) -> Iterator[str]:
    """Find every reference."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for member in part:
            yield from list_references(member)


def test_the_description_is_valid_openapi_3_1() -> None:
    assert DESCRIBED["openapi"].startswith("3.1")
    open_schema().validate()


def test_schemathesis_finds_every_operation() -> None:
    assert set(list_operations()) == set(OPERATIONS)


def test_every_reference_leads_somewhere_and_every_schema_is_one() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    known = {f"#/components/schemas/{name}" for name in schemas}
    assert set(list_references(DESCRIBED)) - known == set()
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_is_described_in_words() -> None:
    for path, methods in DESCRIBED["paths"].items():
        for method, told in methods.items():
            assert len(told["summary"]) > 10, (method, path)
            for parameter in told.get("parameters", []):
                assert parameter["name"] == "Idempotency-Key" or parameter["schema"], (path, parameter)
    for name, schema in DESCRIBED["components"]["schemas"].items():
        if not name.startswith(("CaseFile", "Page", "Parameter", "LawRule")) and "properties" in schema:
            assert schema.get("description"), name


def test_the_case_files_schema_is_the_published_one() -> None:
    """Parts of it stand under their own names, and nothing of it is lost."""
    published = json.loads(read_schema())
    told = DESCRIBED["components"]["schemas"]
    assert set(told["CaseFile"]["properties"]) == set(published["properties"])
    assert {name.removeprefix("CaseFile_") for name in told if name.startswith("CaseFile_")} == set(
        published["$defs"]
    )


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_answer_is_as_described(
    name: str, world: World, record_property: Callable[[str, object], None]
) -> None:
    asked = Counter[str]()
    check = make_check(name, world, asked)
    while (before := sum(asked[person] for person in PEOPLE)) < LEAST_REQUESTS:
        check()
        assert sum(asked[person] for person in PEOPLE) > before, "no request was made"
    for what, count in asked.items() if SOAKS else ():
        record_property(f"sum of OpenAPI requests, {what}", count)
    record_property("sum of OpenAPI requests, everybody", sum(asked[person] for person in PEOPLE))


def make_check(name: str, world: World, asked: Counter[str]) -> Callable[[], None]:
    """Make the test of one operation: with what fits and what does not, at addresses that are and are not."""
    operation = list_operations()[name]
    parts = name_parts(name, operation.path, world)
    known = {one: value for one, value in parts.items() if f"{{{one}}}" in operation.path}
    at_home = operation.as_strategy(path_parameters=known) if known else operation.as_strategy()
    hostile = operation.as_strategy(GenerationMode.NEGATIVE)

    @CAREFUL
    @given(case=at_home | at_home | operation.as_strategy() | hostile, person=st.sampled_from(PEOPLE))
    def check(case: schemathesis.Case, person: str) -> None:
        sent = {one: value for one, value in (case.headers or {}).items() if one.lower() != "authorization"}
        case.headers = sent
        # To make something up takes longer than to ask: in a soak everybody asks the same.
        for who in PEOPLE if SOAKS else (person,):
            with transaction.atomic():
                answer = case.call(headers=world.headers(who))
                transaction.set_rollback(True)
            asked.update((who, f"answered {answer.status_code}"))
            case.validate_response(answer, checks=CHECKS)

    return check
