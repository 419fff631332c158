"""A draft and the case it stands for: line keys put on and taken off, beginnings, limits."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any, get_args

from wholeplace.casefile.appraise import make_plain
from wholeplace.casefile.example import read_example
from wholeplace.formats.toml import read_toml
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import DeliveryModel
from wholeplace.records.models import Commission
from wholeplace.services.appraisals.edits import LINE_KEY, LINES

LARGEST_DRAFT_BYTES = 8_000_000
MOST_LINES, MOST_OPTIONS = 5_000, 500
HORIZON_YEARS = 10
DRAWS = 100_000
RATE, INFLATION = "green-book-2026", "inflation-target"


class DraftTooLarge(InvalidInput):
    """A draft that no appraisal needs and no page could show."""


def open_case(case: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Turn a case into a draft; a line that was in the draft before keeps its key there."""
    draft = prune(make_plain(case)) or {}
    known = {option.get("id"): option for option in (before or {}).get("options", [])}
    for option in draft.get("options", []):
        for kind in LINES:
            if kind in option:
                option[kind] = key_lines(option[kind], known.get(option.get("id"), {}).get(kind, []))
    return draft


def key_lines(lines: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each line the key of the same line before, else of the first of the same name, else a new one."""
    free = {
        line[LINE_KEY]: {name: value for name, value in line.items() if name != LINE_KEY} for line in before
    }
    keys: dict[int, str] = {}
    for is_same in (lambda mine, theirs: mine == theirs, _have_same_name):
        for position, line in enumerate(lines):
            if position in keys:
                continue
            found = next((key for key, earlier in free.items() if is_same(line, earlier)), None)
            if found is not None:
                keys[position] = found
                del free[found]
    return [{LINE_KEY: keys.get(position) or make_key(), **line} for position, line in enumerate(lines)]


def _have_same_name(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    fields = ("name", "from", "to") if "from" in mine else ("name", "agency")
    return all(mine.get(field) == theirs.get(field) for field in fields)


def make_key() -> str:
    """Make a key for a new line."""
    return secrets.token_hex(5)


def close_draft(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a draft into the case that it stands for."""
    case = dict(draft)
    if "options" in case:
        case["options"] = [_close_option(option) for option in case["options"]]
    if "scenarios" in case:
        case["scenarios"] = [{"drivers": {}, **scenario} for scenario in case["scenarios"]]
    return case


def _close_option(option: Mapping[str, Any]) -> dict[str, Any]:
    closed = dict(option)
    for kind in LINES:
        if kind in closed:
            closed[kind] = [
                {name: value for name, value in line.items() if name != LINE_KEY} for line in closed[kind]
            ]
    return closed


def prune(value: Any) -> Any:
    """Leave out what is empty: a draft has one way of saying that nothing is there."""
    if isinstance(value, dict):
        kept = {name: prune(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member is not None} or None
    if isinstance(value, list):
        return [prune(member) if isinstance(member, dict) else member for member in value] or None
    return value


def clean_text(text: str) -> str:
    """Take out what no database, spreadsheet or report can hold: control characters and half characters."""
    return "".join(
        letter for letter in text if letter in "\t\n" or unicodedata.category(letter) not in ("Cc", "Cs")
    )


def refuse_large(draft: Mapping[str, Any]) -> None:
    """Refuse a draft beyond what can be shown and computed."""
    options = draft.get("options", [])
    lines = sum(len(option.get(kind, [])) for option in options for kind in LINES)
    if len(options) > MOST_OPTIONS or lines > MOST_LINES:
        problem = (
            f"may be {MOST_OPTIONS} with {MOST_LINES:,} lines at most, but would be {len(options)} with "
            f"{lines:,}: nothing was saved"
        )
        raise DraftTooLarge("options", problem)
    size = len(json.dumps(draft, ensure_ascii=False).encode(errors="replace"))
    if size > LARGEST_DRAFT_BYTES:
        problem = (
            f"may have {LARGEST_DRAFT_BYTES // 1_000_000} MB at most, but would have {size / 1e6:.1f} MB"
        )
        raise DraftTooLarge("", f"the draft {problem}: nothing was saved")


def begin_from_commission(commission: Commission, year: int) -> dict[str, Any]:
    """Begin with the shortlist (else the longlist), the outcomes, and the budget heads and parameters."""
    place = commission.place
    rows = list(commission.options.filter(status="shortlisted")) or list(
        commission.options.filter(status="longlisted")
    )
    options = [_describe_option(row) for row in rows]
    agencies = [
        {"id": head.slug, "name": head.name, "kind": head.kind, "body": head.body or None}
        for head in place.budget_heads.all()
    ]
    case = {
        "title": commission.title,
        "place": place.name,
        "body_kind": place.body_kind,
        "start_year": commission.starts_on.year if commission.starts_on else year + 1,
        "horizon_years": HORIZON_YEARS,
        "price_base_year": year,
        "rate": RATE,
        "inflation": INFLATION,
        "draws": DRAWS,
        "value_pounds": None if commission.value_pounds is None else float(commission.value_pounds),
        "summary": commission.summary or None,
    }
    own = [record.record for record in place.own_records.filter(kind="parameter")]
    outcomes = [
        {"id": one["id"], "name": one["name"], "note": one.get("measure") or None}
        for one in commission.outcomes
    ]
    return open_case(
        {"case": case, "agencies": agencies, "outcomes": outcomes, "options": options, "parameters": own}
    )


def _describe_option(row: Any) -> dict[str, Any]:
    return {
        "id": row.slug,
        "name": row.name,
        "model": row.model if row.model in get_args(DeliveryModel) else None,
        "business_as_usual": True if row.is_business_as_usual else None,
        "in_house_comparator": True if row.is_in_house_comparator else None,
        "term_years": row.term_years,
        "summary": row.description or None,
    }


def begin_from_example(commission: Commission) -> dict[str, Any]:
    """Begin with the documented example, under the commission's title."""
    draft = open_case(read_toml(read_example()).document)
    draft["case"] |= {"title": commission.title, "place": commission.place.name}
    draft["case"]["summary"] = (
        "An example to learn from: replace its figures before you rely on them. " + draft["case"]["summary"]
    )
    return draft
