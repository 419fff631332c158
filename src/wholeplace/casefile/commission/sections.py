"""Name a section of a commission's record as people do."""

from __future__ import annotations

import re

SECTION = "commission"
# What one member of a list is called.
MEMBERS = {
    "awards": "award",
    "answers": "answer",
    "boundary_breaches": "boundary breach",
    "compensations": "compensation",
    "consultations": "consultation",
    "critical_success_factors": "critical success factor",
    "declarations": "declaration",
    "documents": "document",
    "effects": "effect",
    "evidence": "evidence",
    "findings": "finding",
    "involvement": "involvement",
    "members": "member",
    "moves": "move",
    "needs": "need",
    "options": "option",
    "outcomes": "outcome",
    "overrides": "override",
    "refused": "refusal",
    "rules": "rule",
    "themes": "theme",
}


def say_section(path: str) -> str:
    """Say which part of the commission's record a section's path means.

    Parameters
    ----------
    path : str
        Such as ``commission.involvement.1.themes.1``; a member with an id has it after its place.

    Returns
    -------
    str
        "theme 2 of involvement 2"; empty for other sections and where the path says it as plainly.
    """
    top, *steps = path.split(".")
    if top != SECTION or len(steps) < 2:
        return ""
    said: list[str] = []
    while steps:
        name = steps.pop(0)
        if name in MEMBERS and steps and steps[0].isdecimal():
            number = int(steps.pop(0)) + 1
            has_id = bool(steps) and name in ("options", "outcomes", "critical_success_factors", "rules")
            said.append(f"{MEMBERS[name]} {steps.pop(0) if has_id else number}")
        else:
            said.append(re.sub("_", " ", name))
    return " of ".join(reversed(said))
