"""Places: what is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from wholeplace.faces.api.callers import SIGNED_IN, need_person
from wholeplace.faces.api.opening import open_place
from wholeplace.faces.api.paging import Page, PageNumber, PageSize, give_page
from wholeplace.faces.api.routing import Room
from wholeplace.faces.api.shapes.places import (
    BudgetHeadShown,
    DecidedLine,
    DeskShown,
    InvitationShown,
    Me,
    MemberShown,
    OrganisationShown,
    Overview,
    OwnRecord,
    PlaceLine,
    PlaceShown,
)
from wholeplace.faces.api.values import PlaceSlug, Query, Words
from wholeplace.foundations.vocabulary import OrganisationKind
from wholeplace.records.models import Membership, Organisation, Place
from wholeplace.services.people import queries as people
from wholeplace.services.people.permissions import PERMISSIONS, Permission
from wholeplace.services.places.overview import list_latest_decisions, read_overview
from wholeplace.services.places.queries import find_budget_head, find_organisation
from wholeplace.services.work.queries import describe_desk

room = Room("Places")


@room.read("/me", Me, access=SIGNED_IN)
def read_me(request: HttpRequest) -> Any:
    """Say who asks.

    For a program to check its access token: whom it acts for, and with which roles.
    """
    person = need_person(request)
    rows = person.memberships.select_related("place")
    return {
        "id": person.pk,
        "name": person.name,
        "language": person.language,
        "is_operator": person.is_operator,
        "roles": [
            {
                "place": row.place.slug,
                "role": row.role,
                "office": row.office,
                "permissions": sorted(one.value for one in PERMISSIONS[row.role]),  # type: ignore[index]
            }
            for row in rows
        ],
    }


@room.read("/places", Page[PlaceLine])
def list_places(request: HttpRequest, q: Query = "", page: PageNumber = 1, size: PageSize = 50) -> Any:
    """List the places, by name."""
    rows = Place.objects.visible_to(request.user).filter(name__icontains=q)
    return give_page(request, rows, page, size)


@room.read("/places/{place}", PlaceShown)
def read_place(request: HttpRequest, place: PlaceSlug) -> Any:
    """Read a place, with what it has decided for itself."""
    return open_place(request, place)


@room.read("/places/{place}/overview", Overview)
def read_place_overview(request: HttpRequest, place: PlaceSlug) -> Any:
    """Read what goes on in a place."""
    return read_overview(open_place(request, place), user=request.user, today=timezone.localdate())


@room.read("/decisions", list[DecidedLine])
def list_decisions(request: HttpRequest) -> Any:
    """List the latest decisions in all places."""
    return list_latest_decisions(user=request.user)


@room.read("/places/{place}/organisations", Page[OrganisationShown])
def list_organisations(
    request: HttpRequest, place: PlaceSlug, kind: OrganisationKind | None = None, q: Query = "",
    page: PageNumber = 1, size: PageSize = 50,
) -> Any:  # fmt: skip
    """List the organisations of a place, by name."""
    rows = Organisation.objects.visible_to(request.user).filter(place=open_place(request, place))
    rows = rows.filter(name__icontains=q)
    return give_page(request, rows.filter(kind=kind) if kind else rows, page, size)


@room.read("/places/{place}/organisations/{organisation}", OrganisationShown)
def read_organisation(request: HttpRequest, place: PlaceSlug, organisation: Words) -> Any:
    """Read an organisation, and who owns and controls it."""
    return find_organisation(open_place(request, place), organisation)


@room.read("/places/{place}/budget-heads", Page[BudgetHeadShown])
def list_budget_heads(
    request: HttpRequest, place: PlaceSlug, page: PageNumber = 1, size: PageSize = 50
) -> Any:
    """List the budget heads of a place."""
    return give_page(request, open_place(request, place).budget_heads.all(), page, size)


@room.read("/places/{place}/budget-heads/{budget_head}", BudgetHeadShown)
def read_budget_head(request: HttpRequest, place: PlaceSlug, budget_head: Words) -> Any:
    """Read a budget head."""
    return find_budget_head(open_place(request, place), budget_head)


@room.read("/places/{place}/own-records", Page[OwnRecord])
def list_own_records(
    request: HttpRequest, place: PlaceSlug, page: PageNumber = 1, size: PageSize = 50
) -> Any:
    """List the parameters and rules of law that a place has added for itself, with their sources."""
    return give_page(request, open_place(request, place).own_records.all(), page, size)


@room.read("/places/{place}/people", Page[MemberShown], access=Permission.SEE_WORK)
def list_people(request: HttpRequest, place: PlaceSlug, page: PageNumber = 1, size: PageSize = 50) -> Any:
    """List who has which role in a place; for those who work there."""
    rows = people.list_members(open_place(request, place))
    cut = give_page(request, rows, page, size)
    return cut | {"items": [_describe_member(row) for row in cut["items"]]}


def _describe_member(row: Membership) -> dict[str, Any]:
    return {
        "id": row.pk,
        "person": row.person_id,
        "name": row.person.name,
        "role": row.role,
        "office": row.office,
        "organisation": row.organisation.slug if row.organisation else None,
        "since": row.since,
    }


@room.read("/places/{place}/invitations", list[InvitationShown], access=Permission.MANAGE_PEOPLE)
def list_invitations(request: HttpRequest, place: PlaceSlug) -> Any:
    """List the invitations that were not used yet."""
    rows = people.list_waiting_invitations(open_place(request, place))
    return [
        {
            "id": row.pk,
            "email": row.email,
            "role": row.role,
            "office": row.office,
            "organisation": row.organisation.slug if row.organisation else None,
            "invited_at": row.invited_at,
            "expires_at": row.expires_at,
        }
        for row in rows
    ]


@room.read("/me/tasks", DeskShown, access=SIGNED_IN)
def read_tasks(request: HttpRequest) -> Any:
    """Read what is waiting for whoever asks, what is late first, and what became of what they said.

    As on the page /tasks/: across all commissions and places in which the person has a role.
    """
    return describe_desk(need_person(request), at=timezone.now())
