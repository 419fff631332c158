"""Documents for people who decide: an HTML report, a tagged PDF and a two-page annex, from a case file.

The same case file gives the same bytes. Withheld parts are shown as withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.documents.chapters import write_report
from wholeplace.casefile.documents.html import write_html
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
