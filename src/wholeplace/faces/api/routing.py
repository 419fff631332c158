"""How an address is added: one way for what is read, one for what is written."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router
from ninja.constants import NOT_SET
from pydantic import Field

from wholeplace.faces.api.callers import PUBLIC, SIGNED_IN, guard, need_person, recognise, recognise_writer
from wholeplace.faces.api.values import Shown
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.services.once import do_once, find_done

View = Callable[..., Any]
IDEMPOTENCY_KEY = "Idempotency-Key"
LONGEST_KEY = 255
OK, CREATED = 200, 201
FILE = {"type": "string", "contentEncoding": "binary"}


class Done(Shown):
    """What was asked for is done; what it changed stands at the address."""

    address: str = Field(
        description="Where to read what was written.", examples=["/api/v1/places/calderwick"]
    )
    id: str = Field(description="The id of what was written, as it stands in addresses and lists.")


class Room:
    """The addresses of one stage."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.router = Router(tags=[name])

    def read(
        self,
        path: str,
        gives: Any = None,
        *,
        schema: dict[str, Any] | None = None,
        media_type: str = "application/json",
        files: Sequence[str] = (),
        access: str = PUBLIC,
    ) -> Callable[[View], View]:
        """Add an address to read.

        `gives` is the model of the answer, `schema` describes raw content, `files` names the media types of
        a file to keep.
        """

        def decorate(view: View) -> View:
            check = guard(access)

            @wraps(view)
            def answer(request: HttpRequest, **parts: Any) -> Any:
                check(request, parts)
                return view(request, **parts)

            more: dict[str, Any] = {"x-access": str(access)}
            if schema is not None:
                content: dict[str, Any] = {media_type: {"schema": schema}}
                more["responses"] = {OK: {"description": "OK", "content": content}}
            if files:
                content = {one: {"schema": FILE} for one in files}
                more["responses"] = {OK: {"description": "The file", "content": content}}
            self._add("GET", path, view, answer, auth=recognise, response=gives or NOT_SET, more=more)
            return view

        return decorate

    def write(
        self,
        method: str,
        path: str,
        *,
        access: str = SIGNED_IN,
        status: int = OK,
        in_two_steps: bool = False,
    ) -> Callable[[View], View]:
        """Add an address to write; the view calls one operation and says what it led to.

        The same Idempotency-Key sent again does nothing and gives the same answer. What takes long is done
        `in_two_steps`: the view prepares it outside any transaction, and returns what stores it.
        """
        act = _act_in_two_steps if in_two_steps else _act

        def decorate(view: View) -> View:
            check = guard(access)

            @wraps(view)
            def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
                check(request, parts)
                return _answer_done(*act(view, request, parts), status)

            more: dict[str, Any] = {"x-access": str(access)}
            self._add(method, path, view, answer, auth=recognise_writer, response={status: Done}, more=more)
            return view

        return decorate

    def _add(
        self, method: str, path: str, view: View, answer: View, *, auth: View, response: Any,
        more: dict[str, Any],
    ) -> None:  # fmt: skip
        # Ninja reads the names and types of the view from here; those of the wrapper would tell nothing.
        answer.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        words = inspect.cleandoc(view.__doc__ or "")
        summary, _, rest = words.partition("\n\n")
        self.router.add_api_operation(
            path, [method], answer, auth=auth, response=response, operation_id=view.__name__,
            url_name=view.__name__ if method == "GET" else None,
            summary=summary.replace("\n", " ").rstrip("."),
            description=rest or summary, openapi_extra=more, by_alias=True,
        )  # fmt: skip


def _act(view: View, request: HttpRequest, parts: dict[str, Any]) -> tuple[str, bool]:
    once = _read_once(request)
    if once is None:
        return view(request, **parts), False
    return do_once(act=lambda: view(request, **parts), at=timezone.now(), **once)


def _act_in_two_steps(view: View, request: HttpRequest, parts: dict[str, Any]) -> tuple[str, bool]:
    once = _read_once(request)
    if once is None:
        return view(request, **parts)(), False
    earlier = find_done(**once)
    if earlier is not None:
        return earlier, True
    try:
        store = view(request, **parts)
    except WholeplaceError:
        # The same request, sent at the same moment, may have done it since: then this is no refusal.
        earlier = find_done(**once)
        if earlier is None:
            raise
        return earlier, True
    return do_once(act=store, at=timezone.now(), **once)


def _read_once(request: HttpRequest) -> dict[str, Any] | None:
    """Read which request this is for whoever sends it; None without a key."""
    key = request.headers.get(IDEMPOTENCY_KEY, "")
    if not key:
        return None
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidInput(IDEMPOTENCY_KEY, f"must have {LONGEST_KEY} printable characters at most")
    sent = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _list_sent(request):
        sent.update(part)
    return {"key": key, "fingerprint": sent.hexdigest(), "by": need_person(request)}


def _list_sent(request: HttpRequest) -> Iterator[bytes]:
    """Give what was sent; of a form its fields and files, because what divides them differs each time."""
    if not request.FILES and request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, texts in sorted(request.POST.lists()):
        yield json.dumps([name, texts]).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            file.seek(0)
            yield json.dumps([name, file.name, hashlib.sha256(file.read()).hexdigest()]).encode()
            file.seek(0)


def _answer_done(address: str, is_repeated: bool, status: int) -> HttpResponse:
    path, _, identifier = address.partition("#")
    done = Done(address=path, id=identifier or path.rsplit("/", 1)[-1])
    response = JsonResponse(done.model_dump(), status=status)
    response.headers["Location"] = path
    if is_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response
