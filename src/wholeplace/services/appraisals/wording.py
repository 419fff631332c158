"""What an edit did, in plain words: for the history of a draft and the differences of two versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from wholeplace.formats.workbook.columns import Kind
from wholeplace.services.appraisals.cells import SHEETS, show_cell
from wholeplace.services.appraisals.edits import KEYED, LINES, MEMBERS, Edit, read_at

MOST_SAID = 400


@dataclass(frozen=True)
class Change:
    """One change in words: where, which field, from what to what; changed, added, removed or moved."""

    where: str
    field: str
    was: str
    now: str
    done: str

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        if self.done == "added":
            return _("%(where)s: added") % {"where": self.where}
        if self.done == "removed":
            return _("%(where)s: removed") % {"where": self.where}
        if self.done == "moved":
            return _("%(where)s: moved") % {"where": self.where}
        words = {"where": self.where, "field": self.field, "was": self.was or "–", "now": self.now or "–"}
        return _("%(where)s: %(field)s from %(was)s to %(now)s") % words


def describe_edits(edits: Iterable[Edit], before: Mapping[str, Any]) -> list[Change]:
    """Say each edit in words; names are those of the draft before, or of what was put in."""
    told: list[Change] = []
    last: Edit | None = None
    for edit in edits:
        change = describe_edit(edit, before)
        if last is not None and last.path == edit.path and (last.was, last.value) == (edit.value, None):
            # Taken out and put in elsewhere, as it was.
            told[-1] = replace(change, done="moved")
        else:
            told.append(change)
        last = edit
    return told


def describe_edit(edit: Edit, draft: Mapping[str, Any]) -> Change:
    """Say one edit in words."""
    path = edit.path
    if not path:
        return Change(_("The whole draft"), "", "", "", "added" if not edit.was else "changed")
    depth = _member_depth(path)
    if depth == len(path):
        done = "removed" if edit.value is None else "added" if edit.was is None else "changed"
        member = edit.value or edit.was or {}
        return Change(_name_member(path, member, draft), "", "", "", done)
    where = (
        _name_member(path[:depth], read_at(draft, path[:depth]) or {}, draft) if depth else _section(path[0])
    )
    field, kind = _find_field(path, depth, draft)
    return Change(where, field, show_cell(kind, edit.was), show_cell(kind, edit.value), "changed")


def _member_depth(path: tuple[str, ...]) -> int:
    if path[0] == "options" and len(path) >= 4 and path[2] in LINES:
        return 4
    return 2 if path[0] in MEMBERS or path[0] == "parameters" else 0


def _name_member(path: tuple[str, ...], member: Any, draft: Mapping[str, Any]) -> str:
    own = member if isinstance(member, Mapping) else {}
    name = str(own.get("name") or own.get("title") or own.get("part") or _unnamed(path))
    if len(path) == 4:
        option = read_at(draft, path[:2]) or {}
        return _("“%(line)s” of %(option)s") % {"line": name, "option": option.get("name") or path[1]}
    return name


def _unnamed(path: tuple[str, ...]) -> str:
    return _("a line without a name") if len(path) == 4 else path[-1]


def _section(name: str) -> str:
    return {
        "case": _("The case"),
        "distributional": _("Weights by income"),
        "public_interest_test": _("Public Interest Test"),
    }.get(name, name)


def _find_field(path: tuple[str, ...], depth: int, draft: Mapping[str, Any]) -> tuple[str, Kind]:
    field = path[depth] if depth else path[1]
    if depth == 2 and (path[0], field) in KEYED:
        criterion = read_at(draft, ("criteria", path[3])) or {}
        kind = Kind.QUANTITY if field == "scores" else Kind.NUMBER
        return f"{_say_field(field)} – {criterion.get('name') or path[3]}", kind
    sheet = SHEETS.get(path[2] if depth == 4 else path[0])
    kinds = {column.name: column.kind for column in sheet.columns} if sheet else {}
    return _say_field(field), kinds.get(field, Kind.WHOLES if field == "years" else Kind.FREE)


def _say_field(field: str) -> str:
    return field.replace("_", " ")


def summarise_changes(changes: list[Change]) -> str:
    """Say what a save did in one short line."""
    if not changes:
        return ""
    first = changes[0].sentence
    if len(first) > MOST_SAID:
        first = first[: MOST_SAID - 1] + "…"
    more = len(changes) - 1
    return first if not more else _("%(first)s, and %(more)d more") % {"first": first, "more": more}
