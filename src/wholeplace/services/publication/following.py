"""Withholding what follows from a withheld figure, and refusing to publish what gives one away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from wholeplace.casefile.recovering import Influence, say_unit, trace_withheld
from wholeplace.casefile.withholding import TOPS, list_unreleased, release_parts
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import WithheldPart

MOST_NAMED = 3
# After every date that a part may have.
NEVER = dt.date.max


class FigureCanBeWorkedOut(WholeplaceError):
    """A withheld figure follows from what would be published."""


@dataclass(frozen=True)
class Plan:
    """What is withheld in a case file: the parts that were chosen, and the results that go with them.

    `wishes` are as the case document names them; `owners` has, by path, whose release opens it.
    """

    wishes: tuple[dict[str, Any], ...]
    owners: Mapping[str, tuple[WithheldPart, ...]]


def plan_withholding(
    case_file: Mapping[str, Any], parts: Mapping[str, WithheldPart], wishes: Sequence[dict[str, Any]],
    *, today: dt.date,
) -> Plan:  # fmt: skip
    """Add to what was chosen the results that are withheld with it; refuse what gives a figure away.

    `case_file` has everything in place; `wishes` are those of `parts` and those of the document itself.
    """
    chosen = [str(wish["part"]) for wish in wishes]
    influence = trace_withheld(case_file, [path for path in chosen if not _is_result(path)])
    owners: dict[str, tuple[WithheldPart, ...]] = {path: (part,) for path, part in parts.items()}
    owners |= _own_results(influence, parts, chosen)
    said = {str(wish["part"]): wish for wish in wishes}
    added = [_write_wish(path, owners[path], said, parts) for path in owners if path not in said]
    # What was chosen inside a result that is now withheld whole is withheld with it.
    kept = [wish for wish in wishes if not any(_covers(one["part"], str(wish["part"])) for one in added)]
    plan = Plan((*kept, *added), owners)
    refuse_recoverable(influence, plan.wishes, parts, case_file["case"], today=today)
    return plan


def _own_results(
    influence: Influence, parts: Mapping[str, WithheldPart], chosen: Sequence[str]
) -> dict[str, tuple[WithheldPart, ...]]:
    """Give each result to the parts that it follows from; what lies in a larger result goes with that one."""
    found: dict[str, list[WithheldPart]] = {}
    for path, part in parts.items():
        for unit in influence.list_following(path) if part.with_results else ():
            if not any(_covers(other, unit) for other in chosen):
                found.setdefault(unit, []).append(part)
    outer = {unit: next(other for other in sorted(found, key=len) if _covers(other, unit)) for unit in found}
    return {
        unit: tuple(dict.fromkeys(part for one, at in outer.items() if at == unit for part in found[one]))
        for unit in found
        if outer[unit] == unit
    }


def _is_result(path: str) -> bool:
    return path.split(".", 1)[0] in TOPS


def _covers(path: str, other: str) -> bool:
    return other == path or other.startswith(f"{path}.")


def _write_wish(
    path: str, owners: Sequence[WithheldPart], said: Mapping[str, dict[str, Any]],
    parts: Mapping[str, WithheldPart],
) -> dict[str, Any]:  # fmt: skip
    """Withhold a result for as long as the last of the figures that it follows from, for its reason."""
    last = max(owners, key=lambda part: part.until or NEVER)
    path_of_last = next(known for known, part in parts.items() if part is last)
    return said[path_of_last] | {"part": path}


def refuse_recoverable(
    influence: Influence, wishes: Sequence[Mapping[str, Any]], parts: Mapping[str, WithheldPart],
    case: Mapping[str, Any], *, today: dt.date,
) -> None:  # fmt: skip
    """Refuse if a withheld figure follows from what is open, now or once other parts are released."""
    ends = {str(wish["part"]): read_until(wish.get("until")) for wish in wishes}
    for day in sorted({today, *(end for end in ends.values() if today < end < NEVER)}):
        withheld = {path for path, end in ends.items() if end > day}
        for found in influence.find_recoverable(withheld):
            name = parts[found.part].label if found.part in parts else found.part
            when = "" if day == today else f" on {day:%-d %B %Y}, when other parts are released"
            raise FigureCanBeWorkedOut(
                f"“{name}” is withheld, but anybody could work it out{when} from what is published: "
                f"{_name_results(found.results, case)}. Withhold the results that follow from it as well: "
                "see the page of withheld parts."
            )


def read_until(text: str | None) -> dt.date:
    """Read until when a part is withheld; without a date, for ever."""
    return dt.date.fromisoformat(text) if text else NEVER


def _name_results(units: Sequence[str], case: Mapping[str, Any]) -> str:
    named = [say_unit(unit, case) for unit in units[:MOST_NAMED]]
    more = f" and {len(units) - MOST_NAMED} more" if len(units) > MOST_NAMED else ""
    return f"{'; '.join(named)}{more}"


def refuse_giving_away(
    after: Mapping[str, Any], sealed: Mapping[str, Any], parts: Mapping[str, WithheldPart], *, today: dt.date
) -> None:
    """Refuse a release after which a figure that is still withheld could be worked out.

    `after` is the case file with the released part in place, `sealed` has every part that was withheld.
    """
    wishes = list_unreleased(after)
    inputs = [str(wish["part"]) for wish in wishes if not _is_result(str(wish["part"]))]
    if inputs:
        whole = release_parts(after, {**sealed, "parts": _keep_unreleased(wishes, sealed)})
        refuse_recoverable(trace_withheld(whole, inputs), wishes, parts, whole["case"], today=today)


def _keep_unreleased(
    wishes: Sequence[Mapping[str, Any]], sealed: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    still = {wish["part"] for wish in wishes}
    return [kept for kept in sealed["parts"] if kept["part"] in still]


# --- for the page ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Following:
    """A withheld part, and the results that follow from it; `can_be_worked_out` as things stand."""

    results: tuple[str, ...]
    can_be_worked_out: bool


def tell_following(commission: Any) -> dict[int, Following]:
    """Tell of each withheld part which results follow from it, by the newest computed version."""
    from wholeplace.services.publication.versions import build_open_file
    from wholeplace.services.publication.withholding import map_withheld

    today = timezone.localdate()
    parts = map_withheld(commission, today=today, in_case_only=True)
    version = commission.versions.filter(computed_at__isnull=False).first()
    if version is None or not any(not _is_result(path) for path in parts):
        return {}
    version.commission = commission
    case_file = build_open_file(version, office="", at=timezone.now())
    influence = trace_withheld(case_file, [path for path in parts if not _is_result(path)])
    added = {
        unit for path, part in parts.items() if part.with_results for unit in influence.list_following(path)
    }
    open_to_all = {found.part for found in influence.find_recoverable({*parts, *added})}
    return {
        part.pk: Following(
            tuple(say_unit(unit, case_file["case"]) for unit in influence.list_following(path)),
            path in open_to_all,
        )
        for path, part in parts.items()
        if path in influence.parts
    }
