"""What each version of the appraisal engine changed, so that an older case file can say what is different."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENGINE_CHANGES: dict[int, str] = {
    1: "first published version",
}


def read_engine(results: Mapping[str, Any]) -> int | None:
    """Read the version of the appraisal engine that made some results; None where it is not told.

    Parameters
    ----------
    results : mapping
        `results` of a case file.

    Returns
    -------
    int or None
    """
    appraisal = results.get("appraisal")
    name = appraisal.get("engine") if isinstance(appraisal, Mapping) else None
    words = name.split(" ") if isinstance(name, str) else []
    if len(words) != 2 or words[0] != "appraisal" or not words[1].isdecimal():
        return None
    return int(words[1])


def describe_changes(recorded: int, present: int) -> str:
    """Say what changed between two versions of the engine.

    Parameters
    ----------
    recorded, present : int
        Versions, recorded < present.

    Returns
    -------
    str
        One sentence.
    """
    changes = [
        f"version {version}: {ENGINE_CHANGES.get(version, 'not described')}"
        for version in range(recorded + 1, present + 1)
    ]
    return f"The file was computed by appraisal {recorded}; since then {'; '.join(changes)}."
