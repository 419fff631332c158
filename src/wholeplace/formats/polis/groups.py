"""A frozen assignment of participants to groups: a table, or the result of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wholeplace.formats.polis.table import InvalidTable, open_table, quote_value
from wholeplace.formats.source_file import decode_text


def read_groups(data: bytes) -> Mapping[str, str]:
    """Read which participant is in which group.

    Parameters
    ----------
    data : bytes
        CSV with the columns ``participant`` and ``group-id`` (others are ignored; an empty group means none),
        or JSON: an object of groups by participant, or the result of ``wholeplace debate --json``.

    Returns
    -------
    mapping of str to str
        Group by participant; those without one are left out.

    Raises
    ------
    InvalidTable
        Neither; a participant twice; a group that is no id.
    CannotReadFile
        Not text in UTF-8.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(decode_text(data))
    table = open_table(data)
    own, group = table.find("participant"), table.find("group-id")
    lines: dict[str, int] = {}
    found: dict[str, str] = {}
    for line, row in table.rows:
        name = table.read_id(line, own, row[own])
        if name in lines:
            problem = f"must be another participant in each row, but {quote_value(name)} stands also on line"
            raise table.refuse(line, own, f"{problem} {lines[name]}; keep one of them")
        lines[name] = line
        if row[group].strip():
            found[name] = table.read_id(line, group, row[group])
    return found


def _read_json(text: str) -> Mapping[str, str]:
    try:
        document = json.loads(text, object_pairs_hook=_refuse_twice)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        problem = f"cannot be read as JSON ({error}); give the result of one file, as debate --json prints it"
        raise InvalidTable("", problem) from None
    groups = document.get("groups") if isinstance(document.get("groups"), dict) else document
    return {name: _read_label(name, label) for name, label in groups.items() if label is not None}


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{quote_value(name)} stands twice")
        found[name] = value
    return found


def _read_label(name: str, label: object) -> str:
    if isinstance(label, bool) or not isinstance(label, str | int) or not str(label).strip():
        problem = f"must be a group, such as 0, but that of {quote_value(name)} is {quote_value(str(label))}"
        raise InvalidTable("groups", f"{problem}; correct it")
    return str(label).strip()
