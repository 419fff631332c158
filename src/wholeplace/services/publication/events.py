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
    chain holds only a salted commitment to it, so that it can be erased. The person stands beside the chain
    too; on it stands the office.
    """
    salt = secrets.token_hex(32) if detail else ""
    public: dict[str, Any] = {"place": place.slug}
    if commission is not None:
        public["commission"] = commission.slug
    public |= dict(body or {})
    if detail:
        public["commitment"] = commit_value(dict(detail), salt)
    event = append_event(kind=kind, by=name_office(by, place), at=at, body=public)
    EventDetail.objects.create(
        event=event,
        place=place,
        commission=commission,
        person=by,
        salt=salt,
        detail=dict(detail) if detail else None,
    )
    return event
