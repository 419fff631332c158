"""Edits of a draft: small, reversible, each with what was there before.

An edit holds only if its field is still as its writer saw it. So two people who change different fields
merge by themselves, and of two who change the same field nobody is overwritten: the later one is told.
A draft is a case document in which the lines of the options carry a key of their own, and in which empty
tables and lists are left out. A value of None stands for what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.inputs.models import (
    Agency,
    Benefit,
    Case,
    Cost,
    Criterion,
    Distributional,
    Option,
    Outcome,
    PublicInterestTest,
    Scenario,
    Stakeholder,
    Transfer,
    Withholding,
    Written,
)
from wholeplace.foundations.errors import InvalidInput

Path = tuple[str, ...]

LINE_KEY = "key"
TABLES: dict[str, type[Written]] = {
    "case": Case,
    "distributional": Distributional,
    "public_interest_test": PublicInterestTest,
}
MEMBERS: dict[str, type[Written]] = {
    "agencies": Agency,
    "outcomes": Outcome,
    "scenarios": Scenario,
    "criteria": Criterion,
    "stakeholders": Stakeholder,
    "options": Option,
    "withheld": Withholding,
}
LINES: dict[str, type[Written]] = {"costs": Cost, "benefits": Benefit, "transfers": Transfer}
# Tables inside a member whose every entry is a field of its own.
KEYED = {("scenarios", "drivers"), ("stakeholders", "weights"), ("options", "scores")}


class NoSuchField(InvalidInput):
    """An edit names a field that no case has."""


@dataclass(frozen=True)
class Edit:
    """One change; `after` says behind which member a new one stands: "" for first, None for last."""

    path: Path
    was: Any
    value: Any
    after: str | None = None

    @property
    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.path, self.value, self.was, self.after)


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed first; both values are kept until a person has chosen."""

    path: Path
    was: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Applied:
    """A draft after some edits: those that changed it, and those that met somebody else's."""

    document: dict[str, Any]
    done: tuple[Edit, ...]
    conflicts: tuple[Conflict, ...]


def apply_edits(document: Mapping[str, Any], edits: Iterable[Edit]) -> Applied:
    """Apply each edit whose field is as its writer saw it; the document handed in stays as it is.

    An edit that is there already changes nothing, so sending it twice does it once.
    """
    here = dict(document)
    done: list[Edit] = []
    conflicts: list[Conflict] = []
    for edit in edits:
        check_edit(edit)
        now = read_at(here, edit.path)
        if now == edit.value:
            continue
        if now != edit.was or not _has_parent(here, edit.path):
            conflicts.append(Conflict(edit.path, edit.was, edit.value, now))
            continue
        after = edit.after if edit.value is not None else _name_before(here, edit.path)
        done.append(Edit(edit.path, edit.was, edit.value, after))
        here = _write(here, (), edit.path, edit.value, edit.after) or {}
    return Applied(here, tuple(done), tuple(conflicts))


def undo_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Give the edits that take these back, the last one first."""
    return [edit.inverse for edit in reversed(list(edits))]


def read_at(document: Any, path: Path) -> Any:
    """Read what stands at a path; None where there is nothing."""
    here = document
    for depth, step in enumerate(path):
        name = key_name(path[:depth])
        if name and isinstance(here, list):
            here = next((member for member in here if member.get(name) == step), None)
        elif isinstance(here, Mapping):
            here = here.get(step)
        else:
            return None
    return here


def key_name(path: Path) -> str:
    """Name the key by which the members of the list at a path are known; "" where there is no list."""
    if len(path) == 1:
        return {"withheld": "part", "parameters": "id"}.get(path[0], "id" if path[0] in MEMBERS else "")
    if len(path) == 3 and path[0] == "options" and path[2] in LINES:
        return LINE_KEY
    return ""


def check_edit(edit: Edit) -> None:
    """Refuse an edit of what is no field of a case, and a member under another name than its own."""
    if not _is_field(edit.path):
        raise NoSuchField(".".join(edit.path)[:200], "is not a field of a case")
    name = key_name(edit.path[:-1]) if edit.path else ""
    for value in (edit.was, edit.value):
        has_name = isinstance(value, Mapping) and value.get(name) == edit.path[-1] if name else True
        if value is not None and not has_name:
            raise NoSuchField(".".join(edit.path)[:200], "must be put in under its own name")
    if not edit.path and not isinstance(edit.value, Mapping):
        raise NoSuchField("", "a draft must be a table")


def _is_field(path: Path) -> bool:
    if len(path) <= 1:
        return not path
    top = path[0]
    if top == "parameters":
        return len(path) == 2
    if top in TABLES:
        return len(path) == 2 and path[1] in field_names(TABLES[top])
    return top in MEMBERS and _is_member_field(path)


def _is_member_field(path: Path) -> bool:
    if len(path) == 2:
        return True
    if len(path) == 3:
        fields = field_names(MEMBERS[path[0]])
        # The name under which a member is known never changes: lines and scores point at it.
        is_own = path[2] in fields and path[2] not in LINES and path[2] != key_name(path[:1])
        return is_own and (path[0], path[2]) not in KEYED
    if path[0] == "options" and path[2] in LINES:
        return len(path) == 4 or (len(path) == 5 and path[4] in field_names(LINES[path[2]]))
    return len(path) == 4 and (path[0], path[2]) in KEYED


def field_names(model: type[Written]) -> frozenset[str]:
    """Name the keys that a table of the case may have."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def _has_parent(document: Any, path: Path) -> bool:
    """Say whether the member that holds a field is there: a field of a deleted line has nowhere to go."""
    for depth in range(1, len(path)):
        if key_name(path[: depth - 1]) and read_at(document, path[:depth]) is None:
            return False
    return True


def _name_before(document: Any, path: Path) -> str | None:
    """Name the member before the one at a path: where it goes when it is put back."""
    name = key_name(path[:-1]) if path else ""
    if not name:
        return None
    keys = [member.get(name) for member in read_at(document, path[:-1]) or []]
    position = keys.index(path[-1])
    return keys[position - 1] if position else ""


def _write(here: Any, at: Path, path: Path, value: Any, after: str | None) -> Any:
    """Give a copy of `here` with the value at the rest of the path; None when nothing is left of it."""
    if not path:
        return value
    step, deeper = path[0], (*at, path[0])
    name = key_name(at)
    if not name:
        table = dict(here or {})
        inner = _write(table.pop(step, None), deeper, path[1:], value, after)
        return (table if inner is None else {**table, step: inner}) or None
    members = list(here or [])
    position = next((place for place, member in enumerate(members) if member.get(name) == step), None)
    old = None if position is None else members[position]
    inner = _write(old, deeper, path[1:], value, after)
    if position is None:
        members.insert(_find_place(members, name, after), inner)
    elif inner is None:
        del members[position]
    else:
        members[position] = inner
    return members or None


def _find_place(members: list[Any], name: str, after: str | None) -> int:
    if after == "":
        return 0
    places = (place + 1 for place, member in enumerate(members) if member.get(name) == after)
    return next(places, len(members)) if after is not None else len(members)


def write_edits(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Turn edits into what JSON can hold."""
    return [
        {"path": list(edit.path), "was": edit.was, "value": edit.value, "after": edit.after} for edit in edits
    ]


def load_edits(stored: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """Read stored edits."""
    return [Edit(tuple(one["path"]), one["was"], one["value"], one["after"]) for one in stored]
