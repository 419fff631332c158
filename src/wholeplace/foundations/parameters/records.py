"""One parameter: a figure or a table with its unit, source, status and dates."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, NoReturn, TypeAlias, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Status

Cell: TypeAlias = int | float | bool | str | None
PriceYear: TypeAlias = int | str

STATUS_MEANINGS: Mapping[str, str] = {
    "P": "published and recomputed here",
    "MM": "recalled, and the recomputation matches",
    "N": "published, copied",
    "T": "published by a third party",
    "D": "derived here from a published rule",
    "C": "constructed by us",
    "M": "recalled, unverified",
}
AUTHORITATIVE_STATUSES = frozenset({"P", "MM", "N", "D"})

_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FINANCIAL_YEAR = re.compile(r"(\d{4})/(\d{2})")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class InvalidParameter(InvalidInput):
    """A parameter record, or a place's own parameter, that cannot be used."""


class Row(dict[str, Cell]):
    """One row of a table: column name to cell, and never changed after it is made."""

    def _refuse(self, *_args: object, **_named: object) -> NoReturn:
        raise TypeError("a row of a parameter's table cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Hash by content, so that a whole parameter can be hashed."""
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Row], tuple[dict[str, Cell]]]:
        """Copy and pickle through the constructor: the item-by-item way is refused."""
        return Row, (dict(self),)


def _refuse_bad_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number, but is {shorten(value)}")
    if not math.isfinite(value):
        raise ValueError(f"must be a finite number, but is {value}")
    return value


def _refuse_bad_text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"must be text, but is {shorten(value)}")
    if not value.strip():
        raise ValueError("must not be empty")
    return " ".join(value.split())


def _refuse_bad_optional_text(value: object) -> object:
    return "" if value == "" else _refuse_bad_text(value)


def check_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError(
            f"must be lower-case letters, figures, dots and hyphens, such as gdp-deflator, but is {value!r}"
        )
    return value


def check_address(value: str) -> str:
    scheme = _SCHEME.match(value)
    if scheme and scheme.group(1).lower() not in {"http", "https"}:
        raise ValueError(f"must be a web address or say where the document is kept, but is {value!r}")
    return value


def _read_day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(f"must be a date such as 2026-04-01, but is {shorten(value)}")


def _read_price_year(value: object) -> object:
    parse_price_year(value)
    return value


def _read_row(value: object) -> object:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"must be a row of named cells, but is {shorten(value)}")
    for name, cell in value.items():
        if not isinstance(name, str) or not name.strip():
            raise ValueError(f"has a column whose name is not text: {shorten(name)}")
        if cell is not None and not isinstance(cell, int | float | str):
            raise ValueError(f"has in column {name} {shorten(cell)}, which is not a number, text or empty")
        if isinstance(cell, float) and not math.isfinite(cell):
            raise ValueError(f"has in column {name} {cell}, which is not a finite number")
    return Row(value)


def _keep_row(value: Mapping[str, Any]) -> Row:
    return Row(value)


def parse_price_year(year: object) -> tuple[int, bool]:
    """Read a price year.

    Parameters
    ----------
    year : int or str
        A calendar year such as ``2024``, or a financial year such as ``"2013/14"`` (April to March).

    Returns
    -------
    tuple of int and bool
        The (first) calendar year, and whether it is a financial year.

    Raises
    ------
    ValueError
        When it is neither, or the two halves of a financial year do not follow each other.
    """
    if isinstance(year, int) and not isinstance(year, bool) and 1000 <= year <= 9999:
        return year, False
    match = _FINANCIAL_YEAR.fullmatch(year) if isinstance(year, str) else None
    if match and (int(match.group(1)) + 1) % 100 == int(match.group(2)):
        return int(match.group(1)), True
    raise ValueError(
        f'must be a calendar year such as 2024 or a financial year such as "2013/14", but is {shorten(year)}'
    )


def shorten(value: object, longest: int = 60) -> str:
    text = "empty" if value is None else repr(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


Text = Annotated[str, BeforeValidator(_refuse_bad_text)]
OptionalText = Annotated[str, BeforeValidator(_refuse_bad_optional_text)]
Number = Annotated[int | float, BeforeValidator(_refuse_bad_number)]
Day = Annotated[date, BeforeValidator(_read_day)]


class Source(BaseModel):
    """Where a figure was published: title of the document, address, page or section."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    address: Annotated[Text, AfterValidator(check_address)]
    page: OptionalText = ""


class Parameter(BaseModel):
    """A dated figure or table that a rule or a computation rests on.

    Attributes
    ----------
    id : str
        Lower-case name, such as ``gdp-deflator``.
    title : str
        What it is, in a few words.
    value : int or float, optional
        The figure, in ``unit``. Exactly one of ``value`` and ``table`` is given.
    table : tuple of Row, optional
        Rows with the same named columns; an empty cell (None) at ``from_year`` or ``to_year`` means open.
    unit : str
        Unit of the value or of the table's figures; money begins with ``GBP``.
    price_year : int or str, optional
        For money in the prices of one year: 2024 or "2013/14".
    agency : str, optional
        For unit costs: who bears the cost.
    source : Source
        Where it was published.
    status : str
        One of P MM N T D C M; see ``STATUS_MEANINGS``.
    valid_from, valid_to : date, optional
        First and last day on which it holds, both included; None when open.
    note : str
        What a person should know before using it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[Text, AfterValidator(check_id)]
    title: Text
    value: Number | None = None
    table: (
        Annotated[
            tuple[Annotated[dict[str, Cell], BeforeValidator(_read_row), AfterValidator(_keep_row)], ...],
            Field(min_length=1),
        ]
        | None
    ) = None
    unit: Text
    price_year: Annotated[PriceYear, BeforeValidator(_read_price_year)] | None = None
    agency: Text | None = None
    source: Source
    status: Status
    valid_from: Day | None = None
    valid_to: Day | None = None
    note: OptionalText = ""

    @model_validator(mode="after")
    def _check_together(self) -> Parameter:
        if (self.value is None) == (self.table is None):
            raise ValueError("must have either a value or a table, and not both")
        if self.table and any(list(row) != list(self.table[0]) for row in self.table):
            raise ValueError("must have the same columns, in the same order, in every row of its table")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"must not end ({self.valid_to}) before it begins ({self.valid_from})")
        if not self.is_money and (self.price_year is not None or self.agency is not None):
            raise ValueError(f"may have a price_year or an agency only in money (GBP), not in {self.unit}")
        if self.agency is not None and self.price_year is None:
            raise ValueError("is a unit cost (it has an agency) and must have a price_year")
        return self

    @property
    def is_money(self) -> bool:
        """Whether the figures are pounds (the unit begins with GBP)."""
        return self.unit.split()[0] == "GBP"

    @property
    def is_authority(self) -> bool:
        """Whether the figure may be used without a visible caution (status P, MM, N or D)."""
        return self.status in AUTHORITATIVE_STATUSES

    @property
    def source_text(self) -> str:
        """The source in one line: title, page, address."""
        return ", ".join(part for part in (self.source.title, self.source.page, self.source.address) if part)

    def holds_on(self, on: date) -> bool:
        """Whether the record holds on a day; the first and the last day are included."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    def look_up(self, key_column: str, value_column: str) -> dict[Cell, Cell]:
        """Read two columns of the table as a mapping.

        Parameters
        ----------
        key_column, value_column : str
            Names of columns, such as ``grade`` and ``share``.

        Returns
        -------
        dict
            Each cell of the key column to the cell beside it, in the table's order.

        Raises
        ------
        InvalidParameter
            When there is no table, no such column, or a key stands twice.
        """
        rows = self.table or ()
        for column in (key_column, value_column):
            if not rows or column not in rows[0]:
                raise InvalidParameter(self.id, f"must have a table with a column {column}")
        found = {row[key_column]: row[value_column] for row in rows}
        if len(found) != len(rows):
            raise InvalidParameter(self.id, f"must not have the same {key_column} twice in its table")
        return found

    def as_record(self) -> dict[str, Any]:
        """Give the whole record as plain JSON-able values, from which ``read_record`` makes it again."""
        return self.model_dump(mode="json")


def read_record(record: object, path: str = "", file: str = "") -> Parameter:
    """Make a parameter from the plain mapping of a YAML, TOML or JSON file.

    Parameters
    ----------
    record : object
        What the file holds; a mapping with the fields of ``Parameter``.
    path : str
        Where it stands in the file, such as ``parameters.0``; used in the error.
    file : str
        Name of the file; used in the error.

    Returns
    -------
    Parameter

    Raises
    ------
    InvalidParameter
        When it is not a mapping, a field is missing, unknown or wrong: the first problem found.
    """
    if not isinstance(record, Mapping):
        problem = f"must be a record with named fields, but is {shorten(record)}"
        raise InvalidParameter(path, problem, file=file)
    try:
        return Parameter.model_validate(dict(record))
    except ValidationError as error:
        raise _explain(error, path, file) from None


def _explain(error: ValidationError, path: str, file: str) -> InvalidParameter:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    where = ".".join(part for part in (path, field) if part)
    known = ", ".join((Source if field.startswith("source.") else Parameter).model_fields)
    problems = {
        "missing": "is missing and must be given",
        "extra_forbidden": f"is not a field of a parameter; the fields are {known}",
        "literal_error": f"must be one of {' '.join(get_args(Status))}, but is {shorten(first['input'])}",
        "value_error": str(first.get("ctx", {}).get("error", "")),
        "too_short": "must have at least one row",
        "model_type": f"must have title, address and page, but is {shorten(first['input'])}",
        "tuple_type": f"must be a list of rows, but is {shorten(first['input'])}",
    }
    fallback = f"cannot be used: {first['msg']}, but is {shorten(first['input'])}"
    return InvalidParameter(where, problems.get(first["type"], fallback), file=file)
