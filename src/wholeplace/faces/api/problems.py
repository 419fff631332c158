"""What is answered to a request that is refused: one sentence, its status, and what it is about.

As RFC 9457 describes it, with the type left out: the sentence says what to do.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import Error as DatabaseGone
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from wholeplace.faces.api.values import Shown
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.services.people.tokens import NotSignedIn
from wholeplace.services.publication.chain import is_outage
from wholeplace.services.refusals import TooOften, find_status

MEDIA_TYPE = "application/problem+json"
MOST_PARTS = 20
log = logging.getLogger("wholeplace.api")


class PartProblem(Shown):
    """What is wrong with one part of what was sent."""

    where: str = Field(
        description="The part: body, query or path, then the names that lead to it, with dots."
    )
    problem: str = Field(description="What is wrong with it, as the end of a sentence.")


class Problem(Shown):
    """Why nothing was done, in one plain sentence."""

    title: str = Field(description="The status in words.")
    status: int = Field(description="The status of HTTP.")
    detail: str = Field(description="One plain sentence: what is wrong, and what to do.")
    field: str | None = Field(default=None, description="The field that the sentence is about, if it is one.")
    problems: list[PartProblem] | None = Field(
        default=None, description="Everything that does not fit or does not hold, where it is several things."
    )


def handle_refusals(api: NinjaAPI) -> None:
    """Answer everything that goes wrong as a problem."""
    api.add_exception_handler(WholeplaceError, _refuse)
    api.add_exception_handler(ValidationError, _refuse_parts)
    api.add_exception_handler(HttpError, _refuse_request)
    api.add_exception_handler(Http404, _refuse_unknown)
    api.add_exception_handler(DatabaseGone, _say_no_database)
    api.add_exception_handler(RequestDataTooBig, _refuse_large)
    api.add_exception_handler(SuspiciousOperation, _refuse_unreadable)
    api.add_exception_handler(UnreadablePostError, _refuse_unreadable)
    api.add_exception_handler(MultiPartParserError, _refuse_unreadable)
    api.add_exception_handler(Exception, _say_our_fault)


def answer_problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """Write a problem."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, **more)
    content = problem.model_dump_json(exclude_none=True)
    response = HttpResponse(content, status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refuse(_request: HttpRequest, error: Any) -> HttpResponse:
    field = error.path or None if isinstance(error, InvalidInput) else None
    parts = [PartProblem(where=where[:300], problem=said) for where, said in getattr(error, "parts", ())]
    sentence = _make_sentence(str(error))
    response = answer_problem(find_status(error), sentence, field=field, problems=parts or None)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _make_sentence(text: str) -> str:
    text = text.strip() or "This cannot be done."
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _refuse_parts(_request: HttpRequest, error: Any) -> HttpResponse:
    parts = [_describe_part(one) for one in error.errors[:MOST_PARTS]]
    first = parts[0]
    detail = f"What you sent does not fit the description: {first.where} {first.problem}."
    return answer_problem(422, detail, problems=parts)


def _describe_part(error: Mapping[str, Any]) -> PartProblem:
    problem = _PROBLEMS.get(error["type"], "")
    if not problem:
        text = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
        problem = f"{text[:1].lower()}{text[1:300]}"
    return PartProblem(where=_locate(error["loc"]), problem=problem)


_PROBLEMS = {
    "missing": "is needed",
    "extra_forbidden": "is not known here",
    "string_unicode": "has a character in it that is none",
}


def _locate(path: Sequence[Any]) -> str:
    """Name a part as a person would, without the names that the views give to whole bodies."""
    names = [str(one) for one in path if str(one) != "entry"]
    return ".".join(names)[:300]


def _refuse_request(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, WholeplaceError):
        return _refuse(request, error.__cause__)
    return answer_problem(error.status_code, _make_sentence(str(error)))


def _refuse_unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
    return answer_problem(404, "There is nothing at this address.")


def _refuse_large(_request: HttpRequest, _error: Any) -> HttpResponse:
    return answer_problem(413, "What you sent is too large: 10 MB at most are read.")


def _refuse_unreadable(_request: HttpRequest, _error: Any) -> HttpResponse:
    return answer_problem(400, "What you sent cannot be read.")


def _say_no_database(request: HttpRequest, error: Any) -> HttpResponse:
    if not is_outage(error):
        return _say_our_fault(request, error)
    log.warning("the database does not answer: %s", error)
    return answer_problem(503, "The database does not answer, so nothing was saved. Try again shortly.")


def _say_our_fault(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer_problem(500, "The fault is ours. Nothing of what you sent was half saved. Try again later.")
