"""The report on a debate: where people agree and where they part, with pictures that show nobody alone."""

from __future__ import annotations

from collections.abc import Mapping

from wholeplace.casefile.debate import Debate
from wholeplace.casefile.documents.debate.chapters import write_debate_report
from wholeplace.casefile.documents.debate.reading import open_debate
from wholeplace.casefile.documents.html import write_html
from wholeplace.formats.polis import Statement


def render_debate(debate: Debate, statements: Mapping[str, Statement], threshold: int, name: str = "") -> str:
    """Render a debate as one self-contained HTML file.

    Parameters
    ----------
    debate : Debate
        As computed.
    statements : mapping of str to Statement
        Texts by id; a statement without one is named by its id.
    threshold : int
        The fewest people of whom anything is said, at least 1.
    name : str
        Of the file with the votes, for the command that recomputes the report.

    Returns
    -------
    str
        A document that asks for nothing from anywhere and needs no script.

    Raises
    ------
    AssetNotBuilt
        When the style sheet of the design system is not in this installation.
    """
    return write_html(write_debate_report(open_debate(debate, statements, threshold), name))
