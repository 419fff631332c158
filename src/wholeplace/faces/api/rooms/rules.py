"""What computing and judging rest on: parameters and rules of law, with sources."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field

from wholeplace.casefile.appraise import make_plain
from wholeplace.faces.api.openapi import list_of, object_of, page_of
from wholeplace.faces.api.opening import give_json
from wholeplace.faces.api.paging import PageNumber, PageSize, give_page
from wholeplace.faces.api.routing import Room
from wholeplace.faces.api.values import Query
from wholeplace.foundations.law import load_rules
from wholeplace.foundations.parameters import load_parameters
from wholeplace.services.operation import NotFound

room = Room("Parameters and rules of law")
PARAMETER, LAW_RULE = (
    object_of(id={"type": "string"}, versions=list_of({"$ref": f"#/components/schemas/{name}"}))
    for name in ("Parameter", "LawRule")
)
RecordId = Annotated[str, Field(max_length=100, pattern="^[a-z0-9][a-z0-9.-]*$", description="Its id.")]


@room.read("/parameters", schema=page_of(PARAMETER))
def list_parameters(request: HttpRequest, q: Query = "", page: PageNumber = 1, size: PageSize = 50) -> Any:
    """List every figure on which computing rests, with unit, source, status and dates."""
    return give_json(
        request, give_page(request, [one for one in _tell_parameters() if q in one["id"]], page, size)
    )


@room.read("/parameters/{identifier}", schema=PARAMETER)
def read_parameter(request: HttpRequest, identifier: RecordId) -> Any:
    """Read a parameter."""
    return give_json(request, _find(_tell_parameters(), identifier, "parameter"))


@room.read("/law-rules", schema=page_of(LAW_RULE))
def list_law_rules(request: HttpRequest, q: Query = "", page: PageNumber = 1, size: PageSize = 50) -> Any:
    """List the rules by which options are judged, with sources."""
    return give_json(
        request, give_page(request, [one for one in _tell_rules() if q in one["id"]], page, size)
    )


@room.read("/law-rules/{identifier}", schema=LAW_RULE)
def read_law_rule(request: HttpRequest, identifier: RecordId) -> Any:
    """Read a rule of law."""
    return give_json(request, _find(_tell_rules(), identifier, "rule of law"))


@lru_cache(maxsize=1)
def _tell_parameters() -> list[dict[str, Any]]:
    return [_tell(name, versions) for name, versions in sorted(load_parameters().versions.items())]


@lru_cache(maxsize=1)
def _tell_rules() -> list[dict[str, Any]]:
    versions: dict[str, list[Any]] = {}
    for rule in load_rules():
        versions.setdefault(rule.id, []).append(rule)
    return [_tell(name, rules) for name, rules in sorted(versions.items())]


def _tell(identifier: str, versions: Iterable[Any]) -> dict[str, Any]:
    return {"id": identifier, "versions": [make_plain(one.as_record()) for one in versions]}


def _find(known: list[dict[str, Any]], identifier: str, what: str) -> dict[str, Any]:
    found = next((one for one in known if one["id"] == identifier), None)
    if found is None:
        raise NotFound(f"There is no {what} with the id {identifier}.")
    return found
