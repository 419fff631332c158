"""The appraisal and what is published of it: what is written.

What the pages save cell by cell, a program sends as a whole case: it names the revision that it read.
"""

from __future__ import annotations

from django.http import HttpRequest

from wholeplace.faces.api.opening import address, open_commission, who
from wholeplace.faces.api.rooms import commissions
from wholeplace.faces.api.rooms.publication import COMMISSION, find_published, room
from wholeplace.faces.api.rooms.writing.commissions import tell
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, Identifier, Number, PlaceSlug
from wholeplace.records.models import Commission, Job
from wholeplace.services.appraisals import operations
from wholeplace.services.appraisals.queries import find_job
from wholeplace.services.people.permissions import Permission
from wholeplace.services.publication import withholding
from wholeplace.services.publication.versions import publish_version as publish

WRITE = Permission.WRITE_APPRAISAL


def _tell_version(commission: Commission, number: int, name: str = "read_version") -> str:
    return address(name, place=commission.place.slug, commission=commission.slug, number=number)


def _tell_job(commission: Commission, job: Job) -> str:
    return address("read_job", place=commission.place.slug, commission=commission.slug, identifier=job.pk)


@room.write("POST", f"{COMMISSION}/draft", access=WRITE, status=CREATED)
def start_draft(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Beginning
) -> str:
    """Begin the appraisal from the commission's own options, or from the documented example."""
    found = open_commission(request, place, commission)
    operations.start_draft(commission=found, begin=entry.begin, **who(request))
    return tell(found, "read_draft")


@room.write("PUT", f"{COMMISSION}/draft", access=WRITE)
def replace_draft(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Draft
) -> str:
    """Put a whole case in the place of the draft; a case that does not hold changes nothing."""
    found = open_commission(request, place, commission)
    saved = operations.replace_case(
        commission=found, case=entry.case, revision=entry.revision, **who(request)
    )
    return tell(found, "read_draft", saved.revision)


@room.write("POST", f"{COMMISSION}/draft/undo", access=WRITE)
def undo_last(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> str:
    """Take the last change of the draft back; the history keeps both."""
    found = open_commission(request, place, commission)
    saved = operations.undo_last(commission=found, **who(request))
    return tell(found, "read_draft", saved.revision)


@room.write("POST", f"{COMMISSION}/draft/redo", access=WRITE)
def redo_last(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> str:
    """Do again what was taken back last."""
    found = open_commission(request, place, commission)
    saved = operations.redo_last(commission=found, **who(request))
    return tell(found, "read_draft", saved.revision)


@room.write("POST", f"{COMMISSION}/draft/revisions/{{number}}", access=WRITE)
def go_back(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number) -> str:
    """Make the draft what it was at a revision; that can be undone like any other change."""
    found = open_commission(request, place, commission)
    saved = operations.go_back(commission=found, revision=number, **who(request))
    return tell(found, "read_draft", saved.revision)


@room.write("POST", f"{COMMISSION}/versions", access=WRITE, status=CREATED)
def make_version(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.NewVersion
) -> str:
    """Hand the draft in as it is: it is checked as a whole, and never changed again."""
    found = open_commission(request, place, commission)
    version = operations.make_version(commission=found, note=entry.note, **who(request))
    return _tell_version(found, version.number)


@room.write("POST", f"{COMMISSION}/versions/{{number}}/jobs", access=WRITE, status=CREATED)
def ask_for_result(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number) -> str:
    """Have a version computed in the background; look at the job to see how far it is."""
    version = find_published(request, place, commission, number)
    return _tell_job(version.commission, operations.ask_for_result(version=version, **who(request)))


@room.write("DELETE", f"{COMMISSION}/jobs/{{identifier}}", access=WRITE)
def cancel_job(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> str:
    """Stop a job; what has ended stays as it is."""
    found = open_commission(request, place, commission)
    job = find_job(found, identifier, user=request.user)
    return _tell_job(found, operations.cancel_job(job=job, **who(request)))


# --- publishing -----------------------------------------------------------------------------------------


@room.write(
    "POST", f"{COMMISSION}/versions/{{number}}/publication", access=Permission.PUBLISH, status=CREATED,
    in_one_transaction=False,
)  # fmt: skip
def publish_version(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number
) -> str:
    """Publish a computed version with the record of its commission, as a case file on the event chain.

    It is recomputed first. The same is published once, with or without an Idempotency-Key.
    """
    version = find_published(request, place, commission, number)
    case_file = publish(version=version, **who(request))
    return address("read_case_file", digest=case_file.digest)


@commissions.room.write("POST", f"{COMMISSION}/withheld-parts", access=Permission.WITHHOLD, status=CREATED)
def withhold_part(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.WithheldPart
) -> str:
    """Withhold a part from what is published from now on, with its reason and its release date."""
    found = open_commission(request, place, commission)
    told = withholding.WithholdingEntry(**entry.model_dump())
    made = withholding.withhold_part(commission=found, entry=told, **who(request))
    return tell(found, "list_withheld_parts", made.pk)


@room.write(
    "POST", f"{COMMISSION}/withheld-parts/{{identifier}}/release", access=Permission.WITHHOLD,
    in_one_transaction=False,
)  # fmt: skip
def release_part(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> str:
    """Release a part now: the case file with it in place is published anew, on the same chain.

    A part is released once, with or without an Idempotency-Key.
    """
    found = open_commission(request, place, commission)
    withholding.release_part(part=withholding.find_withheld(found, identifier), **who(request))
    return tell(found, "list_withheld_parts", identifier)
