"""The appraisal: what is written.

A program may send a whole case or a file, and then names the revision that it read; or cells and rows as the
editor's pages save them, each with what was there before.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import Field

from wholeplace.faces.api.opening import address, open_commission, who
from wholeplace.faces.api.rooms.appraisals import COMMISSION, find_own_version, room
from wholeplace.faces.api.rooms.writing.commissions import tell
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, Identifier, Number, OptionSlug, PlaceSlug
from wholeplace.records.models import Commission, Document, Job
from wholeplace.services.appraisals import evidence, operations, programs
from wholeplace.services.appraisals.queries import find_job
from wholeplace.services.people.permissions import Permission

WRITE = Permission.WRITE_APPRAISAL
CaseUpload = Annotated[UploadedFile, Field(description="The case: a .toml, .xlsx or .json file.")]
DocumentUpload = Annotated[UploadedFile, Field(description="The document, of 10 MB at most.")]


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


@room.write("POST", f"{COMMISSION}/draft/files", access=WRITE)
def upload_draft(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: Form[sent.DraftFile],
    file: File[CaseUpload],
) -> str:  # fmt: skip
    """Put the case of a file in the place of the draft; a file that does not hold changes nothing.

    A spreadsheet (.xlsx), TOML, or a published case file (.json), as the forms of `multipart/form-data`.
    """
    found = open_commission(request, place, commission)
    saved = operations.upload_case(
        commission=found, file=_read_file(file), revision=entry.revision, **who(request)
    )
    return tell(found, "read_draft", saved.revision)


def _read_file(file: UploadedFile) -> tuple[str, bytes]:
    return file.name or "", file.read()


@room.write("POST", f"{COMMISSION}/draft/cells", access=WRITE)
def save_cells(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Cells) -> str:
    """Save cells and rows of the draft, as the editor does while somebody types.

    Each change says what its cell showed before. All are saved, or none: 409 where somebody else changed one
    meanwhile, 400 where a text cannot be read. The tables and rows are those of `…/draft/tables/TABLE`.
    """
    found = open_commission(request, place, commission)
    changes = [operations.Change(**one.model_dump()) for one in entry.changes]
    saved = programs.save_all_changes(commission=found, changes=changes, **who(request))
    return tell(found, "read_draft", saved.revision)


@room.write("POST", f"{COMMISSION}/draft/members", access=WRITE, status=CREATED)
def add_member(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.Member) -> str:
    """Add an agency, outcome, scenario, criterion, group or option; its id comes from its name."""
    found = open_commission(request, place, commission)
    identifier, _ = operations.add_member(
        commission=found, table=entry.table, name=entry.name, **who(request)
    )
    return tell(found, "read_draft", identifier)


@room.write("POST", f"{COMMISSION}/draft/options/{{option}}/copy", access=WRITE, status=CREATED)
def copy_option(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, option: OptionSlug
) -> str:
    """Add an option to the draft that has the lines of another."""
    found = open_commission(request, place, commission)
    identifier, _ = operations.copy_option(commission=found, option=option, **who(request))
    return tell(found, "read_draft", identifier)


@room.write("POST", f"{COMMISSION}/draft/computation", access=WRITE, status=CREATED)
def compute_draft(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.NewVersion
) -> str:
    """Hand the draft in and have it computed, in one step; look at the job to see how far it is."""
    found = open_commission(request, place, commission)
    job = operations.compute_draft(commission=found, note=entry.note, **who(request))
    return _tell_job(found, job)


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
    version = find_own_version(request, place, commission, number)
    return _tell_job(version.commission, operations.ask_for_result(version=version, **who(request)))


@room.write("DELETE", f"{COMMISSION}/jobs/{{identifier}}", access=WRITE)
def cancel_job(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> str:
    """Stop a job; what has ended stays as it is."""
    found = open_commission(request, place, commission)
    job = find_job(found, identifier, user=request.user)
    return _tell_job(found, operations.cancel_job(job=job, **who(request)))


# --- documents ------------------------------------------------------------------------------------------


@room.write("POST", f"{COMMISSION}/documents", access=WRITE, status=CREATED)
def attach_document(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: Form[sent.Document],
    file: File[DocumentUpload],
) -> str:  # fmt: skip
    """Keep a document beside the appraisal, as evidence; the same content is kept once."""
    found = open_commission(request, place, commission)
    particulars = evidence.Particulars(**entry.model_dump(exclude={"title", "is_public"}))
    made = evidence.attach_document(
        commission=found, title=entry.title, is_public=entry.is_public, file=_read_file(file),
        particulars=particulars, **who(request),
    )  # fmt: skip
    return _tell_document(found, made)


def _tell_document(commission: Commission, document: Document) -> str:
    parts: dict[str, Any] = {"place": commission.place.slug, "commission": commission.slug}
    return address("read_document", identifier=document.pk, **parts)


@room.write("POST", f"{COMMISSION}/documents/{{identifier}}/release", access=Permission.PUBLISH)
def release_document(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> str:
    """Let everybody read a document from now on, before its day or where only staff could."""
    found = open_commission(request, place, commission)
    document = evidence.find_document(found, identifier, user=request.user)
    return _tell_document(found, evidence.release_document(document=document, **who(request)))


@room.write("POST", f"{COMMISSION}/documents/{{identifier}}/citations", access=WRITE)
def cite_document(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier,
    entry: sent.CitedLine,
) -> str:  # fmt: skip
    """Make a document the source of a line of the draft; what stood there is in the history."""
    found = open_commission(request, place, commission)
    document = evidence.find_document(found, identifier, user=request.user)
    document.commission = found
    line = (entry.option, entry.table, entry.row)
    saved = programs.cite_document(document=document, line=line, **who(request))
    return tell(found, "read_draft", saved.revision)
