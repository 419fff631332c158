"""What changes whenever anything that the public may see does: one small question to the database."""

from __future__ import annotations

from django.db import connection

Stamp = tuple[int, ...]
# Written out: each request of a visitor asks it, and building it through the tables' classes took ten times
# as long as its answer.
NEWEST = "SELECT COALESCE(MAX(sequence), -1) FROM records_chainevent"
PLACE = f"SELECT id, revision, ({NEWEST}) FROM records_place WHERE slug = %s AND opened_at IS NOT NULL"  # noqa: S608


def read_stamp(place_slug: str) -> Stamp | None:
    """Return the stamp of an open place; None where there is none.

    Every change leaves an event on the one chain, and writers take turns there, so the newest event stands
    for the state of all records. Events of other places count too: who erases an account is in all of them.
    """
    return _ask(PLACE, place_slug)


def read_house_stamp() -> Stamp:
    """Return the stamp of all places together."""
    return _ask(NEWEST) or ()


def _ask(question: str, *values: str) -> Stamp | None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return tuple(map(int, row)) if row else None
