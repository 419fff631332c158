"""Documents behind the figures: attached, cited, and given back as what they are: other people's files."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import Commission, Document, Person
from wholeplace.services.commissions.operations import refuse_closed
from wholeplace.services.entries import read_line
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import Permission, may, require
from wholeplace.services.publication.events import record_event

LARGEST_DOCUMENT_BYTES = 10_000_000
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

    @property
    def citation(self) -> str:
        """The words by which a line cites it as its source."""
        return name_citation(self.title, self.pk)


def name_citation(title: str, key: int) -> str:
    """Write the words by which a line cites a document as its source."""
    return f"{title} (document {key})"


@operation
def attach_document(
    *,
    commission: Commission,
    title: str,
    file: tuple[str, bytes],
    is_public: bool,
    by: Person,
    at: datetime,
) -> Document:
    """Keep a document beside the appraisal; the same content is kept once."""
    require(by, Permission.WRITE_APPRAISAL, commission.place)
    refuse_closed(commission)
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
        attached_by=by, attached_at=at,
    )  # fmt: skip
    record_event(
        kind="document-attached", by=by, at=at, place=commission.place, commission=commission,
        body={"document": document.pk, "digest": digest}, detail={"title": document.title, "file": name},
    )  # fmt: skip
    return document


def _clean_name(name: str) -> str:
    """Keep the last part of a file's name, without letters that hide what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, dot, ending = kept.strip().rpartition(".")
    return f"{stem[:120]}{dot}{ending[:10]}" if stem else kept[:120] or "document"


def list_documents(commission: Commission, *, user: object) -> list[Attached]:
    """List the documents of a commission that the user may see."""
    rows = _visible(commission, user).defer("content").select_related("attached_by")
    return [
        Attached(
            row.pk,
            row.title,
            row.file_name,
            row.size_bytes,
            row.is_public,
            row.attached_by.name,
            row.attached_at,
        )
        for row in rows
    ]


def find_document(commission: Commission, pk: int, *, user: object) -> Document:
    """Find a document of a commission that the user may see."""
    document = _visible(commission, user).filter(pk=pk).first()
    if document is None:
        raise NotFound(_("There is no such document here."))
    return document


def _visible(commission: Commission, user: object) -> QuerySet[Document]:
    works = may(user, Permission.SEE_WORK, commission.place)
    return Document.objects.filter(Q(commission=commission), Q() if works else Q(is_public=True))
