"""The one way to write a value down before hashing it, and strict reading of what others wrote."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import rfc8785

from wholeplace.foundations.errors import WholeplaceError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[0-9.eE+\-]*', re.DOTALL)
_MOST_DEPTH = 200


class NotReadableJson(WholeplaceError):
    """Text that is not JSON as a case file is written."""


class AlteredLiteral(WholeplaceError):
    """A number or a text that is not written as software writes it: somebody's hand was at it."""


def hash_value(value: Any) -> str:
    """Hash a JSON value.

    Parameters
    ----------
    value : object
        Dictionaries, lists, text, finite numbers, truth values and None.

    Returns
    -------
    str
        SHA-256, in hexadecimal, of the value's canonical form.

    References
    ----------
    RFC 8785, JSON Canonicalization Scheme.
    """
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


class _NeedsCare(ValueError):
    """A number that Python and RFC 8785 may write differently."""


def _refuse_number(text: str) -> Any:
    raise _NeedsCare(text)


def _read_small_integer(text: str) -> int:
    if len(text) > _EXACT_DIGITS:
        raise _NeedsCare(text)
    return int(text)


_EXACT_DIGITS = 15  # fewer digits than 2**53, up to which every reader is exact
# From here on, Python's order of characters and RFC 8785's order of UTF-16 units may differ.
_FAR_CHARACTER = re.compile("[\ud800-\U0010ffff]")
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, allow_nan=False
).encode
_decode = json.JSONDecoder(
    parse_float=_refuse_number, parse_int=_read_small_integer, parse_constant=_refuse_number
).decode


def write_canonical(value: Any) -> bytes:
    """Write a JSON value in canonical form, quickly where that is safe.

    Parameters
    ----------
    value : object
        As read from JSON: dictionaries with text as keys, lists, text, finite numbers, truth values, None.

    Returns
    -------
    bytes
        Exactly what RFC 8785 says. Without fractions, very large numbers and far characters, Python's own
        writer gives the same bytes sooner.

    References
    ----------
    RFC 8785, JSON Canonicalization Scheme.
    """
    text = _encode(value)
    if not _has_far_character(text):
        try:
            _decode(text)
        except _NeedsCare:
            return rfc8785.dumps(value)
        return text.encode()
    return rfc8785.dumps(value)


def _has_far_character(text: str) -> bool:
    return not text.isascii() and _FAR_CHARACTER.search(text) is not None


def read_canonical(line: str) -> tuple[Any, bool]:
    """Read one line of JSON, and say whether Python's own writer gives its canonical form.

    Parameters
    ----------
    line : str
        One JSON value.

    Returns
    -------
    object, bool
        The value; False where `rfc8785` must write it.

    Raises
    ------
    ValueError, RecursionError
        When it is not JSON, or nested too deeply.
    """
    if _has_far_character(line):
        return json.loads(line, parse_constant=_refuse_constant), False
    try:
        return _decode(line), True
    except _NeedsCare:
        return json.loads(line, parse_constant=_refuse_constant), False


def write_plain(value: Any) -> str:
    """Write what `read_canonical` said to be plain, in canonical form.

    Parameters
    ----------
    value : JSON value
        As `read_canonical` gave it.

    Returns
    -------
    str
        As RFC 8785 has it.
    """
    return _encode(value)


def write_json(value: Any) -> str:
    """Write a JSON value for people and machines: one member a line, text as it is, a final line break.

    Parameters
    ----------
    value : JSON value
        Numbers are finite, names are texts.

    Returns
    -------
    str
        UTF-8 when encoded; the same value gives the same text.
    """
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_json(text: str) -> Any:
    """Read JSON strictly.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    object
        Its value.

    Raises
    ------
    NotReadableJson
        When it is not JSON, repeats a key, holds a number that is not finite or is nested too deeply.
    AlteredLiteral
        When a number or a text is not in the form in which Python's or RFC 8785's writer gives it: such
        a change could otherwise hide in digits that the reader rounds away.
    """
    _refuse_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_refuse_repeats, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        problem = f"is not readable as JSON: {error.msg.lower()} in line {error.lineno}, column {error.colno}"
        raise NotReadableJson(problem) from error
    except (RecursionError, ValueError) as error:
        raise NotReadableJson(f"is not readable as JSON: {error}") from error
    _refuse_altered(text)
    return value


def _refuse_depth(text: str) -> None:
    depth = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
        if depth > _MOST_DEPTH:
            raise NotReadableJson(f"is nested more than {_MOST_DEPTH} levels deep; a case file is not")


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key “{repeated}” stands twice in one object")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number that JSON knows")


def _refuse_altered(text: str) -> None:
    for token in _TOKEN.finditer(text):
        literal = token.group()
        value = json.loads(literal)
        if isinstance(value, str):
            forms = {json.dumps(value, ensure_ascii=False), json.dumps(value)}
        else:
            canonical = _write_canonical(value)
            forms = {json.dumps(value), canonical} if canonical else set()
        if literal not in forms:
            line = text.count("\n", 0, token.start()) + 1
            shown = literal if len(literal) <= 60 else literal[:57] + "…"
            raise AlteredLiteral(f"line {line}: {shown} is not written as software writes it; it was altered")


def _write_canonical(number: float) -> str:
    """Give the canonical form; nothing for a whole number too large to be exact in every reader."""
    try:
        return rfc8785.dumps(number).decode()
    except rfc8785.CanonicalizationError:
        return ""
