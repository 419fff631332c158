"""All rooms, in the order in which the description shows them."""

from __future__ import annotations

from importlib import import_module

from wholeplace.faces.api.rooms import appraisals, commissions, needs, places, publication, rules
from wholeplace.faces.api.routing import Room

ROOMS: tuple[Room, ...] = (
    places.room, needs.room, commissions.room, appraisals.room, publication.room, rules.room,
)  # fmt: skip
# What is written joins the room of what is read at the same address: one address answers every method.
for _name in (
    "places",
    "needs",
    "commissions",
    "options",
    "involvement",
    "decisions",
    "appraisals",
    "publication",
):
    import_module(f"wholeplace.faces.api.rooms.writing.{_name}")
