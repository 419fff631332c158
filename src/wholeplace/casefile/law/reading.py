"""Read the facts that the rules ask for from the record of a commission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, get_args

from wholeplace.engines.law import COMMISSION_FACTS, CommissionFacts, OptionFacts
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.law import LawRule, read_rule
from wholeplace.foundations.vocabulary import (
    BodyKind,
    DeliveryModel,
    LegalStatus,
    Lever,
    ProposedAs,
    ServiceFunction,
)

T = TypeVar("T")

# The facts that are true, false or, as None, not known.
YES_OR_NO_FACTS = tuple(
    sorted(name for name in COMMISSION_FACTS if name.startswith(("is_", "affects_", "cuts_")))
)
STATUSES: tuple[LegalStatus, ...] = get_args(LegalStatus)


def read_facts(commission: Mapping[str, Any]) -> CommissionFacts:
    """Read what the rules ask about.

    Parameters
    ----------
    commission : mapping
        The ``commission`` section; ``as_at`` is needed, anything else that is absent or None is not known.

    Returns
    -------
    CommissionFacts

    Raises
    ------
    InvalidInput
        For the first value of the wrong type, unknown word or id that stands twice, with its path.
    """
    path = "commission"
    as_at = _read(commission, "as_at", path, _as_day)
    if as_at is None:
        raise InvalidInput("commission.as_at", "is required, but is missing")
    place = get_table(commission, "place")
    return CommissionFacts(
        as_at=as_at,
        body_kind=_read(place, "body_kind", f"{path}.place", _one_of(get_args(BodyKind))),
        service=_read(commission, "service", path, _one_of(get_args(ServiceFunction))),
        value_pounds=_read(commission, "value_pounds", path, _as_number),
        starts_on=_read(commission, "starts_on", path, _as_day),
        options=tuple(_read_option(each, as_at) for each in list_options(commission)),
        **{name: _read(commission, name, path, _as_choice) for name in YES_OR_NO_FACTS},
    )


def list_options(commission: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """List the options as written, after a check that each has an id of its own; InvalidInput if not."""
    options = commission.get("options") or []
    if not isinstance(options, list | tuple):
        raise InvalidInput("commission.options", "must be a list")
    seen: set[str] = set()
    for place, option in enumerate(options):
        path = f"commission.options.{place}"
        if not isinstance(option, Mapping):
            raise InvalidInput(path, "must be a table with an id")
        option_id = option.get("id")
        if not isinstance(option_id, str) or not option_id:
            raise InvalidInput(f"{path}.id", "is required and must be text")
        if option_id in seen:
            raise InvalidInput(f"{path}.id", f"must be unique, but {option_id} stands twice")
        seen.add(option_id)
    return list(options)


def read_recorded_rules(law: Mapping[str, Any]) -> tuple[LawRule, ...]:
    """Read the rules that stand in ``results.law``; InvalidInput when they cannot be used."""
    records = law.get("rules") or []
    if not isinstance(records, list | tuple):
        raise InvalidInput("results.law.rules", "must be a list of rules")
    return tuple(read_rule(each, f"results.law.rules.{place}") for place, each in enumerate(records))


def read_recorded_figures(law: Mapping[str, Any]) -> dict[str, dict[str, float | None]]:
    """Read the thresholds that stand in ``results.law``, by rule; InvalidInput when they cannot be used."""
    path = "results.law.figures"
    figures = law.get("figures") or {}
    if not isinstance(figures, Mapping) or not all(isinstance(each, Mapping) for each in figures.values()):
        raise InvalidInput(path, "must be a table of tables")
    return {
        str(rule): {str(name): _read(named, name, f"{path}.{rule}", _as_number) for name in named}
        for rule, named in figures.items()
    }


def _read_option(option: Mapping[str, Any], as_at: dt.date) -> OptionFacts:
    path = f"commission.options.{option['id']}"
    models = (*get_args(DeliveryModel), *get_args(Lever))
    return OptionFacts(
        id=option["id"],
        model=_read(option, "model", path, _one_of(models)),
        proposed_as=_read(option, "proposed_as", path, _one_of(get_args(ProposedAs))),
        is_for_profit=_read(option, "is_for_profit", path, _as_choice),
        is_reserved=_read(option, "is_reserved", path, _as_choice),
        term_years=_read(option, "term_years", path, _as_number),
        is_live=option.get("status") != "dropped",
        advice=read_advice(option, path, as_at)[0],
    )


def read_advice(option: Mapping[str, Any], path: str, as_at: dt.date) -> tuple[LegalStatus | None, str]:
    """Give what the place's advice comes to, or None and why it does not count."""
    advice = option.get("advice")
    if advice is None:
        return None, ""
    where = f"{path}.advice"
    if not isinstance(advice, Mapping):
        raise InvalidInput(where, "must be a table with status, reason, by and on")
    status = _read(advice, "status", where, _one_of(STATUSES))
    missing = [name for name in ("status", "reason", "by", "on") if not advice.get(name)]
    if missing:
        return None, f"The advice does not count: it has no {' and no '.join(missing)}."
    given_on = _read(advice, "on", where, _as_day)
    if given_on is not None and given_on > as_at:
        return None, "The advice does not count: it is dated after the record."
    return cast("LegalStatus", status), ""


def get_table(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give a table of the record, empty when it is absent; InvalidInput when it is something else."""
    value = record.get(key) or {}
    if not isinstance(value, Mapping):
        raise InvalidInput(f"commission.{key}", "must be a table")
    return value


def _read(record: Mapping[str, Any], key: str, path: str, read: Callable[[object], T]) -> T | None:
    value = record.get(key)
    if value is None:
        return None
    try:
        return read(value)
    except ValueError as error:
        raise InvalidInput(f"{path}.{key}", f"{error}, but is {value!r:.60}") from None


def _one_of(words: Sequence[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return read


def _as_choice(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _as_number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ValueError("must be a number from 0")
    return float(value)


def _as_day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str) or len(value) != len("2026-11-24"):
        raise ValueError("must be a date such as 2026-11-24")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a date such as 2026-11-24") from None
