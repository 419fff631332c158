"""A tornado: what each quantity alone does to one option's value, from its low to its high end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    SMALL,
    Canvas,
    Scale,
    draw_chart,
    draw_money_axis,
    scale_values,
    wrap,
)
from wholeplace.casefile.documents.figures import label_pounds, show_pounds

LABEL_WIDTH = 250
FIGURE_WIDTH = 62


@dataclass(frozen=True)
class Swing:
    """One quantity: name, its two ends as text, and the option's value in pounds at either end."""

    name: str
    low: str
    high: str
    at_low: float
    at_high: float
    flips: bool = False


def draw_swings(key: str, title: str, description: str, swings: Sequence[Swing], middle: float) -> Chart:
    """Draw a tornado with a zero line and a line at the mean.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    swings : sequence of Swing
        The widest first.
    middle : float
        The option's mean value, pounds.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, swings, middle))


def _draw(canvas: Canvas, swings: Sequence[Swing], middle: float) -> None:
    left = 0 if canvas.is_narrow else LABEL_WIDTH
    values = [value for swing in swings for value in (swing.at_low, swing.at_high)]
    scale = scale_values([*values, middle], left + FIGURE_WIDTH, canvas.width - FIGURE_WIDTH)
    labels = [_list_lines(canvas, swing) for swing in swings]
    tops = [24.0]
    for lines in labels:
        tops.append(tops[-1] + (17 * len(lines) + 34 if canvas.is_narrow else max(34, 17 * len(lines) + 12)))
    spans = [(below - 30, below - 2) for below in tops[1:]] if canvas.is_narrow else [(tops[0], tops[-1])]
    draw_money_axis(canvas, scale, spans, tops[-1])
    for top, below in spans:
        canvas.line((scale.place(middle), top), (scale.place(middle), below), INK, 1.5)
    _write_key(canvas)
    for swing, lines, top, below in zip(swings, labels, tops, tops[1:], strict=False):
        for number, line in enumerate(lines):
            is_range = number == len(lines) - 1
            canvas.text(
                0, top + 17 * (number + 1), line, size=SMALL, bold=swing.flips and not is_range,
                fill=QUIET if is_range else INK,
            )  # fmt: skip
        _draw_swing(canvas, swing, below - 25 if canvas.is_narrow else top + 7, scale, middle)
    canvas.height = tops[-1] + 24


def _list_lines(canvas: Canvas, swing: Swing) -> list[str]:
    width = canvas.width if canvas.is_narrow else LABEL_WIDTH - 14
    name = f"{swing.name} ◆" if swing.flips else swing.name
    return [*wrap(name, width, SMALL, bold=swing.flips), f"from {swing.low} to {swing.high}"]


def _write_key(canvas: Canvas) -> None:
    canvas.rectangle(0, 3, 12, 12, ORANGE)
    canvas.text(17, 14, "low end", size=SMALL)
    canvas.rectangle(86, 3, 12, 12, BLUE)
    canvas.text(103, 14, "high end", size=SMALL)


def _draw_swing(canvas: Canvas, swing: Swing, top: float, scale: Scale, middle: float) -> None:
    """Draw both halves of the bar, each with its amount beyond its end."""
    centre = scale.place(middle)
    for end, value, colour in ((swing.low, swing.at_low, ORANGE), (swing.high, swing.at_high, BLUE)):
        hint = f"{swing.name} at {end}: {show_pounds(value)}"
        canvas.rectangle(centre, top, scale.place(value) - centre, 16, colour, hint=hint)
    low, high = sorted((swing.at_low, swing.at_high))
    left, right = min(centre, scale.place(low)) - 5, max(centre, scale.place(high)) + 5
    canvas.text(left, top + 13, label_pounds(low), size=SMALL, anchor="end", halo=True)
    canvas.text(right, top + 13, label_pounds(high), size=SMALL, halo=True)
