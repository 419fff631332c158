"""Publishing: what is written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from wholeplace.casefile.verify import read_case_file, verify_case_file
from wholeplace.casefile.withholding import list_unreleased
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import CaseFile
from wholeplace.services.operation import ATTEMPTS, ChainIsBusy
from wholeplace.services.publication.chain import append_event, is_contention

CASE_FILE_PUBLISHED = "case-file-published"
MAXIMUM_NAME = 200
MAXIMUM_TITLE = 500


class CannotPublishUnverified(WholeplaceError):
    """The case file does not hold when it is recomputed."""


class CannotPublishWithheld(WholeplaceError):
    """The case file shows a part that it says is withheld at this time."""


class AlreadyPublished(WholeplaceError):
    """The very same case file is on the chain already."""


@dataclass(frozen=True)
class Submission:
    """A case file that was verified, ready to be stored."""

    document: str
    digest: str
    title: str
    place: str


def publish_case_file(*, document: str, by: str, at: datetime) -> CaseFile:
    """Store a case file that holds, and say so on the chain; both or neither.

    `by` is an office or a role ("Head of Commissioning"): the chain is for ever, so it names no person.
    """
    _refuse_unusable(by=by, at=at)
    submission = read_submission(document, today=timezone.localdate(at))
    for _ in range(ATTEMPTS):
        try:
            return _store_durably(submission, by=by, at=at)
        except DatabaseError as error:
            if not is_contention(error):
                raise
    message = (
        f"the case file {submission.title!r} was not published: other writers kept the chain busy through "
        f"{ATTEMPTS} attempts. Nothing was stored; publish it again."
    )
    raise ChainIsBusy(message)


def _refuse_unusable(*, by: str, at: datetime) -> None:
    _refuse_unusable_text("by", by, MAXIMUM_NAME)
    if at.tzinfo is None:
        raise InvalidInput("at", f"must say its time zone, but is {at.isoformat()}")


def _refuse_unusable_text(field: str, text: Any, longest: int) -> None:
    if not isinstance(text, str):
        raise InvalidInput(field, f"must be a text, but is {text!r}")
    if not text.strip():
        raise InvalidInput(field, "must not be empty")
    if len(text) > longest:
        raise InvalidInput(field, f"must have at most {longest} characters, but has {len(text)}")
    if "\0" in text:
        raise InvalidInput(field, "must not contain a NUL character, which a database cannot store")


def read_submission(document: str, *, today: date, released: Collection[str] = ()) -> Submission:
    """Verify a case file and check that it shows nothing before its time, but for what is `released` now."""
    verdict = verify_case_file(document)
    if not verdict.holds:
        found = "; ".join(verdict.findings) or "no finding was given"
        raise CannotPublishUnverified(f"this case file does not hold, so it was not published: {found}")
    case_file = read_case_file(document)
    _refuse_withheld(case_file, today, released)
    case = case_file["case"]["case"]
    _refuse_unusable_text("case.title", case["title"], MAXIMUM_TITLE)
    _refuse_unusable_text("case.place", case["place"], MAXIMUM_NAME)
    digest = hashlib.sha256(document.encode()).hexdigest()
    return Submission(document=document, digest=digest, title=case["title"], place=case["place"])


def _refuse_withheld(case_file: Mapping[str, Any], today: date, released: Collection[str]) -> None:
    """Refuse the commissioner's own copy, in which withheld parts stand with their salts."""
    unreleased = [entry["part"] for entry in list_unreleased(case_file)]
    for entry in case_file["withheld"]:
        due = entry["until"] is not None and date.fromisoformat(entry["until"]) <= today
        if entry["part"] not in {*unreleased, *released} and not due:
            until = entry["until"] or "further notice"
            message = (
                f"“{entry['part']}” is withheld until {until} ({entry['reason']}), but stands open in this "
                "file: publish the public case file, which has a commitment in its place"
            )
            raise CannotPublishWithheld(message)


# Durable: when this returns, the database has committed, so "published" is never said too early.
@transaction.atomic(durable=True)
def _store_durably(submission: Submission, *, by: str, at: datetime) -> CaseFile:
    return store_submission(submission, by=by, at=at)


def store_submission(submission: Submission, *, by: str, at: datetime, **links: Any) -> CaseFile:
    """Store a verified case file and put it on the chain; call it inside a transaction.

    `links` are the commission and the version that it is of.
    """
    earlier = CaseFile.objects.filter(digest=submission.digest).select_related("published").first()
    if earlier:
        message = (
            f"the case file {earlier.title!r} ({submission.digest}) is published already, as event "
            f"{earlier.published.sequence} of the chain"
        )
        raise AlreadyPublished(message)
    body = {"digest": submission.digest, "title": submission.title, "place": submission.place}
    event = append_event(kind=CASE_FILE_PUBLISHED, by=by, at=at, body=body)
    return CaseFile.objects.create(
        digest=submission.digest,
        title=submission.title,
        place=submission.place,
        document=submission.document,
        published=event,
        received_at=at,
        **links,
    )
