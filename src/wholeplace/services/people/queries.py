"""People: what can be asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from wholeplace.records.models import Invitation, Membership, Need, Option, Person, Place
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import needs_second_factor


@dataclass(frozen=True)
class Said:
    """Something that a person said, and what became of it."""

    place: str
    place_name: str
    address: str
    title: str
    said_on: str
    became: str
    reason: str


def find_home(user: object) -> str:
    """Return the address where a person starts: staff with their tasks, others in their only place."""
    if needs_second_factor(user):
        return "/tasks/"
    own = Place.objects.filter(memberships__person_id=getattr(user, "pk", 0)).distinct()[:2]
    slugs = [place.slug for place in own]
    return f"/{slugs[0]}/" if len(slugs) == 1 else "/"


def is_anybody_here() -> bool:
    """Say whether there is an account yet."""
    return Person.objects.exists()


def list_needs_of(person: Person) -> list[Said]:
    """List the needs that a person recorded, newest first, with the official answer."""
    needs = Need.objects.filter(recorded_by=person).select_related("place").prefetch_related("citations")
    return [
        Said(
            place=need.place.slug,
            place_name=need.place.name,
            address=f"/{need.place.slug}/needs/{need.number}",
            title=need.title,
            said_on=timezone.localdate(need.recorded_at).isoformat(),
            became=_tell_need(need),
            reason=need.hidden_reason or need.answer,
        )
        for need in needs
    ]


def _tell_need(need: Need) -> str:
    if need.status == "hidden":
        return "hidden"
    if need.citations.all():
        return "cited"
    return "answered" if need.answer else "waiting"


def list_proposals_of(person: Person) -> list[Said]:
    """List the options that a person proposed, newest first, with the commissioner's answer.

    What a commissioner puts on the list in the course of work waits for no answer.
    """
    options = Option.objects.filter(proposed_by=person).exclude(proposed_as="commissioner")
    options = options.select_related("commission__place")
    return [
        Said(
            place=option.commission.place.slug,
            place_name=option.commission.place.name,
            address=f"/{option.commission.place.slug}/commissions/{option.commission.slug}/options/{option.slug}/",
            title=option.name,
            said_on=timezone.localdate(option.proposed_at).isoformat(),
            became=_tell_proposal(option),
            reason=option.dropped_reason or option.answer_reason or option.withdrawn_reason,
        )
        for option in options.order_by("-proposed_at")
    ]


def _tell_proposal(option: Option) -> str:
    if option.withdrawn_at is not None:
        return "withdrawn"
    return "dropped" if option.status == "dropped" else option.answer or "waiting"


def list_members(place: Place) -> list[Membership]:
    """List the roles in a place, by person."""
    rows = place.memberships.select_related("person", "organisation", "place")
    return list(rows.order_by("person__name", "person_id", "role"))


def find_membership(place: Place, number: int) -> Membership:
    """Find a role in a place."""
    found = place.memberships.select_related("person", "organisation").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such role here; it may have been taken meanwhile.")
    return found


def list_waiting_invitations(place: Place) -> list[Invitation]:
    """List the invitations that were neither used nor withdrawn."""
    waiting = place.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return list(waiting.select_related("organisation"))


def find_waiting_invitation(place: Place, number: int) -> Invitation:
    """Find an invitation that can still be withdrawn."""
    found = place.invitations.filter(pk=number, accepted_at__isnull=True, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such invitation; it may have been used meanwhile.")
    return found
