"""What stands in a cell, and the value that it means: one pair of functions for each kind of column.

A cell keeps its own type (number, text, truth value, date), so text that looks like a number stays text.
Only some kinds of column read meaning into text:

- quantities: ``pert 1 2 4 shared rent``, ``parameter some-id``, or TOML in braces;
- lists: ``3, 5`` or ``demand, price``, or TOML in brackets;
- source and status: TOML in braces, one entry for each quantity;
- the place's own parameters: TOML in braces or brackets;
- text of spaces only, or of nothing, stands in double quotes, because an empty-looking cell is empty.

Ordinary text that looks like one of these stands behind a backslash, which reading takes away.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wholeplace.formats.toml import CannotWriteToml, write_inline
from wholeplace.formats.workbook.columns import Kind

FAMILIES = ("fixed", "uniform", "triangular", "pert", "normal", "lognormal")
MAXIMUM_TEXT = 32_767  # what a cell holds, in UTF-16 units
FIRST_DATE = dt.date(1900, 3, 1)  # spreadsheets disagree about the days before it

CellValue = str | int | float | bool | dt.date


class Unusable(ValueError):
    """A cell, or a value, that does not fit its column; the text ends a sentence."""


@dataclass(frozen=True)
class Formula:
    """A formula, of which only the text is known."""

    text: str


@dataclass(frozen=True)
class Failure:
    """An error value such as #REF!."""

    text: str


CellContent = CellValue | Formula | Failure


def decode(kind: Kind, content: CellContent) -> Any:
    """Read the content of a cell.

    Parameters
    ----------
    kind : Kind
        What the column holds.
    content : CellContent
        What stands in the cell, which is not empty.

    Returns
    -------
    object
        The value for the document.

    Raises
    ------
    Unusable
        When the content cannot be what the column holds.
    """
    if isinstance(content, Formula):
        shown = _shorten(content.text)
        raise Unusable(f"has a formula (={shown}); paste it as a value")
    if isinstance(content, Failure):
        raise Unusable(f"has the error value {content.text}; write the value itself")
    return _DECODERS[kind](content)


def encode(kind: Kind, value: object) -> CellValue:
    """Find the content of a cell that reads as a value.

    Parameters
    ----------
    kind : Kind
        What the column holds.
    value : object
        The value from the document.

    Returns
    -------
    CellValue
        Text, number, truth value or date; decoding it gives the value again.

    Raises
    ------
    Unusable
        When no cell of such a column reads as the value.
    """
    try:
        content = _ENCODERS.get(kind, _encode_plain)(value)
    except CannotWriteToml as error:
        raise Unusable(error.problem) from error
    if isinstance(content, str):
        refuse_text(content)
    if content == "":
        raise Unusable(f"must be {kind.value}, but is empty text; leave it out")
    try:
        same = decode(kind, content) == value
    except Unusable as error:
        raise Unusable(f"{error}, and cannot stand in a spreadsheet like this") from error
    if not same:
        raise Unusable(f"must be {kind.value}, but is {_shorten(repr(value))}")
    return content


_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def refuse_text(text: str) -> None:
    """Refuse text that no cell can hold.

    Parameters
    ----------
    text : str
        What is to stand in the cell.

    Raises
    ------
    Unusable
        For more than 32,767 characters and for control characters.
    """
    found = _FORBIDDEN.search(text)
    if found:
        raise Unusable(
            f"has the character U+{ord(found[0]):04X} in its text, which a spreadsheet cannot hold; delete it"
        )
    length = len(escape_stored(text).encode("utf-16-le")) // 2
    if length > MAXIMUM_TEXT:
        raise Unusable(
            f"has {length:,} characters, and a cell holds at most {MAXIMUM_TEXT:,}; shorten it or use TOML"
        )


def escape_stored(text: str) -> str:
    """Write text the way the file format stores it: carriage returns, and what looks like one, escaped.

    Parameters
    ----------
    text : str
        What stands in the cell.

    Returns
    -------
    str
        With ``_x000D_`` for a carriage return and ``_x005F_`` for an underscore that would read as one.
    """
    return _LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")


def unescape_stored(text: str) -> str:
    """Undo `escape_stored`.

    Parameters
    ----------
    text : str
        As it is stored.

    Returns
    -------
    str
        What stands in the cell.
    """
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


# --- text --------------------------------------------------------------------------------------------

_QUOTED_SPACE = re.compile(r"\"\s*\"")
_HIDDEN_SPACE = re.compile(r"\\*\"\s*\"")
_BRACED = re.compile(r"\\*\{")
_BRACKETED = re.compile(r"\\*[{\[]")


def _decode_text(content: CellValue) -> str:
    text = _take_text(content)
    if _QUOTED_SPACE.fullmatch(text):
        return text[1:-1]
    return text[1:] if text.startswith("\\") and _HIDDEN_SPACE.fullmatch(text) else text


def _encode_text(value: object) -> CellValue:
    text = _expect(str, value)
    if not text.strip():
        return f'"{text}"'
    return f"\\{text}" if _HIDDEN_SPACE.fullmatch(text) else text


def _take_text(content: CellValue) -> str:
    """Give text, also where a spreadsheet has made a number of it."""
    if isinstance(content, bool):
        raise Unusable(f"must be text, but is {_say(content)}")
    if isinstance(content, int | float):
        return str(int(content)) if float(content).is_integer() else repr(content)
    if isinstance(content, dt.date):
        raise Unusable(f"must be text, but is the date {content}; format the cell as text and type it again")
    return content


def _expect(kind: type[Any] | tuple[type[Any], ...], value: object) -> Any:
    if not isinstance(value, kind):
        raise Unusable(f"is {_shorten(repr(value))}, and cannot stand in a spreadsheet like this")
    return value


def _encode_plain(value: object) -> CellValue:
    """Let numbers, truth values, dates and text stand as they are, where a spreadsheet has them."""
    plain: CellValue = _expect((str, int, float, dt.date), value)
    if isinstance(plain, int | float) and not abs(plain) <= sys.float_info.max:
        raise Unusable("must be a finite number that a spreadsheet can hold; use TOML")
    if isinstance(plain, dt.date) and (isinstance(plain, dt.datetime) or plain < FIRST_DATE):
        raise Unusable(f"must be a date without a time, from {FIRST_DATE} on, but is {plain}; use TOML")
    return plain


def _decode_name(content: CellValue) -> str:
    return _take_text(content).strip()


# --- numbers, truth values, dates --------------------------------------------------------------------


def _decode_number(content: CellValue) -> int | float:
    if isinstance(content, bool) or not isinstance(content, int | float):
        raise Unusable(f"must be a number, but is {_say(content)}{_advise_number(content)}")
    return content


def _advise_number(content: CellValue) -> str:
    if isinstance(content, str) and re.search(r"\d", content):
        return "; write it without £, %, commas or words, in a cell that is not formatted as text"
    if isinstance(content, dt.date):
        return "; format the cell as a number and type it again"
    return ""


def _decode_whole(content: CellValue) -> int | float:
    number = _decode_number(content)
    return int(number) if float(number).is_integer() else number


def _decode_flag(content: CellValue) -> bool:
    if isinstance(content, bool):
        return content
    words = {"true": True, "yes": True, "false": False, "no": False}
    word = content.strip().lower() if isinstance(content, str) else ""
    if word not in words:
        raise Unusable(f"must be TRUE or FALSE, but is {_say(content)}")
    return words[word]


def _decode_date(content: CellValue) -> str | dt.date:
    if not isinstance(content, str | dt.date) or isinstance(content, dt.datetime):
        raise Unusable(
            f"must be a date such as 2027-04-01, but is {_say(content)}; format the cell as a date"
        )
    return _decode_name(content) if isinstance(content, str) else content


def _decode_rate(content: CellValue) -> str | int | float:
    return _decode_text(content) if isinstance(content, str) else _decode_number(content)


def _encode_rate(value: object) -> CellValue:
    return _encode_text(value) if isinstance(value, str) else _encode_plain(value)


def _decode_year(content: CellValue) -> str | int | float:
    return _decode_name(content) if isinstance(content, str) else _decode_whole(content)


# --- quantities --------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_SHARED = re.compile(r"(?P<numbers>.*?)\s+shared\s+(?P<name>\S.*)", re.DOTALL | re.IGNORECASE)
_EXAMPLE = "pert 900000 1000000 1250000"


def _decode_quantity(content: CellValue) -> Any:
    if not isinstance(content, str):
        return _decode_number(content)
    text = content.strip()
    if text.startswith("{"):
        return _decode_toml(text)
    family, rest = [*text.split(None, 1), ""][:2]
    if family.lower() == "parameter" and rest.strip():
        return {"parameter": rest.strip()}
    if family.lower() not in FAMILIES:
        if re.match(r"[\d£$€.,+-]", text):
            return _decode_number(content)
        known = ", ".join(FAMILIES)
        raise Unusable(
            f"must be a number or a distribution such as {_EXAMPLE}, but is {_say(text)}; "
            f"a distribution begins with one of {known}"
        )
    found = _SHARED.fullmatch(f" {rest}")
    numbers = _decode_parameters(family.lower(), found["numbers"] if found else rest, text)
    return {family.lower(): numbers} | ({"shared": found["name"]} if found else {})


def _decode_parameters(family: str, rest: str, text: str) -> list[int | float]:
    words = [word for word in re.split(r",?\s+", rest.strip()) if word]
    broken = [word for word in words if not _NUMBER.fullmatch(word)]
    if broken or not words:
        odd = f"{_say(broken[0])} is not a number" if broken else "it has no numbers"
        raise Unusable(
            f"must be a distribution such as {_EXAMPLE}, but is {_say(text)}: {odd}; put spaces between the "
            f"numbers of {family}, and write 1000 and not 1,000"
        )
    return [read_number(word) for word in words]


def read_number(text: str) -> int | float:
    """Read a number from its digits.

    Parameters
    ----------
    text : str
        Decimal digits with or without sign, point and exponent.

    Returns
    -------
    int or float
        An int where there is neither point nor exponent.

    Raises
    ------
    Unusable
        When it is too large to compute with, or is not a number.
    """
    number: int | float = math.inf
    if len(text) <= 400 and _NUMBER.fullmatch(text):
        number = int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
    if abs(number) > sys.float_info.max:
        raise Unusable(f"must be a number that can be computed with, but is {_say(text)}")
    return number


def _encode_quantity(value: object) -> CellValue:
    if not isinstance(value, Mapping):
        return _encode_plain(value)
    plain = _plain_quantity(value)
    if plain is not None and not _FORBIDDEN.search(plain) and _decodes_to(plain, value):
        return plain
    return write_inline(value)


def _decodes_to(text: str, value: object) -> bool:
    try:
        return bool(_decode_quantity(text) == value)
    except Unusable:
        return False


def _plain_quantity(value: Mapping[str, Any]) -> str | None:
    """Write a quantity in words, if it has the ordinary form."""
    family = next(iter(value), "")
    if family == "parameter":
        return f"parameter {value[family]}"
    numbers = value.get(family)
    if family not in FAMILIES or not isinstance(numbers, list):
        return None
    words = [write_inline(number) for number in numbers if not isinstance(number, list | Mapping | None)]
    shared = ["shared", str(value["shared"])] if "shared" in value else []
    return " ".join([family, *words, *shared])


# --- TOML in a cell ----------------------------------------------------------------------------------


def _decode_toml(text: str) -> Any:
    try:
        read = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        read = {}
    if list(read) != ["value"]:
        raise Unusable(
            f"begins with {text[0]} but is not TOML such as {{ pert = [1, 2, 4] }}: it is {_say(text)}; "
            "put a backslash before it if it is ordinary text"
        )
    return read["value"]


def _decode_by_quantity(content: CellValue) -> Any:
    return _decode_escaped(content, _BRACED)


def _encode_by_quantity(value: object) -> CellValue:
    if isinstance(value, Mapping):
        return write_inline(value)
    return _encode_escaped(value, _BRACED)


def _decode_escaped(content: CellValue, special: re.Pattern[str]) -> Any:
    text = _take_text(content)
    if special.match(text):
        return text[1:] if text.startswith("\\") else _decode_toml(text)
    return _decode_text(text)


def _encode_escaped(value: object, special: re.Pattern[str]) -> CellValue:
    text = _encode_text(value)
    return f"\\{text}" if special.match(str(text)) else text


def _decode_free(content: CellValue) -> Any:
    return _decode_escaped(content, _BRACKETED) if isinstance(content, str) else content


def _encode_free(value: object) -> CellValue:
    if isinstance(value, Mapping | list):
        return write_inline(value)
    return _encode_escaped(value, _BRACKETED) if isinstance(value, str) else _encode_plain(value)


def _decode_names(content: CellValue) -> Any:
    text = _take_text(content).strip()
    return (
        _decode_toml(text)
        if text.startswith("[")
        else [part.strip() for part in text.split(",") if part.strip()]
    )


def _encode_names(value: object) -> CellValue:
    members = _expect(list, value)
    simple = members and all(
        isinstance(member, str) and re.fullmatch(r"[\w-]+", member) for member in members
    )
    return ", ".join(members) if simple else write_inline(members)


def _decode_wholes(content: CellValue) -> Any:
    if isinstance(content, int | float) and not isinstance(content, bool):
        return [_decode_whole(content)]
    text = _take_text(content).strip()
    if text.startswith("["):
        return _decode_toml(text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(re.fullmatch(r"[+-]?\d{1,15}", part) for part in parts):
        raise Unusable(
            f"must be whole numbers with commas between them, such as 3, 5, but is {_say(content)}"
        )
    return [int(part) for part in parts]


def _encode_wholes(value: object) -> CellValue:
    members = _expect(list, value)
    simple = members and all(type(member) is int and abs(member) < 10**15 for member in members)
    if simple and len(members) == 1:
        return int(members[0])
    return ", ".join(str(member) for member in members) if simple else write_inline(members)


# --- words for people --------------------------------------------------------------------------------


def _say(content: CellValue) -> str:
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, dt.date):
        return f"the date {content}"
    return f"the text “{_shorten(content)}”" if isinstance(content, str) else f"the number {content}"


def _shorten(text: str) -> str:
    shown = re.sub(r"\s+", " ", text)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


_DECODERS: Mapping[Kind, Callable[[CellValue], Any]] = {
    Kind.TEXT: _decode_text,
    Kind.NAME: _decode_name,
    Kind.NUMBER: _decode_number,
    Kind.WHOLE: _decode_whole,
    Kind.FLAG: _decode_flag,
    Kind.DATE: _decode_date,
    Kind.RATE: _decode_rate,
    Kind.YEAR: _decode_year,
    Kind.QUANTITY: _decode_quantity,
    Kind.BY_QUANTITY: _decode_by_quantity,
    Kind.NAMES: _decode_names,
    Kind.WHOLES: _decode_wholes,
    Kind.FREE: _decode_free,
}
_ENCODERS: Mapping[Kind, Callable[[object], CellValue]] = {
    Kind.TEXT: _encode_text,
    Kind.RATE: _encode_rate,
    Kind.QUANTITY: _encode_quantity,
    Kind.BY_QUANTITY: _encode_by_quantity,
    Kind.NAMES: _encode_names,
    Kind.WHOLES: _encode_wholes,
    Kind.FREE: _encode_free,
}
