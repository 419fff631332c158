"""What changes whenever anything that the public may see does: one small question to the database."""

from __future__ import annotations

from django.db.models import Subquery

from wholeplace.records.models import ChainEvent, Place

Stamp = tuple[int, ...]


def read_stamp(place_slug: str) -> Stamp | None:
    """Return the stamp of an open place; None where there is none.

    Every change leaves an event on the one chain, and writers take turns there, so the newest event stands
    for the state of all records. Events of other places count too: who erases an account is in all of them.
    """
    newest = ChainEvent.objects.order_by("-sequence").values("sequence")[:1]
    rows = Place.objects.filter(slug=place_slug, opened_at__isnull=False).annotate(newest=Subquery(newest))
    found = rows.values_list("pk", "revision", "newest").first()
    return None if found is None else (found[0], found[1], -1 if found[2] is None else found[2])


def read_house_stamp() -> Stamp:
    """Return the stamp of all places together."""
    newest = ChainEvent.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return (-1 if newest is None else newest,)
