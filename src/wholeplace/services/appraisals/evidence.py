"""Documents behind the figures: attached, cited, and given back as what they are: other people's files."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, get_args

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import DocumentKind
from wholeplace.records.models import Commission, Document, Person
from wholeplace.services.commissions.operations import refuse_closed
from wholeplace.services.entries import read_line, read_prose, read_word
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import Permission, may, require
from wholeplace.services.publication.events import record_event

LARGEST_DOCUMENT_BYTES = 10_000_000
LONGEST_EMBARGO = timedelta(days=3660)
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


@dataclass(frozen=True)
class Attached:
    """A document in a list, without its content."""

    pk: int
    title: str
    file_name: str
    size_bytes: int
    is_public: bool
    attached_by: str
    attached_at: datetime
    kind: str
    dated_on: date | None
    public_from: date | None
    withheld_reason: str
    digest: str

    @property
    def is_withheld(self) -> bool:
        """Say whether everybody may read it later, but not yet."""
        return is_withheld(self.public_from)

    @property
    def citation(self) -> str:
        """The words by which a line cites it as its source."""
        return name_citation(self.title, self.pk)


def name_citation(title: str, key: int) -> str:
    """Write the words by which a line cites a document as its source."""
    return f"{title} (document {key})"


def is_withheld(public_from: date | None) -> bool:
    """Say whether the day has not come on which a document becomes public."""
    return public_from is not None and public_from > timezone.localdate()


class PublicAlready(WholeplaceError):
    """What everybody may read cannot be made public once more."""


@dataclass(frozen=True)
class Particulars:
    """What kind of document it is, of which date, and from when on everybody may read it."""

    kind: str = "evidence"
    dated_on: date | None = None
    public_from: date | None = None
    withheld_reason: str = ""


@operation
def attach_document(
    *,
    commission: Commission,
    title: str,
    file: tuple[str, bytes],
    is_public: bool,
    by: Person,
    at: datetime,
    particulars: Particulars = Particulars(),
) -> Document:
    """Keep a document of the commission, evidence or another; the same content is kept once."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    refuse_closed(commission)
    more = _read_particulars(particulars, is_public=is_public, today=timezone.localdate(at))
    name, data = _clean_name(file[0]), file[1]
    content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None:
        known = ", ".join(sorted(CONTENT_TYPES))
        raise InvalidInput("file", _("must be one of %(known)s") % {"known": known})
    if not data:
        raise InvalidInput("file", _("is empty: choose another file"))
    if len(data) > LARGEST_DOCUMENT_BYTES:
        size = _("must have 10 MB or less, but has %(size).1f MB") % {"size": len(data) / 1e6}
        raise InvalidInput("file", size)
    digest = hashlib.sha256(data).hexdigest()
    known_one = Document.objects.filter(commission=commission, digest=digest).first()
    if known_one is not None:
        return known_one
    document = Document.objects.create(
        commission=commission, title=read_line("title", title or name), file_name=name, digest=digest,
        content_type=content_type, content=data, size_bytes=len(data), is_public=is_public,
        attached_by=by, attached_at=at, **more,
    )  # fmt: skip
    record_event(
        kind="document-attached", by=by, at=at, place=commission.place, commission=commission,
        body={"document": document.pk, "digest": digest}, detail={"title": document.title, "file": name},
    )  # fmt: skip
    return document


def _read_particulars(said: Particulars, *, is_public: bool, today: date) -> dict[str, Any]:
    kind = read_word("kind", said.kind, get_args(DocumentKind))
    if said.dated_on is not None and said.dated_on > today:
        problem = _("must not be after today: it is the date that stands on the document")
        raise InvalidInput("dated_on", problem)
    if said.public_from is None:
        return {"kind": kind, "dated_on": said.dated_on}
    if not is_public:
        raise InvalidInput("public_from", _("says when everybody may read it, but it is for staff only"))
    if not today < said.public_from <= today + LONGEST_EMBARGO:
        raise InvalidInput("public_from", _("must be after today and within ten years"))
    reason = read_prose("withheld_reason", said.withheld_reason)
    return {
        "kind": kind,
        "dated_on": said.dated_on,
        "public_from": said.public_from,
        "withheld_reason": reason,
    }


@operation
def release_document(*, document: Document, by: Person, at: datetime) -> Document:
    """Let everybody read a document from now on, before its day or where only staff could."""
    require(by, Permission.PUBLISH, document.commission.place)
    refuse_closed(document.commission)
    if document.is_public and not is_withheld(document.public_from):
        raise PublicAlready(_("Everybody may read “%(title)s” already.") % {"title": document.title})
    document.is_public, document.public_from, document.withheld_reason = True, None, ""
    document.save(update_fields=["is_public", "public_from", "withheld_reason"])
    record_event(
        kind="document-released", by=by, at=at, place=document.commission.place,
        commission=document.commission, body={"document": document.pk, "digest": document.digest},
    )  # fmt: skip
    return document


def _clean_name(name: str) -> str:
    """Keep the last part of a file's name, without letters that hide what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, dot, ending = kept.strip().rpartition(".")
    return f"{stem[:120]}{dot}{ending[:10]}" if stem else kept[:120] or "document"


def list_documents(commission: Commission, *, user: object) -> list[Attached]:
    """List the documents of a commission that the user may read."""
    rows = _visible(commission, user).defer("content").select_related("attached_by")
    return [_describe(row) for row in rows]


def list_withheld_documents(commission: Commission) -> list[Attached]:
    """List the documents that everybody may read later; what they are called is not public either."""
    rows = Document.objects.filter(commission=commission, public_from__gt=timezone.localdate())
    return [_describe(row) for row in rows.defer("content").select_related("attached_by")]


def _describe(row: Document) -> Attached:
    return Attached(
        row.pk,
        row.title,
        row.file_name,
        row.size_bytes,
        row.is_public,
        row.attached_by.name,
        row.attached_at,
        row.kind,
        row.dated_on,
        row.public_from,
        row.withheld_reason,
        row.digest,
    )


def find_document(commission: Commission, pk: int, *, user: object) -> Document:
    """Find a document of a commission that the user may read."""
    document = _visible(commission, user).filter(pk=pk).first()
    if document is None:
        raise NotFound(_("There is no such document here."))
    document.commission = commission
    return document


def _visible(commission: Commission, user: object) -> QuerySet[Document]:
    works = may(user, Permission.SEE_WORK, commission.place)
    released = Q(public_from__isnull=True) | Q(public_from__lte=timezone.localdate())
    return Document.objects.filter(Q(commission=commission), Q() if works else Q(is_public=True) & released)
