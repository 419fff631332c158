"""What is published: case files to the byte, the event chain."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wholeplace.faces.api.openapi import refer
from wholeplace.faces.api.opening import open_commission
from wholeplace.faces.api.paging import Page, PageNumber, PageSize, give_page
from wholeplace.faces.api.routing import Room
from wholeplace.faces.api.service import mark_version
from wholeplace.faces.api.shapes.commissions import CaseFileLine
from wholeplace.faces.api.shapes.publication import (
    ChainHead,
    CheckpointShown,
    EventPage,
    PublishedCaseFile,
)
from wholeplace.faces.api.values import CommissionSlug, Digest, PlaceSlug, Sequence
from wholeplace.records.models import CaseFile, ChainEvent, Checkpoint
from wholeplace.services.publication.chain import describe_event
from wholeplace.services.publication.papers import find_case_file
from wholeplace.services.publication.queries import read_case_file as read_document
from wholeplace.services.publication.thread import list_files

room = Room("What is published")
COMMISSION = "/places/{place}/commissions/{commission}"
MOST_EVENTS = 500


@room.read("/case-files", Page[PublishedCaseFile])
def list_case_files(request: HttpRequest, page: PageNumber = 1, size: PageSize = 50) -> Any:
    """List the published case files of all places, the newest first."""
    rows = CaseFile.objects.visible_to(request.user).select_related("published").defer("document")
    cut = give_page(request, rows.order_by("-published__sequence"), page, size)
    return cut | {"items": [_tell_case_file(row) for row in cut["items"]]}


def _tell_case_file(row: CaseFile) -> dict[str, Any]:
    return {
        "digest": row.digest,
        "title": row.title,
        "place": row.place,
        "sequence": row.published.sequence,
        "published_at": row.published.at,
        "published_by": row.published.by,
    }


@room.read("/case-files/{digest}", schema=refer())
def read_case_file(request: HttpRequest, digest: Digest) -> HttpResponse:
    """Read a case file, to the byte: its SHA-256 is its digest.

    It never changes. Verify it on your own machine with `wholeplace verify`.
    """
    return _give_case_file(request, read_document(digest, user=request.user), digest)


def _give_case_file(request: HttpRequest, document: str, digest: str) -> HttpResponse:
    response = HttpResponse(document.encode(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{digest[:16]}.json"'
    return mark_version(request, response, etag=digest)


@room.read(f"{COMMISSION}/case-files", list[CaseFileLine])
def list_commission_case_files(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> Any:
    """List the published case files of a commission, the newest first."""
    return list_files(open_commission(request, place, commission))


@room.read(f"{COMMISSION}/case-file", schema=refer())
def read_newest_case_file(request: HttpRequest, place: PlaceSlug, commission: CommissionSlug) -> HttpResponse:
    """Read the newest published case file of a commission, to the byte."""
    found = find_case_file(open_commission(request, place, commission))
    return _give_case_file(request, found.document, found.digest)


# --- the chain ------------------------------------------------------------------------------------------


@room.read("/chain", ChainHead)
def read_chain(request: HttpRequest) -> Any:  # noqa: ARG001
    """Read the head of the event chain: whoever noted it sees later whether anything was taken away."""
    newest = ChainEvent.objects.order_by("-sequence").first()
    signed = Checkpoint.objects.first()
    return {
        "events": newest.sequence + 1 if newest else 0,
        "head": newest.hash if newest else None,
        "at": newest.at if newest else timezone.now(),
        "newest_checkpoint": signed and _tell_checkpoint(signed),
    }


@room.read("/chain/events", EventPage)
def list_events(request: HttpRequest, start: Sequence = 0, size: PageSize = 100) -> Any:
    """Read the event chain from an event on, in its order.

    Personal details are not on the chain, only a commitment to them. To check the hashes, follow `next` from
    the first event; the whole chain as one file is at /data/chain.jsonl.
    """
    rows = list(ChainEvent.objects.filter(sequence__gte=start).order_by("sequence")[: size + 1])
    following = f"{request.path}?start={rows[size].sequence}&size={size}" if len(rows) > size else None
    return {"items": [describe_event(row) for row in rows[:size]], "next": following}


@room.read("/chain/checkpoints", Page[CheckpointShown])
def list_checkpoints(request: HttpRequest, page: PageNumber = 1, size: PageSize = 50) -> Any:
    """List the signed checkpoints, the newest first."""
    cut = give_page(request, Checkpoint.objects.all(), page, size)
    return cut | {"items": [_tell_checkpoint(row) for row in cut["items"]]}


def _tell_checkpoint(row: Checkpoint) -> dict[str, Any]:
    names = ("sequence", "head", "at", "public_key", "signature")
    return {name: getattr(row, name) for name in names}
