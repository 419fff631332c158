"""Papers as Word documents: one writer for every kind of block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docx.document import Document
from docx.shared import Emu, Mm

from wholeplace.casefile.documents.blocks import (
    Block,
    Boxes,
    Bullets,
    Chart,
    Code,
    Details,
    Facts,
    Heading,
    Inset,
    Paragraph,
    PictureLines,
    Report,
    Table,
    Tag,
    Warning,  # noqa: A004
)
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.word.layout import FIXED_FONT, PAPER, Layout
from wholeplace.casefile.documents.word.opening import (
    make_shade,
    number_pages,
    open_document,
    save_document,
)
from wholeplace.casefile.documents.word.pictures import add_picture, add_picture_lines
from wholeplace.casefile.documents.word.tables import add_table

LONGEST_KEY = 24  # of a fact, for its value to stand beside it


def write_word(report: Report, layout: Layout = PAPER) -> bytes:
    """Write a paper as DOCX.

    Parameters
    ----------
    report : Report
        What to write; texts are data, never markup.
    layout : Layout
        Sizes and margins.

    Returns
    -------
    bytes
        DOCX in British English with heading styles, table header rows and alternative texts, without a
        date: the same report gives the same bytes.
    """
    document = open_document(shorten(report.title, 300), layout)
    number_pages(document, f"{shorten(report.title, 50)} · {shorten(report.place, 30)} · Wholeplace")
    place = document.add_paragraph(style="Hint")
    place.add_run(report.place)
    document.add_paragraph(report.title, style="Title")
    if report.lead:
        document.add_paragraph(report.lead, style="Lead")
    for number, section in enumerate(report.sections):
        heading = document.add_paragraph(section.title, style="Heading 1")
        heading.paragraph_format.page_break_before = (layout.is_first_apart and number == 1) or None
        depth = 3
        for block in section.blocks:
            _write_block(document, block, layout, depth)
            if isinstance(block, Heading):
                depth = min(block.level + 1, 4)
    return save_document(document)


def _write_block(document: Document, block: Block, layout: Layout, depth: int = 3) -> None:
    if isinstance(block, Details):
        _add_heading(document, block.summary, depth)
        for inner in block.blocks:
            _write_block(document, inner, layout, min(depth + 1, 4))
        return
    _WRITERS[block.kind](document, block, layout)


def _add_heading(document: Document, text: str, level: int) -> None:
    """Write a heading; the section's own is the first level, so that a block's third is the second here."""
    document.add_paragraph(text, style=f"Heading {min(max(level - 1, 2), 3)}")


def _write_heading(document: Document, block: Heading, _layout: Layout) -> None:
    _add_heading(document, block.text, block.level)


def _write_paragraph(document: Document, block: Paragraph, _layout: Layout) -> None:
    document.add_paragraph(block.text, style={"lead": "Lead", "hint": "Hint"}.get(block.role, "Normal"))


def _write_bullets(document: Document, block: Bullets, _layout: Layout) -> None:
    for item in block.items:
        document.add_paragraph(item, style="List Bullet")


def _write_facts(document: Document, block: Facts, layout: Layout) -> None:
    """Write keys and values; a value stands beside a short key, and after a long one."""
    indent = Mm(layout.text_width_mm * 0.3)
    for key, value in block.rows:
        paragraph = document.add_paragraph(style="Fact")
        is_short = len(key) <= LONGEST_KEY
        paragraph.add_run(key if is_short else f"{key}: ").bold = True
        if is_short:
            paragraph.paragraph_format.left_indent = indent
            paragraph.paragraph_format.first_line_indent = Emu(-indent)
            paragraph.paragraph_format.tab_stops.add_tab_stop(indent)
            paragraph.add_run("\t")
        paragraph.add_run(value)


def _write_inset(document: Document, block: Inset, _layout: Layout) -> None:
    document.add_paragraph(block.text, style="Inset")


def _write_warning(document: Document, block: Warning, _layout: Layout) -> None:
    document.add_paragraph(f"Warning: {block.text}", style="Warning")


def _write_tag(document: Document, block: Tag, _layout: Layout) -> None:
    paragraph = document.add_paragraph()
    label = paragraph.add_run(f" {block.label} ")
    label.bold = True
    label._r.get_or_add_rPr().append(make_shade("E3E4E5"))  # noqa: SLF001
    paragraph.add_run(f" {block.text}")


def _write_code(document: Document, block: Code, _layout: Layout) -> None:
    run = document.add_paragraph(style="Code").add_run(block.text)
    run.font.name = FIXED_FONT


def _write_chart(document: Document, block: Chart, layout: Layout) -> None:
    document.add_paragraph(block.title, style="Caption")
    add_picture(document, block, *layout.chart_mm)


def _write_table(document: Document, block: Table, layout: Layout) -> None:
    document.add_paragraph(block.caption, style="Caption")
    add_table(document, block, layout.text_width_mm, layout.table_points)
    document.add_paragraph(block.note, style="Hint" if block.note else "Table End")


def _write_lines(document: Document, block: PictureLines, layout: Layout) -> None:
    add_picture_lines(document, block, layout.text_width_mm)


def _write_boxes(document: Document, block: Boxes, _layout: Layout) -> None:
    texts = [block.question, *(f"☐  {choice}" for choice in block.choices)]
    for number, text in enumerate(texts, 1):
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.keep_with_next = number < len(texts) or block.lines > 0
    for _ in range(block.lines):
        document.add_paragraph(style="Answer Line")


_WRITERS: Mapping[str, Callable[[Document, Any, Layout], None]] = {
    "heading": _write_heading,
    "paragraph": _write_paragraph,
    "bullets": _write_bullets,
    "facts": _write_facts,
    "inset": _write_inset,
    "warning": _write_warning,
    "tag": _write_tag,
    "code": _write_code,
    "chart": _write_chart,
    "table": _write_table,
    "lines": _write_lines,
    "boxes": _write_boxes,
}
