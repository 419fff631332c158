"""The trail of public events of a place, as anybody may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from wholeplace.records.models import Commission, EventDetail, Place
from wholeplace.services.publication.operations import CASE_FILE_PUBLISHED

ON_A_PAGE = 50


class Repeated(Protocol):
    """An event that can stand for several."""

    @property
    def times(self) -> int:
        """How many it stands for."""


Event = TypeVar("Event", bound=Repeated)
# Steps of somebody's work that a reader who follows a place need not be told of one by one.
QUIET_BEGINNINGS = ("draft-", "result-", "role-", "person-", "invitation-", "budget-head-", "organisation-")
QUIET = frozenset(
    {
        "commission-facts-edited", "need-sorted", "need-support-withdrawn", "need-supported",
        "option-assessed", "option-edited", "place-settings-changed", "test-handed-over",
        "test-taken-back", "theme-recorded",
    }
)  # fmt: skip


@dataclass(frozen=True)
class TrailEvent:
    """One public event: what happened, when, in which office, about what."""

    sequence: int
    kind: str
    at: dt.datetime
    by: str
    hash: str
    commission_slug: str
    commission_title: str
    need: int | None
    stage: str
    times: int = 1


@dataclass(frozen=True)
class Trail:
    """A page of events, the newest first."""

    events: Sequence[TrailEvent]
    page: int
    pages: int
    total: int


def read_trail(place: Place, *, user: object, page: int = 1) -> Trail:
    """Return a page of everything that happened in a place in public."""
    rows = _find_events(place, user=user)
    total = rows.count()
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(1, page), pages)
    chosen = rows[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    events = fold_alike([_describe(row) for row in chosen], _name_act)
    return Trail(events=events, page=page, pages=pages, total=total)


def fold_alike(events: Iterable[Event], name_act: Callable[[Event], object]) -> list[Event]:
    """Fold what is the same several times on end into its first event, which says how often."""
    folded: list[Event] = []
    for event in events:
        last = folded[-1] if folded else None
        if last is not None and name_act(last) == name_act(event):
            folded[-1] = replace(last, times=last.times + 1)  # type: ignore[type-var]
        else:
            folded.append(event)
    return folded


def _name_act(event: TrailEvent) -> tuple[object, ...]:
    day = timezone.localdate(event.at)
    return event.kind, event.by, event.commission_slug, event.need, event.stage, day


def list_news(place: Place, *, user: object, commission: Commission | None = None) -> list[TrailEvent]:
    """Return the latest events that somebody who follows a place or a commission wants to hear of."""
    rows = _find_events(place, user=user)
    if commission is not None:
        rows = rows.filter(commission=commission)
    for beginning in QUIET_BEGINNINGS:
        rows = rows.exclude(event__kind__startswith=beginning)
    return [_describe(row) for row in rows.exclude(event__kind__in=QUIET)[:ON_A_PAGE]]


def _find_events(place: Place, *, user: object) -> QuerySet[EventDetail]:
    """Find what the chain itself says in public; of what was not open then, it holds a commitment only."""
    visible = Commission.objects.visible_to(user).filter(place=place)
    is_public = Q(event__body__place=place.slug) | Q(event__kind=CASE_FILE_PUBLISHED)
    rows = EventDetail.objects.filter(is_public, place=place)
    shown = rows.filter(Q(commission__isnull=True) | Q(commission__in=visible))
    return shown.select_related("event", "commission").defer("detail").order_by("-event__sequence")


def _describe(row: EventDetail) -> TrailEvent:
    body = row.event.body if isinstance(row.event.body, dict) else {}
    need = body.get("need")
    return TrailEvent(
        sequence=row.event.sequence,
        kind=row.event.kind,
        at=row.event.at,
        by=row.event.by,
        hash=row.event.hash,
        commission_slug=row.commission.slug if row.commission else "",
        commission_title=row.commission.title if row.commission else "",
        need=need if isinstance(need, int) and row.commission is None else None,
        stage=str(body.get("to", "")) if row.event.kind == "commission-moved" else "",
    )
