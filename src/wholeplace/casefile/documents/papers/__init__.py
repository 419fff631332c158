"""Papers that officers, members and residents need from one case file: written once, as DOCX or as PDF.

The same case file gives the same bytes. Withheld parts are shown as withheld, missing parts as not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.commission import open_commission
from wholeplace.casefile.documents.papers.public_interest import write_test_paper
from wholeplace.casefile.documents.pdf import write_pdf
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.casefile.documents.word import write_word

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


def _render(report: Report, kind: PaperKind) -> bytes:
    return write_word(report) if kind == "docx" else write_pdf(report)
