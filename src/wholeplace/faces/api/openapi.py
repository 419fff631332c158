"""What the description of the API needs beyond the shapes of the views."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from wholeplace.casefile.schema import read_schema
from wholeplace.faces.api.callers import PUBLIC
from wholeplace.faces.api.problems import MEDIA_TYPE, Problem
from wholeplace.faces.api.shapes.rules import RECORDS

DESCRIPTION = """\
Commissioning public services in the open. Everything that is public can be read without an account; what a
role may do on the pages, it may do here. Every published decision is a case file that anyone can recompute:
download it and run `wholeplace verify`.

Amounts are in pounds sterling, days in ISO 8601, moments in UTC. Ids are words or numbers that never change.
Lists come in pages. Reads carry an ETag: send it back as If-None-Match. Refusals are one plain sentence
(application/problem+json). Send an Idempotency-Key with whatever you write: sent again, it is done once.
"""
PROBLEMS = {
    400: "What was sent cannot be used",
    401: "Nobody has signed in",
    403: "The role does not allow it",
    404: "There is no such thing, or not for this person to see",
    413: "More was sent than is read",
    415: "The body is not JSON in UTF-8",
    409: "A rule does not hold at this time, or somebody else saved meanwhile",
    422: "What was sent does not fit the description",
    429: "Asked too often; Retry-After says how many seconds to wait",
    503: "Others are saving at this moment, or the database does not answer; nothing was stored",
}
READ_PROBLEMS = (400, 401, 403, 404, 409, 422, 429, 503)
WRITE_PROBLEMS = (*READ_PROBLEMS, 413, 415)
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Your own name for this request: sent again with the same body, it is done once.",
    "schema": {"type": "string", "maxLength": 255, "pattern": "^[ -~]*$"},
}
CASE_FILE = "CaseFile"
SCOPES = ["required", "encouraged", "not-applicable", "unknown"]


def refer(*path: str) -> dict[str, Any]:
    """Refer to a part of the published JSON Schema of the case file; no path means the whole."""
    return {"$ref": f"#/components/schemas/{CASE_FILE}{''.join(path)}"}


def object_of(**properties: Any) -> dict[str, Any]:
    """Describe an object that has all of these."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def page_of(items: dict[str, Any]) -> dict[str, Any]:
    """Describe one page of a list of these, as `Page` gives it."""
    address = {"type": ["string", "null"]}
    numbers = {name: {"type": "integer"} for name in ("total", "page", "pages")}
    return object_of(items=list_of(items), **numbers, next=address, previous=address)


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    """Describe a list of these."""
    return {"type": "array", "items": items}


def finish_description(described: dict[str, Any]) -> None:
    """Add problems, ways of signing in, and the schema of the case file."""
    schemas = described["components"]["schemas"]
    schemas |= list_case_file_schemas()
    schemas["TestScope"] = {
        "description": "Whether the Public Interest Test applies, and why.",
        **object_of(applies={"enum": SCOPES}, why={"type": "string"}),
    }
    for name, model in RECORDS.items():
        record = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        schemas |= record.pop("$defs", {})
        schemas[name] = record
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    _put_references(described)
    described["components"]["securitySchemes"] = _list_ways_in()
    described["servers"] = [{"url": "/"}]
    described["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    for method, operation in _list_operations(described):
        _finish_operation(method, operation)


def _put_references(part: Any) -> None:
    """Put references to the published schemas where the models of bodies only name them."""
    for member in part.values() if isinstance(part, dict) else part:
        if isinstance(member, dict | list):
            _put_references(member)
    if isinstance(part, dict) and "x-refer" in part:
        names = part.pop("x-refer")
        references = [{"$ref": f"#/components/schemas/{name}"} for name in names]
        kept = {key: part[key] for key in ("title", "description") if key in part}
        part.clear()
        part.update(kept | (references[0] if len(references) == 1 else {"anyOf": references}))


def _list_operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in described["paths"].values():
        yield from path.items()


def _finish_operation(method: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        # A list of examples is JSON Schema's way; it stays in the schema, where it belongs.
        parameter.pop("examples", None)
    is_public = operation["x-access"] == PUBLIC
    ways: list[dict[str, list[str]]] = [{"AccessToken": []}, {"Session": []}]
    operation["security"] = [{}, *ways] if is_public else ways
    responses = {str(status): told for status, told in operation["responses"].items()}
    for status in READ_PROBLEMS if method == "get" else WRITE_PROBLEMS:
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[str(status)] = {"description": PROBLEMS[status], "content": content}
    if method == "get":
        responses["304"] = {"description": "Not changed since the ETag that you sent"}
    else:
        operation["parameters"] = [*operation.get("parameters", []), KEY_HEADER]
    operation["responses"] = dict(sorted(responses.items()))


def _list_ways_in() -> dict[str, Any]:
    return {
        "AccessToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "Made in your account at /account/tokens/. It acts for you, to read or to write.",
        },
        "Session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of the pages. To write, send its X-CSRFToken as well.",
        },
    }


@lru_cache(maxsize=1)
def list_case_file_schemas() -> dict[str, Any]:
    """Return the published JSON Schema of the case file as components, its parts under their own names."""
    schema = json.loads(read_schema())
    definitions = schema.pop("$defs")
    schema.pop("$schema", None)
    schema["properties"]["commission"], commission = refer("Commission"), schema["properties"]["commission"]
    results = schema["properties"]["results"]["properties"]
    parts = {
        CASE_FILE: schema,
        f"{CASE_FILE}Commission": commission,
        f"{CASE_FILE}Inputs": schema["properties"].pop("case"),
        f"{CASE_FILE}Appraisal": results.pop("appraisal"),
        f"{CASE_FILE}Law": results.pop("law"),
    }
    schema["properties"]["case"] = refer("Inputs")
    results |= {"appraisal": refer("Appraisal"), "law": refer("Law")}
    named = {f"{CASE_FILE}_{name}": part for name, part in definitions.items()}
    return {name: _redirect(part) for name, part in (parts | named).items()}


def _redirect(part: Any) -> Any:
    """Let references lead to the components."""
    if isinstance(part, list):
        return [_redirect(member) for member in part]
    if not isinstance(part, dict):
        return part
    redirected = {key: _redirect(member) for key, member in part.items()}
    target = part.get("$ref")
    if isinstance(target, str) and target.startswith("#/$defs/"):
        redirected["$ref"] = f"#/components/schemas/{CASE_FILE}_{target.removeprefix('#/$defs/')}"
    return redirected
