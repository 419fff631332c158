"""TOML, the text form of a case: to and from a plain document, with the line of every value."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wholeplace.formats.source_file import Location, SourceDocument
from wholeplace.foundations.errors import InvalidInput

MAXIMUM_DEPTH = 30
MAXIMUM_CHARACTERS = 5_000_000  # about 100,000 lines; the parser needs some seconds for as much
_MAXIMUM_PLACES = 200_000
_LINE_WIDTH = 100

SECTION_ORDER = (
    "case",
    "agencies",
    "outcomes",
    "scenarios",
    "criteria",
    "stakeholders",
    "options",
    "public_interest_test",
    "distributional",
    "parameters",
    "withheld",
)


class InvalidToml(InvalidInput):
    """Text that is not TOML."""


class CannotWriteToml(InvalidInput):
    """A value that TOML has no way to write."""


def read_toml(text: str) -> SourceDocument:
    """Read a case document from TOML.

    Parameters
    ----------
    text : str
        TOML 1.0, at most 5 million characters; tables and lists nested at most 30 deep.

    Returns
    -------
    SourceDocument
        The document as `tomllib` reads it, and "line N" for each section, key and entry of a list.
        Empty text gives an empty document.

    Raises
    ------
    InvalidToml
        For the first place that is not TOML, with its line and what to do; also when the nesting is
        deeper than a case can need.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise InvalidToml(
            "",
            f"has {len(text):,} characters, and at most {MAXIMUM_CHARACTERS:,} are read; is it the case?",
        )
    scan = _scan(text)
    if scan.too_deep_line:
        raise InvalidToml(
            "",
            f"is nested more than {MAXIMUM_DEPTH} deep, which no case needs; look for open brackets",
            f"line {scan.too_deep_line}",
        )
    try:
        return SourceDocument(tomllib.loads(text), scan.places)
    except tomllib.TOMLDecodeError as error:
        raise _explain(str(error), text, scan.open_line) from None
    except (ValueError, RecursionError):
        raise InvalidToml("", "cannot be read as TOML: it has a number of more than 4,300 digits") from None


# What tomllib says, in the words of a person who has never heard of a parser.
_EXPLANATIONS = (
    ("Cannot overwrite a value", "a key is given twice; keep one of them"),
    ("Duplicate inline table key", "a key is given twice between the same { }; keep one of them"),
    (
        "Cannot declare",
        "a section is given twice; keep one, or use [[double brackets]] for each entry of a list",
    ),
    (
        "Cannot mutate immutable",
        "something is added to a list or table that is closed already; write it in one place",
    ),
    ("Cannot redefine", "a section is given twice; keep one of them"),
    ("Expected '=' after a key", "a key has no = after it; write key = value"),
    ("Expected newline", "there is more after a value; put text in double quotes, write 1000 and not 1,000"),
    ("Unclosed array", "a list is not closed; end it with ] and put a comma between its members"),
    (
        "Unclosed inline table",
        "a table is not closed on its line; end it with } and put a comma between its entries",
    ),
    ("Unterminated string", "a text is not closed; end it with the quote that began it"),
    ("Expected '\"", "a text is not closed; end it with the quote that began it"),
    ("Expected \"'", "a text is not closed; end it with the quote that began it"),
    ("Expected ']", "the brackets of a section do not match; write [case] or [[options]]"),
    ("Unescaped '\\'", "a backslash in a text starts something unknown; write \\\\ for a backslash"),
    ("Invalid hex", "a backslash in a text starts something unknown; write \\\\ for a backslash"),
    ("Escaped character", "a backslash in a text starts something unknown; write \\\\ for a backslash"),
    ("Invalid date", "a date does not exist; write it as 2027-04-01"),
    ("Invalid initial character", "a key starts with something odd; use letters, digits, - and _, or quotes"),
    ("Invalid statement", "this is neither a key = value nor a [section]"),
    (
        "Illegal character",
        "a character is not allowed there; a text in one pair of quotes must end on its line",
    ),
    ("Found invalid character", "a character is not allowed there; delete it"),
    (
        "Invalid value",
        "a value is missing or odd; put text in double quotes, write 1000 and not £1,000, true and not True",
    ),
)
_POSITION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")


def _explain(message: str, text: str, open_line: int) -> InvalidToml:
    """Turn a parser's message into one sentence with the line and what to do.

    What is still open at the end of the text is shown where it was opened.
    """
    said = next((saying for start, saying in _EXPLANATIONS if message.startswith(start)), message)
    position = _POSITION.search(message)
    lines = text.replace("\r\n", "\n").split("\n")
    number = int(position[1]) if position and position[1] else open_line
    line = re.sub(r"[^ -\U0010ffff]|[\x7f-\x9f]", "\ufffd", lines[min(number, len(lines)) - 1].strip())
    shown = line if len(line) <= 60 else f"{line[:57]}…"
    quoted = f" (the line is “{shown}”)" if shown else ""
    return InvalidToml("", f"cannot be read as TOML: {said}{quoted}", f"line {number}")


# --- where things stand ------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n\s*)
    |(?P<text>\"{3}(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"{3,5}|\Z)|'{3}(?:[^']|'(?!''))*+(?:'{3,5}|\Z)
        |\"(?:[^\"\\\n]|\\.)*+(?:\"|(?=\n)|\Z)|'[^'\n]*+(?:'|(?=\n)|\Z))
    |(?P<mark>[\[\]{},=])
    |(?P<bare>[^\s\[\]{},=\#\"']+)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass
class _Frame:
    """A list or table in braces that the scan is inside of."""

    location: Location
    line: int
    is_list: bool
    position: int = 0


@dataclass
class _Scan:
    """A light reading of keys, brackets and line ends; it finds lines and forgives everything."""

    places: dict[Location, str] = field(default_factory=dict)
    too_deep_line: int = 0
    line: int = 1
    section: Location = ()
    keys: list[str] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    header_brackets: int = 0
    in_header: bool = False
    in_value: bool = False
    location: Location = ()
    entries: dict[Location, int] = field(default_factory=dict)
    last_line: int = 1

    @property
    def open_line(self) -> int:
        """Where the outermost open bracket stands, or else the last thing that is written."""
        return self.frames[0].line if self.frames else self.last_line

    def place(self, location: Location) -> None:
        """Remember the line of a location, and of what leads to it; the first line counts."""
        for length in range(len(location), 0, -1):
            if location[:length] in self.places or len(self.places) >= _MAXIMUM_PLACES:
                return
            self.places[location[:length]] = f"line {self.line}"

    def watch_depth(self) -> None:
        if not self.too_deep_line and len(self.frames) + len(self.keys) + len(self.section) > MAXIMUM_DEPTH:
            self.too_deep_line = self.line

    def take(self, kind: str, token: str) -> None:
        if kind == "newline":
            self.end_line()
        elif kind == "mark":
            self.take_mark(token)
        elif self.in_value:
            self.take_value()
        elif kind == "text":
            self.keys.append(_unquote(token))
        else:
            self.keys += [part for part in token.split(".")[: MAXIMUM_DEPTH * 2] if part]
        self.watch_depth()

    def end_line(self) -> None:
        if self.in_header:
            self.end_header()
        if not self.frames:
            self.keys, self.in_value = [], False

    def take_mark(self, mark: str) -> None:
        if not self.in_value and not self.frames:
            self.take_mark_outside(mark)
        elif mark in "[{":
            self.open_frame(mark)
        elif mark in "]}":
            self.close_frame()
        elif mark == "," and self.frames:
            self.frames[-1].position += 1
            self.in_value = self.frames[-1].is_list
            self.keys = []
        elif mark == "=":
            self.end_key()

    def take_mark_outside(self, mark: str) -> None:
        """Read the brackets of a section, or the = after a key, outside any value."""
        if mark == "[" and not self.keys:
            self.in_header = True
            self.header_brackets += 1
        elif mark == "=" and not self.in_header:
            self.end_key()

    def end_key(self) -> None:
        if self.in_value or not self.keys:
            return
        start = self.frames[-1].location if self.frames else self.section
        self.location = (*start, *self.keys)
        self.place(self.location)
        self.keys, self.in_value = [], True

    def value_location(self) -> Location:
        inside_list = self.frames and self.frames[-1].is_list
        return (*self.frames[-1].location, self.frames[-1].position) if inside_list else self.location

    def take_value(self) -> None:
        """Remember a member of a list that spreads over lines; other values stand with their key."""
        if self.frames and self.frames[-1].is_list and self.frames[-1].line != self.line:
            self.place(self.value_location())

    def open_frame(self, mark: str) -> None:
        location = self.value_location()
        self.place(location)
        self.frames.append(_Frame(location, self.line, mark == "["))
        self.keys, self.in_value = [], mark == "["

    def close_frame(self) -> None:
        if self.frames:
            self.frames.pop()
        self.keys, self.in_value = [], True

    def end_header(self) -> None:
        """Enter the section that a line such as [[options.costs]] begins."""
        location: Location = ()
        for position, key in enumerate(self.keys):
            location = (*location, key)
            if position == len(self.keys) - 1 and self.header_brackets > 1:
                self.entries[location] = self.entries.get(location, -1) + 1
            if location in self.entries:
                location = (*location, self.entries[location])
        self.place(location)
        self.section, self.keys = location, []
        self.in_header, self.header_brackets = False, 0


def _scan(text: str) -> _Scan:
    scan = _Scan()
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "other", match.group()
        if scan.too_deep_line:
            break
        if kind not in ("space", "newline"):
            scan.last_line = scan.line
        if kind != "space":
            scan.take(kind, token)
        scan.line += token.count("\n")
    if scan.in_header:
        scan.end_header()
    return scan


def _unquote(token: str) -> str:
    """Give the text between quotes; with an unknown escape, as it stands."""
    if "\\" in token and token.startswith('"'):
        try:
            return str(tomllib.loads(f"key = {token}")["key"])
        except tomllib.TOMLDecodeError:
            pass
    return token[1:-1]


# --- writing -----------------------------------------------------------------------------------------


def write_toml(document: Mapping[str, Any]) -> str:
    """Write a case document as TOML that a person can read and change.

    Parameters
    ----------
    document : mapping
        Nested dictionaries and lists of text, numbers, truth values and dates. An entry of a section
        that is None is left out, as if it were absent.

    Returns
    -------
    str
        Sections in the order of the guidance, quantities in braces on one line. Reading it gives the
        document again.

    Raises
    ------
    CannotWriteToml
        For None inside a value, for text that UTF-8 cannot hold, and for a value of another kind.
    """
    known = [name for name in SECTION_ORDER if name in document]
    names = known + [name for name in document if name not in SECTION_ORDER]
    filled = {name: document[name] for name in names if document[name] is not None}
    plain = {name: value for name, value in filled.items() if not _is_section(value)}
    blocks = ["\n".join(_write_entries(plain, (), ""))] if plain else []
    for name, value in filled.items():
        if isinstance(value, Mapping):
            blocks.append("\n".join([f"[{_write_key(name)}]", *_write_entries(value, (name,), "")]))
        elif _is_section(value):
            blocks += [_write_entry(name, entry, (name, place)) for place, entry in enumerate(value)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _is_section(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(member, Mapping) for member in value)
    )


def _write_entry(name: str, entry: Mapping[str, Any], location: Location) -> str:
    """Write one entry of a list of tables, with its own lists of tables indented below it."""
    lists = {key: value for key, value in entry.items() if isinstance(value, list) and _is_section(value)}
    if name != "options":
        lists = {}
    rest = {key: value for key, value in entry.items() if key not in lists}
    lines = [f"[[{_write_key(name)}]]", *_write_entries(rest, location, "")]
    for key, members in lists.items():
        for place, member in enumerate(members):
            lines += ["", f"  [[{_write_key(name)}.{_write_key(key)}]]"]
            lines += _write_entries(member, (*location, key, place), "  ")
    return "\n".join(lines)


def _write_entries(table: Mapping[str, Any], location: Location, indent: str) -> Iterator[str]:
    for key, value in table.items():
        if value is not None:
            text = _write_value(value, (*location, key), indent)
            yield f"{indent}{_write_key(key)} = {text}"


def _write_value(value: object, location: Location, indent: str) -> str:
    """Write a value after its key: long lists and texts over several lines, else on one."""
    if isinstance(value, str) and "\n" in value and not _CONTROL.search(value):
        return _write_long_text(value, location)
    text = write_inline(value, location)
    if isinstance(value, list) and len(text) > _LINE_WIDTH:
        members = (write_inline(member, (*location, place)) for place, member in enumerate(value))
        inner = "".join(f"{indent}  {member},\n" for member in members)
        return f"[\n{inner}{indent}]"
    return text


def write_inline(value: object, location: Location = ()) -> str:
    """Write a value as TOML on one line.

    Parameters
    ----------
    value : object
        Text, number, truth value, date, time, list or dictionary.
    location : tuple of str and int
        Where the value stands, for the error.

    Returns
    -------
    str
        Such as ``{ pert = [1, 2, 4] }``; floats with the digits that give them back exactly.

    Raises
    ------
    CannotWriteToml
        For None, for text that UTF-8 cannot hold, and for a value of another kind.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else {math.inf: "inf", -math.inf: "-inf"}.get(value, "nan")
    if isinstance(value, str):
        return _write_text(value, location)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return _write_inline_container(value, location)


def _write_inline_container(value: object, location: Location) -> str:
    if isinstance(value, list | tuple):
        members = [write_inline(member, (*location, place)) for place, member in enumerate(value)]
        return f"[{', '.join(members)}]"
    if isinstance(value, Mapping):
        entries = [
            f"{_write_key(key)} = {write_inline(member, (*location, key))}" for key, member in value.items()
        ]
        return f"{{ {', '.join(entries)} }}" if entries else "{}"
    what = "no value" if value is None else f"a value of the kind {type(value).__name__}"
    raise CannotWriteToml(name_location(location), f"has {what}, which TOML cannot hold; leave it out")


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPED = re.compile(r"[\x00-\x1f\x7f\"\\]")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def _write_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _write_text(key, (key,))


def _write_text(text: str, location: Location) -> str:
    _refuse_surrogates(text, location)
    escaped = _ESCAPED.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", text)
    return f'"{escaped}"'


def _write_long_text(text: str, location: Location) -> str:
    _refuse_surrogates(text, location)
    safe = re.sub(r'"(?=""|\Z)', r"\"", text.replace("\\", "\\\\"))
    return f'"""\n{safe}"""'


def _refuse_surrogates(text: str, location: Location) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise CannotWriteToml(name_location(location), "has half a character in its text; type it again")


def name_location(location: Iterable[str | int]) -> str:
    """Join a location to a dotted path.

    Parameters
    ----------
    location : iterable of str or int
        Keys and list positions.

    Returns
    -------
    str
        Such as ``options.0.costs.2.amount``.
    """
    return ".".join(str(step) for step in location)
