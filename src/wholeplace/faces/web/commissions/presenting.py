"""What the pages about a commission show, as plain values; the words of findings are those of the report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.documents.figures import say_pounds, say_range
from wholeplace.casefile.documents.findings import (
    describe_lock_in,
    describe_losers,
    name_chance,
    say_exit,
    state_answer,
)
from wholeplace.casefile.documents.reading import OptionView, Reading
from wholeplace.casefile.documents.words import say_probability
from wholeplace.services.publication.thread import Thread, open_published

SHOWN_AT_ONCE = 12


@dataclass(frozen=True)
class OptionLine:
    """One option beside the others: what it is, what the law says, what was found."""

    id: str
    name: str
    model: str
    status: str
    role: str
    proposed_by: str
    law: str
    value: str
    value_range: str
    chance: str
    losers: str
    exit: str
    weaknesses: str
    is_first: bool
    is_decided: bool
    dropped_reason: str


def find_reading(thread: Thread) -> Reading | None:
    """Open what was published; None where nothing was."""
    return open_published(thread.digest, is_settled=thread.is_settled) if thread.digest else None


def state_headline(reading: Reading | None) -> str:
    """Say the answer in a sentence or two, as far as it may be said."""
    return state_answer(reading) if reading is not None else ""


def name_chance_of(reading: Reading | None) -> str:
    """Name the chance of an option, as far as it may be named yet."""
    return name_chance(reading) if reading is not None else ""


def list_options(thread: Thread, reading: Reading | None) -> list[OptionLine]:
    """Give the options: the decided one, then by what was found, then the rest; dropped ones last."""
    views = {view.id: view for view in reading.options} if reading else {}
    order = {name: place for place, name in enumerate(views)}
    decided = thread.record.get("decision", {}).get("option")
    lines = [
        _describe_option(written, views.get(written["id"]), reading, thread, decided)
        for written in thread.record.get("options", [])
    ]
    return sorted(
        lines,
        key=lambda line: (not line.is_decided, line.status == "dropped", order.get(line.id, len(order))),
    )


def _describe_option(
    written: Mapping[str, Any],
    view: OptionView | None,
    reading: Reading | None,
    thread: Thread,
    decided: str | None,
) -> OptionLine:
    law = thread.law.get("options", {}).get(written["id"], {})
    found = _describe_found(view, reading)
    roles = (("business_as_usual", "today"), ("in_house_comparator", "in-house"), ("do_minimum", "minimum"))
    return OptionLine(
        id=written["id"],
        name=written["name"],
        model=written["model"],
        status=written.get("status", "proposed"),
        role=next((name for key, name in roles if written.get(key)), ""),
        proposed_by=written.get("proposed_by", ""),
        law=law.get("status", "take-advice"),
        weaknesses=written.get("weaknesses", ""),
        is_first=bool(reading and view and reading.best and reading.best.id == view.id),
        is_decided=written["id"] == decided,
        dropped_reason=written.get("dropped_reason", ""),
        **found,
    )


def _describe_found(view: OptionView | None, reading: Reading | None) -> dict[str, str]:
    if view is None or reading is None:
        return dict.fromkeys(("value", "value_range", "chance", "losers", "exit"), "")
    spread = view.spread("npsv")
    return {
        "value": say_pounds(spread.mean),
        "value_range": say_range(spread.p10, spread.p90),
        "chance": say_probability(view.number("probability_best")),
        "losers": describe_losers(reading, view),
        "exit": say_exit(view),
    }


def say_lock_in(reading: Reading | None, option: str) -> str:
    """Say what an option locks in."""
    view = reading.find_option(option) if reading else None
    return describe_lock_in(view) if view else ""


def gather_themes(record: Mapping[str, Any], most: int = 5) -> list[dict[str, Any]]:
    """Give what was said most often, with what was answered and what changed."""
    themes = [
        {**theme, "group": one["group"], "title": one.get("title", "")}
        for one in record.get("involvement", [])
        for theme in one.get("themes", [])
    ]
    return sorted(themes, key=lambda theme: -int(theme.get("count") or 0))[:most]


def count_heard(record: Mapping[str, Any]) -> Mapping[str, int]:
    """Count the people reached, by group."""
    counts: dict[str, int] = {}
    for one in record.get("involvement", []):
        counts[one["group"]] = counts.get(one["group"], 0) + int(one.get("people_reached") or 0)
    return counts


def list_answers(record: Mapping[str, Any], questions: Sequence[str]) -> list[dict[str, Any]]:
    """Give the questions of the Public Interest Test in their order, each with its answer or none."""
    given = record.get("public_interest_test", {}).get("answers", [])
    answers = {one["question"]: {**one, "on": read_day(one.get("on"))} for one in given}
    return [{"question": question, **answers.get(question, {})} for question in questions]


def group_digits(text: str) -> str:
    """Group the digits of long numbers in a sentence; years and short numbers stay."""
    return re.sub(r"(?<![\d.])\d{5,}", lambda number: f"{int(number.group()):,}", text)


def read_day(text: object) -> dt.date | None:
    """Read a day of the record, to be shown as people write dates."""
    return dt.date.fromisoformat(text) if isinstance(text, str) else None
