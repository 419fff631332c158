"""The case file: the inputs, the parameters, the results and the chain that binds them."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy

import wholeplace
from wholeplace.casefile.appraise import ENGINE, Appraised
from wholeplace.casefile.canonical import hash_value
from wholeplace.casefile.chain import append_event
from wholeplace.casefile.withholding import is_withheld, seal_parts, withhold_parts

FORMAT = "wholeplace-case-file"
FORMAT_VERSION = 1
COMMISSION = "commission"
TOP_KEYS = (
    "format",
    "format_version",
    "case",
    "parameters",
    "results",
    "computed_on",
    "withheld",
    "events",
)
EVENTS = {
    "inputs-recorded": ("case",),
    "parameters-recorded": ("parameters",),
    "appraised": ("format", "format_version", "results", "computed_on", "withheld"),
}


def list_sections(case_file: Mapping[str, Any]) -> tuple[str, ...]:
    """List the sections of a case file in their order; the commission is there or not.

    Parameters
    ----------
    case_file : mapping
        As published.

    Returns
    -------
    tuple of str
        Names of members of the case file.
    """
    if COMMISSION not in case_file:
        return TOP_KEYS
    place = TOP_KEYS.index("results")
    return (*TOP_KEYS[:place], COMMISSION, *TOP_KEYS[place:])


def list_events(case_file: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """List the events of a case file in their order, each with the sections that it binds.

    Parameters
    ----------
    case_file : mapping
        As published.

    Returns
    -------
    dict of str to tuple of str
        Each kind of event to the sections whose digests it carries.
    """
    events = list(EVENTS.items())
    if COMMISSION in case_file:
        events.insert(2, ("commission-recorded", (COMMISSION,)))
    return dict(events)


def describe_machine() -> dict[str, str]:
    """Name the platform and the versions that the last bits of a result depend on."""
    return {
        "wholeplace": wholeplace.__version__,
        "engine": ENGINE,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }


def build_case_file(
    appraised: Appraised,
    *,
    commission: Mapping[str, Any] | None = None,
    judged: Mapping[str, Any] | None = None,
    at: str | None = None,
    by: str | None = None,
) -> dict[str, Any]:
    """Build the case file of an appraisal.

    Parameters
    ----------
    appraised : Appraised
        Inputs, parameters and results.
    commission : mapping, optional
        The record of the commission, validated; `build_commission_file` judges it and hands it on.
    judged : mapping, optional
        The results that were judged from it: ``law`` and ``principles``.
    at : str, optional
        When, ISO 8601, if somebody vouches for it; without it the same case gives the same file.
    by : str, optional
        Who made it, by role or public name.

    Returns
    -------
    dict
        The full file, withheld parts in place with their salts; `withhold_parts` gives the public one.
    """
    case_file: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "case": appraised.document,
        "parameters": [parameter.as_record() for parameter in appraised.parameters],
        **({} if commission is None else {COMMISSION: dict(commission)}),
        "results": {"appraisal": appraised.result, **(judged or {})},
        "computed_on": describe_machine(),
        "withheld": [],
        "events": [],
    }
    case_file["withheld"] = seal_parts(case_file)
    sections = hash_sections(case_file)
    for kind, tops in list_events(case_file).items():
        body = {"sections": {path: sections[path] for path in sections if path.split(".")[0] in tops}}
        case_file["events"] = append_event(case_file["events"], kind=kind, body=body, at=at, by=by)
    return case_file


def hash_sections(case_file: Mapping[str, Any]) -> dict[str, str]:
    """Hash each section of a case file in its committed form.

    Parameters
    ----------
    case_file : mapping
        With or without its withheld parts.

    Returns
    -------
    dict of str to str
        By dotted path: small enough that a difference can be named (one option, one parameter), in the
        order of the file; everything but the chain itself is covered.
    """
    committed = withhold_parts(case_file)
    return {
        path: hash_value(value)
        for top in list_sections(case_file)
        if top != "events"
        for path, value in _split_section(top, committed[top])
    }


_TABLES = re.compile(
    r"case|results|results\.appraisal(\.options)?|case\.options\.\d+\.[^.]+|results\.law(\.options)?"
)
_LISTS = re.compile(
    r"case\.options(\.\d+\.[^.]+\.(costs|benefits|transfers))?|parameters|results\.principles"
)


def _split_section(path: str, value: Any) -> list[tuple[str, Any]]:
    """Cut a section where its members have names, down to one line of one option and one parameter."""
    if isinstance(value, dict) and not is_withheld(value) and _is_split_table(path, value):
        members = {f"{path}.{key}": member for key, member in value.items()}
        return [*_split_all(members), (path, sorted(value))]
    if isinstance(value, list) and _is_split_list(path, value):
        members = {f"{path}.{_name_member(number, member)}": member for number, member in enumerate(value)}
        return [*_split_all(members), (path, list(members))]
    return [(path, value)]


def _is_split_table(path: str, value: Mapping[str, Any]) -> bool:
    """Tell whether a table is cut; one of the commission where it holds a list of tables."""
    if path == COMMISSION or _TABLES.fullmatch(path):
        return True
    return _is_of_commission(path) and any(_is_split_list(path, member) for member in value.values())


def _is_split_list(path: str, value: Any) -> bool:
    """Tell whether a list is cut; one of the commission where it holds tables."""
    if _LISTS.fullmatch(path):
        return True
    return _is_of_commission(path) and isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _is_of_commission(path: str) -> bool:
    return path.startswith(f"{COMMISSION}.")


def _split_all(members: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [pair for path, member in members.items() for pair in _split_section(path, member)]


def _name_member(number: int, member: Any) -> str:
    named = member if isinstance(member, dict) else {}
    identifier = named.get("id", named.get("code"))
    return f"{number}.{identifier}" if isinstance(identifier, str) else str(number)
