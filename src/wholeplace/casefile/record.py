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


def build_case_file(appraised: Appraised, *, at: str | None = None, by: str | None = None) -> dict[str, Any]:
    """Build the case file of an appraisal.

    Parameters
    ----------
    appraised : Appraised
        Inputs, parameters and results.
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
        "results": {"appraisal": appraised.result},
        "computed_on": describe_machine(),
        "withheld": [],
        "events": [],
    }
    case_file["withheld"] = seal_parts(case_file)
    sections = hash_sections(case_file)
    for kind, tops in EVENTS.items():
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
        for top in TOP_KEYS
        if top != "events"
        for path, value in _split_section(top, committed[top])
    }


_TABLES = re.compile(r"case|results|results\.appraisal(\.options)?|case\.options\.\d+\.[^.]+")
_LISTS = re.compile(r"case\.options(\.\d+\.[^.]+\.(costs|benefits|transfers))?|parameters")


def _split_section(path: str, value: Any) -> list[tuple[str, Any]]:
    """Cut a section where its members have names, down to one line of one option and one parameter."""
    if isinstance(value, dict) and not is_withheld(value) and _TABLES.fullmatch(path):
        members = {f"{path}.{key}": member for key, member in value.items()}
        return [*_split_all(members), (path, sorted(value))]
    if isinstance(value, list) and _LISTS.fullmatch(path):
        members = {f"{path}.{_name_member(number, member)}": member for number, member in enumerate(value)}
        return [*_split_all(members), (path, list(members))]
    return [(path, value)]


def _split_all(members: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [pair for path, member in members.items() for pair in _split_section(path, member)]


def _name_member(number: int, member: Any) -> str:
    identifier = member.get("id") if isinstance(member, dict) else None
    return f"{number}.{identifier}" if isinstance(identifier, str) else str(number)
