"""A commission as everybody may read it: its record, law, principles, case files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.cache import caches
from django.db.models import Max
from django.utils import timezone

from wholeplace.casefile.documents.reading import Reading, open_reading
from wholeplace.casefile.law import judge_law
from wholeplace.casefile.principles import judge_principles, list_reasons_against_best
from wholeplace.casefile.verify import read_case_file
from wholeplace.records.models import CaseFile, Commission, EventDetail
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.publication.description import describe_commission, describe_publicly

# Every change leaves an event, so what was worked out holds until the next one, or until the next day.
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class PublishedFile:
    """A case file of a commission, newest first in lists."""

    digest: str
    number: int | None
    published_on: dt.date
    by: str


@dataclass(frozen=True)
class Thread:
    """A commission's thread.

    `record` is the plain record of the case file format, without proposals that wait for their answer unless
    the reader works in the place. `reasons_against_best` is empty once an option may be called the best.
    """

    record: Mapping[str, Any]
    law: Mapping[str, Any]
    principles: Sequence[Mapping[str, Any]]
    reasons_against_best: Sequence[str]
    files: Sequence[PublishedFile]

    @property
    def is_settled(self) -> bool:
        """Whether an option may be called the best today."""
        return not self.reasons_against_best

    @property
    def digest(self) -> str:
        """The digest of the newest case file; empty where none is published."""
        return self.files[0].digest if self.files else ""


def read_thread(commission: Commission, *, user: object, today: dt.date) -> Thread:
    """Return a commission's thread as the user may read it."""
    works = may(user, Permission.SEE_WORK, commission.place)
    key = f"thread:{find_state(commission)}:{today.isoformat()}:{works}"
    cache = caches["pages"]
    kept = cache.get(key)
    if isinstance(kept, Thread):
        return kept
    thread = _judge(commission, today=today, works=works)
    cache.set(key, thread, KEPT_SECONDS)
    return thread


def find_state(commission: Commission) -> str:
    """Name the state of a commission's records: it changes with every event about it or its place."""
    newest = EventDetail.objects.filter(place=commission.place_id).aggregate(newest=Max("pk"))["newest"]
    return f"{commission.pk}-{commission.revision}-{newest or 0}"


def _judge(commission: Commission, *, today: dt.date, works: bool) -> Thread:
    describe = describe_commission if works else describe_publicly
    record = describe(commission, as_at=today)
    files = list_files(commission)
    reasons = list_reasons_against_best(record)
    appraisal = case = None
    if files:
        published = open_published(files[0].digest, is_settled=not reasons)
        appraisal, case = published.results, published.document
    law = judge_law(record)
    return Thread(
        record=record,
        law=law,
        principles=judge_principles(record, appraisal, law, case=case),
        reasons_against_best=reasons,
        files=files,
    )


def list_files(commission: Commission) -> list[PublishedFile]:
    """Return the published case files of a commission, newest first."""
    rows = CaseFile.objects.filter(commission=commission).select_related("published", "version")
    return [
        PublishedFile(
            digest=row.digest,
            number=row.version.number if row.version else None,
            published_on=timezone.localdate(row.published.at),
            by=row.published.by,
        )
        for row in rows.defer("document").order_by("-published__sequence")
    ]


@lru_cache(maxsize=16)
def open_published(digest: str, *, is_settled: bool) -> Reading:
    """Open a published case file for reading; it never changes, so it is read once in each process.

    Whether an option may be called best is judged today: a consultation may have opened, or closed, since.
    """
    document = CaseFile.objects.values_list("document", flat=True).get(digest=digest)
    return open_reading(read_case_file(document), is_settled=is_settled)
