"""Ranges of money: a bar from P10 to P90 with a dot at the mean, one row for each option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import (
    BLUE,
    INK,
    PALE_BLUE,
    QUIET,
    RULE,
    SMALL,
    Canvas,
    Scale,
    draw_chart,
    draw_money_axis,
    measure,
    scale_values,
    wrap,
)
from wholeplace.casefile.documents.figures import label_pounds, say_range, show_pounds

LABEL_WIDTH = 216


@dataclass(frozen=True)
class RangeRow:
    """One row: name, what stands under it, and pounds; None where they are withheld."""

    name: str
    note: str
    low: float | None
    middle: float | None
    high: float | None
    is_leading: bool = False


def draw_ranges(key: str, title: str, description: str, rows: Sequence[RangeRow]) -> Chart:
    """Draw ranges of money with a zero line.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    rows : sequence of RangeRow
        From the top.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, rows))


def _draw(canvas: Canvas, rows: Sequence[RangeRow]) -> None:
    left = 8 if canvas.is_narrow else LABEL_WIDTH
    values = [value for row in rows for value in (row.low, row.middle, row.high) if value is not None]
    figures = [measure(label_pounds(row.middle), bold=True) for row in rows]
    scale = scale_values(values, left, canvas.width - max(figures, default=0.0) - 12)
    labels = [_list_lines(canvas, row) for row in rows]
    tops = [4.0]
    for lines in labels:
        # On a small screen the label stands above its bar, elsewhere beside it.
        height = 17 * len(lines) + 34 if canvas.is_narrow else max(40, 17 * len(lines) + 12)
        tops.append(tops[-1] + height)
    spans = [(below - 32, below - 2) for below in tops[1:]] if canvas.is_narrow else [(tops[0], tops[-1])]
    draw_money_axis(canvas, scale, spans, tops[-1])
    for row, lines, top, below in zip(rows, labels, tops, tops[1:], strict=False):
        _write_label(canvas, row, lines, top)
        _draw_bar(canvas, row, below - 17 if canvas.is_narrow else top + 18, scale)
    canvas.height = tops[-1] + 24


def _label_width(canvas: Canvas) -> float:
    return canvas.width - 4 if canvas.is_narrow else LABEL_WIDTH - 16


def _list_lines(canvas: Canvas, row: RangeRow) -> list[str]:
    width = _label_width(canvas)
    size = SMALL if canvas.is_narrow else 14
    lines = wrap(row.name, width, size, bold=row.is_leading)
    return [*lines, *(wrap(row.note, width, SMALL) if row.note else [])]


def _write_label(canvas: Canvas, row: RangeRow, lines: Sequence[str], top: float) -> None:
    canvas.line((0, top), (canvas.width if canvas.is_narrow else LABEL_WIDTH - 10, top), RULE)
    names = len(lines) - (len(wrap(row.note, _label_width(canvas), SMALL)) if row.note else 0)
    for number, line in enumerate(lines):
        is_note = number >= names
        size = SMALL if canvas.is_narrow or is_note else 14
        baseline = top + 17 * (number + 1)
        canvas.text(
            0, baseline, line, size=size, bold=row.is_leading and not is_note, fill=QUIET if is_note else INK
        )


def _draw_bar(canvas: Canvas, row: RangeRow, middle: float, scale: Scale) -> None:
    if row.low is None or row.middle is None or row.high is None:
        canvas.text(scale.start + 4, middle + 5, "not shown", size=SMALL, fill=QUIET, halo=True)
        return
    start, end = scale.place(row.low), scale.place(row.high)
    cases = say_range(row.low, row.high)
    hint = f"{row.name}: {show_pounds(row.middle)} on average; in 8 of 10 cases {cases}"
    colour = BLUE if row.is_leading else PALE_BLUE
    canvas.rectangle(start, middle - 7, max(2.0, end - start), 14, colour, hint=hint)
    canvas.dot(scale.place(row.middle), middle, 6, INK)
    canvas.text(canvas.width - 3, middle + 5, label_pounds(row.middle), anchor="end", bold=True)
