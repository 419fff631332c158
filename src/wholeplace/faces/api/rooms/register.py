"""All rooms, in the order in which the description shows them."""

from __future__ import annotations

from wholeplace.faces.api.rooms import commissions, needs, places, publication, rules
from wholeplace.faces.api.routing import Room

ROOMS: tuple[Room, ...] = (places.room, needs.room, commissions.room, publication.room, rules.room)
