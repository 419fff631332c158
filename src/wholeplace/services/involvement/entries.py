"""What is entered about who was heard, and what of it is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, get_args

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import EqualityEffectKind, InvolvedGroup
from wholeplace.services.entries import read_line, read_prose, read_word

MOST_PEOPLE = 100_000_000
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2200, 1, 1)
# Equality Act 2010, section 4; then groups whose disadvantage a body may choose to look at as well.
PROTECTED_GROUPS = (
    "Age",
    "Disability",
    "Gender reassignment",
    "Marriage and civil partnership",
    "Pregnancy and maternity",
    "Race",
    "Religion or belief",
    "Sex",
    "Sexual orientation",
)
FURTHER_GROUPS = ("Unpaid carers", "Care leavers", "People on low incomes", "Armed forces community")


@dataclass(frozen=True)
class InvolvementEntry:
    """One time that a group was heard."""

    group: str
    title: str
    held_on: dt.date
    method: str
    people_reached: int
    summary: str = ""


@dataclass(frozen=True)
class ConsultationEntry:
    """A consultation: its dates, what is still open, how to respond."""

    title: str
    opens_on: dt.date
    closes_on: dt.date
    still_open: str
    how_to_respond: str = ""
    is_statutory: bool = False


@dataclass(frozen=True)
class EffectEntry:
    """The effect of one option on a group; `option` is its slug."""

    option: str
    effect: str
    note: str = ""


def read_involvement(entry: InvolvementEntry, today: dt.date) -> dict[str, Any]:
    """Check an involvement: it has happened, and the count can be true."""
    if not EARLIEST <= entry.held_on <= today:
        problem = f"must be a day from 2000 to today, but is {entry.held_on:%-d %B %Y}"
        raise InvalidInput("held_on", problem)
    return {
        "group": read_word("group", entry.group, get_args(InvolvedGroup)),
        "title": read_line("title", entry.title),
        "held_on": entry.held_on,
        "method": read_line("method", entry.method),
        "people_reached": read_count("people_reached", entry.people_reached, least=1),
        "summary": read_prose("summary", entry.summary, required=False),
    }


def read_count(field: str, count: int, *, least: int = 0) -> int:
    """Refuse counts below the least, and more people than there can be."""
    if not least <= count <= MOST_PEOPLE:
        raise InvalidInput(field, f"must be from {least} to {MOST_PEOPLE:,}, but is {count:,}")
    return count


def read_consultation(entry: ConsultationEntry) -> dict[str, Any]:
    """Check a consultation: it ends after it begins, and says what can still be changed."""
    if not EARLIEST <= entry.opens_on <= LATEST:
        raise InvalidInput("opens_on", f"must be a year from 2000 to 2200, but is {entry.opens_on.year}")
    if not entry.opens_on <= entry.closes_on <= LATEST:
        problem = (
            f"must not be before it opens ({entry.opens_on:%-d %B %Y}), but is {entry.closes_on:%-d %B %Y}"
        )
        raise InvalidInput("closes_on", problem)
    return {
        "title": read_line("title", entry.title),
        "opens_on": entry.opens_on,
        "closes_on": entry.closes_on,
        "still_open": read_prose("still_open", entry.still_open),
        "how_to_respond": read_prose("how_to_respond", entry.how_to_respond, required=False),
        "is_statutory": entry.is_statutory,
    }


def read_effect(entry: EffectEntry) -> dict[str, str]:
    """Check an effect: a worse or unknown one says why."""
    effect = read_word(f"effect_{entry.option}", entry.effect, get_args(EqualityEffectKind))
    needs_note = effect in ("negative", "unknown")
    return {"effect": effect, "note": read_prose(f"note_{entry.option}", entry.note, required=needs_note)}
