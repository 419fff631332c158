"""Documents for people who decide: an HTML report, a tagged PDF and a two-page annex, from a case file.

The same case file gives the same bytes. Withheld parts are shown as withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.documents.annex import write_annex
from wholeplace.casefile.documents.chapters import write_report
from wholeplace.casefile.documents.html import write_html
from wholeplace.casefile.documents.pdf import write_pdf
from wholeplace.casefile.documents.reading import open_reading


def render_html(case_file: Mapping[str, Any]) -> str:
    """Render a case file as one self-contained HTML file.

    Parameters
    ----------
    case_file : mapping
        As published: ``case``, ``parameters``, ``results``, ``computed_on``, ``events``. Parts may be
        withheld or missing.

    Returns
    -------
    str
        A document that asks for nothing from anywhere and needs no script.

    Raises
    ------
    AssetNotBuilt
        When the style sheet of the design system is not in this installation.
    """
    return write_html(write_report(open_reading(case_file)))


def render_pdf(case_file: Mapping[str, Any]) -> bytes:
    """Render a case file as a tagged PDF.

    Parameters
    ----------
    case_file : mapping
        As published. Parts may be withheld or missing.

    Returns
    -------
    bytes
        PDF/UA-1 in British English, with fonts inside and without a date. A character that no font at
        hand has is shown as a box.
    """
    return write_pdf(write_report(open_reading(case_file)))


def render_docx(case_file: Mapping[str, Any]) -> bytes:
    """Render a case file as a two-page annex for a cabinet paper.

    Parameters
    ----------
    case_file : mapping
        As published. Parts may be withheld or missing.

    Returns
    -------
    bytes
        DOCX of two A4 pages in British English, its picture with alternative text, without a date.
    """
    return write_annex(open_reading(case_file))
