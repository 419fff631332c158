"""The appraisal: its draft, its versions and their results, the documents behind the figures."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from pydantic import Field

from wholeplace.casefile.verify import read_case_file as parse_case_file
from wholeplace.faces.api.openapi import object_of, refer
from wholeplace.faces.api.opening import give_json, open_commission
from wholeplace.faces.api.paging import Page, PageNumber, PageSize, give_page
from wholeplace.faces.api.routing import Room
from wholeplace.faces.api.service import mark_version
from wholeplace.faces.api.shapes.appraisals import (
    DocumentShown,
    DraftHistory,
    DraftTable,
    LineTable,
    ListTable,
)
from wholeplace.faces.api.shapes.commissions import JobShown, VersionShown
from wholeplace.faces.api.values import CommissionSlug, Identifier, Number, PlaceSlug
from wholeplace.records.models import AppraisalVersion, Commission
from wholeplace.services.appraisals import cells, evidence, queries
from wholeplace.services.appraisals.drafts import close_draft
from wholeplace.services.appraisals.edits import LINE_KEY, LINES, read_at
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.publication.papers import find_case_file
from wholeplace.services.publication.thread import list_files

room = Room("The appraisal")
COMMISSION = "/places/{place}/commissions/{commission}"
FileKind = Annotated[Literal["toml", "xlsx", "json"], Field(description="What kind of file.")]
OwnerId = Annotated[
    str,
    Field(max_length=80, pattern="^[a-z0-9-]*$", description="The option whose lines the table has."),
]


# --- versions and results -------------------------------------------------------------------------------


@room.read(f"{COMMISSION}/versions", Page[VersionShown])
def list_versions(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, page: PageNumber = 1,
    size: PageSize = 50,
) -> Any:  # fmt: skip
    """List the versions of the appraisal, the newest first; the public sees those that are published."""
    found = open_commission(request, place, commission)
    cut = give_page(request, queries.list_versions(found, user=request.user), page, size)
    digests = _list_digests(found)
    return cut | {"items": [_tell_version(row, digests) for row in cut["items"]]}


@room.read(f"{COMMISSION}/versions/{{number}}", VersionShown)
def read_version(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number) -> Any:
    """Read about one version of the appraisal."""
    found = open_commission(request, place, commission)
    version = queries.find_version(found, number, user=request.user)
    return _tell_version(version, _list_digests(found))


def _list_digests(commission: Commission) -> dict[int | None, str]:
    """Name the newest case file of each version."""
    return {line.number: line.digest for line in reversed(list_files(commission))}


def _tell_version(row: AppraisalVersion, digests: dict[int | None, str]) -> dict[str, Any]:
    names = ("number", "note", "made_at", "computed_at", "published_at")
    return {name: getattr(row, name) for name in names} | {"digest": digests.get(row.number, "")}


@room.read(
    f"{COMMISSION}/versions/{{number}}/appraisal",
    schema=object_of(case=refer("Inputs"), appraisal={"anyOf": [refer("Appraisal"), {"type": "null"}]}),
)
def read_appraisal(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number
) -> HttpResponse:
    """Read the inputs of a version and its results, written as in the case file.

    Withheld parts are replaced by their commitment, except for those who work in the place. `appraisal` is
    null before it was computed.
    """
    found = open_commission(request, place, commission)
    version = queries.find_version(found, number, user=request.user)
    if may(request.user, Permission.SEE_WORK, found.place):
        return give_json(request, {"case": version.document, "appraisal": version.result})
    case_file = parse_case_file(find_case_file(found, number=number).document)
    return give_json(request, {"case": case_file["case"], "appraisal": case_file["results"]["appraisal"]})


@room.read(
    f"{COMMISSION}/versions/{{number}}/files/{{ending}}", files=tuple(queries.KINDS.values()),
    access=Permission.SEE_WORK,
)  # fmt: skip
def read_version_file(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number, ending: FileKind
) -> HttpResponse:
    """Read the inputs of a version as a file, for those who work in the place: nothing is left out."""
    found = open_commission(request, place, commission)
    version = queries.find_version(found, number, user=request.user)
    data = queries.write_case(version.document, ending)
    return give_file(request, data, queries.KINDS[ending], f"{found.slug}-version-{number}.{ending}")


@room.read(f"{COMMISSION}/jobs/{{identifier}}", JobShown, access=Permission.SEE_WORK)
def read_job(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> Any:
    """Read how far a computation is."""
    job = queries.find_job(open_commission(request, place, commission), identifier, user=request.user)
    names = [name for name in JobShown.model_fields if name != "version"]
    return {name: getattr(job, name) for name in names} | {"version": job.version.number}


# --- the draft ------------------------------------------------------------------------------------------


@room.read(
    f"{COMMISSION}/draft",
    schema=object_of(
        revision={"type": "integer", "minimum": 0},
        saved_at={"type": "string", "format": "date-time"},
        case={"type": "object", "description": "As a CaseFileInputs in the making: it may not hold yet."},
    ),
    access=Permission.SEE_WORK,
)
def read_draft(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read the appraisal as it is being written."""
    draft = queries.get_draft(open_commission(request, place, commission), user=request.user)
    return give_json(
        request,
        {
            "revision": draft.revision,
            "saved_at": draft.saved_at.isoformat(),
            "case": close_draft(draft.document),
        },
    )


@room.read(
    f"{COMMISSION}/draft/files/{{ending}}", files=tuple(queries.KINDS.values()), access=Permission.SEE_WORK
)
def read_draft_file(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, ending: FileKind
) -> HttpResponse:
    """Read the draft as a file, as the editor's page gives it: a spreadsheet, TOML or JSON."""
    found = open_commission(request, place, commission)
    draft = queries.get_draft(found, user=request.user)
    return give_file(
        request, queries.write_draft(draft, ending), queries.KINDS[ending], f"{found.slug}-draft.{ending}"
    )


@room.read(f"{COMMISSION}/draft/history", DraftHistory, access=Permission.SEE_WORK)
def read_draft_history(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """Read who changed what in the draft, the newest first, and what undo and redo would do."""
    draft = queries.get_draft(open_commission(request, place, commission), user=request.user)
    return queries.tell_history(draft)


@room.read(f"{COMMISSION}/draft/tables/{{table}}", DraftTable, access=Permission.SEE_WORK)
def read_draft_table(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, table: ListTable | LineTable,
    option: OwnerId = "", page: PageNumber = 1, size: PageSize = 100,
) -> Any:  # fmt: skip
    """Read a table of the draft, in the texts that its cells show.

    Costs, benefits and transfers are those of one `option`. The `row` of each line and the text of each cell
    are what a save names: see “Save cells”.
    """
    draft = queries.get_draft(open_commission(request, place, commission), user=request.user)
    members = _find_members(draft.document, table, option)
    rows = [
        {
            "row": "" if table in cells.SETTINGS else str(one.get(LINE_KEY if table in LINES else "id", "")),
            "cells": cells.show_row(table, draft.document, one),
        }
        for one in members
    ]
    columns = [
        {
            "name": one.name,
            "holds": one.kind.name.lower(),
            "meaning": one.meaning,
            "required": one.required,
            "choices": [word for word, _ in one.choices],
        }
        for one in cells.list_columns(table, draft.document)
    ]
    return give_page(request, rows, page, size) | {"revision": draft.revision, "columns": columns}


def _find_members(document: Any, table: str, option: str) -> list[Any]:
    """Find the rows of a table; a table that holds for the whole case has one."""
    if table in cells.SETTINGS:
        return [document.get(table, {})]
    if table not in LINES:
        return list(document.get(table, []))
    owner = read_at(document, ("options", option))
    if owner is None:
        raise NotFound("There is no such option in the draft: name the option whose lines you want.")
    return list(owner.get(table, []))


# --- documents ------------------------------------------------------------------------------------------


@room.read(f"{COMMISSION}/documents", Page[DocumentShown])
def list_documents(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, page: PageNumber = 1,
    size: PageSize = 50,
) -> Any:  # fmt: skip
    """List the documents behind the figures; the public sees those that everybody may download."""
    found = open_commission(request, place, commission)
    return give_page(request, _tell_documents(request, found), page, size)


@room.read(f"{COMMISSION}/documents/{{identifier}}", DocumentShown)
def read_document(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> Any:
    """Read about one document."""
    rows = _tell_documents(request, open_commission(request, place, commission))
    told = next((row for row in rows if row["id"] == identifier), None)
    if told is None:
        raise NotFound("There is no such document here.")
    return told


def _tell_documents(request: HttpRequest, commission: Commission) -> list[dict[str, Any]]:
    works = may(request.user, Permission.SEE_WORK, commission.place)
    return [
        {
            "id": row.pk,
            "title": row.title,
            "file_name": row.file_name,
            "size_bytes": row.size_bytes,
            "is_public": row.is_public,
            "citation": row.citation,
            "attached_by": row.attached_by if works else None,
            "attached_at": row.attached_at,
            "kind": row.kind,
            "dated_on": row.dated_on,
            "public_from": row.public_from,
            "sha256": row.digest,
        }
        for row in evidence.list_documents(commission, user=request.user)
    ]


@room.read(
    f"{COMMISSION}/documents/{{identifier}}/file", files=sorted({*evidence.CONTENT_TYPES.values()})
)  # fmt: skip
def read_document_file(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> HttpResponse:
    """Read a document to the byte."""
    found = open_commission(request, place, commission)
    document = evidence.find_document(found, identifier, user=request.user)
    return give_file(request, bytes(document.content), document.content_type, document.file_name)


def give_file(request: HttpRequest, data: bytes, content_type: str, name: str) -> HttpResponse:
    """Give a file to keep: never shown by a browser, and never taken for another kind."""
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=name)
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return mark_version(request, response)


def find_own_version(request: HttpRequest, place: str, commission: str, number: int) -> AppraisalVersion:
    """Find a version for those who change it."""
    found = open_commission(request, place, commission)
    version = queries.find_version(found, number, user=request.user)
    if version.commission_id != found.pk:
        raise NotFound("There is no such version of this appraisal.")
    return version
