"""Columns by year, up and down from zero, one panel for each option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    RULE,
    SMALL,
    Canvas,
    Scale,
    draw_chart,
    measure,
    scale_values,
    wrap,
)
from wholeplace.casefile.documents.figures import label_pounds, show_pounds

PANEL = 118


@dataclass(frozen=True)
class Panel:
    """One panel: its name and its pounds by year."""

    name: str
    values: Sequence[float]


def draw_columns(
    key: str, title: str, description: str, panels: Sequence[Panel], years: Sequence[str]
) -> Chart:
    """Draw money by year with a zero line.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    panels : sequence of Panel
        From the top; all share one scale.
    years : sequence of str
        A label for each value.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, panels, years))


def _draw(canvas: Canvas, panels: Sequence[Panel], years: Sequence[str]) -> None:
    values = [value for panel in panels for value in panel.values]
    y = 0.0
    for panel in panels:
        y = canvas.paragraph(0, y + 18, wrap(panel.name, canvas.width - 4, bold=True), bold=True)
        scale = scale_values(values, y + PANEL - 8, y)
        _draw_panel(canvas, panel, years, scale)
        y += PANEL
    _write_years(canvas, years, y + 8)
    canvas.height = y + 16


def _axis_width(canvas: Canvas) -> float:
    return 62 if canvas.is_narrow else 74


def _draw_panel(canvas: Canvas, panel: Panel, years: Sequence[str], scale: Scale) -> None:
    left = _axis_width(canvas)
    for value in scale.ticks(3):
        y = scale.place(value)
        canvas.line((left, y), (canvas.width, y), INK if value == 0 else RULE, 1.5 if value == 0 else 1)
        canvas.text(left - 6, y + 4, label_pounds(value), size=SMALL, anchor="end", fill=QUIET)
    slot = (canvas.width - left) / max(1, len(panel.values))
    zero = scale.place(0)
    for number, (year, value) in enumerate(zip(years, panel.values, strict=True)):
        y = scale.place(value)
        canvas.rectangle(
            left + slot * number + slot * 0.15,
            min(y, zero),
            slot * 0.7,
            abs(y - zero),
            BLUE if value > 0 else ORANGE,
            hint=f"{panel.name}, {year}: {show_pounds(value)}",
        )


def _write_years(canvas: Canvas, years: Sequence[str], baseline: float) -> None:
    left = _axis_width(canvas)
    slot = (canvas.width - left) / max(1, len(years))
    widest = max((measure(year, SMALL) for year in years), default=0.0) + 10
    every = max(1, -(-int(widest) // max(1, int(slot))))
    for number, year in enumerate(years):
        if number % every == 0:
            x = min(left + slot * (number + 0.5), canvas.width - widest / 2 + 5)
            canvas.text(x, baseline, year, size=SMALL, anchor="middle", fill=QUIET)
