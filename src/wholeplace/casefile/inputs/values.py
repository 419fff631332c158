"""What one value may be: each is read once, strictly, and refused in words."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from wholeplace.casefile.inputs.words import quote
from wholeplace.engines.appraisal.quantities import PARAMETER_COUNTS, Distribution, InvalidDistribution
from wholeplace.foundations.vocabulary import Status

MAXIMUM_SEED = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly
MAXIMUM_DRAWS = 1_000_000
LARGEST_NUMBER = 1e15  # ten times what the whole world produces in a year, in pounds
LARGEST_YEAR = 1_000  # counted from the start; a calendar year there is a slip of the pen


class ParameterReference(BaseModel):
    """A figure taken from the sourced parameters by id, brought to the price base year when it is money."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    parameter: str = Field(description="id of a parameter")


Quantity = float | Distribution | ParameterReference


def _read_quantity(value: object) -> Quantity:
    """Turn what a person wrote into a number, a distribution or a reference to a parameter."""
    if isinstance(value, Distribution | ParameterReference):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Mapping):
        raise ValueError(f"must be a number or a distribution, but is {quote(value)}")
    if not isinstance(value, Mapping):
        return _finite(value)
    if "parameter" in value:
        return ParameterReference.model_validate(dict(value))
    return _read_distribution(value)


def _read_distribution(value: Mapping[str, object]) -> Distribution:
    families = [key for key in value if key != "shared"]
    unknown = [key for key in families if key not in PARAMETER_COUNTS]
    if len(families) != 1 or unknown:
        known = ", ".join(PARAMETER_COUNTS)
        raise ValueError(f"must name exactly one distribution of {known}, but names {quote(families)}")
    family, numbers, shared = families[0], value[families[0]], value.get("shared")
    count = PARAMETER_COUNTS[family]
    if not isinstance(numbers, list | tuple) or len(numbers) != count:
        raise ValueError(f"must give {family} a list of {count} numbers, but gives {quote(numbers)}")
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        raise ValueError(f"must give {family} only numbers, but gives {quote(numbers)}")
    if shared is not None and not (isinstance(shared, str) and shared and shared.isprintable()):
        raise ValueError(f"must give shared a name in quotes, but gives {quote(shared)}")
    try:
        return Distribution(family, tuple(_finite(number) for number in numbers), shared)
    except InvalidDistribution as error:
        raise ValueError(str(error)) from error


def _finite(value: float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"must be a finite number, but is {quote(value)}")
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(f"must be a number within ±{LARGEST_NUMBER:,.0f}, but is {quote(value)}")
    return number


def write_quantity(quantity: Quantity) -> object:
    """Turn a quantity back into what a person would write.

    Parameters
    ----------
    quantity : float, Distribution or ParameterReference
        In the unit of its field.

    Returns
    -------
    object
        A number, or a dictionary such as ``{"pert": [1, 2, 4], "shared": "rent"}``.
    """
    if isinstance(quantity, Distribution):
        written: dict[str, object] = {quantity.family: list(quantity.parameters)}
        return written | ({"shared": quantity.shared} if quantity.shared else {})
    if isinstance(quantity, ParameterReference):
        return {"parameter": quantity.parameter}
    return quantity


_QUANTITY_SCHEMA = {
    "anyOf": [
        {"type": "number"},
        {
            "type": "object",
            "properties": {"parameter": {"type": "string"}},
            "required": ["parameter"],
            "additionalProperties": False,
        },
        *(
            {
                "type": "object",
                "properties": {
                    family: {
                        "type": "array",
                        "items": {"type": "number"},
                        "minItems": count,
                        "maxItems": count,
                    },
                    "shared": {"type": "string", "minLength": 1},
                },
                "required": [family],
                "additionalProperties": False,
            }
            for family, count in PARAMETER_COUNTS.items()
        ),
    ]
}

QuantityField = Annotated[
    Quantity,
    BeforeValidator(_read_quantity),
    PlainSerializer(write_quantity),
    WithJsonSchema(_QUANTITY_SCHEMA),
]


def _read_date(value: object) -> object:
    if isinstance(value, dt.datetime) or not isinstance(value, str | dt.date):
        raise ValueError(f"must be a date such as 2027-04-01, but is {quote(value)}")
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"must be a date such as 2027-04-01, but is {quote(value)}") from error


def _read_number(value: object) -> object:
    """Keep whole and broken numbers, refuse truth values, text and numbers that are not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number, but is {quote(value)}")
    return _finite(value)


def _read_rate(value: object) -> object:
    """Keep a name or a finite number."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a rate a year or the name of a table, but is {quote(value)}")
    if not -0.5 < _finite(value) < 1:
        raise ValueError(f"must be a rate a year such as 0.035, but is {quote(value)}")
    return _finite(value)


def _read_years(value: object) -> object:
    """Keep a first and a last year; their order is checked with the other rules."""
    whole = isinstance(value, list | tuple) and all(type(year) is int for year in value)
    if not whole or len(value) != 2:  # type: ignore[arg-type]
        raise ValueError(f"must be the first and the last year, such as [0, 9], but is {quote(value)}")
    return tuple(value)  # type: ignore[arg-type]


def _read_price_year(value: object) -> object:
    if type(value) is int and 1900 <= value <= 2500:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}/\d{2}", value):
        return value
    raise ValueError(f"must be a year such as 2024, or “2023/24”, but is {quote(value)}")


def read_status(value: object) -> object:
    """Keep one status, or a status by quantity."""
    for status in value.values() if isinstance(value, Mapping) else [value]:
        if status is not None and status not in get_args(Status):
            known = ", ".join(get_args(Status))
            raise ValueError(f"must be one of {known}, but is {quote(status)}")
    return dict(value) if isinstance(value, Mapping) else value


Date = Annotated[dt.date, BeforeValidator(_read_date)]
Rate = Annotated[str | float, BeforeValidator(_read_rate)]
Years = Annotated[tuple[int, int], BeforeValidator(_read_years)]
Number = Annotated[float, BeforeValidator(_read_number)]
Share = Annotated[Number, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]
PriceYear = Annotated[int | str, BeforeValidator(_read_price_year)]
