"""The audit trail: each operation leaves one event on the chain."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wholeplace.casefile.withholding import commit_value
from wholeplace.records.models import ChainEvent, Commission, EventDetail, Person, Place
from wholeplace.services.people.permissions import name_office
from wholeplace.services.publication.chain import append_event


def record_event(
    *,
    kind: str,
    by: Person,
    at: datetime,
    place: Place,
    commission: Commission | None = None,
    body: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> ChainEvent:
    """Put an event on the chain; call it inside the operation's transaction.

    `body` is public and for ever: ids and words that name no private person. `detail` may be personal: the
    chain holds only a salted commitment to it, so that it can be erased. What happens before a place or a
    commission is open to the public is wholly such a detail. The person stands beside the chain too; on it
    stands the office.
    """
    public, private = _divide(place, commission, dict(body or {}), dict(detail or {}))
    salt = secrets.token_hex(32) if private else ""
    if private:
        public["commitment"] = commit_value(private, salt)
    event = append_event(kind=kind, by=name_office(by, place), at=at, body=public)
    EventDetail.objects.create(
        event=event, place=place, commission=commission, person=by, salt=salt, detail=private or None
    )
    return event


def _divide(
    place: Place, commission: Commission | None, body: dict[str, Any], detail: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Say what of an event is public now: the very name of what is not open yet would tell too much."""
    names = {"place": place.slug} | ({"commission": commission.slug} if commission is not None else {})
    is_open = place.opened_at is not None and (commission is None or commission.opened_at is not None)
    return (names | body, detail) if is_open else ({}, names | body | detail)
