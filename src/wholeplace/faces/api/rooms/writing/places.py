"""Places and their people: what is written."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from wholeplace.faces.api.callers import SIGNED_IN, need_person
from wholeplace.faces.api.opening import address, open_organisation, open_place, who
from wholeplace.faces.api.rooms.places import room
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import Identifier, PlaceSlug, Words
from wholeplace.records.models import Place
from wholeplace.services.people import account
from wholeplace.services.people import operations as people
from wholeplace.services.people.permissions import Permission
from wholeplace.services.people.queries import find_membership, find_waiting_invitation
from wholeplace.services.places import operations
from wholeplace.services.places.queries import find_budget_head, find_organisation, find_own_record

KEEP, MANAGE = Permission.KEEP_PLACE, Permission.MANAGE_PEOPLE
PLACE = "/places/{place}"
RecordId = Annotated[str, Field(max_length=100, pattern="^[a-z0-9][a-z0-9.-]*$", description="Its id.")]
PlaceRevision = Annotated[int, Field(ge=0, le=2**31 - 1, description="The place's revision that you read.")]


@room.write("PUT", "/me/name")
def change_name(request: HttpRequest, entry: sent.Name) -> str:
    """Change one's own name."""
    account.change_name(name=entry.name, **who(request))
    return address("read_me")


@room.write("POST", "/invitations/acceptance")
def accept_invitation(request: HttpRequest, entry: sent.InvitationToken) -> str:
    """Take the role that an invitation gives; it works once."""
    membership = people.accept_invitation(token=entry.token, **who(request))
    return address("read_place", place=membership.place.slug)


@room.write("POST", "/places", access=SIGNED_IN, status=CREATED)
def found_place(request: HttpRequest, entry: sent.NewPlace) -> str:
    """Found a place; for operators of the service. It is not public before it is opened."""
    identity = operations.Identity(**entry.model_dump(exclude={"slug"}))
    place = operations.found_place(identity=identity, slug=entry.slug, **who(request))
    return _tell(place)


@room.write("POST", f"{PLACE}/opening", access=KEEP)
def open_to_public(request: HttpRequest, place: PlaceSlug) -> str:
    """Open a place to the public."""
    return _tell(operations.open_place(place=open_place(request, place), **who(request)))


@room.write("PUT", f"{PLACE}/identity", access=KEEP)
def change_identity(request: HttpRequest, place: PlaceSlug, entry: sent.ChangedIdentity) -> str:
    """Change what a place says about itself."""
    identity = operations.Identity(**entry.model_dump(exclude={"revision"}))
    found = open_place(request, place)
    return _tell(
        operations.change_identity(place=found, identity=identity, revision=entry.revision, **who(request))
    )


@room.write("PUT", f"{PLACE}/limits", access=KEEP)
def change_limits(request: HttpRequest, place: PlaceSlug, entry: sent.Limits) -> str:
    """Change what a place has decided about how it commissions."""
    limits = operations.Limits(**entry.model_dump(exclude={"revision"}))
    found = open_place(request, place)
    return _tell(
        operations.change_limits(place=found, limits=limits, revision=entry.revision, **who(request))
    )


def _tell(place: Place) -> str:
    return address("read_place", place=place.slug)


@room.write("POST", f"{PLACE}/organisations", access=KEEP, status=CREATED)
def add_organisation(request: HttpRequest, place: PlaceSlug, entry: sent.Organisation) -> str:
    """Add an organisation to a place."""
    values = operations.OrganisationEntry(**entry.model_dump())
    made = operations.add_organisation(place=open_place(request, place), entry=values, **who(request))
    return address("read_organisation", place=place, organisation=made.slug)


@room.write("PUT", f"{PLACE}/organisations/{{organisation}}", access=KEEP)
def change_organisation(
    request: HttpRequest, place: PlaceSlug, organisation: Words, entry: sent.ChangedOrganisation
) -> str:
    """Change an organisation; its id stays."""
    found = find_organisation(open_place(request, place), organisation)
    values = operations.OrganisationEntry(**entry.model_dump(exclude={"revision"}))
    operations.change_organisation(organisation=found, entry=values, revision=entry.revision, **who(request))
    return address("read_organisation", place=place, organisation=organisation)


@room.write("POST", f"{PLACE}/budget-heads", access=KEEP, status=CREATED)
def add_budget_head(request: HttpRequest, place: PlaceSlug, entry: sent.BudgetHead) -> str:
    """Add a budget head that appraisals can charge."""
    values = operations.BudgetEntry(**entry.model_dump())
    made = operations.add_budget_head(place=open_place(request, place), entry=values, **who(request))
    return address("read_budget_head", place=place, budget_head=made.slug)


@room.write("PUT", f"{PLACE}/budget-heads/{{budget_head}}", access=KEEP)
def change_budget_head(
    request: HttpRequest, place: PlaceSlug, budget_head: Words, entry: sent.ChangedBudgetHead
) -> str:
    """Change a budget head; its id stays."""
    found = find_budget_head(open_place(request, place), budget_head)
    values = operations.BudgetEntry(**entry.model_dump(exclude={"revision"}))
    operations.change_budget_head(budget=found, entry=values, revision=entry.revision, **who(request))
    return address("read_budget_head", place=place, budget_head=budget_head)


@room.write("PUT", f"{PLACE}/own-records", access=KEEP)
def keep_own_record(request: HttpRequest, place: PlaceSlug, entry: sent.OwnRecord) -> str:
    """Keep a parameter or a rule of law of the place's own, with its source; the same id replaces it."""
    found = open_place(request, place)
    kept = operations.keep_record(place=found, **entry.model_dump(), **who(request))
    return f"{address('list_own_records', place=place)}#{kept.identifier}"


@room.write("DELETE", f"{PLACE}/own-records/{{kind}}/{{identifier}}", access=KEEP)
def drop_own_record(
    request: HttpRequest, place: PlaceSlug, kind: Literal["parameter", "law-rule"], identifier: RecordId,
    revision: Query[PlaceRevision],
) -> str:  # fmt: skip
    """No longer use a record of the place's own; what rested on it stays as it was published."""
    kept = find_own_record(open_place(request, place), kind, identifier)
    operations.drop_record(kept=kept, revision=revision, **who(request))
    return f"{address('list_own_records', place=place)}#{identifier}"


# --- people ---------------------------------------------------------------------------------------------


@room.write("POST", f"{PLACE}/invitations", access=MANAGE, status=CREATED)
def invite_person(request: HttpRequest, place: PlaceSlug, entry: sent.Invited) -> str:
    """Send somebody a link that gives a role."""
    found = open_place(request, place)
    role = _read_role(found, entry)
    invitation = people.invite_person(place=found, email=entry.email, entry=role, **who(request))
    return f"{address('list_invitations', place=place)}#{invitation.pk}"


def _read_role(place: Place, entry: sent.RoleGiven) -> people.RoleEntry:
    organisation = open_organisation(place, entry.organisation)
    return people.RoleEntry(role=entry.role, office=entry.office, organisation=organisation)


@room.write("DELETE", f"{PLACE}/invitations/{{identifier}}", access=MANAGE)
def withdraw_invitation(request: HttpRequest, place: PlaceSlug, identifier: Identifier) -> str:
    """Take an invitation back before it is used."""
    invitation = find_waiting_invitation(open_place(request, place), identifier)
    people.withdraw_invitation(invitation=invitation, **who(request))
    return f"{address('list_invitations', place=place)}#{identifier}"


@room.write("POST", f"{PLACE}/people/{{identifier}}/roles", access=MANAGE, status=CREATED)
def give_role(request: HttpRequest, place: PlaceSlug, identifier: Identifier, entry: sent.RoleGiven) -> str:
    """Give a further role to whoever has the role with this number."""
    found = open_place(request, place)
    person = find_membership(found, identifier).person
    made = people.give_role(place=found, person=person, entry=_read_role(found, entry), **who(request))
    return f"{address('list_people', place=place)}#{made.pk}"


@room.write("DELETE", f"{PLACE}/people/{{identifier}}", access=MANAGE)
def take_role(request: HttpRequest, place: PlaceSlug, identifier: Identifier) -> str:
    """Take the role with this number; the last administrator of a place stays."""
    membership = find_membership(open_place(request, place), identifier)
    people.take_role(membership=membership, by=need_person(request), at=timezone.now())
    return f"{address('list_people', place=place)}#{identifier}"
