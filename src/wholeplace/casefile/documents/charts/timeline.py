"""Bars along the years: how long an option is committed before it can be left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import (
    BLUE,
    INK,
    PALE_BLUE,
    PAPER,
    QUIET,
    RULE,
    SMALL,
    Canvas,
    Scale,
    draw_chart,
    measure,
    wrap,
)

LABEL_WIDTH = 216


@dataclass(frozen=True)
class Commitment:
    """One row: name, years committed (None: withheld), and what stands beside the bar."""

    name: str
    years: float | None
    label: str
    is_leading: bool = False


def draw_timeline(
    key: str, title: str, description: str, rows: Sequence[Commitment], years: tuple[int, int]
) -> Chart:
    """Draw how long each option is committed.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    rows : sequence of Commitment
        From the top.
    years : tuple of int
        Calendar year in which year 0 begins, and how many years are looked at.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, rows, years))


def _draw(canvas: Canvas, rows: Sequence[Commitment], years: tuple[int, int]) -> None:
    left = 4 if canvas.is_narrow else LABEL_WIDTH
    scale = Scale(0, years[1], left, canvas.width - 20)
    labels = [_list_lines(canvas, row) for row in rows]
    tops = [4.0]
    for lines in labels:
        tops.append(tops[-1] + (17 * len(lines) + 32 if canvas.is_narrow else max(34, 17 * len(lines) + 10)))
    spans = [(below - 28, below - 2) for below in tops[1:]] if canvas.is_narrow else [(tops[0], tops[-1])]
    _draw_years(canvas, scale, years[0], spans, tops[-1])
    for row, lines, top, below in zip(rows, labels, tops, tops[1:], strict=False):
        for number, line in enumerate(lines):
            size = SMALL if canvas.is_narrow else 14
            is_bold = row.is_leading and line != row.label
            canvas.text(0, top + 17 * (number + 1), line, size=size, bold=is_bold)
        _draw_commitment(canvas, row, below - 24 if canvas.is_narrow else top + 5, scale)
    canvas.height = tops[-1] + 24


def _list_lines(canvas: Canvas, row: Commitment) -> list[str]:
    if canvas.is_narrow:
        return [*wrap(row.name, canvas.width, SMALL, bold=row.is_leading), row.label]
    return wrap(row.name, LABEL_WIDTH - 12, bold=row.is_leading)


def _draw_years(
    canvas: Canvas, scale: Scale, start_year: int, spans: Sequence[tuple[float, float]], bottom: float
) -> None:
    # Whole years only: half a year has no label.
    for value in scale.ticks(4 if canvas.is_narrow else 8):
        if value != int(value):
            continue
        x = scale.place(value)
        for top, below in spans:
            canvas.line((x, top), (x, below), INK if value == 0 else RULE, 1.5 if value == 0 else 1)
        middle = max(x, 17)
        canvas.text(middle, bottom + 16, f"{start_year + value:.0f}", size=SMALL, anchor="middle", fill=QUIET)


def _draw_commitment(canvas: Canvas, row: Commitment, top: float, scale: Scale) -> None:
    end = scale.place(row.years or 0.0)
    colour = BLUE if row.is_leading else PALE_BLUE
    length = max(2.0, end - scale.start)
    canvas.rectangle(scale.start, top, length, 18, colour, hint=f"{row.name}: {row.label}")
    if canvas.is_narrow:
        return
    if end + 6 + measure(row.label, SMALL) <= canvas.width:
        canvas.text(end + 6, top + 14, row.label, size=SMALL, halo=True)
    else:
        inside = PAPER if row.is_leading else INK
        canvas.text(end - 7, top + 14, row.label, size=SMALL, anchor="end", fill=inside)
