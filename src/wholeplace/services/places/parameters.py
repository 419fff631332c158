"""The parameters that hold in a place: the shipped ones, and its own on top of them."""

from __future__ import annotations

from wholeplace.foundations.parameters import Parameters, load_parameters
from wholeplace.records.models import Place, PlaceRecord
from wholeplace.services.places.queries import find_place


def find_parameters(place_slug: str, *, user: object) -> Parameters:
    """Return the parameters of a place; without a place, the shipped ones."""
    if not place_slug:
        return load_parameters()
    place = find_place(place_slug, user=user)
    own = PlaceRecord.objects.filter(place=place, kind="parameter").values_list("record", flat=True)
    return load_parameters(own)


def list_places_with_parameters(*, user: object) -> list[Place]:
    """Return the places that the user may see and that have parameters of their own."""
    own = PlaceRecord.objects.filter(kind="parameter").values("place")
    return list(Place.objects.visible_to(user).filter(pk__in=own))
