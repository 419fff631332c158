"""What is not an address of the API itself: its description, the guide for people, and what is not there."""

from __future__ import annotations

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wholeplace.casefile.schema import read_schema
from wholeplace.faces.api import limits
from wholeplace.faces.api.current import SERVICE
from wholeplace.faces.api.openapi import PROBLEMS
from wholeplace.faces.api.problems import answer_problem
from wholeplace.faces.api.service import mark_version


@lru_cache(maxsize=1)
def write_description() -> bytes:
    """Write the OpenAPI document once in each process: it does not depend on who asks."""
    described = SERVICE.get_openapi_schema(path_prefix=_find_prefix())
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()


def _find_prefix() -> str:
    return reverse("api-v1:api-root").lstrip("/")


def show_description(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return _give(request, write_description(), "application/json")


def show_case_file_schema(request: HttpRequest) -> HttpResponse:
    """Give the JSON Schema of the case file, as it is published."""
    return _give(request, read_schema().encode(), "application/schema+json")


def _give(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return mark_version(request, response)


def show_guide(request: HttpRequest) -> HttpResponse:
    """Show people what the API is and how to begin."""
    described = json.loads(write_description())
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            line = (method.upper(), path, operation["summary"])
            groups.setdefault(operation["tags"][0], []).append(line)
    values = {
        "groups": groups,
        "problems": sorted(PROBLEMS.items()),
        "reads": limits.READS,
        "writes": limits.WRITES,
    }
    return render(request, "api/guide.html", values)


def show_nothing(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say to a program that there is nothing at this address."""
    return answer_problem(404, "There is nothing at this address. The guide is at /api/.")


for _view in (show_description, show_case_file_schema, show_guide, show_nothing):
    _view.access = "public"  # type: ignore[attr-defined]
