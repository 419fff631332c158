"""A matrix of tinted cells, each with its figure: who gains and who loses, who prefers what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart, Tone
from wholeplace.casefile.documents.charts.canvas import (
    PAPER,
    QUIET,
    RULE,
    SMALL,
    Canvas,
    draw_chart,
    wrap,
)

LABEL_WIDTH = 196
# Dark letters stand on every tint with a contrast of at least 4.5 to 1.
TINTS: dict[Tone, str] = {
    "": PAPER,
    "gain-1": "#e4eff9",
    "gain-2": "#bcd8f0",
    "gain-3": "#8ebfe6",
    "loss-1": "#fdeee3",
    "loss-2": "#fad0b0",
    "loss-3": "#f3ac78",
    "first": "#8ebfe6",
}


@dataclass(frozen=True)
class MatrixCell:
    """One cell: a text of a few letters, and its tint."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class MatrixRow:
    """One row: its name and its cells."""

    name: str
    cells: Sequence[MatrixCell]


def draw_matrix(
    key: str, title: str, description: str, heads: Sequence[str], rows: Sequence[MatrixRow], legend: str
) -> Chart:
    """Draw a matrix; a small screen gets it in strips of six columns.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    heads : sequence of str
        One or two letters for each column.
    rows : sequence of MatrixRow
        From the top.
    legend : str
        What the letters and tints mean.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, heads, rows, legend))


def _draw(canvas: Canvas, heads: Sequence[str], rows: Sequence[MatrixRow], legend: str) -> None:
    most = 5 if canvas.is_narrow else 8
    y = 0.0
    for start in range(0, max(1, len(heads)), most):
        y = _draw_strip(canvas, heads, rows, slice(start, start + most), y) + 10
    for line in wrap(legend, canvas.width - 4, SMALL, most=40):
        canvas.text(0, y + 12, line, size=SMALL, fill=QUIET)
        y += 17
    canvas.height = y + 4


def _draw_strip(
    canvas: Canvas, heads: Sequence[str], rows: Sequence[MatrixRow], part: slice, top: float
) -> float:
    left = 0 if canvas.is_narrow else LABEL_WIDTH
    width = (canvas.width - left) / max(1, min(8 if not canvas.is_narrow else 5, len(heads)))
    width = min(width, 110)
    for number, head in enumerate(heads[part]):
        canvas.text(left + width * (number + 0.5), top + 16, head, anchor="middle", bold=True)
    y = top + 22
    for row in rows:
        lines = wrap(row.name, canvas.width if canvas.is_narrow else LABEL_WIDTH - 10, SMALL)
        after = canvas.paragraph(0, y + 16, lines, size=SMALL)
        cell_top = after - 10 if canvas.is_narrow else y
        height = 26 if canvas.is_narrow else max(30.0, 17.0 * len(lines) + 4)
        for number, (head, cell) in enumerate(zip(heads[part], row.cells[part], strict=True)):
            x = left + width * number
            hint = f"{row.name}, {head}: {cell.text}"
            canvas.rectangle(x + 1, cell_top + 1, width - 2, height - 2, TINTS[cell.tone], RULE, hint=hint)
            canvas.text(x + width / 2, cell_top + height / 2 + 5, cell.text, size=SMALL, anchor="middle")
        y = cell_top + height
    return y
