"""Pictures of a Word document, each with an alternative text."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Emu, Mm
from docx.table import _Cell

from wholeplace.casefile.documents.blocks import Chart, Column, PictureLine, PictureLines, Table
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.typesetting import (
    find_missing_letters,
    replace_letters,
    typeset_picture,
)
from wholeplace.casefile.documents.word.tables import add_table, mark, row_properties

PICTURE_MM = 48.0
HEAD_POINTS = 11
GAP = "TO DO:"


def add_picture(
    document: Document, chart: Chart, width_mm: float, height_mm: float, pixels_per_inch: float = 160
) -> None:
    """Add a chart as a picture with its description as alternative text.

    Parameters
    ----------
    document : Document
        Where, at its end.
    chart : Chart
        Drawn in its wide form.
    width_mm, height_mm : float
        The picture is as wide as this, or as high, whichever is less.
    pixels_per_inch : float
        How fine.
    """
    svg = replace_letters(chart.wide, find_missing_letters(chart.wide))
    picture = typeset_picture(svg, pixels_per_inch=pixels_per_inch)
    shape = document.add_paragraph().add_run().add_picture(io.BytesIO(picture), width=Mm(width_mm))
    if shape.height > Mm(height_mm):
        shape.width = Emu(round(shape.width * Mm(height_mm) / shape.height))
        shape.height = Mm(height_mm)
    describe_picture(shape, chart.title, f"{chart.title}. {chart.description}")


def add_picture_lines(document: Document, block: PictureLines, width_mm: float) -> None:
    """Add ideas, each beside a placeholder that a person replaces with a picture.

    Parameters
    ----------
    document : Document
        Where, at its end.
    block : PictureLines
        The ideas; the placeholder of each says what its picture should show.
    width_mm : float
        Of picture and words together.
    """
    columns = [Column("Picture", weight=PICTURE_MM + 12), Column("Words", weight=width_mm - PICTURE_MM - 12)]
    table = add_table(document, Table(block.caption, columns, []), width_mm, HEAD_POINTS)
    for line in block.rows:
        row = table.add_row()  # type: ignore[no-untyped-call]
        mark(row_properties(row), "w:cantSplit")
        _fill_picture(row.cells[0], line.picture)
        _fill_words(row.cells[1], line)
    document.add_paragraph(style="Table End")


def _fill_picture(cell: _Cell, idea: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Picture Idea"
    shape = paragraph.add_run().add_picture(io.BytesIO(draw_placeholder()), width=Mm(PICTURE_MM))
    describe_picture(shape, "Space for a picture", f"Space for a picture. It should show: {idea}.")
    cell.add_paragraph(f"Picture to find: {idea}", style="Picture Idea")


def _fill_words(cell: _Cell, line: PictureLine) -> None:
    texts = [*line.sentences, *([f"{GAP} {line.gap}"] if line.gap else [])]
    for number, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.style = "Table Text"
        run = paragraph.add_run(text)
        if line.gap and number == len(texts) - 1:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            run.bold = True


@cache
def draw_placeholder() -> bytes:
    """Draw the empty box that stands for a picture: one for all, so that a file holds it once."""
    width, height = 240, 180
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><rect x="2" y="2" width="{width - 4}" height="{height - 4}" fill="#f3f2f1" '
        'stroke="#484949" stroke-width="2" stroke-dasharray="8 6"/><path d="M40 140 L95 75 L130 115 L155 90 '
        'L200 140 Z" fill="#b1b4b6"/><circle cx="165" cy="55" r="16" fill="#b1b4b6"/></svg>'
    )
    return typeset_picture(svg, pixels_per_inch=100)


def describe_picture(shape: Any, title: str, description: str) -> None:
    """Give a picture its title and alternative text."""
    about = shape._inline.docPr  # noqa: SLF001
    about.set("descr", shorten(description, 1500))
    about.set("title", shorten(title, 160))
