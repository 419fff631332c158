"""The place's event chain: adding an event when several people do so at once."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError

from wholeplace.casefile.chain import FIRST_PREVIOUS, event_hash
from wholeplace.records.models import ChainEvent

# PostgreSQL: unique violation, lock not available, serialization failure, deadlock.
_CONTENTION_STATES = frozenset({"23505", "55P03", "40001", "40P01"})
# PostgreSQL after it was given over to a machine that may only read.
_READ_ONLY_STATE = "25006"
_SQLITE_LOCKS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


# The columns that `describe_columns` takes, in its order.
EVENT_COLUMNS = ("sequence", "kind", "at", "by", "body", "previous_hash", "hash")


def append_event(*, kind: str, by: str, at: datetime, body: dict[str, Any]) -> ChainEvent:
    """Add an event after the last one; call it inside a transaction.

    Writers take turns by locking the first event, which every chain has and nobody changes; on SQLite the
    transaction itself is the turn. Only the very first event has no turn to take: there the constraints let
    one writer win, and the others meet contention.
    """
    ChainEvent.objects.select_for_update().filter(sequence=0).first()
    last = ChainEvent.objects.order_by("-sequence").first()
    event = ChainEvent(
        sequence=last.sequence + 1 if last else 0,
        previous_hash=last.hash if last else FIRST_PREVIOUS,
        kind=kind,
        at=at,
        by=by,
        body=body,
    )
    event.hash = event_hash(describe_event(event))
    event.save(force_insert=True)
    return event


def describe_event(event: ChainEvent) -> dict[str, Any]:
    """Return the event as it is published and hashed, its time in UTC to the microsecond."""
    return describe_columns(
        event.sequence, event.kind, event.at, event.by, event.body, event.previous_hash, event.hash
    )


def describe_columns(
    sequence: int, kind: str, at: datetime, by: str, body: Any, previous: str, own: str
) -> dict[str, Any]:
    """Return an event as it is published and hashed, from `EVENT_COLUMNS`."""
    return {
        "sequence": sequence,
        "kind": kind,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": by,
        "body": body,
        "previous": previous,
        "hash": own,
    }


def is_contention(error: DatabaseError) -> bool:
    """Return whether another writer was in the way, so that trying again can succeed."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        # The low byte of an extended code is its primary code.
        return code & 0xFF in _SQLITE_LOCKS or code == sqlite3.SQLITE_CONSTRAINT_UNIQUE
    return getattr(cause, "sqlstate", None) in _CONTENTION_STATES


def is_outage(error: BaseException | None) -> bool:
    """Return whether the database is gone, full or may only be read, so that the same may succeed later."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == _READ_ONLY_STATE
