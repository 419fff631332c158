"""A commission to run in tests, and the roles that may."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.web.people import AT, make_people, make_place
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import ChainEvent, Commission, Need, Person, Place
from wholeplace.services.commissions.entries import CommissionEntry
from wholeplace.services.commissions.operations import found_commission
from wholeplace.services.people.permissions import NotPermitted

RUNNERS = {"commissioner", "officer"}


def make_entry(**more: Any) -> CommissionEntry:
    """Enter a full commission."""
    values = {
        "title": "Housing-related support",
        "question": "Who should help people keep their home?",
        "value_pounds": Decimal(4_200_000),
        "starts_on": date(2027, 4, 1),
        "service": "homelessness",
        "today": "contract-large",
    } | more
    return CommissionEntry(**values)


def found(place: Place, by: Person, **more: Any) -> Commission:
    """Found one."""
    return found_commission(place=place, entry=make_entry(**more), by=by, at=AT)


def make_need(place: Place, number: int = 1) -> Need:
    """Record a need with evidence."""
    need = Need.objects.create(
        place=place, number=number, title=f"Need {number}", what="Somewhere to sleep", recorded_at=AT
    )
    need.evidence.create(title="Homelessness review", source="The council", added_at=AT)
    return need


def expect_only(
    people: Mapping[Role, Person], allowed: set[str], act: Callable[[Person], object], kind: str
) -> None:
    """Let each role try: the wrong ones are refused and leave nothing, the first right one leaves one event."""
    for role, person in people.items():
        if role not in allowed:
            before = ChainEvent.objects.count()
            with pytest.raises(NotPermitted):
                act(person)
            assert ChainEvent.objects.count() == before, role
    before = ChainEvent.objects.count()
    act(people[min(allowed)])  # type: ignore[index]
    events = list(ChainEvent.objects.order_by("sequence"))[before:]
    assert [event.kind for event in events] == [kind]


def make_running() -> tuple[Place, dict[Role, Person], Commission]:
    """Make a place, its people and a commission."""
    place = make_place()
    people = make_people(place)
    return place, people, found(place, people["commissioner"])
