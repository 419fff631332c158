"""The whole of it: every room under one address, described by one document."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from wholeplace.faces.api.openapi import DESCRIPTION, finish_description
from wholeplace.faces.api.problems import answer_problem, handle_refusals
from wholeplace.foundations.errors import InvalidInput
from wholeplace.services.entries import is_storable
from wholeplace.services.refusals import NotJson

VERSION = "1"
DEEPEST = 60


class PlainParser(Parser):
    """Reads JSON as RFC 8259 has it, and refuses what no record could keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body."""
        _refuse_other_content(request)
        try:
            text = request.body.decode("utf-8")
            value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_read_object)
        except InvalidInput:
            raise
        except UnicodeDecodeError as error:
            raise InvalidInput("", f"The body is not UTF-8: byte {error.start + 1} cannot be read.") from None
        except (ValueError, RecursionError):
            raise InvalidInput("", "The body is not JSON that can be read.") from None
        _check(value, 0)
        return value


def _refuse_other_content(request: HttpRequest) -> None:
    """Refuse what says that it is no JSON, or JSON in other letters: it would be misread."""
    kind = request.content_type or ""
    if kind not in {"", "application/json"}:
        raise NotJson(f"The body must be application/json, but Content-Type says “{kind[:80]}”.")
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    if charset.lower().strip('"') not in {"utf-8", "utf8"}:
        raise NotJson(f"JSON is sent in UTF-8, but Content-Type says “{charset[:40]}”.")


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read an object; one that has a name twice could mean either of them."""
    value = dict(pairs)
    if len(value) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise InvalidInput("", f"The body has “{_show(twice)}” more than once in the same object.")
    return value


def _show(name: str) -> str:
    return name[:60] if is_storable(name) else "a name that cannot be shown"


def _refuse_constant(name: str) -> Any:
    raise InvalidInput("", f"The body has {name} in it, which is no number of JSON.")


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise InvalidInput("", f"The body is nested more than {DEEPEST} deep.")
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInput("", "The body has a number in it that is too large.")
    if isinstance(value, str) and not is_storable(value):
        raise InvalidInput("", "The body has a character in it that cannot be stored.")
    if isinstance(value, dict):
        for name, member in value.items():
            _check(name, depth + 1)
            _check(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth + 1)


class Service(NinjaAPI):
    """The API with the description and the answers of this house."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Describe every address, with what ninja cannot know."""
        described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        finish_description(described)
        return described

    def _get_urls(self) -> list[Any]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if pattern.callback is not None:
                pattern.callback = _tell_methods(pattern.callback)
        return patterns

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        """Give what was asked for, or say that it has not changed."""
        return mark_version(request, super().create_response(request, data, **more))


def _tell_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say in a sentence which methods an address answers."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponse:
        response = view(request, *arguments, **parts)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        allowed = response.headers["Allow"]
        problem = answer_problem(405, f"This address answers only {allowed}.")
        problem.headers["Allow"] = allowed
        return problem

    return answer


def mark_version(request: HttpRequest, response: HttpResponse, *, etag: str = "") -> HttpResponse:
    """Mark what is read with a tag of its content, and answer 304 to whoever has it already."""
    patch_vary_headers(response, ("Cookie", "Authorization"))
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    tag = f'"{etag or hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response


def make_service() -> Service:
    """Make the API with all its rooms."""
    from wholeplace.faces.api.rooms import register

    service = Service(
        title="Wholeplace", version=VERSION, description=DESCRIPTION, urls_namespace="api-v1",
        docs_url=None, openapi_url=None, parser=PlainParser(),
    )  # fmt: skip
    handle_refusals(service)
    for room in register.ROOMS:
        service.add_router("", room.router)
    return service
