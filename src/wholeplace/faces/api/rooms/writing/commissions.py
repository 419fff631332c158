"""Running a commission: what is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from wholeplace.faces.api.callers import need_person
from wholeplace.faces.api.opening import address, open_commission, open_organisation, open_place, who
from wholeplace.faces.api.rooms.commissions import COMMISSION, room
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, Number, PlaceSlug, Words
from wholeplace.records.models import Commission, Place
from wholeplace.services.commissions import light, operations, queries
from wholeplace.services.commissions.entries import CommissionEntry
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission

RUN = Permission.RUN_COMMISSION


def tell(commission: Commission, name: str = "read_commission", identifier: object = "") -> str:
    """Give the address of something of a commission."""
    where = address(name, place=commission.place.slug, commission=commission.slug)
    return f"{where}#{identifier}" if identifier else where


def _read(place: Place, entry: sent.Commission, **more: Any) -> CommissionEntry:
    told = entry.model_dump(exclude={"facts", "body", "today", "revision"})
    facts = entry.facts.model_dump(exclude_none=True)
    return CommissionEntry(**told, facts=facts, body=open_organisation(place, entry.body), **more)


@room.write("POST", "/places/{place}/commissions", access=RUN, status=CREATED)
def found_commission(request: HttpRequest, place: PlaceSlug, entry: sent.NewCommission) -> str:
    """Found a commission; business as usual and do minimum are on its list from the start."""
    found = open_place(request, place)
    told = _read(found, entry, today=entry.today)
    return tell(operations.found_commission(place=found, entry=told, **who(request)))


@room.write("PUT", f"{COMMISSION}/settings", access=RUN)
def change_settings(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.ChangedCommission
) -> str:
    """Change what is known of a commission."""
    found = open_commission(request, place, commission)
    told = _read(found.place, entry)
    operations.edit_facts(commission=found, entry=told, revision=entry.revision, **who(request))
    return tell(found, "read_settings")


@room.write("PUT", f"{COMMISSION}/route-reasons", access=RUN)
def state_route_reasons(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.RouteReasons
) -> str:
    """Say why this route."""
    found = open_commission(request, place, commission)
    return tell(operations.state_route_reasons(commission=found, **entry.model_dump(), **who(request)))


@room.write("PUT", f"{COMMISSION}/next-step", access=RUN)
def set_next_step(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.NextStep
) -> str:
    """Say what comes next and when."""
    found = open_commission(request, place, commission)
    return tell(operations.set_next_step(commission=found, **entry.model_dump(), **who(request)))


@room.write("PUT", f"{COMMISSION}/lead", access=RUN)
def hand_lead_over(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Lead
) -> str:
    """Give the lead to somebody who runs commissions in the place."""
    found = open_commission(request, place, commission)
    person = queries.find_possible_lead(found, entry.person)
    return tell(operations.hand_lead_to(commission=found, person=person, **who(request)), "read_settings")


@room.write("POST", f"{COMMISSION}/opening", access=RUN)
def open_commission_to_public(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> str:
    """Open a commission to the public."""
    return tell(
        operations.open_commission(commission=open_commission(request, place, commission), **who(request))
    )


@room.write("POST", f"{COMMISSION}/cited-needs", access=RUN, status=CREATED)
def cite_need(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.CitedNeed
) -> str:
    """Say that a commission answers a published need, and why."""
    found = open_commission(request, place, commission)
    need = queries.find_published_need(found.place, entry.number)
    operations.cite_need(commission=found, need=need, reason=entry.reason, **who(request))
    return tell(found, identifier=need.number)


@room.write("DELETE", f"{COMMISSION}/cited-needs/{{number}}", access=RUN)
def stop_citing_need(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number
) -> str:
    """Take back that a commission answers a need."""
    found = open_commission(request, place, commission)
    need = queries.find_cited_need(found, number)
    operations.stop_citing_need(commission=found, need=need, **who(request))
    return tell(found, identifier=number)


@room.write("POST", f"{COMMISSION}/outcomes", access=RUN, status=CREATED)
def add_outcome(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Outcome
) -> str:
    """Add what should be different for people."""
    found = open_commission(request, place, commission)
    operations.add_outcome(commission=found, **entry.model_dump(), **who(request))
    return tell(found, identifier=found.outcomes[-1]["id"])


@room.write("DELETE", f"{COMMISSION}/outcomes/{{outcome}}", access=RUN)
def remove_outcome(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, outcome: Words) -> str:
    """Take an outcome off the list."""
    found = open_commission(request, place, commission)
    return tell(
        operations.remove_outcome(commission=found, outcome=outcome, **who(request)), identifier=outcome
    )


@room.write("POST", f"{COMMISSION}/success-factors", access=RUN, status=CREATED)
def add_success_factor(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.SuccessFactor
) -> str:
    """Add a critical success factor."""
    found = open_commission(request, place, commission)
    made = operations.add_success_factor(commission=found, **entry.model_dump(), **who(request))
    return tell(found, identifier=made.slug)


@room.write("DELETE", f"{COMMISSION}/success-factors/{{factor}}", access=RUN)
def remove_success_factor(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, factor: Words
) -> str:
    """Take a critical success factor off the list, with what was said about it."""
    found = open_commission(request, place, commission)
    row = found.success_factors.filter(slug=factor).first()
    if row is None:
        raise NotFound("There is no such critical success factor in this commission.")
    row.commission = found
    operations.remove_success_factor(factor=row, **who(request))
    return tell(found, identifier=factor)


@room.write("POST", f"{COMMISSION}/moves", access=RUN, status=CREATED)
def move_commission(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Move
) -> str:
    """Move a commission to its next stage, once every guard of the stage holds."""
    found = open_commission(request, place, commission)
    move = operations.move_commission(commission=found, **entry.model_dump(), **who(request))
    return tell(found, identifier=move.to_stage)


@room.write("POST", f"{COMMISSION}/withdrawal", access=RUN)
def withdraw_commission(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Reason
) -> str:
    """End a commission without a decision, for a reason that the public reads."""
    found = open_commission(request, place, commission)
    operations.withdraw_commission(commission=found, reason=entry.reason, **who(request))
    return tell(found)


@room.write("PUT", f"{COMMISSION}/one-page", access=RUN)
def write_one_page(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.OnePage
) -> str:
    """Write a commission of the light route on one page, kept as the same records as any other."""
    found = open_commission(request, place, commission)
    told = entry.model_dump(exclude={"options", "heard"})
    page = light.OnePage(
        options=[light.LightOption(**one.model_dump()) for one in entry.options],
        heard=light.Heard(**entry.heard.model_dump()),
        **told,
    )
    return tell(light.write_one_page(commission=found, page=page, **who(request)))


@room.write("POST", f"{COMMISSION}/one-page/progress", access=RUN)
def advance_light(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> str:
    """Move a commission of the light route as far as its guards let it, to the decision at most."""
    found = open_commission(request, place, commission)
    light.advance_light(commission=found, by=need_person(request), at=timezone.now())
    return tell(found, identifier=found.stage)
