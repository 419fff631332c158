"""The sorts of values that addresses and bodies are made of, each read in one way."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from wholeplace.records.models.constraints import SHORT
from wholeplace.services.entries import LONGEST_PROSE

# Databases keep whole numbers in 64 bits; nothing here counts higher.
LARGEST_ID = 2**63 - 1
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Shown(Schema):
    """What is given back."""


class Sent(Schema):
    """What is sent: unknown fields are refused, so that a slip of the pen is not passed over."""

    model_config = ConfigDict(extra="forbid")


def _read_day(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a day such as 2026-11-24")
    return value


def _read_pounds(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("must be a number of pounds such as 1250000 or 99.5")
    if not math.isfinite(value) or abs(float(value)) > 1e15:
        raise ValueError("must be a number of pounds below a thousand million million")
    return Decimal(str(value))


def _read_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    return value


# --- in addresses ---------------------------------------------------------------------------------------

PlaceSlug = Annotated[
    str, Field(max_length=80, pattern=_WORDS, description="The place, in the words of its address.",
               examples=["calderwick"])
]  # fmt: skip
CommissionSlug = Annotated[
    str, Field(max_length=80, pattern=_WORDS, description="The commission, in the words of its address.",
               examples=["housing-support"])
]  # fmt: skip
OptionSlug = Annotated[
    str, Field(max_length=80, pattern=_WORDS, description="The option's id within its commission.",
               examples=["in-house"])
]  # fmt: skip
Words = Annotated[str, Field(max_length=80, pattern=_WORDS, description="An id in words, kept for ever.")]
Number = Annotated[int, Field(ge=1, le=2**31 - 1, description="A number within the place or commission.")]
Identifier = Annotated[int, Field(ge=1, le=LARGEST_ID, description="The record's own number.")]
Digest = Annotated[
    str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the case file's bytes, in hexadecimal.")
]
Sequence = Annotated[int, Field(ge=0, le=LARGEST_ID, description="Number of an event; the first is 0.")]
Query = Annotated[str, Field(max_length=200, pattern="^[^\\x00]*$", description="Words to look for.")]

# --- in bodies ------------------------------------------------------------------------------------------

Line = Annotated[StrictStr, Field(max_length=SHORT)]
NeededLine = Annotated[StrictStr, Field(min_length=1, max_length=SHORT)]
Prose = Annotated[StrictStr, Field(max_length=LONGEST_PROSE)]
NeededProse = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST_PROSE)]
Choice = StrictBool
Count = Annotated[StrictInt, Field(ge=0, le=100_000_000)]
Revision = Annotated[
    StrictInt,
    Field(ge=0, le=2**31 - 1, description="The revision that you read; refused when there is a newer one."),
]
Day = Annotated[dt.date, BeforeValidator(_read_day, json_schema_input_type=dt.date)]
Pounds = Annotated[
    Decimal,
    BeforeValidator(_read_pounds, json_schema_input_type=float),
    Field(description="Pounds sterling."),
]
Years = Annotated[
    float,
    BeforeValidator(_read_number, json_schema_input_type=float),
    Field(ge=0, le=100, description="Years."),
]
Key = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID)]
