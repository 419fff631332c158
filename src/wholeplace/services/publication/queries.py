"""Publishing: what can be asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Length

from wholeplace.casefile.chain import FIRST_PREVIOUS, find_event_problem
from wholeplace.records.models import CaseFile, ChainEvent, Job
from wholeplace.services.operation import NotFound
from wholeplace.services.publication.chain import EVENT_COLUMNS, describe_columns
from wholeplace.services.publication.operations import CASE_FILE_PUBLISHED


class NoSuchCaseFile(NotFound):
    """No published case file has this digest."""


@dataclass(frozen=True)
class PublishedCaseFile:
    """A line of the list of case files; `sequence` is its event's number on the chain."""

    digest: str
    title: str
    place: str
    sequence: int
    published_at: datetime
    published_by: str


@dataclass(frozen=True)
class ChainReport:
    """What a walk along the chain found; `broken` says in plain words what does not hold, if anything."""

    events: int
    head: str
    broken: str


def list_case_files(*, user: object = None) -> list[PublishedCaseFile]:
    """Return the case files that the user may see, in the order of their publication."""
    rows = CaseFile.objects.visible_to(user).select_related("published").defer("document")
    return [
        PublishedCaseFile(
            digest=row.digest,
            title=row.title,
            place=row.place,
            sequence=row.published.sequence,
            published_at=row.published.at,
            published_by=row.published.by,
        )
        for row in rows
    ]


def read_case_file(digest: str, *, user: object = None) -> str:
    """Return the text of a case file, exactly as it was received."""
    document = (
        CaseFile.objects.visible_to(user).filter(digest=digest).values_list("document", flat=True).first()
    )
    if document is None:
        raise NoSuchCaseFile(f"no published case file has the digest {digest}")
    return document


def check_chain(*, known_head: str = "") -> ChainReport:
    """Walk the chain from its first event and report the first break.

    A chain that was cut off at its end looks whole from within. `known_head`, a hash that was noted earlier
    or elsewhere, shows it: an event must carry it. However long the chain is, some hundred events are held.
    """
    events, head, changed_file, is_head_known = 0, FIRST_PREVIOUS, "", not known_head
    # One statement, so that what is written meanwhile is seen either whole or not at all.
    rows = ChainEvent.objects.values_list(*EVENT_COLUMNS, *_FILE_COLUMNS)
    for row in rows.iterator(chunk_size=EVENTS_AT_ONCE):
        event = describe_columns(*row[: len(EVENT_COLUMNS)])
        problem = find_event_problem(event, events, head)
        if problem:
            return ChainReport(events, head, problem)
        changed_file = changed_file or _find_changed_file(event, row[len(EVENT_COLUMNS) :])
        events, head = events + 1, event["hash"]
        is_head_known = is_head_known or head == known_head
    broken = changed_file
    if not broken and not is_head_known:
        broken = f"no event carries the known hash {known_head}: events were cut off or written anew"
    return ChainReport(events, head, broken)


# Few enough that case files of many megabytes may be among them.
EVENTS_AT_ONCE = 200
_FILE_COLUMNS = tuple(f"case_file__{name}" for name in ("digest", "title", "place", "document"))


def _find_changed_file(event: dict[str, Any], columns: tuple[str | None, ...]) -> str:
    digest, title, place, document = columns
    number, body = event["sequence"], event["body"]
    if event["kind"] != CASE_FILE_PUBLISHED:
        return "" if document is None else f"event {number} is no publication, but has a case file"
    promised = body.get("digest") if isinstance(body, dict) else None
    if document is None:
        return f"the case file that event {number} published ({promised}) is missing"
    if {"digest": digest, "title": title, "place": place} != body:
        return f"the case file of event {number} is filed under other words than were published"
    if hashlib.sha256(document.encode()).hexdigest() != promised:
        return f"the case file of event {number} was changed after it was published"
    return ""


def count_events() -> int:
    """Count the events of the chain."""
    return ChainEvent.objects.count()


def count_waiting_jobs() -> int:
    """Count the jobs that nobody has begun."""
    return Job.objects.filter(state="waiting").count()


@dataclass(frozen=True)
class FileLine:
    """A published case file in the list of open data, with where its commission is, if it is of one."""

    digest: str
    title: str
    place: str
    published_at: datetime
    published_by: str
    size_bytes: int
    place_slug: str
    commission_slug: str


@dataclass(frozen=True)
class FileList:
    """A page of case files, the newest first."""

    lines: list[FileLine]
    page: int
    pages: int
    total: int


def list_public_files(*, user: object, page: int = 1, on_a_page: int = 50) -> FileList:
    """Return a page of the published case files that the user may see."""
    rows = CaseFile.objects.visible_to(user).annotate(size=Length("document")).defer("document")
    total = rows.count()
    pages = max(1, -(-total // on_a_page))
    page = min(max(1, page), pages)
    ordered = rows.select_related("published", "commission__place").order_by("-published__sequence")
    chosen = ordered[(page - 1) * on_a_page : page * on_a_page]
    return FileList([_describe_file(row) for row in chosen], page, pages, total)


def _describe_file(row: Any) -> FileLine:
    commission = row.commission
    return FileLine(
        digest=row.digest,
        title=row.title,
        place=row.place,
        published_at=row.published.at,
        published_by=row.published.by,
        size_bytes=row.size,
        place_slug=commission.place.slug if commission else "",
        commission_slug=commission.slug if commission else "",
    )
