"""The rules between values of a commission: what no single field can know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from wholeplace.casefile.commission.models import Award, Commission, Decision, ProposedOption
from wholeplace.casefile.inputs.words import Location, quote, say_unknown

Problem = tuple[Location, str]
FIRST_YEAR, LAST_YEAR = 1900, 2200

# Dates of things that have happened: none may lie after the day of the record.
PAST = frozenset(
    {"recorded_on", "proposed_on", "answered_on", "responded_on", "assessed_on", "checked_on", "done_on",
     "declared_on", "decided_on"}
)  # fmt: skip
# Tables whose plain "on" is the day on which something was done; a review's is still to come.
DONE = frozenset({"advice", "answers", "compensations", "recommendation", "overrides", "moves"})


def list_broken_rules(commission: Commission) -> Iterable[Problem]:
    """Yield each rule between values that does not hold, in reading order."""
    yield from _repeated_ids(commission)
    yield from _repeated_flags(commission)
    yield from _date_rules(commission, (), commission.as_at)
    for position, option in enumerate(commission.options):
        yield from _option_rules(commission, option, ("options", position))
    yield from _reference_rules(commission)
    yield from _consultation_rules(commission)
    yield from _declaration_rules(commission)
    if commission.decision is not None:
        yield from _decision_rules(commission.decision)
    for position, award in enumerate(commission.awards):
        yield from _award_rules(award, ("awards", position))
    yield from _move_rules(commission)


def _repeated_ids(commission: Commission) -> Iterable[Problem]:
    lists: dict[str, tuple[str, Sequence[Any]]] = {
        "outcomes": ("id", commission.outcomes),
        "needs": ("number", commission.needs),
        "critical_success_factors": ("id", commission.critical_success_factors),
        "options": ("id", commission.options),
    }
    for name, (key, members) in lists.items():
        seen: set[object] = set()
        for position, member in enumerate(members):
            value = getattr(member, key)
            if value is not None and value in seen:
                yield (name, position, key), f"must be given once, but {quote(value)} is given twice"
            seen.add(value)


def _repeated_flags(commission: Commission) -> Iterable[Problem]:
    for flag in ("business_as_usual", "in_house_comparator", "do_minimum"):
        chosen = [position for position, option in enumerate(commission.options) if getattr(option, flag)]
        if len(chosen) > 1:
            names = " and ".join(quote(commission.options[position].id) for position in chosen[:3])
            yield (
                ("options", chosen[1], flag),
                f"must be true for one option at most, but is true for {names}",
            )


def _date_rules(value: object, at: Location, today: dt.date) -> Iterable[Problem]:
    """Check every date at any depth: a sensible year, and nothing done that lies ahead."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _date_rules(getattr(value, name), (*at, field.alias or name), today)
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _date_rules(member, (*at, number), today)
    elif isinstance(value, dt.date):
        yield from _check_date(value, at, today)


def _check_date(value: dt.date, at: Location, today: dt.date) -> Iterable[Problem]:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        yield at, f"must be a date from {FIRST_YEAR} to {LAST_YEAR}, but is {quote(value)}"
    is_done = at[-1] in PAST or (at[-1] == "on" and not DONE.isdisjoint(at))
    if is_done and value > today:
        yield at, f"must not be after as_at ({today}), the day of the record, but is {quote(value)}"


def _option_rules(commission: Commission, option: ProposedOption, at: Location) -> Iterable[Problem]:
    factors = [factor.id for factor in commission.critical_success_factors]
    for name in option.factors:
        if name not in factors:
            yield (*at, "factors", name), say_unknown("critical success factor", name, factors)
    yield from _order((*at, "answered_on"), option.answered_on, "proposed_on", option.proposed_on)


def _order(at: Location, later: dt.date | None, name: str, earlier: dt.date | None) -> Iterable[Problem]:
    if later is not None and earlier is not None and later < earlier:
        yield at, f"must not be before {name} ({earlier}), but is {quote(later)}"


def _reference_rules(commission: Commission) -> Iterable[Problem]:
    known = [option.id for option in commission.options]
    for at, option in _list_references(commission):
        if option is not None and option not in known:
            yield at, say_unknown("option", option, known)


def _list_references(commission: Commission) -> Iterable[tuple[Location, str | None]]:
    """Yield every place where an option is named, with the name."""
    effects = commission.equality.effects if commission.equality else []
    lists: dict[Location, Sequence[Any]] = {
        ("equality", "effects"): effects,
        ("compensations",): commission.compensations,
        ("boundary_breaches",): commission.boundary_breaches or [],
        ("decision", "refused"): commission.decision.refused if commission.decision else [],
        ("awards",): commission.awards,
    }
    for at, members in lists.items():
        for position, member in enumerate(members):
            yield (*at, position, "option"), member.option
    for name in ("recommendation", "decision"):
        table = getattr(commission, name)
        if table is not None:
            yield (name, "option"), table.option


def _consultation_rules(commission: Commission) -> Iterable[Problem]:
    for position, one in enumerate(commission.consultations):
        yield from _order(("consultations", position, "closes_on"), one.closes_on, "opens_on", one.opens_on)


def _declaration_rules(commission: Commission) -> Iterable[Problem]:
    for position, one in enumerate(commission.declarations):
        at = ("declarations", position, "expires_on")
        yield from _order(at, one.expires_on, "declared_on", one.declared_on)


def _decision_rules(decision: Decision) -> Iterable[Problem]:
    at = ("decision", "call_in_ends_on")
    yield from _order(at, decision.call_in_ends_on, "decided_on", decision.decided_on)
    for position, refused in enumerate(decision.refused):
        if refused.option == decision.option:
            yield (
                ("decision", "refused", position, "option"),
                f"must be another option than the one that was chosen, {quote(decision.option)}",
            )


def _award_rules(award: Award, at: Location) -> Iterable[Problem]:
    yield from _order((*at, "ends_on"), award.ends_on, "starts_on", award.starts_on)
    for position, date in enumerate(award.break_dates):
        yield from _order((*at, "break_dates", position), date, "starts_on", award.starts_on)
        if award.ends_on is not None and date > award.ends_on:
            yield (
                (*at, "break_dates", position),
                f"must not be after ends_on ({award.ends_on}), but is {quote(date)}",
            )


def _move_rules(commission: Commission) -> Iterable[Problem]:
    """Check that the moves lead, step by step and day by day, to the stage."""
    moves = commission.moves
    for position in range(1, len(moves)):
        before, move = moves[position - 1], moves[position]
        if move.from_ != before.to:
            problem = f"must be {quote(before.to)}, where the move before led, but is {quote(move.from_)}"
            yield ("moves", position, "from"), problem
        yield from _order(("moves", position, "on"), move.on, "the move before it", before.on)
    if moves and moves[-1].to != commission.stage:
        problem = f"must be {quote(moves[-1].to)}, where the last move led, but is {quote(commission.stage)}"
        yield ("stage",), problem
