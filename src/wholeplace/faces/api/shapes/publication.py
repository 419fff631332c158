"""What is published, as it is listed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from wholeplace.faces.api.values import Shown

_HASH = "^[0-9a-f]{64}$"


class PublishedCaseFile(Shown):
    """A published case file in a list."""

    digest: str = Field(description="SHA-256 of its bytes.")
    title: str
    place: str = Field(description="The place's name as the case file has it.")
    sequence: int = Field(description="Number of the event with which it was published.")
    published_at: dt.datetime
    published_by: str = Field(description="The office.")


class CheckpointShown(Shown):
    """A signed statement that the chain's head was this one."""

    sequence: int
    head: str
    at: dt.datetime
    public_key: str = Field(description="Ed25519, 32 bytes in hexadecimal.")
    signature: str = Field(description="64 bytes in hexadecimal, over the canonical form.")


class ChainHead(Shown):
    """Where the chain ends now."""

    events: int
    head: str | None = Field(description="Hash of the newest event; null while there is none.")
    at: dt.datetime
    newest_checkpoint: CheckpointShown | None


class Event(Shown):
    """An event as it is hashed."""

    sequence: int
    kind: str
    at: str = Field(description="UTC to the microsecond, exactly as it is hashed.")
    by: str = Field(description="The office.")
    body: Any = Field(description="What happened, without anything personal; its keys depend on the kind.")
    previous: str = Field(pattern=_HASH)
    hash: str = Field(pattern=_HASH)


class EventPage(Shown):
    """Some events in their order."""

    items: list[Event]
    next: str | None = Field(description="Address of the events after these; null at the end.")
