"""Papers that officers, members and residents need from one case file: written once, as DOCX or as PDF.

The same case file gives the same bytes. Withheld parts are shown as withheld, missing parts as not recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from wholeplace.casefile.documents.annex import write_annex
from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.commission import CommissionReading, open_commission
from wholeplace.casefile.documents.papers.delivery_model import write_assessment_paper
from wholeplace.casefile.documents.papers.easy_read import write_easy_read_paper
from wholeplace.casefile.documents.papers.public_interest import write_test_paper
from wholeplace.casefile.documents.pdf import write_pdf
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.casefile.documents.word import EASY_READ, write_word

PaperName = Literal["public-interest-test", "delivery-model-assessment", "easy-read", "cabinet-annex"]
PaperKind = Literal["docx", "pdf"]


def write_paper(case_file: Mapping[str, Any], name: PaperName, kind: PaperKind) -> bytes:
    """Write a paper from a case file.

    Parameters
    ----------
    case_file : mapping
        As published, with or without the record of a commission. Parts may be withheld or missing.
    name : str
        "public-interest-test": each question, its answer and reason, and the indication.
        "delivery-model-assessment": from the need to the decision.
        "easy-read": large letters, one idea a line, a box for a picture beside each; a draft that a person
        must finish, every gap marked with TO DO.
        "cabinet-annex": two A4 pages, up to 12 options; texts are cut to fit.
    kind : str
        "docx" or "pdf".

    Returns
    -------
    bytes
        DOCX with headings and table header rows, or PDF/UA-1; in British English, without a date.
    """
    reading = open_reading(case_file)
    if name == "cabinet-annex":
        return write_annex(reading, kind)
    write, render = _PAPERS[name]
    return render(write(open_commission(reading)), kind)


def _render(report: Report, kind: PaperKind) -> bytes:
    return write_word(report) if kind == "docx" else write_pdf(report)


def _render_easy(report: Report, kind: PaperKind) -> bytes:
    return write_word(report, EASY_READ) if kind == "docx" else write_pdf(report, "easy-read.typ")


_PAPERS: Mapping[str, tuple[Callable[[CommissionReading], Report], Callable[[Report, PaperKind], bytes]]] = {
    "public-interest-test": (write_test_paper, _render),
    "delivery-model-assessment": (write_assessment_paper, _render),
    "easy-read": (write_easy_read_paper, _render_easy),
}
