"""Parts that are withheld for a time: committed to now, checked when they are released.

A part is replaced in place by ``{"withheld": {"commitment", "reason", "until"}}``. The commitment is a
salted hash, so that a part with few possible values (a price) cannot be guessed from it. Every hash in
the event chain is taken over this committed form, whether or not the parts have been released: a file
with its parts and the same file without them carry the same chain.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wholeplace.casefile.canonical import hash_value
from wholeplace.casefile.inputs import Location
from wholeplace.foundations.errors import InvalidInput, WholeplaceError

SEALED_FORMAT = "wholeplace-sealed-parts"
TOPS = ("results", "commission")  # a path that begins with neither is about the inputs
ALWAYS_OPEN = ("as_at", "slug", "title", "route", "stage")  # without these nothing can be judged


class DoesNotMatchCommitment(WholeplaceError):
    """A released part that is not the one that was committed to."""


def commit_value(value: Any, salt: str) -> str:
    """Commit to a value.

    Parameters
    ----------
    value : object
        JSON value.
    salt : str
        64 hexadecimal digits, secret until the release.

    Returns
    -------
    str
        SHA-256 of the canonical form of salt and value, hexadecimal.
    """
    return hash_value({"salt": salt, "value": value})


def locate_part(part: str, case_file: Mapping[str, Any]) -> Location:
    """Find a part by its dotted path.

    Parameters
    ----------
    part : str
        Such as ``options.alliance.costs.0.amount`` for an input,
        ``commission.involvement.0.themes.2`` for the commission's record, or
        ``results.appraisal.options.alliance.cash`` for a result; members of lists by id, code or
        position.
    case_file : mapping
        The case file.

    Returns
    -------
    tuple of str or int
        Keys and positions from the top of the case file.

    Raises
    ------
    InvalidInput
        When there is no such part, or it is the whole of a section.
    """
    steps = part.split(".")
    location: list[str | int] = [] if steps[0] in TOPS else ["case"]
    here: Any = case_file if steps[0] in TOPS else case_file["case"]
    for step in steps:
        key = _find_step(here, step)
        if key is None:
            raise InvalidInput("withheld.part", f"must name a part of the case, but “{part}” has no “{step}”")
        location.append(key)
        here = here[key]
    if len(steps) < 3 and not _is_single_value(steps, here):
        raise InvalidInput("withheld.part", f"must name one part, not a whole section such as “{part}”")
    return tuple(location)


def _is_single_value(steps: Sequence[str], value: Any) -> bool:
    """Tell whether a part is one value of the commission, such as its price, that may be withheld alone."""
    if len(steps) != 2 or steps[0] != "commission" or steps[1] in ALWAYS_OPEN:
        return False
    return is_withheld(value) or not isinstance(value, Mapping | list)


def _find_step(here: Any, step: str) -> str | int | None:
    if isinstance(here, Mapping):
        return step if step in here else None
    if isinstance(here, list):
        for number, member in enumerate(here):
            if isinstance(member, Mapping) and step in (member.get("id"), member.get("code")):
                return number
        if step.isdecimal() and int(step) < len(here):
            return int(step)
    return None


def seal_parts(case_file: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Commit to every part that the case says is to be withheld.

    Parameters
    ----------
    case_file : mapping
        With its parts in place, and ``case.withheld`` naming them.

    Returns
    -------
    list of dict
        part, reason, until, commitment and the salt, each salt fresh from the system's randomness.
    """
    entries = []
    for wish in case_file["case"].get("withheld", []):
        salt = secrets.token_hex(32)
        value = look_up(case_file, locate_part(wish["part"], case_file))
        entries.append(
            {
                "part": wish["part"],
                "reason": wish["reason"],
                "until": wish.get("until"),
                "commitment": commit_value(value, salt),
                "salt": salt,
            }
        )
    return entries


def look_up(case_file: Mapping[str, Any], location: Location) -> Any:
    """Give the value at a location.

    Parameters
    ----------
    case_file : mapping
        As published.
    location : Location
        Names and positions that lead to it.

    Returns
    -------
    JSON value
    """
    here: Any = case_file
    for step in location:
        here = here[step]
    return here


def withhold_parts(case_file: Mapping[str, Any]) -> dict[str, Any]:
    """Give the committed form: every part of ``withheld`` replaced by its commitment, no salts.

    Parameters
    ----------
    case_file : mapping
        With or without its parts; ``withheld`` lists part, reason, until and commitment.

    Returns
    -------
    dict
        A copy.
    """
    committed: dict[str, Any] = copy.deepcopy(dict(case_file))
    committed["withheld"] = [_without_salt(entry) for entry in case_file["withheld"]]
    for entry in committed["withheld"]:
        location = locate_part(entry["part"], committed)
        parent = look_up(committed, location[:-1])
        parent[location[-1]] = {"withheld": {key: entry[key] for key in ("commitment", "reason", "until")}}
    return committed


def _without_salt(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "salt"}


def list_sealed(case_file: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the commissioner keeps until the release: the parts with their salts.

    Parameters
    ----------
    case_file : mapping
        With its parts and salts.

    Returns
    -------
    dict
        A document of its own; whoever has it can read the withheld parts.
    """
    parts = [
        {
            "part": entry["part"],
            "salt": entry["salt"],
            "value": look_up(case_file, locate_part(entry["part"], case_file)),
        }
        for entry in case_file["withheld"]
    ]
    return {"format": SEALED_FORMAT, "format_version": 1, "parts": parts}


def release_parts(case_file: Mapping[str, Any], sealed: Any) -> dict[str, Any]:
    """Put withheld parts back in their place.

    Parameters
    ----------
    case_file : mapping
        The published case file.
    sealed : object
        What was kept, as read; parts that the case file does not withhold are refused.

    Returns
    -------
    dict
        A copy with those parts in place and their salts shown, so that anyone can check them.

    Raises
    ------
    InvalidInput
        When the sealed document is not one, or names a part that is not withheld.
    DoesNotMatchCommitment
        When a part is not the one that was committed to.
    """
    if not isinstance(sealed, dict) or sealed.get("format") != SEALED_FORMAT:
        raise InvalidInput("", f"is not a file of sealed parts: it must have format “{SEALED_FORMAT}”")
    released: dict[str, Any] = copy.deepcopy(dict(case_file))
    entries = {entry["part"]: entry for entry in released["withheld"]}
    for kept in sealed.get("parts", []):
        if not isinstance(kept, Mapping) or set(kept) != {"part", "salt", "value"}:
            raise InvalidInput("parts", "must each have part, salt and value, and no more")
        entry = entries.get(kept["part"])
        if entry is None:
            raise InvalidInput("parts", f"names “{kept['part']}”, which the case file does not withhold")
        if commit_value(kept["value"], kept["salt"]) != entry["commitment"]:
            raise DoesNotMatchCommitment(f"“{kept['part']}” is not the part that was committed to")
        location = locate_part(kept["part"], released)
        look_up(released, location[:-1])[location[-1]] = kept["value"]
        entry["salt"] = kept["salt"]
    return released


def is_withheld(value: Any) -> bool:
    """Tell whether a value stands for a withheld part.

    Parameters
    ----------
    value : object
        Any part of a case file.

    Returns
    -------
    bool
    """
    return isinstance(value, Mapping) and set(value) == {"withheld"}


def list_unreleased(case_file: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Give the entries whose parts are not in the file.

    Parameters
    ----------
    case_file : mapping
        As published.

    Returns
    -------
    sequence of mapping
        Entries of `withheld`, in their order.
    """
    return [
        entry
        for entry in case_file["withheld"]
        if is_withheld(look_up(case_file, locate_part(entry["part"], case_file)))
    ]


def find_stand_ins(value: Any, location: Location) -> Iterator[Location]:
    """Find everything that stands for a withheld part.

    Parameters
    ----------
    value : object
        Plain values.
    location : tuple of str or int
        Where they stand.

    Yields
    ------
    tuple of str or int
        Where each stand-in is.
    """
    if is_withheld(value):
        yield location
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from find_stand_ins(member, (*location, key))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from find_stand_ins(member, (*location, number))
