"""The event chain: what happened to a case file, each event bound to the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from wholeplace.casefile.canonical import hash_value, write_canonical

FIRST_PREVIOUS = "0" * 64
EVENT_KEYS = ("sequence", "kind", "at", "by", "body", "previous", "hash")


def event_hash(event: Mapping[str, Any]) -> str:
    """Hash an event.

    Parameters
    ----------
    event : mapping
        sequence, kind, at, by, body and previous; a ``hash`` is left out.

    Returns
    -------
    str
        SHA-256 of the canonical form, hexadecimal.
    """
    return hash_value({key: value for key, value in event.items() if key != "hash"})


def _hash_quickly(event: Mapping[str, Any]) -> str:
    """Hash an event with the quick writer: what does not agree is asked again of `event_hash`."""
    return hashlib.sha256(
        write_canonical({key: value for key, value in event.items() if key != "hash"})
    ).hexdigest()


def append_event(
    events: Sequence[Mapping[str, Any]],
    *,
    kind: str,
    body: Mapping[str, Any],
    at: str | None = None,
    by: str | None = None,
) -> list[dict[str, Any]]:
    """Append an event to a chain.

    Parameters
    ----------
    events : sequence of mapping
        The chain so far; empty for the first event.
    kind : str
        What happened.
    body : mapping
        What it says; never personal data, only commitments to it.
    at : str, optional
        When, ISO 8601; None where no trusted clock says so.
    by : str, optional
        Who, by role or public name.

    Returns
    -------
    list of dict
        A longer chain; the given one is unchanged.
    """
    event: dict[str, Any] = {
        "sequence": len(events),
        "kind": kind,
        "at": at,
        "by": by,
        "body": dict(body),
        "previous": events[-1]["hash"] if events else FIRST_PREVIOUS,
    }
    return [*(dict(known) for known in events), event | {"hash": event_hash(event)}]


def find_break(events: Any) -> str | None:
    """Find the first place where a chain does not hold.

    Parameters
    ----------
    events : object
        The events as read.

    Returns
    -------
    str or None
        A sentence that names the event and what is wrong with it; None for an unbroken chain.
    """
    if not isinstance(events, list) or not events:
        return "the event chain is missing or empty"
    previous = FIRST_PREVIOUS
    for number, event in enumerate(events):
        problem = find_event_problem(event, number, previous)
        if problem is not None:
            return problem
        previous = event["hash"]
    return None


def find_event_problem(event: Any, number: int, previous: str) -> str | None:
    """Find what is wrong with one event of a chain.

    Parameters
    ----------
    event : object
        The event as read.
    number : int
        Its place in the chain, from 0.
    previous : str
        The hash of the event before it.

    Returns
    -------
    str or None
        A sentence; None where it holds.
    """
    if not isinstance(event, Mapping) or sorted(event) != sorted(EVENT_KEYS):
        return f"event {number} is not an event: it must have {', '.join(EVENT_KEYS)}"
    if type(event["sequence"]) is not int or event["sequence"] != number:
        return f"event {number} bears the number {event['sequence']}: one was deleted, added or moved"
    if event["previous"] != previous:
        return f"event {number} does not follow the one before it: one was deleted, changed or moved"
    if event["hash"] != _hash_quickly(event) and event["hash"] != event_hash(event):
        return f"event {number} ({event['kind']}) was changed after it was written"
    return None
