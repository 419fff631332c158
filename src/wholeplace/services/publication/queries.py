"""Publishing: what can be asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Length

from wholeplace.casefile.chain import FIRST_PREVIOUS, find_break
from wholeplace.records.models import CaseFile, ChainEvent, Job
from wholeplace.services.operation import NotFound
from wholeplace.services.publication.chain import describe_event
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
    or elsewhere, shows it: an event must carry it.
    """
    events: list[dict[str, Any]] = []
    changed_file = ""
    # One statement, so that what is written meanwhile is seen either whole or not at all.
    for event in ChainEvent.objects.select_related("case_file").iterator(chunk_size=100):
        events.append(describe_event(event))
        changed_file = changed_file or _find_changed_file(event)
    broken = (find_break(events) if events else None) or changed_file
    if not broken and known_head and known_head not in {event["hash"] for event in events}:
        broken = f"no event carries the known hash {known_head}: events were cut off or written anew"
    return ChainReport(
        events=len(events), head=events[-1]["hash"] if events else FIRST_PREVIOUS, broken=broken
    )


def _find_changed_file(event: ChainEvent) -> str:
    case_file: CaseFile | None = getattr(event, "case_file", None)
    if event.kind != CASE_FILE_PUBLISHED:
        return "" if case_file is None else f"event {event.sequence} is no publication, but has a case file"
    promised = event.body.get("digest") if isinstance(event.body, dict) else None
    if case_file is None:
        return f"the case file that event {event.sequence} published ({promised}) is missing"
    stored = {"digest": case_file.digest, "title": case_file.title, "place": case_file.place}
    if stored != event.body:
        return f"the case file of event {event.sequence} is filed under other words than were published"
    if hashlib.sha256(case_file.document.encode()).hexdigest() != promised:
        return f"the case file of event {event.sequence} was changed after it was published"
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
