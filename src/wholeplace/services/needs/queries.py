"""Needs: what can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wholeplace.records.models import CitedNeed, Commission, Need, NeedSupport, Organisation, Person, Place
from wholeplace.services.needs.operations import NeedEntry
from wholeplace.services.needs.similarity import rank_similar
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may, name_office

PAGE_SIZE = 25
SIMILAR_AMONG, SIMILAR_SHOWN = 2_000, 5
ORDERS = ("newest", "most-supported")
STATES = ("", "unanswered", "answered", "cited", "hidden")


@dataclass(frozen=True)
class NeedFilter:
    """What the reader looks for; empty means everything."""

    words: str = ""
    theme: str = ""
    area: str = ""
    state: str = ""
    order: str = "newest"
    page: int = 1


@dataclass(frozen=True)
class NeedLine:
    """A need in a list."""

    number: int
    title: str
    what: str
    where: str
    theme: str
    spoken_by: str
    is_assisted: bool
    recorded_at: datetime
    supporters: int
    is_answered: bool
    is_cited: bool
    is_hidden: bool


@dataclass(frozen=True)
class Facet:
    """A word to narrow the list by, and how many needs it leaves."""

    name: str
    count: int


@dataclass(frozen=True)
class NeedList:
    """One page of the list, with what it can be narrowed by."""

    needs: tuple[NeedLine, ...]
    total: int
    page: int
    pages: int
    themes: tuple[Facet, ...]
    areas: tuple[Facet, ...]
    everything: int


@dataclass(frozen=True)
class Citation:
    """A commission that answers a need: what became of it."""

    slug: str
    title: str
    stage: str
    reason: str
    next_step: str
    next_step_on: date | None
    decided_option: str
    decided_on: date | None


@dataclass(frozen=True)
class EvidenceLine:
    """Evidence for a need."""

    title: str
    source: str
    url: str
    note: str
    added_at: datetime


@dataclass(frozen=True)
class NeedPage:
    """One need with everything that is known of it."""

    line: NeedLine
    for_whom: str
    how_now: str
    hidden_reason: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    evidence: tuple[EvidenceLine, ...]
    citations: tuple[Citation, ...]
    similar: tuple[NeedLine, ...]
    is_mine: bool
    is_supported_by_me: bool


def find_need(place: Place, number: int, *, user: object) -> Need:
    """Return a need of a place that the user may see."""
    need = Need.objects.visible_to(user).filter(place=place, number=number).first()
    if need is None:
        raise NotFound("There is no such need in this place.")
    need.place = place
    return need


def list_needs(place: Place, wanted: NeedFilter, *, user: object) -> NeedList:
    """Return a page of the needs that the user may see and that fit what is looked for."""
    seen = Need.objects.visible_to(user).filter(place=place)
    found = _narrow(seen, wanted)
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    rows = _with_counts(found).order_by(*_order(wanted.order))[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return NeedList(
        needs=tuple(_describe(row) for row in rows),
        total=total,
        page=page,
        pages=pages,
        themes=_count(seen, "theme"),
        areas=_count(seen, "where"),
        everything=seen.count(),
    )


def describe_need(need: Need, *, user: object) -> NeedPage:
    """Return one need with its evidence, its answer, and what became of it."""
    row = _with_counts(Need.objects.filter(pk=need.pk)).get()
    row.place = need.place
    return NeedPage(
        line=_describe(row),
        for_whom=row.for_whom,
        how_now=row.how_now,
        hidden_reason=row.hidden_reason,
        answer=row.answer,
        answered_by=name_office(row.answered_by, row.place) if row.answered_by else "",
        answered_at=row.answered_at,
        evidence=tuple(
            EvidenceLine(one.title, one.source, one.url, one.note, one.added_at) for one in row.evidence.all()
        ),
        citations=_list_citations(row, user),
        similar=find_similar(row, user=user),
        is_mine=isinstance(user, Person) and row.recorded_by_id == user.pk,
        is_supported_by_me=isinstance(user, Person) and row.supports.filter(person=user).exists(),
    )


def find_similar(need: Need, *, user: object) -> tuple[NeedLine, ...]:
    """Return the needs of the place that say something alike, among the newest."""
    others = Need.objects.visible_to(user).filter(place=need.place).exclude(pk=need.pk)
    return _rank(_read_words(need.title, need.what, need.theme), others)


def find_said_already(place: Place, entry: NeedEntry, *, user: object) -> tuple[NeedLine, ...]:
    """Return the needs of the place that say something like what somebody is about to record."""
    others = Need.objects.visible_to(user).filter(place=place)
    return _rank(_read_words(entry.title, entry.what, entry.theme), others)


def _rank(text: str, others: QuerySet[Need]) -> tuple[NeedLine, ...]:
    shown = others.filter(status="published").only("title", "what", "theme").order_by("-recorded_at")
    texts = {row.pk: _read_words(row.title, row.what, row.theme) for row in shown[:SIMILAR_AMONG]}
    alike = rank_similar(text, texts)[:SIMILAR_SHOWN]
    rows = {row.pk: row for row in _with_counts(Need.objects.filter(pk__in=alike))}
    return tuple(_describe(rows[key]) for key in alike)


def _read_words(title: str, what: str, theme: str) -> str:
    # What a need is about stands in its title: that counts twice.
    return f"{title} {title} {what} {theme}"


def list_own_organisations(place: Place, *, user: object) -> list[Organisation]:
    """Return the organisations for which the user may speak in a place."""
    if not isinstance(user, Person):
        return []
    if may(user, Permission.MODERATE, place):
        return list(place.organisations.all())
    return list(place.organisations.filter(memberships__person=user).distinct())


def _narrow(seen: QuerySet[Need], wanted: NeedFilter) -> QuerySet[Need]:
    for word in wanted.words.replace("\0", " ").split()[:10]:
        says = [Q(**{f"{field}__icontains": word}) for field in ("title", "what", "for_whom", "where")]
        seen = seen.filter(reduce(or_, says))
    if wanted.theme:
        seen = seen.filter(theme=wanted.theme)
    if wanted.area:
        seen = seen.filter(where=wanted.area)
    states = {
        "unanswered": Q(answered_at__isnull=True),
        "answered": Q(answered_at__isnull=False),
        "cited": Q(pk__in=CitedNeed.objects.values("need")),
        "hidden": Q(status="hidden"),
    }
    return seen.filter(states.get(wanted.state, Q()))


def _order(order: str) -> tuple[str, ...]:
    return ("-supporters", "-recorded_at", "-pk") if order == "most-supported" else ("-recorded_at", "-pk")


def _count(seen: QuerySet[Need], field: str) -> tuple[Facet, ...]:
    rows = (
        seen.exclude(**{field: ""}).order_by().values_list(field).annotate(count=Count("pk", distinct=True))
    )
    return tuple(Facet(name, count) for name, count in sorted(rows, key=lambda row: (-row[1], row[0])))


def _with_counts(rows: QuerySet[Need]) -> QuerySet[Need]:
    # Counted apart: joining supports to a list that is joined already would count them twice.
    counted = NeedSupport.objects.filter(need=OuterRef("pk")).order_by().values("need")
    return rows.select_related("organisation", "answered_by", "place").annotate(
        supporters=Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0),
        cited=Exists(CitedNeed.objects.filter(need=OuterRef("pk"), commission__opened_at__isnull=False)),
    )


def _describe(row: Need) -> NeedLine:
    return NeedLine(
        number=row.number,
        title=row.title,
        what=row.what,
        where=row.where,
        theme=row.theme,
        spoken_by=row.organisation.name if row.organisation else "",
        is_assisted=row.is_assisted,
        recorded_at=row.recorded_at,
        supporters=row.supporters,  # type: ignore[attr-defined]
        is_answered=row.answered_at is not None,
        is_cited=row.cited,  # type: ignore[attr-defined]
        is_hidden=row.status == "hidden",
    )


def _list_citations(need: Need, user: object) -> tuple[Citation, ...]:
    seen = Commission.objects.visible_to(user).values("pk")
    rows = need.citations.filter(commission__in=seen).select_related("commission__decision__option")
    return tuple(_describe_citation(row) for row in rows)


def _describe_citation(row: CitedNeed) -> Citation:
    commission = row.commission
    decision = getattr(commission, "decision", None)
    return Citation(
        slug=commission.slug,
        title=commission.title,
        stage=commission.stage,
        reason=row.reason,
        next_step=commission.next_step,
        next_step_on=commission.next_step_on,
        decided_option=decision.option.name if decision else "",
        decided_on=decision.decided_on if decision else None,
    )
