"""What a commissioner enters about a commission, checked once for every face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import DeliveryModel, Route, ServiceFunction
from wholeplace.records.models import Organisation, Place
from wholeplace.services.entries import read_line, read_prose, read_value, read_word

# What the rules of law ask of a commission: each is true, false, or not known.
FACTS = (
    "is_health_service", "is_light_touch", "is_reservable", "is_exempt", "is_statutory_duty", "affects_staff",
    "cuts_voluntary_sector", "is_direct_award", "is_delivered_abroad", "is_defence_by_maker",
    "is_already_appraised",
)  # fmt: skip
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


class LightRouteNotOpen(WholeplaceError):
    """The value is not known or is over the limit that the place has set for the light route."""


@dataclass(frozen=True)
class CommissionEntry:
    """What is entered when a commission is founded, and edited later.

    `today` is how the need is met today; empty when there is no such service yet.
    """

    title: str
    question: str = ""
    summary: str = ""
    body: Organisation | None = None
    route: str = "full"
    value_pounds: Decimal | None = None
    starts_on: date | None = None
    service: str = "other"
    facts: Mapping[str, bool | None] = field(default_factory=dict)
    today: str = ""


def suggest_route(place: Place, value_pounds: Decimal | None) -> str:
    """Suggest the light route for a value that is known and within the place's limit, else the full one."""
    within = value_pounds is not None and value_pounds <= place.light_route_limit_pounds
    return "light" if within else "full"


def read_commission_fields(place: Place, entry: CommissionEntry) -> dict[str, Any]:
    """Check an entry and return it as the table's fields; the way of today is not one of them."""
    if entry.body is not None and entry.body.place_id != place.pk:
        raise InvalidInput("body", f"must be an organisation of {place}, but {entry.body} is not")
    value = read_value("value_pounds", entry.value_pounds)
    return {
        "title": read_line("title", entry.title),
        "question": read_prose("question", entry.question, required=False),
        "summary": read_prose("summary", entry.summary, required=False),
        "body": entry.body,
        "route": read_route(place, entry.route, value),
        "value_pounds": value,
        "starts_on": read_date("starts_on", entry.starts_on),
        "service": read_word("service", entry.service, get_args(ServiceFunction)),
        "facts": read_facts(entry.facts),
    }


def read_route(place: Place, route: str, value: Decimal | None) -> str:
    """Refuse the light route where the place has not opened it."""
    read_word("route", route, get_args(Route))
    if route == "light" and suggest_route(place, value) != "light":
        limit = f"£{place.light_route_limit_pounds:,}"
        given = "no value is given" if value is None else f"the value is £{value:,.0f}"
        message = f"The light route is for values up to {limit} in {place}, and {given}: take the full route."
        raise LightRouteNotOpen(message)
    return route


def read_facts(facts: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """Keep what is known or said to be unknown; refuse facts that no rule asks for."""
    unknown = sorted(set(facts) - set(FACTS))
    if unknown:
        raise InvalidInput("facts", f"must be among those that the rules ask for, but {unknown[0]} is not")
    return {name: facts[name] for name in FACTS if facts.get(name) is not None}


def read_date(field_name: str, day: date | None) -> date | None:
    """Refuse years that can only be a slip of the pen."""
    if day is not None and not EARLIEST <= day <= LATEST:
        problem = f"must be from {EARLIEST.year} to {LATEST.year}, but is {day.isoformat()}"
        raise InvalidInput(field_name, problem)
    return day


def read_today(today: str) -> str:
    """Read how the need is met today; where nothing is done yet, business as usual is to do the minimum."""
    return read_word("today", today or "do-minimum", get_args(DeliveryModel))
