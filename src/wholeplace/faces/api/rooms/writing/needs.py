"""Needs: what is written."""

from __future__ import annotations

from django.http import HttpRequest

from wholeplace.faces.api.opening import address, open_organisation, open_place, who
from wholeplace.faces.api.rooms.needs import room
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import Number, PlaceSlug
from wholeplace.records.models import Need
from wholeplace.services.needs import operations
from wholeplace.services.needs.queries import find_need
from wholeplace.services.people.permissions import Permission

MODERATE = Permission.MODERATE
NEED = "/places/{place}/needs/{number}"


def _open(request: HttpRequest, place: str, number: int) -> Need:
    return find_need(open_place(request, place), number, user=request.user)


def _tell(need: Need) -> str:
    return address("read_need", place=need.place.slug, number=need.number)


@room.write("POST", "/places/{place}/needs", status=CREATED)
def record_need(request: HttpRequest, place: PlaceSlug, entry: sent.Need) -> str:
    """Say what is needed; staff may take it down for somebody who came by paper or phone."""
    found = open_place(request, place)
    told = entry.model_dump() | {"organisation": open_organisation(found, entry.organisation)}
    return _tell(operations.record_need(place=found, entry=operations.NeedEntry(**told), **who(request)))


@room.write("PUT", f"{NEED}/support")
def support_need(request: HttpRequest, place: PlaceSlug, number: Number) -> str:
    """Support a need, once for each person."""
    need = _open(request, place, number)
    operations.support_need(need=need, **who(request))
    return _tell(need)


@room.write("DELETE", f"{NEED}/support")
def withdraw_support(request: HttpRequest, place: PlaceSlug, number: Number) -> str:
    """Take one's support back."""
    need = _open(request, place, number)
    operations.withdraw_support(need=need, **who(request))
    return _tell(need)


@room.write("POST", f"{NEED}/evidence", status=CREATED)
def add_evidence(request: HttpRequest, place: PlaceSlug, number: Number, entry: sent.Evidence) -> str:
    """Add evidence to a need."""
    need = _open(request, place, number)
    told = operations.EvidenceEntry(**entry.model_dump())
    made = operations.add_evidence(need=need, entry=told, **who(request))
    return f"{_tell(need)}#{made.pk}"


@room.write("PUT", f"{NEED}/answer", access=MODERATE)
def answer_need(request: HttpRequest, place: PlaceSlug, number: Number, entry: sent.Answer) -> str:
    """Give the place's public answer."""
    return _tell(
        operations.answer_need(need=_open(request, place, number), answer=entry.answer, **who(request))
    )


@room.write("PUT", f"{NEED}/sorting", access=MODERATE)
def sort_need(request: HttpRequest, place: PlaceSlug, number: Number, entry: sent.Sorting) -> str:
    """Put a need under a theme and an area; its words stay as they were said."""
    need = _open(request, place, number)
    return _tell(operations.sort_need(need=need, theme=entry.theme, where=entry.where, **who(request)))


@room.write("PUT", f"{NEED}/hidden", access=MODERATE)
def hide_need(request: HttpRequest, place: PlaceSlug, number: Number, entry: sent.Reason) -> str:
    """Hide a need from the public, for a written reason."""
    return _tell(
        operations.hide_need(need=_open(request, place, number), reason=entry.reason, **who(request))
    )


@room.write("DELETE", f"{NEED}/hidden", access=MODERATE)
def show_need(request: HttpRequest, place: PlaceSlug, number: Number) -> str:
    """Show a hidden need again."""
    return _tell(operations.show_need(need=_open(request, place, number), **who(request)))
