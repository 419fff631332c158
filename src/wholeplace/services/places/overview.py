"""What goes on in a place, for its first page: what to take part in, what is being decided, what was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Count, Q

from wholeplace.records.models import (
    Award,
    Commission,
    Consultation,
    Decision,
    Need,
    Option,
    Organisation,
    Place,
    PrincipleOverride,
)
from wholeplace.services.options.operations import OPEN_STAGES

UNDER_WAY = ("need", "options", "debate", "decision", "award")
MOST = 8
ON_A_PAGE = 50
# Decided, and not called in, or scrutiny let it stand: no longer being decided, though the award is to come.
SETTLED = Q(decision__isnull=False) & (
    Q(decision__called_in_on__isnull=True) | Q(decision__call_in_outcome="stands")
)


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
class CommissionList:
    """A page of commissions; `counts` has the number of each stage, whichever stage is shown."""

    lines: Sequence[CommissionLine]
    counts: Mapping[str, int]
    total: int
    page: int
    pages: int


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
    """What one kind of provider runs: services, of which so many were awarded here, for how much."""

    kind: str
    services: int
    awarded: int
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
    open_ones = visible.filter(stage__in=UNDER_WAY).exclude(SETTLED)
    under_way = [_line(row) for row in open_ones.order_by("next_step_on", "title")]
    return PlaceOverview(
        consultations=_list_consultations(visible, today),
        accepting=[line for line in under_way if line.stage in OPEN_STAGES][:MOST],
        being_decided=under_way[:MOST],
        decided=list_decisions(Q(commission__in=visible))[:MOST],
        providers=_share_out(visible),
        overrides_this_year=PrincipleOverride.objects.filter(
            commission__in=visible, at__year=today.year
        ).count(),
        needs=Need.objects.visible_to(user).filter(place=place, status="published").count(),
        commissions=visible.count(),
    )


def list_commissions(
    place: Place, *, user: object, stage: str = "", words: str = "", page: int = 1
) -> CommissionList:
    """Return a page of the commissions that the user may see, by stage and words of their title."""
    rows = Commission.objects.visible_to(user).filter(place=place)
    for word in words.split()[:MOST]:
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    counts = dict(rows.order_by().values_list("stage").annotate(number=Count("pk")))
    total = counts.get(stage, 0) if stage else sum(counts.values())
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(1, page), pages)
    chosen = rows.filter(stage=stage) if stage else rows
    lines = [_line(row) for row in chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
    return CommissionList(lines=lines, counts=counts, total=total, page=page, pages=pages)


def list_decisions(condition: Q, *, most: int = MOST) -> list[DecidedLine]:
    """Return the latest decisions, with who will run each service."""
    standing = Decision.objects.filter(condition).exclude(call_in_outcome="sent-back")
    rows = standing.select_related("commission__place", "option__provider")
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


def _share_out(visible: models.QuerySet[Commission]) -> list[ProviderShare]:
    """Count the services by who runs each: as awarded, else as it is run today."""
    awards = Award.objects.filter(commission__in=visible).select_related("provider", "option")
    awarded: dict[int, list[tuple[str, Decimal]]] = {}
    for award in awards:
        kind = name_runner(award.provider, award.option)
        awarded.setdefault(award.commission_id, []).append((kind, award.value_pounds or Decimal(0)))
    today = Option.objects.filter(commission__in=visible, is_business_as_usual=True)
    rows: dict[str, list[tuple[bool, Decimal]]] = {}
    for option in today.exclude(commission__in=awarded).select_related("provider"):
        rows.setdefault(name_runner(option.provider, option), []).append((False, Decimal(0)))
    for each in awarded.values():
        for kind, pounds in each:
            rows.setdefault(kind, []).append((True, pounds))
    whole = sum(len(services) for services in rows.values()) or 1
    shares = [
        ProviderShare(
            kind=kind,
            services=len(services),
            awarded=sum(is_award for is_award, _ in services),
            pounds=sum((pounds for _, pounds in services), Decimal(0)),
            share=len(services) / whole,
        )
        for kind, services in rows.items()
    ]
    return sorted(shares, key=lambda share: (-share.services, -share.pounds, share.kind))


# What a delivery model says about who runs the service, where no provider is named.
RUN_BY = {"contract-large": "large-firm", "contract-sme": "sme"}


def name_runner(provider: Organisation | None, option: Option) -> str:
    """Name the kind of whoever runs a service: of the provider, else as the model says."""
    return provider.kind if provider else RUN_BY.get(option.model, option.model)
