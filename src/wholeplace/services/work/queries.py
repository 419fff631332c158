"""What is waiting for whom, across commissions and places, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from wholeplace.records.models import (
    AppraisalDraft,
    AppraisalVersion,
    Commission,
    Consultation,
    Declaration,
    EventDetail,
    InvolvementTheme,
    Job,
    Need,
    Option,
    Person,
    Place,
    TestAnswer,
    TestCheck,
    WithheldPart,
)
from wholeplace.services.commissions.queries import EventLine, describe_events, fold_repeats
from wholeplace.services.options.queries import is_waiting
from wholeplace.services.people.permissions import PERMISSIONS, Permission
from wholeplace.services.public_interest.operations import ANSWERABLE_STAGES, QUESTIONS

CLOSING_WITHIN = dt.timedelta(days=7)
NEWS_OF = dt.timedelta(days=2)
MOST_EVENTS, MOST_NEWS = 300, 40
UNDER_WAY = ("options", "debate", "decision")
FAR_AWAY = dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person.

    `kind` is a word of this module; `what` names the thing in somebody's own words; `due_on` is its clock.
    """

    kind: str
    place: str
    place_slug: str
    commission: str = ""
    commission_slug: str = ""
    what: str = ""
    item: str = ""
    count: int = 0
    due_on: dt.date | None = None
    is_overdue: bool = False


@dataclass(frozen=True)
class Proposal:
    """What became of an option that the person proposed."""

    name: str
    slug: str
    commission: str
    commission_slug: str
    place_slug: str
    status: str
    answer: str
    answer_reason: str
    answer_due_on: dt.date | None
    is_waiting: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class OwnNeed:
    """What became of a need that the person recorded."""

    number: int
    title: str
    place_slug: str
    is_answered: bool
    is_hidden: bool
    citations: int


@dataclass(frozen=True)
class Desk:
    """Everything on a person's task page."""

    tasks: tuple[Task, ...]
    news: tuple[EventLine, ...]
    proposals: tuple[Proposal, ...]
    needs: tuple[OwnNeed, ...]
    places: tuple[tuple[str, str], ...]
    run_in: frozenset[str]
    is_staff: bool


def describe_desk(person: Person, *, at: dt.datetime) -> Desk:
    """Return what is waiting for a person, what is late first, and what changed since yesterday."""
    today = timezone.localdate(at)
    tasks = sorted(
        _list_tasks(person, today, at), key=lambda task: (task.due_on or FAR_AWAY, task.commission)
    )
    worked_in = Place.objects.filter(pk__in=_places(person, Permission.SEE_WORK))
    return Desk(
        tasks=tuple(tasks),
        news=_list_news(worked_in, at),
        proposals=_list_proposals(person),
        needs=_list_own_needs(person),
        places=tuple(worked_in.values_list("slug", "name")),
        run_in=frozenset(
            Place.objects.filter(pk__in=_places(person, Permission.RUN_COMMISSION)).values_list(
                "slug", flat=True
            )
        ),
        is_staff=worked_in.exists(),
    )


def _list_tasks(person: Person, today: dt.date, at: dt.datetime) -> Iterator[Task]:
    running = _places(person, Permission.RUN_COMMISSION)
    yield from _proposals_to_answer(person, running, today)
    yield from _tests_to_check(person)
    yield from _tests_returned(person)
    yield from _tests_to_finish(person)
    yield from _steps_overdue(person, today)
    yield from _reviews_overdue(running, today)
    yield from _parts_to_release(_places(person, Permission.WITHHOLD), today)
    yield from _consultations(_places(person, Permission.RECORD_INVOLVEMENT), today)
    yield from _themes_to_answer(person)
    yield from _declarations_missing(person, today)
    yield from _decisions_to_record(_places(person, Permission.DECIDE))
    yield from _needs_to_answer(_places(person, Permission.MODERATE))
    yield from _drafts_to_finish(person)
    yield from _jobs(person, at)


def _places(person: Person, permission: Permission) -> list[int]:
    roles = {role for role, allowed in PERMISSIONS.items() if permission in allowed}
    return [one.place_id for one in person.memberships.all() if one.role in roles]


def _task(kind: str, commission: Commission, today: dt.date | None = None, **more: object) -> Task:
    due_on = more.get("due_on")
    late = isinstance(due_on, dt.date) and today is not None and due_on < today
    return Task(
        kind=kind,
        place=commission.place.name,
        place_slug=commission.place.slug,
        commission=commission.title,
        commission_slug=commission.slug,
        is_overdue=late,
        **more,  # type: ignore[arg-type]
    )


def _proposals_to_answer(person: Person, places: list[int], today: dt.date) -> Iterator[Task]:
    rows = Option.objects.filter(commission__place__in=places, status="proposed", answer="")
    rows = (
        rows.filter(withdrawn_at__isnull=True)
        .exclude(commission__stage="withdrawn")
        .exclude(proposed_by=person)
    )
    for row in rows.select_related("commission__place"):
        yield _task(
            "answer-proposal",
            row.commission,
            today,
            what=row.name,
            item=row.slug,
            due_on=row.answer_due_on,
        )


def _tests_to_check(person: Person) -> Iterator[Task]:
    rows = TestCheck.objects.filter(handed_to=person, agrees__isnull=True)
    for row in rows.select_related("commission__place", "handed_by"):
        yield _task("check-test", row.commission, what=row.handed_by.name)


def _tests_returned(person: Person) -> Iterator[Task]:
    same = {"commission": OuterRef("commission")}
    answered_since = TestAnswer.objects.filter(**same, answered_at__gt=OuterRef("checked_at"))
    handed_since = TestCheck.objects.filter(**same, handed_at__gt=OuterRef("handed_at"))
    rows = TestCheck.objects.filter(handed_by=person, agrees=False, commission__stage__in=ANSWERABLE_STAGES)
    rows = rows.exclude(Exists(answered_since)).exclude(Exists(handed_since))
    for row in rows.select_related("commission__place"):
        yield _task("test-returned", row.commission, what=row.comment)


def _tests_to_finish(person: Person) -> Iterator[Task]:
    answered = Count("test_answers", filter=Q(test_answers__is_current=True))
    rows = Commission.objects.filter(lead=person, stage__in=ANSWERABLE_STAGES).annotate(answered=answered)
    for row in rows.filter(answered__gt=0, answered__lt=len(QUESTIONS)).select_related("place"):
        yield _task("finish-test", row, count=len(QUESTIONS) - row.answered)  # type: ignore[attr-defined]


def _steps_overdue(person: Person, today: dt.date) -> Iterator[Task]:
    rows = Commission.objects.filter(lead=person, next_step_on__lt=today).exclude(stage="withdrawn")
    for row in rows.select_related("place"):
        yield _task("next-step-overdue", row, today, what=row.next_step, due_on=row.next_step_on)


def _reviews_overdue(places: list[int], today: dt.date) -> Iterator[Task]:
    rows = Commission.objects.filter(place__in=places, review_on__lt=today, stage="delivery")
    for row in rows.select_related("place"):
        yield _task("review-overdue", row, today, due_on=row.review_on)


def _parts_to_release(places: list[int], today: dt.date) -> Iterator[Task]:
    rows = WithheldPart.objects.filter(
        commission__place__in=places, released_at__isnull=True, until__lte=today
    )
    for row in rows.select_related("commission__place"):
        yield _task("release-part", row.commission, today, what=row.part, due_on=row.until)


def _consultations(places: list[int], today: dt.date) -> Iterator[Task]:
    rows = Consultation.objects.filter(commission__place__in=places).exclude(commission__stage="withdrawn")
    rows = rows.filter(
        Q(closes_on__gte=today, closes_on__lte=today + CLOSING_WITHIN, opens_on__lte=today)
        | Q(closes_on__lt=today, responses__isnull=True)
    )
    for row in rows.select_related("commission__place"):
        kind = "consultation-closing" if row.closes_on >= today else "count-responses"
        yield _task(kind, row.commission, today, what=row.title, due_on=row.closes_on)


def _themes_to_answer(person: Person) -> Iterator[Task]:
    silent = InvolvementTheme.objects.filter(response="", involvement__commission__lead=person)
    counts = silent.order_by().values_list("involvement__commission").annotate(count=Count("pk"))
    found = dict(counts)
    for row in Commission.objects.filter(pk__in=found).exclude(stage="withdrawn").select_related("place"):
        yield _task("answer-themes", row, count=found[row.pk])


def _declarations_missing(person: Person, today: dt.date) -> Iterator[Task]:
    """Evaluators declare before they score, members before they decide."""
    scoring = [one.place_id for one in person.memberships.all() if one.role == "evaluator"]
    deciding = [one.place_id for one in person.memberships.all() if one.role in {"member", "officer"}]
    current = Declaration.objects.filter(person=person, declared_on__lte=today)
    current = current.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))
    rows = Commission.objects.filter(
        Q(place__in=scoring, stage__in=UNDER_WAY) | Q(place__in=deciding, stage="decision")
    )
    for row in rows.exclude(pk__in=current.values("commission")).select_related("place"):
        yield _task("declare-interests", row)


def _decisions_to_record(places: list[int]) -> Iterator[Task]:
    rows = Commission.objects.filter(place__in=places, stage="decision", decision__isnull=True)
    for row in rows.filter(recommendations__isnull=False).select_related("place").distinct():
        yield _task("record-decision", row)


def _needs_to_answer(places: list[int]) -> Iterator[Task]:
    waiting = Count("needs", filter=Q(needs__answered_at__isnull=True, needs__status="published"))
    for place in Place.objects.filter(pk__in=places).annotate(waiting=waiting).filter(waiting__gt=0):
        yield Task(kind="answer-needs", place=place.name, place_slug=place.slug, count=place.waiting)  # type: ignore[attr-defined]


def _drafts_to_finish(person: Person) -> Iterator[Task]:
    handed_in = AppraisalVersion.objects.filter(
        commission=OuterRef("commission"), made_at__gte=OuterRef("saved_at")
    )
    rows = AppraisalDraft.objects.filter(saved_by=person).exclude(commission__stage="withdrawn")
    rows = rows.exclude(Exists(handed_in)).select_related("commission__place")
    for row in rows.defer("document"):
        yield _task("finish-draft", row.commission)


def _jobs(person: Person, at: dt.datetime) -> Iterator[Task]:
    rows = Job.objects.filter(asked_by=person, state__in=("done", "failed", "waiting", "running"))
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=at - NEWS_OF))
    kinds = {"done": "job-done", "failed": "job-failed"}
    for row in rows.select_related("version__commission__place").defer(
        "version__document", "version__result"
    ):
        kind = kinds.get(row.state, "job-running")
        what = row.problem if row.state == "failed" else f"{row.progress}%"
        yield _task(kind, row.version.commission, what=what, item=str(row.version.number))


def _list_news(places: object, at: dt.datetime) -> tuple[EventLine, ...]:
    """Return what happened in the person's places since the start of yesterday."""
    local = timezone.localtime(at)
    start = (local - dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = EventDetail.objects.filter(place__in=places, event__at__gte=start)  # type: ignore[misc]
    return tuple(fold_repeats(describe_events(rows, most=MOST_EVENTS)))[:MOST_NEWS]


def _list_proposals(person: Person) -> tuple[Proposal, ...]:
    rows = Option.objects.filter(proposed_by=person).exclude(proposed_as__in=("commissioner", "partner"))
    return tuple(
        Proposal(
            row.name,
            row.slug,
            row.commission.title,
            row.commission.slug,
            row.commission.place.slug,
            row.status,
            row.answer,
            row.answer_reason,
            row.answer_due_on,
            is_waiting(row),
            row.withdrawn_at is not None,
        )
        for row in rows.select_related("commission__place").order_by("-proposed_at")
    )


def _list_own_needs(person: Person) -> tuple[OwnNeed, ...]:
    rows = Need.objects.filter(recorded_by=person, is_assisted=False).annotate(cited=Count("citations"))
    return tuple(
        OwnNeed(
            row.number,
            row.title,
            row.place.slug,
            row.answered_at is not None,
            row.status == "hidden",
            row.cited,  # type: ignore[attr-defined]
        )
        for row in rows.select_related("place").order_by("-recorded_at")[:100]
    )
