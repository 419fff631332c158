"""Papers made from a published case file, made once and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from django.db import transaction

import wholeplace
from wholeplace.casefile.documents import render_html, render_pdf
from wholeplace.casefile.documents.papers import PaperKind, PaperName, write_paper
from wholeplace.casefile.verify import read_case_file
from wholeplace.records.models import CaseFile, Commission, RenderedDocument
from wholeplace.services.operation import NotFound

Write = Callable[[Mapping[str, Any]], bytes]
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class Paper:
    """A paper, ready to be sent."""

    name: str
    content: bytes
    content_type: str
    etag: str


def _write_html(case_file: Mapping[str, Any]) -> bytes:
    return render_html(case_file).encode()


def _name_writers() -> dict[str, Write]:
    writers: dict[str, Write] = {"report.pdf": render_pdf, "report.html": _write_html}
    for name in get_args(PaperName):
        for kind in get_args(PaperKind):
            writers[f"{name}.{kind}"] = partial(write_paper, name=name, kind=kind)
    return writers


PAPERS = _name_writers()


def make_paper(commission: Commission, name: str, *, digest: str = "", at: dt.datetime) -> Paper:
    """Return a paper of the newest published case file, or of the one with a digest."""
    if name not in PAPERS:
        raise NotFound("There is no such document.")
    case_file = find_case_file(commission, digest=digest)
    kept = RenderedDocument.objects.filter(case_file=case_file, name=name, program=wholeplace.__version__)
    content = kept.values_list("content", flat=True).first()
    if content is None:
        content = PAPERS[name](read_case_file(case_file.document))
        _keep(case_file, name, content, at)
    kind = name.rpartition(".")[2]
    etag = f'"{case_file.digest}-{name}-{wholeplace.__version__}"'
    return Paper(f"{commission.slug}-{name}", bytes(content), CONTENT_TYPES[kind], etag)


def _keep(case_file: CaseFile, name: str, content: bytes, at: dt.datetime) -> None:
    """Keep what was made; somebody else may have made the same meanwhile, which is as good."""
    row = RenderedDocument(
        case_file=case_file, name=name, program=wholeplace.__version__, content=content, made_at=at
    )
    with transaction.atomic():
        RenderedDocument.objects.bulk_create([row], ignore_conflicts=True)


def find_case_file(commission: Commission, *, digest: str = "", number: int | None = None) -> CaseFile:
    """Return the newest published case file of a commission, of a version, or the one with a digest."""
    files = CaseFile.objects.filter(commission=commission).order_by("-published__sequence")
    if digest:
        files = files.filter(digest=digest)
    if number is not None:
        files = files.filter(version__number=number)
    found = files.select_related("published").first()
    if found is None:
        raise NotFound("No case file of this commission is published yet.")
    return found
