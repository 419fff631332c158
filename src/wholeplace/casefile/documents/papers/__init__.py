"""Papers that officers, members and residents need from one case file: written once, as DOCX or as PDF.

The same case file gives the same bytes. Withheld parts are shown as withheld, missing parts as not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from wholeplace.casefile.documents.annex import write_annex
from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.commission import open_commission
from wholeplace.casefile.documents.papers.delivery_model import write_assessment_paper
from wholeplace.casefile.documents.papers.easy_read import write_easy_read_paper
from wholeplace.casefile.documents.papers.public_interest import write_test_paper
from wholeplace.casefile.documents.pdf import write_pdf
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.casefile.documents.word import EASY_READ, write_word

PaperKind = Literal["docx", "pdf"]


def write_public_interest_test(case_file: Mapping[str, Any], kind: PaperKind) -> bytes:
    """Write the Public Interest Test as a paper.

    Parameters
    ----------
    case_file : mapping
        As published, with or without the record of a commission. Parts may be withheld or missing.
    kind : str
        "docx" or "pdf".

    Returns
    -------
    bytes
        DOCX with headings and table header rows, or PDF/UA-1; in British English, without a date.
    """
    return _render(write_test_paper(open_commission(open_reading(case_file))), kind)


def write_delivery_model_assessment(case_file: Mapping[str, Any], kind: PaperKind) -> bytes:
    """Write the delivery model assessment as a paper, from the need to the decision.

    Parameters
    ----------
    case_file : mapping
        As published, with or without the record of a commission. Parts may be withheld or missing.
    kind : str
        "docx" or "pdf".

    Returns
    -------
    bytes
        DOCX with headings and table header rows, or PDF/UA-1; in British English, without a date.
    """
    return _render(write_assessment_paper(open_commission(open_reading(case_file))), kind)


def write_easy_read(case_file: Mapping[str, Any], kind: PaperKind) -> bytes:
    """Write an Easy Read summary as a draft that a person must finish.

    Parameters
    ----------
    case_file : mapping
        As published, with or without the record of a commission. Parts may be withheld or missing.
    kind : str
        "docx", to be finished, or "pdf", to be looked at.

    Returns
    -------
    bytes
        Large letters, one idea a line, a box for a picture beside each, and every gap marked with TO DO.
    """
    report = write_easy_read_paper(open_commission(open_reading(case_file)))
    return write_word(report, EASY_READ) if kind == "docx" else write_pdf(report, "easy-read.typ")


def write_cabinet_annex(case_file: Mapping[str, Any], kind: PaperKind) -> bytes:
    """Write the two-page annex for a cabinet paper.

    Parameters
    ----------
    case_file : mapping
        As published, with or without the record of a commission. Parts may be withheld or missing.
    kind : str
        "docx" or "pdf".

    Returns
    -------
    bytes
        Two A4 pages, up to 12 options; texts are cut to fit.
    """
    return write_annex(open_reading(case_file), kind)


def _render(report: Report, kind: PaperKind) -> bytes:
    return write_word(report) if kind == "docx" else write_pdf(report)
