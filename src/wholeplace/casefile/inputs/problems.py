"""What the models refuse, in words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from wholeplace.casefile.inputs.models import CaseInputs
from wholeplace.casefile.inputs.words import Location, plain, quote


def find_first_problem(
    error: ValidationError, document: object, model: type[BaseModel] = CaseInputs
) -> tuple[Location, str]:
    """Say the first problem in words; a wrong key says more than the missing one it causes."""
    problems = error.errors(include_url=False)
    order = {"extra_forbidden": 0, "missing": 2}
    first = min(problems, key=lambda problem: order.get(problem["type"], 1))
    location = _document_location(first["loc"], document)
    return location, _say(first["type"], first, model)


def find_problem_beside(
    error: ValidationError, document: object, model: type[BaseModel], holes: Collection[Location]
) -> tuple[Location, str] | None:
    """Say the first problem that no hole explains; a hole is where something stands that was withheld.

    What is missing or of the wrong type in a hole is no problem. Where a value may be of several kinds, what
    is said of the value around a hole comes from the hole.
    """
    left = []
    for problem in error.errors(include_url=False):
        location = _document_location(problem["loc"], document)
        is_choice = len(location) < len(problem["loc"]) or problem["type"] == "value_error"
        if not any(_explains(hole, location, is_choice=is_choice) for hole in holes):
            left.append((location, problem))
    if not left:
        return None
    order = {"extra_forbidden": 0, "missing": 2}
    location, first = min(left, key=lambda one: order.get(one[1]["type"], 1))
    return location, _say(first["type"], first, model)


def _explains(hole: Location, location: Location, *, is_choice: bool) -> bool:
    return location[: len(hole)] == hole or (is_choice and hole[: len(location)] == location)


def _document_location(location: Location, document: object) -> Location:
    """Leave out the steps that pydantic adds for the branches of a union."""
    kept: list[str | int] = []
    here: Any = document
    for position, step in enumerate(location):
        last = position == len(location) - 1
        if isinstance(here, Mapping) and (step in here or last or isinstance(step, str)):
            if step not in here and not last:
                continue
            if step not in here and step in _UNION_STEPS:
                continue
            kept.append(step)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            kept.append(step)
            here = here[step]
    return tuple(kept)


_UNION_STEPS = {"str", "float", "int", "[key]"}


def _say(kind: str, problem: Mapping[str, Any], model: type[BaseModel]) -> str:
    context, value = problem.get("ctx", {}), problem.get("input")
    sayings: dict[str, Callable[[], str]] = {
        "missing": lambda: "is required, but is missing",
        "extra_forbidden": lambda: _say_unknown_key(problem["loc"], model),
        "literal_error": lambda: f"must be one of {context['expected']}, but is {quote(value)}",
        "value_error": lambda: str(context["error"]),
        "greater_than_equal": lambda: f"must be {plain(context['ge'])} or more, but is {quote(value)}",
        "greater_than": lambda: f"must be more than {plain(context['gt'])}, but is {quote(value)}",
        "less_than_equal": lambda: f"must be {plain(context['le'])} or less, but is {quote(value)}",
        "string_too_short": lambda: "must not be empty",
        "string_too_long": lambda: f"must have at most {plain(context['max_length'])} characters",
        "too_short": lambda: "needs at least one entry",
        "string_pattern_mismatch": lambda: (
            f"must be an id of letters, digits, - and _ only, but is {quote(value)}"
        ),
        "bool_type": lambda: f"must be true or false, but is {quote(value)}",
        "int_type": lambda: f"must be a whole number, but is {quote(value)}",
        "float_type": lambda: f"must be a number, but is {quote(value)}",
        "string_type": lambda: f"must be text, but is {quote(value)}",
        "list_type": lambda: f"must be a list, but is {quote(value)}",
        "dict_type": lambda: f"must be a table, but is {quote(value)}",
        "model_type": lambda: f"must be a table, but is {quote(value)}",
        "model_attributes_type": lambda: f"must be a table, but is {quote(value)}",
    }
    if kind in sayings:
        return sayings[kind]()
    return f"is not usable: {problem['msg'][:1].lower()}{problem['msg'][1:]}; it is {quote(value)}"


def _say_unknown_key(location: Location, model: type[BaseModel]) -> str:
    known = _known_keys(location[:-1], model)
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}" if known else ""
    return f"is not a known key{hint}"


def _known_keys(location: Location, root: type[BaseModel]) -> list[str]:
    """Name the keys that the table at a location may have."""
    model: Any = root
    for step in location:
        if isinstance(step, int) or not isinstance(model, type) or not issubclass(model, BaseModel):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if step not in fields:
            return []
        model = _find_model(fields[str(step)].annotation)
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _find_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _find_model(argument)
        if found is not None:
            return found
    return None
