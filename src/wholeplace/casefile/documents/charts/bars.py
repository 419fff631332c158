"""Bars from zero: shares or pounds with their label, and whiskers where there is an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import (
    BLUE,
    INK,
    PALE_BLUE,
    SMALL,
    Canvas,
    draw_chart,
    measure,
    scale_values,
    wrap,
)

LABEL_WIDTH = 286
FIGURE_WIDTH = 84


@dataclass(frozen=True)
class BarRow:
    """One bar: name, value of at least 0 (None: withheld), half-length of its whiskers, emphasis."""

    name: str
    value: float | None
    error: float = 0.0
    is_leading: bool = False


def draw_bars(
    key: str,
    title: str,
    description: str,
    rows: Sequence[BarRow],
    show: Callable[[float | None], str],
    end: float = 0.0,
) -> Chart:
    """Draw bars from zero.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    rows : sequence of BarRow
        From the top.
    show : callable
        Writes a value as its label.
    end : float
        Where the scale ends at least: 1 for shares.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, rows, show, end))


def _draw(
    canvas: Canvas, rows: Sequence[BarRow], show: Callable[[float | None], str], least_end: float
) -> None:
    left = 0 if canvas.is_narrow else LABEL_WIDTH
    label_width = canvas.width if canvas.is_narrow else LABEL_WIDTH - 12
    size = SMALL if canvas.is_narrow else 14
    values = [least_end, *((row.value or 0.0) + row.error for row in rows)]
    widest = max((measure(show(row.value), bold=row.is_leading) for row in rows), default=0.0)
    scale = scale_values(values, left, canvas.width - max(FIGURE_WIDTH, widest + 12))
    y = 4.0
    for row in rows:
        lines = wrap(row.name, label_width, size, bold=row.is_leading)
        after = canvas.paragraph(0, y + 15, lines, size=size, bold=row.is_leading)
        top = after - 8 if canvas.is_narrow else y + 3
        length = scale.place(row.value or 0.0) - left
        colour = BLUE if row.is_leading else PALE_BLUE
        canvas.rectangle(left, top, length, 16, colour, hint=f"{row.name}: {show(row.value)}")
        if row.error > 0 and row.value is not None:
            low, high = (scale.place(row.value + sign * row.error) for sign in (-1, 1))
            canvas.line((low, top + 8), (high, top + 8), INK, 1.5)
        end = scale.place((row.value or 0.0) + row.error)
        canvas.text(end + 6, top + 13, show(row.value), bold=row.is_leading)
        y = max(after - 4, top + 24)
    canvas.line((left, 0), (left, y), INK, 1.5)
    canvas.height = y + 2
