"""The report as one self-contained HTML file."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from wholeplace.assets import read_asset
from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.texts import shorten

STYLE_SHEET = "govuk-frontend/govuk-frontend.min.css"
OWN_STYLES = ("styles/blocks.css", "templates/report.css")
PACKAGE = "wholeplace.casefile.documents"
MACROS = "govuk_frontend_jinja"


def write_html(report: Report) -> str:
    """Write the report as HTML with its style sheets inside.

    Parameters
    ----------
    report : Report
        What to write; every text in it is escaped.

    Returns
    -------
    str
        A whole document that asks for nothing from anywhere and needs no script.

    Raises
    ------
    AssetNotBuilt
        When the style sheet of the design system is not in this installation.
    """
    template = _open_environment().get_template("report.html")
    ours = resources.files(PACKAGE)
    own = [ours.joinpath(name).read_text(encoding="utf-8") for name in OWN_STYLES]
    # All are ours: nothing that a person wrote is ever marked as safe, except the finished charts.
    styles = Markup(read_asset(STYLE_SHEET) + "".join(own))  # noqa: S704
    return template.render(report=report, styles=styles, page_title=shorten(report.title, 120))


@cache
def _open_environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(PACKAGE), PrefixLoader({MACROS: PackageLoader(MACROS)})]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"drawing": _trust_drawing, "unbroken": _keep_minus}
    return environment


def _trust_drawing(drawing: str) -> Markup:
    """Let a chart through: the canvas has escaped every text in it."""
    return Markup(drawing)  # noqa: S704


def _keep_minus(text: str) -> str:
    """Keep a minus with its pounds where a cell of several words may break."""
    return text.replace("−£", "−\u2060£") if " " in text else text
