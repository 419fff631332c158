"""What changed between two versions: inputs down to one line, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wholeplace.records.models import AppraisalVersion
from wholeplace.services.appraisals.drafts import open_case
from wholeplace.services.appraisals.edits import KEYED, LINES, MEMBERS, TABLES, Edit, Path, key_name
from wholeplace.services.appraisals.wording import Change, describe_edits

MOST_CHANGES = 2_000


@dataclass(frozen=True)
class ResultChange:
    """The results of one option before and after, in pounds and shares; None where it was not there."""

    id: str
    name: str
    npsv_before: float | None
    npsv_after: float | None
    cost_before: float | None
    cost_after: float | None
    probability_before: float | None
    probability_after: float | None


@dataclass(frozen=True)
class Difference:
    """Two versions compared; `order_changed` when lines only moved, which changes the draws."""

    before: int
    after: int
    changes: tuple[Change, ...]
    more: int
    results: tuple[ResultChange, ...]
    best_before: str
    best_after: str
    order_changed: bool


def compare_versions(before: AppraisalVersion, after: AppraisalVersion) -> Difference:
    """Compare two versions of one appraisal."""
    old = open_case(before.document)
    new = open_case(after.document, old)
    edits = find_edits(old, new)
    names = _name_options(old) | _name_options(new)
    return Difference(
        before=before.number,
        after=after.number,
        changes=tuple(describe_edits(edits[:MOST_CHANGES], old)),
        more=max(0, len(edits) - MOST_CHANGES),
        results=tuple(_compare_results(before.result, after.result, names)),
        best_before=names.get((before.result or {}).get("best", ""), ""),
        best_after=names.get((after.result or {}).get("best", ""), ""),
        order_changed=not edits and before.document != after.document,
    )


def find_edits(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Edit]:
    """Give the edits that turn one draft into another, but for the order of its lists."""
    return list(_compare((), old, new))


def _compare(path: Path, old: Any, new: Any) -> Iterator[Edit]:
    if old == new:
        return
    name = key_name(path)
    if name:
        yield from _compare_members(path, name, old or [], new or [])
    elif (
        _is_table(path)
        and (old is None or isinstance(old, Mapping))
        and (new is None or isinstance(new, Mapping))
    ):
        for field in dict.fromkeys([*(old or {}), *(new or {})]):
            yield from _compare((*path, field), (old or {}).get(field), (new or {}).get(field))
    else:
        yield Edit(path, old, new)


def _is_table(path: Path) -> bool:
    if len(path) <= 1:
        return not path or path[0] in TABLES
    if len(path) == 2:
        return path[0] in MEMBERS
    is_line = len(path) == 4 and path[2] in LINES
    return is_line or (len(path) == 3 and (path[0], path[2]) in KEYED)


def _compare_members(path: Path, name: str, old: list[Any], new: list[Any]) -> Iterator[Edit]:
    before = {member.get(name): member for member in old}
    after = {member.get(name): member for member in new}
    for key in dict.fromkeys([*before, *after]):
        if key in before and key in after:
            yield from _compare((*path, key), before[key], after[key])
        else:
            yield Edit((*path, key), before.get(key), after.get(key))


def _name_options(draft: Mapping[str, Any]) -> dict[str, str]:
    return {option["id"]: option.get("name", option["id"]) for option in draft.get("options", [])}


def _compare_results(before: Any, after: Any, names: Mapping[str, str]) -> Iterator[ResultChange]:
    if not before or not after:
        return
    old, new = before["options"], after["options"]
    for option in names:
        if option in old or option in new:
            a, b = old.get(option), new.get(option)
            yield ResultChange(
                option, names[option],
                _mean(a, "npsv"), _mean(b, "npsv"), _mean(a, "cost_pv"), _mean(b, "cost_pv"),
                a and a["probability_best"], b and b["probability_best"],
            )  # fmt: skip


def _mean(option: Any, figure: str) -> float | None:
    return None if option is None else option[figure]["mean"]
