"""Tables of a Word document, each with a header row that is repeated on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from wholeplace.casefile.documents.blocks import Cell, Table
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.word.opening import make_shade, set_size

TINTS: Mapping[str, str] = {
    "gain-1": "E4EFF9", "gain-2": "BCD8F0", "gain-3": "CFE4F5", "first": "CFE4F5",
    "loss-1": "FDEEE3", "loss-2": "FAD0B0", "loss-3": "F3AC78",
}  # fmt: skip
TABLE_TEXT = "TableText"  # the id of the style “Table Text”
LONGEST_UNBROKEN = 600  # a row with a longer text may go on over the page


def add_table(document: Document, table: Table, width_mm: float, size: float | None = None) -> WordTable:
    """Add a table whose first row is repeated as its header on each page.

    Parameters
    ----------
    document : Document
        Where, at its end.
    table : Table
        Its caption becomes its alternative text.
    width_mm : float
        Of all columns together, shared by their weights.
    size : float, optional
        Of the letters, in points; by the number of columns if not given.

    Returns
    -------
    docx.table.Table
    """
    made: WordTable = document.add_table(rows=1, cols=len(table.columns))
    made.autofit = False
    widths = _share_width(table, width_mm)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    points = size or _find_size(len(table.columns))
    heads = [Cell(column.head, is_strong=True) for column in table.columns]
    for number, cells in enumerate([heads, *table.rows]):
        row = made.rows[0] if number == 0 else made.add_row()  # type: ignore[no-untyped-call]
        _fill_row(row, cells, table, widths, points)
    mark(row_properties(made.rows[0]), "w:tblHeader")
    _describe_table(made, table.caption)
    return made


def _find_size(columns: int) -> float:
    return 7 if columns > 9 else 8 if columns > 5 else 9.5


def _share_width(table: Table, width_mm: float) -> list[float]:
    has_numbers = any(column.is_number for column in table.columns)
    weights = [
        column.weight * (1.8 if number == 0 and has_numbers else 1.0)
        for number, column in enumerate(table.columns)
    ]
    return [width_mm * weight / sum(weights) for weight in weights]


def _fill_row(row: _Row, cells: Sequence[Cell], table: Table, widths: Sequence[float], points: float) -> None:
    if all(len(cell.text) <= LONGEST_UNBROKEN for cell in cells):
        mark(row_properties(row), "w:cantSplit")
    for cell, content, column, width in zip(row.cells, cells, table.columns, widths, strict=True):
        fill_cell(cell, content, points, is_number=column.is_number)
        cell.width = Mm(width)


def fill_cell(cell: _Cell, content: Cell, points: float, *, is_number: bool) -> None:
    """Write one cell of a table."""
    paragraph = cell.paragraphs[0]
    paragraph._p.style = TABLE_TEXT  # noqa: SLF001  # looking the style up takes most of the time of a large table
    run = paragraph.add_run(content.text)
    set_size(run.font, points)
    if content.is_strong:
        run.bold = True
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if content.tone:
        cell._tc.get_or_add_tcPr().append(make_shade(TINTS[content.tone]))  # noqa: SLF001


def _describe_table(table: WordTable, caption: str) -> None:
    """Draw the lines between rows, say that the first row and column are headings, and add the caption."""
    properties = table._tbl.tblPr  # noqa: SLF001
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for key, value in (("val", "single"), ("sz", "4"), ("color", "B1B4B6")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    look = properties.find(qn("w:tblLook"))
    for key, value in (("firstRow", "1"), ("firstColumn", "1"), ("noVBand", "1"), ("noHBand", "1")):
        look.set(qn(f"w:{key}"), value)
    properties.find(qn("w:tblLayout")).addprevious(borders)
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), shorten(caption, 250))
    properties.append(told)


def row_properties(row: _Row) -> Any:
    """Give the properties of a row, to be marked."""
    return row._tr.get_or_add_trPr()  # noqa: SLF001


def mark(properties: Any, name: str) -> None:
    """Add a mark, such as that of a header row."""
    properties.append(OxmlElement(name))
