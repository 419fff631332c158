"""Places: what can be asked."""

from __future__ import annotations

from wholeplace.records.models import BudgetHead, Commission, Option, Organisation, Place, PlaceRecord
from wholeplace.services.operation import NotFound


def find_place(slug: str, *, user: object) -> Place:
    """Return a place that the user may see."""
    place = Place.objects.visible_to(user).filter(slug=slug).first()
    if place is None:
        raise NotFound("There is no such place here.")
    return place


def has_any_place() -> bool:
    """Say whether anybody has founded a place here yet."""
    return Place.objects.exists()


def list_places(*, user: object) -> list[Place]:
    """Return the places that the user may see, by name."""
    return list(Place.objects.visible_to(user))


def find_commission(place: Place, slug: str, *, user: object) -> Commission:
    """Return a commission of a place that the user may see."""
    found = Commission.objects.visible_to(user).filter(place=place, slug=slug).select_related("lead", "body")
    commission = found.first()
    if commission is None:
        raise NotFound("There is no such commission in this place.")
    commission.place = place
    return commission


def find_option(commission: Commission, slug: str, *, user: object) -> Option:
    """Return an option of a commission that the user may see."""
    option = Option.objects.visible_to(user).filter(commission=commission, slug=slug).first()
    if option is None:
        raise NotFound("There is no such option in this commission.")
    option.commission = commission
    return option


def list_organisations(place: Place) -> list[Organisation]:
    """List the organisations of a place, by name."""
    return list(place.organisations.all())


def find_organisation(place: Place, slug: str) -> Organisation:
    """Find an organisation of a place."""
    found = place.organisations.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such organisation in this place.")
    found.place = place
    return found


def find_budget_head(place: Place, slug: str) -> BudgetHead:
    """Find a budget head of a place."""
    found = place.budget_heads.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such budget head in this place.")
    found.place = place
    return found


def find_own_record(place: Place, kind: str, identifier: str) -> PlaceRecord:
    """Find a parameter or a legal rule of the place's own."""
    found = place.own_records.filter(kind=kind, identifier=identifier).first()
    if found is None:
        raise NotFound("The place has no such record of its own.")
    found.place = place
    return found
