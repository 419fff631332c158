"""How values and places are named to the person who wrote them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

Location = tuple[str | int, ...]


def name_path(location: Sequence[str | int], document: object) -> str:
    """Write a location as a dotted path in which the members of named lists go by their id.

    Parameters
    ----------
    location : sequence of str or int
        Keys and list positions from the top of the document.
    document : object
        The document, for the ids.

    Returns
    -------
    str
        Such as ``options.in-house.costs.0.amount``; the position stands where there is no usable id.
    """
    parts: list[str] = []
    here: Any = document
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        identifier = here.get("id") if isinstance(here, Mapping) and isinstance(step, int) else None
        is_usable = isinstance(identifier, str) and identifier and identifier.isprintable()
        parts.append(str(identifier if is_usable else step).encode(errors="backslashreplace").decode())
    return ".".join(parts)


def plain(number: float) -> str:
    """Write a limit as a person would."""
    return f"{number:,.10g}"


def quote(value: object) -> str:
    """Show a value shortly, as a person would write it."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = f"“{value}”"
    elif isinstance(value, float | int):
        text = str(value)
    elif isinstance(value, Mapping):
        text = "a table"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(quote(member) for member in value[:6]) + (", …]" if len(value) > 6 else "]")
    else:
        text = str(value)
    text = text.encode(errors="backslashreplace").decode()  # half a character cannot be printed
    return text if len(text) <= 60 else text[:57] + "…"


def say_unknown(noun: str, value: str, known: Sequence[str]) -> str:
    """Say that a name is unknown, with the nearest known one."""
    near = difflib.get_close_matches(value, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
    return f"names an unknown {noun}, {quote(value)}; {hint}"
