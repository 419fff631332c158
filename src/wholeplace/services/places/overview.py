"""What goes on in a place, for its first page: what to take part in, what is being decided, what was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Count, Q, Sum

from wholeplace.records.models import (
    Award,
    Commission,
    Consultation,
    Decision,
    Need,
    Place,
    PrincipleOverride,
)

UNDER_WAY = ("need", "options", "debate", "decision", "award")
OPEN_TO_PROPOSALS = ("need", "options")
MOST = 8


@dataclass(frozen=True)
class OpenConsultation:
    """A consultation that people can still answer."""

    title: str
    commission_slug: str
    commission_title: str
    closes_on: dt.date
    still_open: str


@dataclass(frozen=True)
class CommissionLine:
    """A commission in a list."""

    slug: str
    title: str
    summary: str
    stage: str
    next_step: str
    next_step_on: dt.date | None


@dataclass(frozen=True)
class DecidedLine:
    """A decision in a list, with who will run the service where that is known."""

    place_slug: str
    place_name: str
    slug: str
    title: str
    option: str
    provider: str
    decided_by: str
    decided_on: dt.date


@dataclass(frozen=True)
class ProviderShare:
    """What one kind of provider was awarded."""

    kind: str
    awards: int
    pounds: Decimal
    share: float


@dataclass(frozen=True)
class PlaceOverview:
    """The first page of a place."""

    consultations: Sequence[OpenConsultation]
    accepting: Sequence[CommissionLine]
    being_decided: Sequence[CommissionLine]
    decided: Sequence[DecidedLine]
    providers: Sequence[ProviderShare]
    overrides_this_year: int
    needs: int
    commissions: int


def read_overview(place: Place, *, user: object, today: dt.date) -> PlaceOverview:
    """Return what the first page of a place shows to a user."""
    visible = Commission.objects.visible_to(user).filter(place=place)
    under_way = [_line(row) for row in visible.filter(stage__in=UNDER_WAY).order_by("next_step_on", "title")]
    return PlaceOverview(
        consultations=_list_consultations(visible, today),
        accepting=[line for line in under_way if line.stage in OPEN_TO_PROPOSALS][:MOST],
        being_decided=under_way[:MOST],
        decided=list_decisions(Q(commission__in=visible))[:MOST],
        providers=_share_out(place),
        overrides_this_year=PrincipleOverride.objects.filter(
            commission__in=visible, at__year=today.year
        ).count(),
        needs=Need.objects.visible_to(user).filter(place=place, status="published").count(),
        commissions=visible.count(),
    )


def list_commissions(place: Place, *, user: object, stage: str = "", words: str = "") -> list[CommissionLine]:
    """Return the commissions of a place that the user may see, by stage or by words of their title."""
    rows = Commission.objects.visible_to(user).filter(place=place)
    if stage:
        rows = rows.filter(stage=stage)
    for word in words.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return [_line(row) for row in rows]


def list_decisions(condition: Q, *, most: int = MOST) -> list[DecidedLine]:
    """Return the latest decisions, with who will run each service."""
    rows = Decision.objects.filter(condition).select_related("commission__place", "option__provider")
    chosen = list(rows.order_by("-decided_on", "-id")[:most])
    awarded = Award.objects.filter(commission__in=[row.commission_id for row in chosen])
    awards = awarded.select_related("provider")
    runs = {award.commission_id: award.provider.name for award in awards if award.provider}
    return [
        DecidedLine(
            place_slug=row.commission.place.slug,
            place_name=row.commission.place.name,
            slug=row.commission.slug,
            title=row.commission.title,
            option=row.option.name,
            provider=runs.get(row.commission_id, row.option.provider.name if row.option.provider else ""),
            decided_by=row.decided_by,
            decided_on=row.decided_on,
        )
        for row in chosen
    ]


def list_latest_decisions(*, user: object) -> list[DecidedLine]:
    """Return the latest decisions in all places that the user may see."""
    return list_decisions(Q(commission__in=Commission.objects.visible_to(user)), most=5)


def _line(row: Commission) -> CommissionLine:
    return CommissionLine(
        slug=row.slug,
        title=row.title,
        summary=row.summary or row.question,
        stage=row.stage,
        next_step=row.next_step,
        next_step_on=row.next_step_on,
    )


def _list_consultations(visible: models.QuerySet[Commission], today: dt.date) -> list[OpenConsultation]:
    rows = Consultation.objects.filter(commission__in=visible, opens_on__lte=today, closes_on__gte=today)
    return [
        OpenConsultation(
            title=row.title,
            commission_slug=row.commission.slug,
            commission_title=row.commission.title,
            closes_on=row.closes_on,
            still_open=row.still_open,
        )
        for row in rows.select_related("commission").order_by("closes_on")[:MOST]
    ]


def _share_out(place: Place) -> list[ProviderShare]:
    """Add up awards by kind of provider; an award without a provider is the place's own service."""
    rows = Award.objects.filter(commission__place=place, commission__opened_at__isnull=False)
    kinds = rows.values("provider__kind").annotate(total=Sum("value_pounds"), awards=Count("pk")).order_by()
    found = [
        (row["provider__kind"] or "in-house", row["total"] or Decimal(0), row["awards"]) for row in kinds
    ]
    whole = sum((pounds for _, pounds, _ in found), Decimal(0)) or Decimal(1)
    return [
        ProviderShare(kind=kind, awards=awards, pounds=pounds, share=float(pounds / whole))
        for kind, pounds, awards in sorted(found, key=lambda one: -one[1])
    ]
