"""Commissions: what can be asked by those who run them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wholeplace.records.models import (
    Commission,
    EventDetail,
    Membership,
    Need,
    Organisation,
    Person,
    Place,
)
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, list_roles, may, name_office
from wholeplace.services.publication.trail import fold_alike

HISTORY_PAGE = 100


@dataclass(frozen=True)
class CitedLine:
    """A need that a commission answers, hidden since or not."""

    number: int
    title: str
    reason: str
    is_hidden: bool


@dataclass(frozen=True)
class CandidateNeed:
    """A published need that a commission could cite."""

    number: int
    title: str
    where: str


@dataclass(frozen=True)
class PersonLine:
    """Somebody with a role, as the working pages name them."""

    pk: int
    name: str
    office: str
    roles: tuple[str, ...]
    is_lead: bool


@dataclass(frozen=True)
class EventLine:
    """One thing that happened, by whom and when; `sequence` is its number on the chain."""

    sequence: int
    kind: str
    at: datetime
    by: str
    name: str
    body: dict[str, Any]
    commission: str
    commission_slug: str
    place_slug: str
    times: int = 1


@dataclass(frozen=True)
class MoveLine:
    """A step of the thread."""

    from_stage: str
    to_stage: str
    reason: str
    by_office: str
    at: datetime


def list_cited_needs(commission: Commission) -> list[CitedLine]:
    """Return the needs that a commission answers, in the order in which they were cited."""
    return [
        CitedLine(row.need.number, row.need.title, row.reason, row.need.status == "hidden")
        for row in commission.cited_needs.select_related("need")
    ]


def list_citable_needs(commission: Commission, *, most: int = 200) -> list[CandidateNeed]:
    """Return the published needs of the place that the commission does not cite yet, the newest first."""
    rows = Need.objects.filter(place=commission.place, status="published")
    rows = rows.exclude(citations__commission=commission)[:most]
    return [CandidateNeed(row.number, row.title, row.where) for row in rows]


def find_published_need(place: Place, number: int) -> Need:
    """Return a published need by its number."""
    need = Need.objects.filter(place=place, number=number, status="published").first()
    if need is None:
        raise NotFound("There is no such published need in this place.")
    return need


def find_cited_need(commission: Commission, number: int) -> Need:
    """Return a need that the commission cites, hidden or not."""
    cited = commission.cited_needs.filter(need__number=number).select_related("need").first()
    if cited is None:
        raise NotFound("This commission does not cite that need.")
    return cited.need


def list_people(commission: Commission) -> list[PersonLine]:
    """Return who works on a commission: its lead first, then everybody with a working role in the place."""
    place = commission.place
    members = Membership.objects.filter(place=place, person__is_active=True).select_related("person")
    people = {member.person_id: member.person for member in members.prefetch_related("person__memberships")}
    people.setdefault(commission.lead_id, commission.lead)
    working = [one for one in people.values() if may(one, Permission.SEE_WORK, place)]
    lines = [
        PersonLine(
            pk=one.pk,
            name=one.name,
            office=name_office(one, place),
            roles=tuple(sorted(list_roles(one, place))),
            is_lead=one.pk == commission.lead_id,
        )
        for one in working
    ]
    return sorted(lines, key=lambda line: (not line.is_lead, line.name))


def list_possible_leads(commission: Commission) -> list[PersonLine]:
    """Return who could lead the commission instead."""
    place = commission.place
    rows = Person.objects.filter(memberships__place=place, is_active=True).exclude(pk=commission.lead_id)
    rows = rows.distinct().prefetch_related("memberships").order_by("name", "pk")
    return [
        PersonLine(one.pk, one.name, name_office(one, place), tuple(sorted(list_roles(one, place))), False)
        for one in rows
        if may(one, Permission.RUN_COMMISSION, place)
    ]


def find_possible_lead(commission: Commission, key: int) -> Person:
    """Return somebody who could lead the commission instead."""
    person = Person.objects.filter(pk=key, memberships__place=commission.place, is_active=True).first()
    if person is None or not may(person, Permission.RUN_COMMISSION, commission.place):
        raise NotFound("Nobody of that name can lead a commission here.")
    return person


def list_history(commission: Commission, *, page: int = 1) -> list[EventLine]:
    """Return what happened to a commission, the newest first."""
    rows = EventDetail.objects.filter(commission=commission)
    start = (max(1, page) - 1) * HISTORY_PAGE
    return describe_events(rows, start=start, most=HISTORY_PAGE)


def describe_events(rows: Any, *, start: int = 0, most: int = HISTORY_PAGE) -> list[EventLine]:
    """Return events as plain values, the newest first."""
    rows = rows.select_related("event", "person", "commission", "place").order_by("-event__sequence")
    return [
        EventLine(
            sequence=row.event.sequence,
            kind=row.event.kind,
            at=row.event.at,
            by=row.event.by,
            name=row.person.name if row.person else "",
            # What happened before it was open to the public stands in the detail only.
            body=(row.detail or {}) | row.event.body,
            commission=row.commission.title if row.commission else "",
            commission_slug=row.commission.slug if row.commission else "",
            place_slug=row.place.slug if row.place else "",
        )
        for row in rows[start : start + most]
    ]


def fold_repeats(events: list[EventLine]) -> list[EventLine]:
    """Fold what the same office did several times in a row into one line, with the last time."""
    return fold_alike(events, lambda event: (event.kind, event.by, event.commission_slug))


def list_moves(commission: Commission) -> list[MoveLine]:
    """Return the steps of the thread, the first one first."""
    return [
        MoveLine(row.from_stage, row.to_stage, row.reason, row.by_office, row.at)
        for row in commission.moves.all()
    ]


def list_commissioning_bodies(place: Place) -> list[Organisation]:
    """Return the bodies of a place that commission."""
    return list(place.organisations.filter(is_commissioning=True))


def list_providers(place: Place) -> list[Organisation]:
    """Return the organisations of a place, any of which might provide."""
    return list(Organisation.objects.filter(place=place))
